"""Pools that speak with each other as one net: side by side, and sub-processes that speak laid open among their nodes."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from powerflow.graph.net import NOWHERE, Kind, Net, net
from powerflow.graph.reduction import drop, reduce
from powerflow.model import Event, Flowchart, MessageFlow, Node, Step

_RECEIVING = ("startEvent", "intermediateCatchEvent", "boundaryEvent")
# A message flow that ends at an event without a trigger, or with one that stands elsewhere, says what it waits for.
_BY_MESSAGE = ("message", "none", "reference")
# Ends that a boundary event of the sub-process around them catches.
_THROWN = ("error", "escalation", "cancel", "reference")


@dataclass(frozen=True)
class Guard:
    """A step under way that something may interrupt: a token before the guard stands for it.

    It is done when no token is left on the edges `inner`. The edges `armed` lead to boundary events that do not
    interrupt and hold their tokens as long as the step is under way.
    """

    inner: int
    armed: int


@dataclass(frozen=True)
class Beginning:
    """How messages begin a pool that holds no token on its edges `region`: what is filled if one waits for a receiver."""

    region: int
    ways: tuple[tuple[int, tuple[int, ...]], ...]


@dataclass
class Conversation:
    """All pools in one net, and what the net cannot say. Edges come as masks, nodes and message flows by number.

    `flows` are the message flows that somebody waits for. `awaits` and `sends` tell which of them a node takes one of,
    or gives a message to. `choosers` leave their choice to what comes first. `opens` is the first edge of the
    sub-process that a node begins; `clears` what an end takes away beside its token, `throws` the edge to the boundary
    event that it leads to (one of `caught`). Before `beginnings` lie the edges in `standing`, which are never emptied. Nodes in
    `entangled` do not act independently of all others, those in `optional` need not act at all. `names` are the ids
    for a course, where not those of the net.
    """

    net: Net
    flows: tuple[str, ...]
    first: int = 0
    awaits: dict[int, tuple[int, ...]] = field(default_factory=dict)
    sends: dict[int, tuple[int, ...]] = field(default_factory=dict)
    choosers: set[int] = field(default_factory=set)
    guards: dict[int, Guard] = field(default_factory=dict)
    opens: dict[int, int] = field(default_factory=dict)
    clears: dict[int, int] = field(default_factory=dict)
    throws: dict[int, int] = field(default_factory=dict)
    caught: int = 0
    beginnings: dict[int, Beginning] = field(default_factory=dict)
    standing: int = 0
    entangled: set[int] = field(default_factory=set)
    optional: set[int] = field(default_factory=set)
    names: dict[int, str] = field(default_factory=dict)
    pools: dict[str, int] = field(default_factory=dict)
    undecided: bool = False


def conversation(chart: Flowchart, processes: Iterable[str], flows: Iterable[MessageFlow]) -> Conversation:
    """The conversation of `processes` by `flows`, which lead between their nodes."""
    return _Joiner(chart, list(flows)).join(processes)


def waits(node: Node) -> bool:
    """Whether a case stands still at `node` until a message comes, if a message flow leads to it."""
    if isinstance(node, Event):
        return node.type in _RECEIVING and node.trigger in _BY_MESSAGE
    return node.type == "receiveTask"


def is_apart(chart: Flowchart, id: str) -> bool:
    """Whether the node is outside the order of flows, by itself or with the sub-process around it."""
    node = chart.nodes[id]
    if isinstance(node, Event) and node.type == "boundaryEvent" and (node.attached_to is None or node.trigger == "compensate"):
        return True
    while isinstance(node, Step) or node.scope in chart.nodes:
        if isinstance(node, Step) and (node.triggered_by_event or node.for_compensation):
            return True
        if node.scope not in chart.nodes:
            return False
        node = chart.nodes[node.scope]
        if node.type == "adHocSubProcess":
            return True
    return False


def _from_outside(chart: Flowchart) -> set[str]:
    """The nodes to which something sends that is not played: a black box, a pool's border, a step without an order."""
    return {
        flow.target for flow in chart.message_flows.values()
        if flow.source not in chart.nodes or is_apart(chart, flow.source)
    }


@dataclass(frozen=True)
class _Race:
    """A step with boundary events, or one whose inside is laid open: its node, the events that interrupt, the others."""

    step: Step
    node: int
    interrupting: tuple[int, ...]
    others: tuple[int, ...]


@dataclass(frozen=True)
class _Caught:
    """A boundary event that catches what is thrown in `scope`, the edge to it, and what it clears."""

    scope: str
    event: Event
    edge: int
    clears: int


