"""The engine opens exactly what a small interpreter of its own opens, step by step, on generated charts."""
from __future__ import annotations

from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from powerflow.cases.course import Run, follow
from powerflow.model import Entry, EntryKind
from tests.cases.blocks import Block, Running, Step, Tree, draw
from tests.cases.desk import FRIDAY, drawing


def _blocks(children: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    low = st.integers(0, 5)
    return st.one_of(
        st.builds(lambda parts: Block("seq", "", tuple(parts)), st.lists(children, min_size=2, max_size=3)),
        st.builds(lambda a, b: Block("and", "", (a, b)), children, children),
        st.builds(lambda a, b, t: Block("xor", "", (a, b), t), children, children, low),
        st.builds(lambda a, b, t, more: Block("or", "", (a, b), t, t + 1 + more), children, children, low, low),
        st.builds(lambda a: Block("loop", "", (a,)), children),
    )


TREES: st.SearchStrategy[Tree] = st.recursive(st.just(Step("")), _blocks, max_leaves=10)


def _named(tree: Tree, numbers: count[int]) -> Tree:
    if isinstance(tree, Step):
        return Step(f"s{next(numbers)}")
    name = f"{tree.kind}{next(numbers)}"
    return Block(tree.kind, name, tuple(_named(child, numbers) for child in tree.children), tree.low, tree.high)


@settings(max_examples=120)
@given(tree=TREES, amount=st.integers(1, 8), draws=st.lists(st.tuples(st.integers(0, 99), st.booleans()), max_size=40))
def test_engine_opens_what_the_blocks_open(tree: Tree, amount: int, draws: list[tuple[int, bool]]) -> None:
    tree = _named(tree, count())
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
