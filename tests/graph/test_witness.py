"""The course that proves a fault: where it leads, and what it names."""
from __future__ import annotations

from powerflow import bpmn
from powerflow.graph import Verdict, soundness
from powerflow.model import Flowchart
from tests.builders import chart


def test_a_step_without_flows_out_is_passed_once() -> None:
    """It is its own end, and the course names it as a step only."""
    drawn = chart().start().parallel("fork").step("甲").at("fork").step("乙").to("甲").build()
    for problem in soundness(drawn).problems:
        assert [*problem.trace].count("乙") == 1


def test_the_course_of_an_endless_loop_leads_round_in_it() -> None:
    drawn = (
        chart().start().decision("g").step("退回").decision("h").step("补正").to("h").at("h").step("再审").to("退回")
        .at("g").end().build()
    )
    (problem,) = [each for each in soundness(drawn).problems if each.fault.value == "livelock"]
    course = [id for id in problem.trace if id in drawn.nodes]
    assert course[:3] == ["start", "g", "退回"]
    assert any(course.count(id) > 1 for id in ("退回", "h")), "it comes round again"


def test_the_course_is_never_empty_where_nothing_but_a_loop_can_be_reached() -> None:
    """From the very beginning no end can be reached: the end hangs on a node that nothing leads to."""
    drawn = chart().start().step("甲").step("乙").to("甲").raw("<task id='孤立'/>").at("孤立").end().build()
    (problem,) = [each for each in soundness(drawn).problems if each.fault.value == "livelock"]
    assert problem.element in ("start", "甲", "乙")
    assert [id for id in problem.trace if id in drawn.nodes][:3] == ["start", "甲", "乙"]


def _round_for_ever(trigger: str, *, interrupting: bool = True) -> Flowchart:
    """A sub-process that goes round for ever, with an event at its border."""
    definition = f"<{trigger}EventDefinition/>" if trigger else ""
    inner = (
        '<subProcess id="sub"><startEvent id="i"/><task id="a"/><task id="b"/>'
        '<sequenceFlow id="1" sourceRef="i" targetRef="a"/><sequenceFlow id="2" sourceRef="a" targetRef="b"/>'
        '<sequenceFlow id="3" sourceRef="b" targetRef="a"/></subProcess>'
        f'<boundaryEvent id="x" attachedToRef="sub" cancelActivity="{str(interrupting).lower()}">{definition}</boundaryEvent>'
        '<endEvent id="out"/><sequenceFlow id="4" sourceRef="x" targetRef="out"/>'
    )
    text = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="s"/>'
        f'{inner}<endEvent id="e"/><sequenceFlow id="5" sourceRef="s" targetRef="sub"/>'
        '<sequenceFlow id="6" sourceRef="sub" targetRef="e"/></process></definitions>'
    )
    return bpmn.parse(text.encode(), "test.bpmn").chart


def test_a_sub_process_that_an_event_at_its_border_leaves_needs_no_end() -> None:
    for trigger in ("timer", "message", "signal", "conditional"):
        assert soundness(_round_for_ever(trigger)).verdict is Verdict.SOUND, trigger


def test_an_event_that_does_not_interrupt_or_that_nobody_throws_lets_nothing_out() -> None:
    for drawn in (_round_for_ever("timer", interrupting=False), _round_for_ever("error"), _round_for_ever("compensate")):
        assert ("no-end", "sub") in {(each.fault.value, each.element) for each in soundness(drawn).problems}


def test_other_faults_inside_are_told_all_the_same() -> None:
    """The event lets a case out that is stuck, but what is drawn inside is wrong."""
    inner = (
        '<subProcess id="sub"><startEvent id="i"/><exclusiveGateway id="g"/><parallelGateway id="j"/><endEvent id="o"/>'
        '<sequenceFlow id="1" sourceRef="i" targetRef="g"/><sequenceFlow id="2" sourceRef="g" targetRef="j"/>'
        '<sequenceFlow id="3" sourceRef="g" targetRef="j"/><sequenceFlow id="4" sourceRef="j" targetRef="o"/></subProcess>'
        '<boundaryEvent id="x" attachedToRef="sub"><timerEventDefinition/></boundaryEvent>'
    )
    text = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="s"/>'
        f'{inner}<sequenceFlow id="5" sourceRef="s" targetRef="sub"/></process></definitions>'
    )
    assert ("deadlock", "j") in {
        (each.fault.value, each.element) for each in soundness(bpmn.parse(text.encode(), "test.bpmn").chart).problems
    }
