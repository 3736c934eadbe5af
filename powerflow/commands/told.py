"""What commands say of a case: its entries, what is open, who may do it, which clocks run."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from powerflow.commands import console

if TYPE_CHECKING:
    from powerflow.cases import CaseFile, OpenStep
    from powerflow.deadlines import WorkCalendar
    from powerflow.model import Entry
    from powerflow.organisation import Organisation
    from powerflow.replay import Reading


def said_entry(file: CaseFile, entry: Entry) -> str:
    """One line: number, time, what happened, where, who, what was recorded."""
    from powerflow.model import word

    node = file.chart.nodes.get(entry.node)
    name = f"{node.name}({entry.node})" if node and node.name and node.name != entry.node else entry.node
    aimed = file.chart.nodes.get(entry.to)
    who = " / ".join(each for each in (entry.post, entry.officer) if each)
    facts = console.together(f"{name}={value_said(value)}" for name, value in entry.facts.items())
    parts = (
        f"{entry.seq:>3}", time_said(entry.at), word("entry", entry.kind, console.lang()), name,
        f"→ {(aimed.name if aimed else '') or entry.to}" if entry.to else "", who, facts, entry.limit, entry.document,
        console.say("批准 {officer}", officer=entry.approver) if entry.approver else "",
        console.say("见第 {seq} 条", seq=entry.refers) if entry.refers else "",
        console.say("由办件 {case} 调用", case=entry.case) if entry.case and entry.seq == 1 else entry.case, entry.chart[:12], entry.note,
    )
    return "  ".join(part for part in parts if part)


def say_open(file: CaseFile, calendar: WorkCalendar, at: datetime, organisation: Organisation | None = None) -> None:
    """What is open at `at`, with its clocks; with a table of officers also who may do it on that day."""
    from powerflow.model import EntryKind

    ended = next((entry for entry in file.history.entries if entry.kind is EntryKind.TERMINATE), None)
    if ended is not None:
        console.out(console.say("已终止：{document}，{why}", document=ended.document, why=ended.note))
        return
    if file.course.ended:
        nodes = (file.chart.events[end] for end in file.course.ends)
        said = (f"{node.outcome.kind if node.outcome else node.name or node.id}({node.id})" for node in nodes)
        console.out(console.say("已办结：{ends}", ends=tuple(said)))
        return
    steps = file.open_steps(calendar, at)
    shown = {step.node.id for step in steps}
    for clock in file.clocks(calendar, at):
        if not clock.owner:
            console.out(console.say("本事项 {clock}", clock=_said_clock(clock)))
        elif clock.owner not in shown:
            node = file.chart.nodes[clock.owner]
            console.out(console.say("“{name}” {clock}", name=node.name or node.id, clock=_said_clock(clock)))
    for step in steps:
        console.out(_said_step(step))
        for line in _said_hands(file, step, organisation, at):
            console.out(f"      {line}")
        for clock in step.clocks:
            console.out(f"      {_said_clock(clock)}")
        _say_needs(file, step)


def _say_needs(file: CaseFile, step: OpenStep) -> None:
    """What a step waits for or must be given."""
    from powerflow.cases import shape, waits_for

    waiting = waits_for(file.course).get(step.node.id)
    if waiting is not None:
        console.out("      " + console.say("在等办件 {case} 交回结果", case=waiting))
    elif step.facts:
        wanted = tuple(f"{fact.name}({shape(fact)})" for fact in step.facts)
        console.out("      " + console.say("要登记：{facts}", facts=wanted))


def _said_step(step: OpenStep) -> str:
    name = f"{step.node.name}({step.node.id})" if step.node.name else step.node.id
    if step.is_timer:
        return "  " + console.say("等候 {name}，自 {since}", name=name, since=time_said(step.since))
    if step.is_message:
        return "  " + console.say("等候消息 {name}，自 {since}", name=name, since=time_said(step.since))
    return "  " + console.say("待办 {name}，岗位 {post}，自 {since}", name=name, post=step.post, since=time_said(step.since))


def _said_hands(file: CaseFile, step: OpenStep, organisation: Organisation | None, at: datetime) -> Iterator[str]:
    """Who has a step in hand since when, else who may do it on the day; nobody who must stay away."""
    from powerflow.deadlines import local_day
    from powerflow.replay import barred

    held = step.holding
    if step.is_timer or step.is_message:
        return
    if held.officer and held.since is not None:
        owners = console.say("，受 {officer} 委托", officer=tuple(held.owners)) if held.owners else ""
        yield console.say("{officer} 已于 {at} 领办", officer=held.officer, at=time_said(held.since.at)) + owners
    elif organisation is not None:
        away = barred(file.history.entries)
        if holders := tuple(name for name in organisation.holders(held.post, local_day(at)) if name not in away):
            yield console.say("可由 {officers} 办理", officers=holders)


def _said_clock(clock: Reading) -> str:
    from powerflow.model import LimitSense, Unit, word
    from powerflow.replay import Amount

    limit, lang, stand = clock.limit, console.lang(), clock.standing
    length = clock.deadline.period.say(lang)
    due = stand.deadline.due
    values = {
        "role": word("role", limit.role, lang), "length": length,
        "due": time_said(due) if isinstance(due, datetime) else due.isoformat(),
        "left": Amount(stand.late if stand.is_late else stand.remaining, stand.unit).say(lang), "why": clock.stopped,
    }
    if clock.stopped:
        return console.say("{role} {length}：停止计时（{why}）", **values)
    if limit.sense is LimitSense.WAIT:
        return console.say("{role} 至少 {length}：留足到 {due}", **values)
    if stand.is_late:
        said = console.say("{role} {length}：应于 {due} 前，已逾期 {left}", **values)
    elif limit.unit is Unit.SPOT:
        said = console.say("{role} {length}：{due}", **values)
    else:
        said = console.say("{role} {length}：截至 {due}，余 {left}", **values)
    return said + (console.say("（日历未定）") if stand.provisional else "")


def value_said(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"  # not shown: as it is given with --set
    return str(value)


def time_said(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M}"
