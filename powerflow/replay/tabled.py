"""Alignments over all states of a small chart: a table of costs, filled along the prefix tree of all variants."""
from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from powerflow.replay.space import Link, Space, Way

Costs32 = npt.NDArray[np.int32]
# More than any alignment costs, and twice of it still fits the numbers.
NEVER = 1 << 29
# So many sums are held at once.
_MOST_SUMS = 4_000_000


class _Column(NamedTuple):
    """The states that an event of one label can lead to, their costs from each state, and the last steps there."""

    targets: list[int]
    costs: Costs32
    last: dict[int, tuple[int, list[tuple[int, Way]]]]


class Tabled:
    """The costs of reaching each state after each prefix, with every event so far explained.

    `added[label]` is the cost of an event alone, `skipped[label]` that of a step alone. Steps are skipped only right
    before an event that goes with a step, or at the end: an alignment can always be put so.
    """

    def __init__(self, space: Space, added: Sequence[int], skipped: Sequence[int]) -> None:
        """The `space` must be explored."""
        self._space = space
        self._added = added
        self._skipped = skipped
        size = len(space)
        self._ways = [space.ways(state) for state in range(size)]
        self._between = self._distances()
        self._ends = [state for state in range(size) if space.ends(state)]
        self._to_end: Costs32 = np.full(size, NEVER, np.int32)
        if self._ends:
            self._to_end = self._between[:, self._ends].min(axis=1)
        self._columns = [self._column(label) for label in range(len(added))]
        self._paths: dict[tuple[int, int], tuple[Way, ...]] = {}

    @property
    def shortest(self) -> int | None:
        """The least cost of a whole run without events."""
        cost = int(self._to_end[0])
        return cost if cost < NEVER else None

    def _distances(self) -> Costs32:
        """The cost of coming from each state to each other by skipped steps alone."""
        size = len(self._ways)
        between = np.full((size, size), NEVER, np.int32)
        np.fill_diagonal(between, 0)
        for state, ways in enumerate(self._ways):
            for way in ways:
                between[state, way.to] = min(int(between[state, way.to]), self._skipped[way.label])
        for middle in range(size):
            np.minimum(between, between[:, middle, None] + between[None, middle], out=between)
        return between

    def _column(self, label: int) -> _Column:
        """For the states that an event of this label can lead to: their costs from each state, and the last step there."""
        last: dict[int, list[tuple[int, Way]]] = {}
        for state, ways in enumerate(self._ways):
            for way in ways:
                if way.label == label:
                    last.setdefault(way.to, []).append((state, way))
        targets = sorted(last)
        costs = np.full((len(self._ways), len(targets)), NEVER, np.int32)
        for number, target in enumerate(targets):
            costs[:, number] = self._between[:, [state for state, _ in last[target]]].min(axis=1)
        return _Column(targets, costs, {target: (number, last[target]) for number, target in enumerate(targets)})

    def aligned(self, variants: Sequence[Sequence[int]]) -> list[tuple[int | None, Link | None, tuple[Way, ...]]]:
        """For each variant (numbers of labels) its cost, its last event with those before it, and the steps skipped at the end.

        The cost is None where no run of the chart ends.
        """
        self._grow(variants)
        self._fill()
        self._links: dict[tuple[int, int], Link] = {}
        return [self._traced(leaf) for leaf in self._leaves]

    def _grow(self, variants: Sequence[Sequence[int]]) -> None:
        """The prefix tree: node 0 is the empty prefix."""
        children: dict[tuple[int, int], int] = {}
        self._parents, self._labels, depths = [-1], [-1], [0]
        self._leaves: list[int] = []
        for variant in variants:
            node = 0
            for label in variant:
                child = children.get((node, label))
                if child is None:
                    child = children[node, label] = len(self._parents)
                    self._parents.append(node)
                    self._labels.append(label)
                    depths.append(depths[node] + 1)
                node = child
            self._leaves.append(node)
        self._levels: dict[tuple[int, int], list[int]] = {}
        for node in range(1, len(depths)):
            self._levels.setdefault((depths[node], self._labels[node]), []).append(node)

    def _fill(self) -> None:
        size = len(self._ways)
        self._costs: Costs32 = np.full((len(self._parents), size), NEVER, np.int32)
        self._costs[0, 0] = 0
        parents = np.array(self._parents)
        for (_, label), nodes in sorted(self._levels.items()):
            targets, columns, _ = self._columns[label]
            most = max(1, _MOST_SUMS // (size * max(1, len(targets))))
            for begin in range(0, len(nodes), most):
                some = np.array(nodes[begin:begin + most])
                before = self._costs[parents[some]]
                after = before + np.int32(self._added[label])
                if targets:
                    together = (before[:, :, None] + columns).min(axis=1)
                    after[:, targets] = np.minimum(after[:, targets], together)
                self._costs[some] = np.minimum(after, NEVER)

    def _traced(self, leaf: int) -> tuple[int | None, Link | None, tuple[Way, ...]]:
        whole = self._costs[leaf] + self._to_end
        state = int(whole.argmin())
        cost = int(whole[state])
        if cost >= NEVER:
            return None, None, ()
        end = next(each for each in self._ends if self._between[state, each] == self._to_end[state])
        return cost, self._link(leaf, state), self._path(state, end)

    def _link(self, node: int, state: int) -> Link | None:
        """The alignment of a prefix that leads to a state; what prefixes share is traced once."""
        waiting: list[tuple[tuple[int, int], tuple[Way, ...], Way | None]] = []
        link: Link | None = None
        while node:
            known = self._links.get((node, state))
            if known is not None:
                link = known
                break
            before, skipped, way = self._step_back(node, state)
            waiting.append(((node, state), skipped, way))
            node, state = self._parents[node], before
        for key, skipped, way in reversed(waiting):
            link = self._links[key] = Link(link, skipped, way)
        return link

    def _step_back(self, node: int, state: int) -> tuple[int, tuple[Way, ...], Way | None]:
        """The state before the last event of a prefix, the steps skipped from there, and the step that went with it."""
        before = self._costs[self._parents[node]]
        _, columns, numbers = self._columns[self._labels[node]]
        if state in numbers:
            number, last = numbers[state]
            sums = before + columns[:, number]
            came = int(sums.argmin())
            if sums[came] == self._costs[node, state]:
                near, way = min(last, key=lambda each: int(self._between[came, each[0]]))
                return came, self._path(came, near), way
        return state, (), None

    def _path(self, state: int, goal: int) -> tuple[Way, ...]:
        """The cheapest steps between two states."""
        if state == goal:
            return ()
        key = (state, goal)
        if key not in self._paths:
            path: list[Way] = []
            left = int(self._between[state, goal])
            while state != goal:
                way = next(
                    each for each in self._ways[state]
                    if each.to != state and self._skipped[each.label] + int(self._between[each.to, goal]) == left
                )
                left -= self._skipped[way.label]
                path.append(way)
                state = way.to
            self._paths[key] = tuple(path)
        return self._paths[key]
