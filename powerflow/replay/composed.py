"""Alignments with a chart that is built of blocks: each block's from those of its parts, exactly, however many states it has."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from heapq import heappop, heappush
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from powerflow.graph import Block, BlockKind
from powerflow.replay.space import Link, Way

Costs32 = npt.NDArray[np.int32]
NEVER = 1 << 28
_UNREACHED = NEVER >> 1
# So many costs are kept for events that come again in another variant: some 200 MB.
_MOST_KEPT = 50_000_000
_Events = tuple[int, ...]
# An event with the step it goes with (None: it stands alone), or a step that was skipped (position -1).
_Item = tuple[int, Way | None]
_Paths = dict[int, tuple[int, int, tuple[int, ...]]]


class Composed:
    """For a block and a row of events the costs of every stretch of them: at [i, j] that of the events i up to, not
    including, j with one run of the block. Events of labels that the block does not have are the business of what is around it.
    """

    def __init__(self, whole: Block, names: Sequence[str], added: Sequence[int], skipped: Sequence[int]) -> None:
        numbers = {name: number for number, name in enumerate(names)}
        self._added, self._skipped = added, skipped
        self._whole = whole
        self._labels: dict[Block, frozenset[int]] = {}
        self._note(whole, numbers)
        self._kept: dict[tuple[Block, _Events], Costs32] = {}
        self._size = 0
        self._of: dict[BlockKind, Callable[[Block, _Events], Costs32]] = {
            BlockKind.NODE: self._node, BlockKind.NOTHING: self._nothing, BlockKind.SEQUENCE: self._sequence,
            BlockKind.CHOICE: self._choice, BlockKind.ALL: self._all, BlockKind.SOME: self._some, BlockKind.LOOP: self._loop,
            BlockKind.WEB: self._web,
        }

    def _note(self, block: Block, numbers: dict[str, int]) -> None:
        self._labels[block] = frozenset(numbers[name] for name in block.names)
        for part in block.parts:
            self._note(part, numbers)

    @property
    def shortest(self) -> int | None:
        """The least cost of a whole run without events; None if no run ends."""
        cost = int(self._costs(self._whole, ())[0, 0])
        return cost if cost < _UNREACHED else None

    def aligned(self, variant: Sequence[int]) -> tuple[int | None, Link | None, tuple[Way, ...]]:
        """The cost of one variant (numbers of labels), its last event with those before it, and the steps skipped at the end."""
        events, count = tuple(variant), len(variant)
        cost = int(self._lifted(self._whole, events)[0, count])
        if cost >= _UNREACHED:
            return None, None, ()
        return cost, *_linked(self._within(self._whole, events, range(count), 0, count))

    # -- costs -----------------------------------------------------------------------------------------------

    def _costs(self, block: Block, events: _Events) -> Costs32:
        key = (block, events)
        costs = self._kept.get(key)
        if costs is None:
            costs = self._of[block.kind](block, events)
            self._size += costs.size
            if self._size > _MOST_KEPT:
                self._kept.clear()
                self._size = costs.size
            self._kept[key] = costs
        return costs

    def _project(self, part: Block, events: _Events) -> tuple[_Events, list[int], Costs32]:
        """The events that are the part's, how many of them come before each place, and what the others cost up to there."""
        own = self._labels[part]
        mine = tuple(label for label in events if label in own)
        before = [0, *accumulate(int(label in own) for label in events)]
        others = np.array([0, *accumulate(0 if label in own else self._added[label] for label in events)], np.int32)
        return mine, before, others

    def _lifted(self, part: Block, events: _Events) -> Costs32:
        """The part's costs over the events of the block around it; those that are not the part's stand alone."""
        mine, before, others = self._project(part, events)
        costs = self._costs(part, mine)
        if len(mine) == len(events):
            return costs
        return _upper(np.minimum(costs[np.ix_(before, before)] + (others[None, :] - others[:, None]), NEVER))

    def _alone(self, events: _Events) -> Costs32:
        """What it costs if all events stand alone."""
        sums = np.array([0, *accumulate(self._added[label] for label in events)], np.int32)
        return _upper(sums[None, :] - sums[:, None])

    def _node(self, block: Block, events: _Events) -> Costs32:
        count = len(events)
        [label] = self._labels[block]
        lengths = np.arange(count + 1)[None, :] - np.arange(count + 1)[:, None]
        costs = np.where(lengths == 0, self._skipped[label], (lengths - 1) * self._added[label])
        return _upper(costs.astype(np.int32))

    def _nothing(self, block: Block, events: _Events) -> Costs32:
        return np.zeros((1, 1), np.int32)

    def _sequence(self, block: Block, events: _Events) -> Costs32:
        costs = self._lifted(block.parts[0], events)
        for part in block.parts[1:]:
            costs = _after(costs, self._lifted(part, events))
        return costs

    def _choice(self, block: Block, events: _Events) -> Costs32:
        costs = self._lifted(block.parts[0], events)
        for part in block.parts[1:]:
            costs = np.minimum(costs, self._lifted(part, events))
        return costs

    def _all(self, block: Block, events: _Events) -> Costs32:
        total: Costs32 = np.zeros((len(events) + 1,) * 2, np.int32)
        for part in block.parts:
            mine, before, _ = self._project(part, events)
            total = np.minimum(total + self._costs(part, mine)[np.ix_(before, before)], NEVER)
        return _upper(total)

    def _some(self, block: Block, events: _Events) -> Costs32:
        """Each part is done, or its events stand alone; one at least is done."""
        total: Costs32 = np.zeros((len(events) + 1,) * 2, np.int32)
        least: Costs32 = np.full_like(total, NEVER)
        for part in block.parts:
            done, left = self._done_or_left(part, events)
            total = np.minimum(total + np.minimum(done, left), NEVER)
            least = np.minimum(least, done - left)
        return _upper(np.minimum(total + np.maximum(least, 0), NEVER))

    def _done_or_left(self, part: Block, events: _Events) -> tuple[Costs32, Costs32]:
        mine, before, _ = self._project(part, events)
        places = np.ix_(before, before)
        return self._costs(part, mine)[places], self._alone(mine)[places]

    def _loop(self, block: Block, events: _Events) -> Costs32:
        body, again = (self._lifted(part, events) for part in block.parts)
        once_more = _after(body, again)
        costs = body.copy()
        for begin in range(len(events) - 1, -1, -1):
            later = once_more[begin, begin + 1:, None] + costs[begin + 1:]
            costs[begin] = np.minimum(costs[begin], later.min(axis=0))
        capped: Costs32 = np.minimum(costs, NEVER)
        return capped

    def _web(self, block: Block, events: _Events) -> Costs32:
        return np.ascontiguousarray(self._reached(block, events)[:, 1, :])

    def _reached(self, block: Block, events: _Events) -> Costs32:
        """At [i, p, j] the cost of coming from the web's beginning to its point p with the events i up to j."""
        size, count = len(events) + 1, 1 + max(max(pair) for pair in block.ends)
        lifted = [self._lifted(part, events) for part in block.parts]
        free: Costs32 = np.full((count, count), NEVER, np.int32)
        np.fill_diagonal(free, 0)
        for (begin, end), costs in zip(block.ends, lifted, strict=True):
            free[begin, end] = min(int(free[begin, end]), int(costs[0, 0]))
        for middle in range(count):
            free = np.minimum(free, free[:, middle, None] + free[None, middle])
        reached: Costs32 = np.full((size, count, size), NEVER, np.int32)
        for last in range(size):
            reached[last, :, last] = free[0]
            if last:
                for (begin, end), costs in zip(block.ends, lifted, strict=True):
                    came = (reached[:last, begin, :last] + costs[None, :last, last]).min(axis=1)
                    reached[:last, end, last] = np.minimum(reached[:last, end, last], came)
                here = reached[:last, :, last]
                reached[:last, :, last] = np.minimum((here[:, :, None] + free).min(axis=1), NEVER)
        return reached

    # -- moves -----------------------------------------------------------------------------------------------

    def _items(self, block: Block, events: _Events, places: Sequence[int], first: int, last: int) -> list[_Item]:
        """The moves of a best alignment of the events `first` up to `last`, which stand at these places of the variant."""
        if block.kind is BlockKind.NODE:
            [label] = self._labels[block]
            way = Way(label, block.node, -1)
            alone: list[_Item] = [(places[at], None) for at in range(first + 1, last)]
            return [(places[first], way), *alone] if last > first else [(-1, way)]
        if block.kind is BlockKind.NOTHING:
            return []
        if block.kind in (BlockKind.ALL, BlockKind.SOME):
            return self._side_by_side(block, events, places, first, last)
        return [
            item for part, begin, end in self._course(block, events, first, last)
            for item in self._within(part, events, places, begin, end)
        ]

    def _within(self, part: Block, events: _Events, places: Sequence[int], first: int, last: int) -> list[_Item]:
        """The moves of one part of a block, with those events of the block that are not the part's."""
        mine, before, _ = self._project(part, events)
        own = self._labels[part]
        where = [place for place, label in zip(places, events, strict=True) if label in own]
        others: list[_Item] = [(places[at], None) for at in range(first, last) if events[at] not in own]
        return _merged([self._items(part, mine, where, before[first], before[last]), others])

    def _side_by_side(self, block: Block, events: _Events, places: Sequence[int], first: int, last: int) -> list[_Item]:
        chosen = self._chosen(block, events, first, last) if block.kind is BlockKind.SOME else {*block.parts}
        rows: list[list[_Item]] = []
        for part in block.parts:
            mine, before, _ = self._project(part, events)
            own = self._labels[part]
            where = [place for place, label in zip(places, events, strict=True) if label in own]
            if part in chosen:
                rows.append(self._items(part, mine, where, before[first], before[last]))
            else:
                rows.append([(where[at], None) for at in range(before[first], before[last])])
        return _merged(rows)

    def _chosen(self, block: Block, events: _Events, first: int, last: int) -> set[Block]:
        extra: list[tuple[int, int]] = []
        for number, part in enumerate(block.parts):
            done, left = self._done_or_left(part, events)
            extra.append((int(done[first, last]) - int(left[first, last]), number))
        return {block.parts[number] for more, number in extra if more <= 0} or {block.parts[min(extra)[1]]}

    def _course(self, block: Block, events: _Events, first: int, last: int) -> Iterator[tuple[Block, int, int]]:
        """The parts that are gone through one after the other, each with its stretch of events."""
        if block.kind is BlockKind.CHOICE:
            best = min(block.parts, key=lambda part: int(self._lifted(part, events)[first, last]))
            yield best, first, last
        elif block.kind is BlockKind.SEQUENCE:
            yield from self._steps(block.parts, events, first, last)
        elif block.kind is BlockKind.LOOP:
            yield from self._rounds(block, events, first, last)
        else:
            yield from self._through(block, events, first, last)

    def _steps(self, parts: Sequence[Block], events: _Events, first: int, last: int) -> Iterator[tuple[Block, int, int]]:
        lifted = [self._lifted(part, events) for part in parts]
        forward = [lifted[0][first]]
        for costs in lifted[1:]:
            forward.append((forward[-1][:, None] + costs).min(axis=0))
        cuts = [last]
        for number in range(len(parts) - 1, 0, -1):
            cuts.append(int((forward[number - 1] + lifted[number][:, cuts[-1]]).argmin()))
        cuts = [*cuts, first][::-1]
        yield from zip(parts, cuts, cuts[1:], strict=False)

    def _rounds(self, block: Block, events: _Events, first: int, last: int) -> Iterator[tuple[Block, int, int]]:
        body, again = block.parts
        whole, once = self._costs(block, events), self._lifted(body, events)
        once_more = _after(once, self._lifted(again, events))
        while whole[first, last] != once[first, last]:
            cut = next(at for at in range(first + 1, last + 1) if once_more[first, at] + whole[at, last] == whole[first, last])
            yield from self._steps(block.parts, events, first, cut)
            first = cut
        yield body, first, last

    def _through(self, block: Block, events: _Events, first: int, last: int) -> Iterator[tuple[Block, int, int]]:
        """Back from the web's end: the ways without events up to a point, the way with events that led there, and so on."""
        reached = self._reached(block, events)[first]
        lifted = [self._lifted(part, events) for part in block.parts]
        free = [int(costs[0, 0]) for costs in lifted]
        point, at, found = 1, last, list[tuple[Block, int, int]]()
        while True:
            paths = _paths_to(point, block.ends, free)
            number, arrived, begin = self._came(block, lifted, reached, paths, point, at, first)
            found += [(block.parts[way], at, at) for way in reversed(paths[arrived][2])]
            if number < 0:
                break
            found.append((block.parts[number], begin, at))
            point, at = block.ends[number][0], begin
        yield from reversed(found)

    @staticmethod
    def _came(
        block: Block, lifted: Sequence[Costs32], reached: Costs32, paths: _Paths, point: int, at: int, first: int
    ) -> tuple[int, int, int]:
        """The last way with events on the way to a point (-1: none), where it led to, and where its events begin."""
        cost = int(reached[point, at])
        for number, (begin, end) in enumerate(block.ends):
            if end in paths and at > first:
                sums = reached[begin, first:at] + lifted[number][first:at, at] + paths[end][0]
                start = int(sums.argmin())
                if int(sums[start]) == cost:
                    return number, end, first + start
        return -1, 0, first


