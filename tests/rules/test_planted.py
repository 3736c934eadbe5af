"""One breach of one rule, planted in a case that the engine made within every limit, is found as that breach and at its place."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from powerflow.deadlines import BEIJING, DayKind, national_calendar
from powerflow.model import (
    Change,
    Document,
    Entry,
    EntryKind,
    ExcludedPeriod,
    Extension,
    LimitRole,
    PowerKind,
    TimeLimit,
    Unit,
)
from powerflow.organisation import Department, Organisation, Post, Term
from powerflow.rules import Subject, all_rules
from tests.replay.histories import breaches
from tests.rules.planted import Case, Found, made

Planted = tuple[Case, Found]
Plant = Callable[[Case], "Planted | None"]
_PLANTS: dict[str, Plant] = {}
# Nothing else may be found beside these: they touch one thing that no other rule looks at.
_ALONE = {
    "chain-broken", "chart-not-in-force", "chart-unknown", "officer-missing", "post-mismatch", "post-not-held", "staff-too-few",
    "chart-change-unpublished", "step-unknown", "step-not-open", "step-repeated", "officer-barred",
}
# A search that gives up cannot be planted, and the draw has a procedure of its own; their examples and their rooms' tests show them.
_NOT_PLANTED = {"replay-undecided", "draw-not-verified", "draw-repeated"}
# A reminder runs out only where a step takes days; then other limits may pass as well.
_OF_SLOW_CASES = {"timer-ignored"}
_QUICK, _FULL = range(16), range(120)


def plant(function: Plant) -> Plant:
    """Plants the breach of the rule that the function is called after; None where the case has no place for it."""
    _PLANTS[function.__name__.replace("_", "-")] = function
    return function


def _first(entries: tuple[Entry, ...]) -> Entry | None:
    return entries[len(entries) // 2] if entries else None


@plant
def chain_broken(case: Case) -> Planted | None:
    entry = _first(case.steps)
    if entry is None:
        return None
    changed = tuple(replace(each, note="后来添上") if each is entry else each for each in case.entries)
    return case.with_entries(changed, sealed=False), ("chain-broken", entry.node, entry.seq)


@plant
def chart_unknown(case: Case) -> Planted | None:
    return replace(case, history=replace(case.history, chart_digest="0" * 64)), ("chart-unknown", None, None)


@plant
def chart_not_in_force(case: Case) -> Planted | None:
    later = case.entries[0].at.date() + timedelta(days=1)
    return case.with_item(effective_from=later), ("chart-not-in-force", case.entries[0].node, 1)


@plant
def chart_change_unpublished(case: Case) -> Planted | None:
    changed = Change(kind="变更", on=case.entries[0].at.date() - timedelta(days=60))
    return case.with_item(changes=(changed,)), ("chart-change-unpublished", case.entries[0].node, 1)


@plant
def clock_stopped_without_notice(case: Case) -> Planted | None:
    entry, maker = _first(case.steps), case.never_done()
    if entry is None or maker is None:
        return None
    stopped = case.with_notes(entry.node, excluded=ExcludedPeriod(kind="检验", document="检验通知书"))
    return stopped.with_notes(maker, documents=(Document(name="检验通知书"),)), ("clock-stopped-without-notice", entry.node, entry.seq)


@plant
def decision_against_facts(case: Case) -> Planted | None:
    """The last round of a loop says that there must be another one."""
    for entry in case.steps:
        following = case.entries[entry.seq : entry.seq + 1]
        if entry.facts.get("听证") is False and following and following[0].kind is EntryKind.STEP:
            turned = case.with_entry(entry.seq, facts={**entry.facts, "听证": True})
            act = turned.replayed().acts[entry.seq]
            if f"{entry.node}.out" in {turn.node for turn in act.turns}:
                return turned, ("decision-against-facts", f"{entry.node}.out", entry.seq + 1)
    return None


@plant
def duties_by_one_person(case: Case) -> Planted | None:
    if len(case.once()) < 2:
        return None
    one, other = case.once()[0], case.once()[-1]
    tagged = case.with_item(kind=PowerKind.PENALTY).tagged(INVESTIGATE=one.node, HEARING=other.node)
    return tagged, ("duties-by-one-person", other.node, other.seq)


def _executed(case: Case, at: Callable[[datetime], datetime]) -> tuple[Case, Entry] | None:
    """The last step is an enforcement at another time."""
    last = case.entries[-1]
    if last.kind is not EntryKind.STEP:
        return None
    moved = case.with_entry(last.seq, at=at(last.at))
    return moved.with_item(kind=PowerKind.COMPULSION).tagged(EXECUTE=last.node), last


@plant
def enforced_at_night(case: Case) -> Planted | None:
    found = _executed(case, lambda at: datetime.combine(at.date() + timedelta(days=1), time(2), BEIJING))
    return (found[0], ("enforced-at-night", found[1].node, found[1].seq)) if found else None


@plant
def enforced_on_holiday(case: Case) -> Planted | None:
    def holiday(at: datetime) -> datetime:
        day = at.date() + timedelta(days=1)
        while national_calendar().day(day).kind is not DayKind.HOLIDAY:
            day += timedelta(days=1)
        return datetime.combine(day, time(10), BEIJING)

    found = _executed(case, holiday)
    return (found[0], ("enforced-on-holiday", found[1].node, found[1].seq)) if found else None


@plant
def entry_time_reversed(case: Case) -> Planted | None:
    entry = _first(case.steps)
    if entry is None:
        return None
    before = case.entries[entry.seq - 2]
    return case.with_entry(entry.seq, at=before.at - timedelta(minutes=5)), ("entry-time-reversed", entry.node, entry.seq)


def _extending(case: Case, **changes: object) -> Extension:
    extension = Extension(amount=1, unit=Unit.WORKING_DAY, approver="局长", times=1)
    return replace(extension, **changes)  # type: ignore[arg-type]


@plant
def extension_repeated(case: Case) -> Planted | None:
    nodes = [entry.node for entry in case.steps]
    entry = next((each for place, each in enumerate(case.steps) if each.node in nodes[:place]), None)
    if entry is None:
        return None
    return case.with_notes(entry.node, extension=_extending(case)), ("extension-repeated", entry.node, entry.seq)


@plant
def extension_too_late(case: Case) -> Planted | None:
    """The item has one hour from its first entry; a step grants another one later, and the case goes on."""
    begun = case.entries[0].at
    entry = next((each for each in case.once() if each.at > begun + timedelta(hours=1) and each.seq < len(case.entries)), None)
    if entry is None:
        return None
    limited = case.unstopped().with_item(time_limits=(TimeLimit(role=LimitRole.STATUTORY, amount=1, unit=Unit.HOUR),))
    granted = limited.with_notes(entry.node, extension=_extending(case, unit=Unit.HOUR))
    return granted, ("extension-too-late", entry.node, entry.seq)


@plant
def extension_unapproved(case: Case) -> Planted | None:
    entry, other = _first(case.once()), case.never_done()
    if entry is None or other is None:
        return None
    chart = case.with_notes(other, post="局长").with_notes(entry.node, extension=_extending(case))
    return chart, ("extension-unapproved", entry.node, entry.seq)


@plant
def fact_missing(case: Case) -> Planted | None:
    entry = next((each for each in case.steps if case.chart.nodes[each.node].notes.sets), None)
    return (case.with_entry(entry.seq, facts={}), ("fact-missing", entry.node, entry.seq)) if entry else None


def _delayed(case: Case, entry: Entry, days: int) -> Case:
    """From this entry on everything happens so many days later."""
    later = (replace(each, at=each.at + timedelta(days=days)) if each.seq >= entry.seq else each for each in case.entries)
    return case.with_entries(tuple(later))


def _limited(case: Case, role: LimitRole) -> Planted | None:
    entry = _first(case.once())
    if entry is None or case.replayed().acts[entry.seq - 1].since is None:
        return None
    limited = case.unstopped().with_notes(entry.node, time_limits=(TimeLimit(role=role, amount=2, unit=Unit.WORKING_DAY),))
    rule = "limit-passed" if role is LimitRole.STATUTORY else "promise-passed"
    return _delayed(limited, entry, 40), (rule, entry.node, entry.seq)


@plant
def limit_passed(case: Case) -> Planted | None:
    return _limited(case, LimitRole.STATUTORY)


@plant
def promise_passed(case: Case) -> Planted | None:
    return _limited(case, LimitRole.PROMISED)


@plant
def legal_limit_passed(case: Case) -> Planted | None:
    if len(case.once()) < 2:
        return None
    one, other = case.once()[0], case.once()[-1]
    tagged = case.with_item(kind=PowerKind.PENALTY, time_limits=()).tagged(PRESERVE=one.node, RELEASE=other.node)
    return _delayed(tagged.with_notes(other.node, time_limits=()), other, 60), ("legal-limit-passed", other.node, other.seq)


@plant
def legal_wait_cut(case: Case) -> Planted | None:
    """The surcharge begins only fifteen days after the delivery; the case goes on within hours."""
    for one, other in case.chain():
        tagged = case.with_item(kind=PowerKind.PENALTY).tagged(DELIVER=one.node, SURCHARGE_START=other.node)
        return tagged, ("legal-wait-cut", other.node, other.seq)
    return None


@plant
def legal_order_reversed(case: Case) -> Planted | None:
    if len(case.once()) < 2:
        return None
    one, other = case.once()[0], case.once()[-1]
    tagged = case.with_item(kind=PowerKind.COMPULSION).tagged(EXEC_DECIDE=one.node, DEMAND=other.node)
    return tagged, ("legal-order-reversed", other.node, other.seq)


@plant
def legal_step_skipped(case: Case) -> Planted | None:
    entry, other = _first(case.once()), case.never_done()
    if entry is None or other is None:
        return None
    return case.tagged(PUBLISH=entry.node, SECRECY_REVIEW=other), ("legal-step-skipped", entry.node, entry.seq)


@plant
def legal_step_between_skipped(case: Case) -> Planted | None:
    other = case.never_done()
    if other is None or len(case.once()) < 2:
        return None
    one, two = case.once()[0], case.once()[-1]
    tagged = case.with_item(kind=PowerKind.COMPULSION).tagged(DEMAND=one.node, EXEC_DECIDE=two.node, HEAR=other)
    return tagged, ("legal-step-between-skipped", two.node, two.seq)


@plant
def legal_step_too_often(case: Case) -> Planted | None:
    """A step of a loop that asks another step's fact whether to go round again."""
    nodes = [entry.node for entry in case.steps]
    for place, entry in enumerate(case.steps):
        if entry.node in nodes[:place] and nodes[:place].count(entry.node) == 1 and not case.chart.nodes[entry.node].notes.sets:
            tagged = case.with_item(way="application").tagged(SUPPLEMENT_NOTICE=entry.node)
            return tagged, ("legal-step-too-often", entry.node, entry.seq)
    return None


