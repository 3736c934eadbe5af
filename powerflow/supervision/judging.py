"""What in a case raises an alarm: limits that were exceeded, what rules find in its replay, and what only supervision asks."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from powerflow.cases import CaseFile
from powerflow.deadlines import WorkCalendar
from powerflow.model import EntryKind, Event, Finding, LimitRole, Step, TimeLimit
from powerflow.organisation import Organisation
from powerflow.replay import Act, Amount, DueDay, Lamp, Reading, Replay, replay
from powerflow.rules import Rule, Subject, judge, select
from powerflow.supervision.scheme import Scheme
from powerflow.supervision.seen_charts import seen
from powerflow.supervision.triggers import code_of, code_of_clock, lamp_of
from powerflow.translation import fill


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Why an alarm is raised. `node` is the step ("" for the case), `refers` the number of the entry that began or broke it,
    `post` who is to explain; `said` says it in Chinese, as it is recorded.
    """

    code: str
    lamp: Lamp
    rule: str
    node: str
    refers: int
    post: str
    said: str

    @property
    def key(self) -> tuple[str, str, int, str]:
        """What is raised once only."""
        return self.code, self.node, self.refers, self.rule


# Limits are read from the clocks themselves: a limit that is over and then met late is one breach, not two.
_BY_CLOCKS = frozenset({"promise-passed", "limit-passed"})
# A history shows these of the chart as it was on the first day.
_OF_CHARTS = ("basis-expired",)
_FEES = frozenset({"FEE", "COLLECT", "SPOT_COLLECT", "SURCHARGE_START"})
_TELLING = frozenset({"TELL", "DELIVER", "EXPLAIN", "REPLY"})
_DRAWING = frozenset({"RANDOM_OBJECT", "RANDOM_STAFF", "RANDOM_EXPERT"})
_REFUSALS = ("不予", "不准", "不同意", "驳回", "拒绝")  # not shown: what outcomes that refuse begin with
_BY_HAND, _TWICE = "drawn-by-hand", "supplement-asked-twice"
_REASON = "理由"  # not shown: what the names of facts that hold reasons contain


def causes(
    file: CaseFile, calendar: WorkCalendar, organisation: Organisation | None, scheme: Scheme, moment: datetime
) -> tuple[Cause, ...]:
    """Everything in a case that raises an alarm under `scheme`, as the case stands at `moment`, each once.

    Raises OutsideCalendar for limits that the calendar cannot count.
    """
    case = replay(file.history, file.chart, calendar, path=file.history.case, moment=moment, organisation=organisation)
    found = (*_late(case, scheme), *_silent(case, scheme), *_found(case, scheme), *_own(case, scheme))
    # A step that was left out is one cause, also where it was to tell the party of a right.
    skipped = {(cause.node, cause.refers) for cause in found if cause.rule == "step-skipped"}
    undrawn = {(cause.node, cause.refers) for cause in found if cause.code == "T19" and cause.rule != _BY_HAND}
    often = {(cause.node, cause.refers) for cause in found if cause.rule == "legal-step-too-often"}
    twice = {"right-not-told": skipped, _BY_HAND: undrawn, _TWICE: often}
    kept = (
        cause for cause in found
        if cause.code not in scheme.off and (cause.node, cause.refers) not in twice.get(cause.rule, frozenset())
    )
    return tuple({cause.key: cause for cause in kept}.values())


def _late(case: Replay, scheme: Scheme) -> Iterator[Cause]:
    outside = seen(case.chart).outside
    for reading in case.readings:
        if reading.is_late and reading.owner not in outside:
            yield _of_clock(case, reading, scheme)


