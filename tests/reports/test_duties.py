"""Who does what as a table on a terminal, as CSV, XLSX and JSON."""
from __future__ import annotations

import csv
import json
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from powerflow.model import StepNotes, StepTag
from powerflow.reports import ChartDuties, Duties, Sheet, duties_json, duties_text, duty_tables, table_csv, tables_xlsx
from powerflow.reports.columns import cut, width
from powerflow.reports.table_files import cell
from powerflow.rules import judge, select
from tests.builders import ChartBuilder, chart
from tests.rules.drawn import ITEM


def _drawn() -> ChartBuilder:
    drawn = chart("挖掘许可", item=ITEM).start()
    drawn.step("踏勘", id="survey", post="踏勘岗", notes=StepNotes(tags=(StepTag(name="SITE_CHECK"),)))
    drawn.step("=1+1", id="odd", post="踏勘岗", tags=["APPROVE"])
    return drawn.step("归档", id="file", post="", tags=[]).end()


def _duties(drawn: ChartBuilder | None = None) -> Duties:
    built = (drawn or _drawn()).build("挖掘.bpmn")
    found = judge(built, select(only=["responsibility"]), date(2026, 11, 21)).findings
    return Duties(charts=(ChartDuties(chart=built, findings=found),))


def test_matrix_marks_who_does_what_and_names_steps_that_nobody_does() -> None:
    lines = [line.split() for line in duties_text(_duties(), "zh").splitlines() if line.startswith("  ")]
    rows = {line[0]: line[1:] for line in reversed(lines)}
    assert rows["踏勘"] == ["查"] and rows["=1+1"] == ["定"] and rows["归档"] == ["·", "无人"]
    assert rows["1"][0] == "踏勘岗"


def test_columns_of_the_matrix_stand_under_each_other() -> None:
    drawn = chart().start().step("审查", post="甲岗").step("a", post="乙岗").step("很长的环节名称", post="甲岗").end()
    lines = duties_text(_duties(drawn), "zh").splitlines()
    rows = [line for line in lines if "●" in line and "·" in line]
    assert len(rows) == 3
    places = {width(row[: min(row.index("●"), row.index("·"))]) for row in rows}
    assert len(places) == 1


def test_text_speaks_english_too() -> None:
    text = duties_text(_duties(), "en")
    assert "who does what" in text.lower() and "nobody" in text and "2 steps" in text


def test_csv_is_read_back_with_the_same_cells() -> None:
    text = table_csv(duty_tables(_duties(), "zh")[Sheet.MATRIX])
    assert text.startswith("\ufeff")
    head, *rows = csv.reader(StringIO(text.lstrip("\ufeff")))
    assert head == ["事项", "环节标识", "环节", "阶段", "决定权限", "承办岗位", "踏勘岗"]
    assert [row[1:3] + row[5:] for row in rows] == [
        ["survey", "踏勘", "踏勘岗", "现场核查/踏勘"], ["odd", "'=1+1", "踏勘岗", "批准/审批"], ["file", "归档", "", ""],
    ]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x", "\t=1", "\r=1", "  =1"])
def test_cell_is_never_a_formula(text: str) -> None:
    assert cell(text).startswith("'")


def test_ordinary_cells_are_left_alone() -> None:
    assert [cell(text) for text in ("审查", "5 日", "a=b", "")] == ["审查", "5 日", "a=b", ""]


def test_workbook_has_a_sheet_for_each_table_and_no_formula() -> None:
    book = load_workbook(BytesIO(tables_xlsx(duty_tables(_duties(), "zh").values())))
    assert book.sheetnames == ["岗位矩阵", "岗位", "交接", "发现的问题"]
    for sheet in book:
        assert all(each.data_type in ("s", "n") for row in sheet.iter_rows() for each in row)
    assert book["岗位矩阵"]["C3"].value == "'=1+1"


def test_sheets_are_named_in_english_too() -> None:
    book = load_workbook(BytesIO(tables_xlsx(duty_tables(_duties(), "en").values())))
    assert book.sheetnames == ["steps and posts", "post", "hand-overs", "findings"]


def test_json_fits_its_schema(root: Path) -> None:
    schema = json.loads((root / "powerflow" / "reports" / "schemas" / "duties-1.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    for drawn in (None, chart().start().end()):
        Draft202012Validator(schema).validate(json.loads(duties_json(_duties(drawn), "zh")))


def test_json_tells_posts_steps_and_hand_overs() -> None:
    drawn = chart(item=ITEM).start().step("审查", id="a", post="甲岗").step("决定", id="b", post="乙岗", tags=["DECIDE"])
    data = json.loads(duties_json(_duties(drawn.end()), "zh"))["charts"][0]
    assert [(post["name"], post["steps"], post["functions"]) for post in data["posts"]] == [
        ("甲岗", ["a"], []), ("乙岗", ["b"], ["decide"]),
    ]
    assert [(each["giver"], each["taker"], each["papers"]) for each in data["hand_overs"]] == [("甲岗", "乙岗", [])]


def test_long_names_are_cut_by_places_not_by_characters() -> None:
    assert cut("城市道路挖掘许可", 7) == "城市道…" and width(cut("城市道路挖掘许可", 7)) == 7
    assert cut("short", 7) == "short"