def _paths_to(goal: int, ends: Sequence[tuple[int, int]], free: Sequence[int]) -> _Paths:
    """From every point from which one can come to the goal: the least cost, how many ways, and these ways."""
    paths: _Paths = {}
    heap: list[tuple[int, int, int, tuple[int, ...]]] = [(0, 0, goal, ())]
    while heap:
        cost, count, point, ways = heappop(heap)
        if point in paths:
            continue
        paths[point] = (cost, count, ways)
        for number, (begin, end) in enumerate(ends):
            if end == point and begin not in paths:
                heappush(heap, (cost + free[number], count + 1, begin, (number, *ways)))
    return paths


def _upper(costs: Costs32) -> Costs32:
    """With no cost for stretches that end before they begin."""
    costs[_below(len(costs))] = NEVER
    return costs


@lru_cache(maxsize=64)
def _below(size: int) -> npt.NDArray[np.bool_]:
    return np.tril(np.ones((size, size), np.bool_), -1)


def _after(first: Costs32, second: Costs32) -> Costs32:
    """The costs of one block and then another: of every stretch the best place to cut it."""
    found: Costs32 = np.full_like(first, NEVER)
    for middle in range(len(first)):
        rows, columns = slice(0, middle + 1), slice(middle, len(first))
        np.minimum(found[rows, columns], first[rows, middle, None] + second[None, middle, columns], out=found[rows, columns])
    return found


def _merged(rows: Sequence[list[_Item]]) -> list[_Item]:
    """Moves of branches that run at the same time, in the order of their events; what is skipped stays before its next event."""
    if len(rows) == 1:
        return rows[0]
    groups: list[tuple[int, list[_Item]]] = []
    rest: list[_Item] = []
    for row in rows:
        waiting: list[_Item] = []
        for item in row:
            waiting.append(item)
            if item[0] >= 0:
                groups.append((item[0], waiting))
                waiting = []
        rest += waiting
    return [*(item for _, group in sorted(groups, key=lambda each: each[0]) for item in group), *rest]


def _linked(items: Sequence[_Item]) -> tuple[Link | None, tuple[Way, ...]]:
    link: Link | None = None
    skipped: list[Way] = []
    for place, way in items:
        if place >= 0:
            link = Link(link, tuple(skipped), way)
            skipped = []
        elif way is not None:
            skipped.append(way)
    return link, tuple(skipped)
