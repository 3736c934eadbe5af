"""Rules over time: what they let pass and what they say, with figures added up by hand."""
from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from powerflow import bpmn
from powerflow.model import (
    ExcludedPeriod,
    Extension,
    Fact,
    FactType,
    Finding,
    Flowchart,
    LegalBasis,
    LimitRole,
    LimitSense,
    PowerItem,
    PowerKind,
    Severity,
    StepNotes,
    StepTag,
    Suspension,
    TimeLimit,
    Unit,
)
from powerflow.reports import ChartTimings, Timings, sentence, timings_json, timings_text
from powerflow.rules import TimingState, judge, select, timings
from tests.builders import ChartBuilder, chart

DAY = date(2026, 11, 21)
ROOT = Path(__file__).resolve().parents[2]
WD, CD, H = Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.HOUR


def _limit(
    amount: int, unit: Unit = WD, *, start: str | None = None, end: str | None = None, wait: bool = False, promised: bool = False,
    basis: str = "",
) -> TimeLimit:
    return TimeLimit(
        role=LimitRole.PROMISED if promised else LimitRole.STATUTORY, amount=amount, unit=unit, start=start, end=end, basis=basis,
        sense=LimitSense.WAIT if wait else LimitSense.WITHIN,
    )


def _item(kind: str = "07", *limits: TimeLimit, **more: object) -> PowerItem:
    return PowerItem(code="X", name="示例事项", kind=PowerKind(kind), time_limits=limits, **more)  # type: ignore[arg-type]


def _found(drawn: Flowchart, *rules: str) -> list[Finding]:
    judgement = judge(drawn, select(only=rules), DAY)
    assert judgement.crashed == ()
    return list(judgement.findings)


def _said(finding: Finding, name: str) -> str:
    value = finding.values[name]
    return value.say("zh") if hasattr(value, "say") else str(value)


# -- totals ------------------------------------------------------------------------------------------------------------


def _permit_like(*limits: TimeLimit, **more: object) -> ChartBuilder:
    drawn = chart(item=_item("07", *limits, **more)).start().step("受理", "a", days=1).step("审查", "b", days=5)
    return drawn.step("决定", "c", days=2)


def test_steps_that_add_up_to_more_than_the_promise_are_told_with_the_way() -> None:
    (finding,) = _found(_permit_like(_limit(6, start="a", end="c", promised=True)).end().build(), "steps-exceed-limit")
    assert (_said(finding, "taken"), _said(finding, "over")) == ("7个工作日", "1个工作日")
    assert finding.witness == ("a", "b", "c")


@pytest.mark.parametrize("limit", [_limit(7, start="a", end="c"), _limit(8, promised=True), _limit(6, start="b", end="c")])
def test_steps_within_their_total_are_fine(limit: TimeLimit) -> None:
    assert _found(_permit_like(limit).end().build(), "steps-exceed-limit") == []


def test_a_total_in_calendar_days_is_judged_on_the_worst_day() -> None:
    """Seven working days around National Day 2026 (off from 1 to 7 October) or Spring Festival take more than 12 days."""
    (finding,) = _found(_permit_like(_limit(12, CD, start="a", end="c")).end().build(), "steps-exceed-limit")
    assert finding.values["start"] is not None and finding.values["ends"] > finding.values["due"]  # type: ignore[operator]
    assert _found(_permit_like(_limit(40, CD, start="a", end="c")).end().build(), "steps-exceed-limit") == []


@pytest.mark.parametrize(
    "notes",
    [
        StepNotes(time_limits=(_limit(30),), excluded=ExcludedPeriod(kind="检验", document="告知书")),
        StepNotes(time_limits=(_limit(30),), suspension=Suspension(reason="等待司法结论", document="中止通知书")),
    ],
    ids=["excluded", "suspended"],
)
def test_time_that_does_not_count_is_taken_out(notes: StepNotes) -> None:
    drawn = chart(item=_item("07", _limit(3, start="a", end="c"))).start().step("受理", "a", days=1)
    built = drawn.step("检验", "b", notes=notes).step("决定", "c", days=2).end().build()
    assert _found(built, "steps-exceed-limit") == []


