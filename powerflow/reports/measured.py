"""Measures of finished charts as text and JSON (`powerflow/measure/1`, schemas/measure-1.json): each reading with its gate."""
from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from powerflow.reports.columns import padded, widths
from powerflow.reports.lines import Line, text_of
from powerflow.reports.wording import say, visible
from powerflow.translation import translate

if TYPE_CHECKING:
    from powerflow.diagram import Measures, Reading

SCHEMA = "powerflow/measure/1"
_MOST_FOUND = 5


@dataclass(frozen=True, kw_only=True)
class MeasuredChart:
    """One drawn chart: its file, the paper and profile it was drawn for, its readings."""

    path: str
    paper: str
    profile: str
    measures: Measures


def measures_text(charts: Iterable[MeasuredChart], lang: str, *, colour: bool = False) -> str:
    """A table for each chart, and which gates are broken."""
    return text_of(_lines(tuple(charts), lang), colour=colour)


def _lines(charts: tuple[MeasuredChart, ...], lang: str) -> Iterator[Line]:
    for chart in charts:
        yield (("bold", visible(chart.path)), ("dim", f"  {chart.paper} {chart.profile}"))
        rows = [(translate(each.title, lang), _number(each.value), _gate(each, lang)) for each in chart.measures.readings]
        places = widths(rows)
        for row, reading in zip(rows, chart.measures.readings, strict=True):
            cells = "  ".join(padded(cell, place) for cell, place in zip(row, places, strict=True)).rstrip()
            yield (("" if reading.is_met else "bold red", ("  " if reading.is_met else "× ") + cells),)
            yield from (() if reading.is_met else _found(reading, lang))
        yield ()
    broken = sum(bool(chart.measures.broken) for chart in charts)
    yield (("bold red" if broken else "green", say("量了 {count} 张图，其中 {broken} 张未达标", lang, count=len(charts), broken=broken)),)


def _found(reading: Reading, lang: str) -> Iterator[Line]:
    for text in reading.found[:_MOST_FOUND]:
        yield (("dim", f"      {visible(text)}"),)
    if len(reading.found) > _MOST_FOUND:
        yield (("dim", "      " + say("另有 {count} 处", lang, count=len(reading.found) - _MOST_FOUND)),)


def _gate(reading: Reading, lang: str) -> str:
    if reading.least is not None:
        return say("不低于 {limit}", lang, limit=_number(reading.least))
    if reading.most is None:
        return ""
    return say("不超过 {limit}（已论证）" if reading.argued else "不超过 {limit}", lang, limit=_number(reading.most))


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def measures_json(charts: Iterable[MeasuredChart], lang: str) -> str:
    """The readings as one JSON object, titles in `lang`."""
    every = tuple(charts)
    whole = {
        "schema": SCHEMA, "lang": lang, "charts": [_chart(each, lang) for each in every],
        "broken": sum(bool(each.measures.broken) for each in every),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _chart(each: MeasuredChart, lang: str) -> dict[str, object]:
    return {
        "path": each.path, "paper": each.paper, "profile": each.profile, "met": not each.measures.broken,
        "readings": [
            {
                "key": reading.key, "title": translate(reading.title, lang), "value": reading.value, "least": reading.least,
                "most": reading.most, "met": reading.is_met, "found": list(reading.found), "argued": reading.argued,
            }
            for reading in each.measures.readings
        ],
    }
