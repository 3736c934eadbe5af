"""What a step costs in a case that goes on and on: run `python -m benchmarks.long_case` from the project (about a minute).

CPU seconds of a durable step after 100, 1,000, 10,000 and 100,000 entries, in a process that has the case at hand, beside
the first ones (limit 1.3 times); and what reading, verifying and following such a case costs one that has not.
"""
from __future__ import annotations

import tempfile
from time import process_time

from benchmarks import shapes
from powerflow.cases import Act, HistoryStore, Registry, case_file, do, start
from powerflow.cases.course import follow
from powerflow.cases.sqlite import open_sqlite
from powerflow.cases.store import broken_at
from powerflow.deadlines import national_calendar
from tests.cases.desk import FRIDAY, organisation

_LENGTHS = (100, 1_000, 10_000, 100_000)
_STEPS, _LIMIT = 200, 1.3


def main() -> None:
    """Prints a line for each length, then what it costs to begin with a case that is not at hand."""
    with tempfile.TemporaryDirectory() as folder, open_sqlite(
        f"{folder}/x.db", create=True, wait=30, waiting=lambda: None, lax=True
    ) as store:
        desk = Registry(store, organisation(), national_calendar())
        content = shapes.loop(1).content
        case = start(desk, content, "t.bpmn", Act(), now=FRIDAY, at=FRIDAY, simulated=True).history.case
        first, done = 0.0, 0
        for length in _LENGTHS:
            _steps(desk, case, length - done)
            middle = sorted(_steps(desk, case, _STEPS))[_STEPS // 2]
            first, done = first or middle, length + _STEPS
            print(f"after {length:,} entries: {middle * 1e6:.0f} µs a step, {middle / first:.2f} x (limit {_LIMIT})")
        _print_cold(store, case)


def _steps(desk: Registry, case: str, count: int) -> list[float]:
    """Does so many steps; the CPU seconds of each."""
    act = Act(post="承办人", officers=("甲",), facts={shapes.AGAIN.name: "是"})  # not shown: a made-up office
    spent = []
    for _ in range(count):
        began = process_time()
        do(desk, case, "a", act, now=FRIDAY, at=FRIDAY)
        spent.append(process_time() - began)
    return spent


def _print_cold(store: HistoryStore, case: str) -> None:
    began = process_time()
    file = case_file(store, case)
    read = process_time()
    assert broken_at(file.history) is None
    verified = process_time()
    follow(file.chart, file.history.entries)
    count = len(file.history.entries)
    print(
        f"{count:,} entries: read {read - began:.1f} s, verified {verified - read:.1f} s "
        f"({count / (verified - read):,.0f} a second), followed {process_time() - verified:.1f} s"
    )


if __name__ == "__main__":
    main()
