"""Tables as files: CSV, and workbooks of Excel (XLSX) through openpyxl, the extra `office`."""
from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from powerflow.errors import ToolError
from powerflow.reports.columns import width
from powerflow.reports.duties import Table
from powerflow.reports.wording import visible

# A cell that begins so is run as a formula by spreadsheets; the wide forms are taken for the narrow ones.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_WIDEST = 60
_LONGEST_TITLE = 31


def cell(text: str) -> str:
    """The text as a spreadsheet may show it: in one line, nothing that steers or calculates."""
    shown = visible(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def table_csv(table: Table) -> str:
    """The table as CSV with a byte order mark, without which Excel takes Chinese for another encoding."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows(_cells(table))
    return "\ufeff" + out.getvalue()


def tables_xlsx(tables: Iterable[Table]) -> bytes:
    """The tables as one workbook, a sheet each. Raises ToolError where openpyxl is not installed."""
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Alignment, Font
        from openpyxl.utils import get_column_letter
    except ImportError as error:
        raise ToolError("写 XLSX 要用 openpyxl，本机没有；安装：pip install \"powerflow-bpmn[office]\"，或改用 --format csv") from error
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        sheet = book.create_sheet(table.title[:_LONGEST_TITLE])
        rows = _cells(table)
        for row in rows:
            sheet.append([text or None for text in row])
        for head in sheet[1]:
            head.font = Font(bold=True)
        for line in sheet.iter_rows():
            for each in line:
                each.alignment = Alignment(wrap_text=True, vertical="top")
                if each.value:
                    each.data_type = "s"  # a text, even where it looks like an error of Excel's
        for number, column in enumerate(zip(*rows, strict=True), start=1):
            sheet.column_dimensions[get_column_letter(number)].width = min(_WIDEST, max(map(width, column)) + 2)
        sheet.freeze_panes = "A2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(table: Table) -> Sequence[list[str]]:
    return [[cell(text) for text in row] for row in (table.head, *table.rows)]