def _silent(case: Replay, scheme: Scheme) -> Iterator[Cause]:
    """Steps that the law's own limit cut short: the authority was silent and the law spoke for it (视为受理).

    Refers to the entry that opened the step, as the clock does that was seen over before its timer fired: one breach, not two.
    """
    outside = seen(case.chart).outside
    for act in case.acts:
        timer = act.node
        if act.entry.kind is not EntryKind.TIMER or not isinstance(timer, Event) or act.since is None or act.due is None:
            continue
        step = case.chart.steps.get(timer.attached_to or "")
        limit = _spoken(step, timer) if step is not None and step.id not in outside else None
        if step is None or limit is None:
            continue
        code = code_of_clock(case.chart, step.id, LimitRole.STATUTORY)
        yield Cause(
            code=code, lamp=scheme.weights.get(code, scheme.lamps.step_statutory), rule="limit-passed", node=step.id,
            refers=case.acts[act.since].seq, post=_post(case, step.id, None),
            said=_said("“{name}”到法定时限{limit}届满（{due}）没有办理，{silence}", {
                "name": case.name_of(step.id), "limit": Amount(limit.amount, limit.unit), "due": DueDay(act.due.due, False),
                "silence": limit.silence,
            }),
        )


def _spoken(step: Step, timer: Event) -> TimeLimit | None:
    """The limit of the law on a step to whose end the law attaches what its timer brings about."""
    own = timer.time_limit
    return next((
        limit for limit in step.notes.time_limits
        if limit.role is LimitRole.STATUTORY and limit.silence and limit.start is None and own is not None
        and (limit.amount, limit.unit) == (own.amount, own.unit)
    ), None)


def _of_clock(case: Replay, reading: Reading, scheme: Scheme) -> Cause:
    stands, role = reading.standing, reading.limit.role
    is_law = role is LimitRole.STATUTORY
    rules, code = scheme.lamps, code_of_clock(case.chart, reading.owner, role)
    usual = (rules.step_statutory if is_law else rules.step_promised) if reading.owner else (
        rules.case_statutory if is_law else rules.case_promised
    )
    item = case.chart.item.name if case.chart.item else case.case
    return Cause(
        code=code, lamp=scheme.weights.get(code, usual), rule="limit-passed" if is_law else "promise-passed", node=reading.owner,
        refers=case.acts[reading.started].seq, post=_post(case, reading.owner, reading.ended),
        said=_said("“{name}”超过{role}时限{limit}，{due} 届满", {
            "name": case.name_of(reading.owner) if reading.owner else item, "role": _role(role),
            "limit": Amount(reading.limit.amount + reading.extended, reading.limit.unit, reading.extended),
            "due": DueDay(stands.deadline.due, stands.provisional),
        }),
    )


def _role(role: LimitRole) -> str:
    from powerflow.model import word

    return word("role", role)


def _found(case: Replay, scheme: Scheme) -> Iterator[Cause]:
    for finding in judge(case, _rules(), case.moment.date()).findings:
        code = None if finding.rule in _BY_CLOCKS else code_of(finding, case.chart)
        if code is not None:
            yield _of_finding(case, finding, code, scheme)
    first = case.acts[0].entry if case.acts else None
    if first is not None:
        for finding in judge(case.chart, select(_OF_CHARTS, ()), first.at.date()).findings:
            yield _of_finding(case, finding, "T23", scheme, refers=first.seq)


def _of_finding(case: Replay, finding: Finding, code: str, scheme: Scheme, refers: int | None = None) -> Cause:
    node = finding.place.element if finding.place.element in case.chart.nodes else ""
    return Cause(
        code=code, lamp=lamp_of(code, finding, scheme.weights), rule=finding.rule, node=node or "",
        refers=refers if refers is not None else finding.seq or 0, post=_post(case, node or "", None),
        said=_said(finding.message, finding.values),
    )


@lru_cache(maxsize=1)
def _rules() -> tuple[Rule, ...]:
    """The rules about what was done in a case."""
    return tuple(rule for rule in select((), ()) if rule.subject is Subject.REPLAY)


