"""Replays the course that a problem shows by the oracle's rules: can it be, and does it end as the problem says?

A course is read as ids in order: a node when it takes its tokens, a flow when a token is put on it, an end when it is
reached. Between the two a token is in the node; what happens there without a word (which border event comes, which
branch beside it, which flows are chosen) is tried in every way. What leaves a node may do so one after the other.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from powerflow.graph import Fault, Problem
from powerflow.model import Event, Flowchart, Step
from tests.graph.oracle import BREAKING, Scope, State, doubled, played, subsets

INSIDE = ("in", "near", "at", "out", "to")


@dataclass(frozen=True)
class Standing:
    """Tokens by place, and the ends reached, as sorted pairs.

    A place is a flow, `in x` (in an activity with a border), `near x` (nothing more comes beside it), `at x` (a border
    event that came), `out x` (about to leave a node), `to f` (about to come on a flow).
    """

    places: tuple[tuple[str, int], ...]
    ends: tuple[tuple[str, int], ...] = ()

    @staticmethod
    def of(places: Counter[str], ends: Counter[str]) -> Standing:
        """The same in a form that can stand in a set."""
        return Standing(tuple(sorted((+places).items())), tuple(sorted(ends.items())))

    def moved(self, gone: Iterable[str], gained: Iterable[str], ended: Iterable[str] = ()) -> Standing:
        """With tokens gone from some places and come to others."""
        places = Counter(dict(self.places)) - Counter(gone) + Counter(gained)
        return Standing.of(places, Counter(dict(self.ends)) + Counter(ended))

    @property
    def inside(self) -> list[str]:
        """The places that are not flows."""
        return [place for place, _ in self.places if place.partition(" ")[0] in INSIDE]

    @property
    def is_doubled(self) -> bool:
        """Whether two tokens are in one node or on one flow, or just about to be."""
        places: Counter[str] = Counter()
        for place, count in self.places:
            places[place.removeprefix("to ")] += count
        return any(count > 1 for count in places.values())


class Replay:
    """All ways in which a course could have run."""

    def __init__(self, chart: Flowchart, scope: str) -> None:
        self.rules = Scope(chart, scope)

    def after(self, trace: tuple[str, ...]) -> Iterator[Standing]:
        """Where the tokens may stand after the course, one after the other; nothing if it is not possible.

        One way is followed to its end before the next is tried: most courses need one of very many ways only.
        """
        todo = [(0, Standing.of(Counter(state.tokens), Counter())) for state in self.rules.first]
        seen = set(todo)
        while todo:
            read, standing = todo.pop()
            if read == len(trace):
                yield standing
            ways = [(read, after) for after in self._border_passed(standing)] if read else []
            if read < len(trace):
                enter = self._entered if trace[read] in self.rules.nodes else self._put
                ways += [(read + 1, after) for after in enter(standing, trace[read])]
            todo += [way for way in ways if way not in seen]
            seen.update(ways)

    def to_the_end(self, standings: Iterable[Standing]) -> Iterator[Standing]:
        """With all that may still happen inside nodes."""
        seen: set[Standing] = set()
        for first in standings:
            todo = [first]
            while todo:
                standing = todo.pop()
                if standing not in seen:
                    seen.add(standing)
                    yield standing
                    todo += self._passed(standing)

    def oracle_states(self, standing: Standing) -> set[State] | None:
        """What becomes of it once every token is on a flow; None if two tokens may come to one place."""
        found: set[State] = set()
        for each in self.to_the_end([standing]):
            if each.is_doubled:
                return None
            if not each.inside:
                found.add(State(frozenset(place for place, _ in each.places), frozenset(id for id, _ in each.ends)))
        return found

    def _entered(self, standing: Standing, id: str) -> Iterator[Standing]:
        node = self.rules.nodes[id]
        held = {place for place, _ in standing.places}
        for taken in self._takings(id, held):
            if isinstance(node, Event) and node.type == "endEvent":
                gone = (place for place, count in standing.places for _ in range(count))
                yield standing.moved(gone if node.trigger in ("terminate", *BREAKING) else taken, [], [id])
            else:
                yield standing.moved(taken, [self._inside(id)])
        if f"out {id}" in held and not self.rules.out[id]:
            yield standing.moved([f"out {id}"], [], [id])

    def _inside(self, id: str) -> str:
        node = self.rules.nodes[id]
        if f"link {id}" in self.rules.source:
            return f"link {id}"
        return f"in {id}" if isinstance(node, Step) and node.boundary else f"out {id}"

    def _takings(self, id: str, held: set[str]) -> Iterator[frozenset[str]]:
        """As the oracle's; an inclusive join also looks at tokens that are in nodes."""
        node, into = self.rules.nodes[id], frozenset(self.rules.into[id])
        here = into & held
        if node.type == "boundaryEvent":
            here = frozenset({f"at {id}"}) & held
        if node.type == "inclusiveGateway":
            ahead = [self._ahead(place, id) for place in held - here]
            if here and all(not may & (into - here) or may & here for may in ahead):
                yield here
        elif node.type == "parallelGateway":
            if here and here == into:
                yield here
        else:
            for flow in sorted(here):
                yield frozenset({flow})

    def _ahead(self, place: str, join: str) -> frozenset[str]:
        """The flows into `join` to which the token at `place` may come."""
        kind, _, id = place.partition(" ")
        if kind == "to":
            return self.rules.paths(join)[id]
        if kind not in INSIDE:
            return self.rules.paths(join)[place]
        flows = self.rules.after(id) if kind == "in" else self.rules.out[id]
        if kind == "near":
            flows = [*flows, *(flow for each in self._at_the_border(id, interrupting=True) for flow in self.rules.out[each[3:]])]
        return frozenset().union(*(self.rules.paths(join)[flow] for flow in flows))

    def _put(self, standing: Standing, flow: str) -> Iterator[Standing]:
        held = {place for place, _ in standing.places}
        source = self.rules.source.get(flow)
        if f"to {flow}" in held:
            yield standing.moved([f"to {flow}"], [flow])
        elif f"out {source}" in held and source is not None:
            for given in self.rules.own_gifts(source):
                if flow in given:
                    yield standing.moved([f"out {source}"], [flow, *(f"to {other}" for other in given if other != flow)])

    def _border_passed(self, standing: Standing) -> Iterator[Standing]:
        """What may come at the borders of activities: first what comes beside them, then what interrupts them."""
        for place in standing.inside:
            kind, _, id = place.partition(" ")
            if kind == "in":
                for beside in subsets(self._at_the_border(id, interrupting=False)):
                    yield standing.moved([place], [f"near {id}", *beside])
            elif kind == "near":
                for main in (f"out {id}", *self._at_the_border(id, interrupting=True)):
                    yield standing.moved([place], [main])

    def _at_the_border(self, id: str, *, interrupting: bool) -> list[str]:
        node = self.rules.nodes[id]
        events = [self.rules.nodes[each] for each in node.boundary if each in self.rules.nodes] if isinstance(node, Step) else []
        return [f"at {each.id}" for each in events if isinstance(each, Event) and each.interrupting is interrupting]

    def _passed(self, standing: Standing) -> Iterator[Standing]:
        """What may happen inside nodes, up to the flows."""
        yield from self._border_passed(standing)
        for place in standing.inside:
            kind, _, id = place.partition(" ")
            if kind == "at":
                yield standing.moved([place], [self._inside(id)])
            elif kind == "to":
                yield standing.moved([place], [id])
            elif kind == "out" and not self.rules.out[id]:
                yield standing.moved([place], [], [id])
            elif kind == "out":
                for given in self.rules.own_gifts(id):
                    yield standing.moved([place], given)


