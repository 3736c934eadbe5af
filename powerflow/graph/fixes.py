"""Ways to mend an unsound chart, each tried on the chart before it is offered."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from powerflow.graph.fix import Fix, fixed
from powerflow.graph.fixes_between import BETWEEN, changes_between, waits_instead
from powerflow.graph.scope import begins
from powerflow.graph.soundness import Fault, Problem, Soundness, Verdict, is_sound, soundness, soundness_of
from powerflow.model import Decision, Event, Flowchart, Node, Step

_TYPES = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")
# More states than a chart that a person drew ever needs; a proposal must be cheap to try.
_MOST_STATES = 3_000
_MOST_TRIED = 12
_MOST_CANDIDATES = 60
# Each costs a verdict on all pools together.
_MOST_BETWEEN = 24
# A drawing with many loose ends was not meant to be read as it stands.
_MOST_WAYS = 4
_MOST_WAYS_IN_ALL = 24
_OF_TOKENS = (Fault.DEADLOCK, Fault.UNSYNCHRONISED, Fault.REPEATED_END)


class Mender:
    """Finds the changes that mend the problems of one chart; what was tried for one problem serves the others too."""

    def __init__(self, chart: Flowchart) -> None:
        self._chart = chart
        self._restoring: dict[tuple[str, Fix], bool] = {}
        self._before: dict[str, Soundness] = {}
        self._ways_left = _MOST_WAYS_IN_ALL
        self._after: dict[tuple[str, Fix], Soundness] = {}

    def fixes(self, problem: Problem, most: int = 3) -> tuple[Fix, ...]:
        """The changes that mend `problem`, those first that touch what the problem names.

        Where no single change makes its scope sound, those that take the problem away and bring no new one.
        """
        if problem.fault in BETWEEN:
            return tuple(islice(self._between(problem, changes_between(self._chart, problem)), most))
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
        with names or conditions, or where several beginnings meet, nobody can tell what was meant, and there is none.
        """
        if problem.fault in BETWEEN:
            found = tuple(self._between(problem, waits_instead(self._chart, problem)))
            return found[0] if len(found) == 1 and found[0].restores else None
        if problem.fault not in _OF_TOKENS or _is_ambiguous(self._chart, problem) or _waits_for_a_start(self._chart, problem):
            return None
        for tried in (_idle_flows, _meetings, _meetings_at_steps):
            candidates = list(islice(tried(self._chart, problem), _MOST_CANDIDATES))
            good = [fix for fix in candidates if self._restores(problem.scope, fix)]
            good = good or list(self._better(problem, candidates[:_MOST_TRIED]))
            if good:
                return good[0] if len({fix.element for fix in good}) == 1 else None
        return None

    def ways_on(self, element: str, most: int = 3) -> tuple[Fix, ...]:
        """Flows from `element`, after which nothing comes: to what nothing leads to, or where there is no such thing to an end.

        Each was tried: its scope is sound with it, or at least has a fault less and no new one.
        """
        if element not in self._chart.nodes:
            return ()
        scope = self._chart.nodes[element].scope
        tried = islice(_targets(self._chart, element), min(_MOST_WAYS, self._ways_left))
        fixes = [Fix(kind="connect", element=element, to=target) for target in tried]
        self._ways_left -= len(fixes)
        good = [fix for fix in fixes if self._restores(scope, fix)]
        if not good and self._known(scope).verdict is Verdict.UNSOUND:
            less = (fix for fix in fixes if _is_less(self._known(scope), soundness_of(fixed(self._chart, fix), scope, _MOST_STATES)))
            good = [replace(fix, restores=False) for fix in less]
        return tuple(good[:most])

    def _known(self, scope: str) -> Soundness:
        """The verdict on one scope as it is drawn."""
        if scope not in self._before:
            self._before[scope] = soundness_of(self._chart, scope, _MOST_STATES)
        return self._before[scope]

    def _between(self, problem: Problem, candidates: Iterator[Fix]) -> Iterator[Fix]:
        """The changes after which all pools are sound together, else those that take the problem away and bring no new one."""
        if "" not in self._before:
            self._before[""] = soundness(self._chart, _MOST_STATES)
        better: list[Fix] = []
        for fix in islice(candidates, _MOST_BETWEEN):
            if ("", fix) not in self._after:
                self._after["", fix] = soundness(fixed(self._chart, fix), _MOST_STATES)
            after = self._after["", fix]
            if after.verdict is Verdict.SOUND and not after.problems:
                yield fix
            elif _is_gone(self._before[""], after, problem):
                better.append(replace(fix, restores=False))
        yield from better

    def _restores(self, scope: str, fix: Fix) -> bool:
        key = scope, fix
        if key not in self._restoring:
            self._restoring[key] = is_sound(fixed(self._chart, fix), scope, _MOST_STATES)
        return self._restoring[key]

    def _better(self, problem: Problem, candidates: list[Fix]) -> Iterator[Fix]:
        scope = problem.scope
        for fix in candidates:
            if (scope, fix) not in self._after:
                self._after[scope, fix] = soundness_of(fixed(self._chart, fix), scope, _MOST_STATES)
            if _is_better(self._known(scope), self._after[scope, fix], problem):
                yield replace(fix, restores=False)


def _is_better(before: Soundness, after: Soundness, problem: Problem) -> bool:
    """Whether the problem is gone and nothing new has come, though faults are left."""
    return after.verdict is Verdict.UNSOUND and _is_gone(before, after, problem)


def _is_gone(before: Soundness, after: Soundness, problem: Problem) -> bool:
    return _is_less(before, after) and all((each.fault, each.element) != (problem.fault, problem.element) for each in after.problems)


def _is_less(before: Soundness, after: Soundness) -> bool:
    kept = {(each.fault, each.element) for each in after.problems}
    return after.verdict is not Verdict.UNDECIDED and kept < {(each.fault, each.element) for each in before.problems}


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


def _targets(chart: Flowchart, element: str) -> Iterator[str]:
    """Where a flow from `element` could lead that nobody drew: to a node that nothing leads to, else to an end."""
    here = [chart.nodes[id] for id in _scope_nodes(chart, chart.nodes[element].scope) if id != element] if element in chart.nodes else []
    roots = [node.id for node in here if not node.incoming and not _needs_no_flow(node)]
    yield from roots or [node.id for node in here if node.type == "endEvent"]


def _needs_no_flow(node: Node) -> bool:
    is_apart = isinstance(node, Step) and (node.triggered_by_event or node.for_compensation or node.instantiates)
    return is_apart or node.type in ("startEvent", "boundaryEvent")


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


def _waits_for_a_start(chart: Flowchart, problem: Problem) -> bool:
    """Whether what is missing would come from another beginning: whether both must have come is not for a machine to say."""
    starts = [id for id in _scope_nodes(chart, problem.scope) if begins(chart.nodes[id])]
    seen: set[str] = set()
    todo = [chart.flows[id].source for id in problem.missing if id in chart.flows]
    while todo:
        node = chart.nodes[todo.pop()]
        if node.id not in seen:
            seen.add(node.id)
            todo += [flow.source for flow in chart.incoming(node)]
            todo += [node.attached_to] if isinstance(node, Event) and node.attached_to else []
    passed = set(problem.trace)
    return len(starts) > 1 and bool(seen & set(starts) - passed) and not seen & passed & set(starts)


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
