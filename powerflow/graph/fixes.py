"""Ways to mend an unsound chart, each tried on the chart before it is offered."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from powerflow.graph.soundness import Fault, Problem, Soundness, Verdict, is_sound, soundness_of
from powerflow.model import Decision, Flow, Flowchart, Node, Place, Step

_TYPES = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")
# More states than a chart that a person drew ever needs; a proposal must be cheap to try.
_MOST_STATES = 3_000
_MOST_TRIED = 12


@dataclass(frozen=True, kw_only=True)
class Fix:
    """One change to the drawing.

    `kind` is `retype` (the gateway `element` becomes a `to`), `join` (a gateway `to` is put before `element` and takes
    over all flows into it) or `drop` (the flow `element`, which stands beside another one between the same nodes,
    goes). `restores` says that the whole scope is sound afterwards; otherwise it has fewer faults than before.
    """

    kind: str
    element: str
    to: str = ""
    restores: bool = True


def fixes(chart: Flowchart, problem: Problem, most: int = 3) -> tuple[Fix, ...]:
    """The changes that mend `problem`, those first that touch what the problem names.

    Where no single change makes its scope sound, those that take the problem away and bring no new one.
    """
    good: list[Fix] = []
    others: list[Fix] = []
    for fix in _candidates(chart, problem):
        (good if is_sound(apply(chart, fix), problem.scope, _MOST_STATES) else others).append(fix)
        if len(good) >= most:
            break
    return tuple(good) or tuple(_better(chart, problem, others[:_MOST_TRIED], most))


def _better(chart: Flowchart, problem: Problem, candidates: list[Fix], most: int) -> Iterator[Fix]:
    before = soundness_of(chart, problem.scope, _MOST_STATES)
    better = (
        replace(fix, restores=False) for fix in candidates
        if _is_better(before, soundness_of(apply(chart, fix), problem.scope, _MOST_STATES), problem)
    )
    return islice(better, most)


def _is_better(before: Soundness, after: Soundness, problem: Problem) -> bool:
    """Whether the problem is gone and nothing new has come."""
    kept = {(each.fault, each.element) for each in after.problems}
    had = {(each.fault, each.element) for each in before.problems}
    return after.verdict is Verdict.UNSOUND and kept < had and (problem.fault, problem.element) not in kept


def _candidates(chart: Flowchart, problem: Problem) -> Iterator[Fix]:
    if problem.fault in (Fault.NO_START, Fault.NO_END):
        return
    yield from _doubled_flows(chart, problem)
    named = [problem.element, *problem.waiting]
    passed = list(reversed(problem.trace))
    order = list(dict.fromkeys(id for id in (*named, *passed, *_scope_nodes(chart, problem.scope)) if id in chart.nodes))
    if isinstance(chart.nodes.get(problem.element), Decision):
        yield from _retypes(chart, problem.element)
    elif problem.fault in (Fault.UNSYNCHRONISED, Fault.REPEATED_END):
        yield from _joins(chart, problem.element)
    for id in order:
        if id != problem.element and isinstance(chart.nodes[id], Decision):
            yield from _retypes(chart, id)
    for id in order:
        if id != problem.element and not isinstance(chart.nodes[id], Decision):
            yield from _joins(chart, id)


def _scope_nodes(chart: Flowchart, scope: str) -> Iterator[str]:
    return (node.id for node in chart.nodes.values() if node.scope == scope)


def _retypes(chart: Flowchart, element: str) -> Iterator[Fix]:
    node = chart.nodes[element]
    if node.type in _TYPES and (len(node.incoming) > 1 or len(node.outgoing) > 1):
        for to in _TYPES:
            if to != node.type:
                yield Fix(kind="retype", element=element, to=to)


def _joins(chart: Flowchart, element: str) -> Iterator[Fix]:
    if element in chart.nodes and len(chart.nodes[element].incoming) > 1:
        for to in ("parallelGateway", "inclusiveGateway"):
            yield Fix(kind="join", element=element, to=to)


def _doubled_flows(chart: Flowchart, problem: Problem) -> Iterator[Fix]:
    seen: set[tuple[str, str]] = set()
    for flow in chart.flows.values():
        if flow.scope == problem.scope:
            if (flow.source, flow.target) in seen:
                yield Fix(kind="drop", element=flow.id)
            seen.add((flow.source, flow.target))


def apply(chart: Flowchart, fix: Fix) -> Flowchart:
    """The chart with the change made; its lines and drawing still speak of the file as it was."""
    if fix.kind == "retype":
        return _with_nodes(chart, {fix.element: replace(chart.nodes[fix.element], type=fix.to)})
    if fix.kind == "drop":
        return _without_flow(chart, chart.flows[fix.element])
    return _with_join(chart, chart.nodes[fix.element], fix.to)


def _with_nodes(chart: Flowchart, changed: Mapping[str, Node], **more: object) -> Flowchart:
    return replace(chart, nodes={**chart.nodes, **changed}, **more)  # type: ignore[arg-type]


def _without_flow(chart: Flowchart, flow: Flow) -> Flowchart:
    source, target = chart.nodes[flow.source], chart.nodes[flow.target]
    changed = {source.id: replace(source, outgoing=tuple(id for id in source.outgoing if id != flow.id))}
    target = changed.get(target.id, target)
    changed[target.id] = replace(target, incoming=tuple(id for id in target.incoming if id != flow.id))
    return _with_nodes(chart, changed, flows={id: each for id, each in chart.flows.items() if id != flow.id})


def join_id(element: str) -> str:
    """The id of the gateway that a `join` puts before `element`."""
    return f"join-{element}"


def _with_join(chart: Flowchart, node: Node, to: str) -> Flowchart:
    gateway, link = join_id(node.id), f"{join_id(node.id)}-flow"
    place = Place(chart.path, node.place.line, gateway)
    flows = {**chart.flows, **{id: replace(chart.flows[id], target=gateway) for id in node.incoming}}
    flows[link] = Flow(id=link, source=gateway, target=node.id, place=place, scope=node.scope)
    join = Decision(
        id=gateway, type=to, place=place, scope=node.scope, lane=node.lane, incoming=node.incoming, outgoing=(link,)
    )
    processes = {
        id: replace(each, nodes=(*each.nodes, gateway)) if id == node.scope else each for id, each in chart.processes.items()
    }
    changed: dict[str, Node] = {gateway: join, node.id: replace(node, incoming=(link,))}
    holder = chart.nodes.get(node.scope)
    if isinstance(holder, Step):
        changed[holder.id] = replace(holder, inner=(*holder.inner, gateway))
    return _with_nodes(chart, changed, flows=flows, processes=processes)
