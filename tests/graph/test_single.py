"""Where a single token runs through a scope: told without playing it, and never of a scope in which something is wrong."""
from __future__ import annotations

from itertools import pairwise

import pytest

from powerflow.graph.single import runs_through
from powerflow.model import Flowchart
from tests.graph.generated import Sketch, tangled
from tests.graph.oracle import judge, verdict


def line_of(*types: str, **more: dict[str, object]) -> tuple[Sketch, list[str]]:
    """Nodes of these types in a row; `more` gives the further fields of one by its type."""
    sketch = Sketch()
    ids = [sketch.node(type) for type in types]
    for id in ids:
        sketch.nodes[id].more.update(more.get(sketch.nodes[id].type, {}))
    for source, target in pairwise(ids):
        sketch.line(source, target)
    return sketch, ids


def is_single(sketch: Sketch) -> bool:
    drawn = sketch.chart()
    return runs_through(drawn, drawn.processes["p"].nodes)


def test_a_loop_of_choices_with_an_exit_is_told_at_once() -> None:
    sketch, (_, merge, _, choice, _) = line_of("startEvent", "exclusiveGateway", "task", "exclusiveGateway", "endEvent")
    sketch.line(choice, merge)
    assert is_single(sketch)


def test_an_interrupting_timer_is_another_way_on() -> None:
    sketch, (_, task, _) = line_of("startEvent", "task", "endEvent")
    timer = sketch.node("boundaryEvent", attached_to=task, trigger="timer")
    sketch.line(timer, sketch.node("endEvent"))
    assert is_single(sketch)


@pytest.mark.parametrize("more", [{"interrupting": False}, {"trigger": "compensate"}])
def test_an_event_at_the_border_that_does_not_interrupt_has_to_be_played(more: dict[str, object]) -> None:
    sketch, (_, task, _) = line_of("startEvent", "task", "endEvent")
    event = sketch.node("boundaryEvent", attached_to=task, trigger="timer")
    sketch.nodes[event].more.update(more)
    sketch.line(event, sketch.node("endEvent"))
    assert not is_single(sketch)


@pytest.mark.parametrize("type", ["parallelGateway", "inclusiveGateway", "complexGateway", "task"])
def test_what_may_give_two_tokens_has_to_be_played(type: str) -> None:
    sketch, (_, fork, _) = line_of("startEvent", type, "endEvent")
    sketch.line(fork, sketch.node("endEvent"))
    assert not is_single(sketch)


def test_a_loop_without_exit_a_node_never_reached_and_a_flow_out_of_an_end_have_to_be_looked_at() -> None:
    trapped, (_, first, last) = line_of("startEvent", "exclusiveGateway", "task")
    trapped.line(last, first)
    apart, _ = line_of("startEvent", "endEvent")
    apart.node("task")
    beyond, (_, end) = line_of("startEvent", "endEvent")
    beyond.line(end, beyond.node("task"))
    assert [is_single(sketch) for sketch in (trapped, apart, beyond)] == [False, False, False]


@pytest.mark.parametrize("more", [{"endEvent": {"trigger": "terminate"}}, {"task": {"triggered_by_event": True}}])
def test_what_ends_or_begins_by_itself_has_to_be_played(more: dict[str, dict[str, object]]) -> None:
    sketch, _ = line_of("startEvent", "task", "endEvent", **more)
    assert not is_single(sketch)


def test_the_oracle_finds_nothing_wrong_where_a_single_token_runs_through() -> None:
    told = [drawn for seed in range(600) if _is_single_everywhere(drawn := tangled(seed, 6))]
    assert len(told) > 5
    assert {verdict(judge(drawn, 2_000)) for drawn in told} == {"sound"}


def _is_single_everywhere(drawn: Flowchart) -> bool:
    inner = [step.inner for step in drawn.steps.values() if step.inner]
    return all(runs_through(drawn, inside) for inside in (drawn.processes["p"].nodes, *inner))
