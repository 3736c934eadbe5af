"""What a step of a case costs: run `python -m benchmarks.cases` from the project.

CPU times (user and system) of one process. Each figure of ours is a whole durable step (refusals, entry, digest, projections,
commit on SQLite), beside SpiffWorkflow as it comes in memory, and beside it restored, moved, saved and committed step by step,
in the same run. What counts are the ratios: a machine that does other things besides makes all of them slower alike. A step is
one user task done and the run to the next wait; to begin a case is counted on neither side.
"""
from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import process_time, sleep

from benchmarks import shapes, stock
from benchmarks.limits import shown
from benchmarks.shapes import Shape
from powerflow import bpmn
from powerflow.cases import Act, HistoryStore, Registry, do, start
from powerflow.cases.course import follow
from powerflow.cases.sqlite import open_sqlite
from powerflow.cases.store import Turn, chain
from powerflow.deadlines import national_calendar
from powerflow.model import Entry, EntryKind, Flowchart
from tests.cases.desk import FRIDAY, organisation

ROUNDS = 5
# Seconds that a slow disk takes for one synchronisation.
PAUSE = 0.004
# What a step is to reach, in times of SpiffWorkflow in memory (NORMAL, FULL) and of the naive engine (None: not set).
MEASURED: tuple[tuple[Shape, float, float, float | None], ...] = (
    (shapes.sequential(12), 1.2, 0.7, 12), (shapes.sequential(300), 8, 5, 80), (shapes.loop(200), 8, 5, None),
    (shapes.parallel(50), 6, 4, None),
)
# Those of the naive engine that are measured: each takes tens of milliseconds.
_NAIVE_STEPS = 12
# Short cases are repeated, so that a round is long enough to be measured.
_STEPS_A_ROUND = 300


def main() -> None:
    for shape, normal, full, naive in MEASURED:
        _compare(shape, normal, full, naive)
    _parts(shapes.sequential(12))
    for shape in (shapes.loop(5100), shapes.loop(5100, days=20)):
        _growth(shape)
    for shape, most in ((shapes.loop(2000), None), (shapes.blocks(20, 3), 0.020), (shapes.block_in_loop(120), 1.0)):
        spent, ended = _followed(shape)
        if most is None:
            print(f"{shape.name}: {spent * 1000:.1f} ms")
        else:
            print(shown(shape.name, spent * 1000, "ms", most * 1000))
        print(f"  to its true end: {ended}")


