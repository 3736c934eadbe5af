"""Plays a flowchart's tokens one by one, without any cleverness: the second opinion that soundness is held against.

Tokens stand on flows, and in activities beside which something may happen. Nothing is reduced, ordered or left out; what
an element does is written out as the standard says it (BPMN 2.0.2, chapter 13, with the choices that
`powerflow.graph.net` settles). It shares no code with the room.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple, TypeVar

from powerflow.model import Event, Flowchart, Node, Step

Tokens = frozenset[str]
_Thing = TypeVar("_Thing")


class State(NamedTuple):
    """Where the tokens stand, and which ends were reached so far."""

    tokens: Tokens
    ended: Tokens = frozenset()


class Move(NamedTuple):
    """`node` takes tokens from some flows and gives tokens to others; at an end it gives none."""

    node: str
    taken: Tokens
    given: Tokens
    ends: Tokens = frozenset()
    terminates: bool = False
    passed: Tokens = frozenset()


BREAKING = ("error", "cancel")


class Goings(NamedTuple):
    """How a step may be left: whether to its end, not by which events at its border, and what nobody there catches."""

    ends: bool = True
    never: Tokens = frozenset()
    escaping: Tokens = frozenset()


def goings(chart: Flowchart, id: str) -> Goings:
    """Plays the inside of a sub-process in which an error or a cancellation is drawn; any other step goes every way."""
    step = chart.nodes[id]
    drawn = [event for event in chart.events.values() if _breaks(event) and _is_within(chart, event, id)]
    if not isinstance(step, Step) or not step.inner or step.type == "adHocSubProcess" or not drawn:
        return Goings()
    rules = Scope(chart, id)
    ends, thrown = _outcomes(rules)
    subs = [chart.steps[each] for each in step.inner if each in chart.steps and chart.steps[each].triggered_by_event]
    starts = [chart.events[each] for sub in subs for each in sub.inner if chart.nodes[each].type == "startEvent"]
    ends = ends or any(start.interrupting for start in starts)
    left = {each for each in thrown if not any(_takes(start, chart.events[each]) for start in starts)}
    left |= {each for sub in subs for each in goings(chart, sub.id).escaping if chart.events[each].trigger == "error"}
    borders = [chart.events[each] for each in step.boundary]
    never = {
        event.id for event in borders if event.trigger in {each.trigger for each in drawn}
        and not any(_takes(event, chart.events[each]) for each in left)
    }
    escaping = {each for each in left if not any(_takes(event, chart.events[each]) for event in borders)}
    return Goings(ends or not left, frozenset(never), frozenset(escaping))


def _outcomes(rules: Scope) -> tuple[bool, set[str]]:
    """Whether all can come to an end without a break, and the ends that may break it off."""
    thrown: set[str] = set()
    todo, seen, ends = list(rules.first), set(rules.first), not rules.first
    while todo:
        state = todo.pop()
        for move in rules.moves(state):
            if doubled(state, move) or move.ends & state.ended:
                ends = True
                continue
            breaking = {each for each in move.ends if _breaks(rules.nodes[each])}
            if not (move.given or move.ends) and move.terminates:
                breaking = {each for each in rules.goes[move.node].escaping if rules.chart.events[each].trigger == "error"}
                thrown |= breaking
                continue
            thrown |= breaking
            after = played(state, move)
            ends |= not (after.tokens or breaking)
            if after not in seen:
                seen.add(after)
                todo.append(after)
    return ends, thrown


def _breaks(node: Node) -> bool:
    return isinstance(node, Event) and node.type == "endEvent" and node.trigger in BREAKING


def _takes(event: Event, thrown: Event) -> bool:
    return event.trigger == thrown.trigger and (not event.reference or event.reference == thrown.reference)


def _is_within(chart: Flowchart, node: Node, scope: str) -> bool:
    while node.scope in chart.nodes:
        if node.scope == scope:
            return True
        node = chart.nodes[node.scope]
    return False


@dataclass
class Sight:
    """All that was seen of one scope. `dead`: nodes and flows that no token came to; `cut_off`: those that no path leads to."""

    scope: str
    faults: set[str] = field(default_factory=set)
    unsynchronised: set[str] = field(default_factory=set)
    repeated: set[str] = field(default_factory=set)
    dead: set[str] = field(default_factory=set)
    cut_off: set[str] = field(default_factory=set)
    too_large: bool = False
    undecided: bool = False
    states: int = 0

    @property
    def verdict(self) -> str:
        """sound, unsound, undecided, or too large to say."""
        if self.faults:
            return "unsound"
        if self.undecided:
            return "undecided"
        return "too large" if self.too_large else "sound"


class Scope:
    """The nodes and flows of one process or sub-process, and what each node may do."""

    def __init__(self, chart: Flowchart, scope: str) -> None:
        self.chart = chart
        self.scope = scope
        self.nodes = {
            id: node for id, node in chart.nodes.items() if node.scope == scope and not _apart(chart, node)
        }
        self.goes = {id: goings(chart, id) for id, node in self.nodes.items() if isinstance(node, Step)}
        self.source: dict[str, str] = {}
        self.target: dict[str, str] = {}
        self._tie_links()
        for flow in chart.flows.values():
            if flow.source in self.nodes and flow.target in self.nodes and f"link {flow.source}" not in self.source:
                self.source[flow.id], self.target[flow.id] = flow.source, flow.target
        self.into: dict[str, list[str]] = {id: [] for id in self.nodes}
        self.out: dict[str, list[str]] = {id: [] for id in self.nodes}
        for id, end in self.target.items():
            self.into[end].append(id)
            self.out[self.source[id]].append(id)
        self.first = self._first()
        self.exits = {id: list(self._exits(node)) for id, node in self.nodes.items()}
        for id in self.nodes:
            for event in self._border(id, interrupting=False):
                self.exits[f"near {id}"] = list(self._exits_near(id))
                self.target[f"near {id}"], self.target[f"at {event}"] = id, event
        self._ahead: dict[str, Mapping[str, frozenset[str]]] = {}

    def _tie_links(self) -> None:
        catches = {
            _link_name(node): id for id, node in self.nodes.items() if _is_link(node) and node.type == "intermediateCatchEvent"
        }
        for id, node in self.nodes.items():
            if _is_link(node) and node.type == "intermediateThrowEvent" and _link_name(node) in catches:
                self.source[f"link {id}"], self.target[f"link {id}"] = id, catches[_link_name(node)]

    def _first(self) -> list[State]:
        starts = [id for id, node in self.nodes.items() if node.type == "startEvent"]
        choices = [[id] for id in starts]
        if not starts:
            all_first = [id for id, node in self.nodes.items() if not self.into[id] and node.type != "boundaryEvent"]
            choices = [all_first] if all_first else []
        found = []
        for choice in choices:
            for id in choice:
                self.target[f"begin {id}"] = id
                self.into[id].append(f"begin {id}")
            found.append(State(frozenset(f"begin {id}" for id in choice)))
        return found

    def _exits(self, node: Node) -> Iterator[tuple[Tokens, Tokens, bool, Tokens]]:
        """What a node may give: flows, ends reached, whether all is ended, and the boundary event that interrupted.

        An activity with events beside it first gives a token to some of them and stays at work itself.
        """
        beside = self._border(node.id, interrupting=False)
        if beside:
            for some in subsets(beside):
                yield frozenset({f"near {node.id}", *(f"at {each}" for each in some)}), frozenset(), False, frozenset(some)
        else:
            yield from self._exits_near(node.id)

    def _exits_near(self, id: str) -> Iterator[tuple[Tokens, Tokens, bool, Tokens]]:
        for main in (*self._itself(id), *self._border(id, interrupting=True)):
            for flows, ends, all_ended in self._own_exits(self.nodes[main]):
                yield flows, ends, all_ended, frozenset({main} - {id})
        if id in self.goes and self.goes[id].escaping:
            yield frozenset(), frozenset(), True, frozenset()

    def _itself(self, id: str) -> list[str]:
        """The node as the way out that its own flows are, unless it is never left that way."""
        return [] if id in self.goes and not self.goes[id].ends else [id]

    def _border(self, id: str, *, interrupting: bool) -> list[str]:
        node = self.nodes[id]
        events = [self.nodes[each] for each in node.boundary if each in self.nodes] if isinstance(node, Step) else []
        return [
            each.id for each in events
            if isinstance(each, Event) and each.interrupting is interrupting and each.id not in self.goes[id].never
        ]

    def _own_exits(self, node: Node) -> Iterator[tuple[Tokens, Tokens, bool]]:
        flows = self.out[node.id]
        if node.type == "endEvent" or not flows:
            all_ended = isinstance(node, Event) and node.type == "endEvent" and node.trigger in ("terminate", *BREAKING)
            yield frozenset(), frozenset({node.id}), all_ended
        elif node.type in ("exclusiveGateway", "eventBasedGateway"):
            for flow in flows:
                yield frozenset({flow}), frozenset(), False
        elif node.type == "parallelGateway":
            yield frozenset(flows), frozenset(), False
        else:
            for some in self._chosen(node, flows):
                yield frozenset(some), frozenset(), False

    def _chosen(self, node: Node, flows: list[str]) -> Iterator[list[str]]:
        """Flows without a condition always get a token (after an inclusive gateway all have one), the default one else."""
        is_gateway = node.type in ("inclusiveGateway", "complexGateway")
        asked = [
            id for id in flows if id != node.default and len(flows) > 1
            and (is_gateway or (id in self.chart.flows and self.chart.flows[id].condition is not None))
        ]
        always = [id for id in flows if id not in asked and id != node.default]
        otherwise = [node.default] if node.default in flows else []
        for some in subsets(asked):
            if some:
                yield [*always, *some]
            elif always or otherwise:
                yield [*always, *otherwise]

    def own_gifts(self, id: str) -> set[Tokens]:
        """The flows that a node may give tokens to at once, its border events aside."""
        return {flows for flows, _, _ in self._own_exits(self.nodes[id])}

    def moves(self, state: State) -> Iterator[Move]:
        """All that may happen next."""
        for id in sorted({self.target[flow] for flow in state.tokens}):
            for taken in self._takings(self.nodes[id], state):
                inside = f"near {id}"
                for given, ends, all_ended, passed in self.exits[inside if inside in taken else id]:
                    yield Move(id, taken, given, ends, all_ended, passed)

    def _takings(self, node: Node, state: State) -> Iterator[Tokens]:
        into = frozenset(self.into[node.id])
        here = into & state.tokens
        if node.type == "parallelGateway":
            if here == into:
                yield here
        elif node.type in ("inclusiveGateway", "complexGateway"):
            if self._no_more_come(node.id, here, into, state):
                yield here
        else:
            for flow in sorted(here | state.tokens & {f"near {node.id}", f"at {node.id}"}):
                yield frozenset({flow})

    def _no_more_come(self, join: str, here: Tokens, into: Tokens, state: State) -> bool:
        """13.4.3: whoever may still bring a token to an empty flow may also bring it to one that has a token."""
        ahead = self.paths(join)
        empty = into - here
        return all(
            not ahead[flow] & empty or ahead[flow] & here for flow in state.tokens - here
        )

    def paths(self, join: str) -> Mapping[str, frozenset[str]]:
        """For each flow the flows into `join` that a path from it ends with, without passing `join`."""
        if join not in self._ahead:
            self._ahead[join] = {flow: frozenset(self._reach(flow, join)) for flow in self.target}
        return self._ahead[join]

    def _reach(self, flow: str, join: str) -> Iterator[str]:
        seen, todo = {flow}, [flow]
        if flow.startswith("near "):
            id = self.target[flow]
            todo = [after for each in (*self._itself(id), *self._border(id, interrupting=True)) for after in self.out[each]]
            seen = set(todo)
        while todo:
            each = todo.pop()
            if self.target[each] == join:
                yield each
                continue
            for after in self.after(self.target[each]):
                if after not in seen:
                    seen.add(after)
                    todo.append(after)

    def is_complex(self, id: str) -> bool:
        """Whether a node waits for or chooses what only its own formula says."""
        return self.nodes[id].type == "complexGateway" and max(len(self.into[id]), len(self.out[id])) > 1

    def after(self, id: str) -> list[str]:
        """The flows that a token may take from a node, by its border too."""
        borders = [*self._border(id, interrupting=True), *self._border(id, interrupting=False)]
        return [flow for each in (*self._itself(id), *borders) for flow in self.out[each]]

    def reachable(self) -> set[str]:
        """The nodes and flows that a token could come to if nothing ever had to wait."""
        found: set[str] = set()
        todo = [self.target[flow] for state in self.first for flow in state.tokens]
        while todo:
            id = todo.pop()
            if id in found:
                continue
            found.add(id)
            found.update((*self._border(id, interrupting=True), *self._border(id, interrupting=False)))
            found.update(self.after(id))
            todo += [self.target[flow] for flow in self.after(id)]
        return found


def played(state: State, move: Move) -> State:
    """The state after a move that puts no second token anywhere."""
    if move.terminates:
        return State(frozenset(), state.ended | move.ends)
    return State(state.tokens - move.taken | move.given, state.ended | move.ends)


def doubled(state: State, move: Move) -> Tokens:
    """The flows on which a second token comes to stand."""
    return frozenset() if move.terminates else (state.tokens - move.taken) & move.given


def scopes(chart: Flowchart) -> list[str]:
    """Every process and every sub-process that promises an order and is not empty."""
    return [
        *(process.id for process in chart.processes.values() if process.nodes),
        *(step.id for step in chart.steps.values() if step.inner and step.type != "adHocSubProcess"),
    ]


def look(chart: Flowchart, scope: str, most: int) -> Sight:
    """Everything that may happen in one scope; `too_large` if that is more than `most` states."""
    sight = Sight(scope)
    rules = Scope(chart, scope)
    if not rules.nodes:
        return sight
    if not rules.first:
        sight.faults.add("no-start")
        return sight
    reachable = rules.reachable()
    sight.cut_off = (rules.nodes.keys() | rules.source.keys()) - reachable
    if sight.cut_off & rules.nodes.keys():
        sight.faults.add("dead")
    sight.is_broken_off = broken_off(chart, scope)
    if not sight.is_broken_off and not any(ends or all_ended for exits in rules.exits.values() for _, ends, all_ended, _ in exits):
        sight.faults.add("no-end")
        return sight
    sight.undecided = any(rules.is_complex(id) for id in reachable & rules.nodes.keys())
    if not sight.undecided:
        _explore(rules, sight, most)
    return sight


def broken_off(chart: Flowchart, scope: str) -> bool:
    """Whether a time, a message, a signal or a condition at the border of a sub-process puts an end to all inside."""
    return any(
        event.attached_to == scope and event.interrupting and event.trigger not in ("none", "error", "escalation", "cancel", "compensate")
        for event in chart.nodes.values() if isinstance(event, Event) and event.type == "boundaryEvent"
    )


def _explore(rules: Scope, sight: Sight, most: int) -> None:
    before: dict[State, set[State]] = {state: set() for state in rules.first}
    todo = list(rules.first)
    settled: set[State] = set()
    touched: set[str] = set()
    while todo:
        state = todo.pop()
        moves = list(rules.moves(state))
        if not moves:
            settled.add(state)
            if state.tokens:
                sight.faults.add("deadlock")
        for move in moves:
            touched |= {move.node} | move.given | move.passed
            sight.repeated |= move.ends & state.ended
            if doubled(state, move):
                sight.unsynchronised |= doubled(state, move)
                settled.add(state)
                continue
            after = played(state, move)
            if after not in before:
                before[after] = set()
                todo.append(after)
            before[after].add(state)
        if len(before) > most:
            sight.too_large = True
            break
    sight.states = len(before)
    _conclude(rules, sight, before, settled, touched)


def _conclude(
    rules: Scope, sight: Sight, before: Mapping[State, set[State]], settled: set[State], touched: set[str]
) -> None:
    if sight.unsynchronised:
        sight.faults.add("unsynchronised")
    if sight.repeated:
        sight.faults.add("repeated-end")
    if sight.too_large:
        return
    if _backwards(settled, before) != before.keys() and not sight.is_broken_off:
        sight.faults.add("livelock")
    sight.dead = rules.reachable() - touched
    if sight.dead and not sight.unsynchronised:
        sight.faults.add("dead")


def _backwards(from_states: Iterable[State], before: Mapping[State, set[State]]) -> set[State]:
    seen = set(from_states)
    todo = list(seen)
    while todo:
        for state in before[todo.pop()]:
            if state not in seen:
                seen.add(state)
                todo.append(state)
    return seen


def judge(chart: Flowchart, most: int = 5_000) -> list[Sight]:
    """What is seen in each scope of the chart."""
    return [look(chart, scope, most) for scope in scopes(chart)]


def verdict(sights: Iterable[Sight]) -> str:
    """The verdict on the whole chart: the worst of its scopes."""
    all_verdicts = {sight.verdict for sight in sights}
    return next(each for each in ("unsound", "undecided", "too large", "sound") if each in all_verdicts | {"sound"})


def subsets(things: list[_Thing]) -> Iterator[tuple[_Thing, ...]]:
    """Every choice of some of them, none and all included."""
    for size in range(len(things) + 1):
        yield from combinations(things, size)


def _apart(chart: Flowchart, node: Node) -> bool:
    """Whether a node is begun by an event or a compensation, never by a token of its scope."""
    if isinstance(node, Step):
        return node.triggered_by_event or node.for_compensation
    if isinstance(node, Event) and node.type == "boundaryEvent":
        host = chart.nodes.get(node.attached_to or "")
        return node.trigger == "compensate" or (host is not None and _apart(chart, host))
    return False


def _is_link(node: Node) -> bool:
    return isinstance(node, Event) and node.trigger == "link"


def _link_name(node: Node) -> str:
    return (node.reference or node.name) if isinstance(node, Event) else ""
