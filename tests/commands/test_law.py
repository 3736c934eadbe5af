"""The rows of law on the command line: listed, explained, chosen, asked for by pack, weighed by an office."""
from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import powerflow
from powerflow.commands import run
from powerflow.law import all_rows
from powerflow.model import Finding, Place, Severity
from powerflow.reports.wording import bases

_EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "rules"
_BROKEN = str(_EXAMPLES / "following-step-missing" / "fail.bpmn")  # a decision that nobody delivers: ML-28


def _rows(tmp_path: Path, *more: str, code: int) -> dict[str | None, str]:
    report = tmp_path / "check.json"
    assert run(["check", _BROKEN, "--only", "law", "--format", "json", "-o", str(report), "--no-cache", *more]) == code
    findings = json.loads(report.read_text(encoding="utf-8"))["files"][0]["findings"]
    return {finding["row"]: finding["severity"] for finding in findings}


def test_list_names_every_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "--rows"]) == 0
    said = capsys.readouterr().out
    assert all(row in said for row in all_rows()) and str(len(all_rows())) in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_rows_as_json_fit_their_schema(tmp_path: Path, lang: str) -> None:
    report = tmp_path / "rows.json"
    assert run(["--lang", lang, "rules", "--rows", "--format", "json", "-o", str(report)]) == 0
    schema = Path(powerflow.__file__).parent / "reports" / "schemas" / "rows-1.json"
    data = json.loads(report.read_text(encoding="utf-8"))
    jsonschema.validate(data, json.loads(schema.read_text(encoding="utf-8")))
    assert [row["id"] for row in data["rows"]] == list(all_rows())


@pytest.mark.parametrize("row", list(all_rows()))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_row_explains_itself(row: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", lang, "rules", "explain", row]) == 0
    said = capsys.readouterr().out
    wanted = ("依据：", "核实程度：", "2026-11-21", "法制人员") if lang == "zh" else ("Basis: ", "Verified: ", "2026-11-21", "lawyer")
    assert all(word in said for word in (row, *wanted))


def test_row_explained_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "explain", "CF-14", "--format", "json"]) == 0
    [row] = json.loads(capsys.readouterr().out)["rows"]
    assert row["id"] == "CF-14" and row["basis"][0]["source"] == "中华人民共和国行政处罚法"


def test_finding_prints_row_article_version_and_day_of_checking(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(_EXAMPLES / "staff-below-law" / "fail.bpmn"), "--only", "staff-below-law", "--no-cache"]) == 1
    said = capsys.readouterr().out
    assert all(word in said for word in ("staff-below-law", "中华人民共和国行政许可法", "2019-04-23", "2026-11-21"))


def test_one_row_can_be_asked_for_or_left_out(tmp_path: Path) -> None:
    report = tmp_path / "check.json"
    assert run(["check", _BROKEN, "--only", "ML-28", "--format", "json", "-o", str(report), "--no-cache"]) == 1
    found = json.loads(report.read_text(encoding="utf-8"))["files"][0]["findings"]

    assert "ML-28" in {each["row"] for each in found}
    assert "ML-28" in _rows(tmp_path, code=1) and "ML-28" not in _rows(tmp_path, "--ignore", "ML-28", code=1)


@pytest.mark.parametrize(("name", "level", "said"), [
    ("ML-28", "advice", "advice"), ("following-step-missing", "advice", "advice"), ("ML-28", "off", None), ("ML-28", "error", "error"),
])
def test_office_weighs_a_row_or_a_rule(tmp_path: Path, name: str, level: str, said: str | None) -> None:
    settings = tmp_path / "own.toml"
    settings.write_text(f'[severity]\n"{name}" = "{level}"\n', encoding="utf-8")
    assert _rows(tmp_path, "--config", str(settings), code=1).get("ML-28") == said


@pytest.mark.parametrize("text", ['[severity]\n"ML-28" = "loud"\n', "severity = 3\n", 'packs = "市监"\n'])
def test_wrong_weight_or_pack_stops_the_check(tmp_path: Path, text: str) -> None:
    settings = tmp_path / "own.toml"
    settings.write_text(text, encoding="utf-8")
    assert run(["check", _BROKEN, "--config", str(settings)]) == 3


@pytest.mark.parametrize("text", ['[severity]\n"ML-2800" = "off"\n', 'packs = ["火星"]\n'])
def test_unknown_row_or_pack_in_the_settings_is_an_error_of_use(tmp_path: Path, text: str) -> None:
    settings = tmp_path / "own.toml"
    settings.write_text(text, encoding="utf-8")
    assert run(["check", _BROKEN, "--config", str(settings)]) == 2


def test_unknown_pack_names_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", _BROKEN, "--pack", "火星"]) == 2
    assert "市监" in capsys.readouterr().err


def test_pack_brings_its_own_rows(tmp_path: Path) -> None:
    """A penalty under the market-supervision rule has rows that the statute alone does not give."""
    food = str(Path(__file__).resolve().parents[2] / "processes" / "penalty" / "street-occupation.bpmn")
    found = {}
    for packs in ((), ("--pack", "湖南")):
        report = tmp_path / "check.json"
        run(["check", food, "--only", "law", "--format", "json", "-o", str(report), "--no-cache", *packs])
        found[packs] = {each["row"] for each in json.loads(report.read_text(encoding="utf-8"))["files"][0]["findings"]}
    assert {all_rows()[row].pack for row in found[("--pack", "湖南")] - found[()] if row} <= {"湖南"}


def test_finding_on_a_row_that_another_source_contradicts_names_both() -> None:
    """Publishing penalties: 7 working days by the State Council's office, 20 by the rule of market supervision."""
    row = next(row for row in all_rows().values() if row.conflicts)
    finding = Finding(rule="x", family="law", severity=Severity.ERROR, place=Place("x"), message="x", row=row.id)
    said = " ".join(bases(finding, "en"))
    other = all_rows()[row.conflicts[0]]
    assert row.id in said and other.id in said and other.cites[0].source.english in said
