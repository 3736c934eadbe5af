"""`powerflow audit`: all cases at once, from histories, a store and foreign logs."""
from __future__ import annotations

import csv
import json
from pathlib import Path

import jsonschema
import pytest

from powerflow.commands import run

_ROOT = Path(__file__).resolve().parents[2]
_RULES = _ROOT / "examples" / "rules"
_SCHEMA = json.loads((_ROOT / "powerflow" / "reports" / "schemas" / "audit-1.json").read_text(encoding="utf-8"))
_LOG = """办件编号,环节,办理时间,经办人,岗位
A1,收件,2026-09-18 10:00:00,甲,承办人
A1,审查,2026-09-21 10:00:00,甲,承办人
A1,决定,2026-09-22 10:00:00,丙,局长
A2,收件,2026-09-18 10:00:00,甲,承办人
A2,决定,2026-10-12 10:00:00,甲,局长
"""
_MAP = """schema = "powerflow/mapping/1"
[[limit]]
from = "收件"
to = "决定"
amount = 5
unit = "WD"
basis = "示例条例第九条"
[[separation]]
first = "收件"
second = "决定"
"""
_CHART = str(_RULES / "post-not-held" / "chart.bpmn")


@pytest.fixture
def log(tmp_path: Path) -> str:
    """A log of two cases, the second late, without a review, and by one person."""
    (tmp_path / "map.toml").write_text(_MAP, encoding="utf-8")
    path = tmp_path / "log.csv"
    path.write_text(_LOG, encoding="utf-8")
    return str(path)


def _data(output: str) -> dict[str, object]:
    data = json.loads(output)
    jsonschema.validate(data, _SCHEMA)
    assert isinstance(data, dict)
    return data


def test_foreign_log_is_held_to_chart_and_mapping(log: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    code = run(["audit", log, "--chart", _CHART, "--map", log.replace("log.csv", "map.toml"), "--format", "json"])
    data = _data(capsysbinary.readouterr().out.decode())
    assert code == 1
    assert (data["cases"], data["events"], data["variants"]) == (2, 5, 2)
    assert data["conformance"]["fitting_cases"] == 1  # type: ignore[index]
    assert [(each["kind"], each["step"]) for each in data["deviations"]] == [("skipped", "review")]  # type: ignore[attr-defined]
    findings = {each["rule"]: each["sample"] for each in data["findings"]}  # type: ignore[attr-defined]
    assert {rule: [each["case"] for each in sample] for rule, sample in findings.items()} == {
        "stated-limit-passed": ["A2"], "stated-duties-by-one-person": ["A2"],
    }


def test_folder_of_histories_is_judged_by_the_rules_of_conduct(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    folder = _RULES / "post-not-held"
    code = run(["audit", str(folder), "--organisation", str(folder / "organisation.toml"), "--format", "json"])
    data = _data(capsysbinary.readouterr().out.decode())
    assert code == 1
    assert (data["cases"], [each["rule"] for each in data["findings"]]) == (2, ["post-not-held"])  # type: ignore[attr-defined]
    by = data["findings"][0]["by"]  # type: ignore[index]
    assert by["department"] == [{"name": "示例局", "count": 1, "of": 2}]
    assert by["officer"] == [{"name": "丙", "count": 1, "of": 1}]


def test_running_case_of_a_store_has_skipped_nothing(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    store = f"sqlite:///{tmp_path / 'cases.db'}"
    assert run(["case", "start", "E01", "--simulate", "--at", "2026-09-18T10:00", "--store", store]) == 0
    capsysbinary.readouterr()
    assert run(["audit", store, "--format", "json"]) == 0
    data = _data(capsysbinary.readouterr().out.decode())
    assert (data["cases"], data["conformance"], data["deviations"]) == (1, None, [])
    assert data["not_judged"]


def test_accepted_deviation_is_not_counted_until_it_runs_out(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    folder, file = _RULES / "post-not-held", tmp_path / "accepted.toml"
    arguments = [
        "audit", str(folder), "--organisation", str(folder / "organisation.toml"), "--accepted", str(file), "--format", "json",
    ]
    text = 'schema = "powerflow/accepted/1"\n[[accepted]]\nrule = "post-not-held"\nreason = "交接"\nby = "局长"\nuntil = {}\n'
    for until, code, counted in (("2999-01-01", 0, (0, 1)), ("2020-01-01", 1, (1, 0))):
        file.write_text(text.format(until), encoding="utf-8")
        assert run(arguments) == code
        group = _data(capsysbinary.readouterr().out.decode())["findings"][0]  # type: ignore[index]
        assert (group["count"], group["accepted"]) == counted


def test_table_and_page_are_written_to_files(log: str, tmp_path: Path) -> None:
    mapping = log.replace("log.csv", "map.toml")
    table, page = tmp_path / "findings.csv", tmp_path / "audit.html"
    for form, path in (("csv", table), ("html", page)):
        assert run(["audit", log, "--map", mapping, "--format", form, "-o", str(path), "--fail-on", "never"]) == 0
    rows = [*csv.reader(table.read_text(encoding="utf-8-sig").splitlines())]
    assert {row[0] for row in rows[1:]} == {"stated-limit-passed", "stated-duties-by-one-person"}
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text and "超过对照表所定的时限" in text


def test_mapping_is_proposed_by_names(log: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["audit", log, "--chart", _CHART, "--propose-map"]) == 0
    assert 'name = "审查"' in capsysbinary.readouterr().out.decode()


@pytest.mark.parametrize("arguments", [["--memory", "lots"], ["--propose-map"], ["--calendar", "none"]])
def test_wrong_usage_is_told(arguments: list[str], log: str, capsys: pytest.CaptureFixture[str]) -> None:
    source = str(_RULES / "post-not-held") if "none" in arguments else log
    assert run(["audit", source, *arguments]) == 2
    assert capsys.readouterr().err
