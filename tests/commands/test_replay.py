"""`powerflow replay`: what it reads, what it writes, how it ends."""
from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

import powerflow
from powerflow.commands import run
from powerflow.model import Entry, dump, entry_digest
from tests.builders import chart
from tests.replay.histories import history

_SCHEMA = Path(powerflow.__file__).parent / "reports" / "schemas" / "replay-1.json"
_DRAWING = chart("示例").start().step("收件", days=2).step("审查", days=5).step("决定", days=1).end()


def _write(folder: Path, name: str, *lines: tuple[str, str], simulated: bool = True) -> Path:
    """A chained history under a chart that lies beside it."""
    (folder / "chart.bpmn").write_bytes(_DRAWING.data())
    plain = replace(history(_DRAWING.build("chart.bpmn"), *lines), simulated=simulated)
    entries: list[Entry] = []
    for entry in plain.entries:
        previous = entries[-1].digest if entries else ""
        entries.append(replace(entry, previous=previous, digest=entry_digest(previous, entry)))
    path = folder / f"{name}.jsonl"
    path.write_text(dump(replace(plain, entries=tuple(entries))), encoding="utf-8")
    return path


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return _write(tmp_path, "clean", ("2026-09-18", "start"), ("2026-09-20", "收件"), ("2026-09-24", "审查"), ("2026-09-28", "决定"))


@pytest.fixture
def skipped(tmp_path: Path) -> Path:
    return _write(tmp_path, "skipped", ("2026-09-18", "start"), ("2026-09-20", "收件"), ("2026-09-28", "决定"))


