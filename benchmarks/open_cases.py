"""What many open cases cost: run `python -m benchmarks.open_cases [COUNT]` from the project; 100,000 cases unless told otherwise.

One SQLite file holds them, each with a step, a limit and a timer open. They are begun through the store with what the engine
made of one case for each day of two months; all that is measured goes the whole way of a command. Times are those of the clock on
the wall, with the CPU time beside them: a machine that does other things besides makes the first ones longer.
"""
from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.limits import shown
from powerflow import bpmn
from powerflow.cases import Act, CaseRow, HistoryStore, Registry, Warm, do, tick
from powerflow.cases.course import follow
from powerflow.cases.sqlite import open_sqlite
from powerflow.cases.store import NewCase, Turn
from powerflow.cases.timers import open_rows
from powerflow.cases.watched import clock_rows
from powerflow.deadlines import national_calendar
from powerflow.model import Entry, EntryKind
from tests.cases.desk import FRIDAY, days, drawing, organisation

DAYS = 60
AT_HAND = 100


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        began = perf_counter()
        with open_sqlite(f"{folder}/x.db", create=True, wait=30, waiting=lambda: None, lax=True) as store:
            ids = _begin(store, count)
        size = (Path(folder) / "x.db").stat().st_size / 2**20
        print(f"{count:,} open cases begun in {perf_counter() - began:.0f} s, {size:.0f} MB")
        with open_sqlite(f"{folder}/x.db", create=False, wait=30, waiting=lambda: None) as store:
            _measure(store, ids)


def _begin(store: HistoryStore, count: int) -> list[str]:
    """Begins the cases; their ids."""
    drawn = drawing().start().step("a", limits=(days(20),)).step("b").end().boundary_timer("t", "a", days(40)).end("e2")
    content, calendar = drawn.data(), national_calendar()
    document = bpmn.parse(content, "t.bpmn")
    turns = []
    for day in range(DAYS):
        entry = Entry(seq=1, at=FRIDAY + timedelta(days=day), kind=EntryKind.START, node="start")
        run = follow(document.chart, [entry])
        turns.append(Turn(
            entries=(entry,), open=open_rows(run, calendar, entry.at), ended=False, recorded=entry.at,
            clocks=clock_rows(run, calendar, entry.at),
        ))
    new = NewCase(
        prefix="T01", year=2026, item="T01", name="示例许可", chart_path="t.bpmn", chart_digest=document.digest,  # not shown: made up
        chart=content, simulated=True,
    )
    return [store.create(replace(new, year=turns[each % DAYS].entries[0].at.year), turns[each % DAYS]) for each in range(count)]


def _measure(store: HistoryStore, ids: list[str]) -> None:
    desk, act = Registry(store, organisation(), national_calendar(), Warm(AT_HAND)), Act(post="承办人", officers=("甲",))
    at = FRIDAY + timedelta(days=DAYS)
    do(desk, ids[0], "a", act, now=at, at=at)
    before = _memory()
    some = ids[1 :: max(1, len(ids) // 1000)][:1000]
    cold = [_timed(lambda case=case: do(desk, case, "a", act, now=at, at=at)) for case in some]
    warm = [_timed(lambda case=case: do(desk, case, "b", act, now=at, at=at)) for case in some[-AT_HAND:]]
    for what, times in (("not at hand", cold), ("at hand", warm)):
        wall, cpu = (1000 * sorted(each)[len(each) // 2] for each in zip(*times, strict=True))
        _show(f"a step of a case {what}, median, in milliseconds", wall, cpu, 10)
    print(shown(f"memory that 1,000 cases more leave behind with {AT_HAND} at hand", _memory() - before, "MB", 50))
    rows: tuple[CaseRow, ...] = ()

    def listed() -> None:
        nonlocal rows
        rows = store.cases()

    _show("the list of all cases, in seconds", *_timed(listed), 2)
    _show("a look for timers that ran out, none found, in seconds", *_timed(lambda: tick(desk, now=FRIDAY, at=FRIDAY)), 0.1)
    assert len(rows) == len(ids)


def _show(what: str, wall: float, cpu: float, limit: float) -> None:
    print(f"{shown(what, wall, '', limit)}; CPU {cpu:.3g}")


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    """How long it took: by the clock on the wall, and of CPU time."""
    began, spent = perf_counter(), process_time()
    act()
    return perf_counter() - began, process_time() - spent


def _memory() -> float:
    """The most memory that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
