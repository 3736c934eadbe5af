"""When a timer fires (期限届满): not before its time is over whatever a coming notice says of days that are not settled yet."""
from __future__ import annotations

from datetime import date, datetime, time, timedelta

from powerflow.deadlines import BEIJING, Deadline


def runs_out(due: Deadline) -> datetime:
    """The instant at which the period is certainly over: midnight after its last day, for hours the second after."""
    if isinstance(due.latest, datetime):
        return due.latest + timedelta(seconds=1)
    return _midnight(due.latest + timedelta(days=1))


def has_run_out(due: Deadline, at: datetime) -> bool:
    """Whether the period is certainly over at `at`; one in hours still holds at its last instant."""
    return at > due.latest if isinstance(due.latest, datetime) else at >= runs_out(due)


def not_before(due: Deadline) -> datetime:
    """The earliest instant at which the period could be over if notices gave the fewest days off."""
    return due.earliest if isinstance(due.earliest, datetime) else _midnight(due.earliest)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)