def _own(case: Replay, scheme: Scheme) -> Iterator[Cause]:
    """What no rule of conduct asks: reasons of refusals, second notices, fees, draws."""
    for code, rule, act, said in (*_unreasoned(case), *_asked_twice(case), *_fees(case), *_drawn(case)):
        yield Cause(
            code=code, lamp=lamp_of(code, None, scheme.weights), rule=rule, node=act.entry.node, refers=act.seq,
            post=_post(case, act.entry.node, None), said=said,
        )


_Own = tuple[str, str, Act, str]


def _with(case: Replay, tags: frozenset[str]) -> list[Act]:
    return [act for act in case.acts if act.node is not None and not act.node.tags.isdisjoint(tags)]


def _unreasoned(case: Replay) -> Iterator[_Own]:
    """T03: a refusal that nothing tells the party of, or without the reason that the chart asks for."""
    known: dict[str, object] = {}
    for act in case.acts:
        known.update(act.entry.facts)
        ends = [case.chart.events[id] for id in act.passed if id in case.chart.events]
        refused = next((end for end in ends if end.outcome and end.outcome.kind.startswith(_REFUSALS)), None)
        if refused is None:
            continue
        reasons = [fact.name for fact in (case.chart.item.facts if case.chart.item else ()) if _REASON in fact.name]
        told = _with(case, _TELLING)
        if not told or any(name in known and not str(known[name]).strip() for name in reasons):
            yield "T03", "refusal-without-reasons", act, _said(
                "“{name}”没有说明理由的记录", {"name": refused.outcome.kind if refused.outcome else refused.name}
            )


def _asked_twice(case: Replay) -> Iterator[_Own]:
    """T02: what is missing must be told at once, and once."""
    notices = [act for act in _with(case, frozenset({"SUPPLEMENT_NOTICE"})) if act.entry.kind is EntryKind.STEP]
    for act in notices[1:]:
        yield "T02", _TWICE, act, _said("“{name}”第二次办理，补正应当一次告知", {"name": act.name})


def _fees(case: Replay) -> Iterator[_Own]:
    """T16: money was taken although the item takes none, or none that is listed."""
    item = case.chart.item
    if item is None or (item.charged is not False and all(fee.listed is not False for fee in item.fees)):
        return
    for act in _with(case, _FEES):
        amounts = [value for value in act.entry.facts.values() if isinstance(value, Decimal)]
        if any(amount > 0 for amount in amounts):
            yield "T16", "fee-not-listed", act, _said(
                "“{name}”收取 {amount} 元，事项不收费或者收费不在目录之内", {"name": act.name, "amount": max(amounts)}
            )


def _drawn(case: Replay) -> Iterator[_Own]:
    """T19: a draw that no device made. How a device drew, and whether again, is for the rules of conduct."""
    drawn = {entry.node for entry in case.history.entries if entry.kind is EntryKind.DRAW}
    for act in _with(case, _DRAWING):
        if act.entry.kind is EntryKind.STEP and act.entry.node not in drawn:
            yield "T19", _BY_HAND, act, _said("“{name}”没有抽取装置的抽取记录", {"name": act.name})


def _post(case: Replay, node: str, ended: int | None) -> str:
    """Who is to explain: the post of the step, else whoever did the last thing, of a case that is open who is to act next."""
    chart = case.chart
    if node in chart.nodes and chart.post_of(chart.nodes[node]):
        return chart.post_of(chart.nodes[node])
    if ended is not None and case.acts[ended].entry.post:
        return case.acts[ended].entry.post
    waiting = (chart.post_of(each.node) for each in case.open)
    done = (act.entry.post for act in reversed(case.acts))
    outside = seen(chart)
    own = {post for id, post in outside.posts.items() if id not in outside.outside}
    return next((post for post in (*waiting, *done) if post in own), "")


def _said(message: str, values: Mapping[str, object]) -> str:
    """The sentence in Chinese, as it goes into the record."""
    return fill(message, "zh", {name: _value(value) for name, value in values.items()})


def _value(value: object) -> object:
    if isinstance(value, (tuple, list)):
        return tuple(str(_value(each)) for each in value)
    say = getattr(value, "say", None)
    return say("zh") if callable(say) else value
