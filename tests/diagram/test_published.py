"""What is not public reaches nothing that the public sees: no picture, no metadata, no text."""
from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace

import pytest

from powerflow import bpmn
from powerflow.diagram import draw
from powerflow.diagram.figures import Profile
from powerflow.diagram.published import published
from powerflow.errors import InputError
from powerflow.model import Disclosure, Flowchart, LegalBasis, PowerItem, RiskPoint, StepNotes
from tests.builders import chart
from tests.diagram.charts import days

# Every one of these would give the withheld step away.
_SECRETS = ("密云", "密语", "密岗", "密法", "密文", "密险", "hush", "密问", "密时")


def secret() -> Flowchart:
    """A step with everything on it that is not public, in a lane of its own, behind a decision, with a flow that says so."""
    withheld = StepNotes(
        phase="审查", time_limits=(days(7),), bases=(LegalBasis(law="密法", article="第一条"),),
        disclosures=(Disclosure(content="密文", public=False, exemption="国家秘密", reason="密云行动", basis="保守国家秘密法"),),
        risks=(RiskPoint(grade="高", text="密险"),),
    )
    limit = days(20)
    item = PowerItem(
        code="S01", name="示例审查", time_limits=(type(limit)(role=limit.role, amount=20, unit=limit.unit, start="hush_1", end="file"),)
    )
    return (
        chart("示例审查", item).start("start", "申请").step("收件", "receive", post="窗口", notes=StepNotes(phase="受理"))
        .decision("g", "涉及特殊情形？", post="窗口")
        .via("密语", "密问 == true").step("密云核查", "hush_1", post="密岗", notes=withheld).to("file")
        .at("g").via("否").step("归档", "file", post="窗口", notes=StepNotes(phase="归档")).end("done", "办结")
        .build("item.bpmn")
    )


def leaks(text: str) -> list[str]:
    """The secret words in a text."""
    return [word for word in _SECRETS if word in text]


@pytest.mark.exe
@pytest.mark.parametrize("profile", ["public", "leaflet"])
def test_no_secret_word_or_id_reaches_svg_metadata_or_text(profile: str) -> None:
    drawing = draw(secret(), profile=profile)
    assert leaks(drawing.svg().decode()) == []
    assert leaks(drawing.dot) == []
    assert leaks(drawing.text()) == [] and leaks(drawing.html()) == []


@pytest.mark.exe
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed (apt-get install poppler-utils)")
def test_no_secret_word_reaches_the_pdf() -> None:
    from pypdf import PdfReader

    data = draw(secret()).pdf()
    said = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()
    reader = PdfReader(io.BytesIO(data))
    assert leaks(re.sub(r"\s", "", said)) == []
    assert leaks(repr(reader.metadata) + repr(reader.outline)) == []


@pytest.mark.exe
def test_the_step_keeps_its_place_as_a_nameless_one() -> None:
    svg = draw(secret()).svg().decode()
    assert "第2步 （依法不公开的内部环节）；岗位：（内部岗位）；阶段：审查。" in svg
    assert "从“涉及特殊情形？”到“（依法不公开的内部环节）”" in svg


@pytest.mark.exe
def test_the_internal_chart_shows_it_all() -> None:
    svg = draw(secret(), profile="internal").svg().decode()
    assert {"密云核查", "密岗", "密险", "密语"} <= {word for word in ("密云核查", "密岗", "密险", "密语") if word in svg}


@pytest.mark.parametrize("profile", ["public", "leaflet"])
def test_an_item_withheld_as_a_whole_is_refused(profile: str) -> None:
    item = PowerItem(code="S02", name="密云计划", disclosures=(Disclosure(content="全部", public=False, exemption="国家秘密"),))
    with pytest.raises(InputError, match="依法不公开") as refused:
        draw(chart("密云计划", item).start().step("甲", post="岗").end().build("s02.bpmn"), profile=profile)
    assert "密云" not in refused.value.say("zh")


def test_the_same_item_is_drawn_for_internal_use() -> None:
    item = PowerItem(code="S02", name="密云计划", disclosures=(Disclosure(content="全部", public=False),))
    assert draw(chart("密云计划", item).start().step("甲", post="岗").end().build("s02.bpmn"), profile="internal").pages == 1


def test_a_step_of_which_something_is_public_keeps_its_words() -> None:
    notes = StepNotes(disclosures=(Disclosure(content="结果"), Disclosure(content="过程", public=False, exemption="过程性信息")))
    drawn = chart("甲").start().step("评议", "a", post="岗", notes=notes).end().build()
    assert published(drawn, Profile.PUBLIC, "zh") is drawn


def test_every_reference_of_the_public_chart_leads_somewhere() -> None:
    shown = published(secret(), Profile.PUBLIC, "zh")
    assert {end for flow in shown.flows.values() for end in (flow.source, flow.target)} <= shown.nodes.keys()
    assert {flow for node in shown.nodes.values() for flow in (*node.incoming, *node.outgoing)} <= shown.flows.keys()
    assert {member for lane in shown.lanes.values() for member in lane.members} <= shown.nodes.keys()
    assert {id for process in shown.processes.values() for id in process.nodes} <= shown.nodes.keys()
    assert shown.item is not None and shown.item.time_limits[0].start in shown.nodes
    assert leaks(repr(shown)) == []


def test_what_stands_inside_a_withheld_sub_process_goes() -> None:
    xml = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">
      <startEvent id="s"><outgoing>f1</outgoing></startEvent>
      <sequenceFlow id="f1" sourceRef="s" targetRef="sub"/>
      <subProcess id="sub" name="outer"><startEvent id="hush_s"><outgoing>hush_f</outgoing></startEvent>
        <sequenceFlow id="hush_f" sourceRef="hush_s" targetRef="hush_t"/><task id="hush_t" name="hush"><incoming>hush_f</incoming></task>
      </subProcess>
      <boundaryEvent id="hush_b" attachedToRef="sub"><timerEventDefinition/></boundaryEvent></process></definitions>"""
    read = bpmn.parse(xml, "sub.bpmn").chart
    sub = replace(read.nodes["sub"], notes=StepNotes(disclosures=(Disclosure(content="密文", public=False),)))
    shown = published(replace(read, nodes={**read.nodes, "sub": sub}), Profile.PUBLIC, "zh")
    assert len(shown.nodes) == 3 and len(shown.flows) == 1
    assert leaks(repr((shown.nodes, shown.flows, shown.processes))) == []
