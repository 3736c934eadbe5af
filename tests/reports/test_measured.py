"""Readings of finished charts as text and JSON."""
from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from powerflow.diagram import Measures, Reading
from powerflow.reports import MeasuredChart, measures_json, measures_text

_SCHEMA = Path(__file__).resolve().parents[2] / "powerflow/reports/schemas/measure-1.json"
_GOOD = Reading("contrast", "最低对比度", 5.02, least=4.5)
_BAD = Reading("crossings", "流向交叉", 8, most=1, found=tuple(f"f{index} x g" for index in range(8)))
_FREE = Reading("svg_bytes", "SVG 字节数", 1234)


def charts() -> tuple[MeasuredChart, ...]:
    """One chart that meets its gates and one that does not."""
    return tuple(
        MeasuredChart(path=path, paper="a3", profile="public", measures=Measures(readings))
        for path, readings in (("a.bpmn", (_GOOD, _FREE)), ("b\x1b.bpmn", (_GOOD, _BAD)))
    )


def test_json_keeps_to_its_schema() -> None:
    told = json.loads(measures_json(charts(), "en"))
    Draft202012Validator(json.loads(_SCHEMA.read_text(encoding="utf-8"))).validate(told)
    assert told["broken"] == 1
    assert [chart["met"] for chart in told["charts"]] == [True, False]
    reading = told["charts"][1]["readings"][1]
    assert (reading["key"], reading["value"], reading["least"], reading["most"], reading["met"]) == ("crossings", 8, None, 1, False)
    assert reading["title"] == "crossings of flows" and len(reading["found"]) == 8


def test_text_marks_what_misses_its_gate_and_names_some_of_it() -> None:
    lines = measures_text(charts(), "zh").splitlines()
    assert lines[0] == "a.bpmn  a3 public"
    assert next(line.split() for line in lines if "最低对比度" in line) == ["最低对比度", "5.02", "不低于", "4.5"]
    assert [line.split() for line in lines if "流向交叉" in line] == [["×", "流向交叉", "8", "不超过", "1"]]
    assert "      f4 x g" in lines and "      f5 x g" not in lines and "      另有 3 处" in lines
    assert lines[-1] == "量了 2 张图，其中 1 张未达标"
    assert "\x1b" not in "".join(lines)


@pytest.mark.parametrize(("value", "least", "most", "met"), [
    (4.5, 4.5, None, True), (4.49, 4.5, None, False), (0, None, 0, True), (1, None, 0, False), (99, None, None, True),
])
def test_a_gate_is_met_on_its_limit(value: float, least: float | None, most: float | None, met: bool) -> None:
    assert Reading("figures", "图形", value, least=least, most=most).is_met is met
