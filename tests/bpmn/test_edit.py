"""Changes to a drawing: what changes, its picture, and that every other byte stays."""
from __future__ import annotations

from difflib import unified_diff

import pytest

from powerflow import bpmn
from powerflow.errors import InputError, UsageError
from tests.corpus import files, needs_corpus

_HEAD = (
    "<?xml version='1.0'   encoding='UTF-8'?>\n<!-- kept -->\n"
    '<b:definitions   xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"\n'
    '    xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"\n'
    '    xmlns:dd="http://www.omg.org/spec/DD/20100524/DI" targetNamespace=\'urn:x\'>\n'
)
_CHART = _HEAD + """\
  <b:process id="p">
    <b:laneSet id="l"><b:lane id="lane"><b:flowNodeRef>a</b:flowNodeRef></b:lane></b:laneSet>
    <b:startEvent id="s" />
    <b:exclusiveGateway id="g" name='甲 &amp; &quot;乙&quot;' default="f2"></b:exclusiveGateway>
    <b:task id="a" >
      <b:incoming>f2</b:incoming>
      <b:incoming>f3</b:incoming>
      <b:outgoing>f4</b:outgoing>
    </b:task>
    <b:endEvent id="e"/>
    <b:sequenceFlow id="f1" sourceRef="s" targetRef="g" />
    <b:sequenceFlow id="f2" sourceRef="g" targetRef="a" />
    <b:sequenceFlow id="f3" sourceRef="g" targetRef="a" ><b:documentation><![CDATA[x > y]]></b:documentation></b:sequenceFlow>
    <b:sequenceFlow id="f4" sourceRef="a" targetRef="e" />
  </b:process>
  <di:BPMNDiagram><di:BPMNPlane bpmnElement="p">
    <di:BPMNShape id="g_di" bpmnElement="g" isMarkerVisible="true"><dc:Bounds x="100" y="75" width="50" height="50" /></di:BPMNShape>
    <di:BPMNShape id="a_di" bpmnElement="a"><dc:Bounds x="300" y="60" width="100" height="80" /></di:BPMNShape>
    <di:BPMNEdge id="f2_di" bpmnElement="f2"><dd:waypoint x="150" y="100" /><dd:waypoint x="300" y="100" /></di:BPMNEdge>
    <di:BPMNEdge id="f3_di" bpmnElement="f3"><dd:waypoint x="125" y="125" /><dd:waypoint x="300" y="120" /></di:BPMNEdge>
  </di:BPMNPlane></di:BPMNDiagram>
</b:definitions>

"""


def _document(text: str = _CHART) -> bpmn.Document:
    return bpmn.parse(text.encode(), "x.bpmn")


