"""Where a chart of the library may have more crossings or corners than the gates allow, and why: rows of a table, looked up by item."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from powerflow import toml
from powerflow.model import PowerItem

_TABLE = Path(__file__).with_name("argued.toml")


@dataclass(frozen=True, kw_only=True)
class Excess:
    """What one item may have on one paper in one profile: so many crossings, so many corners a flow; `why` argues it."""

    item: str = ""
    paper: str = ""
    profile: str = ""
    crossings: int = 0
    bends: float = 0.0
    why: str = ""


NO_EXCESS = Excess()


def excess(item: PowerItem | None, paper: str, profile: str) -> Excess:
    """The row for this chart; one that allows nothing where there is none."""
    known = (each for each in table() if item is not None and each.item == item.implementation_code)
    return next((each for each in known if (each.paper, each.profile) == (paper, profile)), NO_EXCESS)


@lru_cache(maxsize=1)
def table() -> tuple[Excess, ...]:
    """All rows."""
    rows = toml.parse(_TABLE.read_text(encoding="utf-8"), _TABLE).get("excess", [])
    assert isinstance(rows, Iterable)
    return tuple(Excess(**row) for row in rows if isinstance(row, Mapping))
