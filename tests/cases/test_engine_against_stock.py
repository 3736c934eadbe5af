"""The indexed engine passes the same nodes in the same turns as SpiffWorkflow as it comes, wherever that one is right.

What is right is said by the small interpreter of `blocks.py`; charts are generated, and read by SpiffWorkflow's own parser.
"""
from __future__ import annotations

from collections import Counter
from itertools import count
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from powerflow import bpmn
from powerflow.cases.course import follow
from powerflow.model import Entry, EntryKind
from tests.cases.blocks import TREES, Running, Tree, draw, named
from tests.cases.desk import FRIDAY, drawing


class Stock:
    """SpiffWorkflow as it comes; its conditions are Python, which ours happen to be as well."""

    def __init__(self, content: bytes, amount: int) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(content)
        self._workflow = BpmnWorkflow(parser.get_spec(next(iter(parser.process_parsers))))
        self._workflow.task_tree.data["金额"] = amount
        self._workflow.do_engine_steps()

    def _ready(self) -> list[Any]:
        return [task for task in self._workflow.get_tasks(state=TaskState.READY) if task.task_spec.manual]

    @property
    def open(self) -> list[str]:
        return sorted(task.task_spec.bpmn_id for task in self._ready())

    @property
    def passed(self) -> Counter[str]:
        """How often each node was completed; what a join has merged was cancelled or dropped by the engine itself."""
        tasks = self._workflow.get_tasks(state=TaskState.COMPLETED)
        return Counter(task.task_spec.bpmn_id for task in tasks if getattr(task.task_spec, "bpmn_id", None))

    def do(self, name: str, again: bool) -> None:
        task = next(task for task in self._ready() if task.task_spec.bpmn_id == name)
        task.data["听证"] = again
        task.run()
        self._workflow.do_engine_steps()


@settings(max_examples=60, deadline=None)
@given(tree=TREES, amount=st.integers(1, 8), draws=st.lists(st.tuples(st.integers(0, 99), st.booleans()), max_size=12))
def test_the_same_nodes_are_passed_wherever_stock_is_right(tree: Tree, amount: int, draws: list[tuple[int, bool]]) -> None:
    tree = named(tree, count())
    content = draw(tree, drawing().start()).end().data()
    begun = Entry(seq=1, at=FRIDAY, kind=EntryKind.START, node="start", facts={"金额": amount})
    ours = follow(bpmn.parse(content, "t.bpmn").chart, [begun])
    stock, right = Stock(content, amount), Running(tree, amount)
    turns = iter(draws)
    while not right.is_over:
        assert sorted(each.node for each in ours.open) == sorted(right.open)
        if stock.open != sorted(right.open):
            return
        choice, again = next(turns, (0, False))
        name = right.open[choice % len(right.open)]
        right.do(name, again)
        stock.do(name, again)
        ours.take(Entry(seq=2, at=FRIDAY, kind=EntryKind.STEP, node=name, facts={"听证": again}))
    assert ours.ended
    if stock.open == [] and not _merges(tree):
        assert Counter(each.node for each in ours.course.done) == stock.passed


def _merges(tree: Tree) -> bool:
    """Whether a loop holds a join: stock drops the tasks of earlier rounds from its tree when that merges again."""
    if not hasattr(tree, "children"):
        return False
    inner = any(_has_join(child) for child in tree.children) if tree.kind == "loop" else False
    return inner or any(_merges(child) for child in tree.children)


def _has_join(tree: Tree) -> bool:
    return hasattr(tree, "children") and (tree.kind in ("and", "or") or any(_has_join(child) for child in tree.children))


def test_equal_entries_give_equal_tasks() -> None:
    """No id at random, no clock: two runs of one history are the same to the last number."""
    drawn = drawing().start().parallel("f").step("a").parallel("j").step("c").end().at("f").step("b").to("j").build()
    entries = [Entry(seq=1, at=FRIDAY, kind=EntryKind.START, node="start")]
    entries += [Entry(seq=2, at=FRIDAY, kind=EntryKind.STEP, node=node) for node in "ba"]
    one, two = follow(drawn, entries), follow(drawn, entries)
    assert one.course == two.course
    assert list(one._workflow.open) == list(two._workflow.open)
    assert sorted(one._workflow.tasks) == sorted(two._workflow.tasks)
    assert all(not task.data for task in one._workflow.tasks.values())


def test_what_is_over_is_forgotten() -> None:
    drawn = drawing().start().decision("m").step("a").decision("g", default="rest").via("", "听证").end().flow("g", "m", "rest")
    run = follow(drawn.build(), [Entry(seq=1, at=FRIDAY, kind=EntryKind.START, node="start")])
    for number in range(2, 300):
        run.take(Entry(seq=number, at=FRIDAY, kind=EntryKind.STEP, node="a", facts={"听证": False}))
    assert len(run._workflow.tasks) < 10
