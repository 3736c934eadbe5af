"""The charts on which cases are measured, and in which order their steps are done: `(step, facts)` one by one."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from powerflow.model import Fact, FactType, PowerItem
from tests.builders import ChartBuilder, chart

AGAIN = Fact(name="再来", type=FactType.YESNO)  # not shown: a fact of a made-up item
Turns = tuple[tuple[str, Mapping[str, bool]], ...]


@dataclass(frozen=True)
class Shape:
    """A chart and the steps of one case from its start to its end."""

    name: str
    content: bytes
    turns: Turns


def sequential(count: int) -> Shape:
    """Steps one after the other."""
    drawn = _drawing().start()
    for number in range(count):
        drawn = drawn.step(f"s{number}")
    return Shape(f"{count} sequential", drawn.end().data(), tuple((f"s{number}", {}) for number in range(count)))


def loop(turns: int, days: int | None = None) -> Shape:
    """One step that is done `turns` times, each time within so many working days."""
    drawn = _drawing().start().decision("m").step("a", sets=[AGAIN.name], days=days)
    limited = f" with a limit of {days} working days" if days else ""
    return Shape(f"loop of {turns}{limited}", _closed(drawn), tuple(("a", {AGAIN.name: turn < turns - 1}) for turn in range(turns)))


def parallel(branches: int) -> Shape:
    """Branches of one step each, side by side."""
    drawn, steps = _block(_drawing().start(), 0, branches)
    return Shape(f"{branches} parallel", drawn.end().data(), tuple((step, {}) for step in steps))


def blocks(count: int, branches: int) -> Shape:
    """Parallel blocks in a row."""
    drawn, turns = _drawing().start(), list[str]()
    for number in range(count):
        drawn, steps = _block(drawn, number, branches)
        turns += steps
    return Shape(f"{count} AND blocks of {branches}", drawn.end().data(), tuple((step, {}) for step in turns))


def block_in_loop(turns: int, branches: int = 2) -> Shape:
    """A parallel block and a step, `turns` times."""
    drawn, steps = _block(_drawing().start().decision("m"), 0, branches)
    return Shape(f"AND block in a loop of {turns}", _closed(drawn.step("z", sets=[AGAIN.name])), tuple(
        each for turn in range(turns)
        for each in (*((step, {}) for step in steps), ("z", {AGAIN.name: turn < turns - 1}))
    ))


def _drawing() -> ChartBuilder:
    return chart("示例许可", PowerItem(code="T01", name="示例许可", facts=(AGAIN,)))  # not shown: a made-up item


def _closed(drawn: ChartBuilder) -> bytes:
    return drawn.decision("g").via("", AGAIN.name).to("m").via("", f"not {AGAIN.name}").end().data()


def _block(drawn: ChartBuilder, number: int, branches: int) -> tuple[ChartBuilder, list[str]]:
    fork, join = f"fork{number}", f"join{number}"
    steps = [f"b{number}.{branch}" for branch in range(branches)]
    drawn = drawn.parallel(fork)
    for branch, step in enumerate(steps):
        drawn = drawn.at(fork).step(step)
        drawn = drawn.parallel(join) if branch == 0 else drawn.to(join)
    return drawn.at(join), steps


def names(turns: Turns) -> Iterator[str]:
    """The steps of the turns."""
    return (step for step, _ in turns)
