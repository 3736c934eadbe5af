"""Plays the pools of a chart together, one state after another, without any cleverness: the second opinion on messages.

Written from the sentences at the head of `powerflow/graph/messages.py` alone; charts are those of `exchange_generated`.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from powerflow.model import Event, Flowchart, Node, Step

# A place of a token: ("flow", id), ("at", node), ("armed", boundary event), ("begin", scope). A state: these, messages.
Place = tuple[str, str]
State = tuple[frozenset[Place], tuple[tuple[str, int], ...]]

MOST_MESSAGES = 5


class DoubledError(Exception):
    """A second token where one is."""


@dataclass
class Heard:
    """What the plain exploration found; `most` is the greatest number of messages of one flow that waited at once."""

    stuck: set[str] = field(default_factory=set)
    endless: bool = False
    awaited: dict[str, list[str]] = field(default_factory=dict)
    came: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    cut: bool = False
    most: int = 0
    complete: bool = True
    states: int = 0


class Oracle:
    """The rules."""

    def __init__(self, chart: Flowchart) -> None:
        self.chart = chart
        self.heard = Heard()
        self.awaited: dict[str, list[str]] = {}
        for flow in chart.message_flows.values():
            if flow.source in chart.nodes and self._waits(chart.nodes[flow.target]):
                self.awaited.setdefault(flow.target, []).append(flow.id)
        for flow in chart.message_flows.values():
            if flow.source not in chart.nodes:
                self.awaited.pop(flow.target, None)

        self.heard.awaited = self.awaited
        self.thrown = {
            catch for event in chart.events.values() if event.type == "endEvent" and event.trigger == "error"
            and (catch := self.catching(event))
        }

    @staticmethod
    def _waits(node: Node) -> bool:
        return node.type == "receiveTask" or (isinstance(node, Event) and node.trigger == "message" and node.type in (
            "startEvent", "boundaryEvent", "intermediateCatchEvent"
        ))

    # --- where things are

    def scopes(self, node: str) -> list[str]:
        found, scope = [], self.chart.nodes[node].scope
        while scope in self.chart.nodes:
            found.append(scope)
            scope = self.chart.nodes[scope].scope
        return [*found, scope]

    def scopes_of(self, place: Place) -> list[str]:
        kind, id = place
        if kind == "begin":
            return [id, *self.scopes(id)] if id in self.chart.nodes else [id]
        if kind == "flow":
            return self.scopes(self.chart.flows[id].source)
        return self.scopes(id)

    def inside(self, tokens: frozenset[Place], scope: str) -> frozenset[Place]:
        return frozenset(place for place in tokens if scope in self.scopes_of(place))

    # --- beginning

    def starts(self, scope: str) -> tuple[list[str], bool]:
        """The nodes that a scope begins with, and whether one of them is chosen."""
        nodes = [node for node in self.chart.nodes.values() if node.scope == scope]
        events = [node.id for node in nodes if node.type == "startEvent"]
        return events or [node.id for node in nodes if not node.incoming and node.type != "boundaryEvent"], bool(events)

    def first(self) -> State:
        tokens: list[Place] = []
        for process in self.chart.processes:
            starts, chosen = self.starts(process)
            if all(start in self.awaited for start in starts):
                self.heard.came.update(starts)
            else:
                tokens += [("begin", process)] if chosen else [("at", start) for start in starts]
            if chosen:
                self.heard.came.update(start for start in starts if start in self.awaited)
        return frozenset(tokens), ()

    # --- one step further

    def next(self, state: State) -> Iterator[State]:
        tokens, mail = state[0], Counter(dict(state[1]))
        for process in self.chart.processes:
            if not self.inside(tokens, process):
                yield from self.begin_by_message(tokens, mail, process)
        for place in sorted(tokens):
            kind, id = place
            if kind == "begin":
                yield from self.begin(tokens, mail, place)
            elif kind == "flow":
                yield from self.arrive(tokens, mail, place)
            elif kind == "armed":
                for rest in self.take(mail, id):
                    yield self.leave(tokens - {place}, rest, id)
            else:
                yield from self.act(tokens, mail, place)

    def begin_by_message(self, tokens: frozenset[Place], mail: Counter[str], process: str) -> Iterator[State]:
        starts, chosen = self.starts(process)
        if chosen:
            for start in starts:
                if start in self.awaited:
                    for rest in self.take(mail, start):
                        yield self.leave(tokens, rest, start)
        elif all(start in self.awaited for start in starts) and any(mail[flow] for start in starts for flow in self.awaited[start]):
            yield self.state(tokens, mail, [("at", start) for start in starts])

    def begin(self, tokens: frozenset[Place], mail: Counter[str], place: Place) -> Iterator[State]:
        starts, chosen = self.starts(place[1])
        if not chosen:
            yield self.state(tokens - {place}, mail, [("at", start) for start in starts])
            return
        for start in starts:
            for rest in self.take(mail, start):
                yield self.leave(tokens - {place}, rest, start)

    def arrive(self, tokens: frozenset[Place], mail: Counter[str], place: Place) -> Iterator[State]:
        node = self.chart.nodes[self.chart.flows[place[1]].target]
        rest = tokens - {place}
        out: list[Place] = [("flow", flow) for flow in node.outgoing]
        if node.type == "parallelGateway":
            if all(("flow", flow) in tokens for flow in node.incoming):
                yield self.state(tokens - {("flow", flow) for flow in node.incoming}, mail, out)
        elif node.type == "inclusiveGateway":
            yield from self.include(tokens, mail, node)
        elif node.type == "exclusiveGateway":
            for each in out:
                yield self.state(rest, mail, [each])
        elif node.type == "eventBasedGateway":
            for flow in node.outgoing:
                target = self.chart.flows[flow].target
                for left in self.take(mail, target):
                    yield self.leave(rest, left, target)
        else:
            yield self.state(rest, mail, self.entered(node))

    def include(self, tokens: frozenset[Place], mail: Counter[str], node: Node) -> Iterator[State]:
        here = frozenset(("flow", flow) for flow in node.incoming) & tokens
        for place in tokens - here:
            if node.scope in self.scopes_of(place) and self.can_reach(place, node):
                return
        for choice in range(1, 1 << len(node.outgoing)):
            some: list[Place] = [("flow", flow) for index, flow in enumerate(node.outgoing) if choice >> index & 1]
            yield self.state(tokens - here, mail, some)

    def can_reach(self, place: Place, gate: Node) -> bool:
        kind, id = place
        waiting = [self.chart.flows[id].target if kind == "flow" else id]
        seen = {gate.id}
        while waiting:
            node = self.chart.nodes.get(waiting.pop())
            if node is None:
                continue
            if node.id == gate.id:
                return True
            if node.id in seen:
                continue
            seen.add(node.id)
            targets = [flow.target for flow in self.chart.outgoing(node)] + list(node.boundary if isinstance(node, Step) else ())
            if gate.id in targets:
                return True
            waiting += [*targets, node.scope]
        return False

    def entered(self, node: Node) -> list[Place]:
        places: list[Place] = [("at", node.id)]
        if isinstance(node, Step):
            places += [("armed", id) for id in node.boundary if not self.chart.events[id].interrupting]
            places += [("begin", node.id)] if node.inner else []
        return places

    def act(self, tokens: frozenset[Place], mail: Counter[str], place: Place) -> Iterator[State]:
        node = self.chart.nodes[place[1]]
        if isinstance(node, Event) and node.type == "endEvent" and node.trigger in ("terminate", "error"):
            yield from self.end(tokens, mail, node)
            return
        under_way = frozenset({place})
        if isinstance(node, Step):
            under_way |= {("armed", id) for id in node.boundary} | self.inside(tokens, node.id)
            for id in node.boundary:
                if self.chart.events[id].interrupting and id not in self.thrown:
                    for rest in self.take(mail, id):
                        yield self.leave(tokens - under_way, rest, id)
            if self.inside(tokens, node.id):
                return
        for rest in self.take(mail, node.id):
            yield self.leave(tokens - under_way, rest, node.id)

    def end(self, tokens: frozenset[Place], mail: Counter[str], node: Event) -> Iterator[State]:
        if node.trigger == "terminate":
            yield self.state(tokens - self.inside(tokens, node.scope), mail, [])
            return
        catch = self.catching(node)
        if not catch:
            yield self.leave(tokens - {("at", node.id)}, mail, node.id)
            return
        around = self.chart.steps[str(self.chart.events[catch].attached_to)]
        gone = {("at", around.id), *(("armed", each) for each in around.boundary)} | self.inside(tokens, around.id)
        yield self.leave(tokens - gone, mail, catch)

    def catching(self, node: Event) -> str:
        """The boundary event that catches the error of an end: on the nearest sub-process around it that has one."""
        for scope in self.scopes(node.id):
            around = self.chart.steps.get(scope)
            for id in around.boundary if around else ():
                if self.chart.events[id].trigger == "error":
                    return id
        return ""

    # --- messages

    def take(self, mail: Counter[str], node: str) -> Iterator[Counter[str]]:
        """What is left of the messages when `node` goes on; nothing if it has to wait."""
        if node not in self.awaited:
            yield mail
            return
        self.heard.came.add(node)
        for flow in self.awaited[node]:
            if mail[flow]:
                self.heard.taken.add(flow)
                yield mail - Counter([flow])

    def leave(self, tokens: frozenset[Place], mail: Counter[str], id: str) -> State:
        mail = Counter(mail)
        for flow in self.chart.message_flows.values():
            if flow.source == id and flow.id in self.awaited.get(flow.target, ()):
                mail[flow.id] += 1
                self.heard.sent.add(flow.id)
                self.heard.most = max(self.heard.most, mail[flow.id])
        return self.state(tokens, mail, [("flow", flow) for flow in self.chart.nodes[id].outgoing])

    def state(self, tokens: frozenset[Place], mail: Counter[str], more: list[Place]) -> State:
        if tokens & set(more) or len(set(more)) < len(more):
            raise DoubledError
        return tokens | set(more), tuple(sorted((flow, count) for flow, count in mail.items() if count))

    # --- what is wrong

    def waiting(self, state: State) -> set[Place]:
        """The tokens that only a message can move."""
        tokens = state[0]
        found = set()
        for place in tokens:
            kind, id = place
            target = self.chart.nodes[self.chart.flows[id].target] if kind == "flow" else None
            if kind == "begin" or (kind == "at" and id in self.awaited) or (target and target.type == "eventBasedGateway"):
                found.add(place)
        return found

    def names(self, place: Place) -> set[str]:
        kind, id = place
        if kind == "begin":
            return set(self.starts(id)[0])
        return {id if kind == "at" else self.chart.flows[id].target}


def listen(chart: Flowchart, most: int = 3_000) -> Heard:
    """Everything that can happen, up to `most` states."""
    oracle = Oracle(chart)
    heard = oracle.heard
    first = oracle.first()
    before: dict[State, list[State]] = {first: []}
    waiting, ends = [first], []
    while waiting:
        state = waiting.pop()
        if len(before) > most or heard.most > MOST_MESSAGES:
            heard.complete = False
            return heard
        after = _all_next(oracle, state)
        for each in after:
            if each not in before:
                before[each] = []
                waiting.append(each)
            before[each].append(state)
        if not after and not heard.cut:
            ends.append(state)
            _note(oracle, state)
    heard.states = len(before)
    heard.endless = len(_leading_to(ends, before)) < len(before)
    return heard


def _all_next(oracle: Oracle, state: State) -> list[State]:
    try:
        return list(oracle.next(state))
    except DoubledError:
        oracle.heard.cut = True
        return []


def _leading_to(ends: list[State], before: dict[State, list[State]]) -> set[State]:
    reached, waiting = set(ends), list(ends)
    while waiting:
        for state in before[waiting.pop()]:
            if state not in reached:
                reached.add(state)
                waiting.append(state)
    return reached


def _note(oracle: Oracle, state: State) -> None:
    held = oracle.waiting(state)
    for process in oracle.chart.processes:
        if oracle.inside(state[0], process) and not oracle.inside(frozenset(held), process):
            oracle.heard.cut = True
            return
    for place in held:
        oracle.heard.stuck |= oracle.names(place)
