"""Back to an earlier step (退回, 撤回): sent back from an open step, or taken back by who has just done it."""
from __future__ import annotations

from datetime import datetime

from powerflow.cases.acts import refuse_suspended
from powerflow.cases.authority import refuse_for_step
from powerflow.cases.casefile import CaseFile
from powerflow.cases.naming import open_step, steps_called
from powerflow.cases.registry import Act, Registry
from powerflow.cases.transaction import Scene, Wish, carry_out
from powerflow.errors import UsageError
from powerflow.graph import comes_back
from powerflow.model import Entry, EntryKind, Node, Step

# What whoever follows has begun with: then nothing is taken back any more.
_BEGUN = frozenset({EntryKind.CLAIM, EntryKind.DELEGATE, EntryKind.TRANSFER, EntryKind.CALL, EntryKind.DRAW})


def send_back(
    registry: Registry, case: str, step: str, to: str, act: Act, *, now: datetime, at: datetime | None = None
) -> CaseFile:
    """Gives up an open step and opens `to` anew, which was done earlier on the way to it (退回); `act.note` says why.

    Raises UsageError where the case could not come from there to here by itself: the way crosses the border of a parallel
    block or of a sub-process.
    """
    return carry_out(registry, case, Wish(kind=EntryKind.SEND_BACK, act=act, step=step, to=to), _send_back, now=now, at=at)


def withdraw(registry: Registry, case: str, step: str, act: Act, *, now: datetime, at: datetime | None = None) -> CaseFile:
    """Takes back the last step of the case, by the officer who did it (撤回), while nothing after it was done or claimed.

    The case stands as before it, its clock too: it has run all the time. Raises UsageError.
    """
    return carry_out(registry, case, Wish(kind=EntryKind.WITHDRAW, act=act, step=step), _withdraw, now=now, at=at)


def _send_back(scene: Scene) -> Entry:
    run, chart = scene.run, scene.chart
    node = open_step(chart, run, scene.case, scene.wish.step, scene.fired)
    refuse_suspended(scene)
    refuse_for_step(run, node, scene.power)
    if not scene.wish.act.note:
        raise UsageError("退回要用 --note 写明理由")
    done = [each for each in steps_called(chart, scene.wish.to) if any(before.node == each.id for before in run.course.done)]
    if not done:
        raise UsageError("“{to}”还没有办理过，不能退回到那里", to=scene.wish.to)
    target = next((each for each in done if _is_on_the_way(each, node, scene)), None)
    if target is None:
        raise UsageError(
            "不能从“{name}”退回“{to}”：{why}", name=node.name or node.id, to=done[0].name or done[0].id, why=_Why(node, done[0]),
        )
    return scene.entry(node.id, to=target.id)


def _is_on_the_way(target: Step, node: Node, scene: Scene) -> bool:
    return target.scope == node.scope and target.id != node.id and comes_back(scene.chart, target.id, node.id)


class _Why:
    """The reason for which a step cannot be sent back, in either language."""

    def __init__(self, node: Node, target: Node) -> None:
        self._key = "要跨过并行分支的边界，其他分支会丢失或者重复"
        if node.id == target.id:
            self._key = "它就是正在办理的环节"
        elif node.scope != target.scope:
            self._key = "两个环节不在同一个子流程里"

    def say(self, lang: str) -> str:
        from powerflow.translation import translate

        return translate(self._key, lang)


def _withdraw(scene: Scene) -> Entry:
    run, chart = scene.run, scene.chart
    called = [step.id for step in steps_called(chart, scene.wish.step)]
    last = next((entry for entry in reversed(run.entries) if entry.seq == run.last_turn), None)
    if last is None or last.kind is not EntryKind.STEP or last.node not in called:
        raise UsageError("“{step}”之后办件已经往前走了，或者它不是最后办理的环节，不能撤回", step=scene.wish.step)
    begun = next((entry for position, entry in run.remarks if entry.seq > last.seq and entry.kind in _BEGUN), None)
    if begun is not None:
        raise UsageError(
            "“{step}”之后的环节已由“{officer}”于 {at} 着手（第 {seq} 条），不能撤回", step=scene.wish.step,
            officer=begun.officer or "—", at=f"{begun.at:%Y-%m-%d %H:%M}", seq=begun.seq,
        )
    officers = scene.wish.act.officers
    if not officers or officers[0] not in last.officer.split("、"):
        raise UsageError("“{step}”是“{officer}”办理的，只有本人可以撤回", step=scene.wish.step, officer=last.officer or "—")
    return scene.entry(last.node, post=last.post, refers=last.seq)