def _lines(document: bpmn.Document, text: str = _CHART) -> list[str]:
    """The lines that go (-) and come (+), without their indentation."""
    after = bpmn.rewritten(document, text.encode()).decode()
    changed = unified_diff(text.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line[0] + line[1:].strip() for line in changed if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def test_unchanged_document_keeps_every_byte() -> None:
    for text in (_CHART, _CHART.replace("\n", "\r\n"), "\ufeff" + _CHART):
        assert bpmn.rewritten(_document(text), text.encode()) == text.encode()


def test_other_encodings_are_kept() -> None:
    text = _CHART.replace("UTF-8", "GB18030")
    data = text.encode("gb18030")
    assert bpmn.rewritten(bpmn.parse(data, "x.bpmn"), data) == data


@needs_corpus
def test_unchanged_public_files_keep_every_byte() -> None:
    """A tenth of them; the places that tools write differently are the same in all files of a tool."""
    for number, (name, data) in enumerate(files()):
        if number % 10 == 0:
            try:
                document = bpmn.parse(data, name)
            except InputError:
                continue
            assert bpmn.rewritten(document, data) == data, name


def test_gateway_of_another_kind_changes_its_tag_and_its_marker_only() -> None:
    assert _lines(bpmn.retype(_document(), "g", "parallelGateway")) == [
        "-<b:exclusiveGateway id=\"g\" name='甲 &amp; &quot;乙&quot;' default=\"f2\"></b:exclusiveGateway>",
        '+<b:parallelGateway id="g" name="甲 &amp; &quot;乙&quot;"/>',
        '-<di:BPMNShape id="g_di" bpmnElement="g" isMarkerVisible="true"><dc:Bounds x="100" y="75" width="50" height="50" />'
        "</di:BPMNShape>",
        '+<di:BPMNShape id="g_di" bpmnElement="g"><dc:Bounds x="100" y="75" width="50" height="50" /></di:BPMNShape>',
    ]


def test_inclusive_gateway_keeps_its_default_flow() -> None:
    assert bpmn.retype(_document(), "g", "inclusiveGateway").chart.nodes["g"].default == "f2"


def test_gateway_becomes_exclusive_with_its_marker() -> None:
    there = bpmn.retype(_document(), "g", "parallelGateway")
    assert b'isMarkerVisible="true"' in bpmn.write(bpmn.retype(there, "g", "exclusiveGateway"))


def test_dropped_flow_goes_with_its_line_and_its_mentions() -> None:
    document = bpmn.drop_flow(_document(), "f2")
    assert [line for line in _lines(document) if line[0] == "+"] == [
        "+<b:exclusiveGateway id=\"g\" name=\"甲 &amp; &quot;乙&quot;\"/>"
    ]
    assert b"f2" not in bpmn.write(document)
    assert document.chart.nodes["a"].incoming == ("f3",)


def test_join_takes_over_all_flows_into_a_step() -> None:
    document = bpmn.insert_join(_document(), before="a", gateway="parallelGateway", id="j")
    chart = document.chart
    assert (chart.nodes["j"].type, chart.nodes["j"].incoming, chart.nodes["j"].outgoing) == (
        "parallelGateway", ("f2", "f3"), ("j-flow",)
    )
    assert chart.nodes["a"].incoming == ("j-flow",)
    assert chart.lanes["lane"].members == ("j", "a")
    assert chart.loose_ends == ()


def test_join_is_mentioned_where_the_file_mentions_flows() -> None:
    text = bpmn.write(bpmn.insert_join(_document(), before="a", gateway="parallelGateway", id="j")).decode()
    gateway = text[text.index("<b:parallelGateway"):text.index("</b:parallelGateway>")]
    assert [gateway.count(each) for each in ("<b:incoming>", "<b:outgoing>j-flow<")] == [2, 1]
    step = text[text.index('<b:task id="a"'):text.index("</b:task>")]
    assert step.count("<b:incoming>") == 1 and "<b:incoming>j-flow<" in step


def test_join_is_drawn_before_the_step_and_lines_end_at_it() -> None:
    document = bpmn.insert_join(_document(), before="a", gateway="parallelGateway", id="j")
    shape = document.chart.shapes["j"]
    assert (shape.x, shape.y, shape.width, shape.height) == (225, 75, 50, 50)
    text = bpmn.write(document).decode()
    assert '<dd:waypoint x="150" y="100"/><dd:waypoint x="225" y="100"/>' in text
    assert '<dd:waypoint x="275" y="100"/><dd:waypoint x="300" y="100"/>' in text


def test_join_finds_another_side_where_the_place_is_taken() -> None:
    taken = _CHART.replace('x="100" y="75" width="50"', 'x="180" y="75" width="90"')
    shape = bpmn.insert_join(_document(taken), before="a", gateway="parallelGateway", id="j").chart.shapes["j"]
    assert (shape.x, shape.y) == (325, -15)


def test_chart_without_a_drawing_gets_none() -> None:
    bare = _CHART[:_CHART.index("  <di:BPMNDiagram>")] + "</b:definitions>\n"
    document = bpmn.insert_join(_document(bare), before="a", gateway="parallelGateway", id="j")
    assert document.chart.shapes == {}


@pytest.mark.parametrize("change", [
    lambda document: bpmn.retype(document, "a", "parallelGateway"),
    lambda document: bpmn.retype(document, "ghost", "parallelGateway"),
    lambda document: bpmn.drop_flow(document, "a"),
    lambda document: bpmn.insert_join(document, before="ghost", gateway="parallelGateway", id="j"),
])
def test_what_is_not_there_cannot_be_changed(change: object) -> None:
    with pytest.raises(UsageError):
        change(_document())  # type: ignore[operator]


def test_default_is_written_on_the_gateway_and_every_other_line_stays() -> None:
    document = bpmn.set_default(_document(), "f3")
    assert document.chart.nodes["g"].default == "f3"
    old, new = _CHART.splitlines(), bpmn.rewritten(document, _CHART.encode()).decode().splitlines()
    changed = [(one, other) for one, other in zip(old, new, strict=True) if one != other]
    assert len(changed) == 1 and 'default="f3"' in changed[0][1]


@pytest.mark.parametrize("flow", ["f4", "a", "ghost"])
def test_only_an_exit_of_a_decision_can_be_its_default(flow: str) -> None:
    with pytest.raises(UsageError):
        bpmn.set_default(_document(), flow)