def test_a_limit_within_time_that_does_not_count_measures_that_time() -> None:
    hearing = StepNotes(time_limits=(_limit(9),), excluded=ExcludedPeriod(kind="听证", document="听证通知书"))
    drawn = chart(item=_item("07", _limit(8, start="a", end="b"), _limit(3, start="a", end="c"))).start().step("申请听证", "a", days=1)
    built = drawn.step("听证", "b", notes=hearing).step("决定", "c", days=2).end().build()
    (finding,) = _found(built, "steps-exceed-limit")
    assert finding.witness == ("a", "b")


def test_a_way_with_an_extension_has_that_much_more_and_one_without_has_not() -> None:
    def drawn(days: int) -> Flowchart:
        extension = StepNotes(extension=Extension(amount=10, unit=WD, approver="局长"), time_limits=(_limit(1),))
        built = chart(item=_item("07", _limit(6, start="a", end="c"))).start().step("受理", "a", days=1).decision("x")
        built.step("批准延长", "e", notes=extension).step("再查", "r", days=9).to("m")
        built.decision("m")
        return built.at("x").step("审查", "b", days=days).to("m").at("m").step("决定", "c", days=1).end().build()

    assert _found(drawn(5), "steps-exceed-limit") == []
    (finding,) = _found(drawn(6), "steps-exceed-limit")
    assert "b" in finding.witness and _said(finding, "over") == "1个工作日"


def test_a_total_with_a_step_without_limit_cannot_be_judged_and_is_not_passed() -> None:
    drawn = chart(item=_item("07", _limit(6, start="a", end="c"))).start().step("受理", "a", days=1).step("审查", "b")
    drawn = drawn.step("决定", "c", days=1)
    (finding,) = _found(drawn.end().build(), "limit-undecidable", "steps-exceed-limit")
    assert (finding.rule, finding.severity, _said(finding, "unknown")) == ("limit-undecidable", Severity.ADVICE, "“审查”（承办人）")


def test_known_time_alone_may_exceed_a_total_whatever_the_unknown_takes() -> None:
    drawn = chart(item=_item("07", _limit(6, start="a", end="c"))).start().step("受理", "a", days=1).step("审查", "b")
    drawn = drawn.step("决定", "c", days=7)
    assert [finding.rule for finding in _found(drawn.end().build(), "limit-undecidable", "steps-exceed-limit")] == ["steps-exceed-limit"]


def _returning(total: int, condition: str) -> Flowchart:
    facts = (Fact(name="退回次数", type=FactType.INTEGER), Fact(name="意见", type=FactType.CHOICE, choices=("同意", "退回")))
    drawn = chart(item=_item("07", _limit(total, start="a", end="c"), facts=facts)).start().step("受理", "a", days=1)
    drawn = drawn.decision("m").step("审查", "b", days=4, sets=["意见", "退回次数"]).decision("x", "同意？")
    drawn = drawn.via("同意", '意见 == "同意"').step("决定", "c", days=1).end()
    return drawn.at("x").via("退回", condition).to("m").build()


@pytest.mark.parametrize(
    ("total", "condition", "rules"),
    [
        (5, '意见 == "退回"', ["limit-without-slack"]),
        (6, '意见 == "退回"', []),
        (9, '意见 == "退回"', []),
        (9, '意见 == "退回" and 退回次数 < 1', []),
        (8, '意见 == "退回" and 退回次数 < 1', ["steps-exceed-limit"]),
        (13, '意见 == "退回" and 退回次数 <= 2', []),
        (12, '意见 == "退回" and 退回次数 <= 2', ["steps-exceed-limit"]),
    ],
)
def test_a_return_takes_its_time_as_often_as_the_chart_allows(total: int, condition: str, rules: list[str]) -> None:
    found = _found(_returning(total, condition), "steps-exceed-limit", "limit-without-slack")
    assert [finding.rule for finding in found] == rules


