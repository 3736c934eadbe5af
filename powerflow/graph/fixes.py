"""Ways to mend an unsound chart, each tried on the chart before it is offered."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from powerflow.graph.soundness import Fault, Problem, Soundness, Verdict, is_sound, soundness_of
from powerflow.model import Decision, Flow, Flowchart, Node, Place, Step

_TYPES = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")
# More states than a chart that a person drew ever needs; a proposal must be cheap to try.
_MOST_STATES = 3_000
_MOST_TRIED = 12
_MOST_CANDIDATES = 60
_OF_TOKENS = (Fault.DEADLOCK, Fault.UNSYNCHRONISED, Fault.REPEATED_END)


@dataclass(frozen=True, kw_only=True)
class Fix:
    """One change to the drawing.

    `kind` is `retype` (the gateway `element` becomes a `to`), `join` (a gateway `to` is put before `element` and takes
    over all flows into it), `drop` (the flow `element`, which stands beside another one between the same nodes, goes) or
    `connect` (a flow from `element`, after which nothing came, to `to`, before which nothing came). `restores` says that
    the whole scope is sound afterwards; otherwise it has fewer faults than before.
    """

    kind: str
    element: str
    to: str = ""
    restores: bool = True


class Mender:
    """Finds the changes that mend the problems of one chart; what was tried for one problem serves the others too."""

    def __init__(self, chart: Flowchart) -> None:
        self._chart = chart
        self._restoring: dict[tuple[str, Fix], bool] = {}
        self._before: dict[str, Soundness] = {}
        self._after: dict[tuple[str, Fix], Soundness] = {}

    def fixes(self, problem: Problem, most: int = 3) -> tuple[Fix, ...]:
        """The changes that mend `problem`, those first that touch what the problem names.

        Where no single change makes its scope sound, those that take the problem away and bring no new one.
        """
        good: list[Fix] = []
        others: list[Fix] = []
        for fix in islice(_candidates(self._chart, problem), _MOST_CANDIDATES):
            (good if self._restores(problem.scope, fix) else others).append(fix)
            if len(good) >= most:
                break
        return tuple(good) or tuple(islice(self._better(problem, others[:_MOST_TRIED]), most))

    def safe(self, problem: Problem) -> Fix | None:
        """The change to a meeting of branches that alone mends `problem`; None where there is none or a choice between elements.

        What a split does is never changed: the same steps are done before and after. Where a parallel gateway has exits
        with names or conditions, nobody can tell what was meant, and there is none.
        """
        if problem.fault not in _OF_TOKENS or _is_ambiguous(self._chart, problem):
            return None
        for tried in (_idle_flows, _meetings, _meetings_at_steps):
            candidates = list(islice(tried(self._chart, problem), _MOST_CANDIDATES))
            good = [fix for fix in candidates if self._restores(problem.scope, fix)]
            good = good or list(self._better(problem, candidates[:_MOST_TRIED]))
            if good:
                return good[0] if len({fix.element for fix in good}) == 1 else None
        return None

    def _restores(self, scope: str, fix: Fix) -> bool:
        key = scope, fix
        if key not in self._restoring:
            self._restoring[key] = is_sound(fixed(self._chart, fix), scope, _MOST_STATES)
        return self._restoring[key]

    def _better(self, problem: Problem, candidates: list[Fix]) -> Iterator[Fix]:
        scope = problem.scope
        if scope not in self._before:
            self._before[scope] = soundness_of(self._chart, scope, _MOST_STATES)
        for fix in candidates:
            if (scope, fix) not in self._after:
                self._after[scope, fix] = soundness_of(fixed(self._chart, fix), scope, _MOST_STATES)
            if _is_better(self._before[scope], self._after[scope, fix], problem):
                yield replace(fix, restores=False)


def _is_better(before: Soundness, after: Soundness, problem: Problem) -> bool:
    """Whether the problem is gone and nothing new has come."""
    kept = {(each.fault, each.element) for each in after.problems}
    had = {(each.fault, each.element) for each in before.problems}
    return after.verdict is Verdict.UNSOUND and kept < had and (problem.fault, problem.element) not in kept


def _candidates(chart: Flowchart, problem: Problem) -> Iterator[Fix]:
    if problem.fault in (Fault.NO_START, Fault.NO_END):
        return
    if problem.fault is Fault.DEAD and problem.element in chart.nodes and not chart.nodes[problem.element].incoming:
        yield from _connections(chart, problem)
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


def _connections(chart: Flowchart, problem: Problem) -> Iterator[Fix]:
    if chart.nodes[problem.element].type != "boundaryEvent":
        for id in _scope_nodes(chart, problem.scope):
            node = chart.nodes[id]
            if id != problem.element and not node.outgoing and node.type != "endEvent":
                yield Fix(kind="connect", element=id, to=problem.element)


def _is_ambiguous(chart: Flowchart, problem: Problem) -> bool:
    """Whether the course passed a parallel split that is labelled like a decision."""
    splits = (chart.nodes[id] for id in problem.trace if id in chart.nodes and chart.nodes[id].type == "parallelGateway")
    return any(
        flow.name or flow.condition for split in splits if len(split.outgoing) > 1 for flow in chart.outgoing(split)
    )


def _meetings(chart: Flowchart, problem: Problem) -> Iterator[Fix]:
    """Every gateway that only merges, as another kind."""
    for id in _scope_nodes(chart, problem.scope):
        if isinstance(node := chart.nodes[id], Decision) and len(node.incoming) > 1 and len(node.outgoing) < 2:
            yield from _retypes(chart, id)


def _meetings_at_steps(chart: Flowchart, problem: Problem) -> Iterator[Fix]:
    """A gateway before every other node where several flows meet."""
    for id in _scope_nodes(chart, problem.scope):
        if not isinstance(chart.nodes[id], Decision):
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


def _idle_flows(chart: Flowchart, problem: Problem) -> Iterator[Fix]:
    """Doubled flows that say nothing of their own."""
    for fix in _doubled_flows(chart, problem):
        flow = chart.flows[fix.element]
        if not (flow.name or flow.condition or flow.hand_overs):
            yield fix


def fixed(chart: Flowchart, fix: Fix) -> Flowchart:
    """The chart with the change made; its lines and drawing still speak of the file as it was."""
    if fix.kind == "retype":
        return _with_nodes(chart, {fix.element: replace(chart.nodes[fix.element], type=fix.to)})
    if fix.kind == "drop":
        return _without_flow(chart, chart.flows[fix.element])
    if fix.kind == "connect":
        return _with_flow(chart, chart.nodes[fix.element], chart.nodes[fix.to])
    return _with_join(chart, chart.nodes[fix.element], fix.to)


def _with_nodes(chart: Flowchart, changed: Mapping[str, Node], **more: object) -> Flowchart:
    return replace(chart, nodes={**chart.nodes, **changed}, **more)  # type: ignore[arg-type]


def _without_flow(chart: Flowchart, flow: Flow) -> Flowchart:
    source, target = chart.nodes[flow.source], chart.nodes[flow.target]
    changed = {source.id: replace(source, outgoing=tuple(id for id in source.outgoing if id != flow.id))}
    target = changed.get(target.id, target)
    changed[target.id] = replace(target, incoming=tuple(id for id in target.incoming if id != flow.id))
    return _with_nodes(chart, changed, flows={id: each for id, each in chart.flows.items() if id != flow.id})


def flow_id(source: str, target: str) -> str:
    """The id of the flow that a `connect` draws."""
    return f"flow-{source}-{target}"


def _with_flow(chart: Flowchart, source: Node, target: Node) -> Flowchart:
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


def _with_join(chart: Flowchart, node: Node, to: str) -> Flowchart:
    gateway = join_id(node.id, lambda name: name in chart.nodes or name in chart.flows)
    link = f"{gateway}-flow"
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
