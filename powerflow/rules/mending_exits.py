"""Attaches to findings about the exits of decisions what would make them whole: a default exit, or one that is missing."""
from __future__ import annotations

from dataclasses import replace

from powerflow.graph import Fix, fixed
from powerflow.model import Decision, Finding, Flow, Flowchart, Proposal
from powerflow.rules.deciding import Answer, answers
from powerflow.rules.tokens import named

_UNCONDITIONAL, _NOT_ALL = "exit-condition-missing", "decision-not-exhaustive"
_REST = "把到{target}的出口设为默认出口：其余情形都走这里"
_INSTEAD = "把到{target}的出口设为默认出口：其余情形都走这里，它现在的条件“{condition}”不再起作用；是否如此由主管人员定"
_MORE = "为“{facts}”这样的情形补画一个出口；通向哪里由主管人员定"
_MOST_EXITS = 3


def with_default(chart: Flowchart, finding: Finding) -> Finding:
    """The finding, with proposals if it is about exits; each default exit was tried on the chart.

    Safe is only this: of two exits one has a condition, and the other, which has none, becomes the default. Where there
    are more, or where a condition would be given up, a person decides; where to a new exit leads, too.
    """
    if finding.rule == _UNCONDITIONAL:
        flow = chart.flows.get(finding.place.element or "")
        proposal = _rest(chart, flow) if flow else None
        return replace(finding, fixes=(proposal,)) if proposal else finding
    if finding.rule == _NOT_ALL:
        decision = chart.decisions.get(finding.place.element or "")
        return replace(finding, fixes=_instead(chart, decision)) if decision else finding
    return finding


def _rest(chart: Flowchart, flow: Flow) -> Proposal | None:
    """That the one exit without a condition takes what is left; None where several have none, or where nothing is left."""
    decision = chart.decisions.get(flow.source)
    if decision is None or decision.default or any(not each.condition for each in chart.outgoing(decision) if each != flow):
        return None
    cases = _answers_with(chart, decision, flow)
    if cases is not None and not _is_whole(chart, decision, flow):
        return None
    is_safe = cases is not None and len(decision.outgoing) == 2 and decision.type == "exclusiveGateway"
    return _default(chart, flow, _REST, {"target": named(chart, flow.target)}, safe=is_safe)


def _instead(chart: Flowchart, decision: Decision) -> tuple[Proposal, ...]:
    left_out = [each for each in answers(chart, decision) or () if not each.taken]
    if not left_out:
        return ()
    exits = chart.outgoing(decision)
    more = Proposal(kind="exit", element=decision.id, message=_MORE, values={"facts": left_out[0].said})
    tried = (flow for flow in exits if len(exits) <= _MOST_EXITS and _is_whole(chart, decision, flow))
    return (more, *(
        _default(chart, flow, _INSTEAD, {"target": named(chart, flow.target), "condition": flow.condition or ""}) for flow in tried
    ))


def _is_whole(chart: Flowchart, decision: Decision, flow: Flow) -> bool:
    """Whether with `flow` as the default something is left for it, and for every other exit."""
    cases = _answers_with(chart, decision, flow) or ()
    taken = frozenset().union(*(case.taken for case in cases))
    return any(not case.taken for case in cases) and taken == {*decision.outgoing} - {flow.id}


def _answers_with(chart: Flowchart, decision: Decision, flow: Flow) -> tuple[Answer, ...] | None:
    """What the decision does once `flow` is its default."""
    changed = fixed(chart, Fix(kind="default", element=flow.id))
    return answers(changed, changed.decisions[decision.id])


def _default(
    chart: Flowchart, flow: Flow, message: str, values: dict[str, object], *, safe: bool = False
) -> Proposal:
    return Proposal(kind="default", element=flow.id, to=flow.source, message=message, values=values, safe=safe)
