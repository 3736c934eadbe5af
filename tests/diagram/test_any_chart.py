"""Charts of other tools are laid out as well: without lanes, with pools, sub-processes, border events, of any size."""
from __future__ import annotations

import pytest

from powerflow import bpmn
from powerflow.diagram.outline import outline
from powerflow.diagram.poster import Poster
from powerflow.diagram.scene import Scene
from powerflow.model import Flowchart
from tests.builders import chart
from tests.diagram import measure
from tests.diagram.pages import poster
from tests.diagram.test_plain import two


def said(scene: Scene) -> str:
    """The words of a page without spaces."""
    return measure.texts(scene).replace(" ", "")


def flat(drawn: Poster) -> str:
    """The words of all pages."""
    return "".join(map(said, drawn.scenes))


def clean(drawn: Poster) -> None:
    """Nothing lies on anything."""
    for scene in drawn.scenes:
        assert measure.overlapping_figures(scene) == []
        assert measure.flows_through_figures(scene) == []
        assert measure.labels_on_figures(scene) == []
        assert measure.running_out(scene) == []


def test_every_pool_has_its_lane_and_messages_are_dashed() -> None:
    drawn = poster(two())
    clean(drawn)
    for name in ("申请人", "机关", "银行"):
        assert name in flat(drawn)
    message = next(stroke for scene in drawn.scenes for stroke in scene.strokes if stroke.element == "m")
    assert message.dashed and message.arrow


def test_lanes_of_a_pool_stand_together_under_its_name() -> None:
    data = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
    <collaboration id="c"><participant id="P1" name="县局" processRef="a"/><participant id="P2" name="企业" processRef="b"/></collaboration>
    <process id="a"><laneSet id="ls"><lane id="l1" name="窗口"><flowNodeRef>t1</flowNodeRef></lane>
    <lane id="l2" name="科室"><flowNodeRef>t2</flowNodeRef></lane></laneSet><task id="t1" name="收"/><task id="t2" name="审"/>
    <sequenceFlow id="f" sourceRef="t1" targetRef="t2"/></process><process id="b"><task id="t3" name="报"/></process></definitions>"""
    plan = outline(bpmn.parse(data.encode(), "p.bpmn").chart, {})
    assert [lane.name for lane in plan.lanes] == ["窗口", "科室", "企业"]
    assert [lane.notes.organ for lane in plan.lanes] == ["县局", "县局", ""]


def test_a_sub_process_is_a_card_that_names_its_own_page() -> None:
    drawn = poster(two())
    assert len(drawn.scenes) == 3
    assert "见第3页" in said(drawn.scenes[1]) and {"in", "t3"} <= measure.figures(drawn.scenes[2]).keys()
    assert "t3" not in measure.figures(drawn.scenes[1])
    assert "核对" in said(drawn.scenes[0])


def test_an_event_without_a_way_on_is_told_on_its_card() -> None:
    assert "事件定时" in flat(poster(two()))


def test_a_border_event_that_is_no_timer_is_called_by_what_it_is() -> None:
    data = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="p">
    <task id="a" name="办"/><boundaryEvent id="e" attachedToRef="a"><errorEventDefinition/></boundaryEvent><task id="b" name="改"/>
    <sequenceFlow id="f" sourceRef="e" targetRef="b"/></process></definitions>"""
    drawn = poster(bpmn.parse(data.encode(), "e.bpmn").chart)
    assert "出错" in flat(drawn)


def test_a_chart_without_lanes_is_one_lane() -> None:
    drawn = poster(chart().start().decision("g", "好？").via("是").end().build())
    assert len([group for group in drawn.scenes[0].groups if group.key.startswith("lane")]) == 1


def test_flows_to_nowhere_and_across_borders_do_no_harm() -> None:
    data = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="p">
    <task id="a" name="甲"/><subProcess id="s" name="内"><task id="b" name="乙"/></subProcess>
    <sequenceFlow id="f" sourceRef="a" targetRef="b"/><sequenceFlow id="g" sourceRef="a" targetRef="nowhere"/>
    <sequenceFlow id="h" sourceRef="a" targetRef="s"/></process></definitions>"""
    drawn = poster(bpmn.parse(data.encode(), "x.bpmn").chart)
    clean(drawn)
    assert {"a", "s", "b"} <= {id for scene in drawn.scenes for id in measure.figures(scene)}


def _long(count: int) -> Flowchart:
    """A course of steps through four lanes with a decision, a way back and an end in every ten."""
    drawn = chart(f"{count}个节点").start()
    for number in range(count - 2):
        post = f"岗位{number % 7 % 4}"
        if number % 10 == 6:
            drawn = drawn.decision(f"n{number}", "是否符合条件？", post=post)
            drawn = drawn.via("不符合").to(f"n{number - 3}").at(f"n{number}").via("符合")
        else:
            drawn = drawn.step(f"办理环节第{number}项", f"n{number}", post=post, days=3)
    return drawn.end().build()


@pytest.mark.parametrize("count", [2, 5, 20, 60, 120, 400])
def test_charts_of_any_size_are_drawn_whole(count: int) -> None:
    long = _long(count)
    drawn = poster(long)
    clean(drawn)
    assert long.nodes.keys() == {id for scene in drawn.scenes for id in measure.figures(scene) if not id.startswith("@")}
    assert drawn.scale >= 1.0
    said = {stroke.element for scene in drawn.scenes for stroke in scene.strokes if stroke.element}
    assert said == long.flows.keys()
