"""Gives every straight run of a route its place beside the others on the same lattice line."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from powerflow.diagram.lattice import SOUTH, Route, Vertex, is_bundled
from powerflow.diagram.outline import Figure, Shape

# What it costs that the ends of two strands, at the same place, lie on each other.
_HEAD_ON = 10
# A lattice line: "h" or "v" and its index.
Line = tuple[str, int]


@dataclass
class Run:
    """A straight piece of a route on one lattice line, from `low` to `high`; `turns` says where it goes at each end.

    `turns` maps an end of the run to -1 (towards smaller coordinates), +1, or 0 where it ends at a figure, `beyond` to the run
    with which the route goes on there. Runs of one `strand` lie on each other.
    """

    route: int
    order: int
    line: Line
    low: float
    high: float
    turns: Mapping[float, int]
    is_fixed: bool = False
    track: int = 0
    strand: int = 0
    beyond: dict[float, Run] = field(default_factory=dict)


@dataclass
class _Strand:
    """Runs that may lie on each other, and so share one place."""

    runs: list[Run] = field(default_factory=list)
    low: float = 0.0
    high: float = 0.0

    @property
    def is_fixed(self) -> bool:
        return any(run.is_fixed for run in self.runs)


@dataclass(frozen=True)
class Tracks:
    """The runs of each route in order, and how many tracks each channel needs on either side of its middle."""

    runs: tuple[tuple[Run, ...], ...]
    span: Mapping[Line, tuple[int, int]]


def assign(routes: Sequence[Route], figures: Mapping[str, Figure], fans: frozenset[str]) -> Tracks:
    """A track for every run of every route: 0 is the middle of the line, whole numbers to both sides.

    `fans` are the diamonds whose foot has several ports.
    """
    by_route = [_runs(index, route, figures, fans) for index, route in enumerate(routes)]
    by_line: defaultdict[Line, list[Run]] = defaultdict(list)
    for runs in by_route:
        for run in runs:
            by_line[run.line].append(run)
    lines = [(line, _strands(runs, routes)) for line, runs in sorted(by_line.items())]
    for line, strands in lines:
        for number, strand in enumerate(strands):
            for run in strand.runs:
                run.strand = number
        # Upright runs that turn off together can see how the level ones lie into which they turn.
        _settle(strands, [], is_known=line[0] == "v")
    for _, strands in lines:
        if len(strands) > 1:
            _settle(strands, strands, is_known=True)
    span = {}
    for line, strands in lines:
        if line[1] % 2 == 0:
            _centre(strands)
        tracks = [strand.runs[0].track for strand in strands]
        span[line] = (min(tracks), max(tracks))
    return Tracks(tuple(tuple(runs) for runs in by_route), span)


def _runs(index: int, route: Route, figures: Mapping[str, Figure], fans: frozenset[str]) -> list[Run]:
    """The straight pieces of a route; those at a diamond stay on its vertex."""
    corners = _corners(route.path)
    pieces = list(pairwise(corners))
    runs = []
    for order, (one, other) in enumerate(pieces):
        across = one[1] == other[1]
        axis = 0 if across else 1
        ends: dict[float, int] = {}
        is_fixed = False
        for end, neighbour, figure in (
            (one, pieces[order - 1][0] if order else None, route.link.source),
            (other, pieces[order + 1][1] if order + 1 < len(pieces) else None, route.link.target),
        ):
            at: float = end[axis]
            if neighbour is None:
                inward = (other if end == one else one)[axis]
                at += 0.5 if inward > at else -0.5
                ends[at] = 0
                has_ports = end == corners[0] and route.exit_side == SOUTH and figure in fans
                is_fixed = is_fixed or (figures[figure].shape in (Shape.DECISION, Shape.GATE) and not has_ports)
            else:
                ends[at] = 1 if neighbour[1 - axis] > end[1 - axis] else -1
        line: Line = ("h", one[1]) if across else ("v", one[0])
        runs.append(Run(index, order, line, min(ends), max(ends), ends, is_fixed))
    for before, after, corner in zip(runs, runs[1:], corners[1:], strict=False):
        before.beyond[corner[0] if before.line[0] == "h" else corner[1]] = after
        after.beyond[corner[0] if after.line[0] == "h" else corner[1]] = before
    return runs


def _corners(path: Sequence[Vertex]) -> list[Vertex]:
    corners = [path[0]]
    for before, here, after in zip(path, path[1:], path[2:], strict=False):
        if (here[0] - before[0], here[1] - before[1]) != (after[0] - here[0], after[1] - here[1]):
            corners.append(here)
    return [*corners, path[-1]]


def _strands(runs: Iterable[Run], routes: Sequence[Route]) -> list[_Strand]:
    strands: list[_Strand] = []
    for run in sorted(runs, key=lambda each: (each.low, each.high, each.route)):
        mine = [
            strand for strand in strands
            if strand.low <= run.high and run.low <= strand.high
            and all(each.route == run.route or is_bundled(routes[each.route].link, routes[run.route].link) for each in strand.runs)
        ]
        strand = mine[0] if mine else _Strand([], run.low, run.high)
        if not mine:
            strands.append(strand)
        strand.runs.append(run)
        strand.low, strand.high = min(strand.low, run.low), max(strand.high, run.high)
    return strands


def _settle(strands: list[_Strand], lying: Iterable[_Strand], *, is_known: bool) -> None:
    """The fixed ones in the middle, then the long ones, each where it crosses the fewest of those that lie already."""
    placed = list(lying)
    ranked = sorted(strands, key=lambda each: (not each.is_fixed, each.low - each.high, each.low, each.runs[0].route))
    for _ in range(2):
        for strand in ranked:
            others = [each for each in placed if each is not strand and _meet(each, strand)]
            if not strand.is_fixed:
                track = min(_candidates(others), key=lambda each: (_price(strand, each, others, is_known), abs(each), each))
                for run in strand.runs:
                    run.track = track
            if strand not in placed:
                placed.append(strand)


def _candidates(others: Sequence[_Strand]) -> list[int]:
    taken = {each.runs[0].track for each in others}
    reach = len(others) + 1
    return [track for track in range(-reach, reach + 1) if track not in taken]


def _price(strand: _Strand, track: int, others: Iterable[_Strand], is_known: bool) -> float:
    return sum(_crossings(strand, track, other, other.runs[0].track, is_known) for other in others)


def _crossings(one: _Strand, track: int, other: _Strand, other_track: int, is_known: bool) -> int:
    """How often two strands cross at the ends of either if they lie on these tracks; ends that would run into each other weigh more.

    `is_known`: the runs into which they turn have their tracks.
    """
    count = 0
    for mine, its, gap in ((one, other, other_track - track), (other, one, track - other_track)):
        towards = 1 if gap > 0 else -1
        for run in mine.runs:
            for at, turn in run.turns.items():
                if turn == towards:
                    count += any(each.low <= at <= each.high and not (is_known and _turns_first(each, run, at)) for each in its.runs)
                    count += _HEAD_ON * any(each.turns.get(at) == -turn for each in its.runs)
    return count


def _turns_first(one: Run, other: Run, at: float) -> bool:
    """Whether of two runs that turn the same way at the same place the first one ends before the other one gets there."""
    mine, its = one.beyond.get(at), other.beyond.get(at)
    if mine is None or its is None or one.turns[at] != other.turns[at]:
        return False
    ends_high = at == one.high
    if ends_high != (at == other.high):
        return False
    return mine.track < its.track if ends_high else mine.track > its.track


def _meet(one: _Strand, other: _Strand) -> bool:
    return one.low <= other.high and other.low <= one.high


def _centre(strands: Sequence[_Strand]) -> None:
    """Moves the tracks of a channel so that as many lie on one side as on the other."""
    tracks = [strand.runs[0].track for strand in strands]
    shift = -((min(tracks) + max(tracks)) // 2)
    for strand in strands:
        for run in strand.runs:
            run.track += shift
