"""A chart made ready for SpiffWorkflow: its specification is built from the chart alone, nothing of the file is parsed there.

The engine sees names of ours (`n0`, `n1` …), the ids of flows in place of conditions, and events that only we fire.
So no script, expression or timer of a file can reach its evaluator, and no id can clash with one of its own.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition, TerminateEventDefinition
from SpiffWorkflow.util.task import TaskState

from powerflow import conditions
from powerflow.cases.obstacles import NotRunnable, in_elements
from powerflow.graph import STEPS_RUN
from powerflow.model import Event, Flow, Flowchart, Node, Step

_BELOW = TaskState.FUTURE | TaskState.PREDICTED_MASK
_GONE_ON = TaskState.READY | TaskState.COMPLETED


class FiredByUs(EventDefinition):  # type: ignore[misc]
    """An event that the engine never fires by itself: legal time is reckoned outside it."""

    def catches(self, my_task: Any, event: Any) -> bool:
        """No event of the engine reaches it."""
        return False


class _Unpredicted:
    """Keeps the engine from growing tasks that nobody has reached: a node gets its successors when it completes.

    Predicted through joins they are k to the power of d (eight forks of three in a row make 42,645 tasks), and no
    answer of ours needs them.
    """

    outputs: list[Any]

    def _predict_hook(self, my_task: Any) -> None:
        return None

    def _run_hook(self, my_task: Any) -> Any:
        done = super()._run_hook(my_task)  # type: ignore[misc]
        my_task._sync_children(self.outputs, TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=_BELOW)
        return done


class _Joins:
    """Counts what has come to a joining gateway since it last went on.

    Without predicted tasks each task of the gateway is one token that came in. The engine's own count takes tokens
    of earlier rounds of a loop for new ones.
    """

    inputs: list[Any]

    def _arrived(self, my_task: Any) -> list[Any]:
        tokens = [
            task for task in my_task.workflow.tasks.values()
            if task.task_spec is self and (task is my_task or not task.has_state(TaskState.FUTURE))
        ]
        gone_on = [task is not my_task and task.has_state(_GONE_ON) for task in tokens]
        since = len(tokens) - gone_on[::-1].index(True) if True in gone_on else 0
        return [task.parent.task_spec for task in tokens[since:]]


class _Step(_Unpredicted, defaults.UserTask):  # type: ignore[misc]
    pass


class _SubProcess(_Unpredicted, defaults.SubWorkflowTask):  # type: ignore[misc]
    pass


class _Parallel(_Unpredicted, _Joins, defaults.ParallelGateway):  # type: ignore[misc]
    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        """A token on each incoming flow."""
        missing = Counter(spec.name for spec in self.inputs)
        missing.subtract(spec.name for spec in self._arrived(my_task))
        return max(missing.values()) <= 0


class _Exclusive(defaults.ExclusiveGateway):  # type: ignore[misc]
    def _predict_hook(self, my_task: Any) -> None:
        """It makes the branch that it chose when it has chosen."""


class _Inclusive(_Joins, defaults.InclusiveGateway):  # type: ignore[misc]
    def _predict_hook(self, my_task: Any) -> None:
        """It makes the branches that it chose when it has chosen."""

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        """BPMN 2.0.2, table 13.3: no token elsewhere can still come to a flow on which none waits.

        A token that could as well come to a flow where one waits already is not waited for.
        """
        arrived = {spec.name for spec in self._arrived(my_task)}
        empty = {spec.name for spec in self.inputs} - arrived
        elsewhere = {
            task.task_spec.name: task.task_spec for task in my_task.workflow.tasks.values()
            if task.task_spec is not self and task.has_state(TaskState.DEFINITE_MASK)
        }
        reached = [_reach(spec, self) for spec in elsewhere.values()]
        return not any(names & empty and not names & arrived for names in reached)


def _reach(spec: Any, join: Any) -> set[str]:
    """The names from which `join` is entered and to which a token at `spec` may come, not passing `join`."""
    seen: dict[str, Any] = {}
    waiting = [spec]
    while waiting:
        each = waiting.pop()
        if each is not join and each.name not in seen:
            seen[each.name] = each
            waiting += each.outputs
    return seen.keys() & {each.name for each in join.inputs}


class _Start(_Unpredicted, defaults.StartEvent):  # type: ignore[misc]
    pass


class _Catch(_Unpredicted, defaults.IntermediateCatchEvent):  # type: ignore[misc]
    pass


class _Throw(_Unpredicted, defaults.IntermediateThrowEvent):  # type: ignore[misc]
    pass


class _Boundary(_Unpredicted, defaults.BoundaryEvent):  # type: ignore[misc]
    pass


_GATEWAYS = {"parallelGateway": _Parallel, "exclusiveGateway": _Exclusive, "inclusiveGateway": _Inclusive}
_CHOOSING = (_Exclusive, _Inclusive)


@dataclass(frozen=True)
class Plan:
    """What the engine needs to run cases of one chart from one start event.

    `names` gives the chart's id for each name of the engine, `conditions` the condition of each flow that has one.
    """

    spec: Any
    inner: Mapping[str, Any]
    names: Mapping[str, str]
    conditions: Mapping[str, conditions.Condition]


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
        )

    def _is_default(self, flow: str) -> bool:
        return self._chart.nodes[self._chart.flows[flow].source].default == flow

    def _scope(self, name: str, ids: Iterable[str], start: str) -> Any:
        spec = BpmnProcessSpec(name=name)
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
                return _Step(spec, name)
            inner = next(id for id in node.inner if self._chart.nodes[id].type == "startEvent")
            self._inner[f"s{name}"] = self._scope(f"s{name}", node.inner, inner)
            return _SubProcess(spec, name, f"s{name}")
        if isinstance(node, Event):
            return _event(spec, name, node)
        return _GATEWAYS[node.type](spec, name)

    def _entry(self, spec: Any, node: Node, made: Mapping[str, Any]) -> Any:
        """Where flows into `node` lead: a step with boundary events is entered by a fork that opens them too."""
        boundary = node.boundary if isinstance(node, Step) else ()
        if not boundary:
            return made[node.id]
        name = self._names[node.id]
        fork = BoundaryEventSplit(spec, f"{name}.fork")
        join = BoundaryEventJoin(spec, f"{name}.join", split_task=fork.name, cancel=True)
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


def _event(spec: Any, name: str, event: Event) -> Any:
    if event.type == "startEvent":
        return _Start(spec, name, NoneEventDefinition())
    if event.type == "endEvent":
        ends_all = event.trigger == "terminate"
        return defaults.EndEvent(spec, name, TerminateEventDefinition() if ends_all else NoneEventDefinition())
    if event.type == "boundaryEvent":
        return _Boundary(spec, name, FiredByUs(), event.interrupting)
    if event.type == "intermediateThrowEvent":
        return _Throw(spec, name, NoneEventDefinition())
    return _Catch(spec, name, FiredByUs())
