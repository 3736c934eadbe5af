"""`powerflow replay`: run again, cut off at an instant byte for byte, as a page, and on the version of the chart that was in force."""
from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from powerflow.commands import run
from powerflow.model import PowerItem, dump
from powerflow.replay import read_history
from tests.builders import ChartBuilder, chart
from tests.replay.histories import history

_HISTORIES = Path(__file__).resolve().parents[2] / "examples" / "histories"
_LATE = _HISTORIES / "E01-late.jsonl"


def _said(capsysbinary: pytest.CaptureFixture[bytes], *arguments: str) -> bytes:
    run(["replay", *arguments, "--fail-on", "never"])
    return capsysbinary.readouterr().out


def test_case_of_ours_is_run_again_and_said_to_be_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", str(_LATE), "--fail-on", "never"]) == 0
    assert "引擎重新执行了 12 项，每一项之后的状态都与回放一致" in capsys.readouterr().out


def test_tampered_case_is_said_to_part_at_its_entry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = _LATE.read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "tampered.jsonl"
    path.write_text("".join([*lines[:5], *lines[6:]]), encoding="utf-8")  # the survey, entry 5, is gone
    assert run(["replay", str(path), "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert (data["cases"][0]["again"]["same"], data["cases"][0]["again"]["differs"]) == (False, 7)
    assert "chain-broken" in {each["rule"] for each in data["cases"][0]["findings"]}


def test_history_of_another_system_is_not_run_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = read_history(_LATE)
    path = tmp_path / "foreign.jsonl"
    entries = tuple(replace(entry, digest="", previous="") for entry in plain.entries)
    path.write_text(dump(replace(plain, entries=entries)), encoding="utf-8")
    run(["replay", str(path), "--format", "json"])
    assert json.loads(capsys.readouterr().out)["cases"][0]["again"] is None


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_case_at_an_instant_is_byte_for_byte_what_it_was_then(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], form: str
) -> None:
    """What came later leaves no trace: a history that ends there, read at that instant, gives the same bytes."""
    whole = read_history(_LATE)
    for number in (1, 4, 9):
        at = whole.entries[number - 1].at.isoformat()
        path = tmp_path / "E01-late.jsonl"
        path.write_text(dump(replace(whole, entries=whole.entries[:number])), encoding="utf-8")
        cut = _said(capsysbinary, str(path), "--at", at, "--format", form)
        shown = _said(capsysbinary, str(_LATE), "--at", at, "--format", form)
        assert shown.replace(str(_LATE).encode(), b"-") == cut.replace(str(path).encode(), b"-")


def test_page_opens_from_disk_in_either_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for lang, word in (("zh", "当时的监察灯"), ("en", "Lamps as they stood")):
        page = tmp_path / f"{lang}.html"
        assert run(["--lang", lang, "replay", str(_LATE), "--format", "html", "-o", str(page), "--fail-on", "never"]) == 0
        assert word in page.read_text(encoding="utf-8")
    assert run(["replay", str(_HISTORIES), "--format", "html"]) == 2


def _version(days: int, since: date) -> ChartBuilder:
    return chart("示例", PowerItem(code="X01", name="示例", effective_from=since)).start().step("审查", days=days).end()


def test_version_in_force_on_the_day_of_the_start_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three working days from Friday 18 September 2026 end on the 22nd under the second version, five under the first on the 24th."""
    folder = tmp_path / "versions"
    folder.mkdir()
    for name, drawn in (("v1", _version(5, date(2026, 1, 1))), ("v2", _version(3, date(2026, 9, 1)))):
        (folder / f"{name}.bpmn").write_bytes(drawn.data())
    path = tmp_path / "case.jsonl"
    for began, done, code, taken in (
        ("2026-08-28", "2026-09-04", 0, "v1.bpmn"), ("2026-09-18", "2026-09-24", 1, "v2.bpmn"), ("2025-12-01", "2025-12-02", 3, ""),
    ):
        lines = history(_version(5, date(2026, 1, 1)).build("chart.bpmn"), (began, "start"), (done, "审查"))
        path.write_text(dump(replace(lines, chart_digest="")), encoding="utf-8")
        assert run(["replay", str(path), "--chart", str(folder), "--fail-on", "advice"]) == code
        told = capsys.readouterr()
        assert taken in told.out and (code != 3 or "没有有效的流程图版本" in told.out + told.err)
