"""Splits a chart that is too large for one sheet into several, at phases where it can, with connectors between them."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from powerflow.diagram.outline import Figure, Link, Manner, Outline, Shape
from powerflow.diagram.wording import Words
from powerflow.model import Node


@dataclass(frozen=True)
class Part:
    """What stands on one sheet; `number` counts from 1 to `count`."""

    plan: Outline
    number: int = 1
    count: int = 1

    @property
    def is_first(self) -> bool:
        """The sheet with the conditions and the time limits."""
        return self.number == 1

    @property
    def is_last(self) -> bool:
        """The sheet with supervision, rights and complaints."""
        return self.number == self.count


def split(plan: Outline, count: int, words: Words) -> tuple[Part, ...]:
    """`plan` on `count` sheets (fewer if it has not so many figures), each about as full as the others."""
    sheets = _sheets(plan, count)
    if len(sheets) < 2:
        return (Part(plan),)
    sheet_of = {id: index for index, ids in enumerate(sheets) for id in ids}
    letters = _letters(link.target for link in plan.links if sheet_of[link.source] != sheet_of[link.target])
    return tuple(
        Part(_outline(plan, index, sheet_of, letters, words), index + 1, len(sheets)) for index in range(len(sheets))
    )


def _sheets(plan: Outline, count: int) -> list[list[str]]:
    units: list[list[str]] = []
    for phase in plan.phases:
        units.append([figure.id for figure in plan.figures.values() if figure.phase == phase])
    if len(units) < count:
        units = [[id] for id in plan.figures]
    count = min(count, len(units))
    loads = [sum(_load(plan.figures[id]) for id in unit) for unit in units]
    return [[id for unit in units[start:end] for id in unit] for start, end in _cuts(loads, count)]


def _load(figure: Figure) -> float:
    if figure.shape is Shape.CARD:
        return 3.0 + len(figure.node.notes.rights) + 2 * len(figure.node.notes.disclosures)
    return 2.0 if figure.shape is Shape.DECISION else 1.0


def _cuts(loads: Sequence[float], count: int) -> list[tuple[int, int]]:
    """Where to cut so that the fullest sheet is as little full as can be; by share of the sum where there are many units."""
    inner = range(1, len(loads))
    if len(loads) <= 14:
        best = min(combinations(inner, count - 1), key=lambda cuts: max(map(sum, _slices(loads, cuts))))
    else:
        goal, used = sum(loads) / count, 0.0
        found: list[int] = []
        for index, load in enumerate(loads):
            if index and used >= goal * (len(found) + 1) and len(found) < count - 1:
                found.append(index)
            used += load
        best = tuple(found)
    edges = [0, *best, len(loads)]
    return list(pairwise(edges))


def _slices(loads: Sequence[float], cuts: Sequence[int]) -> list[Sequence[float]]:
    edges = [0, *cuts, len(loads)]
    return [loads[start:end] for start, end in pairwise(edges)]


def _letters(targets: Iterable[str]) -> dict[str, str]:
    """A letter for every figure that is reached from another sheet: A … Z, A2 …"""
    return {
        target: chr(65 + index % 26) + (str(index // 26 + 1) if index >= 26 else "")
        for index, target in enumerate(dict.fromkeys(targets))
    }


def _outline(plan: Outline, sheet: int, sheet_of: Mapping[str, int], letters: Mapping[str, str], words: Words) -> Outline:
    figures = {id: figure for id, figure in plan.figures.items() if sheet_of[id] == sheet}
    arrivals: dict[str, Figure] = {}
    departures: dict[str, Figure] = {}
    links: list[Link] = []
    for link in plan.links:
        here, there = sheet_of[link.source] == sheet, sheet_of[link.target] == sheet
        # What leads back to an earlier sheet is no way back on this one: it leaves it forwards.
        manner = Manner.SIDE if link.manner is Manner.BACK and here != there else link.manner
        if here and there:
            links.append(link)
        elif here:
            text = words.say("转第{page}页 {letter}", page=sheet_of[link.target] + 1, letter=letters[link.target])
            end = _connector(f"@{link.id}", plan.figures[link.source], text)
            departures[end.id] = end
            links.append(replace(link, target=end.id, manner=manner))
        elif there and (start := f"@{link.target}") not in arrivals:
            pages = "、".join(dict.fromkeys(
                str(sheet_of[other.source] + 1) for other in plan.links if other.target == link.target and sheet_of[other.source] != sheet
            ))
            text = words.say("接第{pages}页 {letter}", pages=pages, letter=letters[link.target])
            arrivals[start] = _connector(start, plan.figures[link.target], text)
            manner = Manner.MAIN if link.manner is Manner.MAIN else Manner.SIDE
            links.append(replace(link, source=start, label="", timer=None, manner=manner))
    ordered = _placed(figures, arrivals, departures, links)
    used = {figure.lane for figure in ordered.values()}
    return Outline(
        ordered, tuple(links), tuple(lane for lane in plan.lanes if lane.id in used),
        tuple(dict.fromkeys(figure.phase for figure in ordered.values())),
    )


def _connector(id: str, beside: Figure, text: str) -> Figure:
    node = Node(id=id, type="connector", place=beside.node.place, scope=beside.node.scope, name=text)
    return Figure(id, Shape.CONNECTOR, node, beside.lane, beside.phase)


def _placed(
    figures: Mapping[str, Figure], arrivals: Mapping[str, Figure], departures: Mapping[str, Figure], links: Sequence[Link]
) -> dict[str, Figure]:
    """Arrivals stand before the figure they lead to, departures after the one they leave."""
    ordered: dict[str, Figure] = {}
    for id, figure in figures.items():
        if f"@{id}" in arrivals:
            ordered[f"@{id}"] = arrivals[f"@{id}"]
        ordered[id] = figure
        for link in links:
            if link.source == id and link.target in departures:
                ordered[link.target] = departures[link.target]
    return ordered


def smallest_split(make: Callable[[int], float], wanted: float, most: int) -> int:
    """The least number of sheets at which `make` (sheets to scale) reaches `wanted`; else the one with the largest scale."""
    best, reached = 1, 0.0
    for count in range(2, most + 1):
        scale = make(count)
        if scale > reached * 1.04:
            best, reached = count, scale
        if scale >= wanted:
            return count
    return best