def objection(chart: Flowchart, problem: Problem) -> str:
    """What is wrong with the course of `problem`; "" if it shows what it says."""
    replay = Replay(chart, problem.scope)
    if not any(True for _ in replay.after(problem.trace)):
        return "the course is not possible"
    shown = any(_shows(replay, standing, problem) for standing in replay.to_the_end(replay.after(problem.trace)))
    return "" if shown else f"the course does not end in {problem.fault.value}"


def _shows(replay: Replay, standing: Standing, problem: Problem) -> bool:
    if problem.fault is Fault.UNSYNCHRONISED:
        return standing.is_doubled
    if problem.fault is Fault.REPEATED_END:
        return dict(standing.ends).get(problem.element, 0) > 1
    if problem.fault is Fault.LIVELOCK:
        return _is_endless(replay, standing)
    return problem.fault is Fault.DEADLOCK and _is_stuck(replay, standing, problem)


def _is_stuck(replay: Replay, standing: Standing, problem: Problem) -> bool:
    """Nothing can happen, tokens wait where the problem says, and none is on the flows that it misses."""
    places = frozenset(place for place, _ in standing.places)
    if not places or standing.inside:
        return False
    waiting = {replay.rules.target[place] for place in places}
    missing = frozenset(problem.missing)
    if _waits_in_vain(replay, places, problem.element, missing):
        return True
    return (
        not list(replay.rules.moves(State(places))) and set(problem.waiting) == waiting and problem.element in waiting
        and not missing & places and {replay.rules.target[flow] for flow in missing} <= waiting
    )


def _waits_in_vain(replay: Replay, places: frozenset[str], join: str, missing: frozenset[str]) -> bool:
    """A token is before the parallel join, and by no flow can another one come to what it misses."""
    rules = replay.rules
    into = frozenset(rules.into[join])
    others = places - into
    could = frozenset().union(*(rules.paths(join)[place] for place in others), others)
    return rules.nodes[join].type == "parallelGateway" and bool(places & into) and bool(missing - could - places)


def _is_endless(replay: Replay, standing: Standing) -> bool:
    """Whatever happens from here, the case is not over, does not get stuck, and no token comes where one is."""
    first = replay.oracle_states(standing)
    if not first:
        return False
    seen, todo = set(first), list(first)
    while todo:
        state = todo.pop()
        moves = list(replay.rules.moves(state))
        if not moves or any(doubled(state, move) for move in moves):
            return False
        for after in {played(state, move) for move in moves} - seen:
            seen.add(after)
            todo.append(after)
    return True
