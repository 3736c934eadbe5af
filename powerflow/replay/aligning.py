"""Lays every variant of a log over a chart at the least cost, or says which could not be decided."""
from __future__ import annotations

from collections.abc import Mapping, Sequence

from powerflow.graph import Block, FlatNet, blocks
from powerflow.model import Flowchart
from powerflow.replay.alignment import AlignedMove, Alignment, Alignments, Costs, departures
from powerflow.replay.searched import Search
from powerflow.replay.space import Link, Space, Way

# A chart with no more states is tabled: 500 states take a second at the most.
MOST_TABLED = 400
# One that is built of blocks is tabled only if it is smaller still: composing takes no account of states.
_FEW = 200
# The points that the search for one variant may look at: some seconds.
BUDGET = 20_000
# All variants together may look at so many times that; one at so many times its share; each at this part of it at least.
_WHOLE = 10
_SHARES = 4
_LEAST = 40
_NO_COSTS = Costs()
# Cost (None if undecided), what it is at least, the last event with all before it, the steps skipped at the end.
_Found = tuple[int | None, int, Link | None, tuple[Way, ...]]


def activities_of(chart: Flowchart) -> dict[str, tuple[str, ...]]:
    """The names of the steps of a chart that stand for themselves, each with the ids of the steps of that name."""
    found: dict[str, tuple[str, ...]] = {}
    for step in chart.steps.values():
        if not step.inner:
            name = step.name.strip() or step.id
            found[name] = (*found.get(name, ()), step.id)
    return found


def align(
    chart: Flowchart, variants: Sequence[Sequence[str]], *, activities: Mapping[str, tuple[str, ...]] | None = None,
    unrecorded: frozenset[str] = frozenset(), costs: Costs = _NO_COSTS, budget: int = BUDGET, tabled: int = MOST_TABLED,
    composed: bool = True,
) -> Alignments:
    """The cheapest alignment of each variant (its activities in order) with the chart.

    `activities` says which steps (or events) of the chart each activity stands for, by id; else their names do. A step
    that none stands for still costs when skipped, unless it is among `unrecorded`. A chart with more states than `tabled`
    is taken block by block if it is built of blocks (and `composed`); else it is searched, each variant through `budget`
    points at the most and all together through ten times as many; what is then not found is undecided.
    """
    known = {name: ids for name, ids in (activities if activities is not None else activities_of(chart)).items() if ids}
    labels = {id: name for name, ids in known.items() for id in ids}
    for ids in activities_of(chart).values():
        for id in ids:
            if id not in labels and id not in unrecorded:
                labels[id] = id
    return _Aligner(chart, labels, known, costs, composed=composed).align(variants, budget, tabled)


class _Aligner:
    def __init__(
        self, chart: Flowchart, labels: Mapping[str, str], known: Mapping[str, tuple[str, ...]], costs: Costs, *, composed: bool
    ) -> None:
        self._chart, self._labels, self._is_composed = chart, labels, composed
        self._known = known
        self._costs = costs
        self._space = Space(FlatNet(chart, labels))
        self._names = self._space.net.names
        self._numbers = {name: number for number, name in enumerate(self._names) if name in known}
        self._added = [costs.of_added(name) for name in self._names]
        self._skipped = [costs.of_skipped(name) for name in self._names]

    def align(self, variants: Sequence[Sequence[str]], budget: int, tabled: int) -> Alignments:
        """All of them, by a table or by search."""
        numbers = self._numbers
        coded = [[numbers[name] for name in variant if name in numbers] for variant in variants]
        is_cut = False
        if self._space.explored(min(tabled, _FEW)):
            shortest, found = self._tabled(coded)
            is_cut = self._space.net.is_cut
        elif (block := self._block()) is not None:
            shortest, found = self._composed(block, coded)
        elif self._space.explored(tabled):
            shortest, found = self._tabled(coded)
            is_cut = self._space.net.is_cut
        else:
            shortest = Search(self._space, self._added, self._skipped, ()).found(budget)[0]
            found = self._searched(coded, budget)
            is_cut = self._space.net.is_cut
        each = tuple(self._alignment(tuple(variant), shortest, is_cut, *one) for variant, one in zip(variants, found, strict=True))
        return Alignments(each=each, shortest=shortest)

    def _block(self) -> Block | None:
        return blocks(self._chart, self._labels) if self._is_composed else None

    def _composed(self, block: Block, coded: Sequence[Sequence[int]]) -> tuple[int | None, list[_Found]]:
        # Whoever replays a single case need not wait for the columns to be loaded.
        from powerflow.replay.composed import Composed

        whole = Composed(block, self._names, self._added, self._skipped)
        return whole.shortest, [(cost, cost or 0, link, rest) for cost, link, rest in map(whole.aligned, coded)]

    def _searched(self, coded: Sequence[Sequence[int]], budget: int) -> list[_Found]:
        """Each variant may take as much as the whole log leaves it: four times its share, and never less than a little."""
        left = budget * _WHOLE
        found: list[_Found] = []
        for number, each in enumerate(coded):
            share = left * _SHARES // (len(coded) - number)
            search = Search(self._space, self._added, self._skipped, each)
            found.append(search.found(max(min(budget, share), budget // _LEAST)))
            left = max(0, left - search.looked)
        return found

    def _tabled(self, coded: Sequence[Sequence[int]]) -> tuple[int | None, list[_Found]]:
        # Whoever replays a single case need not wait for the columns to be loaded.
        from powerflow.replay.tabled import Tabled

        table = Tabled(self._space, self._added, self._skipped)
        return table.shortest, [(cost, cost or 0, link, rest) for cost, link, rest in table.aligned(coded)]

    def _alignment(
        self, variant: tuple[str, ...], shortest: int | None, is_cut: bool, cost: int | None, bound: int, link: Link | None,
        rest: tuple[Way, ...],
    ) -> Alignment:
        added = self._costs.of_added
        foreign = sum(added(name) for name in variant if name not in self._numbers)
        most = sum(map(added, variant)) + (shortest or 0)
        # Where ways were left out a fit is still a fit, but what costs something might cost less.
        if cost is None or shortest is None or (cost and is_cut):
            return Alignment(variant=variant, cost=None, bound=foreign if is_cut else bound + foreign, most=most)
        moves = tuple(self._moves(variant, link, rest))
        cost += foreign
        return Alignment(
            variant=variant, cost=cost, bound=cost, most=most, moves=moves,
            departures=departures(moves, self._known) if cost else (),
        )

    def _moves(self, variant: tuple[str, ...], link: Link | None, rest: tuple[Way, ...]) -> list[AlignedMove]:
        links: list[Link] = []
        while link is not None:
            links.append(link)
            link = link.before
        names, numbers = self._names, self._numbers
        moves: list[AlignedMove] = []
        for position, activity in enumerate(variant):
            if activity not in numbers:
                moves.append(AlignedMove(activity, "", position))
                continue
            here = links.pop()
            moves += [AlignedMove(names[way.label], way.node, -1) for way in here.skipped]
            moves.append(AlignedMove(activity, here.way.node if here.way else "", position))
        moves += [AlignedMove(names[way.label], way.node, -1) for way in rest]
        return moves