@plant
def legal_staff_too_few(case: Case) -> Planted | None:
    entry = _first(case.steps)
    if entry is None:
        return None
    return case.with_item(kind=PowerKind.PERMIT).tagged(SITE_CHECK=entry.node), ("legal-staff-too-few", entry.node, entry.seq)


@plant
def failed_review_decided(case: Case) -> Planted | None:
    """The review is the step that closes a loop; it is left by an exit called 不通过, and a decision follows."""
    for entry in case.once():
        following = case.entries[entry.seq : entry.seq + 1]
        out = f"{entry.node}.out"
        if out not in case.chart.nodes or not following or following[0] not in case.once():
            continue
        act = case.replayed().acts[entry.seq]
        taken = [flow for flow in act.flows if case.chart.flows[flow].source == out]
        if taken:
            flows = {**case.chart.flows, taken[0]: replace(case.chart.flows[taken[0]], name="不通过")}
            tagged = replace(case, chart=replace(case.chart, flows=flows)).with_item(kind=PowerKind.LEVY)
            tagged = tagged.tagged(LEGAL_REVIEW=entry.node, DECIDE=following[0].node)
            return tagged, ("failed-review-decided", following[0].node, following[0].seq)
    return None


@plant
def obligation_left_open(case: Case) -> Planted | None:
    entry = _first(case.once())
    if entry is None:
        return None
    return case.with_item(kind=PowerKind.PENALTY).tagged(DECIDE=entry.node), ("obligation-left-open", entry.node, entry.seq)


