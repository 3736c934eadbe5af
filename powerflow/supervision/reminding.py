"""Reminders (提醒): who is to be reminded of what, since when and how often; one each working day while a lamp is blue."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from powerflow.deadlines import WorkCalendar, local_day
from powerflow.organisation import Organisation
from powerflow.replay import Lamp
from powerflow.supervision.office import CaseLamp, Lit, OfficeLamps


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """One thing of which officers are reminded: the step `step`, or the whole case (""), until `due` (an instant as text).

    `first` is the instant of the first reminder, `count` how many there were so far. `officers` hold the post today.
    """

    case: str
    item: str
    name: str
    step: str
    post: str
    officers: tuple[str, ...]
    first: datetime
    count: int
    due: str


def reminders(office: OfficeLamps, organisation: Organisation, calendar: WorkCalendar) -> tuple[Reminder, ...]:
    """The reminders of the day, those that are over first at the head. Raises OutsideCalendar."""
    found = (each for case in office.cases for each in _of_case(case, office.at, organisation, calendar))
    return tuple(sorted(found, key=lambda each: (each.due, each.case, each.step)))


def _of_case(case: CaseLamp, at: datetime, organisation: Organisation, calendar: WorkCalendar) -> Iterator[Reminder]:
    waiting = [("", step.post, case.seen.started, case.lit) for step in case.steps] if case.lit.lamp is Lamp.BLUE else []
    waiting += [(step.name, step.post, step.since, step.lit) for step in case.steps if step.lit.lamp is Lamp.BLUE]
    for step, post, opened, lit in dict.fromkeys(waiting):
        first = _first(lit, opened)
        yield Reminder(
            case=case.seen.case, item=case.seen.item, name=case.seen.name, step=step, post=post,
            officers=organisation.holders(post, local_day(at)), first=first, due=lit.due or "",
            count=max(1, calendar.working_days(local_day(first), local_day(at)) + calendar.is_working_day(local_day(first))),
        )


def _first(lit: Lit, opened: str) -> datetime:
    """When the lamp turned blue, but not before there was anything to do."""
    return datetime.fromisoformat(max(lit.since, opened))
