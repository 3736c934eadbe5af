"""The engine opens exactly what a small interpreter of its own opens, step by step, on generated charts."""
from __future__ import annotations

from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from powerflow.cases.course import Run, follow
from powerflow.model import Entry, EntryKind
from tests.cases.blocks import TREES, Running, Tree, draw, named
from tests.cases.desk import FRIDAY, drawing


@settings(max_examples=120)
@given(tree=TREES, amount=st.integers(1, 8), draws=st.lists(st.tuples(st.integers(0, 99), st.booleans()), max_size=40))
def test_engine_opens_what_the_blocks_open(tree: Tree, amount: int, draws: list[tuple[int, bool]]) -> None:
    tree = named(tree, count())
    chart = draw(tree, drawing().start()).end().build()
    start = Entry(seq=1, at=FRIDAY, kind=EntryKind.START, node="start", facts={"金额": amount})
    run, expected = follow(chart, [start]), Running(tree, amount)
    turns = iter(draws)
    while not expected.is_over:
        assert _open(run) == sorted(expected.open)
        # When the draws are used up every loop is left, so that each case comes to its end.
        choice, again = next(turns, (0, False))
        name = expected.open[choice % len(expected.open)]
        run.take(Entry(seq=2, at=FRIDAY, kind=EntryKind.STEP, node=name, facts={"听证": again}))
        expected.do(name, again)
    assert run.course.ended
    assert run.course.ends == ("end",)


def _open(run: Run) -> list[str]:
    return sorted(opening.node for opening in run.course.open)
