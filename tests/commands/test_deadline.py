"""`powerflow deadline`: the due date first, then the reckoning."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from powerflow.commands import run


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("2026-09-18", "20WD", "2026-10-22"), ("2026-02-06", "20WD", "2026-03-12"), ("2026-07-05", "90CD", "2026-10-08"),
        ("2026-09-18", "spot", "2026-09-18"), ("2026-09-18", "-7WD", "2026-09-08"), ("2026-12-10", "20WD", "2027-01-08"),
        ("2026-09-18T09:30", "24H", "2026-09-19T09:30:00+08:00"),
    ],
)
def test_first_line_is_the_due_date(start: str, limit: str, due: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["deadline", start, limit]) == 0
    assert capsys.readouterr().out.splitlines()[0] == due


def test_skipped_days_are_explained_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["deadline", "2026-09-18", "20WD"]) == 0
    assert "国庆节放假 7 天" in capsys.readouterr().out
    assert run(["--lang", "en", "deadline", "2026-09-18", "20WD"]) == 0
    assert "National Day" in capsys.readouterr().out


def test_json_goes_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "due.json"
    assert run(["deadline", "2026-09-18", "20WD", "--format", "json", "-o", str(out)]) == 0
    assert json.loads(out.read_text(encoding="utf-8"))["due"] == "2026-10-22" and capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "arguments",
    [["gestern", "20WD"], ["2026-02-30", "20WD"], ["2026-09-18", "20"], ["2026-09-18"], ["2026-09-18", "24H"]],
)
def test_what_cannot_be_understood_is_wrong_usage(arguments: list[str]) -> None:
    assert run(["deadline", *arguments]) == 2


def test_days_beyond_the_calendar_are_not_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["deadline", "2040-12-01", "90WD"]) == 3
    assert "工作日历" in capsys.readouterr().err


def test_calendar_file_that_is_missing_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["deadline", "2026-09-18", "20WD", "--calendar", "none.json"]) == 3
    assert "none.json" in capsys.readouterr().err
