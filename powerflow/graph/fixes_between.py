"""Changes that may mend what is wrong between pools: who waits for what, who sends it, and in which order."""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.graph.conversation import waits
from powerflow.graph.fix import Fix
from powerflow.graph.soundness import Fault, Problem
from powerflow.model import Event, Flowchart, Node, Step

BETWEEN = (Fault.MESSAGE_DEADLOCK, Fault.MESSAGE_LIVELOCK, Fault.UNSERVED, Fault.UNTAKEN)
_KINDS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")
_SENDING = ("sendTask", "endEvent", "intermediateThrowEvent")
_MOVABLE = (
    "task", "sendTask", "receiveTask", "userTask", "manualTask", "serviceTask", "intermediateCatchEvent", "intermediateThrowEvent",
)


def changes_between(chart: Flowchart, problem: Problem) -> Iterator[Fix]:
    """Changes worth a try, those first that change the drawing least.

    A choice that waits for what comes; a step that sends before one that waits; a message on a way that has none;
    another kind of gateway; last, for a message that nobody takes, not to send it. What a receiver waits for is never taken
    away: the case would go on, but without what it needs.
    """
    yield from waits_instead(chart, problem)
    yield from _swaps(chart, problem)
    yield from _messages(chart, problem)
    yield from _retypes(chart, problem)
    if problem.fault is Fault.UNTAKEN:
        yield Fix(kind="hush", element=problem.element)


def waits_instead(chart: Flowchart, problem: Problem) -> Iterator[Fix]:
    """Each exclusive gateway whose exits all lead to what waits for a message or a time, as an event-based one.

    What it does not say itself, by a name, a condition or the name of an exit, it can only mean: whichever comes first.
    """
    for node in _concerned(chart, problem):
        exits = chart.outgoing(node)
        if node.type == "exclusiveGateway" and len(exits) > 1 and not (node.name or node.default) and not any(
            flow.name or flow.condition for flow in exits
        ) and all(_comes(chart.nodes[flow.target]) for flow in exits):
            yield Fix(kind="retype", element=node.id, to="eventBasedGateway")


def _comes(node: Node) -> bool:
    """Whether the node may stand after an event-based gateway: nothing else leads to it, and it waits."""
    is_time = isinstance(node, Event) and node.type == "intermediateCatchEvent" and node.trigger in ("timer", "conditional", "signal")
    return len(node.incoming) == 1 and (is_time or waits(node)) and not (isinstance(node, Step) and node.boundary)


def _retypes(chart: Flowchart, problem: Problem) -> Iterator[Fix]:
    for node in _concerned(chart, problem):
        if node.type in _KINDS and max(len(node.incoming), len(node.outgoing)) > 1:
            for to in _KINDS:
                if to != node.type:
                    yield Fix(kind="retype", element=node.id, to=to)


def _swaps(chart: Flowchart, problem: Problem) -> Iterator[Fix]:
    """Each step that sends and one that waits, where one comes right after the other."""
    sending = {flow.source for flow in chart.message_flows.values()}
    awaiting = {flow.target for flow in chart.message_flows.values() if flow.target in chart.nodes and waits(chart.nodes[flow.target])}
    for node in _concerned(chart, problem):
        if not _is_movable(node) or len(node.outgoing) != 1:
            continue
        after = chart.nodes[chart.flows[node.outgoing[0]].target]
        pair = (node.id in sending and after.id in awaiting) or (node.id in awaiting and after.id in sending)
        if pair and _is_movable(after) and len(after.incoming) == 1 and after.scope == node.scope:
            yield Fix(kind="swap", element=node.id, to=after.id)


def _is_movable(node: Node) -> bool:
    return node.type in _MOVABLE and not node.default and not (isinstance(node, Step) and node.boundary)


def _messages(chart: Flowchart, problem: Problem) -> Iterator[Fix]:
    """A message to each receiver that waits in vain, from what could send it in the pool that sends it elsewhere."""
    said = {(flow.source, flow.target) for flow in chart.message_flows.values()}
    for id in problem.missing:
        message = chart.message_flows.get(id)
        if message is None or problem.fault is Fault.UNTAKEN or message.source not in chart.nodes:
            continue
        pool = _process_of(chart, message.source)
        able = [node for node in chart.nodes.values() if node.type in _SENDING and _process_of(chart, node.id) == pool]
        # Those that say nothing yet come first.
        for node in sorted(able, key=lambda each: any(source == each.id for source, _ in said)):
            if (node.id, message.target) not in said:
                yield Fix(kind="tell", element=node.id, to=message.target)


def _concerned(chart: Flowchart, problem: Problem) -> Iterator[Node]:
    """The nodes of the pools that the problem names: those it names and its course first, the latest before the others."""
    ends = [end for id in problem.missing if (flow := chart.message_flows.get(id)) for end in (flow.source, flow.target)]
    named = [id for id in (problem.element, *problem.waiting, *reversed(problem.trace), *ends) if id in chart.nodes]
    pools = {_process_of(chart, id) for id in named}
    others = (id for id in chart.nodes if _process_of(chart, id) in pools)
    return (chart.nodes[id] for id in dict.fromkeys((*named, *others)))


def _process_of(chart: Flowchart, id: str) -> str:
    scope = chart.nodes[id].scope
    while scope in chart.nodes:
        scope = chart.nodes[scope].scope
    return scope
