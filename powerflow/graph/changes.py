"""What each element of a chart can do with tokens, one change after the other: the rules of `tokens`, written out."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from powerflow.graph.exits import exit_sets, is_conditional
from powerflow.graph.tokens import CAUGHT, Put, Stand
from powerflow.graph.wiring import Wiring, wired
from powerflow.model import Decision, Event, Flowchart, Node, Step

Place = Put
Reach = tuple[tuple[Place, frozenset[Place]], ...]


class Change(NamedTuple):
    """One way in which tokens move.

    One token is taken from each place of `needs`; every place of `forbids` must be empty; those of `clears` are
    emptied; one token comes to each of `puts`. `is_forced`: it happens by itself, at once. `is_act`: the step or event
    `node` is thereby done. With a `gate` (an inclusive join) tokens are taken from those of `needs` that have one,
    when no more can come: from the places beside a flow a token may still come to it.
    """

    node: str
    needs: tuple[Place, ...]
    puts: tuple[Place, ...]
    forbids: frozenset[Place] = frozenset()
    clears: frozenset[Place] = frozenset()
    is_forced: bool = False
    is_act: bool = False
    gate: Reach | None = None


def start_of(chart: Flowchart) -> tuple[Place, ...]:
    """Where tokens stand before anything happens: each process is yet to begin."""
    return tuple((Stand.BEGIN, id) for id, process in chart.processes.items() if process.nodes)


def changes(chart: Flowchart) -> tuple[Change, ...]:
    """Every change of the chart."""
    drawn = _Drawing(chart)
    # What a scope holds is known when all places are.
    found = [*drawn.all()]
    drawn.note_places(found)
    return tuple(drawn.finished(change) for change in found)


class _Drawing:
    def __init__(self, chart: Flowchart) -> None:
        self._chart = chart
        self._wiring: Wiring = wired(chart)
        self._within: dict[str, frozenset[Place]] = {}
        self._lifted: dict[tuple[str, str], set[Place]] = {}
        self._places: set[Place] = set()

    def all(self) -> Iterator[Change]:
        """The changes; scopes stand in `forbids` and `clears` for all that is in them until `finished`."""
        for id, process in self._chart.processes.items():
            if process.nodes:
                yield from self._beginnings(id, is_process=True)
                yield Change(id, ((Stand.OPEN, id),), (), forbids=self._inside(id), is_forced=True)
                yield from self._event_subs(id)
        for node in self._chart.nodes.values():
            yield from self._arrivals(node)
            yield from self._of_open(node)
            if isinstance(node, Step):
                yield from self._of_step(node)
            if not isinstance(node, Decision) and is_conditional(self._chart, node):
                for exits in exit_sets(self._chart, node):
                    yield Change(node.id, ((Stand.LEAVING, node.id),), tuple(self._flows(exits)))

    def note_places(self, found: Iterable[Change]) -> None:
        """Remembers every place, by the scopes that hold it."""
        self._places = {place for change in found for place in (*change.needs, *change.puts)}
        scopes = {place: self._scope_of(place) for place in self._places}
        for scope, inside in self._wiring.inside.items():
            self._within[scope] = frozenset(place for place, own in scopes.items() if own in inside)

    def finished(self, change: Change) -> Change:
        """The change with every scope replaced by the places in it, and a gate's reach worked out."""
        gate = change.gate
        if gate is not None:
            gate = tuple((flow, self._reach(change.node, flow)) for flow, _ in gate)
        return change._replace(forbids=self._spread(change.forbids), clears=self._spread(change.clears), gate=gate)

    def _spread(self, places: frozenset[Place]) -> frozenset[Place]:
        spread: set[Place] = set()
        for place in places:
            spread.update(self._within.get(place[1], ()) if place[0] is Stand.SPENT else (place,))
        return frozenset(spread)

    @staticmethod
    def _inside(scope: str) -> frozenset[Place]:
        """Stands for everything in a scope."""
        return frozenset([(Stand.SPENT, scope)])

    # -- arriving at a node ----------------------------------------------------------------------------------

    def _arrivals(self, node: Node) -> Iterator[Change]:
        here: Place = (Stand.AT, node.id)
        if isinstance(node, Step):
            yield self._forced(node, (here,), self._opened(node.id))
        elif isinstance(node, Decision):
            yield from self._passings(node)
        elif isinstance(node, Event) and node.type == "endEvent":
            yield self._ending(node, here)
        elif isinstance(node, Event) and node.type == "intermediateThrowEvent":
            yield self._throw(node, here)
        else:
            waits = isinstance(node, Event) and node.type != "startEvent" and node.trigger not in ("none", "link")
            yield self._forced(node, (here,), [(Stand.OPEN, node.id)] if waits else self._out(node.id))

    def _passings(self, node: Decision) -> Iterator[Change]:
        here: Place = (Stand.AT, node.id)
        if node.type == "eventBasedGateway":
            yield self._forced(node, (here,), [(Stand.OPEN, node.id)])
            return
        needs = tuple((Stand.FLOW, flow) for flow in node.incoming) if self._joins(node) else (here,)
        gate = tuple((flow, frozenset[Place]()) for flow in needs) if self._joins(node) and node.type != "parallelGateway" else None
        if node.type == "parallelGateway" or len(node.outgoing) < 2:
            yield self._forced(node, needs, self._flows(node.outgoing))._replace(gate=gate)
            return
        for exits in exit_sets(self._chart, node):
            yield Change(node.id, needs, tuple(self._flows(exits)), gate=gate)

    @staticmethod
    def _joins(node: Node) -> bool:
        exclusive = node.type in ("exclusiveGateway", "eventBasedGateway")
        return isinstance(node, Decision) and len(node.incoming) > 1 and not exclusive

    def _ending(self, event: Event, here: Place) -> Change:
        if event.trigger in CAUGHT:
            return self._throw(event, here)
        if event.trigger == "terminate":
            return self._forced(event, (here,), [])._replace(clears=self._inside(event.scope))
        return self._forced(event, (here,), [])

    def _throw(self, event: Event, here: Place) -> Change:
        if event.trigger == "link":
            return self._forced(event, (here,), [(Stand.AT, target) for target in self._wiring.link_targets(event)])
        catch = self._catch(event) if event.trigger in CAUGHT else None
        if catch is None:
            thrown = self._forced(event, (here,), self._out(event.id))
            return thrown._replace(clears=self._inside(self._process(event))) if event.trigger == "error" else thrown
        if not catch.interrupting:
            return self._forced(event, (here,), [*self._out(event.id), *self._out(catch.id)])
        host = catch.attached_to or ""
        taken = self._forced(event, (here,), self._out(catch.id))
        return taken._replace(clears=frozenset([(Stand.OPEN, host)]) | self._held_by(host))

    def _catch(self, event: Event) -> Event | None:
        scope = event.scope
        while scope in self._chart.steps:
            for boundary in self._wiring.boundaries(scope):
                if boundary.trigger == event.trigger and boundary.reference in ("", event.reference):
                    return boundary
            scope = self._wiring.around(scope)
        return None

    def _process(self, node: Node) -> str:
        scope = node.scope
        while self._wiring.around(scope):
            scope = self._wiring.around(scope)
        return scope

    # -- what is open ----------------------------------------------------------------------------------------

    def _of_open(self, node: Node) -> Iterator[Change]:
        """What may happen while a token stands in an event-based gateway, a step or a waiting event."""
        here: Place = (Stand.OPEN, node.id)
        if isinstance(node, Decision):
            for event in (self._chart.nodes[flow.target] for flow in self._chart.outgoing(node)):
                if node.type == "eventBasedGateway":
                    yield Change(event.id, (here,), tuple(self._out(event.id)), is_act=True)
        elif not isinstance(node, Step):
            yield Change(node.id, (here,), tuple(self._out(node.id)), is_act=True)

    def _of_step(self, step: Step) -> Iterator[Change]:
        here: Place = (Stand.OPEN, step.id)
        after: list[Place] = [(Stand.AGAIN, step.id)] if step.looped else self._out(step.id)
        if self._wiring.is_scope(step.id):
            yield from self._of_scope(step, here, after)
        else:
            yield Change(step.id, (here,), tuple(after), clears=self._armed(step.id), is_act=True)
        if step.looped:
            yield Change(step.id, ((Stand.AGAIN, step.id),), tuple(self._opened(step.id)))
            yield Change(step.id, ((Stand.AGAIN, step.id),), tuple(self._out(step.id)))
        for event in self._wiring.boundaries(step.id):
            yield from self._of_boundary(event, step)

    def _of_scope(self, step: Step, here: Place, after: list[Place]) -> Iterator[Change]:
        whole = self._armed(step.id)
        closed = () if step.triggered_by_event else tuple(after)
        yield Change(step.id, (here,), closed, forbids=self._inside(step.id), clears=whole, is_forced=True)
        if step.type == "adHocSubProcess":
            yield Change(step.id, (here,), tuple(self._out(step.id)), clears=self._held_by(step.id))
        if len(self._wiring.starts(step.id)) > 1:
            yield from self._beginnings(step.id, is_process=False)
        yield from self._event_subs(step.id)

    def _event_subs(self, scope: str) -> Iterator[Change]:
        here: Place = (Stand.OPEN, scope)
        for step, start in self._wiring.event_subs(scope):
            puts = (here, (Stand.OPEN, step.id), *self._out(start.id))
            clears = self._inside(scope) if start.interrupting else frozenset[Place]()
            yield Change(start.id, (here,), puts, clears=clears, is_act=True)

    def _of_boundary(self, event: Event, host: Step) -> Iterator[Change]:
        here: Place = (Stand.OPEN, host.id)
        if event.trigger in CAUGHT and self._wiring.is_scope(host.id):
            return  # thrown from within
        out = tuple(self._out(event.id))
        if event.interrupting:
            yield Change(event.id, (here,), out, clears=self._held_by(host.id), is_act=True)
        elif event.trigger == "timer":
            yield Change(event.id, ((Stand.ARMED, event.id), here), (here, *out), is_act=True)
        else:
            yield Change(event.id, (here,), (here, *out), is_act=True)

    def _beginnings(self, scope: str, *, is_process: bool) -> Iterator[Change]:
        here: Place = (Stand.BEGIN, scope)
        opened: list[Place] = [(Stand.OPEN, scope)] if is_process else []
        starts = self._wiring.starts(scope)
        for start in starts:
            yield Change(start, (here,), (*opened, *self._out(start)), is_act=is_process)
        if not starts:
            entries: list[Place] = [(Stand.AT, id) for id in self._wiring.entries(scope)]
            yield Change(scope, (here,), (*opened, *entries))

    # -- places ----------------------------------------------------------------------------------------------

    def _forced(self, node: Node, needs: tuple[Place, ...], puts: Iterable[Place]) -> Change:
        return Change(node.id, needs, tuple(puts), is_forced=True)

    def _opened(self, id: str) -> list[Place]:
        armed = [(Stand.ARMED, event.id) for event in self._wiring.boundaries(id) if _is_armed(event)]
        return [(Stand.OPEN, id), *armed, *self._inner(id)]

    def _inner(self, id: str) -> list[Place]:
        starts = self._wiring.starts(id)
        if len(starts) > 1:
            return [(Stand.BEGIN, id)]
        return [(Stand.AT, each) for each in starts or self._wiring.entries(id)]

    def _armed(self, host: str) -> frozenset[Place]:
        return frozenset((Stand.ARMED, event.id) for event in self._wiring.boundaries(host) if _is_armed(event))

    def _held_by(self, host: str) -> frozenset[Place]:
        """Everything in a step, and its timers."""
        return self._armed(host) | self._inside(host)

    def _out(self, id: str) -> list[Place]:
        node = self._chart.nodes[id]
        if not isinstance(node, Decision) and is_conditional(self._chart, node):
            return [(Stand.LEAVING, id)]
        return self._flows(node.outgoing)

    def _flows(self, flows: Iterable[str]) -> list[Place]:
        """Where tokens on these flows stand: before a join each flow for itself, else before the node."""
        ends = ((id, self._chart.nodes[self._chart.flows[id].target]) for id in flows)
        return [(Stand.FLOW, id) if self._joins(node) else (Stand.AT, node.id) for id, node in ends]

    def _node_of(self, place: Place) -> Node | None:
        id = self._chart.flows[place[1]].target if place[0] is Stand.FLOW else place[1]
        return self._chart.nodes.get(id)

    def _scope_of(self, place: Place) -> str:
        if place[0] is Stand.BEGIN and place[1] not in self._chart.processes:
            return place[1]
        node = self._node_of(place)
        return node.scope if node else ""

    def _reach(self, join: str, flow: Place) -> frozenset[Place]:
        """The places from which a token can come to a flow of the join without passing the join."""
        leading = self._wiring.leading_into(join, flow[1])
        scope = self._chart.nodes[join].scope
        return frozenset(
            place for place in self._places
            if (node := self._node_of(place)) is not None and node.id != join and self._wiring.lifted(node.id, scope) in leading
        )


def _is_armed(event: Event) -> bool:
    return event.trigger == "timer" and not event.interrupting
