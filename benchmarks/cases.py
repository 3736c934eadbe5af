"""What cases cost: run `python -m benchmarks.cases` from the project (`--large`: with 100,000 open cases; takes minutes).

CPU times of one process. Each figure of ours is a whole durable step (refusals, entry, digest, projections, commit on
SQLite), beside SpiffWorkflow as it comes in memory, and beside it restored, moved, saved and committed step by step,
in the same run. What counts are the ratios: a machine that does other things besides makes all of them slower alike.
"""
from __future__ import annotations

import resource
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

from benchmarks import shapes, stock
from benchmarks.shapes import Shape
from powerflow import bpmn
from powerflow.cases import Act, Registry, Warm, do, start
from powerflow.cases.course import follow
from powerflow.cases.sqlite import open_sqlite
from powerflow.deadlines import national_calendar
from powerflow.model import Entry, EntryKind
from tests.cases.desk import FRIDAY, organisation

ROUNDS = 5
MEASURED = (shapes.sequential(12), shapes.sequential(300), shapes.loop(200), shapes.parallel(50))
# Those of the naive engine that are measured: each takes tens of milliseconds.
_NAIVE_STEPS = 12


def main() -> None:
    for shape in MEASURED:
        _compare(shape)
    _growth()
    for shape in (shapes.loop(2000), shapes.blocks(20, 3), shapes.block_in_loop(120)):
        spent, ended = _followed(shape)
        print(f"{shape.name}: {spent * 1000:.1f} ms a case, to its true end: {ended}")
    if "--large" in sys.argv:
        _large(100_000)


def _compare(shape: Shape) -> None:
    """Prints steps per CPU-second, ours and theirs, the best of some rounds taken in turn."""
    spec, steps = stock.spec_of(shape), len(shape.turns)
    memory = naive = normal = full = float("inf")
    with tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            memory = min(memory, stock.in_memory(shape, spec) / steps)
            normal = min(normal, ours(shape, Path(folder) / f"n{number}.db", lax=True))
            full = min(full, ours(shape, Path(folder) / f"f{number}.db", lax=False))
            if number < 2:
                spent, done = stock.naive(shape, spec, Path(folder), _NAIVE_STEPS)
                naive = min(naive, spent / done)
    print(
        f"{shape.name}: steps per CPU-second: SpiffWorkflow in memory {1 / memory:,.0f}, naive durable {1 / naive:,.0f}, "
        f"ours NORMAL {1 / normal:,.0f}, FULL {1 / full:,.0f}; NORMAL is {memory / normal:.2f} x memory, "
        f"{naive / normal:.0f} x naive; FULL {memory / full:.2f} x memory"
    )


def ours(shape: Shape, path: Path, *, lax: bool) -> float:
    """CPU seconds a step, of cases that make up 300 steps at least; the first case warms the chart up."""
    with open_sqlite(str(path), create=True, wait=30, waiting=lambda: None, lax=lax) as store:
        desk = Registry(store, organisation(), national_calendar())
        _one_case(desk, shape)
        cases = max(1, 300 // len(shape.turns))
        return sum(_one_case(desk, shape) for _ in range(cases)) / cases / len(shape.turns)


def _one_case(desk: Registry, shape: Shape) -> float:
    case = start(desk, shape.content, "t.bpmn", Act(), now=FRIDAY, at=FRIDAY, simulated=True).history.case
    turns = [(step, _act(facts)) for step, facts in shape.turns]
    began = process_time()
    for step, act in turns:
        do(desk, case, step, act, now=FRIDAY, at=FRIDAY)
    return process_time() - began


def _act(facts: object) -> Act:
    assert isinstance(facts, dict)
    words = {name: "是" if value else "否" for name, value in facts.items()}  # not shown: as it is written after --set
    return Act(post="承办人", officers=("甲",), facts=words)  # not shown: a made-up office


def _growth() -> None:
    """Prints what a step costs late in a case, beside one early in it."""
    shape = shapes.loop(5100)
    with tempfile.TemporaryDirectory() as folder, open_sqlite(
        f"{folder}/x.db", create=True, wait=30, waiting=lambda: None, lax=True
    ) as store:
        desk = Registry(store, organisation(), national_calendar())
        spent = []
        case = start(desk, shape.content, "t.bpmn", Act(), now=FRIDAY, at=FRIDAY, simulated=True).history.case
        for step, facts in shape.turns[:5100]:
            act = _act(facts)
            began = process_time()
            do(desk, case, step, act, now=FRIDAY, at=FRIDAY)
            spent.append(process_time() - began)
    early, late = sorted(spent[10:110])[50], sorted(spent[5000:5100])[50]
    print(f"a step after 5,000 steps: {late * 1e6:.0f} µs, after 10: {early * 1e6:.0f} µs, {late / early:.2f} x")


def _followed(shape: Shape) -> tuple[float, bool]:
    chart = bpmn.parse(shape.content, "t.bpmn").chart
    entries = [Entry(seq=1, at=FRIDAY, kind=EntryKind.START, node="start")]
    entries += [
        Entry(seq=number, at=FRIDAY, kind=EntryKind.STEP, node=step, facts=facts)
        for number, (step, facts) in enumerate(shape.turns, start=2)
    ]
    follow(chart, entries[:1])
    began = process_time()
    run = follow(chart, entries)
    return process_time() - began, run.ended


def _large(count: int) -> None:
    """Prints what a file with many open cases costs."""
    shape = shapes.sequential(12)
    with tempfile.TemporaryDirectory() as folder, open_sqlite(
        f"{folder}/x.db", create=True, wait=30, waiting=lambda: None, lax=True
    ) as store:
        desk = Registry(store, organisation(), national_calendar(), Warm(100))
        ids = [start(desk, shape.content, "t.bpmn", Act(), now=FRIDAY, at=FRIDAY, simulated=True).history.case for _ in range(count)]
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        began = perf_counter()
        for case in ids[:: count // 100]:
            do(desk, case, "s0", _act({}), now=FRIDAY, at=FRIDAY + timedelta(hours=1))
        step = (perf_counter() - began) / 100
        began = perf_counter()
        rows = store.cases()
        print(
            f"{len(rows):,} open cases: a step of a case not at hand {step * 1000:.1f} ms, the whole list "
            f"{perf_counter() - began:.1f} s; {memory:.0f} MB with 100 cases at hand"
        )


if __name__ == "__main__":
    main()
