"""The stretch of a chart between two ends, as a part of its net of moments."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from powerflow.graph.amounts import Amount, Piece, Way
from powerflow.graph.timing_net import Edge, Moment, TimingNet


class Stretch:
    """The part of the net between the origin and the goals; ways that come to one of `anew` are not followed."""

    def __init__(
        self, net: TimingNet, origin: Moment, goals: Collection[Moment], anew: frozenset[Moment], without: frozenset[str]
    ) -> None:
        self.origin, self.goals = origin, goals
        self._net, self._anew, self._without = net, anew, without
        self.ahead = self._reach()
        back: defaultdict[Moment, list[Moment]] = defaultdict(list)
        for moment in self.ahead:
            for edge in self._out(moment):
                back[edge.target].append(moment)
        self.inside = _closure((goal for goal in goals if goal in self.ahead), lambda moment: back[moment])
        self.edges: Mapping[Moment, tuple[Edge, ...]] = {
            moment: tuple(edge for edge in self._out(moment) if edge.target in self.inside) for moment in self.inside
        }
        self._sure: dict[tuple[str, Moment], bool] = {}

    @property
    def is_through(self) -> bool:
        """Whether some way leads from the origin to a goal."""
        return self.origin in self.inside

    def _out(self, moment: Moment) -> Iterator[Edge]:
        if moment in self.goals:
            return
        for edge in self._net.edges.get(moment, ()):
            # What is left out may still be opened: an event on its border goes another way.
            is_left_out = edge.flow in self._without or (edge.target.done and edge.target.node in self._without)
            if edge.target not in self._anew and not is_left_out:
                yield edge

    def _reach(self, avoiding: Moment | None = None) -> set[Moment]:
        def onward(moment: Moment) -> Iterator[Moment]:
            return (edge.target for edge in self._out(moment) if edge.target != avoiding and not edge.bound)

        return _closure([self.origin], onward)

    def is_sure(self, element: str, moment: Moment) -> bool:
        """Whether every way to `moment` has passed the completion of `element`, or begins there."""
        passed = Moment(element, True)
        if passed == self.origin:
            return True
        if (element, moment) not in self._sure:
            self._sure[element, moment] = passed in self.ahead and moment not in self._reach(passed)
        return self._sure[element, moment]


def _closure(first: Iterable[Moment], onward: Callable[[Moment], Iterable[Moment]]) -> set[Moment]:
    found = set(first)
    waiting = list(found)
    while waiting:
        for moment in onward(waiting.pop()):
            if moment not in found:
                found.add(moment)
                waiting.append(moment)
    return found


@dataclass(frozen=True)
class Trail:
    """A way so far, from its last edge backwards."""

    amount: Amount
    moment: Moment
    piece: Piece | None = None
    before: Trail | None = None

    def way(self) -> Way:
        trail: Trail | None = self
        nodes: list[str] = []
        pieces: list[Piece] = []
        while trail is not None:
            if not nodes or nodes[-1] != trail.moment.node:
                nodes.append(trail.moment.node)
            if trail.piece is not None and trail.piece.as_amount != Amount():
                pieces.append(trail.piece)
            trail = trail.before
        return Way(tuple(reversed(nodes)), tuple(reversed(pieces)))


# So many ways of which none covers another are followed; beyond that those that are roughly the shortest are let go.
_MOST = 64


def put(front: list[Trail], trail: Trail) -> None:
    """Adds the trail unless another covers it; takes out those that it covers."""
    if any(other.amount.covers(trail.amount) for other in front):
        return
    front[:] = [other for other in front if not trail.amount.covers(other.amount)]
    front.append(trail)
    if len(front) > _MOST:
        front.remove(min(front, key=lambda each: each.amount.rough_days))