@pytest.mark.parametrize(
    ("promised", "statutory", "is_longer"),
    [
        (_limit(25, promised=True), _limit(20), True), (_limit(20, promised=True), _limit(20), False),
        (_limit(75, WD, promised=True), _limit(90, CD), True), (_limit(30, WD, promised=True), _limit(60, CD), False),
        (_limit(20, CD, promised=True), _limit(20), False), (_limit(35, CD, promised=True), _limit(20), True),
        (_limit(2, Unit.MONTH, promised=True), _limit(60, CD), True), (_limit(1, Unit.YEAR, promised=True), _limit(12, Unit.MONTH), False),
        (_limit(2, WD, promised=True), _limit(24, H), True), (_limit(0, Unit.SPOT, promised=True), _limit(24, H), False),
    ],
)
def test_a_promise_is_compared_with_the_statutory_limit_in_any_unit(promised: TimeLimit, statutory: TimeLimit, is_longer: bool) -> None:
    drawn = chart(item=_item("07", promised, statutory)).start().end().build()
    assert len(_found(drawn, "promise-exceeds-statute")) == is_longer


# -- rows of law -------------------------------------------------------------------------------------------------------


def _permit(*, review: int | None = 15, decide: int = 2, item: PowerItem | None = None, notes: StepNotes | None = None) -> Flowchart:
    drawn = chart(item=item or _item("01", way="application")).start().step("受理", "accept", tags=["ACCEPT"], days=1)
    drawn = drawn.step("审查", "review", days=review, notes=notes)
    return drawn.step("决定", "decide", tags=["DECIDE"], days=decide).end().build()


def test_a_permit_beyond_twenty_working_days_breaks_the_licensing_law() -> None:
    assert _found(_permit(review=18), "legal-limit-exceeded") == []
    (finding,) = _found(_permit(review=19), "legal-limit-exceeded")
    assert (finding.row, finding.place.element, _said(finding, "over")) == ("XK-14", "decide", "1个工作日")


@pytest.mark.parametrize(
    ("level", "rows"), [("行政法规", []), ("地方性法规", []), ("部门规章", ["XK-14", "XK-14"]), ("", ["XK-14", "XK-14"])],
)
def test_another_limit_takes_the_place_of_the_general_one_where_a_law_sets_it(level: str, rows: list[str]) -> None:
    """An act that may not set it leaves the general limit: the stated one is wrong, and the way is too long."""
    bases = (LegalBasis(law="某条例", article="第九条", level=level),)
    item = _item("01", _limit(45, start="accept", end="decide", basis="某条例第九条"), way="application", bases=bases)
    assert [found.row for found in _found(_permit(review=40, item=item), "legal-limit-exceeded")] == rows


def test_time_that_no_row_lets_out_counts_against_the_law() -> None:
    """A survey is not among the eight kinds of article 45, an examination by experts is."""
    def notes(kind: str) -> StepNotes:
        return StepNotes(time_limits=(_limit(30),), excluded=ExcludedPeriod(kind=kind, document="告知书"))

    survey = _found(_permit(notes=notes("现场踏勘")), "legal-limit-exceeded", "exclusion-unlawful")
    assert {(finding.rule, finding.row) for finding in survey} == {("legal-limit-exceeded", "XK-14"), ("exclusion-unlawful", "XK-17")}
    assert _found(_permit(notes=notes("专家评审")), "legal-limit-exceeded", "exclusion-unlawful") == []


@pytest.mark.parametrize(
    ("notes", "count"),
    [
        (StepNotes(time_limits=(_limit(5),), excluded=ExcludedPeriod(kind="检测")), 1),
        (StepNotes(excluded=ExcludedPeriod(kind="检测", document="告知书")), 1),
        (StepNotes(excluded=ExcludedPeriod(kind="检测")), 2),
    ],
    ids=["no notice", "no limit", "neither"],
)
def test_excluded_time_needs_a_notice_and_a_limit_of_its_own(notes: StepNotes, count: int) -> None:
    assert len(_found(_permit(notes=notes), "exclusion-unlawful")) == count


@pytest.mark.parametrize(
    ("extension", "is_lawful"),
    [
        (Extension(amount=10, unit=WD, approver="本机关负责人", document="延长期限告知书"), True),
        (Extension(amount=11, unit=WD, approver="本机关负责人", document="延长期限告知书"), False),
        (Extension(amount=10, unit=WD, approver="审批科科长", document="延长期限告知书"), False),
        (Extension(amount=10, unit=WD, approver="本机关负责人"), False),
        (Extension(amount=10, unit=WD, approver="本机关负责人", document="延长期限告知书", times=2), False),
        (Extension(amount=10, unit=CD, approver="本机关负责人", document="延长期限告知书"), True),
        (Extension(amount=14, unit=CD, approver="本机关负责人", document="延长期限告知书"), False),  # ten working days may be twelve
    ],
)
def test_an_extension_of_a_permit(extension: Extension, is_lawful: bool) -> None:
    item = _item("01", way="application", extensions=(extension,))
    assert (_found(_permit(item=item), "extension-unlawful") == []) is is_lawful


