"""How long it takes from one element of a chart to another: the longest and the shortest time over all ways, with the ways."""
from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from powerflow.graph.amounts import Way
from powerflow.graph.longest import Longest
from powerflow.graph.once import once
from powerflow.graph.shortest import shortest
from powerflow.graph.stretch import Stretch
from powerflow.graph.timing_net import Moment, timing_net
from powerflow.graph.turns import Turn, returns
from powerflow.model import Flowchart


@dataclass(frozen=True, kw_only=True)
class Duration:
    """From the elements `start` to the first of the elements `end` that is reached (时长).

    `longest`: the ways of which none is covered by another; where units differ there may be several. `shortest`: the ways
    that need the least waiting, each with every amount that must be over (after a parallel join several). `unknown` are the
    elements on the way without a limit. `returns` are the ways back that lead through the stretch again; `longest` takes those
    that the chart bounds as often as that, the others as often as was asked for.
    """

    start: tuple[str, ...]
    end: tuple[str, ...]
    unknown: tuple[str, ...]
    returns: tuple[Turn, ...]
    chart: Flowchart = field(repr=False, compare=False)
    turns: int = 0
    parts: tuple[tuple[Stretch, tuple[Turn, ...]], ...] = field(default=(), repr=False, compare=False)

    @cached_property
    def longest(self) -> tuple[Way, ...]:
        """The ways of which none is covered by another; worked out when first asked for."""
        return _uncovered([way for stretch, found in self.parts for way in Longest(stretch, found, self.turns).ways()])

    @cached_property
    def shortest(self) -> tuple[tuple[Way, ...], ...]:
        """The ways that need the least waiting; worked out when first asked for."""
        return tuple(run for stretch, _ in self.parts for run in shortest(self.chart, stretch))

    @property
    def is_reached(self) -> bool:
        """Whether any way leads there."""
        return any(stretch.is_through for stretch, _ in self.parts)

    @property
    def unbounded(self) -> tuple[Turn, ...]:
        """The ways back that nothing bounds."""
        return tuple(turn for turn in self.returns if turn.times is None)


def duration(
    chart: Flowchart, start: Iterable[str], end: Iterable[str], *, free: Collection[str] = (), without: Collection[str] = (),
    from_opening: bool = False, turns: int = 0,
) -> Duration:
    """How long it takes from the completion of any of `start` (`from_opening`: from its opening) to that of any of `end`.

    The steps in `free` take no time, ways through the elements and flows in `without` are left out. A way that comes to an
    element of `start` again begins anew there. `turns` is how many returns in all are taken that the chart does not bound.
    """
    starts, ends = tuple(dict.fromkeys(start)), tuple(dict.fromkeys(end))
    key = (starts, ends, frozenset(free), frozenset(without), from_opening, turns)
    known = _known(chart)
    if key not in known:
        known[key] = _measured(chart, *key)
    return known[key]


@once
def _known(chart: Flowchart) -> dict[object, Duration]:
    """The durations of one chart as they are asked for: the file and the law often set limits for the same stretch."""
    return {}


def _measured(
    chart: Flowchart, starts: tuple[str, ...], ends: tuple[str, ...], free: frozenset[str], without: frozenset[str],
    from_opening: bool, turns: int,
) -> Duration:
    net = timing_net(chart, (*starts, *ends), free)
    origins = [Moment(id, not from_opening) for id in starts if id in chart.nodes and (from_opening or id not in ends)]
    parts: list[tuple[Stretch, tuple[Turn, ...]]] = []
    turned: dict[tuple[str, str], Turn] = {}
    passed: set[str] = set()
    for origin in origins:
        stretch = Stretch(net, origin, {Moment(id, True) for id in ends}, frozenset(origins), without)
        found = returns(chart, stretch.edges, origin)
        parts.append((stretch, found))
        turned.update({(turn.source, turn.target): turn for turn in found if turn.times != 0})
        passed |= {moment.node for moment in stretch.inside if moment.done and moment != origin}
    return Duration(
        start=starts, end=ends, chart=chart, turns=turns, parts=tuple(parts), returns=tuple(turned.values()),
        unknown=tuple(id for id in chart.nodes if id in net.unknown and id in passed),
    )


def _uncovered(ways: list[Way]) -> tuple[Way, ...]:
    """The ways of which none is covered by another, the first of two that are alike."""
    found: list[Way] = []
    for way in ways:
        if not any(other.amount.covers(way.amount) for other in found):
            found = [other for other in found if not way.amount.covers(other.amount)]
            found.append(way)
    return tuple(found)
