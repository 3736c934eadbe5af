"""Alignments over a chart with too many states for a table: the cheapest way is searched, one variant after the other."""
from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from powerflow.replay.space import Link, Space, Way


class _Point(NamedTuple):
    """How a place of the search was reached: the point before, the step or none, and whether an event was used up."""

    before: _Point | None
    way: Way | None
    is_event: bool


class Search:
    """The search for one variant; it never says more than it knows.

    What is left costs at least the events that can no longer come on the chart, and the steps that must still come but
    have no event left.
    """

    def __init__(self, space: Space, added: Sequence[int], skipped: Sequence[int], variant: Sequence[int]) -> None:
        self._space = space
        self._added = added
        self._skipped = skipped
        self._variant = variant
        self._suffixes = [0]
        for label in reversed(variant):
            self._suffixes.append(self._suffixes[-1] | 1 << label)
        self._suffixes.reverse()
        self.looked = 0
        self._rests: dict[tuple[int, int, int], int] = {}

    def found(self, budget: int) -> tuple[int | None, int, Link | None, tuple[Way, ...]]:
        """The cost (None if undecided after so many points), a lower bound, and the alignment as `Tabled` gives it."""
        best = {(0, 0): 0}
        rest = self._rest(0, 0)
        # Of places that promise the same, first the one with the least still to come, then the newest.
        heap = [(rest, rest, 0, 0, 0, _Point(None, None, True))]
        made = 0
        bound = 0
        while heap:
            bound, _, _, used, state, point = heappop(heap)
            if state < 0:
                return bound, bound, *_linked(point)
            cost = best[used, state]
            if bound > cost + self._rest(used, state):
                continue
            self.looked += 1
            if self.looked > budget:
                return None, bound, None, ()
            for used_next, to, price, way, is_event in self._moves(used, state, point):
                total = cost + price
                if to >= 0 and best.get((used_next, to), total + 1) <= total:
                    continue
                best[used_next, to] = total
                rest = self._rest(used_next, to) if to >= 0 else 0
                made += 1
                heappush(heap, (total + rest, rest, -made, used_next, to, _Point(point, way, is_event) if to >= 0 else point))
        return None, bound, None, ()

    def _moves(self, used: int, state: int, point: _Point) -> list[tuple[int, int, int, Way | None, bool]]:
        """What may come next: events used, the state (-1: the end), what it costs, the step, and whether it takes an event."""
        ways = self._space.ways(state)
        found: list[tuple[int, int, int, Way | None, bool]] = []
        if used < len(self._variant):
            label = self._variant[used]
            found += ((used + 1, way.to, 0, way, True) for way in ways if way.label == label)
            # An event alone comes before steps that are skipped, never after them: the order does not matter.
            if point.is_event:
                found.append((used + 1, state, self._added[label], None, True))
        elif self._space.ends(state):
            found.append((used, -1, 0, None, False))
        found += ((used, way.to, self._skipped[way.label], way, False) for way in ways)
        return found

    def _rest(self, used: int, state: int) -> int:
        """What the alignment costs from here, at least."""
        must, may = self._space.ahead(state)
        key = (used, must, may)
        rest = self._rests.get(key)
        if rest is None:
            suffix = self._suffixes[used]
            rest = _sum(self._skipped, must & ~suffix)
            lost = suffix & ~may
            if lost:
                rest += sum(self._added[label] for label in self._variant[used:] if lost >> label & 1)
            self._rests[key] = rest
        return rest


def _sum(costs: Sequence[int], bits: int) -> int:
    total = 0
    while bits:
        bit = bits & -bits
        bits ^= bit
        total += costs[bit.bit_length() - 1]
    return total


def _linked(point: _Point) -> tuple[Link | None, tuple[Way, ...]]:
    points: list[_Point] = []
    while point.before is not None:
        points.append(point)
        point = point.before
    link: Link | None = None
    skipped: list[Way] = []
    for each in reversed(points):
        if each.is_event:
            link = Link(link, tuple(skipped), each.way)
            skipped = []
        elif each.way is not None:
            skipped.append(each.way)
    return link, tuple(skipped)
