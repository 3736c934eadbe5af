"""One scope of a chart as a net of tokens: what each BPMN element does with them, said in six kinds of node.

The semantics settled here (BPMN 2.0.2, chapter 13), each with a test:

- Several start events are alternatives: one of them begins the case; so does a receive task that says so
  (`instantiate`) and that nothing leads to. Without any, every node that nothing leads to begins, all together.
- An activity or event passes on each token that comes in (several flows in: an implicit merge), and puts one token on
  each flow out (several flows out: an implicit fork); of those that have a condition only on some.
- A default flow gets a token if no flow with a condition does, after an activity as after an inclusive gateway.
- An interrupting boundary event is another way out of its activity; one that does not interrupt may add its branch,
  and may have done so when another one interrupts.
- Ends take tokens away; the scope is complete when none is left. A terminate end takes all of them, and so does an end
  with an error or a cancellation.
- A sub-process in which such an end is drawn is left as its own course allows: to its end, if it can come there without;
  by the event at its border that catches what can be thrown (the same error, or any); by an error that nobody catches,
  which ends the scope around it too. What no end inside can throw never happens. An error that is drawn nowhere, of a
  step or of a sub-process without such an end, may happen.
- An event-based gateway chooses one exit. A complex gateway is not decided. Link events are flows.
- A sub-process is one step of the scope around it and a scope of its own; so is an event sub-process, which the scope
  around it never waits for. Ad-hoc sub-processes, compensation handlers and their boundary events promise no order and
  are left out. A multi-instance or repeated activity is one step.
- A flow that leaves its scope carries no token; a rule of its own names it.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations

from powerflow.graph.scope import begins
from powerflow.model import Decision, Event, Flow, Flowchart, Node, Step


class Kind(IntEnum):
    """What a node does with tokens.

    XOR: takes one from any flow in, gives one to any one flow out. AND: takes one from every flow in, gives one to every
    flow out. OR: takes those that have come when no more can come, gives to one or more flows out. OPT: like XOR to its
    first flow out, and to any of the others. END takes one away, TERMINATE all.
    """

    XOR = 0
    AND = 1
    OR = 2
    OPT = 3
    END = 4
    TERMINATE = 5


_GATEWAYS = {
    "exclusiveGateway": Kind.XOR, "eventBasedGateway": Kind.XOR, "parallelGateway": Kind.AND, "inclusiveGateway": Kind.OR,
    "complexGateway": Kind.OR,
}
NOWHERE = -1
THROWN = ("error", "cancel")
_MOST_CHOICES_DRAWN = 4


@dataclass(frozen=True)
class Ways:
    """How a sub-process may be left: to its end, by the events at its border but `never` these, by an error that escapes."""

    normally: bool
    never: frozenset[str] = frozenset()
    escapes: bool = False


class Net:
    """Nodes and edges by number. Edge 0 leads from nowhere to node 0 and holds the first token.

    `ids[n]` is the BPMN element of node n ("" for one that only stands for semantics), `labels[e]` what a token passes
    on its way along edge e, `covers[e]` all elements that edge e stands for. `breaks` are the nodes at which an error or a
    cancellation ends the scope, with the end or the sub-process that it comes from.
    """

    def __init__(self, scope: str) -> None:
        self.scope = scope
        self.kinds: list[Kind] = []
        self.ids: list[str] = []
        self.ins: list[list[int]] = []
        self.outs: list[list[int]] = []
        self.sources: list[int] = []
        self.targets: list[int] = []
        self.labels: list[tuple[str, ...]] = []
        self.covers: list[tuple[str, ...]] = []
        self.passed: list[tuple[str, ...]] = []
        self.undecided: tuple[str, ...] = ()
        self.breaks: dict[int, str] = {}

    def node(self, kind: Kind, id: str = "") -> int:
        """A new node."""
        self.kinds.append(kind)
        self.ids.append(id)
        self.ins.append([])
        self.outs.append([])
        self.passed.append(())
        return len(self.kinds) - 1

    def edge(self, source: int, target: int, label: tuple[str, ...] = ()) -> int:
        """A new edge."""
        number = len(self.sources)
        self.sources.append(source)
        self.targets.append(target)
        self.labels.append(label)
        self.covers.append(label)
        if source != NOWHERE:
            self.outs[source].append(number)
        self.ins[target].append(number)
        return number


def net(chart: Flowchart, scope: str, inside: tuple[str, ...], ways: Mapping[str, Ways] | None = None) -> Net | None:
    """The net of one scope; None where it holds nothing that could begin.

    `ways` says how sub-processes in it may be left; without it what is thrown is left to the caller.
    """
    return _Builder(chart, scope, inside, ways).build()


class _Builder:
    def __init__(self, chart: Flowchart, scope: str, inside: tuple[str, ...], ways: Mapping[str, Ways] | None) -> None:
        self._chart = chart
        self._ways = ways
        self._nodes = [node for id in inside if not _stands_apart(node := chart.nodes[id])]
        self._here = {node.id for node in self._nodes}
        self._net = Net(scope)
        self._has_inclusive_join = any(node.type == "inclusiveGateway" and len(node.incoming) > 1 for node in self._nodes)
        self._enter: dict[str, int] = {}
        self._leave: dict[str, int] = {}

    def build(self) -> Net | None:
        net = self._net
        first = net.node(Kind.XOR)
        net.edge(NOWHERE, first)
        for node in self._nodes:
            number = self._enter[node.id] = self._leave[node.id] = net.node(self._kind(node), node.id)
            if self._throws(node):
                net.breaks[number] = node.id
        links = self._links()
        began = self._begin(first, links)
        if not began:
            return None
        for node in self._nodes:
            if isinstance(node, Step):
                self._add_boundary(node, (self._ways or {}).get(node.id, _EVERY_WAY))
        for node in self._nodes:
            self._add_exits(node, links)
        return net

    def _kind(self, node: Node) -> Kind:
        if isinstance(node, Decision):
            if node.type == "complexGateway" and max(len(node.incoming), len(node.outgoing)) > 1:
                self._net.undecided += (node.id,)
            return _GATEWAYS[node.type]
        if isinstance(node, Event) and node.type == "endEvent":
            return Kind.TERMINATE if node.trigger == "terminate" or self._throws(node) else Kind.END
        return Kind.XOR

    def _throws(self, node: Node) -> bool:
        return self._ways is not None and isinstance(node, Event) and node.type == "endEvent" and node.trigger in THROWN

    def _links(self) -> dict[str, str]:
        """From each link throw to its catch: the same name in the same scope."""
        catches = {
            node.reference or node.name: node.id for node in self._nodes
            if isinstance(node, Event) and node.trigger == "link" and node.type == "intermediateCatchEvent"
        }
        return {
            node.id: catches[node.reference or node.name] for node in self._nodes
            if isinstance(node, Event) and node.trigger == "link" and node.type == "intermediateThrowEvent"
            and (node.reference or node.name) in catches
        }

    def _begin(self, first: int, links: dict[str, str]) -> bool:
        starts = [node.id for node in self._nodes if begins(node)]
        if not starts:
            led_to = {flow.target for node in self._nodes for flow in self._flows(node)} | set(links.values())
            starts = [node.id for node in self._nodes if node.id not in led_to and node.type != "boundaryEvent"]
            self._net.kinds[first] = Kind.AND
        for id in starts:
            self._net.edge(first, self._enter[id])
        return bool(starts)

    def _flows(self, node: Node) -> list[Flow]:
        return [flow for flow in self._chart.outgoing(node) if flow.target in self._here and flow.source in self._here]

    def _add_boundary(self, step: Step, ways: Ways) -> None:
        """Puts what may happen at the border between the step and its flows out."""
        net = self._net
        events = [
            event for id in step.boundary
            if isinstance(event := self._chart.nodes[id], Event) and id in self._here and id not in ways.never
        ]
        for interrupting in (False, True):
            some = [event for event in events if event.interrupting is interrupting]
            if not (some or (interrupting and ways.escapes)):
                continue
            if not (some or ways.normally):
                net.kinds[self._leave[step.id]] = Kind.TERMINATE
                net.breaks[self._leave[step.id]] = step.id
                self._leave[step.id] = net.node(Kind.XOR)
                continue
            choice = net.node(Kind.XOR if interrupting else Kind.OPT)
            net.edge(self._leave[step.id], choice)
            after = net.node(Kind.XOR)
            if ways.normally or not interrupting:
                net.edge(choice, after)
            for event in some:
                net.edge(choice, self._enter[event.id])
            if interrupting and ways.escapes:
                net.breaks[self._after(choice, Kind.TERMINATE)] = step.id
            self._leave[step.id] = after

    def _add_exits(self, node: Node, links: dict[str, str]) -> None:
        net, leave = self._net, self._leave[node.id]
        flows = self._flows(node)
        if node.id in links:
            net.edge(leave, self._enter[links[node.id]])
            return
        if net.kinds[leave] in (Kind.END, Kind.TERMINATE):
            return
        if not flows:
            net.edge(leave, net.node(Kind.END, node.id))
            return
        if len(flows) == 1 or node.type in ("exclusiveGateway", "parallelGateway", "eventBasedGateway"):
            self._lead(leave, flows)
        elif isinstance(node, Decision) and node.default:
            self._add_choice(leave, [flow for flow in flows if flow.id != node.default], flows, node.default)
        elif isinstance(node, Decision):
            self._lead(leave, flows)
        else:
            self._add_fork(leave, flows, node.default)

    def _add_fork(self, leave: int, flows: list[Flow], default: str | None) -> None:
        """Puts a token on every flow without a condition, and on some of the others or else on the default one."""
        some = [flow for flow in flows if flow.condition is not None and flow.id != default]
        always = [flow for flow in flows if flow.condition is None and flow.id != default]
        if not some:
            self._lead(self._after(leave, Kind.AND), flows)
        elif not always:
            self._add_choice(leave, some, flows, default)
        elif len(always) == 1 and not default:
            self._lead(self._after(leave, Kind.OPT), always + some)
        elif self._has_inclusive_join and len(some) <= _MOST_CHOICES_DRAWN:
            self._add_alternatives(leave, always, some, [flow for flow in flows if flow.id == default])
        elif default:
            leave = self._after(leave, Kind.AND)
            self._lead(leave, always)
            self._add_choice(leave, some, flows, default)
        else:
            leave = self._after(leave, Kind.OPT)
            self._lead(self._after(leave, Kind.AND), always)
            self._lead(leave, some)

    def _add_alternatives(self, leave: int, always: list[Flow], some: list[Flow], otherwise: list[Flow]) -> None:
        """A fork for each set of flows that may get tokens together, so that an inclusive join sees all of them at once."""
        net = self._net
        choice = self._after(leave, Kind.XOR)
        merges = {flow.id: net.node(Kind.XOR) for flow in (*always, *some, *otherwise)}
        for size in range(len(some) + 1):
            for chosen in combinations(some, size):
                fork = self._after(choice, Kind.AND)
                for flow in (*always, *(chosen or otherwise)):
                    net.edge(fork, merges[flow.id])
        for flow in (*always, *some, *otherwise):
            self._lead(merges[flow.id], [flow])

    def _add_choice(self, leave: int, some: list[Flow], flows: list[Flow], default: str | None) -> None:
        """Puts a token on one or more of `some`, or else on the default flow."""
        if default:
            leave = self._after(leave, Kind.XOR)
            self._lead(leave, [flow for flow in flows if flow.id == default])
        self._lead(self._after(leave, Kind.OR), some)

    def _after(self, node: int, kind: Kind) -> int:
        """A new node that only stands for semantics, after `node`."""
        after = self._net.node(kind)
        self._net.edge(node, after)
        return after

    def _lead(self, node: int, flows: list[Flow]) -> None:
        for flow in flows:
            self._net.edge(node, self._enter[flow.target], (flow.id,))


_EVERY_WAY = Ways(normally=True)


def _stands_apart(node: Node) -> bool:
    """Whether no token of its scope ever comes to `node`: it is started by an event or a compensation."""
    if isinstance(node, Step):
        return node.triggered_by_event or node.for_compensation
    return isinstance(node, Event) and node.type == "boundaryEvent" and (
        node.trigger == "compensate" or node.attached_to is None
    )
