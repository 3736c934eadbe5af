"""What never changes while tokens move: which scope holds what, where it begins, what hangs on its border."""
from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from powerflow.graph.once import once
from powerflow.model import Event, Flowchart, Node, Step


class Wiring:
    """The fixed part of the token game over one chart; everything is worked out once, when first asked for."""

    def __init__(self, chart: Flowchart) -> None:
        self.chart = chart
        self._before: dict[str, frozenset[str]] = {}
        self._leading: dict[tuple[str, str], frozenset[str]] = {}

    def is_scope(self, id: str) -> bool:
        """Whether `id` is a process, or a sub-process with something in it."""
        return id in self.chart.processes or bool(self.inner(id))

    def inner(self, id: str) -> tuple[str, ...]:
        """The nodes directly inside a process or sub-process."""
        if id in self.chart.processes:
            return self.chart.processes[id].nodes
        step = self.chart.steps.get(id)
        return step.inner if step else ()

    def around(self, scope: str) -> str:
        """The scope around a sub-process; "" for a process."""
        return self.chart.nodes[scope].scope if scope in self.chart.nodes else ""

    @cached_property
    def inside(self) -> dict[str, frozenset[str]]:
        """For each scope: itself and every scope within it."""
        scopes = [*self.chart.processes, *(id for id in self.chart.steps if self.inner(id))]
        found: dict[str, set[str]] = {scope: {scope} for scope in scopes}
        for scope in scopes:
            outer = self.around(scope)
            while outer in found:
                found[outer].add(scope)
                outer = self.around(outer)
        return {scope: frozenset(members) for scope, members in found.items()}

    def starts(self, scope: str) -> tuple[str, ...]:
        """The start events directly inside a scope."""
        return tuple(id for id in self.inner(scope) if self.chart.nodes[id].type == "startEvent")

    def entries(self, scope: str) -> tuple[str, ...]:
        """Where a scope without start events begins: every node that no flow leads to and nothing else starts."""
        return tuple(
            id for id in self.inner(scope)
            if not self.chart.nodes[id].incoming and not self._is_started_elsewhere(self.chart.nodes[id])
        )

    def boundaries(self, host: str) -> tuple[Event, ...]:
        """The boundary events of an activity; compensation never fires by itself and is left out."""
        step = self.chart.steps.get(host)
        events = (self.chart.events[id] for id in step.boundary) if step else ()
        return tuple(event for event in events if event.trigger != "compensate")

    def event_subs(self, scope: str) -> tuple[tuple[Step, Event], ...]:
        """The event sub-processes directly inside a scope, each with its start events."""
        steps = (self.chart.steps[id] for id in self.inner(scope) if id in self.chart.steps)
        return tuple(
            (step, self.chart.events[start]) for step in steps if step.triggered_by_event for start in self.starts(step.id)
        )

    def link_targets(self, throw: Node) -> tuple[str, ...]:
        """The link catch events of the same name in the same scope."""
        return tuple(
            event.id for event in self.chart.events.values()
            if event.type == "intermediateCatchEvent" and event.trigger == "link"
            and (event.scope, event.name) == (throw.scope, throw.name)
        )

    def before(self, goal: str) -> frozenset[str]:
        """The nodes and processes from which `goal` may be reached at all, itself included; errs on the side of more."""
        if goal not in self._before:
            self._before[goal] = self._backwards(goal)
        return self._before[goal]

    def after(self, id: str) -> tuple[str, ...]:
        """The nodes and processes that may follow `id` at once; errs on the side of more."""
        return self._followers.get(id, ())

    def leading_into(self, join: str, flow: str) -> frozenset[str]:
        """The nodes of the join's scope from which a token can come to its incoming `flow` without passing the join."""
        if (join, flow) not in self._leading:
            found: set[str] = set()
            waiting = [self.chart.flows[flow].source]
            while waiting:
                id = waiting.pop()
                if id in found or id == join:
                    continue
                found.add(id)
                waiting += self._just_before(id)
            self._leading[join, flow] = frozenset(found)
        return self._leading[join, flow]

    def lifted(self, node: str, scope: str) -> str | None:
        """The node directly inside `scope` that is or holds `node`; None if it lies elsewhere."""
        while node in self.chart.nodes:
            outer = self.chart.nodes[node].scope
            if outer == scope:
                return node
            node = outer
        return None

    def _just_before(self, id: str) -> list[str]:
        node = self.chart.nodes[id]
        before = [flow.source for flow in self.chart.incoming(node)]
        if isinstance(node, Event) and node.attached_to:
            before.append(node.attached_to)
        return before

    def _is_started_elsewhere(self, node: Node) -> bool:
        if isinstance(node, Step):
            return node.triggered_by_event or node.for_compensation
        return isinstance(node, Event) and (node.type == "boundaryEvent" or node.trigger == "link")

    def _backwards(self, goal: str) -> frozenset[str]:
        found: set[str] = set()
        waiting = [goal]
        while waiting:
            id = waiting.pop()
            if id not in found:
                found.add(id)
                waiting += self._predecessors.get(id, ())
        return frozenset(found)

    @cached_property
    def _followers(self) -> dict[str, tuple[str, ...]]:
        after: defaultdict[str, list[str]] = defaultdict(list)
        for id, before in self._predecessors.items():
            for each in before:
                after[each].append(id)
        return {id: tuple(dict.fromkeys(ids)) for id, ids in after.items()}

    @cached_property
    def _predecessors(self) -> dict[str, list[str]]:
        before: defaultdict[str, list[str]] = defaultdict(list)
        for node in self.chart.nodes.values():
            before[node.id] += self._just_before(node.id)
            # A sub-process goes on when what is in it is done.
            if node.scope in self.chart.nodes:
                before[node.scope].append(node.id)
            for target in self.link_targets(node) if node.type == "intermediateThrowEvent" else ():
                before[target].append(node.id)
        for scope in self.inside:
            for first in (*self.starts(scope), *self.entries(scope)):
                before[first].append(scope)
            for step, _ in self.event_subs(scope):
                before[step.id] += (*self.inner(scope), scope)
        return before


@once
def wired(chart: Flowchart) -> Wiring:
    """The wiring of `chart`, worked out once for a chart."""
    return Wiring(chart)


def leading_to(chart: Flowchart, goal: str) -> frozenset[str]:
    """The nodes and processes from which `goal` may be reached at all, itself included; errs on the side of more."""
    return wired(chart).before(goal)
