"""What changed between two versions of a chart, as text, as JSON (schema `powerflow/diff/1`) and as a page."""
from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import groupby

from powerflow.model import ChartDiff, Difference, DiffKind, Flowchart
from powerflow.reports.diff_words import aspect_word, differences, heading
from powerflow.reports.lines import Line, text_of
from powerflow.reports.page import page
from powerflow.reports.wording import say, visible
from powerflow.translation import translate

SCHEMA = "powerflow/diff/1"
_STYLES = {DiffKind.ADDED: "green", DiffKind.REMOVED: "red", DiffKind.CHANGED: "yellow"}
_SIGNS = {DiffKind.ADDED: "＋", DiffKind.REMOVED: "－", DiffKind.CHANGED: "≠"}


def diff_text(diff: ChartDiff, lang: str, *, colour: bool = False) -> str:
    """One heading an element, under it a line for each thing that changed; the counts last."""
    return text_of(_lines(diff, lang), colour=colour)


def diff_json(diff: ChartDiff, lang: str) -> str:
    """All differences as one JSON object; `message` is the sentence in `lang`."""
    whole = {
        "schema": SCHEMA, "lang": lang, "old": _file(diff.old), "new": _file(diff.new),
        "differences": [
            {
                "kind": each.kind.value, "subject": each.subject.value, "element": each.element or None, "was": each.was or None,
                "name": each.name, "aspect": each.aspect or None, "old": _data(each.old), "new": _data(each.new),
                "message": f"{heading(each, lang)} {sentence}",
            }
            for each, sentence in differences(diff, lang)
        ],
        "summary": {"same": not diff, **{kind.value: diff.count(kind) for kind in DiffKind}},
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def diff_html(diff: ChartDiff, lang: str, pictures: Mapping[str, bytes]) -> str:
    """A page with the differences and `pictures` of the two charts (SVG by `old` and `new`, those that could be drawn)."""
    groups = [
        {
            "heading": heading(one, lang), "kind": (one.kind if not one.aspect else DiffKind.CHANGED).value,
            "rows": [
                {"kind": each.kind.value, "sign": _SIGNS[each.kind], "aspect": aspect_word(each, lang) if each.aspect else "",
                 "sentence": sentence}
                for each, sentence in rows
            ],
        }
        for one, rows in _by_element(diff, lang)
    ]
    images = {name: f"data:image/svg+xml;base64,{base64.b64encode(data).decode()}" for name, data in pictures.items()}
    return page(
        "diff.html", lang, name=visible(diff.new.name), old=_file(diff.old), new=_file(diff.new), groups=groups, images=images,
        total=_total(diff, lang),
    )


def _lines(diff: ChartDiff, lang: str) -> Iterator[Line]:
    yield (("bold", visible(diff.new.name)), ("dim", f"  {visible(diff.old.path)} → {visible(diff.new.path)}"))
    for one, rows in _by_element(diff, lang):
        yield (("bold", heading(one, lang)),)
        for each, sentence in rows:
            yield (("", "  "), (_STYLES[each.kind], f"{_SIGNS[each.kind]} {sentence}"))
    yield (("bold green" if not diff else "bold", _total(diff, lang)),)


def _total(diff: ChartDiff, lang: str) -> str:
    if not diff:
        return translate("两个版本没有差别", lang)
    counts = {kind.value: diff.count(kind) for kind in DiffKind}
    return say("新增 {added} 处，删除 {removed} 处，改动 {changed} 处", lang, **counts)



def _by_element(diff: ChartDiff, lang: str) -> Iterator[tuple[Difference, list[tuple[Difference, str]]]]:
    """The differences of one element together."""
    def element(pair: tuple[Difference, str]) -> tuple[object, ...]:
        return pair[0].subject, pair[0].element, pair[0].was

    for _, pairs in groupby(differences(diff, lang), element):
        rows = list(pairs)
        yield rows[0][0], rows


def _file(chart: Flowchart) -> dict[str, object]:
    return {
        "path": visible(chart.path), "digest": chart.digest, "item": chart.item.code if chart.item else None,
        "version": (chart.item.version or None) if chart.item else None,
    }


def _data(value: object) -> object:
    """A value as JSON holds it: what is no text, number, list or object becomes a text."""
    if is_dataclass(value) and not isinstance(value, type):
        return _data(asdict(value))
    if isinstance(value, dict):
        return {name: _data(each) for name, each in value.items()}
    if isinstance(value, (tuple, list, frozenset)):
        return [_data(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