@plant
def officer_missing(case: Case) -> Planted | None:
    entry = _first(case.steps)
    return (case.with_entry(entry.seq, officer=""), ("officer-missing", entry.node, entry.seq)) if entry else None


@plant
def officer_barred(case: Case) -> Planted | None:
    entry = _first(case.steps)
    if entry is None:
        return None
    barring = Entry(seq=0, at=entry.at, kind=EntryKind.BAR, node="", post="局长", officer="丙", to="乙", note="近亲属")
    entries = (*case.entries[: entry.seq - 1], barring, replace(entry, officer="乙"), *case.entries[entry.seq :])
    return case.with_entries(entries), ("officer-barred", entry.node, entry.seq + 1)


@plant
def post_mismatch(case: Case) -> Planted | None:
    entry = _first(case.steps)
    return (case.with_entry(entry.seq, post="路人岗"), ("post-mismatch", entry.node, entry.seq)) if entry else None


@plant
def post_not_held(case: Case) -> Planted | None:
    entry = _first(case.steps)
    if entry is None:
        return None
    began = entry.at.date() + timedelta(days=1)
    table = Organisation(
        (Department("局"),), (Post("承办人", "局"),), (Term("甲", "承办人", date(2020, 1, 1)), Term("乙", "承办人", began)),
    )
    return replace(case.with_entry(entry.seq, officer="乙"), organisation=table), ("post-not-held", entry.node, entry.seq)


