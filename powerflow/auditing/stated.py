"""Holds the columns of a log to what a mapping file states: limits, waits, steps and notices that must be, duties apart."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
import numpy.typing as npt

from powerflow.auditing.legal_days import Days, Flags, LegalDays, hours_late
from powerflow.logs import NO_CODE, NO_DAY, NO_TIME, Coded, EventTable, LogMap, Moments, StatedLimit, StatedNeed, StatedSeparation
from powerflow.model import LimitSense, Unit

_DAY = 86_400_000_000
_EPOCH_DAY = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, eq=False)
class Measured:
    """What one statement came to in a table.

    `rows` are the events that the statement speaks of, `breached` marks those against it, `late` says by how much (0 where
    that is no question). `begins` are the rows where their time began, -1 where there is no such. `facts` counts what else was seen.
    """

    rows: Days
    breached: Flags
    late: Days
    begins: Days
    due: Days
    facts: Mapping[str, int] = field(default_factory=dict)


def measure_limit(table: EventTable, limit: StatedLimit, days: LegalDays, last: int) -> Measured:
    """From each start to the next end in the same case; with `required` also starts without an end whose time is over on `last`."""
    starts, ends, alone = _paired(table, limit.start, limit.end)
    paired = ends >= 0
    told = _told(table, starts[paired], ends[paired], limit, days)
    facts = {"unended": int((~paired).sum()), **alone}
    if not limit.required or limit.sense is LimitSense.WAIT or limit.unit is Unit.HOUR:
        return Measured(ends[paired], *told, facts={**facts})
    open_starts = starts[~paired]
    due, known = days.due(table.day[open_starts].astype(np.int64), limit.amount, limit.unit)
    over = known & (due < last) & (table.day[open_starts] != NO_DAY)
    late = np.where(over, days.late(due, np.full(len(due), last, np.int64), limit.unit), 0)
    return Measured(
        np.concatenate([ends[paired], open_starts]), np.concatenate([told[0], over]), np.concatenate([told[1], late]),
        np.concatenate([told[2], open_starts]), np.concatenate([told[3], due]), facts,
    )


def _told(
    table: EventTable, starts: Days, ends: Days, limit: StatedLimit, days: LegalDays
) -> tuple[Flags, Days, Days, Days]:
    """Of each pair: whether it breaks the limit, by how much, where it began, when it was due."""
    timed = (table.time.instant[starts] != NO_TIME) & (table.time.instant[ends] != NO_TIME)
    begin, end = table.day[starts].astype(np.int64), table.day[ends].astype(np.int64)
    if limit.unit is Unit.HOUR:
        late = hours_late(table.time.instant[starts], table.time.instant[ends], limit.amount)
        known, due = timed, begin + limit.amount // 24
        over = late > 0
    else:
        due, known = days.due(begin, limit.amount, limit.unit)
        known = known & timed & days.covers(end)
        late = np.where(known, days.late(due, end, limit.unit), 0)
        over = end > due
    if limit.sense is LimitSense.WAIT:
        return known & ~over, np.zeros(len(ends), np.int64), starts, due
    return known & over, np.where(known, late, 0), starts, due


def _paired(table: EventTable, start: str, end: str) -> tuple[Days, Days, dict[str, int]]:
    """The rows of each start and of the next end in its case (-1: none); and the ends that no start came before."""
    starts, ends = rows_of(table, start), rows_of(table, end)
    if not len(ends):
        return starts, np.full(len(starts), -1, np.int64), {"ends_without_start": 0, "ends_before_start": 0}
    place = np.searchsorted(ends, starts, side="right")
    following = ends[np.minimum(place, len(ends) - 1)]
    found = (place < len(ends)) & (table.case[following] == table.case[starts])
    if not len(starts):
        return starts, starts, {"ends_without_start": len(ends), "ends_before_start": 0}
    before = np.searchsorted(starts, ends) - 1
    has_before = (before >= 0) & (table.case[starts[np.maximum(before, 0)]] == table.case[ends])
    in_case = np.isin(table.case[ends], table.case[starts])
    first_day = table.day[np.maximum(_edge(table, starts, len(table.cases), last=False), 0)][table.case[ends]]
    sooner = in_case & ~has_before & (table.day[ends] < first_day)  # on one day nothing is sooner: logs tell no order there
    alone = {"ends_without_start": int((~in_case).sum()), "ends_before_start": int(sooner.sum())}
    return starts, np.where(found, following, -1), alone


def measure_need(table: EventTable, need: StatedNeed) -> Measured:
    """Each case in which the activity was done, at its first such event; breached where what it needs is not there."""
    rows, needed = rows_of(table, need.activity), rows_of(table, need.needs)
    cases, first = np.unique(table.case[rows], return_index=True)
    at = rows[first]
    edge = _edge(table, needed, len(table.cases), last=need.when == "after")
    there = edge[cases]
    if need.when == "before":
        missing = (there < 0) | (there > at)
    elif need.when == "after":
        last = _edge(table, rows, len(table.cases), last=True)[cases]
        missing, at = (there < 0) | (there < last), last
    else:
        missing = there < 0
    nothing = np.zeros(len(at), np.int64)
    return Measured(at, missing, nothing, np.full(len(at), -1, np.int64), nothing)


def _edge(table: EventTable, rows: Days, cases: int, *, last: bool) -> Days:
    """For each case the first (or last) of the rows in it, -1 where there is none."""
    found = np.full(cases, -1, np.int64)
    order = rows if last else rows[::-1]
    found[table.case[order]] = order
    return found


def measure_separation(table: EventTable, apart: StatedSeparation, log_map: LogMap) -> Measured:
    """Each case in which both activities were done by somebody named; breached where one person did both."""
    actor = _named(table.actor, log_map.officers)
    first, second = (rows[actor[rows] >= 0] for rows in (rows_of(table, apart.first), rows_of(table, apart.second)))
    people = int(actor.max(initial=0)) + 1
    keys = [table.case[rows].astype(np.int64) * people + actor[rows] for rows in (first, second)]
    cases = np.intersect1d(table.case[rows_of(table, apart.first)], table.case[rows_of(table, apart.second)])
    same = np.isin(keys[1], keys[0])
    at = _edge(table, rows_of(table, apart.second), len(table.cases), last=False)
    both = _edge(table, second[same], len(table.cases), last=False)
    begins = _edge(table, rows_of(table, apart.first), len(table.cases), last=False)[cases]
    breached = both[cases] >= 0
    nothing = np.zeros(len(cases), np.int64)
    return Measured(np.where(breached, both[cases], at[cases]), breached, nothing, begins, nothing)


def measure_due(table: EventTable, due: str, done: str = "") -> Measured | None:
    """Events, or cases, that were done after the date in the column `due`; None if there is no such column of dates.

    `done` is the column that says when; without it the event's own time, for a case that of its last event. Where one is
    written without an offset both are taken as local time; a date alone means the whole day.
    """
    if due in table.attributes:
        rows = np.arange(len(table), dtype=np.int64)
        dates, acts = table.attributes[due], table.attributes.get(done) if done else table.time
    elif due in table.case_attributes:
        rows = np.maximum(table.starts[1:] - 1, 0)
        dates, acts = table.case_attributes[due], table.case_attributes.get(done) if done else table.time.part(rows)
    else:
        return None
    if acts is None:
        return None
    due_days, act_days = local_days(dates), local_days(acts)
    known = (due_days != NO_DAY) & (act_days != NO_DAY)
    if isinstance(dates, Moments) and isinstance(acts, Moments):
        over = acts.instant > dates.instant
    else:
        over = _local_times(acts, 0) > _local_times(dates, _DAY - 1)
    over, late = over[known], (act_days - due_days)[known]
    nothing = np.full(int(known.sum()), -1, np.int64)
    return Measured(rows[known], over, np.where(over, np.maximum(late, 1), 0), nothing, due_days[known])


def local_days(column: Coded | Moments) -> Days:
    """The local calendar day of each row, also of texts that begin with one; NO_DAY where there is none."""
    if isinstance(column, Moments):
        return column.day.astype(np.int64)
    return np.array([*(_day(value) for value in column.values), NO_DAY], np.int64)[column.codes]


def _day(text: str) -> int:
    try:
        return date.fromisoformat(text[:10]).toordinal()
    except ValueError:
        return NO_DAY


def _local_times(column: Coded | Moments, of_day: int) -> Days:
    """The local time of each row in microseconds; of a date alone, so many microseconds after its beginning."""
    if isinstance(column, Moments):
        return column.instant // 1000 + column.offset.astype(np.int64) * 60_000_000 + _EPOCH_DAY * _DAY
    return np.array([*(_time(value, of_day) for value in column.values), 0], np.int64)[column.codes]


def _time(text: str, of_day: int) -> int:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return _day(text) * _DAY + of_day
    if len(text) <= len("2026-07-01"):
        return at.toordinal() * _DAY + of_day
    return at.toordinal() * _DAY + ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond


def rows_of(table: EventTable, activity: str) -> Days:
    """The rows of an activity, in order."""
    code = table.activity.code(activity)
    return np.flatnonzero(table.activity.codes == code) if code != NO_CODE else np.zeros(0, np.int64)


def _named(column: Coded, names: Mapping[str, str]) -> npt.NDArray[np.int32]:
    """The codes of a column after its texts were given their other names."""
    known: dict[str, int] = {}
    codes = [known.setdefault(names.get(value, value), len(known)) for value in column.values]
    return np.array([*codes, NO_CODE], np.int32)[column.codes]