def test_clean_history_is_told_step_by_step_and_ends_with_0(clean: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", str(clean)]) == 0
    said = capsys.readouterr().out
    assert "收件" in said and "用 1 / 2个工作日" in said and "2026-09-29 截止" not in said
    assert "没有发现问题" in said and "已办结" in said


def test_breach_is_found_and_ends_with_1(skipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", str(skipped)]) == 1
    assert "没有“审查”的记录" in capsys.readouterr().out
    assert run(["replay", str(skipped), "--fail-on", "never"]) == 0
    assert run(["replay", str(skipped), "--ignore", "step-skipped"]) == 0
    assert run(["replay", str(skipped), "--only", "limit-passed"]) == 0


def test_english_has_no_chinese_of_ours(clean: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "en", "replay", str(clean)]) == 0
    assert "promised limit: used 1 / 2 working days" in capsys.readouterr().out


def test_at_shows_the_case_as_it_stood(clean: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", str(clean), "--at", "2026-09-22"]) == 0
    said = capsys.readouterr().out
    assert "办理中" in said and "现在开启：审查" in said and "余 3个工作日" in said


def test_json_fits_its_schema(clean: Path, skipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", str(clean.parent), "--format", "json"]) == 1
    whole = json.loads(capsys.readouterr().out)
    jsonschema.validate(whole, json.loads(_SCHEMA.read_text(encoding="utf-8")))
    assert [(case["findings"][0]["rule"] if case["findings"] else None) for case in whole["cases"]] == [None, "step-skipped"]
    assert {"element": "审查", "state": "skipped"} in whole["cases"][1]["marks"]


def test_shipped_histories_fit_the_schema(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", str(root / "examples" / "histories"), "--format", "json"]) == 1
    whole = json.loads(capsys.readouterr().out)
    jsonschema.validate(whole, json.loads(_SCHEMA.read_text(encoding="utf-8")))
    assert whole["summary"]["unreadable"] == 0 and whole["summary"]["cases"] >= 6


def test_bad_history_is_named_and_the_others_go_on(clean: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{\n")
    out = tmp_path / "out" / "report.txt"
    assert run(["replay", str(bad), str(clean), str(tmp_path / "none.jsonl"), "-o", str(out)]) == 3
    said = out.read_text(encoding="utf-8")
    assert "第 1 行" in said and "none.jsonl" in said and "没有发现问题" in said and "另有 2 件无法读取" in said
    assert run(["replay", str(bad), "--format", "json"]) == 3
    assert "第 1 行" in capsys.readouterr().err


def test_empty_folder_and_missing_store_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", str(tmp_path)]) == 3
    assert "没有运行记录" in capsys.readouterr().out
    assert run(["replay", "E01-2026-0001", "--store", f"sqlite:///{tmp_path / 'none.db'}"]) == 3
    assert "none.db" in capsys.readouterr().out


def test_chart_given_by_hand_that_is_another_is_a_finding(clean: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.bpmn"
    other.write_bytes(chart("别的").start().step("收件").step("审查").step("决定").end().data())
    assert run(["replay", str(clean), "--chart", str(other)]) == 1
    assert "chart-unknown" in capsys.readouterr().out


def test_history_without_its_chart_asks_for_it(clean: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (clean.parent / "chart.bpmn").unlink()
    assert run(["replay", str(clean)]) == 3
    assert "--chart" in capsys.readouterr().out


def test_path_in_a_strangers_history_opens_nothing_elsewhere(
    clean: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deep = tmp_path / "deep"
    deep.mkdir()
    for path in ("../chart.bpmn", str(tmp_path / "chart.bpmn")):
        (deep / "h.jsonl").write_text(clean.read_text(encoding="utf-8").replace('"chart.bpmn"', json.dumps(path)), encoding="utf-8")
        assert run(["replay", str(deep / "h.jsonl")]) == 3
    assert "--chart" in capsys.readouterr().out


def test_standard_input_is_read(clean: Path, root: Path) -> None:
    command = [sys.executable, "-m", "powerflow", "replay", "-", "--chart", str(clean.parent / "chart.bpmn")]
    done = subprocess.run(command, cwd=root, input=clean.read_bytes(), capture_output=True, check=False)
    assert done.returncode == 0 and "没有发现问题" in done.stdout.decode()


def test_real_case_that_is_not_complete_is_read_up_to_now(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = (("2026-03-02", "start"), ("2026-03-03", "收件"))
    real = _write(tmp_path, "real", *lines, simulated=False)
    assert run(["replay", str(real), "--fail-on", "advice"]) == 1
    assert "还没有办结" in capsys.readouterr().out
    assert run(["replay", str(_write(tmp_path, "simulated", *lines)), "--fail-on", "advice"]) == 0


def test_local_calendar_counts(clean: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With 21 and 22 September off the review of the 24th has used one day less than without."""
    calendar = tmp_path / "calendar.json"
    notice = {
        "kind": "local", "year": 2026, "number": "示例〔2026〕1号", "issued": "2026-01-05", "source": "示例", "status": "published",
        "area": "云水州", "holidays": [{"name": "示例节", "from": "2026-09-21", "to": "2026-09-22"}],
    }
    calendar.write_text(json.dumps({"schema": "powerflow/calendar/1", "notices": [notice]}), encoding="utf-8")
    assert run(["replay", str(clean), "--calendar", str(calendar)]) == 0
    assert "用 2 / 5个工作日" in capsys.readouterr().out


def test_unknown_rule_is_wrong_usage(clean: Path) -> None:
    assert run(["replay", str(clean), "--only", "nothing"]) == 2


def test_before_its_start_a_case_waits_for_nobody(clean: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", str(clean), "--at", "2026-09-01"]) == 0
    assert "那一刻还没有开始" in capsys.readouterr().out
    assert run(["replay", str(clean), "--at", "2026-09-01", "--format", "json"]) == 0
    case = json.loads(capsys.readouterr().out)["cases"][0]
    assert (case["open"], case["possible"], case["complete"], case["marks"]) == ([], [], False, [])


def test_a_name_that_is_neither_file_nor_case_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POWERFLOW_STORE", raising=False)
    assert run(["replay", "nope"]) == 2
    assert "“nope”不是运行记录文件或文件夹" in capsys.readouterr().err


def test_a_shipped_chart_is_called_by_its_path_in_the_library(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["replay", str(root / "examples" / "histories" / "E01-granted.jsonl")])
    said = capsys.readouterr().out
    assert "流程图 permit/road-excavation.bpmn；" in said and str(root / "processes") not in said


@pytest.mark.exe
def test_svg_shows_the_case_on_its_chart_still_or_moving(root: Path, tmp_path: Path) -> None:
    history = str(root / "examples" / "histories" / "E01-late.jsonl")
    order = ["replay", history, "--format", "svg", "--fail-on", "never", "--paper", "a3-landscape"]
    assert run([*order, "-o", str(tmp_path / "still.svg")]) == 0
    assert run([*order, "-o", str(tmp_path / "moving.svg"), "--moving"]) == 0
    still, moving = ((tmp_path / f"{name}.svg").read_text(encoding="utf-8") for name in ("still", "moving"))
    assert "15/3个工作日" in still and "--turn:" not in still
    assert "--turn:1\"" in moving and "prefers-reduced-motion" in moving and "<script" not in moving


def test_svg_is_for_one_case(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", str(root / "examples" / "histories"), "--format", "svg"]) == 2
    assert "一次只做一件" in capsys.readouterr().err


def test_history_outside_the_calendar_is_named_and_the_others_go_on(
    tmp_path: Path, clean: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    far = _write(tmp_path, "far", ("2026-09-18", "start"), ("2045-09-20", "收件"))
    assert run(["replay", str(far), str(clean), "--format", "json"]) == 3
    said = capsysbinary.readouterr()
    data = json.loads(said.out)
    assert len(data["cases"]) == 1 and [each["path"] for each in data["unreadable"]] == [str(far)]
    assert "far.jsonl" in said.err.decode() and "2040" in said.err.decode()


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+08:00", "0001-01-01T00:00:00+09:00", "9999-12-31T23:59:59-08:00"])
def test_instant_at_the_end_of_all_calendars_is_no_internal_error(at: str, clean: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = re.sub(r'"at": "[^"]*"', f'"at": "{at}"', clean.read_text(encoding="utf-8"), count=1)
    clean.write_text(text, encoding="utf-8")
    assert run(["replay", str(clean)]) == 3
    assert clean.name in capsys.readouterr().out
