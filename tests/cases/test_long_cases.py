"""Cases whose charts SpiffWorkflow alone gets wrong or cannot finish: each step is done as often as the chart says."""
from __future__ import annotations

from collections import Counter

import pytest

from benchmarks import shapes
from benchmarks.shapes import Shape
from powerflow import bpmn
from powerflow.cases.course import Run, follow
from powerflow.model import Entry, EntryKind
from tests.cases.desk import FRIDAY


def _followed(shape: Shape) -> Run:
    entries = [Entry(seq=1, at=FRIDAY, kind=EntryKind.START, node="start")]
    for number, (step, facts) in enumerate(shape.turns, start=2):
        entries.append(Entry(seq=number, at=FRIDAY, kind=EntryKind.STEP, node=step, facts=facts))
    return follow(bpmn.parse(shape.content, "t.bpmn").chart, entries)


@pytest.mark.parametrize(
    ("shape", "joins"),
    [
        # Predicted through its joins this would be 3 to the power of 20 tasks.
        (shapes.blocks(20, 3), {f"join{number}": 1 for number in range(20)}),
        (shapes.block_in_loop(120), {"join0": 120}),
        (shapes.parallel(50), {"join0": 1}),
    ],
    ids=lambda value: value.name if isinstance(value, Shape) else "",
)
def test_every_branch_is_done_and_every_join_passed_as_often_as_it_is_reached(shape: Shape, joins: dict[str, int]) -> None:
    run = _followed(shape)
    passed = Counter(each.node for each in run.course.done)
    assert run.ended
    assert {step: passed[step] for step in shapes.names(shape.turns)} == Counter(shapes.names(shape.turns))
    assert {join: passed[join] for join in joins} == joins
    assert not run._workflow.unfinished


def test_what_a_running_case_holds_does_not_grow_with_its_steps() -> None:
    """No task of the engine is kept that is over, however long the case."""
    run = _followed(shapes.loop(2000))
    assert len(run._workflow.tasks) == 0
    assert len(run.course.done) > 2000
