"""Attaches to findings the changes that were tried on the chart and found to mend it."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from powerflow.graph import Fault, Fix, Mender, Problem, verdict
from powerflow.model import Finding, Flowchart, Proposal
from powerflow.rules.mending_exits import with_default
from powerflow.rules.tokens import Gateway, named

_FAULTS = {
    "deadlock": Fault.DEADLOCK, "tokens-unsynchronised": Fault.UNSYNCHRONISED, "end-repeated": Fault.REPEATED_END,
    "step-never-reached": Fault.DEAD, "step-unreachable": Fault.DEAD, "message-deadlock": Fault.MESSAGE_DEADLOCK,
    "message-livelock": Fault.MESSAGE_LIVELOCK, "receiver-unserved": Fault.UNSERVED, "message-untaken": Fault.UNTAKEN,
}
_LOOP, _DEAD_END = "loop-without-exit", "step-dead-end"
_MESSAGES = {
    "retype": "把{element}改为{to}", "join": "在{element}之前加一个{to}，先汇合再往下走",
    "drop": "删去从{source}到{target}的重复流向", "connect": "从{element}引一条流向到{target}",
    "swap": "把{element}和紧接着的{target}对调先后", "tell": "从{element}也发一条消息给{target}",
    "hush": "删去从{source}到{target}的消息流",
}
_BOUND = "给循环加一个判断“已办满 N 次？”，满 N 次的走到结束；N 是几次，由主管人员按规定填写"


def mended(chart: Flowchart, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of one chart, those about soundness and about exits with the changes that mend them."""
    findings = tuple(findings)
    findings = tuple(with_default(chart, finding) for finding in findings)
    if not any(finding.rule in _FAULTS or finding.rule in (_LOOP, _DEAD_END) for finding in findings):
        return findings
    problems = {(each.fault, each.element): each for each in reversed(verdict(chart).problems)}
    mender = Mender(chart)
    return tuple(_mended(chart, finding, problems, mender) for finding in findings)


def _mended(
    chart: Flowchart, finding: Finding, problems: dict[tuple[Fault, str], Problem], mender: Mender
) -> Finding:
    if finding.rule == _DEAD_END:
        return replace(finding, fixes=tuple(_proposal(chart, fix) for fix in mender.ways_on(finding.place.element or "")))
    if finding.rule == _LOOP:
        bound = Proposal(kind="bound", element=finding.place.element or "", message=_BOUND, restores=False)
        return replace(finding, fixes=(bound,))
    problem = problems.get((_FAULTS[finding.rule], finding.place.element or "")) if finding.rule in _FAULTS else None
    if problem is None:
        return finding
    found, safe = mender.fixes(problem), mender.safe(problem)
    if safe and not safe.restores and any(fix.restores for fix in found):
        safe = None  # half a mend is not certain where another change, to a split, mends all
    others = (fix for fix in found if fix != safe)
    proposals = [_proposal(chart, safe, safe=True)] if safe else []
    return replace(finding, fixes=(*proposals, *(_proposal(chart, fix) for fix in others)))


def _proposal(chart: Flowchart, fix: Fix, *, safe: bool = False) -> Proposal:
    values: dict[str, object] = {"element": named(chart, fix.element), "to": Gateway(fix.to)}
    if fix.kind in ("drop", "hush"):
        flow = chart.flows[fix.element] if fix.kind == "drop" else chart.message_flows[fix.element]
        values = {"source": named(chart, flow.source), "target": named(chart, flow.target)}
    elif fix.kind in ("connect", "swap", "tell"):
        values = {"element": named(chart, fix.element), "target": named(chart, fix.to)}
    return Proposal(
        kind=fix.kind, element=fix.element, to=fix.to, restores=fix.restores, safe=safe, message=_MESSAGES[fix.kind],
        values=values,
    )
