"""`powerflow timing`: the limits of charts, measured, as text, JSON and a table."""
from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import jsonschema
import pytest

from powerflow import reports
from powerflow.commands import run

ROOT = Path(__file__).resolve().parents[2]
PERMIT = str(ROOT / "processes" / "permit" / "road-excavation.bpmn")
EXCEEDED = str(ROOT / "examples" / "rules" / "steps-exceed-limit" / "fail.bpmn")
OPEN = str(ROOT / "examples" / "rules" / "limit-undecidable" / "fail.bpmn")
RETURNS = str(ROOT / "examples" / "rules" / "limit-without-slack" / "fail.bpmn")


def test_text_names_the_longest_way_and_what_is_left(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["timing", PERMIT, "--at", "2026-11-21"]) == 0
    told = capsys.readouterr().out
    assert "承诺（压缩 40%）" in told and "最长路径：会签交通组织方案 3个工作日 → 审核 1个工作日" in told and "XK-14" in told


def test_text_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "en", "timing", EXCEEDED, "--at", "2026-11-21"]) == 0
    told = capsys.readouterr().out
    assert "6 working days" in told and "1 working day over" in told and "1 charts, 1 limits, 1 not kept" in told


def test_json_follows_its_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["timing", PERMIT, EXCEEDED, OPEN, RETURNS, "--format", "json", "--at", "2026-11-21"]) == 0
    data = json.loads(capsys.readouterr().out)
    schema = json.loads((Path(reports.__file__).parent / "schemas" / "timing-1.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, schema)
    states = [{limit["state"] for limit in each["limits"]} for each in data["charts"]]
    assert states == [{"kept"}, {"exceeded"}, {"open"}, {"returns"}]
    (over,) = data["charts"][1]["limits"]
    assert (over["limit"], over["over"], over["longest"]["amount"]["working_days"]) == ("5WD", 1, 6)
    assert data["charts"][2]["limits"][0]["without_limit"] == ["review"]


def test_a_period_that_must_be_left_is_measured_too(capsys: pytest.CaptureFixture[str]) -> None:
    short = ROOT / "examples" / "rules" / "legal-wait-too-short" / "fail.bpmn"
    assert run(["timing", str(short), "--format", "json", "--at", "2026-11-21"]) == 0
    (wait,) = [limit for limit in json.loads(capsys.readouterr().out)["charts"][0]["limits"] if limit["sense"] == "wait"]
    assert (wait["row"], wait["limit"], wait["over"], wait["unit"], wait["state"]) == ("CF-18", "5WD", 2, "WD", "short")


def test_table_has_a_row_for_each_limit(tmp_path: Path) -> None:
    out = tmp_path / "timing.csv"
    assert run(["timing", EXCEEDED, OPEN, "--format", "csv", "-o", str(out), "--at", "2026-11-21"]) == 0
    rows = list(csv.DictReader(StringIO(out.read_text(encoding="utf-8-sig"))))
    assert [(row["期限"], row["最长"], row["结论"], row["没有时限的环节"]) for row in rows] == [
        ("5个工作日", "6个工作日", "超期", ""), ("5个工作日", "1个工作日", "无法判断", "审查"),
    ]


def test_every_shipped_item_can_be_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["timing", str(ROOT / "processes"), "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert {limit["state"] for each in data["charts"] for limit in each["limits"]} <= {"kept", "returns"}


def test_a_file_that_cannot_be_read_is_told_and_the_others_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.bpmn"
    broken.write_text("no XML", encoding="utf-8")
    assert run(["timing", str(broken), EXCEEDED]) == 3
    assert "broken.bpmn" in (told := capsys.readouterr().out) and "超 1个工作日" in told


def test_an_unknown_pack_is_wrong_usage() -> None:
    assert run(["timing", EXCEEDED, "--pack", "月球"]) == 2


def test_names_of_strangers_do_not_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sly = tmp_path / "sly.bpmn"
    text = Path(EXCEEDED).read_text(encoding="utf-8")
    sly.write_text(text.replace('name="审查"', 'name="审&#x202E;查"'), encoding="utf-8")
    assert run(["timing", str(sly)]) == 0
    assert "\u202e" not in capsys.readouterr().out
