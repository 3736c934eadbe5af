"""Whether a chart can be run as cases: nothing that an engine would skip, misread or refuse may start.

What the conditions of flows say is not looked at here: who runs the chart knows their language.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping

from powerflow.graph.hindrance import Hindrance, Obstacle
from powerflow.graph.once import once
from powerflow.graph.shape import shapes
from powerflow.model import RANDOM_DRAW, SERVICES, Decision, Event, Flowchart, Node, Step

# What a person does and records, calls of other items, and services known by name; no code of a file is run.
STEPS_RUN = frozenset({"task", "userTask", "manualTask", "sendTask", "receiveTask", "callActivity", "serviceTask"})
# The gateways whose exits are chosen by conditions.
DECIDING = frozenset({"exclusiveGateway", "inclusiveGateway"})
_GATEWAYS = DECIDING | {"parallelGateway", "eventBasedGateway"}
# What an event can wait for besides time: somebody records that it came.
_FROM_OUTSIDE = frozenset({"message", "signal"})
_TRIGGERS: Mapping[str, frozenset[str]] = {
    # Whatever sets a case off outside, in the store it begins by a command of an officer.
    "startEvent": frozenset({"none", "message", "signal", "timer", "conditional"}),
    "endEvent": frozenset({"none", "terminate"}),
    "intermediateCatchEvent": _FROM_OUTSIDE | {"timer"},
    "intermediateThrowEvent": frozenset({"none"}),
    "boundaryEvent": _FROM_OUTSIDE | {"timer"},
}
_ENDS_OF_FLOWS = frozenset({"sourceRef", "targetRef", "attachedToRef", "default"})
_EVENT_KINDS = {
    "link": Hindrance.LINK, "message": Hindrance.MESSAGE, "signal": Hindrance.MESSAGE,
    "compensate": Hindrance.COMPENSATING_EVENT,
}
_STEP_KINDS = {"transaction": Hindrance.SUB_PROCESS_KIND, "adHocSubProcess": Hindrance.SUB_PROCESS_KIND}


@once
def obstacles(chart: Flowchart) -> tuple[Obstacle, ...]:
    """All reasons why `chart` cannot run as cases; empty where it can.

    The shape is only looked at where nothing else is wrong, for a missing flow would say the same twice.
    """
    return (*_whole(chart), *obstacles_in_elements(chart)) or tuple(_in_shape(chart))


def obstacles_in_elements(chart: Flowchart) -> Iterator[Obstacle]:
    """The reasons that one element alone gives; cheap, so that they may be asked each time a chart is made ready."""
    declared = {fact.name for fact in chart.item.facts} if chart.item else set()
    for node in chart.nodes.values():
        yield from _ways(chart, node)
        if isinstance(node, Step):
            yield from _in_step(chart, node)
        elif isinstance(node, Decision):
            yield from _in_decision(chart, node)
        elif isinstance(node, Event):
            yield from _in_event(chart, node)
        for name in (*node.notes.sets, *_recorded_by_itself(node)):
            if name not in declared:
                yield Obstacle(Hindrance.RECORD_UNDECLARED, node.place, {"fact": name})


def _recorded_by_itself(node: Node) -> Iterator[str]:
    """The facts that a call or a draw records, besides those that the step is said to set."""
    call, draw = node.notes.call, node.notes.draw
    found = [*(each.fact for each in call.takes), call.outcome] if call else []
    found += [draw.result] if draw else []
    yield from (name for name in found if name and name not in node.notes.sets)


def receives(node: Node) -> bool:
    """Whether a message from outside can be for the node: an event in the way or on a border, or a receive task."""
    if isinstance(node, Event):
        return node.type in ("intermediateCatchEvent", "boundaryEvent") and node.trigger in _FROM_OUTSIDE
    return node.type == "receiveTask"


def follows_event_gateway(chart: Flowchart, node: Node) -> bool:
    """Whether the node waits with others behind an event-based gateway."""
    return any(chart.nodes[chart.flows[flow].source].type == "eventBasedGateway" for flow in node.incoming)


def _whole(chart: Flowchart) -> Iterator[Obstacle]:
    for place in chart.duplicates:
        yield Obstacle(Hindrance.ID_DOUBLED, place)
    for kept in chart.kept:
        yield Obstacle(Hindrance.ELEMENT_UNKNOWN, kept.place, {"tag": kept.name})
    for loose in chart.loose_ends:
        if loose.attribute in _ENDS_OF_FLOWS and loose.place.element not in chart.message_flows:
            names = {"attribute": loose.attribute, "target": loose.target}
            yield Obstacle(Hindrance.REFERENCE_DANGLING, loose.place, names)
    filled = [process for process in chart.processes.values() if process.nodes]
    if len(filled) != 1:
        yield Obstacle(Hindrance.PROCESSES_SEVERAL, chart.place, {"count": len(filled)})
    if not chart.item or not chart.item.code:
        yield Obstacle(Hindrance.ITEM_MISSING, chart.place)
    for process in filled:
        if not any(chart.nodes[id].type == "startEvent" for id in process.nodes):
            yield Obstacle(Hindrance.START_MISSING, process.place)


def _in_shape(chart: Flowchart) -> Iterator[Obstacle]:
    for shape in shapes(chart):
        for id in shape.unreachable:
            yield Obstacle(Hindrance.UNREACHABLE, chart.nodes[id].place)
        for id in shape.trapped:
            if id not in shape.unreachable:
                yield Obstacle(Hindrance.TRAPPED, chart.nodes[id].place)


def _ways(chart: Flowchart, node: Node) -> Iterator[Obstacle]:
    """Flows in and out of any node."""
    out = chart.outgoing(node)
    if node.type == "endEvent":
        if out:
            yield Obstacle(Hindrance.END_CONTINUED, node.place)
    elif not out and not _needs_no_way_on(node):
        yield Obstacle(Hindrance.NO_WAY_ON, node.place)
    elif len(out) > 1 and not isinstance(node, Decision):
        yield Obstacle(Hindrance.SPLIT_IMPLICIT, node.place, {"count": len(out)})
    if node.incoming and node.type in ("startEvent", "boundaryEvent"):
        yield Obstacle(Hindrance.START_ENTERED, node.place)
    for flow in out:
        if chart.nodes[flow.target].scope != node.scope:
            yield Obstacle(Hindrance.FLOW_CROSSING, flow.place)
        if flow.condition is not None and node.type not in DECIDING:
            yield Obstacle(Hindrance.CONDITION_IGNORED, flow.place)


def _needs_no_way_on(node: Node) -> bool:
    """Whether BPMN lets the node go on, or end, without a flow; that it cannot be run is said of the node itself."""
    if isinstance(node, Step):
        return node.triggered_by_event or node.for_compensation
    return isinstance(node, Event) and node.trigger in ("link", "compensate")


def _in_step(chart: Flowchart, step: Step) -> Iterator[Obstacle]:
    if step.type == "subProcess":
        starts = [id for id in step.inner if chart.nodes[id].type == "startEvent"]
        if step.triggered_by_event:
            yield Obstacle(Hindrance.EVENT_SUB_PROCESS, step.place)
        elif len(starts) != 1:
            yield Obstacle(Hindrance.SUB_PROCESS_STARTS, step.place, {"count": len(starts)})
    elif step.type not in STEPS_RUN or (step.type == "serviceTask" and not step.notes.service):
        yield Obstacle(_STEP_KINDS.get(step.type, Hindrance.SCRIPT), step.place, {"type": step.type})
    elif step.notes.service and step.notes.service not in SERVICES:
        yield Obstacle(Hindrance.SERVICE_UNKNOWN, step.place, {"service": step.notes.service, "known": "、".join(sorted(SERVICES))})
    elif step.notes.service == RANDOM_DRAW and step.notes.draw is None:
        yield Obstacle(Hindrance.DRAW_UNSAID, step.place)
    elif not chart.post_of(step):
        yield Obstacle(Hindrance.POST_MISSING, step.place)
    if step.looped:
        yield Obstacle(Hindrance.REPETITION, step.place)
    if step.for_compensation:
        yield Obstacle(Hindrance.COMPENSATING_STEP, step.place)


def _in_decision(chart: Flowchart, decision: Decision) -> Iterator[Obstacle]:
    if decision.type not in _GATEWAYS:
        yield Obstacle(Hindrance.GATEWAY, decision.place, {"type": decision.type})
        return
    out = chart.outgoing(decision)
    if decision.type == "eventBasedGateway" and not all(_can_race(chart, chart.nodes[flow.target]) for flow in out):
        yield Obstacle(Hindrance.GATEWAY, decision.place, {"type": decision.type})
    for flow in out if decision.type in DECIDING else ():
        if flow.id == decision.default:
            if flow.condition is not None:
                yield Obstacle(Hindrance.DEFAULT_CONDITIONAL, flow.place)
        elif flow.condition is None and len(out) > 1:
            yield Obstacle(Hindrance.CONDITION_MISSING, flow.place)


def _can_race(chart: Flowchart, node: Node) -> bool:
    """Whether the node can wait behind an event-based gateway: a waiting event or receive task that nothing else leads to."""
    if len(node.incoming) != 1 or (isinstance(node, Step) and node.boundary):
        return False
    return node.type == "receiveTask" or (node.type == "intermediateCatchEvent" and isinstance(node, Event) and node.trigger != "none")


def _in_event(chart: Flowchart, event: Event) -> Iterator[Obstacle]:
    inner = event.type == "startEvent" and event.scope not in chart.processes
    allowed = frozenset({"none"}) if inner else _TRIGGERS[event.type]
    is_repeated = event.type == "boundaryEvent" and event.trigger in _FROM_OUTSIDE and not event.interrupting
    if event.trigger not in allowed or is_repeated:
        # What starts an event sub-process is refused with it.
        if not (inner and chart.steps[event.scope].triggered_by_event):
            kind = _EVENT_KINDS.get(event.trigger, Hindrance.EVENT)
            yield Obstacle(kind, event.place, {"trigger": event.trigger})
    elif event.trigger == "timer" and event.type != "startEvent":
        limit = next(iter(event.notes.time_limits), None)
        if limit is None:
            yield Obstacle(Hindrance.LIMIT_MISSING, event.place)
        elif limit.amount < 0:
            yield Obstacle(Hindrance.LIMIT_BACKWARDS, event.place)
        elif limit.start and limit.start not in chart.nodes:
            yield Obstacle(Hindrance.ANCHOR_UNKNOWN, event.place, {"start": limit.start})
