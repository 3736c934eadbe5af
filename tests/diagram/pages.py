"""Posters that several tests look at, each made once."""
from __future__ import annotations

from functools import cache
from pathlib import Path

from powerflow import bpmn
from powerflow.diagram import Mark, look
from powerflow.diagram.figures import Profile
from powerflow.diagram.poster import Poster, make_poster
from powerflow.diagram.sheet import Order
from powerflow.model import Flowchart
from tests.diagram.charts import permit

ROOT = Path(__file__).resolve().parents[2]
ITEMS = ("permit/road-excavation", "penalty/expired-food", "other/disclosure-on-request")


@cache
def item(path: str) -> Flowchart:
    """A shipped item."""
    return bpmn.read(ROOT / "processes" / f"{path}.bpmn")


def poster(drawn: Flowchart, paper: str = "a3", profile: str = "public", lang: str = "zh", marks: tuple[Mark, ...] = ()) -> Poster:
    """The poster of any chart."""
    return make_poster(drawn, Order(look.PAPERS[paper], Profile(profile), lang, marks))


@cache
def item_poster(path: str, paper: str = "a3") -> Poster:
    """The poster of a shipped item."""
    return poster(item(path), paper)


@cache
def permit_poster(paper: str = "a3", profile: str = "public", lang: str = "zh") -> Poster:
    """The poster of the small licence."""
    return poster(permit(), paper, profile, lang)
