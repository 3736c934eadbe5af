"""Every finished chart meets every gate: the shipped items on all papers and in all profiles, and charts that strangers drew."""
from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from powerflow import bpmn
from powerflow.diagram import Measures, draw
from powerflow.errors import PowerflowError
from powerflow.model import Flowchart
from tests.corpus import files, needs_corpus
from tests.diagram.charts import permit, tiny
from tests.diagram.pages import ITEMS, item

_ROOT = Path(__file__).resolve().parents[2]
_EVERY = sorted(path.relative_to(_ROOT / "processes").as_posix().removesuffix(".bpmn") for path in _ROOT.glob("processes/*/*.bpmn"))
_PAPERS = [("a3", "public"), ("a3-landscape", "public"), ("a4", "public"), ("a3", "internal"), ("a4", "leaflet")]
# What no chart may ever have. Crossings and bends depend on the process itself: an excess is argued in docs/diagram.md.
_NEVER = (
    "missing_in_svg", "missing_in_pdf", "figures", "overlaps", "flows_through_figures", "text_outside", "text_on_text", "labels_on_flows",
    "labels_on_figures", "body_pt", "contrast", "unspoken", "page_error_mm", "wrong_pdf_pages",
)
# Of a chart that others drew: its names may be longer than any page.
_OF_STRANGERS = (
    "overlaps", "flows_through_figures", "text_outside", "labels_on_flows", "labels_on_figures", "contrast", "unspoken", "page_error_mm",
)
_SEED = 20260701


def measures(chart: Flowchart, paper: str, profile: str) -> Measures:
    """The readings of the finished files."""
    drawing = draw(chart, paper=paper, profile=profile)
    return drawing.measures(drawing.svg(), drawing.pdf())


def broken(made: Measures, keys: tuple[str, ...]) -> dict[str, object]:
    """The gates that are missed, with what broke them."""
    return {key: made.of(key).found or made.of(key).value for key in keys if not made.of(key).is_met}


def crowded(drawn: Flowchart, made: Measures) -> list[str]:
    """Decisions with a shared exit although a corner is free: with the way in a diamond has three."""
    return [id for id in made.of("shared_ports").found if len(drawn.nodes[id].outgoing) <= 3]


@pytest.mark.exe
@pytest.mark.parametrize(("paper", "profile"), _PAPERS)
@pytest.mark.parametrize("drawn", [permit(), tiny()], ids=lambda drawn: drawn.name)
def test_small_charts_meet_every_gate(drawn: Flowchart, paper: str, profile: str) -> None:
    assert broken(measures(drawn, paper, profile), (*_NEVER, "crossings", "shared_ports")) == {}


@pytest.mark.exe
@pytest.mark.slow
@pytest.mark.parametrize("name", ITEMS)
def test_shipped_items_meet_the_gates_on_the_wall(name: str) -> None:
    made = measures(item(name), "a3", "public")
    assert broken(made, _NEVER) == {} and crowded(item(name), made) == []


@pytest.mark.full
@pytest.mark.parametrize(("paper", "profile"), _PAPERS)
@pytest.mark.parametrize("name", _EVERY)
def test_every_item_meets_the_gates_on_every_paper_and_in_every_profile(name: str, paper: str, profile: str) -> None:
    made = measures(item(name), paper, profile)
    assert broken(made, _NEVER) == {} and crowded(item(name), made) == []


@cache
def _sample() -> tuple[tuple[str, Flowchart], ...]:
    """300 charts of strangers that can be drawn (2 to 400 nodes), the same ones each time."""
    rows = sorted(files())
    random.Random(_SEED).shuffle(rows)
    return tuple(row for row, _ in zip(_readable(rows), range(300), strict=False))


def _readable(rows: list[tuple[str, bytes]]) -> Iterator[tuple[str, Flowchart]]:
    for name, data in rows:
        try:
            chart = bpmn.parse(data, name).chart
        except PowerflowError:
            continue
        if 2 <= len(chart.nodes) <= 400:
            yield name, chart


def _failures(rows: tuple[tuple[str, Flowchart], ...]) -> tuple[dict[str, object], list[str]]:
    """What is wrong by file, and which files `dot` had to lay out."""
    wrong: dict[str, object] = {}
    fallbacks: list[str] = []
    for name, chart in rows:
        made = measures(chart, "a3", "public")
        if made.of("fallback").value:
            fallbacks.append(name)
        elif faults := broken(made, _OF_STRANGERS):
            wrong[name] = faults
    return wrong, fallbacks


@pytest.mark.exe
@pytest.mark.slow
@needs_corpus
def test_some_charts_of_strangers_keep_everything_apart() -> None:
    wrong, fallbacks = _failures(_sample()[:25])
    assert wrong == {} and fallbacks == []


@pytest.mark.full
@needs_corpus
def test_three_hundred_charts_of_strangers_keep_everything_apart() -> None:
    """At most one in a hundred may need the layout of `dot`."""
    wrong, fallbacks = _failures(_sample())
    assert wrong == {}
    assert len(fallbacks) <= 3
