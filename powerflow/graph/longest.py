"""The longest ways through a stretch: all those of which no other takes at least as much in every unit."""
from __future__ import annotations

from collections import defaultdict, deque
from itertools import product
from typing import NamedTuple

from powerflow.graph.amounts import Amount, Way
from powerflow.graph.stretch import Stretch, Trail, put
from powerflow.graph.timing_net import Edge, Moment
from powerflow.graph.turns import Turn


class _State(NamedTuple):
    """A moment, how often each bounded return was taken, and how many others."""

    moment: Moment
    bounded: tuple[int, ...]
    free: int


class Longest:
    """Trails of which none is covered by another, moment by moment in the order of the net without its returns."""

    def __init__(self, stretch: Stretch, turns: tuple[Turn, ...], free: int) -> None:
        self._stretch = stretch
        self._bounded = [turn for turn in turns if turn.times is not None]
        self._most = tuple(turn.times or 0 for turn in self._bounded)
        self._back = {turn.edge: number for number, turn in enumerate(self._bounded)}
        self._loose = {turn.edge for turn in turns if turn.times is None}
        self._free = free
        self._fronts: dict[_State, list[Trail]] = defaultdict(list)

    def ways(self) -> tuple[Way, ...]:
        none = (0,) * len(self._most)
        origin = self._stretch.origin
        if origin in self._stretch.inside:
            self._fronts[_State(origin, none, 0)] = [Trail(Amount(), origin)]
        order = self._order()
        for bounded in product(*(range(most + 1) for most in self._most)):
            for taken in range(self._free + 1):
                for moment in order:
                    self._leave(_State(moment, bounded, taken))
        ends: list[Trail] = []
        for state, front in self._fronts.items():
            if state.moment in self._stretch.goals:
                for trail in front:
                    put(ends, trail)
        return tuple(trail.way() for trail in sorted(ends, key=lambda trail: trail.amount, reverse=True))

    def _leave(self, state: _State) -> None:
        front = self._fronts.get(state)
        for edge in self._stretch.edges[state.moment] if front else ():
            onward = self._onward(state, edge)
            if onward is None:
                continue
            most = None if edge.unless and self._stretch.is_sure(edge.unless, edge.source) else edge.most
            for trail in front or ():
                amount = trail.amount.plus(most.as_amount) if most else trail.amount
                put(self._fronts[onward], Trail(amount, edge.target, most, trail))

    def _onward(self, state: _State, edge: Edge) -> _State | None:
        key = (edge.source, edge.target)
        if key in self._loose:
            return _State(edge.target, state.bounded, state.free + 1) if state.free < self._free else None
        number = self._back.get(key)
        if number is None:
            return _State(edge.target, state.bounded, state.free)
        if state.bounded[number] >= self._most[number]:
            return None
        bounded = tuple(count + (place == number) for place, count in enumerate(state.bounded))
        return _State(edge.target, bounded, state.free)

    def _order(self) -> list[Moment]:
        """The moments so that every edge but the returns leads on."""
        left: defaultdict[Moment, int] = defaultdict(int)
        for edges in self._stretch.edges.values():
            for edge in edges:
                left[edge.target] += not self._is_back(edge)
        ready = deque(moment for moment in self._stretch.edges if not left[moment])
        ordered = []
        while ready:
            moment = ready.popleft()
            ordered.append(moment)
            for edge in self._stretch.edges[moment]:
                if not self._is_back(edge):
                    left[edge.target] -= 1
                    if not left[edge.target]:
                        ready.append(edge.target)
        return ordered

    def _is_back(self, edge: Edge) -> bool:
        return (edge.source, edge.target) in self._back or (edge.source, edge.target) in self._loose
