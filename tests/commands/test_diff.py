"""`powerflow diff`: what it says, in which form, how it ends."""
from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from powerflow import reports, xml
from powerflow.commands import run
from tests.builders import chart


@pytest.fixture
def pair(tmp_path: Path) -> tuple[str, str]:
    """Two versions: the limit of one step is shorter, one step has gone, one has come."""
    old = chart("甲<b>").start().step("收件", "a", post="窗口", days=5).step("会签", "b", post="科").end()
    new = chart("甲<b>").start().step("收件", "a", post="窗口", days=3).step("听证", "c", post="科").end()
    for name, made in (("old", old), ("new", new)):
        (tmp_path / f"{name}.bpmn").write_bytes(made.data())
    return str(tmp_path / "old.bpmn"), str(tmp_path / "new.bpmn")


def test_says_what_changed_in_words(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", *pair]) == 0
    said = capsys.readouterr().out
    assert "环节“收件”" in said and "时限由5个工作日缩短为3个工作日" in said
    assert "－ 删除（岗位：科）" in said and "＋ 新增（岗位：科）" in said


def test_says_it_in_english(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", *pair, "--lang", "en"]) == 0
    assert "shortened from 5 working days to 3 working days" in capsys.readouterr().out


def test_ends_with_1_only_if_asked_to(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", *pair, "--fail-on", "any"]) == 1
    assert run(["diff", pair[0], pair[0], "--fail-on", "any"]) == 0
    assert "没有差别" in capsys.readouterr().out
    assert run(["diff", pair[0], "nowhere.bpmn"]) == 3


def test_json_follows_its_schema(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", *pair, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    schema = json.loads((Path(reports.__file__).parent / "schemas" / "diff-1.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, schema)
    assert [(each["kind"], each["element"], each["was"]) for each in told["differences"] if each["subject"] == "step"] == [
        ("removed", None, "b"), ("added", "c", None), ("changed", "a", "a"),
    ]


def test_json_of_shipped_items_follows_its_schema(capsys: pytest.CaptureFixture[str]) -> None:
    """Two items that have nothing in common: every kind of value comes up."""
    from powerflow.library import Library

    one, other = (str(Library().find(code).chart.path) for code in ("E01", "E02"))
    assert run(["diff", one, other, "--format", "json"]) == 0
    schema = json.loads((Path(reports.__file__).parent / "schemas" / "diff-1.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(capsys.readouterr().out), schema)
    assert run(["diff", one, other]) == 0
    said = capsys.readouterr().out
    assert "<" not in said and "Unit." not in said, "every kind of value has words"


@pytest.mark.exe
def test_svg_shows_the_new_chart_and_the_old_one_under_it(pair: tuple[str, str], tmp_path: Path) -> None:
    assert run(["diff", *pair, "--format", "svg", "-o", str(tmp_path / "d.svg")]) == 0
    tree = xml.parse((tmp_path / "d.svg").read_bytes(), "d.svg")
    text = "".join(str(part) for part in tree.getroot().itertext())
    assert "新版流程图" in text and "旧版流程图" in text and "已删除" in text and "新增" in text
    ids = [element.get("id") for element in tree.getroot().iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.exe
def test_page_holds_both_charts_and_escapes_names(pair: tuple[str, str], tmp_path: Path) -> None:
    assert run(["diff", *pair, "--format", "html", "-o", str(tmp_path / "d.html")]) == 0
    page = (tmp_path / "d.html").read_text(encoding="utf-8")
    assert page.count("data:image/svg+xml") == 2 and "<b>" not in page and "<script" not in page


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_is_withheld_is_told_to_the_authority_only(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_step = b'<task id="t" name="review"/>'
    hush = b"""<task id="hush_id" name="hush-hush"><extensionElements>
      <pf:disclosure content="hush-content" public="false"/></extensionElements></task>"""
    frame = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:pf="urn:powerflow:bpmn:1" id="d" targetNamespace="x">
      <process id="p">%s</process></definitions>"""
    old, new = tmp_path / "old.bpmn", tmp_path / "new.bpmn"
    old.write_bytes(frame % open_step)
    new.write_bytes(frame % (open_step + hush))
    for profile, told in (("internal", True), ("public", False), ("leaflet", False)):
        assert run(["diff", str(old), str(new), "--format", form, "--profile", profile, "--fail-on", "any"]) == 1
        assert ("hush" in capsys.readouterr().out) is told
