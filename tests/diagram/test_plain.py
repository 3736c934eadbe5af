"""Charts that the poster has no place for are drawn plainly, correctly, and the drawing says why."""
from __future__ import annotations

import re

import pytest

from powerflow import bpmn, xml
from powerflow.diagram import Mark, draw
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


def test_several_pools_and_sub_processes_are_frames() -> None:
    drawing = draw(two())
    assert drawing.is_plain and drawing.pages == 1
    assert drawing.dot.count("subgraph") == 3
    assert drawing.notes == ("流程图含有展开的子流程，按普通图绘制",)


def test_flows_stop_at_the_frame_of_a_sub_process_or_pool() -> None:
    source = draw(two()).dot
    edge = next(line for line in source.splitlines() if "齐全" in line)
    assert "lhead=cluster_" in edge
    assert re.search(r"-> .*lhead=cluster_.*style=dashed", source)


def test_border_events_hang_on_their_step_and_have_a_name() -> None:
    source = draw(two()).dot
    assert "style=dotted" in source and 'label="定时"' in source


def test_chart_without_lanes_is_plain() -> None:
    drawing = draw(chart().start().decision("g", "好？").via("是").end().build())
    assert drawing.notes == ("流程图没有泳道，按普通图绘制",)


def test_title_is_the_files_name_without_folders() -> None:
    assert "two.bpmn" in draw(two()).dot and "somewhere" not in draw(two()).dot


def test_marks_colour_a_plain_chart_too() -> None:
    source = draw(two(), marks=[Mark("t2", "error", "缺少时限"), Mark("f", "done")]).dot
    assert source.count("penwidth=2.6") == 1 and source.count("penwidth=2.4") == 1


@pytest.mark.exe
def test_plain_svg_names_its_elements() -> None:
    svg = xml.parse(draw(two()).svg(), "two.svg")
    said = {each.get("data-element"): each.get("aria-label") for each in svg.iter("{http://www.w3.org/2000/svg}g")}
    assert "收件" in str(said["t2"]) and said["f"] == "齐全" and "银行" in str(said["P3"])


@pytest.mark.exe
def test_plain_pdf_has_the_paper() -> None:
    assert b"/MediaBox" in draw(two(), paper="a4").pdf()
    assert draw(two()).png(40)[:8] == b"\x89PNG\r\n\x1a\n"