@plant
def staff_too_few(case: Case) -> Planted | None:
    entry = _first(case.once())
    return (case.with_notes(entry.node, min_staff=2), ("staff-too-few", entry.node, entry.seq)) if entry else None


def _without_first(case: Case) -> tuple[Case, Entry, Entry] | None:
    """Without a step that opened the next one."""
    for one, other in case.chain():
        gone = case.with_entries(tuple(each for each in case.entries if each.seq != one.seq))
        if gone.replayed().acts[one.seq - 1].skipped == (one.node,):
            return gone, one, other
    return None


@plant
def step_skipped(case: Case) -> Planted | None:
    found = _without_first(case)
    return (found[0], ("step-skipped", found[1].node, found[1].seq)) if found else None


@plant
def right_not_told(case: Case) -> Planted | None:
    found = _without_first(case)
    return (found[0].tagged(TELL=found[1].node), ("right-not-told", found[1].node, found[1].seq)) if found else None


@plant
def step_out_of_order(case: Case) -> Planted | None:
    for one, other in case.chain():
        swapped = (*case.entries[: one.seq - 1], replace(other, at=one.at), replace(one, at=other.at), *case.entries[other.seq :])
        turned = case.with_entries(swapped)
        if turned.replayed().acts[one.seq - 1].skipped == (one.node,):
            return turned, ("step-out-of-order", one.node, one.seq + 1)
    return None


def _appended(case: Case, node: str) -> Case:
    """A step is done when everything is over."""
    last = case.entries[-1]
    entry = Entry(seq=0, at=last.at + timedelta(minutes=1), kind=EntryKind.STEP, node=node, post="承办人", officer="甲")
    facts = dict.fromkeys(case.chart.nodes[node].notes.sets, False) if node in case.chart.nodes else {}
    return case.with_entries((*case.entries, replace(entry, facts=facts)))