def _compare(shape: Shape, least_normal: float, least_full: float, least_naive: float | None) -> None:
    """Prints steps per CPU-second, ours and theirs, the best of some rounds taken in turn."""
    spec, steps = stock.spec_of(shape), len(shape.turns)
    cases = max(1, _STEPS_A_ROUND // steps)
    memory = naive = normal = full = float("inf")
    with tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            memory = min(memory, sum(stock.in_memory(shape, spec)[1] for _ in range(cases)) / cases / steps)
            normal = min(normal, ours(shape, Path(folder) / f"n{number}.db", cases, lax=True))
            full = min(full, ours(shape, Path(folder) / f"f{number}.db", cases, lax=False))
            if number < 2:
                spent, done = stock.naive(shape, spec, Path(folder), _NAIVE_STEPS)
                naive = min(naive, spent / done)
    print(
        f"{shape.name}, steps per CPU-second: SpiffWorkflow in memory {1 / memory:,.0f}, naive durable {1 / naive:,.0f}, "
        f"ours NORMAL {1 / normal:,.0f}, FULL {1 / full:,.0f}"
    )
    print("  " + shown("NORMAL beside SpiffWorkflow in memory", memory / normal, "x", least_normal, at_least=True))
    print("  " + shown("FULL beside SpiffWorkflow in memory", memory / full, "x", least_full, at_least=True))
    if least_naive is not None:
        print("  " + shown("NORMAL beside the naive durable engine", naive / normal, "x", least_naive, at_least=True))


def ours(shape: Shape, path: Path, cases: int, *, lax: bool) -> float:
    """CPU seconds a step; a case before those that count warms the chart up."""
    with open_sqlite(str(path), create=True, wait=30, waiting=lambda: None, lax=lax) as store:
        desk = Registry(store, organisation(), national_calendar())
        _one_case(desk, shape)
        return sum(_one_case(desk, shape) for _ in range(cases)) / cases / len(shape.turns)


def _one_case(desk: Registry, shape: Shape, pause: float = 0) -> float:
    """CPU seconds of the steps of one case, with so many seconds of waiting before each."""
    case = _begin(desk, shape)
    turns = [(step, _act(facts)) for step, facts in shape.turns]
    began = process_time()
    for step, act in turns:
        if pause:
            sleep(pause)
        do(desk, case, step, act, now=FRIDAY, at=FRIDAY)
    return process_time() - began


def _begin(desk: Registry, shape: Shape) -> str:
    return start(desk, shape.content, "t.bpmn", Act(), now=FRIDAY, at=FRIDAY, simulated=True).history.case


def _act(facts: object) -> Act:
    assert isinstance(facts, dict)
    words = {name: "是" if value else "否" for name, value in facts.items()}  # not shown: as it is written after --set
    return Act(post="承办人", officers=("甲",), facts=words)  # not shown: a made-up office


class _Forgetful:
    """A store that makes the entries and digests of a turn and writes nothing."""

    def __init__(self, store: HistoryStore) -> None:
        self._store = store

    def append(self, case: str, *, expected: int, turn: Turn, tip: str | None = None) -> tuple[Entry, ...]:
        assert tip is not None
        return tuple(entry for entry, _ in chain(tip, turn.entries))

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def _parts(shape: Shape) -> None:
    """Prints where the time of a step goes."""
    chart, steps = bpmn.parse(shape.content, "t.bpmn").chart, len(shape.turns)
    with tempfile.TemporaryDirectory() as folder, open_sqlite(
        f"{folder}/x.db", create=True, wait=30, waiting=lambda: None, lax=True
    ) as store:
        desk = Registry(store, organisation(), national_calendar())
        unwritten = replace(desk, store=_Forgetful(store))  # type: ignore[arg-type]
        engine = _least(lambda: _taken(chart, shape)) / steps
        judged = _least(lambda: _one_case(unwritten, shape)) / steps
        normal = _least(lambda: _one_case(desk, shape)) / steps
        to_disk = _least(lambda: _synced(Path(folder) / "bare")) / 20
        paused = min(_one_case(desk, shape, pause=PAUSE) for _ in range(5)) / steps
    spec = stock.spec_of(shape)
    stock_paused = min(stock.in_memory(shape, spec, pause=PAUSE)[1] for _ in range(5)) / steps
    print(
        f"  a step of {shape.name}: the engine alone {engine * 1e6:.0f} µs, with all refusals, entry and digest {judged * 1e6:.0f} µs, "
        f"written {normal * 1e6:.0f} µs; a bare write of 4 KB and fdatasync on this disk {to_disk * 1e6:.0f} µs of CPU"
    )
    # Who waits for a disk finds the processor's caches filled by others afterwards: so much of FULL is no work of anybody's.
    print(
        f"  the same step, not synchronised, {PAUSE * 1000:.0f} ms after the one before: {paused * 1e6:.0f} µs; "
        f"one of SpiffWorkflow in memory {stock_paused * 1e6:.0f} µs"
    )


def _least(measured: Callable[[], float]) -> float:
    return min(measured() for _ in range(60))


def _synced(path: Path) -> float:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
    began = process_time()
    for number in range(20):
        os.pwrite(descriptor, b"x" * 4096, number * 4096)
        os.fdatasync(descriptor)
    spent = process_time() - began
    os.close(descriptor)
    return spent


def _growth(shape: Shape) -> None:
    """Prints what a step costs late in a case, beside one early in it."""
    with tempfile.TemporaryDirectory() as folder, open_sqlite(
        f"{folder}/x.db", create=True, wait=30, waiting=lambda: None, lax=True
    ) as store:
        desk, spent = Registry(store, organisation(), national_calendar()), []
        case = _begin(desk, shape)
        for step, facts in shape.turns:
            act = _act(facts)
            began = process_time()
            do(desk, case, step, act, now=FRIDAY, at=FRIDAY)
            spent.append(process_time() - began)
    early, late = sorted(spent[10:110])[50], sorted(spent[5000:5100])[50]
    print(f"{shape.name}: a step after 10 steps {early * 1e6:.0f} µs, after 5,000 {late * 1e6:.0f} µs")
    print("  " + shown("the one after 5,000 beside the one after 10", late / early, "x", 1.3))


def _followed(shape: Shape) -> tuple[float, bool]:
    """CPU seconds to follow a whole case, and whether it has come to its end."""
    chart = bpmn.parse(shape.content, "t.bpmn").chart
    _taken(chart, shape)
    began = process_time()
    run = follow(chart, _entries(shape))
    return process_time() - began, run.ended


def _taken(chart: Flowchart, shape: Shape) -> float:
    entries = _entries(shape)
    run = follow(chart, entries[:1])
    began = process_time()
    for entry in entries[1:]:
        run.take(entry)
    return process_time() - began


def _entries(shape: Shape, at: datetime = FRIDAY) -> list[Entry]:
    entries = [Entry(seq=1, at=at, kind=EntryKind.START, node="start")]
    return entries + [
        Entry(seq=number, at=at, kind=EntryKind.STEP, node=step, facts=facts)
        for number, (step, facts) in enumerate(shape.turns, start=2)
    ]


if __name__ == "__main__":
    main()
