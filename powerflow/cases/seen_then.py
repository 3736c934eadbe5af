"""What supervision would have read at an instant: cases that have gone on since then are worked out from their histories."""
from __future__ import annotations

from datetime import datetime

from powerflow.cases.alarms import Alarm, alarms
from powerflow.cases.casefile import case_file
from powerflow.cases.course import follow
from powerflow.cases.seen import AlarmSeen, CaseSeen, ClockSeen, Watched, is_unwatched, keep_watched, packed, watched
from powerflow.cases.store import HistoryStore
from powerflow.cases.timers import open_rows
from powerflow.cases.transfer import refresh
from powerflow.cases.watched import ClockRow, clock_rows
from powerflow.cases.watching import text
from powerflow.deadlines import WorkCalendar


def watched_at(
    store: HistoryStore, calendar: WorkCalendar, at: datetime, *, simulated: bool | None = None, item: str = "", case: str = ""
) -> Watched:
    """As `watched`, at `at`: cases begun later are left out, those that have gone on since then are as they stood.

    A store that was brought up from an older version gets first what it lacks. Raises OutsideCalendar.
    """
    if is_unwatched(store):
        for _ in refresh(store, calendar):
            pass
        keep_watched(store)
    now, moment = watched(store, simulated=simulated, item=item, case=case, ended_after=at), str(text(at))
    moved = {row.case for row in now.cases if row.last > moment}
    early = {row.case for row in now.cases if row.started > moment} | moved
    if not early:
        return now
    kept = Watched([row for row in now.cases if row.case not in early], [row for row in now.alarms if row.case not in early])
    for row in now.cases:
        if row.case in moved and row.started <= moment:
            _add(kept, store, calendar, row, at)
    kept.cases.sort()
    return kept


def _add(seen: Watched, store: HistoryStore, calendar: WorkCalendar, row: CaseSeen, at: datetime) -> None:
    then = case_file(store, row.case).at(at)
    entries = then.history.entries
    run = follow(then.chart, entries)
    standing = [alarm for alarm in alarms(entries) if not alarm.state.is_over]
    if run.ended and not standing:
        return
    last = str(text(entries[-1].at))
    steps = [each for each in open_rows(run, calendar, at) if not each.is_timer]
    clocks = sorted(clock_rows(run, calendar, at), key=lambda each: each.clock)
    seen.cases.append(row._replace(
        last=last, ended=last if run.ended else None, steps=packed((each.node, each.post) for each in steps),
        since=packed((str(text(each.since)),) for each in steps), clocks=packed(map(_clock, clocks)),
    ))
    seen.alarms.extend(_alarm(row.case, each) for each in standing)


def _clock(row: ClockRow) -> ClockSeen:
    due, early, late = (text(each) or "" for each in (row.due, row.early, row.late))
    return ClockSeen(row.owner, row.role, row.length, due, early, late, row.stopped)


def _alarm(case: str, alarm: Alarm) -> AlarmSeen:
    return AlarmSeen(
        case, alarm.seq, alarm.code, alarm.lamp, alarm.node, alarm.refers, alarm.rule, alarm.state.value, str(text(alarm.since)),
        alarm.post, alarm.term,
    )
