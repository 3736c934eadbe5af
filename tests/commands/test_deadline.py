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


@pytest.mark.parametrize("words", [["20 WD"], ["20", "WD"], ["20", "wd"]])
def test_a_blank_may_stand_before_the_unit(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["deadline", "2026-09-18", *words, "--format", "text"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "2026-10-22"


@pytest.mark.parametrize(
    ("start", "arguments", "due"),
    [
        # The 15th day after 18 September 2026 is 3 October, in the holidays until the 7th.
        ("2026-09-18", ["15", "--law", "处罚法"], "2026-10-08"),
        ("2026-09-18", ["5", "--law", "行政处罚法"], "2026-09-24"),
        ("2026-09-18", ["7WD", "--before"], "2026-09-08"),
        ("2026-03-02", ["20WD", "--restart", "2026-03-10"], "2026-04-08"),
        # 6 to 11 March stand still: four working days and a weekend.
        ("2026-03-02", ["20WD", "--stop", "2026-03-05..2026-03-12=检验"], "2026-04-03"),
        ("2026-03-02", ["20WD", "--extend", "10WD@2026-03-30=局长"], "2026-04-14"),
        ("2026-03-02", ["20WD", "--extend", "10WD@2026-03-31=局长"], "2026-03-30"),
        ("2026-03-02", ["20WD", "--extend", "10WD@2026-03-20=科长", "--approver", "局长|负责人"], "2026-03-30"),
        ("2026-03-02", ["20WD", "--extend", "10WD@2026-03-20", "--extend", "10WD@2026-03-25", "--times", "2"], "2026-04-28"),
    ],
)
def test_unit_by_act_backwards_restart_stop_and_extension(
    start: str, arguments: list[str], due: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["deadline", start, *arguments]) == 0
    assert capsys.readouterr().out.splitlines()[0] == due


def test_every_day_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["deadline", "2026-09-18", "5WD", "--days"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "2026-09-19（星期六） 不计（周末）" in lines and "2026-09-20（星期日） 第 1 个工作日（国庆节调休上班日）" in lines
    assert lines[-1] == "2026-09-24（星期四） 第 5 个工作日"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_why_an_extension_does_not_count_is_said(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", lang, "deadline", "2026-03-02", "20WD", "--extend", "10WD@2026-05-01"]) == 0
    told = capsys.readouterr().out
    assert {"zh": "延长无效", "en": "No extension"}[lang] in told


def test_json_says_the_unit_and_the_extensions(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["deadline", "2026-03-02", "7", "--law", "处罚法", "--extend", "5WD@2026-03-05", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["unit_of"]["unit"] == "WD" and data["unit_of"]["article"] == "第八十五条"
    assert [each["refused"] for each in data["extensions"]] == [None] and data["limit"] == "12WD"


@pytest.mark.parametrize(
    "arguments",
    [
        ["15WD", "--law", "处罚法"], ["15", "--law", "某法"], ["15", "--law", ""], ["20WD", "--stop", "2026-03-05"],
        ["20WD", "--extend", "10WD"],
        ["20WD", "--extend", "-10WD@2026-03-05"], ["20WD", "--restart", "2026-01-01"], ["20WD", "--stop", "2026-03-12..2026-03-05"],
    ],
)
def test_options_that_cannot_be_understood_are_wrong_usage(arguments: list[str]) -> None:
    assert run(["deadline", "2026-03-02", *arguments]) == 2


@pytest.mark.parametrize("words", [
    ["2026-06-01", "20WD", "--extend", "10WD@2026-05-20"], ["2026-06-05", "20WD", "--stop", "2026-06-05..2026-06-05"],
    ["2026-06-05", "20WD", "--stop", "2026-06-05..2026-06-06"], ["2026-06-05", "7WD", "--before", "--extend", "5WD@2026-06-06"],
    ["2026-06-05", "spot", "--before"],
])
def test_what_cannot_be_is_wrong_usage(words: list[str]) -> None:
    assert run(["deadline", *words]) == 2


def test_act_with_its_own_list_of_numbers_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """住房和城乡建设行政处罚程序规定 counts 3, 5, 7, 10 and 15 in working days."""
    assert run(["deadline", "2026-06-01", "15", "--law", "住建程序"]) == 0
    assert "没有折算条款" not in capsys.readouterr().out
