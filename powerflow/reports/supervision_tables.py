"""Tables of supervision as text for a terminal and as a page to hand on."""
from __future__ import annotations

from collections.abc import Sequence

from powerflow.reports.columns import cut, padded, widths
from powerflow.reports.duties import Table
from powerflow.reports.page import page
from powerflow.reports.wording import visible

_WIDEST = 44


def table_text(table: Table, notes: Sequence[str] = ()) -> str:
    """The table in columns, under its title; `notes` follow."""
    rows = [[cut(visible(cell) or "—", _WIDEST) for cell in row] for row in (table.head, *table.rows)]
    places = widths(rows)
    lines = ["  ".join(padded(cell, place) for cell, place in zip(row, places, strict=True)).rstrip() for row in rows]
    return "\n".join([table.title, *lines, *notes]) + "\n"


def table_html(tables: Sequence[Table], lang: str, *, title: str, notes: Sequence[str] = ()) -> str:
    """The tables as one page, with `notes` under them."""
    shown = [
        {
            "title": visible(table.title), "head": [visible(cell) for cell in table.head],
            "rows": [[visible(cell) for cell in row] for row in table.rows],
        }
        for table in tables
    ]
    return page("supervision_table.html", lang, title=visible(title), tables=shown, notes=[visible(note) for note in notes])
