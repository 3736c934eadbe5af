"""Finds the step or event that a person means by an id or a name."""
from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from powerflow.cases.course import Run
from powerflow.errors import UsageError
from powerflow.model import Entry, Flowchart, Node, Step


def steps_called(chart: Flowchart, step: str) -> tuple[Step, ...]:
    """The steps with that id, else with that name. Raises UsageError if there is none."""
    wanted = " ".join(step.split())
    known = chart.steps.get(wanted)
    if known is not None and known.type != "subProcess":
        return (known,)
    steps = [each for each in chart.steps.values() if each.type != "subProcess"]
    found = [each for each in steps if each.name == wanted]
    if not found:
        names = [each.name or each.id for each in steps]
        alike = get_close_matches(wanted, names, n=3) or names
        raise UsageError("流程图没有环节“{step}”；有：{names}", step=step, names=tuple(alike))
    return tuple(found)


def is_called(chart: Flowchart, node: str, wanted: str) -> bool:
    """Whether a person who says `wanted` may mean the node; "" means nothing and fits every one."""
    words = " ".join(wanted.split())
    known = chart.nodes.get(node)
    return not words or words == node or (known is not None and known.name == words)


def open_step(chart: Flowchart, run: Run, case: str, step: str, fired: Iterable[Entry]) -> Node:
    """The open step that is meant. Raises UsageError naming what is open, and the timers that have closed it just now."""
    called = steps_called(chart, step)
    found = [each for each in called if run.is_open(each.id)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError("“{step}”指几个打开的环节，请写标识：{ids}", step=step, ids=tuple(each.id for each in found))
    ran_out = tuple(f"{_said(chart.nodes[entry.node])} {entry.at:%Y-%m-%d %H:%M}" for entry in fired)
    if run.ended and not ran_out:
        raise UsageError("办件 {case} 已经办结，不能再办理“{step}”", case=case, step=step)
    names = tuple(_said(chart.nodes[each.node]) for each in run.open if each.node in chart.steps) or "—"
    done = [entry for each in called for entry in run.doers.get(each.id, ())]
    if done and not ran_out:
        last = max(done, key=lambda entry: entry.seq)
        raise UsageError(
            "环节“{step}”没有打开：{officer} 已于 {at} 办理（第 {seq} 条）。打开的环节：{names}", step=step, officer=last.officer,
            at=f"{last.at:%Y-%m-%d %H:%M}", seq=last.seq, names=names,
        )
    if ran_out:
        raise UsageError(
            "环节“{step}”没有打开：定时事件已到期（{timers}）。打开的环节：{names}", step=step, timers=ran_out, names=names
        )
    raise UsageError("环节“{step}”没有打开。打开的环节：{names}", step=step, names=names)


def start_event(chart: Flowchart, event: str) -> Node:
    """The start event that is meant, or the only one. Raises UsageError."""
    starts = [
        node for node in chart.events.values() if node.type == "startEvent" and node.scope in chart.processes
    ]
    wanted = " ".join(event.split())
    found = [each for each in starts if not wanted or wanted in (each.id, each.name)]
    if len(found) == 1:
        return found[0]
    raise UsageError(
        "请用 --event 选一个开始事件：{names}", names=tuple(f"{each.name}({each.id})" for each in starts)
    )


def _said(node: Node) -> str:
    return f"{node.name}({node.id})" if node.name and node.name != node.id else node.id
