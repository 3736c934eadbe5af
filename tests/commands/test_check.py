"""`powerflow check`: what it reads, what it writes, how it ends."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from powerflow.commands import run
from tests.builders import chart
from tests.rules.drawn import ITEM

_CLEAN = chart("甲").start().step("审查").end()
_BROKEN = chart("乙").start().step("审查").raw('<task id="alone" name="没人来"/>').end()
_ONLY = ["--only", "structure"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a clean chart, one that is wrong, and one that is no BPMN."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "clean.bpmn").write_bytes(_CLEAN.data())
    (tmp_path / "deep" / "broken.bpmn").write_bytes(_BROKEN.data())
    (tmp_path / "not.bpmn").write_text("<html/>")
    return tmp_path


def _json(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, list[str]]]:
    files = json.loads(capsys.readouterr().out)["files"]
    return [(Path(file["path"]).name, file["soundness"], [each["rule"] for each in file["findings"]]) for file in files]


def test_shipped_items_have_no_error(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(root / "processes")]) == 0, capsys.readouterr().out


def test_clean_file_ends_with_0(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(folder / "clean.bpmn"), *_ONLY]) == 0
    assert "没有发现问题" in capsys.readouterr().out


def test_errors_end_with_1_unless_told_otherwise(folder: Path) -> None:
    broken = str(folder / "deep" / "broken.bpmn")
    assert run(["check", broken]) == 1
    assert run(["check", broken, "--fail-on", "never"]) == 0


def test_advice_ends_with_1_only_where_it_is_asked_for(folder: Path) -> None:
    clean = str(folder / "clean.bpmn")
    assert run(["check", clean, "--only", "item-missing"]) == 0
    assert run(["check", clean, "--only", "item-missing", "--fail-on", "advice"]) == 1
    assert run(["check", clean, "--ignore", "item-missing", "--fail-on", "advice"]) == 0


def test_folder_is_searched_and_what_cannot_be_read_hides_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(folder), *_ONLY, "--format", "json"]) == 3
    assert _json(capsys) == [
        ("clean.bpmn", "undecided", []), ("broken.bpmn", "undecided", ["step-dead-end", "step-unreachable"]),
        ("not.bpmn", "unreadable", []),
    ]


def test_pattern_stands_for_the_files_that_fit(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(folder / "**" / "*e*n.bpmn"), *_ONLY, "--format", "json", "--fail-on", "never"]) == 0
    assert [name for name, _, _ in _json(capsys)] == ["clean.bpmn", "broken.bpmn"]


def test_file_named_twice_is_checked_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clean = folder / "clean.bpmn"
    assert run(["check", str(clean), os.path.relpath(clean), "--format", "json", *_ONLY]) == 0
    assert len(_json(capsys)) == 1


@pytest.mark.parametrize("path", ["missing.bpmn", "empty", "*.nothing"])
def test_path_that_names_nothing_is_said_and_the_rest_is_done(
    path: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty").mkdir()
    assert run(["check", str(folder / path), str(folder / "clean.bpmn"), *_ONLY]) == 3
    said = capsys.readouterr().out
    assert str(folder / path) in said and "检查了 1 个文件" in said


def test_two_charts_of_one_item_are_found_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.bpmn", "b.bpmn"):
        (tmp_path / name).write_bytes(chart(name, item=ITEM).start().end().data())
    assert run(["check", str(tmp_path), "--only", "code-duplicate", "--format", "json"]) == 1
    assert _json(capsys) == [("a.bpmn", "undecided", []), ("b.bpmn", "undecided", ["code-duplicate"])]


def test_standard_input_is_read(root: Path) -> None:
    command = [sys.executable, "-m", "powerflow", "check", "-", "--format", "json", "--only", "structure"]
    done = subprocess.run(command, input=_BROKEN.data(), cwd=root, capture_output=True, check=False)
    (file,) = json.loads(done.stdout)["files"]
    assert (done.returncode, file["path"], len(file["findings"])) == (1, "-", 2)


def test_report_goes_to_a_file_and_nothing_to_the_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = folder / "out" / "report.json"
    assert run(["check", str(folder / "clean.bpmn"), "--format", "json", "-o", str(report)]) == 0
    assert capsys.readouterr().out == ""
    assert json.loads(report.read_text(encoding="utf-8"))["schema"] == "powerflow/check/1"


@pytest.mark.parametrize(("day", "code"), [("2025-12-31", 0), ("2026-01-01", 1)])
def test_law_of_the_day_is_used(day: str, code: int, root: Path) -> None:
    """The basis in this example ends on 2026-01-01."""
    example = str(root / "examples" / "rules" / "basis-expired" / "fail.bpmn")
    assert run(["check", example, "--only", "basis-expired", "--at", day]) == code


@pytest.mark.parametrize("arguments", [[], ["x", "--only", "nonsense"], ["x", "--at", "gestern"], ["x", "--format", "pdf"]])
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", *arguments]) == 2
    assert capsys.readouterr().err


def test_english_where_it_is_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "en", "check", str(folder / "deep"), *_ONLY]) == 1
    assert "no start leads to “没人来”" in capsys.readouterr().out
