"""The catalogue of powers (职权目录): the charts of many items, looked at together."""
from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from powerflow.model.chart import Flowchart
from powerflow.model.place import Place


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All charts that were read together (职权目录), in the order of their files; `path` is where they come from."""

    charts: tuple[Flowchart, ...]
    path: str = ""

    @property
    def place(self) -> Place:
        """Where findings about the whole catalogue point."""
        return Place(self.path)

    @cached_property
    def by_code(self) -> Mapping[str, tuple[Flowchart, ...]]:
        """The charts of each item by its code; charts without an item are not in it."""
        found: dict[str, tuple[Flowchart, ...]] = {}
        for chart in self.charts:
            if chart.item is not None:
                found[chart.item.code] = (*found.get(chart.item.code, ()), chart)
        return found

    def called(self, name: str) -> tuple[Flowchart, ...]:
        """The charts whose item has this code, else those whose item has this name, full-width or half-width signs alike."""
        wanted = _spelled(name)
        named = (chart for chart in self.charts if chart.item and _spelled(chart.item.name) == wanted)
        return self.by_code.get(wanted) or tuple(named)


def _spelled(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).split())
