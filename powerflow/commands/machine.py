"""What commands say of the work that the system does by itself: timers, calls of other items, services."""
from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from powerflow.commands import console

if TYPE_CHECKING:
    from powerflow.cases import Registry, Worked
    from powerflow.model import Entry


def settle(registry: Registry, case: str, at: datetime | None) -> None:
    """Lets the system do what has become due in the case, and says what it did."""
    from powerflow import cases

    say_worked(cases.settle(registry, case, now=console.now(), at=at))


def say_worked(worked: Worked) -> None:
    """A line for each entry, with its instant; on stderr one for each case that could not go on."""
    for case, entry in worked.done:
        console.out(_said(case, entry))
    for case, error in worked.failed:
        console.err(f"{case}: {error.say(console.lang())}")


def _said(case: str, entry: Entry) -> str:
    from powerflow.model import EntryKind

    values = {"case": case, "node": entry.node, "at": entry.at.isoformat(), "other": entry.case, "item": entry.to, "why": entry.note}
    if entry.kind is EntryKind.TIMER:
        return console.say("{case} 的 {node} 于 {at} 到期", **values)
    if entry.kind is EntryKind.CALL:
        return console.say("{case} 的 {node} 调用事项 {item}：办件 {other} 已开始", **values)
    if entry.kind is EntryKind.CALLED:
        return console.say("{case} 的 {node} 由办件 {other} 交回结果", **values)
    if entry.kind is EntryKind.INCIDENT:
        return console.say("{case} 的 {node} 待处理异常：{why}", **values)
    return console.say("{case} 的 {node} 由系统办理", **values)
