"""The supervision order (督办单): what was found, what is to be put right until when, and how it stands."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from powerflow.cases import Alarm, CaseFile, alarms
from powerflow.deadlines import WorkCalendar, deadline, read_period
from powerflow.errors import UsageError
from powerflow.model import SUPERVISION_KINDS, Entry, EntryKind
from powerflow.replay import DueDay
from powerflow.supervision.handling import due_of
from powerflow.supervision.scheme import Scheme


@dataclass(frozen=True, kw_only=True)
class Order:
    """One order. `acts` are all entries about its alarm, from the alarm itself on; `due` the last day of the correction."""

    case: str
    item: str
    name: str
    alarm: Alarm
    step: str
    found: Entry
    entry: Entry
    due: DueDay
    acts: tuple[Entry, ...]

    @property
    def number(self) -> str:
        """Its number."""
        return self.entry.document


def order_of(file: CaseFile, number: str, calendar: WorkCalendar) -> Order:
    """The order with that number, or the last one on the alarm that is entry `number`. Raises UsageError, OutsideCalendar."""
    entries = file.history.entries
    orders = [entry for entry in entries if entry.kind is EntryKind.ORDER]
    found = next((entry for entry in reversed(orders) if number in (entry.document, str(entry.refers))), None)
    if found is None:
        raise UsageError(
            "办件 {case} 没有督办单“{number}”；有：{known}", case=file.history.case, number=number,
            known=tuple(entry.document for entry in orders) or "—",
        )
    alarm = next(each for each in alarms(entries) if each.seq == found.refers)
    end = deadline(found.at, read_period(found.limit), calendar)
    return Order(
        case=file.history.case, item=file.history.item, name=file.history.name, alarm=alarm,
        step=_step(file, alarm), found=next(each for each in entries if each.seq == alarm.seq), entry=found,
        due=DueDay(end.due, end.provisional), acts=acts_on(entries, alarm.seq),
    )


def acts_on(entries: tuple[Entry, ...], seq: int) -> tuple[Entry, ...]:
    """The entry of an alarm and all that was done about it."""
    return tuple(each for each in entries if each.kind in SUPERVISION_KINDS and seq in (each.seq, each.refers))


@dataclass(frozen=True, kw_only=True)
class AlarmView:
    """An alarm with its case, the time by which the next act on it is due (None: over), and all that was done about it."""

    case: str
    item: str
    name: str
    step: str
    alarm: Alarm
    due: datetime | None
    acts: tuple[Entry, ...]


def alarm_views(file: CaseFile, scheme: Scheme, calendar: WorkCalendar) -> tuple[AlarmView, ...]:
    """All alarms of a case. Raises OutsideCalendar."""
    history = file.history
    return tuple(
        AlarmView(
            case=history.case, item=history.item, name=history.name, step=_step(file, alarm), alarm=alarm,
            due=due_of(alarm, scheme, calendar), acts=acts_on(history.entries, alarm.seq),
        )
        for alarm in alarms(history.entries)
    )


def _step(file: CaseFile, alarm: Alarm) -> str:
    node = file.chart.nodes.get(alarm.node)
    return (node.name or node.id) if node else ""
