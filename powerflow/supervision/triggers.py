"""The triggers of supervision (监察规则): what each is called, which lamp it shows, and which finding of a rule raises it."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from powerflow.model import Finding, Flowchart, LimitRole, Severity, Step
from powerflow.replay import Lamp


@dataclass(frozen=True)
class Trigger:
    """One trigger. `title` is a translation key; `lamp` is what it shows if nothing else decides; `seen`: a case shows it."""

    code: str
    title: str
    lamp: Lamp
    seen: bool = True


_ALL = (
    Trigger("T00", "其他不符合流程图或者法律规定的办理", Lamp.YELLOW),
    Trigger("T01", "逾期作出受理决定", Lamp.RED),
    Trigger("T02", "再次要求补正", Lamp.RED),
    Trigger("T03", "不予受理、不予准许没有说明理由", Lamp.RED),
    Trigger("T04", "环节超过办理时限", Lamp.YELLOW),
    Trigger("T05", "办件超过承诺时限", Lamp.YELLOW),
    Trigger("T06", "办件超过法定时限", Lamp.RED),
    Trigger("T07", "延长时限的批准人、次数或者时间不对", Lamp.RED),
    Trigger("T08", "时限停止计算而没有文书，或者不属于法定情形", Lamp.YELLOW),
    Trigger("T09", "应有的环节没有办理", Lamp.RED),
    Trigger("T10", "办理的顺序或者去向不对", Lamp.RED),
    Trigger("T11", "应当分离的职责由一人办理，或者由无权的人办理", Lamp.RED),
    Trigger("T12", "执法人员少于两人", Lamp.RED),
    Trigger("T13", "没有出示证件，或者没有应有的记录", Lamp.RED),
    Trigger("T14", "没有告知听证等权利，或者缩短了等候的时间", Lamp.RED),
    Trigger("T15", "没有经过法制审核，或者审核没有通过就作出决定", Lamp.RED),
    Trigger("T16", "收费不在目录之内，或者数额、票据不对", Lamp.RED),
    Trigger("T17", "逾期送达", Lamp.RED),
    Trigger("T18", "没有公开、逾期公开，或者没有按时撤下", Lamp.RED),
    Trigger("T19", "没有用抽取装置随机抽取，或者重新抽取", Lamp.RED),
    Trigger("T20", "在系统之外办理", Lamp.RED, seen=False),
    Trigger("T21", "投诉逾期没有办结", Lamp.RED),
    Trigger("T22", "流程图变更没有按时公布", Lamp.YELLOW),
    Trigger("T23", "所依据的法律已经失效", Lamp.RED),
    Trigger("T24", "办理的情形异常", Lamp.YELLOW),
)
TRIGGERS: Mapping[str, Trigger] = {each.code: each for each in _ALL}

# What a limit of a step is about, by the kind of the step: the first set that it bears a tag of.
_BY_TAG = (
    ("T17", frozenset({"DELIVER"})),
    ("T18", frozenset({"PUBLISH", "POST", "ANNOUNCE", "PUBLISH_RESULT", "WITHDRAW"})),
    ("T01", frozenset({"RECEIVE", "ACCEPT", "REFUSE_ACCEPT", "SUPPLEMENT_NOTICE", "FILE_CASE"})),
)
# What a step that was left out is about.
_LEFT_OUT = (
    ("T15", frozenset({"LEGAL_REVIEW", "LEGALITY", "EVIDENCE_REVIEW"})),
    ("T13", frozenset({"SHOW_ID", "RECORD"})),
    ("T14", frozenset({
        "TELL", "TELL_HEARING", "PRE_NOTICE", "NOTIFY_FACTS", "NOTIFY_INTERESTED", "HEARING_NOTICE", "HEARING", "HEAR",
        "HEAR_STATEMENT", "DEMAND",
    })),
    ("T17", frozenset({"DELIVER"})),
    ("T18", frozenset({"PUBLISH", "POST", "ANNOUNCE", "PUBLISH_RESULT"})),
    ("T19", frozenset({"RANDOM_OBJECT", "RANDOM_STAFF", "RANDOM_EXPERT"})),
)
_REVIEWS = _LEFT_OUT[0][1]
_BY_RULE = {
    "extension-too-late": "T07", "extension-repeated": "T07", "extension-unapproved": "T07",
    "clock-stopped-without-notice": "T08", "step-out-of-order": "T10", "legal-order-reversed": "T10", "step-not-open": "T10",
    "step-repeated": "T10", "step-unknown": "T10", "timer-ignored": "T10", "duties-by-one-person": "T11", "post-mismatch": "T11",
    "post-not-held": "T11", "staff-too-few": "T12", "officer-missing": "T13", "fact-missing": "T13", "right-not-told": "T14",
    "wait-cut-short": "T14", "legal-wait-cut": "T14", "chart-change-unpublished": "T22", "chart-unknown": "T22",
    "basis-expired": "T23", "supplement-repeated": "T02", "draw-repeated": "T19", "draw-not-verified": "T19", "officer-barred": "T11",
    "clock-never-resumed": "T08", "chart-not-in-force": "T22", "legal-staff-too-few": "T12", "failed-review-decided": "T15",
}
# Rules that name in `tags` what was left out.
_LEAVE_OUT = frozenset({"obligation-left-open", "legal-step-skipped", "legal-step-between-skipped"})
_ONCE = (("T02", frozenset({"SUPPLEMENT_NOTICE"})),)
# Nothing that anybody did: the reading itself was given up.
_SAYS_NOTHING = frozenset({"replay-undecided"})
_COMPLAINTS = ("投诉", "举报", "信访")  # not shown: what names of items that handle complaints contain


def code_of_clock(chart: Flowchart, owner: str, role: LimitRole) -> str:
    """The trigger of a limit that is exceeded: that of the step `owner`, or of the item ("")."""
    if not owner:
        is_complaint = chart.item is not None and any(word in chart.item.name for word in _COMPLAINTS)
        return "T21" if is_complaint else "T06" if role is LimitRole.STATUTORY else "T05"
    return _by_tags(chart, owner, _BY_TAG) or "T04"


def code_of(finding: Finding, chart: Flowchart) -> str | None:
    """The trigger that a finding about a case raises, None for one that speaks of nobody's doing."""
    element = finding.place.element or ""
    if finding.rule in _SAYS_NOTHING:
        return None
    if finding.rule in ("promise-passed", "limit-passed"):
        return code_of_clock(chart, element, LimitRole.STATUTORY if finding.rule == "limit-passed" else LimitRole.PROMISED)
    if finding.rule == "legal-limit-passed":
        return _by_tags(chart, element, _BY_TAG) or "T04"
    if finding.rule == "step-skipped":
        return _by_tags(chart, element, _LEFT_OUT) or "T09"
    if finding.rule in _LEAVE_OUT:
        return _said(finding) or "T09"
    if finding.rule == "legal-step-too-often":
        return _by_tags(chart, element, _ONCE) or "T10"
    if finding.rule == "decision-against-facts":
        return "T15" if _follows_review(chart, element) else "T10"
    return _BY_RULE.get(finding.rule, "T00")


