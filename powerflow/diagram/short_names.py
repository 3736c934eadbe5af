"""Short names of acts for the cards of a chart; the page on which they stand tells the full ones."""
from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from powerflow.diagram.outline import Outline, Shape
from powerflow.law import sources

_STATE = "中华人民共和国"  # not shown: the beginning of names of acts


def short_name(law: str) -> str:
    """What cards call an act: as the table of sources declares, else its name without the name of the state; without 《》."""
    name = bare(law)
    return _declared().get(name) or name.removeprefix(_STATE) or name


def bare(law: str) -> str:
    """The name of an act without the marks around the whole of it."""
    return law[1:-1] if law.startswith("《") and law.endswith("》") and law.count("《") == 1 else law


@lru_cache(maxsize=1)
def _declared() -> dict[str, str]:
    return {source.name: source.short for source in sources().values() if source.short}


def shortened(plan: Outline) -> tuple[tuple[str, str], ...]:
    """The acts on the cards of `plan` that are called by a short name, as (short, full) in reading order."""
    laws = (basis.law for figure in plan.figures.values() if figure.shape is Shape.CARD for basis in figure.node.notes.bases)
    return told(laws)


def told(laws: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Each of these acts once that has a short name, as (short, full)."""
    pairs = dict.fromkeys((short_name(law), bare(law)) for law in laws if law)
    return tuple(pair for pair in pairs if pair[0] != pair[1])
