"""The catalogue of powers (职权目录): the charts of many items, looked at together."""
from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from powerflow.model.chart import Flowchart
from powerflow.model.item import PowerItem
from powerflow.model.place import Place
from powerflow.model.register import Register

ABOLISHED = "取消"  # not shown: a value of the attribute `status`


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All charts that were read together (职权目录), in the order of their files, whole or as their `entry`; `path` is where
    they come from.

    `register` is what the authority says it holds, None where nobody wrote it down.
    """

    charts: tuple[Flowchart, ...]
    path: str = ""
    register: Register | None = None

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

    @cached_property
    def current(self) -> tuple[tuple[Flowchart, PowerItem], ...]:
        """The charts of items that are not abolished, each with its item."""
        return tuple((chart, chart.item) for chart in self.charts if chart.item and chart.item.status != ABOLISHED)

    def called(self, name: str) -> tuple[Flowchart, ...]:
        """The charts whose item has this code, else those whose item has this name, full-width or half-width signs alike."""
        wanted = spelled(name)
        named = (chart for chart in self.charts if chart.item and spelled(chart.item.name) == wanted)
        return self.by_code.get(wanted) or tuple(named)


def entry(chart: Flowchart) -> Flowchart:
    """The chart as a catalogue knows it: its item, what it is called and where it stands, without steps, flows and drawing.

    Thousands of them fit into memory together.
    """
    return Flowchart(path=chart.path, digest=chart.digest, item=chart.item, item_place=chart.item_place, processes=chart.processes)


def spelled(name: str) -> str:
    """The name with full-width and half-width signs alike, and blanks as one."""
    return " ".join(unicodedata.normalize("NFKC", name).split())
