"""What the diagram of a file draws is read when somebody looks, and then is a mapping like any other."""
from __future__ import annotations

import pytest

from powerflow import bpmn
from powerflow.bpmn.making import made
from powerflow.model import Bounds, Flow, Flowchart, Place, Step

TEXT = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"
 xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:line="http://www.omg.org/spec/DD/20100524/DI">
<process id="p"><task id="a"/><task id="b"/><sequenceFlow id="f" sourceRef="a" targetRef="b"/></process>
<di:BPMNDiagram><di:BPMNPlane bpmnElement="p">
  <di:BPMNShape bpmnElement="x:a"><di:BPMNLabel><dc:Bounds x="9" y="9" width="9" height="9"/></di:BPMNLabel>
    <dc:Bounds x="1" y="2.5" width="30" height="40"/></di:BPMNShape>
  <di:BPMNShape bpmnElement="b"><dc:Bounds x="far" y="0" width="1" height="1"/></di:BPMNShape>
  <di:BPMNShape bpmnElement="a"><dc:Bounds x="7" y="7" width="7" height="7"/></di:BPMNShape>
  <di:BPMNShape bpmnElement="c"/>
  <di:BPMNEdge bpmnElement="f"><line:waypoint x="1" y="1"/><!-- bend --><line:waypoint x="2" y="2"/><di:BPMNLabel/></di:BPMNEdge>
</di:BPMNPlane></di:BPMNDiagram></definitions>"""
BOX = Bounds(x=1, y=2.5, width=30, height=40)


def drawn() -> Flowchart:
    return bpmn.parse(TEXT.encode(), "t.bpmn").chart


def test_the_first_box_with_numbers_holds_and_a_label_has_none() -> None:
    assert drawn().shapes == {"a": BOX}
    assert drawn().lines == {"f": 2}


def test_a_chart_equals_one_whose_drawing_nobody_has_looked_at_yet() -> None:
    seen = drawn()
    assert len(seen.shapes) == 1
    assert seen == drawn()
    assert repr(seen) == repr(drawn())
    assert ("a" in seen.shapes, "b" in seen.shapes, list(seen.lines)) == (True, False, ["f"])


def test_what_is_made_quickly_equals_what_its_class_makes_and_is_as_frozen() -> None:
    place = Place("t.bpmn", 1, "a")
    step = made(Step, {"id": "a", "type": "task", "place": place, "scope": "p"})
    assert step == Step(id="a", type="task", place=place, scope="p")
    assert hash(step) == hash(Step(id="a", type="task", place=place, scope="p"))
    assert repr(made(Bounds, {"x": 1, "y": 2.5, "width": 30, "height": 40})) == repr(Bounds(x=1, y=2.5, width=30, height=40))
    with pytest.raises(AttributeError):
        made(Flow, {"id": "f"}).id = "g"  # type: ignore[misc]