def _penalty(timer: TimeLimit, *, waiver: bool = False) -> Flowchart:
    drawn = chart(item=_item("02", way="ex-officio")).start().step("告知听证权利", "tell", tags=["TELL_HEARING"], days=1)
    if waiver:
        drawn = drawn.decision("x", "放弃？").via("放弃").step("登记放弃", "waive", tags=["WAIVER"], days=1).to("m").at("x").via("不放弃")
    drawn = drawn.timer("t", timer).to("m")
    drawn.decision("m")
    return drawn.at("m").step("决定", "decide", tags=["DECIDE"], days=1).end().build()


@pytest.mark.parametrize(
    ("timer", "is_enough"),
    [
        (_limit(5), True), (_limit(3), False), (_limit(5, start="tell"), True), (_limit(4, start="tell"), False),
        (_limit(20, CD), True), (_limit(7, CD), False), (_limit(1, Unit.MONTH), True), (_limit(72, H), False),
    ],
)
@pytest.mark.parametrize("waiver", [False, True], ids=["all must wait", "or give it up"])
def test_five_working_days_to_ask_for_a_hearing(timer: TimeLimit, is_enough: bool, waiver: bool) -> None:
    found = _found(_penalty(timer, waiver=waiver), "legal-wait-too-short")
    assert [finding.row for finding in found] == ["CF-18"] * (not is_enough)


def test_who_only_gives_up_need_not_wait() -> None:
    """The way round the timer is the waiver; without its tag it is a way that cuts the period short."""
    drawn = _penalty(_limit(5), waiver=True)
    untagged = replace(drawn, nodes={**drawn.nodes, "waive": replace(drawn.nodes["waive"], notes=StepNotes())})
    unnamed = {id: replace(flow, name="") for id, flow in untagged.flows.items()}
    assert _found(drawn, "legal-wait-too-short") == []
    assert len(_found(replace(untagged, flows=unnamed), "legal-wait-too-short")) == 1


@pytest.mark.parametrize(
    ("amount", "unit", "basis", "rows"),
    [
        (90, WD, "行政处罚法第六十条", {"T-02", "CF-22"}), (90, CD, "行政处罚法第六十条", set()),
        (7, CD, "行政处罚法第五十六条", {"T-02"}), (7, WD, "行政处罚法第五十六条", set()),
        (6, Unit.MONTH, "行政处罚法", set()), (60, WD, "某办法第三条", {"CF-22"}),
    ],
)
def test_the_unit_of_a_penalty_limit_is_decided_by_its_act(amount: int, unit: Unit, basis: str, rows: set[str]) -> None:
    start, end = ("file", "decide") if amount != 7 else ("preserve", "dispose")
    drawn = chart(item=_item("02", _limit(amount, unit, start=start, end=end, basis=basis), way="ex-officio")).start()
    drawn = drawn.step("立案", "file", tags=["FILE_CASE"], days=1).step("登记保存", "preserve", tags=["PRESERVE"], days=1)
    drawn = drawn.step("处理", "dispose", tags=["DISPOSE"], days=1).step("决定", "decide", tags=["DECIDE"], days=1)
    assert {finding.row for finding in _found(drawn.end().build(), "legal-unit-wrong")} == rows


def _received(days: int | None, *, leads: bool = True) -> Flowchart:
    drawn = chart(item=_item("01", way="application")).start().step("收件", "receive", tags=["RECEIVE"], days=5).decision("m")
    drawn = drawn.step("受理", "accept", tags=["ACCEPT"], days=1).end()
    if days is not None:
        drawn = drawn.boundary_timer("t", "receive", _limit(days))
        drawn = drawn.to("m") if leads else drawn.end("lost")
    return drawn.build()


