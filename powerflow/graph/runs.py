"""Every run that tokens can make through a chart, drawn once; answers what can come after what, and with what in between.

A run passes a step when the step is done, an event when it happens, a gateway and a flow when a token takes them. A step
that an interrupting boundary event cuts short is not passed. The same condition is answered the same way at every
exclusive gateway of a run, until a step sets one of the facts it names.
"""
from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from powerflow.errors import InputError
from powerflow.graph.once import once
from powerflow.graph.tokens import Marking, Move, Stand, TokenGame
from powerflow.model import Decision, Flowchart

# The end of a run, where everything that began is done.
END = "END"
_MOST_STATES = 2_000
_MOST_ALIKE = 2  # tokens on one place: more say nothing new of what may come


class Leg(NamedTuple):
    """One part of a run: on to any of `goal`, without passing any of `without` on the way."""

    goal: Collection[str]
    without: Collection[str] = frozenset()


class _Edge(NamedTuple):
    passed: tuple[str, ...]
    target: int
    ids: frozenset[str]


# The answers given to conditions that are asked at more than one gateway.
_Answers = frozenset[tuple[str, bool]]


@dataclass(frozen=True)
class Runs:
    """All runs of a chart as states and what is passed between them; state 0 is before anything began."""

    edges: tuple[tuple[_Edge, ...], ...]
    ended: frozenset[int]

    def run(self, *legs: Leg) -> tuple[str, ...] | None:
        """A run with the fewest moves that makes these legs one after the other, as ids in order; None where there is none."""
        came: dict[tuple[int, int], tuple[tuple[int, int], tuple[str, ...]] | None] = {(0, 0): None}
        waiting = deque([(0, 0)])
        asked = frozenset(id for leg in legs for ids in leg for id in ids)
        while waiting:
            here = waiting.popleft()
            state, leg = here
            if state in self.ended and END in legs[leg].goal and leg + 1 == len(legs):
                return _told(came, here, ())
            for edge in self.edges[state]:
                if asked.isdisjoint(edge.ids):  # so it is with most edges
                    if (edge.target, leg) not in came:
                        came[edge.target, leg] = (here, edge.passed)
                        waiting.append((edge.target, leg))
                    continue
                for stand, passed in _along(edge, leg, legs):
                    if stand == len(legs):
                        return _told(came, here, passed)
                    if (edge.target, stand) not in came:
                        came[edge.target, stand] = (here, passed)
                        waiting.append((edge.target, stand))
        return None

    def can(self, *legs: Leg) -> bool:
        """Whether there is such a run."""
        return self.run(*legs) is not None


def _along(edge: _Edge, leg: int, legs: tuple[Leg, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The legs on which one may be after the edge; a goal may be taken or left for a later one."""
    stands = {leg}
    for number, id in enumerate(edge.passed, start=1):
        stands = {stand for each in stands for stand in _past(id, each, legs)}
        if len(legs) in stands:
            yield len(legs), edge.passed[:number]
            return
    for stand in sorted(stands, reverse=True):
        yield stand, edge.passed


def _past(id: str, leg: int, legs: tuple[Leg, ...]) -> Iterator[int]:
    if id in legs[leg].goal:
        yield leg + 1
    if id not in legs[leg].without:
        yield leg


def _told(
    came: dict[tuple[int, int], tuple[tuple[int, int], tuple[str, ...]] | None], last: tuple[int, int], passed: tuple[str, ...]
) -> tuple[str, ...]:
    parts = [passed]
    here = last
    while (step := came[here]) is not None:
        here, part = step
        parts.append(part)
    return tuple(id for part in reversed(parts) for id in part)


@once
def runs(chart: Flowchart) -> Runs | None:
    """The runs of `chart`; None where there are more states than can be looked at, or tokens multiply without end."""
    try:
        return _Drawing(chart).draw()
    except InputError:
        return None


class _Drawing:
    def __init__(self, chart: Flowchart) -> None:
        self._chart = chart
        self._game = TokenGame(chart)
        self._asked = _asked_again(chart)
        self._facts = {text: frozenset(re.findall(r"\w+", text)) for text in self._asked}

    def draw(self) -> Runs | None:
        game = self._game
        marking, _ = game.settle(game.initial())
        first = (marking, frozenset[tuple[str, bool]]())
        number = {first: 0}
        edges: list[tuple[_Edge, ...]] = []
        waiting = deque([first])
        while waiting:
            here = waiting.popleft()
            found = []
            for passed, after in self._onward(here):
                if after not in number:
                    number[after] = len(number)
                    waiting.append(after)
                found.append(_Edge(passed, number[after], frozenset(passed)))
            edges.append(tuple(found))
            if len(number) > _MOST_STATES:
                return None
        ended = frozenset(place for (each, _), place in number.items() if game.is_complete(each))
        return Runs(tuple(edges), ended)

    def _onward(self, here: tuple[Marking, _Answers]) -> Iterator[tuple[tuple[str, ...], tuple[Marking, _Answers]]]:
        marking, answers = here
        for move in self._game.moves(marking):
            after, silent = self._game.settle(self._game.after(marking, move, 0))
            if not self._asked:
                yield tuple(id for each in (move, *silent) for id in _passed(each)), (_few(after), answers)
                continue
            known: _Answers | None = answers
            for each in (move, *silent):
                known = self._answered(each, known) if known is not None else None
            if known is not None:
                yield tuple(id for each in (move, *silent) for id in _passed(each)), (_few(after), known)

    def _answered(self, move: Move, answers: _Answers) -> _Answers | None:
        """What is known after a move; None where the move contradicts what was answered before."""
        node = self._chart.nodes.get(move.node)
        if node is None:
            return answers
        if not isinstance(node, Decision):
            # Only what is done sets facts.
            return frozenset(each for each in answers if self._facts[each[0]].isdisjoint(node.notes.sets)) if answers else answers
        if node.type != "exclusiveGateway" or not move.exits:
            return answers
        said = frozenset(
            (flow.condition, flow.id in move.exits) for flow in self._chart.outgoing(node)
            if flow.condition and flow.condition in self._asked
        )
        if any((text, not answer) in answers for text, answer in said):
            return None
        return answers | said


def _asked_again(chart: Flowchart) -> frozenset[str]:
    """The conditions that stand at the exits of more than one exclusive gateway."""
    count = Counter(
        text for decision in chart.decisions.values() if decision.type == "exclusiveGateway"
        for text in {flow.condition for flow in chart.outgoing(decision) if flow.condition}
    )
    return frozenset(text for text, times in count.items() if times > 1)


def _passed(move: Move) -> Iterator[str]:
    """The node that was passed, unless a token only came to it, and the flows taken from there."""
    if (Stand.OPEN, move.node) not in move.put:
        yield move.node
    yield from move.flows


def _few(marking: Marking) -> Marking:
    if len(set(marking)) == len(marking):
        return marking
    kept: Counter[object] = Counter()
    few = []
    for token in marking:
        kept[token] += 1
        if kept[token] <= _MOST_ALIKE:
            few.append(token)
    return tuple(few)
