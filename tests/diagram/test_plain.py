"""The plain chart, for what cannot be laid out otherwise, is correct, and the drawing says why it is plain."""
from __future__ import annotations

import re

import pytest

from powerflow import bpmn, xml
from powerflow.diagram import Mark, draw, look
from powerflow.diagram.figures import Profile
from powerflow.diagram.plain import Plain, PlainMaker
from powerflow.diagram.sheet import Order
from powerflow.model import Flowchart
from tests.builders import chart

_TWO = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
<collaboration id="c"><participant id="P1" name="申请人" processRef="a"/><participant id="P2" name="机关" processRef="b"/>
<participant id="P3" name="银行"/><messageFlow id="m" name="材料" sourceRef="t1" targetRef="t2"/>
<messageFlow id="m2" sourceRef="P3" targetRef="P2"/></collaboration>
<process id="a"><task id="t1" name="递交"/></process>
<process id="b"><task id="t2" name="收件"/><subProcess id="s" name="审查"><startEvent id="in"/><task id="t3" name="核对"/>
<sequenceFlow id="x" sourceRef="in" targetRef="t3"/></subProcess>
<boundaryEvent id="late" attachedToRef="s"><timerEventDefinition/></boundaryEvent>
<sequenceFlow id="f" sourceRef="t2" targetRef="s" name="齐全"/></process></definitions>"""


def two() -> Flowchart:
    return bpmn.parse(_TWO.encode(), "/somewhere/two.bpmn").chart


def plain(drawn: Flowchart, *marks: Mark) -> Plain:
    """The plain chart of any chart."""
    return PlainMaker(drawn, Order(look.PAPERS["a3"], Profile.PUBLIC, "zh", marks)).make()


def huge() -> Flowchart:
    """More nodes than anybody would lay out."""
    drawn = chart("长图").start()
    for number in range(620):
        drawn = drawn.step(f"环节{number}", f"s{number}")
    return drawn.end().build()


def test_several_pools_and_sub_processes_are_frames() -> None:
    assert plain(two()).dot.count("subgraph") == 3


def test_only_a_huge_chart_is_plain_and_the_notes_say_so() -> None:
    assert not draw(two()).is_plain
    drawing = draw(huge())
    assert drawing.is_plain and drawing.pages == 1
    assert drawing.notes == ("流程图超过 600 个节点，按普通图绘制",)


def test_flows_stop_at_the_frame_of_a_sub_process_or_pool() -> None:
    source = plain(two()).dot
    edge = next(line for line in source.splitlines() if "齐全" in line)
    assert "lhead=cluster_" in edge
    assert re.search(r"-> .*lhead=cluster_.*style=dashed", source)


def test_border_events_hang_on_their_step_and_have_a_name() -> None:
    source = plain(two()).dot
    assert "style=dotted" in source and 'label="定时"' in source


def test_title_is_the_files_name_without_folders() -> None:
    assert "two.bpmn" in draw(two()).dot and "somewhere" not in draw(two()).dot


def test_marks_colour_a_plain_chart_too() -> None:
    source = plain(two(), Mark("t2", "error", "缺少时限"), Mark("f", "done")).dot
    assert source.count("penwidth=2.6") == 1 and source.count("penwidth=2.4") == 1


@pytest.mark.exe
def test_plain_svg_names_its_elements() -> None:
    svg = xml.parse(draw(huge()).svg(), "huge.svg")
    said = {each.get("data-element"): each.get("aria-label") for each in svg.iter("{http://www.w3.org/2000/svg}g")}
    assert "环节7" in str(said["s7"])
    told = plain(two()).sentences
    assert "收件" in told["t2"] and told["f"] == "齐全" and "银行" in told["P3"]


@pytest.mark.exe
def test_plain_pdf_has_the_paper() -> None:
    drawing = draw(huge(), paper="a4")
    assert b"/MediaBox" in drawing.pdf()
    assert drawing.png(40)[:8] == b"\x89PNG\r\n\x1a\n"
