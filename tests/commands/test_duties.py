"""`powerflow duties`: what it reads, what it writes, how it ends."""
from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from powerflow.commands import run
from tests.builders import chart


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two charts."""
    for name, post in (("a", "甲岗"), ("b", "乙岗")):
        (tmp_path / f"{name}.bpmn").write_bytes(chart(name).start().step("审查", post=post).end().data())
    return tmp_path


def test_shipped_items_have_no_fault_of_responsibility(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["duties", str(root / "processes"), "--format", "json"]) == 0
    charts = json.loads(capsys.readouterr().out)["charts"]
    assert {each["item"] for each in charts} >= {"E01", "E02", "E13"}
    assert [each["item"] for each in charts if each["findings"]] == []
    penalty = next(each for each in charts if each["item"] == "E02")
    assert {post["name"]: post["functions"] for post in penalty["posts"] if post["functions"]} == {
        "食品执法办案岗": ["investigate"], "处罚审核岗": ["review"], "市监局分管副局长": ["decide"], "市监局局长": ["decide"],
        "罚没款代收银行": ["collect"],
    }


def test_matrix_of_a_folder_is_one_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["duties", str(folder), "--format", "csv"]) == 0
    head, *rows = capsys.readouterr().out.lstrip("\ufeff").splitlines()
    assert head.endswith("甲岗,乙岗") and len(rows) == 2


@pytest.mark.parametrize("sheet", ["matrix", "posts", "hand-overs", "findings"])
def test_every_sheet_can_be_had_as_csv(sheet: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["duties", str(folder), "--format", "csv", "--sheet", sheet]) == 0
    assert capsys.readouterr().out.startswith("\ufeff事项,")


def test_workbook_goes_to_a_file(folder: Path) -> None:
    out = folder / "duties.xlsx"
    assert run(["duties", str(folder), "--format", "xlsx", "-o", str(out)]) == 0
    assert "xl/workbook.xml" in zipfile.ZipFile(out).namelist()


def test_file_that_cannot_be_read_is_named_and_the_rest_is_done(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "c.bpmn").write_text("<html/>")
    assert run(["duties", str(folder)]) == 3
    said = capsys.readouterr().out
    assert "c.bpmn" in said and "2 张流程图" in said


def test_faults_of_responsibility_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = chart("c").start().step("审核", post="甲岗", tags=["REVIEW"]).step("决定", post="甲岗", tags=["DECIDE"]).end()
    (folder / "c.bpmn").write_bytes(drawn.data())
    assert run(["duties", str(folder / "c.bpmn")]) == 0
    assert "post-reviews-and-decides" in capsys.readouterr().out


def test_english_where_it_is_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "en", "duties", str(folder)]) == 0
    assert "2 charts, 2 steps, 0 findings" in capsys.readouterr().out


def test_page_goes_to_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "duties.html"
    assert run(["duties", str(folder), "--format", "html", "-o", str(out)]) == 0
    page = out.read_text(encoding="utf-8")
    assert page.count('class="matrix"') == 2 and "甲岗" in page and "乙岗" in page
    assert run(["--lang", "en", "duties", str(folder), "--format", "html"]) == 0
    assert "Posts and steps: who does which" in capsys.readouterr().out
