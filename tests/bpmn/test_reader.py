"""What the reader makes of files as modellers write them."""
from __future__ import annotations

import pytest

from powerflow import bpmn
from powerflow.errors import InputError
from powerflow.model import Decision, Event, Flowchart, Step

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:pf="urn:powerflow:bpmn:1">\n'


def chart(body: str) -> Flowchart:
    return bpmn.parse((HEAD + body + "\n</definitions>").encode(), "t.bpmn").chart


def test_nodes_know_their_kind_line_scope_and_flows() -> None:
    read = chart("""<process id="p" name=" 办
 件 "><startEvent id="s"/>
<task id="a" name="审查"/>
<exclusiveGateway id="g" default="f3"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="a"/>
<sequenceFlow id="f2" sourceRef="a" targetRef="g"/>
<sequenceFlow id="f3" sourceRef="g" targetRef="a"><conditionExpression> x == 1 </conditionExpression></sequenceFlow>
</process>""")
    assert read.name == "办 件"
    assert [type(node) for node in read.nodes.values()] == [Event, Step, Decision]
    assert read.nodes["a"].place.line == 4
    assert read.nodes["a"].incoming == ("f1", "f3")
    assert read.nodes["g"].default == "f3"
    assert read.flows["f3"].condition == "x == 1"
    assert read.loose_ends == ()


def test_flows_without_ids_are_kept_under_made_up_ones() -> None:
    read = chart('<process id="p"><task id="a"/><task id="b"/><sequenceFlow sourceRef="a" targetRef="b"/>'
                 '<sequenceFlow sourceRef="b" targetRef="a"/></process>')
    assert len(read.flows) == 2
    assert {(flow.source, flow.target) for flow in read.flows.values()} == {("a", "b"), ("b", "a")}


def test_references_that_lead_nowhere_are_listed_with_their_place() -> None:
    read = chart("""<process id="p"><laneSet id="l"><lane id="l1"><flowNodeRef>ghost</flowNodeRef></lane></laneSet>
<task id="a" default="f9"/>
<boundaryEvent id="b" attachedToRef="nobody"><timerEventDefinition/></boundaryEvent>
<sequenceFlow id="f" sourceRef="a" targetRef="review2"/></process>
<collaboration id="c"><participant id="x" processRef="other"/><messageFlow id="m" sourceRef="x" targetRef="y"/></collaboration>""")
    assert {(end.attribute, end.target) for end in read.loose_ends} == {
        ("flowNodeRef", "ghost"), ("default", "f9"), ("attachedToRef", "nobody"), ("targetRef", "review2"),
        ("processRef", "other"), ("targetRef", "y"),
    }
    assert read.flows == {}
    assert next(end for end in read.loose_ends if end.target == "review2").place.line == 5


def test_of_two_elements_with_one_id_the_first_holds_and_the_second_is_listed() -> None:
    read = chart('<process id="p"><task id="a" name="一"/>\n<task id="a" name="二"/></process>')
    assert read.nodes["a"].name == "一"
    assert [(place.element, place.line) for place in read.duplicates] == [("a", 3)]


def test_the_innermost_lane_holds_a_node() -> None:
    read = chart("""<process id="p"><laneSet id="ls"><lane id="outer" name="局"><flowNodeRef>a</flowNodeRef><childLaneSet id="cs">
<lane id="inner" name="科"><flowNodeRef>a</flowNodeRef></lane></childLaneSet></lane></laneSet><task id="a"/></process>""")
    assert read.nodes["a"].lane == "inner"
    assert read.lanes["inner"].parent == "outer"
    assert read.post_of(read.nodes["a"]) == "科"


def test_sub_processes_hold_their_own_nodes_and_boundary_events_know_their_step() -> None:
    read = chart("""<process id="p"><subProcess id="s" triggeredByEvent="true">
<startEvent id="in"><messageEventDefinition messageRef="m1"/></startEvent>
<task id="t"><multiInstanceLoopCharacteristics/></task></subProcess>
<boundaryEvent id="b" attachedToRef="s" cancelActivity="false"><timerEventDefinition/></boundaryEvent></process>""")
    step = read.steps["s"]
    assert (step.inner, step.triggered_by_event, step.boundary) == (("in", "t"), True, ("b",))
    assert read.nodes["t"].scope == "s"
    assert read.steps["t"].looped == "multi"
    assert (read.events["b"].trigger, read.events["b"].interrupting) == ("timer", False)
    assert (read.events["in"].trigger, read.events["in"].reference) == ("message", "m1")


def test_annotations_that_do_not_fit_are_misfits_not_errors() -> None:
    read = chart("""<process id="p"><extensionElements><pf:item code="X" name="事" kind="99"/></extensionElements>
<task id="a"><extensionElements><pf:timeLimit role="promised" amount="soon" unit="WD"/>
<pf:timeLimit role="promised" unit="WD"/><pf:nonsense/><pf:tag name="NO_SUCH"/><pf:step colour="red" post="窗口"/>
<pf:excludedPeriod kind="听证"/><pf:excludedPeriod kind="检验"/><pf:outcome kind="准予"/></extensionElements></task></process>""")
    said = [misfit.message.format(**misfit.values) for misfit in read.misfits]
    assert any("pf:item 的属性“kind”不能是“99”" in each for each in said)
    assert any("“amount”不能是“soon”" in each for each in said)
    assert any("缺少属性“amount”" in each for each in said)
    assert any("pf:nonsense 不能写在这里" in each for each in said)
    assert any("pf:outcome 不能写在这里" in each for each in said)
    assert any("“NO_SUCH”不在标签表中" in each for each in said)
    assert any("pf:step 没有属性“colour”" in each for each in said)
    assert any("pf:excludedPeriod 只能写一个" in each for each in said)
    assert len(said) == 8
    assert read.nodes["a"].notes.post == "窗口"
    assert read.nodes["a"].time_limit is None
    assert all(misfit.place.element in ("p", "a") for misfit in read.misfits)


def test_what_we_do_not_understand_is_kept_and_can_be_listed() -> None:
    data = (HEAD + """<process id="p" xmlns:x="urn:other" x:colour="red"><choreographyTask id="c"/><magic id="m"/>
<task id="a"><extensionElements><x:form><x:field/></x:form></extensionElements></task></process></definitions>""").encode()
    document = bpmn.parse(data, "t.bpmn")
    assert [(kept.name, kept.namespace) for kept in document.kept if kept.namespace == "urn:other"] == [
        ("@colour", "urn:other"), ("form", "urn:other")
    ]
    assert {kept.name for kept in document.kept if kept.namespace != "urn:other"} == {"choreographyTask", "magic"}
    written = bpmn.write(document)
    assert b"<x:form><x:field/></x:form>" in written
    assert b'<magic id="m"/>' in written


@pytest.mark.parametrize("data", [b"<html/>", b'<definitions xmlns="urn:else"/>', b"<process id='p'/>"])
def test_xml_that_is_not_bpmn_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"t\.bpmn 第 1 行：不是 BPMN 2\.0 文件"):
        bpmn.parse(data, "t.bpmn")


def test_a_missing_file_and_a_folder_are_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match="没有这个文件"):
        bpmn.load(tmp_path / "no.bpmn")
    with pytest.raises(InputError, match="文件无法读取"):
        bpmn.read(tmp_path)
