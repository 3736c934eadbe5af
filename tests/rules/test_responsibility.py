"""Who acts: lanes inside lanes, sub-processes, parties and third parties."""
from __future__ import annotations

from dataclasses import replace

from powerflow import bpmn
from powerflow.model import Contact, Duty, Flowchart, LaneNotes
from tests.builders import ChartBuilder, chart
from tests.rules.drawn import ITEM, findings, found

_SUB = '<subProcess id="sub" name="听证"><userTask id="inner" name="举行听证"/></subProcess>'


def _in_lane(drawn: ChartBuilder, side: str) -> Flowchart:
    """The chart with its lane 承办人 on this side."""
    document = bpmn.annotate(drawn.document(), "lane-承办人", LaneNotes(post="承办人", side=side))
    return document.chart


def test_lane_may_list_what_the_lane_inside_it_lists() -> None:
    drawn = chart().raw(
        '<laneSet id="l"><lane id="outer" name="局"><flowNodeRef>t</flowNodeRef><childLaneSet id="c">'
        '<lane id="inner" name="科"><flowNodeRef>t</flowNodeRef></lane></childLaneSet></lane></laneSet>'
    ).start().raw('<task id="t" name="t"/>').to("t").at("t").end()
    assert found(drawn.build(), "lane-member-twice", "lane-empty") == []


def test_step_in_a_sub_process_acts_in_its_lane() -> None:
    drawn = chart(item=ITEM).start().step("受理").raw(_SUB).to("sub").at("sub").end()
    drawn._lanes["承办人"].append("sub")
    assert found(drawn.build(), "step-without-lane", "step-without-post") == []


def test_step_left_out_of_the_lanes_is_reported_once() -> None:
    drawn = chart(item=ITEM).start().step("受理").step("审查", id="review", post="").end()
    assert [finding.rule for finding in findings(drawn.build(), "step-without-lane", "step-without-post")] == ["step-without-lane"]


def test_party_and_third_party_owe_no_duty() -> None:
    drawn = chart(item=ITEM).start().step("缴款", id="pay").end()
    assert found(_in_lane(drawn, "A"), "duty-missing") == ["pay"]
    assert found(_in_lane(drawn, "P"), "duty-missing") == found(_in_lane(drawn, "X"), "duty-missing") == []


def test_post_with_several_steps_is_reported_once() -> None:
    assert found(chart(item=ITEM).start().step("a").step("b").end().build(), "duty-missing") == ["a"]


def test_incomplete_duty_names_what_is_missing() -> None:
    item = replace(ITEM, duties=(Duty(post="承办人", basis="三定", content="审查", scope="全县", authority="提出意见"),))
    (finding,) = findings(chart(item=item).start().step("a").end().build(), "duty-incomplete")
    assert finding.values["missing"] == ("义务", "标准")


def test_supervision_needs_both_sides_and_contacts() -> None:
    item = replace(ITEM, supervision=(Contact(body="派驻纪检组", side="internal"),))
    messages = [finding.message for finding in findings(chart(item=item).start().end().build(), "supervision-missing")]
    assert messages == ["事项“{item}”没有写明外部监督渠道", "监督机构“{body}”没有联系方式"]


def test_flow_inside_a_lane_hands_nothing_over() -> None:
    drawn = chart(item=ITEM).start().step("a").step("b").step("c", post="科长").end()
    assert len(findings(drawn.build(), "hand-over-missing")) == 1