class _Joiner:
    def __init__(self, chart: Flowchart, flows: list[MessageFlow]) -> None:
        self._chart = chart
        outside = _from_outside(chart)
        awaited = [
            flow for flow in flows
            if waits(chart.nodes[flow.target]) and flow.target not in outside and not is_apart(chart, flow.target)
        ]
        self._awaited: dict[str, tuple[int, ...]] = {}
        self._sent: dict[str, tuple[int, ...]] = {}
        for number, flow in enumerate(awaited):
            self._awaited[flow.target] = (*self._awaited.get(flow.target, ()), number)
            self._sent[flow.source] = (*self._sent.get(flow.source, ()), number)
        self._speaking = {*self._awaited, *self._sent}
        thrown = {
            id for id, event in chart.events.items()
            if event.type == "endEvent" and event.trigger in _THROWN and not is_apart(chart, id)
        }
        self._open = {scope for id in self._speaking | thrown for scope in self._around(id)}
        self._all = Conversation(net=Net(""), flows=tuple(flow.id for flow in awaited))
        self._caught: list[_Caught] = []
        # The first edges of scopes without start events, where all begins that nothing leads to.
        self._forking: set[int] = set()

    def _around(self, id: str) -> Iterable[str]:
        scope = self._chart.nodes[id].scope
        while scope in self._chart.nodes:
            yield scope
            scope = self._chart.nodes[scope].scope

    def join(self, processes: Iterable[str]) -> Conversation:
        for process in processes:
            self._add_pool(process, self._chart.processes[process].nodes)
        self._lead_errors()
        return self._all

    def _add_pool(self, process: str, inside: tuple[str, ...]) -> None:
        whole, joint = self._all, self._all.net
        begins = len(joint.sources)
        starts = self._add(process, inside)
        if not starts:
            return
        fed = tuple(start for start in starts if start in whole.awaits)
        if len(fed) < len(starts):
            whole.first |= 1 << begins
        again = joint.node(Kind.XOR)
        ways: list[tuple[int, tuple[int, ...]]] = []
        if begins in self._forking:
            ways += [(1 << begins, fed)] if len(fed) == len(starts) else []
        else:
            ways += [(1 << joint.edge(again, start), (start,)) for start in fed]
        whole.pools[process] = _between(begins, len(joint.sources))
        if ways:
            whole.beginnings[again] = Beginning(whole.pools[process], tuple(ways))
            whole.standing |= 1 << joint.edge(NOWHERE, again)

    def _lead_errors(self) -> None:
        """An end with an error leads to the boundary event that catches it: the nearest around it, if there is one."""
        whole, joint = self._all, self._all.net
        for node, id in enumerate(joint.ids):
            event = self._chart.nodes.get(id)
            if joint.kinds[node] is not Kind.END or not isinstance(event, Event) or event.trigger not in _THROWN:
                continue
            around = {scope: distance for distance, scope in enumerate(self._around(id))}
            catching = [each for each in self._caught if each.scope in around and _is_caught(event, each.event)]
            if catching:
                # The same error before one that catches any.
                best = min(catching, key=lambda each: (around[each.scope], not each.event.reference))
                whole.clears[node], whole.throws[node] = best.clears, best.edge
                whole.caught |= 1 << best.edge

    def _add(self, scope: str, inside: tuple[str, ...]) -> list[int]:
        """Adds the net of one scope with those of the sub-processes in it; answers the nodes that it begins with."""
        whole, joint = self._all, self._all.net
        local = net(self._chart, scope, inside)
        if local is None:
            return []
        starts, forks = [local.targets[edge] for edge in local.outs[0]], local.kinds[0] is Kind.AND
        whole.undecided |= bool(local.undecided)
        index = {id: node for node, id in reversed(list(enumerate(local.ids))) if id}
        races = self._races(local, inside, index)
        choosers = self._choosers(local, index)
        exits = {local.targets[edge] for node in choosers for edge in local.outs[node]}
        spoken = {node for id, node in index.items() if id in self._speaking}
        events = {node for race in races for node in (race.node, *race.interrupting, *race.others)}
        thrown = {
            node for id, node in index.items() if isinstance(event := self._chart.nodes[id], Event)
            and event.type == "endEvent" and event.trigger in _THROWN
        }
        reduce(local, choosers | exits | spoken | events | thrown)
        begins, offset = len(joint.sources), len(joint.kinds)
        if forks:
            self._forking.add(begins)
        self._copy(local, index, offset)
        whole.choosers |= {node + offset for node in choosers}
        for race in races:
            self._add_race(race, offset)
        self._entangle(range(offset, offset + len(local.kinds)), begins)
        return [start + offset for start in starts]

    def _races(self, local: Net, inside: tuple[str, ...], index: dict[str, int]) -> list[_Race]:
        """Takes the boundary events of speaking steps off the net: when they happen is for the guard to say."""
        races = []
        for id in inside:
            step = self._chart.nodes[id]
            if not isinstance(step, Step) or id not in index:
                continue
            if id not in self._open and not (step.boundary and {id, *step.boundary} & self._speaking):
                continue
            events = [event for each in step.boundary if isinstance(event := self._chart.nodes[each], Event) and each in index]
            for event in events:
                for edge in tuple(local.ins[index[event.id]]):
                    drop(local, edge)
            races.append(_Race(
                step, index[id], tuple(index[event.id] for event in events if event.interrupting),
                tuple(index[event.id] for event in events if not event.interrupting),
            ))
        return races

    def _choosers(self, local: Net, index: dict[str, int]) -> set[int]:
        """The nodes whose exits are chosen by the message that comes: event-based gateways, the beginning of a scope."""
        nodes = [node for id, node in index.items() if self._chart.nodes[id].type == "eventBasedGateway"]
        if local.kinds[0] is Kind.XOR:
            nodes.append(0)
        return {
            node for node in nodes if any(local.ids[local.targets[edge]] in self._awaited for edge in local.outs[node])
        }

    def _copy(self, local: Net, index: dict[str, int], offset: int) -> None:
        whole, joint = self._all, self._all.net
        for node, kind in enumerate(local.kinds):
            id = local.ids[node]
            joint.node(kind, id)
            if not id:
                continue
            if index[id] != node:
                if kind is Kind.END:
                    # An end that is not drawn bears the id of what it follows.
                    whole.names[node + offset] = ""
                continue
            if id in self._awaited:
                whole.awaits[node + offset] = self._awaited[id]
            if id in self._sent:
                whole.sends[node + offset] = self._sent[id]
        joint.edge(NOWHERE, offset, local.labels[0])
        for node, outs in enumerate(local.outs):
            for edge in outs:
                joint.edge(node + offset, local.targets[edge] + offset, local.labels[edge])

    def _add_race(self, race: _Race, offset: int) -> None:
        whole, joint = self._all, self._all.net
        node = guard = race.node + offset
        begins, inner = len(joint.sources), len(joint.kinds)
        opened = race.step.id in self._open and bool(self._add(race.step.id, race.step.inner))
        region = _between(begins, len(joint.sources))
        armed = 0
        if opened or race.others:
            fork, guard = joint.node(Kind.AND), joint.node(Kind.XOR)
            self._move_exits(node, guard)
            joint.edge(node, fork)
            joint.edge(fork, guard)
            for event in race.others:
                armed |= 1 << joint.edge(fork, event + offset)
                whole.optional.add(event + offset)
            whole.entangled |= {guard, *whole.optional} if race.others else set()
            if opened:
                whole.opens[fork] = begins
            else:
                whole.names[node], whole.names[guard] = "", race.step.id
        under_way = sum(1 << edge for edge in joint.ins[guard])
        for event in race.interrupting:
            edge = joint.edge(guard, event + offset)
            drawn = self._chart.nodes[joint.ids[event + offset]]
            if opened and isinstance(drawn, Event):
                self._caught.append(_Caught(race.step.id, drawn, edge, region | armed | under_way))
        if opened and race.interrupting:
            whole.entangled |= set(range(inner, len(joint.kinds)))
        whole.guards[guard] = Guard(region, armed)

    def _move_exits(self, node: int, guard: int) -> None:
        """What left `node` leaves `guard`, and so do its messages."""
        whole, joint = self._all, self._all.net
        joint.outs[guard], joint.outs[node] = joint.outs[node], []
        for edge in joint.outs[guard]:
            joint.sources[edge] = guard
        for table in (whole.awaits, whole.sends):
            if node in table:
                table[guard] = table.pop(node)

    def _entangle(self, own: range, begins: int) -> None:
        """Where a terminate end or an inclusive join is in a scope, its nodes are no longer independent."""
        whole, joint = self._all, self._all.net
        ends = [node for node in own if joint.kinds[node] is Kind.TERMINATE and joint.ins[node]]
        for node in ends:
            whole.clears[node] = _between(begins, len(joint.sources))
        if ends or any(joint.kinds[node] is Kind.OR and len(joint.ins[node]) > 1 for node in own):
            whole.entangled |= set(range(own.start, len(joint.kinds)))


def _between(first: int, end: int) -> int:
    """The mask of the edges from `first` up to but not including `end`."""
    return (1 << end) - (1 << first)


def _is_caught(thrown: Event, event: Event) -> bool:
    """Whether the boundary event `event` catches what the end `thrown` throws: the same error, or any."""
    return thrown.trigger == event.trigger and (not event.reference or event.reference == thrown.reference)
