"""What supervision reads of open cases (监察投影): the limits that run and when they are over, worked out with each command."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from powerflow.cases.course import Run
from powerflow.deadlines import WorkCalendar, end_of_day
from powerflow.model import EntryKind, Flowchart, LimitSense, TimeLimit
from powerflow.replay import Reading

# In place of the role of a limit.
INCIDENT = "incident"


@dataclass(frozen=True, kw_only=True)
class ClockRow:
    """One limit that runs in a case, as it stood when the case was last written.

    `clock` tells those of one case apart. `owner` is the step that bears the limit, "" for the item; `role` who set it, or
    INCIDENT for what waits because it could not go on by itself; `length` the limit with all extensions (`20WD`); `seq` the
    entry that began it, at `start`. It is over from `due` on; where a coming notice of days off may still move that, from
    `early` at the earliest and from `late` at the latest. `stopped` says why it stands still, "" if it goes; then it has no
    `due`, unless it had been exceeded before.
    """

    clock: str
    owner: str
    role: str
    length: str
    seq: int
    start: datetime
    due: datetime | None
    early: datetime | None = None
    late: datetime | None = None
    stopped: str = ""


def clock_rows(run: Run, calendar: WorkCalendar, at: datetime) -> tuple[ClockRow, ...]:
    """The limits that run in `run` at `at`, but for times that must be left open. Raises OutsideCalendar."""
    if run.ended:
        return ()
    waiting = tuple(_incidents(run)) if run.remarks else ()
    return waiting if run.is_timeless else (*_rows(run, run.clocks(calendar, at).running()), *waiting)


def _incidents(run: Run) -> Iterator[ClockRow]:
    """What could not go on by itself and still waits: no limit, but nobody can say how such a case stands."""
    found = {entry.node: entry for _, entry in run.remarks if entry.kind is EntryKind.INCIDENT and run.is_open(entry.node)}
    for node, entry in found.items():
        yield ClockRow(
            clock=f"!{node}", owner=node, role=INCIDENT, length="", seq=entry.seq, start=entry.at, due=None, stopped=entry.note
        )


def _rows(run: Run, readings: tuple[Reading, ...]) -> Iterator[ClockRow]:
    used: Counter[str] = Counter()
    for reading in readings:
        if reading.limit.sense is LimitSense.WAIT:
            continue
        name = f"{reading.owner}#{_limits(run.chart, reading.owner).index(reading.limit)}"
        used[name] += 1
        yield _row(reading, name if used[name] == 1 else f"{name}#{used[name]}", run.entries[reading.started].seq)


def _limits(chart: Flowchart, owner: str) -> tuple[TimeLimit, ...]:
    if owner:
        return chart.nodes[owner].notes.time_limits
    return chart.item.time_limits if chart.item else ()


def _row(reading: Reading, clock: str, seq: int) -> ClockRow:
    due = reading.deadline
    first, latest = _over(due.earliest), _over(due.latest)
    stands_still = bool(reading.stopped) and not reading.is_late
    is_sure = first == latest
    return ClockRow(
        clock=clock, owner=reading.owner, role=reading.limit.role.value, length=str(due.period), seq=seq, start=reading.start,
        due=None if stands_still else due.end, early=None if stands_still or is_sure else first,
        late=None if stands_still or is_sure else latest, stopped=reading.stopped,
    )


@lru_cache(maxsize=1024)
def _over(due: date | datetime) -> datetime:
    """The first instant at which it is over; for hours that is the instant itself."""
    return end_of_day(due)
