"""Every finished chart meets every gate: the shipped items on all papers and in all profiles, and charts that strangers drew."""
from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from powerflow import bpmn
from powerflow.diagram import Measures, draw, look
from powerflow.diagram.argued import NO_EXCESS, Excess, excess, table
from powerflow.diagram.measure import MOST_BENDS, measure
from powerflow.errors import PowerflowError
from powerflow.model import Flowchart
from tests.corpus import files, needs_corpus
from tests.diagram.charts import permit, tiny
from tests.diagram.pages import ITEMS, item

_ROOT = Path(__file__).resolve().parents[2]
_EVERY = sorted(path.relative_to(_ROOT / "processes").as_posix().removesuffix(".bpmn") for path in _ROOT.glob("processes/*/*.bpmn"))
_PAPERS = [
    ("a3", "public"), ("a3-landscape", "public"), ("a4", "public"), ("a3", "internal"), ("a3-landscape", "internal"), ("a4", "internal"),
    ("a4", "leaflet"),
]
# Of a chart that others drew: its names may be longer than any page.
_OF_STRANGERS = (
    "overlaps", "flows_through_figures", "text_outside", "labels_on_flows", "labels_on_figures", "contrast", "unspoken", "page_error_mm",
)
_SEED = 20260701


def measures(chart: Flowchart, paper: str, profile: str) -> Measures:
    """The readings of the finished files."""
    drawing = draw(chart, paper=paper, profile=profile)
    return drawing.measures(drawing.svg(), drawing.pdf())


def broken(made: Measures, keys: tuple[str, ...] = ()) -> dict[str, object]:
    """The gates that are missed (of these, or of all), with what broke them."""
    return {each.key: each.found or each.value for each in made.broken if not keys or each.key in keys}


@pytest.mark.exe
@pytest.mark.parametrize(("paper", "profile"), _PAPERS)
@pytest.mark.parametrize("drawn", [permit(), tiny()], ids=lambda drawn: drawn.name)
def test_small_charts_meet_every_gate(drawn: Flowchart, paper: str, profile: str) -> None:
    assert broken(measures(drawn, paper, profile)) == {}


@pytest.mark.exe
@pytest.mark.slow
@pytest.mark.parametrize("name", ITEMS)
def test_shipped_items_meet_every_gate_on_the_wall(name: str) -> None:
    assert broken(measures(item(name), "a3", "public")) == {}


@pytest.mark.full
@pytest.mark.parametrize(("paper", "profile"), _PAPERS)
@pytest.mark.parametrize("name", _EVERY)
def test_every_item_meets_every_gate_on_every_paper_and_in_every_profile(name: str, paper: str, profile: str) -> None:
    assert broken(measures(item(name), paper, profile)) == {}


def test_what_is_argued_is_little_and_about_items_of_the_library() -> None:
    codes = {item(name).item.implementation_code for name in _EVERY if item(name).item is not None}  # type: ignore[union-attr]
    assert len(table()) <= 4
    assert [each for each in table() if each.item not in codes or len(each.why) < 100 or each.crossings > 1 or each.bends > 0.66] == []
    assert excess(permit().item, "a4", "public") == NO_EXCESS


@pytest.mark.exe
def test_an_argued_excess_widens_the_gate_and_says_why() -> None:
    drawing = draw(permit(), paper="a4")
    svg, pdf = drawing.svg(), drawing.pdf()
    wide = measure(svg, pdf, (), look.PAPERS["a4"], is_fallback=False, pages=drawing.pages, cpu_ms=0, excess=Excess(crossings=3, why="so"))
    assert (wide.of("crossings").most, wide.of("crossings").argued) == (3, "so")
    assert (wide.of("bends").most, wide.of("bends").argued) == (MOST_BENDS, "")


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
