"""How writers share one store: run `python -m benchmarks.fairness` from the project (`--postgresql`: there as well).

Several processes do step after step, each in a case of its own, for some seconds: how long the one that waited longest
had to wait for a step (limit 0.5 s with four on SQLite), how evenly they got on, and how many durable steps a second and
a CPU-second they did (limit 800 a core). Wall times; on a machine that does other things besides they are worse.
"""
from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from time import monotonic, process_time
from typing import NamedTuple

from powerflow.cases import Act, Registry, do, open_store, start
from powerflow.deadlines import BEIJING, WorkCalendar, national_calendar
from tests.cases.desk import drawing, organisation
from tests.cases.faults import forked, forked_at_once
from tests.cases.server import new_database, server

_SECONDS = 6.0
_LONGEST, _STEPS = 0.5, 800


class _Share(NamedTuple):
    """What one process got: steps, its longest step in seconds, CPU seconds."""

    steps: int
    longest: float
    spent: float


def main() -> None:
    """Prints a line for each number of processes."""
    calendar = national_calendar()
    # Made once and shared by all that are forked.
    calendar.day(datetime.now(BEIJING).date())
    for place in _places():
        for processes in (1, 2, 4):
            _print(place.split(":")[0], _shares(place, processes, calendar))


def _places() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/cases.db"
    if "--postgresql" in sys.argv:
        with server() as address:
            yield new_database(address)


def _print(kind: str, shares: Sequence[_Share]) -> None:
    steps, longest = sum(share.steps for share in shares), max(share.longest for share in shares)
    counts, spent = sorted(share.steps for share in shares), sum(share.spent for share in shares)
    cores = min(len(shares), os.cpu_count() or 1)
    print(
        f"{kind}, {len(shares)} at once: {steps / _SECONDS:,.0f} steps/s, {steps / _SECONDS / cores:,.0f} a core, "
        f"{steps / spent:,.0f} a CPU-second (limit {_STEPS}); longest step {longest:.3f} s (limit {_LONGEST} s); "
        f"most to least {counts[-1] / max(1, counts[0]):.2f} : 1"
    )


def _shares(place: str, processes: int, calendar: WorkCalendar) -> list[_Share]:
    def begin() -> str:
        with _desk(place, calendar, create=True) as desk:
            content = _loop()
            begun = [start(desk, content, "t.bpmn", Act(), now=datetime.now(BEIJING)).history.case for _ in range(processes)]
        return " ".join(begun)

    code, said = forked(begin)
    assert code == 0, said
    works = [lambda case=case: _work(place, case, calendar) for case in said.split()]  # type: ignore[misc]
    ended = forked_at_once(works)
    assert all(code == 0 for code, _ in ended), ended
    shares = [said.split() for _, said in ended]
    return [_Share(int(steps), float(longest), float(spent)) for steps, longest, spent in shares]


def _work(place: str, case: str, calendar: WorkCalendar) -> str:
    act = Act(post="承办人", officers=("甲",), facts={"听证": "否"})  # not shown: a made-up office
    steps, longest = 0, 0.0
    with _desk(place, calendar) as desk:
        do(desk, case, "a", act, now=datetime.now(BEIJING))
        began, spent = monotonic(), process_time()
        before = began
        while before - began < _SECONDS:
            do(desk, case, "a", act, now=datetime.now(BEIJING))
            after = monotonic()
            steps, longest, before = steps + 1, max(longest, after - before), after
        spent = process_time() - spent
    return f"{steps} {longest} {spent}"


@contextmanager
def _desk(place: str, calendar: WorkCalendar, *, create: bool = False) -> Iterator[Registry]:
    with open_store(place, create=create) as store:
        yield Registry(store, organisation(), calendar)


def _loop() -> bytes:
    """A step that is open again as soon as it is done."""
    drawn = drawing().start().decision("m").step("a", sets=["听证"]).decision("g", default="rest").via("", "听证").end()
    return drawn.flow("g", "m", "rest").data()


if __name__ == "__main__":
    main()
