"""How the alarms (预警) of supervision stand that a history holds: raised, explained, confirmed or cancelled, ordered, closed."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from powerflow.model import SUPERVISION_KINDS, Entry, EntryKind


class AlarmState(str, Enum):
    """How far the handling of an alarm has come; what stands CANCELLED or CLOSED is over."""

    RAISED = "raised"
    EXPLAINED = "explained"
    CONFIRMED = "confirmed"
    ORDERED = "ordered"
    CORRECTED = "corrected"
    RECHECKED = "rechecked"
    OBJECTED = "objected"
    CANCELLED = "cancelled"
    CLOSED = "closed"

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be done."""
        return self in (AlarmState.CANCELLED, AlarmState.CLOSED)


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One alarm. `seq` is the number of its entry, `code` the trigger (`T05`), `lamp` its colour, `rule` what found it.

    `node` is the step ("" for the case) and `refers` the entry that began or broke what it speaks of: with the trigger and the
    rule they tell alarms apart. `post` is asked to explain. `since` is the instant of the last act on it and `term` the time that
    this one set (`10WD`, "" for none); `before` is the state to which a rejected objection leads back, with its term.
    """

    seq: int
    code: str
    lamp: str
    node: str
    refers: int
    rule: str
    post: str
    since: datetime
    term: str = ""
    state: AlarmState = AlarmState.RAISED
    before: AlarmState | None = None
    term_before: str = ""

    @property
    def key(self) -> tuple[str, str, int, str]:
        """What is raised once only."""
        return self.code, self.node, self.refers, self.rule


def ended_at(entries: Sequence[Entry]) -> datetime:
    """When a case that is over ended: supervision may still have added entries afterwards."""
    return next(entry.at for entry in reversed(entries) if entry.kind not in SUPERVISION_KINDS)


_NEXT = {
    EntryKind.EXPLAIN: AlarmState.EXPLAINED, EntryKind.CONFIRM: AlarmState.CONFIRMED, EntryKind.CANCEL: AlarmState.CANCELLED,
    EntryKind.ORDER: AlarmState.ORDERED, EntryKind.CORRECTED: AlarmState.CORRECTED, EntryKind.RECHECK: AlarmState.RECHECKED,
    EntryKind.CLOSE: AlarmState.CLOSED, EntryKind.OBJECT: AlarmState.OBJECTED,
}


def alarms(entries: Iterable[Entry]) -> tuple[Alarm, ...]:
    """The alarms of a history as they stand after its entries, in the order in which they were raised.

    Entries that refer to none are passed over: whether an act was allowed is decided when it is recorded.
    """
    found: dict[int, Alarm] = {}
    for entry in entries:
        if entry.kind is EntryKind.ALARM:
            found[entry.seq] = _raised(entry)
        elif entry.kind in _NEXT and entry.refers in found:
            found[entry.refers] = _after(found[entry.refers], entry)
    return tuple(found.values())


def _raised(entry: Entry) -> Alarm:
    said = {name: str(value) for name, value in entry.facts.items()}
    return Alarm(
        seq=entry.seq, code=said.get("trigger", ""), lamp=said.get("lamp", ""), rule=said.get("rule", ""), node=entry.node,
        refers=entry.refers, post=entry.to, since=entry.at, term=entry.limit,
    )


def _after(alarm: Alarm, entry: Entry) -> Alarm:
    state, term = _NEXT[entry.kind], entry.limit
    if entry.kind is EntryKind.OBJECT:
        return replace(alarm, state=state, since=entry.at, term=term, before=alarm.state, term_before=alarm.term)
    if entry.kind is EntryKind.CONFIRM and alarm.state is AlarmState.OBJECTED and alarm.before is not None:
        return replace(alarm, state=alarm.before, since=entry.at, term=alarm.term_before, before=None, term_before="")
    if entry.kind is EntryKind.RECHECK and entry.facts.get("passed") is False:
        state = AlarmState.ORDERED
    return replace(alarm, state=state, since=entry.at, term=term)
