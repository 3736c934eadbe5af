"""The whole chart, with all its sub-processes, as one net whose states are single numbers: the token game, compiled.

It plays by the rules of `tokens`. A state is a row of small counters, one for each place where a token can wait; what
happens by itself has always happened already. Up to three tokens of one kind are told apart: a state with more is not
played. A choice that nobody records is made only when the next recorded step (or the end) depends on it.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from powerflow.graph.changes import Change, Place, changes, start_of
from powerflow.graph.flattening import Flattening, Relevance
from powerflow.graph.tokens import Stand
from powerflow.model import Flowchart

_WIDTH = 3
_FIELD = 0b111
_GUARD = 0b100
_MOST_SILENT = 1_000
# So many states are looked at between one recorded step and the next.
_MOST_BETWEEN = 3_000


class _Fire(NamedTuple):
    """A change on numbers: the fields that must hold a token, what is taken, what must be empty, what is emptied, what comes."""

    node: str
    needs: tuple[int, ...]
    take: int
    forbids: int
    clears: int
    puts: int
    gate: _Gate | None


class _Gate(NamedTuple):
    """An inclusive join: for each flow in its field and the fields from which a token could still come to it."""

    flows: tuple[tuple[int, int, int], ...]
    own: int


class FlatNet:
    """The compiled chart. `labels` names what the recorded nodes are called in a log; all other nodes leave no trace.

    `start` is the state before anything was recorded; `names` are the labels, by their number. `is_cut`: there were too many
    unrecorded choices somewhere, so that not every way on was found.
    """

    def __init__(self, chart: Flowchart, labels: Mapping[str, str]) -> None:
        self.is_cut = False
        self.names = tuple(dict.fromkeys(labels.values()))
        self._number = {name: number for number, name in enumerate(self.names)}
        self._label = {node: self._number[name] for node, name in labels.items()}
        flat = Flattening(tuple(dict.fromkeys(changes(chart))))
        self._places = flat.places
        self._shift = {place: _WIDTH * index for index, place in enumerate(flat.places)}
        self._guards = sum(_GUARD << shift for shift in self._shift.values())
        self._kept = _mask(self._shift, (place for place in flat.places if place[0] is Stand.BEGIN and place[1] in chart.processes))
        begun = start_of(chart)
        self._begun = sum(1 << self._shift[place] for place in begun)
        self._compile(flat)
        self._weigh(flat, single=len(begun) == 1)
        self.start = self._settled(self._begun)

    # -- compiling -------------------------------------------------------------------------------------------

    def _compile(self, flat: Flattening) -> None:
        """Sorts the changes: those that happen by themselves, silent choices, and recorded ones, each by the places they need."""
        self._forced: dict[int, list[_Fire]] = {}
        self._silent: dict[int, list[tuple[int, _Fire]]] = {}
        self._recorded: list[_Fire] = []
        self._relevant: list[int] = []
        self._plain: list[bool] = []
        self._makers: dict[int, list[tuple[int, _Fire]]] = {}
        relevance = Relevance(flat.changes, set(self._label))
        for number, change in enumerate(flat.changes):
            fire = self._fire(change)
            if change.node in self._label and change.is_act:
                self._recorded.append(fire)
                self._relevant.append(relevance.of(number))
                self._plain.append(relevance.is_plain(number))
                continue
            for place in dict.fromkeys(change.puts):
                made = self._makers.setdefault(_FIELD << self._shift[place], [])
                made.append((1 << number, fire))
            for place in change.needs[:1] if change.gate is None else change.needs:
                index = self._shift[place] // _WIDTH
                if change.is_forced:
                    self._forced.setdefault(index, []).append(fire)
                else:
                    self._silent.setdefault(index, []).append((1 << number, fire))
        self._forced_fields = sum(_FIELD << index * _WIDTH for index in self._forced)
        self._silent_fields = sum(_FIELD << index * _WIDTH for index in self._silent)
        self._ahead = self._lookahead(flat, relevance)

    def _fire(self, change: Change) -> _Fire:
        shift = self._shift
        gate = None
        if change.gate is not None:
            own = _mask(shift, change.needs)
            flows = tuple((_FIELD << shift[flow], 1 << shift[flow], _mask(shift, reach)) for flow, reach in change.gate)
            gate = _Gate(flows, own)
        return _Fire(
            change.node, tuple(_FIELD << shift[place] for place in change.needs),
            sum(1 << shift[place] for place in change.needs), _mask(shift, change.forbids), _mask(shift, change.clears),
            sum(1 << shift[place] for place in change.puts), gate,
        )

    def _lookahead(self, flat: Flattening, relevance: Relevance) -> list[int]:
        """For each place the recorded changes (as bits) that a token there may have a part in before any other is recorded."""
        ahead = [0] * len(self._places)
        recorded = [number for number, change in enumerate(flat.changes) if change.node in self._label and change.is_act]
        for bit, number in enumerate(recorded):
            for place in relevance.places(number):
                ahead[self._shift[place] // _WIDTH] |= 1 << bit
        return ahead

    def _weigh(self, flat: Flattening, *, single: bool) -> None:
        """Which labels a token at a place must still meet before the case can end, and which it may."""
        every = (1 << len(self.names)) - 1
        must = dict.fromkeys(flat.places, every)
        may = dict.fromkeys(flat.places, 0)
        uses: dict[Place, list[Change]] = {place: [] for place in flat.places}
        for change in flat.changes:
            for place in {*change.needs, *change.clears}:
                uses[place].append(change)
        changed = True
        while changed:
            changed = False
            for place, around in uses.items():
                least, most = every, 0
                for change in around:
                    own = 1 << self._label[change.node] if change.is_act and change.node in self._label else 0
                    given = _union(must[each] for each in change.puts) | own
                    least &= given
                    most |= own | _union(may[each] for each in change.puts)
                if not single and _FIELD << self._shift[place] & self._kept:
                    least = 0
                if (least, most) != (must[place], may[place]):
                    must[place], may[place], changed = least, most, True
        self._must = [must[place] for place in self._places]
        self._may = [may[place] for place in self._places]

    # -- playing ---------------------------------------------------------------------------------------------

    def label(self, node: str) -> int:
        """The number of a recorded node's label."""
        return self._label[node]

    def must(self, state: int) -> int:
        """The labels (as bits) without which the case cannot end."""
        return _union(self._must[index] for index in _held(state))

    def may(self, state: int) -> int:
        """The labels (as bits) that can still come."""
        return _union(self._may[index] for index in _held(state))

    def steps(self, state: int) -> tuple[tuple[str, int], ...]:
        """Every node that can be recorded next, with each state it may lead to."""
        candidates = _union(self._ahead[index] for index in _held(state))
        found: dict[tuple[str, int], None] = {}
        while candidates:
            bit = candidates & -candidates
            candidates ^= bit
            number = bit.bit_length() - 1
            ways = self._straight_ways if self._plain[number] else self._ways
            found.update(dict.fromkeys(ways(state, self._recorded[number], self._relevant[number])))
        return tuple(found)

    def _ways(self, state: int, fire: _Fire, relevant: int) -> Iterator[tuple[str, int]]:
        seen = {state}
        waiting = [state]
        while waiting and not self._is_enough(seen):
            state = waiting.pop()
            for after in self._after(state, fire):
                yield fire.node, after
            for after in self._choices(state, relevant):
                if after not in seen:
                    seen.add(after)
                    waiting.append(after)

    def _straight_ways(self, state: int, fire: _Fire, relevant: int) -> Iterator[tuple[str, int]]:
        """The same where only tokens that are missing can hinder: nothing but what brings one of them is tried."""
        seen = {state}
        waiting = [state]
        while waiting and not self._is_enough(seen):
            state = waiting.pop()
            missing = _missing(state, fire)
            if not missing:
                yield from ((fire.node, after) for after in self._after(state, fire))
                continue
            for choice in self._bringing(state, missing, relevant):
                for after in self._after(state, choice):
                    if after not in seen:
                        seen.add(after)
                        waiting.append(after)

    def _bringing(self, state: int, field: int, relevant: int) -> Iterator[_Fire]:
        """Choices of which one must be made before a token can come to an empty place: those of one branch, of a join."""
        seen = {field}
        waiting = [field]
        while waiting:
            for bit, fire in self._makers.get(waiting.pop(), ()):
                missing = _missing(state, fire)
                if not missing and bit & relevant:
                    yield from self._rivals(fire, relevant)
                elif missing not in seen:
                    seen.add(missing)
                    waiting.append(missing)

    def _rivals(self, fire: _Fire, relevant: int) -> Iterator[_Fire]:
        """The choices at the same place, which may lead to the same end by another way."""
        index = (fire.needs[0].bit_length() - 1) // _WIDTH
        return (other for bit, other in self._silent.get(index, ()) if bit & relevant)

    def can_end(self, state: int) -> bool:
        """Whether the case can end without anything more being recorded."""
        seen = {state}
        waiting = [state]
        while waiting and not self._is_enough(seen):
            state = waiting.pop()
            if state & ~self._kept == 0 and state != self._begun:
                return True
            for after in self._choices(state, -1):
                if after not in seen and not self.must(after):
                    seen.add(after)
                    waiting.append(after)
        return False

    def _is_enough(self, seen: set[int]) -> bool:
        if len(seen) > _MOST_BETWEEN:
            self.is_cut = True
            return True
        return False

    def _choices(self, state: int, relevant: int) -> Iterator[int]:
        """The states after one silent choice among the relevant ones (bits of their numbers)."""
        for index in _held(state & self._silent_fields):
            for bit, fire in self._silent[index]:
                if bit & relevant:
                    yield from self._after(state, fire)

    def _after(self, state: int, fire: _Fire) -> Iterator[int]:
        after = self._fired(state, fire)
        if after is not None:
            after = self._settled(after)
            if after >= 0:
                yield after

    def _fired(self, state: int, fire: _Fire) -> int | None:
        """The state after a change; None if it cannot happen."""
        take = fire.take
        if fire.gate is not None:
            take = _gathered(fire.gate, state)
            if not take:
                return None
        else:
            for field in fire.needs:
                if not state & field:
                    return None
            if state & fire.forbids:
                return None
        after = ((state - take) & ~fire.clears) + fire.puts
        return None if after & self._guards else after

    def _settled(self, state: int) -> int:
        """The state when all has happened that happens by itself; -1 where that never ends."""
        for _ in range(_MOST_SILENT):
            after = self._forced_after(state)
            if after is None:
                return state
            state = after
        return -1

    def _forced_after(self, state: int) -> int | None:
        for index in _held(state & self._forced_fields):
            for fire in self._forced[index]:
                after = self._fired(state, fire)
                if after is not None:
                    return after
        return None


def _missing(state: int, fire: _Fire) -> int:
    """The first place that needs a token and has none, as its field; 0 if there is none."""
    return next((field for field in fire.needs if not state & field), 0)


def _held(state: int) -> Iterator[int]:
    """The numbers of the places that hold a token."""
    while state:
        index = ((state & -state).bit_length() - 1) // _WIDTH
        yield index
        state &= ~(_FIELD << index * _WIDTH)


def _union(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union


def _mask(shift: Mapping[Place, int], places: Iterable[Place]) -> int:
    return sum(_FIELD << shift[place] for place in set(places) if place in shift)


def _gathered(gate: _Gate, state: int) -> int:
    """The tokens that pass an inclusive join together; 0 while it waits for one that can come only to an empty flow."""
    take = awaited = reached = 0
    complete = True
    for field, one, reach in gate.flows:
        if state & field:
            take += one
            reached |= reach
        else:
            complete = False
            awaited |= reach
    if take and (complete or not state & awaited & ~reached & ~gate.own):
        return take
    return 0
