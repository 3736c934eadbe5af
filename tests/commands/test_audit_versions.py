"""`powerflow audit --chart DIR`: each case of a foreign log, or of histories without digests, by the version in force at its start."""
from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from powerflow.commands import run
from powerflow.model import PowerItem, dump
from tests.builders import ChartBuilder, chart
from tests.replay.histories import history

# Five working days from 28 August 2026 end on 4 September, three from 1 September on the 4th.
_LOG = """办件编号,环节,办理时间,经办人,岗位
A1,收件,2026-08-28 09:00:00,甲,承办人
A1,审查,2026-09-04 10:00:00,甲,承办人
A2,收件,2026-09-01 09:00:00,甲,承办人
A2,审查,2026-09-08 10:00:00,甲,承办人
A3,收件,2025-12-01 09:00:00,甲,承办人
A3,审查,2025-12-02 10:00:00,甲,承办人
"""


def _version(days: int, since: date) -> ChartBuilder:
    return chart("示例", PowerItem(code="X01", name="示例", effective_from=since)).start().step("收件").step("审查", days=days).end()


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    folder = tmp_path / "versions"
    folder.mkdir()
    (folder / "v1.bpmn").write_bytes(_version(5, date(2026, 1, 1)).data())
    (folder / "v2.bpmn").write_bytes(_version(3, date(2026, 9, 1)).data())
    return folder


def _found(output: str) -> dict[str, list[str]]:
    return {each["rule"]: [sample["case"] for sample in each["sample"]] for each in json.loads(output)["findings"]}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_log_is_judged_by_versions(versions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], jobs: str) -> None:
    log = tmp_path / "log.csv"
    log.write_text(_LOG, encoding="utf-8")
    run(["audit", str(log), "--chart", str(versions), "--format", "json", "--jobs", jobs])
    said = capsys.readouterr().out
    assert _found(said) == {"promise-passed": ["A2"]}
    data = json.loads(said)
    assert (data["conformance"]["fitting_cases"], data["cases"]) == (2, 3)
    run(["audit", str(log), "--chart", str(versions)])
    said = capsys.readouterr().out
    assert "1 件没有按流程图判断：开始当日没有有效的版本" in said and "1 件办理期间流程图换过版" in said


def test_histories_without_digest_are_judged_by_versions(versions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = _version(5, date(2026, 1, 1)).build("chart.bpmn")
    folder = tmp_path / "histories"
    folder.mkdir()
    for case, begun, done in (("A1", "2026-08-28", "2026-09-04"), ("A2", "2026-09-01", "2026-09-08"), ("A3", "2025-12-01", "2025-12-02")):
        told = history(drawn, (begun, "start"), (begun, "收件"), (done, "审查"))
        (folder / f"{case}.jsonl").write_text(dump(replace(told, case=case, chart_digest="", simulated=True)), encoding="utf-8")
    assert run(["audit", str(folder), "--chart", str(versions), "--format", "json", "--fail-on", "advice"]) == 3  # A3 has no version
    assert _found(capsys.readouterr().out) == {"promise-passed": ["A2"]}
