"""A chart made ready for SpiffWorkflow: its specification is built from the chart alone, nothing of the file is parsed there.

The engine sees names of ours (`n0`, `n1` …), the ids of flows in place of conditions, and events that only we fire.
So no script, expression or timer of a file can reach its evaluator, and no id can clash with one of its own.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition, TerminateEventDefinition

from powerflow import conditions
from powerflow.cases.obstacles import NotRunnable, in_elements
from powerflow.cases.racing import RaceSpec, RacingCatchSpec, RacingStepSpec
from powerflow.cases.specs import (
    BoundarySpec,
    CatchSpec,
    ClosingSpec,
    EndSpec,
    ExclusiveSpec,
    FiredByUs,
    ForkSpec,
    InclusiveSpec,
    ParallelSpec,
    ProcessSpec,
    StartSpec,
    StepSpec,
    SubProcessSpec,
    ThrowSpec,
)
from powerflow.cases.standing import machine_steps
from powerflow.graph import STEPS_RUN, follows_event_gateway
from powerflow.model import Event, Flow, Flowchart, Node, Step
from powerflow.replay import is_timer

_GATEWAYS = {
    "parallelGateway": ParallelSpec, "exclusiveGateway": ExclusiveSpec, "inclusiveGateway": InclusiveSpec,
    "eventBasedGateway": RaceSpec,
}
_CHOOSING = (ExclusiveSpec, InclusiveSpec)


@dataclass(frozen=True)
class Plan:
    """What the engine needs to run cases of one chart from one start event.

    `names` gives the chart's id for each name of the engine, `conditions` the condition of each flow that has one;
    `is_timeless`: the chart has neither limits nor timers, so no clock need be asked. `machines`: the steps of the system.
    """

    spec: Any
    inner: Mapping[str, Any]
    names: Mapping[str, str]
    conditions: Mapping[str, conditions.Condition]
    is_timeless: bool
    machines: frozenset[str]

    def engine_name(self, id: str) -> str:
        """What the engine calls the node `id`."""
        return next(name for name, each in self.names.items() if each == id)


def plan(chart: Flowchart, start: str) -> Plan:
    """The plan of `chart` for cases that begin at the start event `start`; kept by the digest of the chart.

    Raises NotRunnable for what the engine would misread.
    """
    return _planned(_Wanted(chart.digest, start, chart))


@dataclass(frozen=True)
class _Wanted:
    digest: str
    start: str
    chart: Flowchart = field(compare=False)


@lru_cache(maxsize=256)
def _planned(wanted: _Wanted) -> Plan:
    chart = wanted.chart
    found = tuple(in_elements(chart))
    if found:
        raise NotRunnable(chart.path, found)
    return _Builder(chart).plan(wanted.start)


class _Builder:
    """Builds the specifications of one chart, scope by scope."""

    def __init__(self, chart: Flowchart) -> None:
        self._chart = chart
        self._names = {id: f"n{number}" for number, id in enumerate(chart.nodes)}
        self._inner: dict[str, Any] = {}

    def plan(self, start: str) -> Plan:
        node = self._chart.nodes[start]
        spec = self._scope("p", self._chart.processes[node.scope].nodes, start)
        texts = {flow.id: flow.condition for flow in self._chart.flows.values() if flow.condition is not None}
        return Plan(
            spec=spec, inner=self._inner, names={name: id for id, name in self._names.items()},
            conditions={id: conditions.parse(text) for id, text in texts.items() if not self._is_default(id)},
            is_timeless=_is_timeless(self._chart), machines=machine_steps(self._chart),
        )

    def _is_default(self, flow: str) -> bool:
        return self._chart.nodes[self._chart.flows[flow].source].default == flow

    def _scope(self, name: str, ids: Iterable[str], start: str) -> Any:
        spec = ProcessSpec(name)
        nodes = [self._chart.nodes[id] for id in ids]
        made = {node.id: self._make(spec, node) for node in nodes}
        entry = {node.id: self._entry(spec, node, made) for node in nodes if node.type != "boundaryEvent"}
        for node in nodes:
            for flow in self._ordered(node):
                self._connect(made[node.id], flow, entry[flow.target], is_only=len(node.outgoing) == 1)
            if node.type == "endEvent":
                made[node.id].connect(spec.end)
        # What cancels a step's other events comes after the flows of a boundary event, as the engine's parser has it.
        for node in nodes:
            if isinstance(node, Event) and node.attached_to:
                made[node.id].connect(spec.task_specs[f"{self._names[node.attached_to]}.join"])
        spec.start.connect(made[start])
        return spec

    def _make(self, spec: Any, node: Node) -> Any:
        name = self._names[node.id]
        if isinstance(node, Step):
            if node.type in STEPS_RUN:
                return RacingStepSpec(spec, name) if follows_event_gateway(self._chart, node) else StepSpec(spec, name)
            inner = next(id for id in node.inner if self._chart.nodes[id].type == "startEvent")
            self._inner[f"s{name}"] = self._scope(f"s{name}", node.inner, inner)
            return SubProcessSpec(spec, name, f"s{name}")
        if isinstance(node, Event):
            return RacingCatchSpec(spec, name, FiredByUs()) if follows_event_gateway(self._chart, node) else _event(spec, name, node)
        return _GATEWAYS[node.type](spec, name)

    def _entry(self, spec: Any, node: Node, made: Mapping[str, Any]) -> Any:
        """Where flows into `node` lead: a step with boundary events is entered by a fork that opens them too."""
        boundary = node.boundary if isinstance(node, Step) else ()
        if not boundary:
            return made[node.id]
        name = self._names[node.id]
        fork = ForkSpec(spec, f"{name}.fork")
        join = ClosingSpec(spec, f"{name}.join", split_task=fork.name, cancel=True)
        for each in (node.id, *boundary):
            fork.connect(made[each])
        made[node.id].connect(join)
        return fork

    def _ordered(self, node: Node) -> list[Flow]:
        """The flows out of a node; the default last, for the engine takes the first that holds."""
        return sorted(self._chart.outgoing(node), key=lambda flow: flow.id == node.default)

    def _connect(self, source: Any, flow: Flow, target: Any, *, is_only: bool) -> None:
        chooses = isinstance(source, _CHOOSING)
        if chooses and flow.condition is not None and not self._is_default(flow.id):
            source.connect_outgoing_if(flow.id, target)
        else:
            assert is_only or not chooses or self._is_default(flow.id)
            source.connect(target)


def _is_timeless(chart: Flowchart) -> bool:
    limits = [*(chart.item.time_limits if chart.item else ()), *(each for node in chart.nodes.values() for each in node.notes.time_limits)]
    return not limits and not any(is_timer(node) for node in chart.nodes.values())


def _event(spec: Any, name: str, event: Event) -> Any:
    if event.type == "startEvent":
        return StartSpec(spec, name, NoneEventDefinition())
    if event.type == "endEvent":
        ends_all = event.trigger == "terminate"
        return EndSpec(spec, name, TerminateEventDefinition() if ends_all else NoneEventDefinition())
    if event.type == "boundaryEvent":
        return BoundarySpec(spec, name, FiredByUs(), event.interrupting)
    if event.type == "intermediateThrowEvent":
        return ThrowSpec(spec, name, NoneEventDefinition())
    return CatchSpec(spec, name, FiredByUs())
