"""Every kind of lane and duty error, planted at every place of the shipped items where it can be, is found there."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from powerflow import bpmn
from powerflow.graph import FUNCTIONS, Function, responsibility
from powerflow.model import Bounds, Duty, Flow, Flowchart, Lane, Node, PowerItem, Step
from powerflow.rules import judge, select

_FILES = sorted((Path(__file__).resolve().parents[2] / "processes").rglob("*.bpmn"))
_RULES = select(only=["responsibility"])
_DAY = date(2026, 11, 21)

# A chart with one error planted, the rule that must find it, and the element at which (None: the whole chart).
Seed = tuple[Flowchart, str, str | None]


def _item(chart: Flowchart) -> PowerItem:
    assert chart.item is not None
    return chart.item


def _lane(chart: Flowchart, lane: Lane) -> Flowchart:
    return replace(chart, lanes={**chart.lanes, lane.id: lane})


def _node(chart: Flowchart, node: Node) -> Flowchart:
    return replace(chart, nodes={**chart.nodes, node.id: node})


def _flow(chart: Flowchart, flow: Flow) -> Flowchart:
    return replace(chart, flows={**chart.flows, flow.id: flow})


def _duties(chart: Flowchart, *duties: Duty) -> Flowchart:
    return replace(chart, item=replace(_item(chart), duties=duties))


def lane_without_a_name(chart: Flowchart) -> Iterator[Seed]:
    for lane in chart.lanes.values():
        yield _lane(chart, replace(lane, name="")), "lane-unnamed", lane.id


def lane_without_a_post(chart: Flowchart) -> Iterator[Seed]:
    for lane in chart.lanes.values():
        nameless = replace(lane, name="", notes=replace(lane.notes, post=""))
        for step in chart.steps.values():
            if step.lane == lane.id and not step.notes.post:
                yield _lane(chart, nameless), "step-without-post", step.id


def lane_that_lost_its_steps(chart: Flowchart) -> Iterator[Seed]:
    for lane in chart.lanes.values():
        left = {id: replace(node, lane=None) if node.lane == lane.id else node for id, node in chart.nodes.items()}
        yield replace(_lane(chart, replace(lane, members=())), nodes=left), "lane-empty", lane.id


def lane_like_another(chart: Flowchart) -> Iterator[Seed]:
    lanes = list(chart.lanes.values())
    for index, lane in enumerate(lanes):
        for other in lanes[:index]:
            twin = replace(lane, name=other.name, notes=replace(lane.notes, post=other.notes.post))
            yield _lane(chart, twin), "lane-doubled", lane.id


def lane_inside_another(chart: Flowchart) -> Iterator[Seed]:
    for lane in chart.lanes.values():
        for other in chart.lanes.values():
            if other is not lane:
                yield _lane(chart, replace(lane, parent=other.id)), "lane-nested", lane.id


def step_in_no_lane(chart: Flowchart) -> Iterator[Seed]:
    for step in chart.steps.values():
        lane = chart.lanes[step.lane or ""]
        members = tuple(id for id in lane.members if id != step.id)
        yield _node(_lane(chart, replace(lane, members=members)), replace(step, lane=None)), "step-without-lane", step.id


def element_in_two_lanes(chart: Flowchart) -> Iterator[Seed]:
    for node in chart.nodes.values():
        for lane in chart.lanes.values():
            if node.lane and lane.id != node.lane:
                yield _lane(chart, replace(lane, members=(*lane.members, node.id))), "lane-member-twice", node.id


def element_drawn_in_another_lane(chart: Flowchart) -> Iterator[Seed]:
    for node in chart.nodes.values():
        for lane in chart.lanes.values():
            there, here = chart.shapes.get(lane.id), chart.shapes.get(node.id)
            if node.lane and there and here and lane.id != node.lane and node.type != "boundaryEvent":
                moved = Bounds(x=there.x + 1, y=there.y + there.height / 2, width=here.width, height=0)
                yield replace(chart, shapes={**chart.shapes, node.id: moved}), "lane-drawn-elsewhere", node.id


def post_without_a_duty(chart: Flowchart) -> Iterator[Seed]:
    for post in responsibility(chart).posts.values():
        if post.steps and post.side in ("A", "L"):
            left = tuple(duty for duty in _item(chart).duties if duty.post != post.name)
            yield _duties(chart, *left), "duty-missing", post.steps[0].id


def duty_without_a_descriptor(chart: Flowchart) -> Iterator[Seed]:
    duties = _item(chart).duties
    for index, duty in enumerate(duties):
        for name in ("basis", "content", "scope", "authority", "obligation", "standard"):
            assert name in {field.name for field in fields(duty)}
            yield _duties(chart, *duties[:index], replace(duty, **{name: ""}), *duties[index + 1:]), "duty-incomplete", None


def duty_of_a_post_that_does_nothing(chart: Flowchart) -> Iterator[Seed]:
    for duty in _item(chart).duties:
        yield _duties(chart, *_item(chart).duties, replace(duty, post="门卫", content="看门")), "duty-without-step", None


def duty_like_another(chart: Flowchart) -> Iterator[Seed]:
    duties = _item(chart).duties
    for index, duty in enumerate(duties):
        for other in duties:
            if other.post != duty.post:
                twin = replace(duty, content=other.content)
                yield _duties(chart, *duties[:index], twin, *duties[index + 1:]), "duty-doubled", None


def flow_that_hands_nothing_over(chart: Flowchart) -> Iterator[Seed]:
    for passing in responsibility(chart).passings:
        yield _flow(chart, replace(passing.flow, hand_overs=())), "hand-over-missing", passing.flow.id


def hand_over_to_nobody(chart: Flowchart) -> Iterator[Seed]:
    for flow in chart.flows.values():
        if flow.hand_overs:
            nobody = tuple(replace(each, receiver="") for each in flow.hand_overs)
            yield _flow(chart, replace(flow, hand_overs=nobody)), "hand-over-without-receiver", flow.id


def hand_over_to_the_wrong_post(chart: Flowchart) -> Iterator[Seed]:
    for flow in chart.flows.values():
        if flow.hand_overs:
            wrong = tuple(replace(each, receiver="门卫") for each in flow.hand_overs)
            yield _flow(chart, replace(flow, hand_overs=wrong)), "hand-over-misdirected", flow.id


def interface_to_nobody(chart: Flowchart) -> Iterator[Seed]:
    interfaces = _item(chart).interfaces
    for index, interface in enumerate(interfaces):
        nobody = (*interfaces[:index], replace(interface, receiver=""), *interfaces[index + 1:])
        yield replace(chart, item=replace(_item(chart), interfaces=nobody)), "interface-without-receiver", None


def decision_without_authority(chart: Flowchart) -> Iterator[Seed]:
    for step in chart.steps.values():
        if step.tags & FUNCTIONS[Function.DECIDE]:
            yield _node(chart, replace(step, notes=replace(step.notes, authority=""))), "authority-missing", step.id


_APART = (
    (Function.INVESTIGATE, Function.DECIDE, "post-investigates-and-decides"),
    (Function.REVIEW, Function.DECIDE, "post-reviews-and-decides"),
    (Function.DECIDE, Function.COLLECT, "post-decides-and-collects"),
)


def post_with_powers_that_belong_apart(chart: Flowchart) -> Iterator[Seed]:
    """Each step with the second power given to each post with the first, and the other way round."""
    posts = responsibility(chart).posts.values()
    for one, other, rule in _APART:
        for first, second in ((one, other), (other, one)):
            for step in (step for post in posts for step in post.doing(second)):
                for post in (post for post in posts if post.doing(first)):
                    found_at = step if second is other else post.doing(first)[0]
                    yield _node(chart, replace(step, notes=replace(step.notes, post=post.name))), rule, found_at.id


def step_that_a_parallel_post_does_too(chart: Flowchart) -> Iterator[Seed]:
    posts = [post for post in responsibility(chart).posts.values() if post.side]
    for post in posts:
        for step in post.steps:
            for other in posts:
                if other is not post and other.side == post.side:
                    twin: Step = replace(step, id="twin", lane=None, notes=replace(step.notes, post=other.name))
                    yield _node(chart, twin), "work-doubled", None


_KINDS: tuple[Callable[[Flowchart], Iterator[Seed]], ...] = (
    lane_without_a_name, lane_without_a_post, lane_that_lost_its_steps, lane_like_another, lane_inside_another,
    step_in_no_lane, element_in_two_lanes, element_drawn_in_another_lane, post_without_a_duty, duty_without_a_descriptor,
    duty_of_a_post_that_does_nothing, duty_like_another, flow_that_hands_nothing_over, hand_over_to_nobody,
    hand_over_to_the_wrong_post, interface_to_nobody, decision_without_authority, post_with_powers_that_belong_apart,
    step_that_a_parallel_post_does_too,
)


def _is_found(seed: Seed) -> bool:
    chart, rule, element = seed
    found = [finding for finding in judge(chart, _RULES, _DAY).findings if finding.rule == rule]
    return any(element is None or finding.place.element == element for finding in found)


@pytest.mark.parametrize("kind", _KINDS, ids=lambda kind: kind.__name__.replace("_", "-"))
def test_planted_error_is_found_wherever_it_is(kind: Callable[[Flowchart], Iterator[Seed]]) -> None:
    seeds = [(path.stem, seed) for path in _FILES for seed in kind(bpmn.read(path))]
    assert seeds, "there is a place for it in some item"
    assert [(name, rule, element) for name, (chart, rule, element) in seeds if not _is_found((chart, rule, element))] == []