@pytest.mark.parametrize(
    ("days", "leads", "is_shown"), [(5, True, True), (3, True, True), (6, True, False), (None, True, False), (5, False, False)]
)
def test_silence_for_five_days_is_acceptance(days: int | None, leads: bool, is_shown: bool) -> None:
    found = _found(_received(days, leads=leads), "deemed-effect-missing")
    assert [finding.row for finding in found] == ["XK-07"] * (not is_shown)


def test_a_chart_longer_than_the_calendar_is_still_judged() -> None:
    built = chart(item=_item("07", _limit(90, CD, start="a", end="b"))).start().step("受理", "a", days=1)
    drawn = built.step("审查", "b", limits=[_limit(30_000, WD)]).end().build()
    assert [finding.rule for finding in _found(drawn, "steps-exceed-limit")] == ["steps-exceed-limit"]


# -- the table ----------------------------------------------------------------------------------------------------------


def test_the_shipped_permit_saves_two_fifths_of_the_statutory_limit() -> None:
    """12 of 20 working days promised; the longest way is 3 + 1 + 1 + 3 + 1 = 9."""
    found = timings(bpmn.read(ROOT / "processes" / "permit" / "road-excavation.bpmn"), DAY)
    promised = next(each for each in found if each.stated and each.stated.role is LimitRole.PROMISED)
    assert (promised.saved, promised.longest.amount.working_days, promised.fit.over) == (0.4, 9, -3)
    assert {each.standing for each in found} == {TimingState.KEPT}


def test_the_chain_of_changing_a_chart_has_no_slack() -> None:
    """3 + 5 + 3 + 4 + 2 + 3 = 20 working days."""
    found = timings(bpmn.read(ROOT / "processes" / "other" / "catalogue-and-charts.bpmn"), DAY)
    row = next(each for each in found if each.row and each.row.id == "ML-06")
    assert (row.longest.amount.working_days, row.fit.over, row.standing) == (20, 0, TimingState.RETURNS)


def test_the_table_says_what_cannot_be_told() -> None:
    item = _item("01", _limit(20, start="accept", end="decide"))
    (own,) = (each for each in timings(_permit(review=None, item=item), DAY) if each.stated)
    assert (own.standing, own.unknown) == (TimingState.OPEN, ("review",))


def test_confirmed_tags_alone_count() -> None:
    drawn = _permit(review=19)
    untagged = {id: replace(node, notes=replace(node.notes, tags=())) for id, node in drawn.nodes.items()}
    assert _found(replace(drawn, nodes=untagged), "legal-limit-exceeded") == []
    assert StepTag(name="ACCEPT") in drawn.nodes["accept"].notes.tags


_TIMED = (
    "steps-exceed-limit", "limit-undecidable", "limit-without-slack", "legal-limit-exceeded", "legal-limit-undecidable",
    "legal-wait-too-short", "legal-unit-wrong", "exclusion-unlawful", "extension-unlawful", "deemed-effect-missing",
    "promise-exceeds-statute",
)


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("amount", [0, -5, 99_999, 10**17])
def test_numbers_that_make_no_sense_stop_no_rule_and_no_report(amount: int, unit: Unit) -> None:
    chart_read = bpmn.read(ROOT / "processes" / "penalty" / "expired-food.bpmn")
    odd = _limit(amount, unit)
    nodes = {
        id: replace(node, notes=replace(node.notes, time_limits=(odd, *node.notes.time_limits[1:]), extension=Extension(
            amount=amount, unit=unit, approver="局长") if number % 7 == 0 else node.notes.extension))
        for number, (id, node) in enumerate(chart_read.nodes.items())
    }
    assert chart_read.item is not None
    limits = tuple(replace(limit, amount=amount, unit=unit) for limit in chart_read.item.time_limits[:1])
    item = replace(chart_read.item, time_limits=(*limits, *chart_read.item.time_limits[1:]))
    drawn = replace(chart_read, nodes=nodes, item=item)
    for finding in _found(drawn, *_TIMED):
        assert sentence(finding, "zh") and sentence(finding, "en")
    report = Timings(charts=(ChartTimings(chart=drawn, timings=timings(drawn, DAY)),))
    assert timings_text(report, "zh") and timings_json(report, "en")
