"""Who does what: posts, functions, hand-overs, and what two posts do alike."""
from __future__ import annotations

import pytest

from powerflow import bpmn
from powerflow.graph import Function, acting_lane, doublings, responsibility, takers
from powerflow.model import Duty, Flowchart, LaneNotes, PowerItem, StepNotes
from tests.builders import ChartBuilder, chart


def _of_sides(drawn: ChartBuilder, **sides: str) -> Flowchart:
    """The chart with its lanes on these sides."""
    document = drawn.document()
    for post, side in sides.items():
        document = bpmn.annotate(document, f"lane-{post}", LaneNotes(post=post, side=side))
    return document.chart


def test_posts_come_in_the_order_of_lanes_then_of_duties() -> None:
    item = PowerItem(code="X", name="x", duties=(Duty(post="丙"), Duty(post="甲")))
    work = responsibility(chart(item=item).start().step("a", post="乙").step("b", post="甲").step("c", post="乙").end().build())
    assert {name: [step.id for step in post.steps] for name, post in work.posts.items()} == {"乙": ["a", "c"], "甲": ["b"], "丙": []}
    assert [name for name, post in work.posts.items() if post.duties] == ["甲", "丙"]


def test_step_without_a_post_is_nobodys() -> None:
    built = chart().start().step("a", post="").step("b").end().build()
    work = responsibility(built)
    assert [step.id for step in work.nobody] == ["a"] and work.post(built.steps["a"]) == ""


@pytest.mark.parametrize(
    ("tag", "function"),
    [("INVESTIGATE", Function.INVESTIGATE), ("SITE_CHECK", Function.INVESTIGATE), ("LEGAL_REVIEW", Function.REVIEW),
     ("DECIDE_GRANT", Function.DECIDE), ("APPROVE", Function.DECIDE), ("SPOT_COLLECT", Function.COLLECT)],
)
def test_confirmed_tag_gives_the_function(tag: str, function: Function) -> None:
    post = responsibility(chart().start().step("a", tags=[tag]).end().build()).posts["承办人"]
    assert [each for each in Function if post.doing(each)] == [function]


def test_decision_on_the_spot_is_no_function_apart() -> None:
    """The law lets those who found the facts make it."""
    post = responsibility(chart().start().step("a", tags=["SPOT_DECIDE"]).end().build()).posts["承办人"]
    assert not any(post.doing(each) for each in Function)


def test_passing_is_where_the_post_changes() -> None:
    drawn = chart().start().step("a", post="甲").step("b", post="甲").flow("b", "c", id="f", hand_over="案卷")
    built = drawn.at("c").raw('<userTask id="c" name="c"/>').end().build()
    assert responsibility(built).passings == ()
    drawn._lanes["乙"] = ["c"]
    (passing,) = responsibility(drawn.build()).passings
    assert (passing.giver, passing.taker, [paper.passes for paper in passing.papers]) == ("甲", "乙", ["案卷"])


def test_takers_are_found_behind_gateways() -> None:
    drawn = chart().start().step("a", post="甲").decision("g", post="甲").step("b", post="乙").end("e1").at("g").step("c", post="丙")
    built = drawn.end("e2").build()
    (flow,) = built.outgoing(built.nodes["a"])
    assert takers(built, flow) == {"甲", "乙", "丙"}


def test_takers_are_found_in_a_loop_of_gateways() -> None:
    built = chart().start().step("a", post="甲").decision("g").decision("h").to("g").at("h").step("b", post="乙").end().build()
    assert takers(built, built.outgoing(built.nodes["a"])[0]) == {"乙"}


@pytest.mark.parametrize(
    ("first", "second", "tag", "alike"),
    [("审查申请材料", "审核申请材料", "REVIEW", True), ("审查申请材料", "审核公示内容", "REVIEW", False),
     ("审查", "审核", "REVIEW", False), ("受理并登记申请", "受理登记申请", "REGISTER", True)],
)
def test_same_tag_on_the_same_thing_is_done_twice(first: str, second: str, tag: str, alike: bool) -> None:
    drawn = chart().start().step(first, id="a", post="甲", tags=[tag]).step(second, id="b", post="乙", tags=[tag]).end()
    assert [[step.id for step in each.steps] for each in doublings(drawn.build())] == ([["a", "b"]] if alike else [])


def test_same_post_may_do_the_same_twice() -> None:
    drawn = chart().start().step("审查材料", id="a", tags=["REVIEW"]).step("审核材料", id="b", tags=["REVIEW"]).end()
    assert doublings(drawn.build()) == ()


def test_leader_may_review_what_an_officer_reviewed() -> None:
    drawn = chart().start().step("审查材料", id="a", post="甲", tags=["REVIEW"]).step("审核材料", id="b", post="乙", tags=["REVIEW"]).end()
    assert len(doublings(_of_sides(drawn, 甲="A", 乙="A"))) == 1
    assert doublings(_of_sides(drawn, 甲="A", 乙="L")) == ()


def test_what_stands_in_a_lane_is_done_in_it() -> None:
    built = _of_sides(chart().start().step("申请", post="申请人").step("审查", post="承办人").end(), 申请人="P", 承办人="A")
    assert [lane and lane.notes.side for lane in (acting_lane(built, step) for step in built.steps.values())] == ["P", "A"]


def test_step_that_names_another_post_is_done_in_the_lane_of_that_post() -> None:
    """A step drawn in the party's lane that the officer does is no act of the party's."""
    drawn = chart().start().step("申请", post="申请人").step("代填", post="申请人").step("审查", post="承办人").end()
    document = drawn.document()
    for post, side in (("申请人", "P"), ("承办人", "A")):
        document = bpmn.annotate(document, f"lane-{post}", LaneNotes(post=post, side=side))
    document = bpmn.annotate(document, "代填", StepNotes(post="承办人"))
    document = bpmn.annotate(document, "审查", StepNotes(post="没有泳道的岗位"))
    built = document.chart
    lane = acting_lane(built, built.steps["代填"])
    assert lane is not None and lane.notes.side == "A"
    assert acting_lane(built, built.steps["审查"]) is None
