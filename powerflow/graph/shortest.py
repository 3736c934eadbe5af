"""The shortest ways through a stretch: how much must be waited at least, after a parallel join on every branch."""
from __future__ import annotations

from collections import defaultdict, deque
from itertools import product

from powerflow.graph.amounts import Amount, Way
from powerflow.graph.stretch import Stretch, Trail, put
from powerflow.graph.timing_net import Edge, Moment
from powerflow.model import Flowchart

# So many runs of which none is earlier are followed; beyond that those that are roughly the longest are let go.
_MOST = 32

# One way to be there: the trails that must all be over, of which none covers another.
_Run = tuple[Trail, ...]


def shortest(chart: Flowchart, stretch: Stretch) -> tuple[tuple[Way, ...], ...]:
    """The runs that need the least, worked out from the origins on until nothing changes.

    Where branches of a fork are reached by ways in different units, each takes the way that is best for itself: the bound may
    then be lower than any single run, never higher.
    """
    runs = _Runs(chart, stretch)
    found: list[_Run] = []
    for goal in stretch.goals:
        for run in runs.at.get(goal, ()):
            _keep(found, run)
    return tuple(tuple(trail.way() for trail in run) for run in found)


class _Runs:
    """For each moment the runs that come there earliest; of two, neither is earlier in all units."""

    def __init__(self, chart: Flowchart, stretch: Stretch) -> None:
        self._chart, self._stretch = chart, stretch
        self.at: dict[Moment, list[_Run]] = {
            origin: [(Trail(Amount(), origin),)] for origin in (stretch.origin,) if origin in stretch.inside
        }
        self._into: defaultdict[Moment, list[Edge]] = defaultdict(list)
        for edges in stretch.edges.values():
            for edge in edges:
                self._into[edge.target].append(edge)
        waiting = deque(edge.target for moment in self.at for edge in stretch.edges[moment])
        while waiting:
            moment = waiting.popleft()
            if self._settle(moment):
                waiting += (edge.target for edge in stretch.edges[moment])

    def _settle(self, moment: Moment) -> bool:
        """Works out one moment anew; whether anything changed."""
        tokens = [edge for edge in self._into[moment] if not edge.bound]
        bounds = [edge for edge in self._into[moment] if edge.bound and self._binds(edge)]
        ways = [self._along(edge) for edge in tokens]
        arrived = _all_of(ways) if self._joins(moment) else [run for runs in ways for run in runs]
        found: list[_Run] = []
        for run in _all_of([arrived, *(self._along(edge) for edge in bounds)]) if bounds else arrived:
            _keep(found, run)
        if not found or {_amounts(run) for run in found} == {_amounts(run) for run in self.at.get(moment, ())}:
            return False
        self.at[moment] = found
        return True

    def _joins(self, moment: Moment) -> bool:
        node = self._chart.nodes[moment.node]
        return not moment.done and node.type == "parallelGateway" and len(node.incoming) > 1

    def _binds(self, edge: Edge) -> bool:
        return edge.least is not None and (
            edge.source.node == edge.target.node or self._stretch.is_sure(edge.source.node, Moment(edge.target.node, False))
        )

    def _along(self, edge: Edge) -> list[_Run]:
        added = edge.least.as_amount if edge.least else Amount()
        return [
            tuple(Trail(trail.amount.plus(added), edge.target, edge.least, trail) for trail in run)
            for run in self.at.get(edge.source, ())
        ]


def _all_of(ways: list[list[_Run]]) -> list[_Run]:
    """The runs in which one of each of `ways` has come."""
    found: list[_Run] = [()]
    for runs in ways:
        together: list[_Run] = []
        for left, right in product(found, runs):
            _keep(together, _latest(left, right))
        found = together
    return found if ways else []


def _latest(left: _Run, right: _Run) -> _Run:
    front: list[Trail] = []
    for trail in (*left, *right):
        put(front, trail)
    return tuple(front)


def _keep(found: list[_Run], run: _Run) -> None:
    """Adds the run unless another is over no later; takes out those that are over no earlier."""
    if not any(_is_no_later(other, run) for other in found):
        found[:] = [other for other in found if not _is_no_later(run, other)]
        found.append(run)
        if len(found) > _MOST:
            found.remove(max(found, key=_rough_days))


def _rough_days(run: _Run) -> float:
    return max((trail.amount.rough_days for trail in run), default=0)


def _is_no_later(run: _Run, than: _Run) -> bool:
    return all(any(other.amount.covers(trail.amount) for other in than) for trail in run)


def _amounts(run: _Run) -> frozenset[Amount]:
    return frozenset(trail.amount for trail in run)
