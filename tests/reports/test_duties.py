"""Who does what as a table on a terminal, as CSV, XLSX and JSON."""
from __future__ import annotations

import csv
import json
import re
from datetime import date
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from powerflow.errors import InputError
from powerflow.model import StepNotes, StepTag
from powerflow.reports import ChartDuties, Duties, Sheet, duties_html, duties_json, duties_text, duty_tables, table_csv, tables_xlsx
from powerflow.reports.columns import cut, width
from powerflow.reports.table_files import cell
from powerflow.rules import judge, select
from powerflow.translation import translate
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


# -- the page ----------------------------------------------------------------------------------------------------


class _Tables(HTMLParser):
    """The tables of a page by their captions: rows of (element, text), with the tags and addresses of the whole page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.tables: list[list[list[tuple[str, str]]]] = []
        self.scopes: list[str] = []
        self._cell = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("th", "td"):
            self._cell = tag
            self.tables[-1][-1].append((tag, ""))
            self.scopes += [dict(attrs).get("scope") or "missing"] if tag == "th" else []

    def handle_endtag(self, tag: str) -> None:
        self._cell = "" if tag in ("th", "td") else self._cell

    def handle_data(self, data: str) -> None:
        if self._cell:
            kind, text = self.tables[-1][-1].pop()
            self.tables[-1][-1].append((kind, text + data.strip()))


def test_page_holds_the_matrix_with_heads_for_rows_and_columns() -> None:
    tables = _Tables(duties_html(_duties(), "zh"))
    head, *rows = tables.tables[1]
    assert [text for _, text in head] == ["环节", "踏勘岗调查、决定"] and {kind for kind, _ in head} == {"th"}
    assert rows == [
        [("th", "踏勘"), ("td", "查")], [("th", "=1+1"), ("td", "定")], [("th", "归档无人"), ("td", "")],
    ]
    assert {*tables.scopes} <= {"col", "row", "rowgroup"}


def test_steps_of_a_phase_stand_under_its_name() -> None:
    drawn = chart().start().step("收件", notes=StepNotes(phase="受理")).step("登记", notes=StepNotes(phase="受理"))
    page = _Tables(duties_html(_duties(drawn.step("审查", notes=StepNotes(phase="审查")).end()), "zh"))
    assert [row[0][1] for row in page.tables[1]] == ["环节", "受理", "收件", "登记", "审查", "审查"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_stands_alone_and_names_cannot_leave_it(lang: str) -> None:
    evil = '"><script>alert(1)</script>\u202e'
    drawn = chart(evil, item=ITEM).start().step(evil, id="a", post=evil, notes=StepNotes(phase=evil, authority=evil))
    page = duties_html(_duties(drawn.step("b", post="乙").end()), lang)
    tables = _Tables(page)
    assert not {"script", "link", "img", "iframe"} & {*tables.tags} and "\u202e" not in page
    assert all(address.startswith("#") for address in tables.addresses)


def test_page_of_no_charts_is_a_page() -> None:
    error = InputError("{path}：文件是空的", path="<b>x")
    page = duties_html(Duties(charts=(), errors=(error,), crashed=("a-rule",)), "zh")
    assert "&lt;b&gt;x：文件是空的" in page and "a-rule" in page and page.rstrip().endswith("</html>")


@pytest.mark.parametrize("name", ["duties", "matrix", "findings", "check"])
def test_every_sentence_of_the_templates_has_its_english(name: str, root: Path) -> None:
    text = (root / "powerflow" / "reports" / "pages" / f"{name}.html").read_text(encoding="utf-8")
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    keys = re.findall(r'\bt\("([^"]+)"', text)
    assert [key for key in keys if re.search(r"[\u4e00-\u9fff]", key) and translate(key, "en") == key] == []
    bare = re.sub(r't\("[^"]+"|else t\("[^"]+"|join\("；"', "", text)
    assert re.findall(r"[\u4e00-\u9fff]+", bare) == []


def test_a_chart_without_posts_says_that_nobody_is_named_and_counts_the_gaps() -> None:
    drawn = chart().start().step("审查", post="").step("决定", post="").end()
    said = duties_text(_duties(drawn), "zh")
    assert "没有写明任何岗位，2 个环节不知由谁办理" in said and "；2 个环节无人负责" in said
    assert "2 steps without a post" in duties_text(_duties(drawn), "en")


def test_english_tables_have_capitals_and_words_for_tags() -> None:
    matrix = duty_tables(_duties(), "en")[Sheet.MATRIX]
    assert all(head[0].isupper() for head in matrix.head[:6])
    assert "site check" in {cell for row in matrix.rows for cell in row}