@plant
def step_not_open(case: Case) -> Planted | None:
    node = case.never_done() if case.ends_with(case.entries[-1]) else None
    return (_appended(case, node), ("step-not-open", node, len(case.entries) + 1)) if node else None


@plant
def step_repeated(case: Case) -> Planted | None:
    entry = _first(case.once()) if case.ends_with(case.entries[-1]) else None
    return (_appended(case, entry.node), ("step-repeated", entry.node, len(case.entries) + 1)) if entry else None


@plant
def step_unknown(case: Case) -> Planted | None:
    return _appended(case, "没有的环节"), ("step-unknown", "没有的环节", len(case.entries) + 1)


@plant
def timer_ignored(case: Case) -> Planted | None:
    """A reminder that ran out has no entry, and the step that it stood at goes on."""
    for entry in case.entries:
        host = entry.node.removesuffix(".t")
        later = [each for each in case.entries[entry.seq :] if each.node == host]
        if entry.kind is EntryKind.TIMER and host != entry.node and len(later) == 1:
            gone = case.with_entries(tuple(each for each in case.entries if each.seq != entry.seq))
            act = gone.replayed().acts[later[0].seq - 2]
            if any(timer.node == entry.node for timer in act.missed):
                return gone, ("timer-ignored", entry.node, later[0].seq - 1)
    return None


@plant
def wait_cut_short(case: Case) -> Planted | None:
    """A wait is said to be over right after it began."""
    acts = case.replayed().acts
    for act in acts:
        if act.entry.kind is EntryKind.TIMER and act.since is not None and act.due is not None and act.position == act.since + 1:
            early = acts[act.since].entry.at + timedelta(minutes=1)
            return case.with_entry(act.seq, at=early), ("wait-cut-short", act.entry.node, act.seq)
    return None


def _remarked(case: Case, *remarks: Entry) -> Case:
    """With entries that speak of the whole case after its start."""
    return case.with_entries((case.entries[0], *(replace(each, at=case.entries[0].at) for each in remarks), *case.entries[1:]))


@plant
def supplement_repeated(case: Case) -> Planted | None:
    notice = Entry(seq=0, at=case.entries[0].at, kind=EntryKind.SUPPLEMENT, node="", post="承办人", officer="甲", document="补正 1 号")
    handed = replace(notice, kind=EntryKind.SUPPLEMENTED)
    told = _remarked(case, notice, handed, replace(notice, document="补正 2 号"), handed)
    return told, ("supplement-repeated", None, 4)


@plant
def clock_never_resumed(case: Case) -> Planted | None:
    stopped = Entry(seq=0, at=case.entries[0].at, kind=EntryKind.SUSPEND, node="", post="承办人", officer="甲", document="中止 1 号")
    return _remarked(case, stopped), ("clock-never-resumed", None, 2)


def _plant_in(rule: str, seed: int) -> bool:
    case = made(seed, slow=rule in _OF_SLOW_CASES)
    if rule not in _OF_SLOW_CASES:
        assert breaches(case.replayed()) == [], "a case made within every limit has no finding"
    planted = _PLANTS[rule](case)
    if planted is None:
        return False
    changed, expected = planted
    found = breaches(changed.replayed())
    assert expected in found
    if rule in _ALONE:
        assert found == [expected]
    return True


def test_every_rule_about_conduct_is_planted() -> None:
    rules = {rule.id for rule in all_rules().values() if rule.subject is Subject.REPLAY}
    assert rules - _NOT_PLANTED == set(_PLANTS)


@pytest.mark.parametrize("rule", sorted(_PLANTS))
def test_planted_breach_is_found_at_its_place(rule: str) -> None:
    assert sum(_plant_in(rule, seed) for seed in _QUICK), "no case has a place for it"


@pytest.mark.full
@pytest.mark.parametrize("rule", sorted(_PLANTS))
def test_planted_breach_is_found_in_many_cases(rule: str) -> None:
    assert sum(_plant_in(rule, seed) for seed in _FULL) >= 3
