"""One change to a drawing, and the chart with it made."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from powerflow.model import Decision, Flow, Flowchart, MessageFlow, Node, Place, Step


@dataclass(frozen=True, kw_only=True)
class Fix:
    """One change to the drawing.

    `kind` is `retype` (the gateway `element` becomes a `to`), `join` (a gateway `to` is put before `element` and takes
    over all flows into it), `drop` (the flow `element`, which stands beside another one between the same nodes, goes),
    `connect` (a flow from `element`, after which nothing came, to `to`, before which nothing came) or `default` (the flow
    `element` is what its decision takes where no condition holds). Between pools: `swap` (the step `element` and `to`,
    which comes right after it, change places), `tell` (a message flow from `element` to `to`) or `hush` (the message flow
    `element` goes). `restores` says that the whole scope, or the exchange, is sound afterwards; otherwise it has fewer
    faults than before.
    """

    kind: str
    element: str
    to: str = ""
    restores: bool = True


def fixed(chart: Flowchart, fix: Fix) -> Flowchart:
    """The chart with the change made; its lines and drawing still speak of the file as it was."""
    return _CHANGES[fix.kind](chart, fix)


def _retyped(chart: Flowchart, fix: Fix) -> Flowchart:
    return _with_nodes(chart, {fix.element: replace(chart.nodes[fix.element], type=fix.to)})


def _defaulted(chart: Flowchart, fix: Fix) -> Flowchart:
    decision = chart.nodes[chart.flows[fix.element].source]
    return _with_nodes(chart, {decision.id: replace(decision, default=fix.element)})


def _hushed(chart: Flowchart, fix: Fix) -> Flowchart:
    return replace(chart, message_flows={id: each for id, each in chart.message_flows.items() if id != fix.element})


def _told(chart: Flowchart, fix: Fix) -> Flowchart:
    message = MessageFlow(
        id=f"message-{fix.element}-{fix.to}", source=fix.element, target=fix.to, place=chart.nodes[fix.element].place
    )
    return replace(chart, message_flows={**chart.message_flows, message.id: message})


def _swapped(chart: Flowchart, fix: Fix) -> Flowchart:
    """The two steps stand in each other's place; the flow between them is turned with them."""
    first, second = chart.nodes[fix.element], chart.nodes[fix.to]
    (link,) = first.outgoing
    flows = {
        **chart.flows, link: replace(chart.flows[link], source=second.id, target=first.id),
        **{id: replace(chart.flows[id], target=second.id) for id in first.incoming},
        **{id: replace(chart.flows[id], source=first.id) for id in second.outgoing},
    }
    changed: dict[str, Node] = {
        first.id: replace(first, incoming=(link,), outgoing=second.outgoing),
        second.id: replace(second, incoming=first.incoming, outgoing=(link,)),
    }
    return _with_nodes(chart, changed, flows=flows)


def _with_nodes(chart: Flowchart, changed: Mapping[str, Node], **more: object) -> Flowchart:
    return replace(chart, nodes={**chart.nodes, **changed}, **more)  # type: ignore[arg-type]


def _without_flow(chart: Flowchart, fix: Fix) -> Flowchart:
    flow = chart.flows[fix.element]
    source, target = chart.nodes[flow.source], chart.nodes[flow.target]
    changed = {source.id: replace(source, outgoing=tuple(id for id in source.outgoing if id != flow.id))}
    target = changed.get(target.id, target)
    changed[target.id] = replace(target, incoming=tuple(id for id in target.incoming if id != flow.id))
    return _with_nodes(chart, changed, flows={id: each for id, each in chart.flows.items() if id != flow.id})


def flow_id(source: str, target: str) -> str:
    """The id of the flow that a `connect` draws."""
    return f"flow-{source}-{target}"


def _with_flow(chart: Flowchart, fix: Fix) -> Flowchart:
    source, target = chart.nodes[fix.element], chart.nodes[fix.to]
    flow = Flow(
        id=flow_id(source.id, target.id), source=source.id, target=target.id, place=source.place, scope=source.scope
    )
    changed = {
        source.id: replace(source, outgoing=(*source.outgoing, flow.id)),
        target.id: replace(target, incoming=(*target.incoming, flow.id)),
    }
    return _with_nodes(chart, changed, flows={**chart.flows, flow.id: flow})


def join_id(element: str, is_taken: Callable[[str], bool]) -> str:
    """The id of the gateway that a `join` puts before `element`: the first one that is not taken."""
    name, number = f"join-{element}", 1
    while is_taken(name) or is_taken(f"{name}-flow"):
        number += 1
        name = f"join-{element}-{number}"
    return name


def _with_join(chart: Flowchart, fix: Fix) -> Flowchart:
    node = chart.nodes[fix.element]
    gateway = join_id(node.id, lambda name: name in chart.nodes or name in chart.flows)
    link = f"{gateway}-flow"
    place = Place(chart.path, node.place.line, gateway)
    flows = {**chart.flows, **{id: replace(chart.flows[id], target=gateway) for id in node.incoming}}
    flows[link] = Flow(id=link, source=gateway, target=node.id, place=place, scope=node.scope)
    join = Decision(
        id=gateway, type=fix.to, place=place, scope=node.scope, lane=node.lane, incoming=node.incoming, outgoing=(link,)
    )
    processes = {
        id: replace(each, nodes=(*each.nodes, gateway)) if id == node.scope else each for id, each in chart.processes.items()
    }
    changed: dict[str, Node] = {gateway: join, node.id: replace(node, incoming=(link,))}
    holder = chart.nodes.get(node.scope)
    if isinstance(holder, Step):
        changed[holder.id] = replace(holder, inner=(*holder.inner, gateway))
    return _with_nodes(chart, changed, flows=flows, processes=processes)


_CHANGES: Mapping[str, Callable[[Flowchart, Fix], Flowchart]] = {
    "retype": _retyped, "join": _with_join, "drop": _without_flow, "connect": _with_flow, "default": _defaulted,
    "swap": _swapped, "tell": _told, "hush": _hushed,
}
