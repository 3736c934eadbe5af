"""Lays a chart that is too large for one sheet out over several, with connectors between them."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from powerflow.diagram.outline import Figure, Link, Manner, Outline, Shape
from powerflow.diagram.rows import Band, Unit
from powerflow.diagram.wording import Words
from powerflow.model import Node

EMPTY = Outline({}, (), (), ())


@dataclass(frozen=True)
class Part:
    """What stands on one sheet; `number` counts from 1 to `count`.

    `bands` share its `columns` among the lanes; `top` and `bottom` say whether it carries the panels ①④ and ⑤⑥⑦.
    """

    plan: Outline
    bands: tuple[Band, ...] = ()
    columns: int = 1
    number: int = 1
    count: int = 1
    top: bool = True
    bottom: bool = True

    @property
    def has_panels(self) -> bool:
        """Whether any of the panels stand on it."""
        return self.top or self.bottom

    @property
    def is_overview(self) -> bool:
        """The sheet that names the phases and steps and where they are drawn."""
        return not self.plan.figures


def split(plan: Outline, pages: Sequence[tuple[Band, ...]], columns: int, first: int, count: int, words: Words) -> tuple[Part, ...]:
    """`plan` on sheets with these bands; the sheets count from `first` and are `count` in all."""
    sheet_of = {id: sheet for sheet, bands in enumerate(pages) for band in bands for unit in band.units for id in unit.ids}
    letters = _letters(link.target for link in plan.links if sheet_of[link.source] != sheet_of[link.target])
    parts = []
    for sheet, bands in enumerate(pages):
        outline = _Sheet(plan, sheet, sheet_of, letters, first, words).outline()
        parts.append(Part(outline, _filled(bands, outline), columns, first + sheet, count, top=False, bottom=False))
    return tuple(parts)


def _letters(targets: Iterable[str]) -> dict[str, str]:
    """A letter for every figure that is reached from another sheet: A … Z, A2 …"""
    return {
        target: chr(65 + index % 26) + (str(index // 26 + 1) if index >= 26 else "")
        for index, target in enumerate(dict.fromkeys(targets))
    }


class _Sheet:
    """What of a plan stands on one sheet, with the connectors to the others."""

    def __init__(
        self, plan: Outline, sheet: int, sheet_of: Mapping[str, int], letters: Mapping[str, str], first: int, words: Words
    ) -> None:
        self._plan, self._sheet, self._sheet_of, self._letters, self._first, self._words = plan, sheet, sheet_of, letters, first, words
        self._arrivals: dict[str, Figure] = {}
        self._departures: dict[str, dict[str, Figure]] = {}

    def outline(self) -> Outline:
        links = [link for each in self._plan.links if (link := self._link(each)) is not None]
        figures = self._placed()
        used = {figure.lane for figure in figures.values()}
        return Outline(
            figures, tuple(links), tuple(lane for lane in self._plan.lanes if lane.id in used),
            tuple(dict.fromkeys(figure.phase for figure in figures.values())),
        )

    def _link(self, link: Link) -> Link | None:
        """The link as it is on this sheet: whole, to or from a connector, or not at all."""
        here, there = self._sheet_of[link.source] == self._sheet, self._sheet_of[link.target] == self._sheet
        if here and there:
            return link
        if here:
            # What leads back to an earlier sheet is no way back on this one: it leaves it forwards.
            return replace(link, target=self._departure(link), manner=Manner.SIDE if link.manner is Manner.BACK else link.manner)
        start = f"@{link.target}"
        if there and start not in self._arrivals:
            self._arrivals[start] = self._arrival(start, link.target)
            manner = Manner.MAIN if link.manner is Manner.MAIN else Manner.SIDE
            return replace(link, source=start, label="", timer=None, manner=manner)
        return None

    def _departure(self, link: Link) -> str:
        text = self._words.say(
            "转第{page}页 {letter}", page=self._sheet_of[link.target] + self._first, letter=self._letters[link.target]
        )
        made = self._departures.setdefault(link.source, {})
        id = f"@{link.id}"
        made[id] = _connector(id, self._plan.figures[link.source], text)
        return id

    def _arrival(self, id: str, target: str) -> Figure:
        pages = "、".join(dict.fromkeys(
            str(self._sheet_of[other.source] + self._first) for other in self._plan.links
            if other.target == target and self._sheet_of[other.source] != self._sheet
        ))
        return _connector(
            id, self._plan.figures[target], self._words.say("接第{pages}页 {letter}", pages=pages, letter=self._letters[target])
        )

    def _placed(self) -> dict[str, Figure]:
        """Arrivals stand before the figure they lead to, departures after the one they leave."""
        ordered: dict[str, Figure] = {}
        for id, figure in self._plan.figures.items():
            if self._sheet_of[id] == self._sheet:
                if f"@{id}" in self._arrivals:
                    ordered[f"@{id}"] = self._arrivals[f"@{id}"]
                ordered[id] = figure
                ordered |= self._departures.get(id, {})
        return ordered


def _connector(id: str, beside: Figure, text: str) -> Figure:
    node = Node(id=id, type="connector", place=beside.node.place, scope=beside.node.scope, name=text)
    return Figure(id, Shape.CONNECTOR, node, beside.lane, beside.phase)


def _filled(bands: Sequence[Band], outline: Outline) -> tuple[Band, ...]:
    """The bands with the connectors beside the figures that they serve."""
    unit_of = {id: unit for band in bands for unit in band.units for id in unit.ids}
    members: dict[Unit, list[str]] = {}
    waiting: list[str] = []
    unit: Unit | None = None
    for id in outline.figures:
        if id in unit_of:
            unit = unit_of[id]
            members.setdefault(unit, []).extend((*waiting, id))
            waiting = []
        elif unit is None or id[1:] in unit_of:
            waiting.append(id)
        else:
            members[unit].append(id)
    return tuple(
        Band(tuple(Unit(each.phase, tuple(members[each])) for each in band.units), band.lanes) for band in bands
    )