def lamp_of(code: str, finding: Finding | None = None, weights: Mapping[str, Lamp] | None = None) -> Lamp:
    """The lamp that a trigger shows: as the scheme says, else as usual; a plausible choice (advice) is never red."""
    if weights and code in weights:
        return weights[code]
    if finding is not None and finding.severity is Severity.ADVICE:
        return Lamp.YELLOW
    return Lamp.RED if finding is not None and finding.rule == "limit-passed" else TRIGGERS[code].lamp


def _by_tags(chart: Flowchart, node: str, table: tuple[tuple[str, frozenset[str]], ...]) -> str | None:
    known = chart.nodes.get(node)
    tags = known.tags if known else frozenset()
    return next((code for code, some in table if not some.isdisjoint(tags)), None)


def _said(finding: Finding) -> str | None:
    """What must still follow, by the tags that the finding names."""
    names = set(getattr(finding.values.get("tags"), "tags", ()))
    return next((code for code, some in _LEFT_OUT if not some.isdisjoint(names)), None)


def _follows_review(chart: Flowchart, node: str) -> bool:
    """Whether the decision lies right behind a legal review."""
    if node not in chart.nodes:
        return False
    before = (chart.nodes.get(flow.source) for flow in chart.incoming(chart.nodes[node]))
    return any(isinstance(each, Step) and not _REVIEWS.isdisjoint(each.tags) for each in before)
