"""The catalogue of powers as text for a terminal, as JSON, and as a page to publish; secret items only where they are asked for."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from powerflow.model import PowerItem, Severity, word
from powerflow.reports.catalogue import Catalogued, CatalogueSheet, catalogue_tables
from powerflow.reports.check_json import finding_data
from powerflow.reports.check_text import finding_lines
from powerflow.reports.columns import cut, padded, widths
from powerflow.reports.lines import Line, text_of
from powerflow.reports.page import page
from powerflow.reports.wording import say, visible
from powerflow.translation import translate

SCHEMA = "powerflow/catalogue-list/1"
_WIDEST_NAME = 44


def catalogue_text(known: Catalogued, lang: str, *, secret: bool = False, colour: bool = False) -> str:
    """A line for each item, the sums by kind, and what was found wrong."""
    return text_of(_lines(known, lang, secret), colour=colour)


def _lines(known: Catalogued, lang: str, secret: bool) -> Iterator[Line]:
    for error in known.errors:
        yield (("bold red", translate("无法读取", lang)), ("", "  "), ("", visible(error.say(lang))))
    items = known.secret if secret else known.public
    rows = [_row(item, lang) for item in items]
    places = widths(rows) if rows else []
    for row in rows:
        yield (("", "  ".join(padded(cell, place) for cell, place in zip(row, places, strict=True))),)
    yield ()
    if known.findings:
        yield from finding_lines(known.findings, lang)
        yield ()
    yield (("bold", _sum(known, items, lang, secret)),)


def _row(item: PowerItem, lang: str) -> tuple[str, ...]:
    unit = item.office.unit if item.office else ""
    return (
        visible(item.code), word("kind", item.kind, lang) if item.kind else "—", cut(visible(item.name), _WIDEST_NAME),
        visible(item.organ.name) if item.organ else "—", visible(unit) or "—", visible(item.status) or "—",
    )


def _sum(known: Catalogued, items: tuple[PowerItem, ...], lang: str, secret: bool) -> str:
    classes = Counter(item.power_class for item in items if item.power_class)
    parts = tuple(f"{word('class', each, lang)} {count}" for each, count in classes.items())
    told = say("{count} 项职权（{parts}）", lang, count=len(items), parts=parts) if parts else say("{count} 项职权", lang, count=len(items))
    errors = sum(finding.severity is Severity.ERROR for finding in known.findings)
    found = say("{errors} 个错误，{advice} 个建议", lang, errors=errors, advice=len(known.findings) - errors)
    hidden = "" if secret else say("；另有不公开的 {count} 项，用 --secret 单列", lang, count=len(known.secret)) if known.secret else ""
    return say("{told}{hidden}；{found}", lang, told=told, hidden=hidden, found=found)


def catalogue_json(known: Catalogued, lang: str, *, secret: bool = False) -> str:
    """The table as one JSON object, each row by the heads of its columns, schema `powerflow/catalogue-list/1`."""
    items = known.secret if secret else known.public
    table = catalogue_tables(known, "zh")[CatalogueSheet.SECRET if secret else CatalogueSheet.PUBLIC]
    whole = {
        "schema": SCHEMA, "lang": lang, "secret": secret,
        "items": [
            {
                "code": item.code, "name": item.name, "kind": item.kind.value if item.kind else None,
                "class": item.power_class.value if item.power_class else None, "organ": item.organ.name if item.organ else None,
                "status": item.status or None, "columns": dict(zip(table.head, row, strict=True)),
            }
            for item, row in zip(items, table.rows, strict=True)
        ],
        "findings": [finding_data(finding, lang) for finding in known.findings],
        "unreadable": [error.say(lang) for error in known.errors], "crashed": sorted({*known.crashed}),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def catalogue_html(known: Catalogued, lang: str, *, secret: bool = False) -> str:
    """The table as a page. The public one holds nothing of secret items, not even their number."""
    table = catalogue_tables(known, lang)[CatalogueSheet.SECRET if secret else CatalogueSheet.PUBLIC]
    rows = [[visible(cell) for cell in row] for row in table.rows]
    return page("catalogue.html", lang, title=table.title, head=table.head, rows=rows, secret=secret)
