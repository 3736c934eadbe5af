"""What an item must state: limits, rights, remedies, publication, fees, bases."""
from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from powerflow.model import (
    Catalogue,
    Disclosure,
    Fee,
    LegalBasis,
    LimitRole,
    LimitSense,
    Office,
    PartyRight,
    PowerItem,
    PowerKind,
    Remedy,
    StepNotes,
    StepTag,
    TimeLimit,
    Unit,
)
from powerflow.rules import judge, select
from tests.builders import chart
from tests.rules.drawn import ITEM, findings, found


def _limit(role: LimitRole, amount: int, unit: Unit = Unit.WORKING_DAY, sense: LimitSense = LimitSense.WITHIN) -> TimeLimit:
    return TimeLimit(role=role, amount=amount, unit=unit, sense=sense)


def _missing(item: PowerItem, rule: str, *, day: date = date(2026, 11, 21)) -> list[str]:
    found = findings(chart(item=item).start().end().build(), rule, day=day)
    return [str(finding.values.get("right", finding.message)) for finding in found]


@pytest.mark.parametrize("type", ["serviceTask", "scriptTask", "businessRuleTask", "subProcess", "callActivity"])
def test_what_no_person_does_needs_no_limit(type: str) -> None:
    assert found(chart(item=ITEM).start().step("a", type=type).end().build(), "time-limit-missing") == []


def test_waiting_period_is_no_limit() -> None:
    wait = _limit(LimitRole.STATUTORY, 5, sense=LimitSense.WAIT)
    assert found(chart(item=ITEM).start().step("a", limits=[wait]).end().build(), "time-limit-missing") == ["a"]


@pytest.mark.parametrize(("promised", "late"), [(12, False), (20, False), (21, True)])
def test_promise_of_a_step_against_the_statute(promised: int, late: bool) -> None:
    limits = [_limit(LimitRole.STATUTORY, 20), _limit(LimitRole.PROMISED, promised)]
    assert bool(found(chart(item=ITEM).start().step("a", limits=limits).end().build(), "promise-exceeds-statute")) is late


@pytest.mark.parametrize(("days", "is_longer"), [(10, False), (20, True)])
def test_different_units_are_compared_by_the_worst_day(days: int, is_longer: bool) -> None:
    """Twenty working days are four weeks, but longer than a month where Spring Festival lies in between; ten never are."""
    limits = (_limit(LimitRole.STATUTORY, 1, Unit.MONTH), _limit(LimitRole.PROMISED, days))
    assert bool(_missing(replace(ITEM, time_limits=limits), "promise-exceeds-statute")) is is_longer


@pytest.mark.parametrize(("kind", "asked"), [(PowerKind.PERMIT, True), (PowerKind.PENALTY, False), (PowerKind.INSPECTION, False)])
def test_kinds_whose_total_limit_must_be_stated(kind: PowerKind, asked: bool) -> None:
    assert bool(_missing(replace(ITEM, kind=kind), "item-limit-missing")) is asked


def test_rights_of_a_permit_are_five_and_of_a_penalty_seven() -> None:
    """行政许可法第七条; 行政处罚法第七条 with the hearing and recusal that CF-46 adds."""
    assert _missing(ITEM, "rights-missing") == ["陈述", "申辩", "复议", "诉讼", "赔偿"]
    penalty = replace(ITEM, kind=PowerKind.PENALTY)
    assert _missing(penalty, "rights-missing") == ["陈述", "申辩", "复议", "诉讼", "赔偿", "听证", "回避"]


def test_rights_may_be_stated_at_a_step_and_as_remedies() -> None:
    item = replace(ITEM, remedies=tuple(Remedy(kind=kind, body="x") for kind in ("reconsideration", "litigation", "compensation")))
    drawn = chart(item=item).start().step("a", notes=StepNotes(rights=(PartyRight(name="陈述、申辩权"),))).end()
    assert found(drawn.build(), "rights-missing") == []


def test_right_is_not_asked_for_before_its_law_was_in_force() -> None:
    assert _missing(replace(ITEM, kind=PowerKind.COMPULSION), "rights-missing", day=date(2011, 12, 31)) == []
    assert len(_missing(replace(ITEM, kind=PowerKind.COMPULSION), "rights-missing", day=date(2012, 1, 1))) == 5


def test_finding_about_rights_keeps_the_legal_row() -> None:
    first = findings(chart(item=ITEM).start().end().build(), "rights-missing")[0]
    assert (first.row, first.level, first.basis) == ("XK-32", "E", ("行政许可法第七条（XK-32）",))


def test_remedy_without_time_is_not_enough() -> None:
    item = replace(ITEM, remedies=(Remedy(kind="reconsideration", body="县政府"), Remedy(kind="litigation", body="县法院", time="六个月")))
    assert _missing(item, "remedy-missing") == ["事项“{item}”没有写明行政复议机关和期限"]


def test_internal_items_are_not_open_to_remedies() -> None:
    assert _missing(replace(ITEM, kind=PowerKind.INTERNAL), "remedy-missing") == []


def test_untagged_step_is_no_key_step() -> None:
    drawn = chart(item=ITEM).start().step("a").step("b", tags=["DECIDE_GRANT"]).end()
    assert found(drawn.build(), "disclosure-missing") == ["b"]
    assert found(drawn.build(), "tag-missing") == ["a"]


def test_withheld_publication_needs_basis_and_reason_but_no_form() -> None:
    withheld = Disclosure(content="举报人", public=False, basis="信息公开条例第十五条", reason="隐私")
    item = replace(ITEM, disclosures=(withheld, replace(withheld, reason="")))
    assert _missing(item, "disclosure-incomplete") == []
    assert len(_missing(item, "withholding-unexplained")) == 1


@pytest.mark.parametrize(
    ("item", "asked"),
    [(ITEM, 1), (replace(ITEM, charged=True), 1), (replace(ITEM, charged=False), 0),
     (replace(ITEM, charged=True, fees=(Fee(name="修复费"),)), 1),
     (replace(ITEM, charged=True, fees=(Fee(name="修复费", standard="x", basis="条例37"),)), 0)],
)
def test_fee_is_stated_with_standard_and_basis_or_not_at_all(item: PowerItem, asked: int) -> None:
    assert len(_missing(item, "fee-unstated")) == asked


def test_office_needs_people_and_telephone() -> None:
    assert len(_missing(replace(ITEM, office=Office(unit="市政科")), "office-missing")) == 2
    assert _missing(replace(ITEM, office=Office(unit="市政科", post="经办人", telephone="0000-8120101")), "office-missing") == []


@pytest.mark.parametrize(("day", "dead"), [(date(2025, 12, 31), False), (date(2026, 1, 1), True)])
def test_basis_is_in_force_before_its_last_day_only(day: date, dead: bool) -> None:
    """`validTo` is exclusive: a law repealed on 1 January is in force on 31 December."""
    item = replace(ITEM, bases=(LegalBasis(law="甲法", valid_to=date(2026, 1, 1)),))
    assert bool(_missing(item, "basis-expired", day=day)) is dead


@pytest.mark.parametrize(("day", "dead"), [(date(2025, 12, 31), True), (date(2026, 1, 1), False)])
def test_basis_is_in_force_from_its_first_day(day: date, dead: bool) -> None:
    drawn = chart(item=ITEM).start().step("a", notes=StepNotes(bases=(LegalBasis(law="乙法", valid_from=date(2026, 1, 1)),))).end()
    assert bool(findings(drawn.build(), "basis-expired", day=day)) is dead


def test_statutory_step_needs_an_article() -> None:
    drawn = chart(item=ITEM).start().step("a", notes=StepNotes(source="statutory", tags=(StepTag(name="REVIEW"),))).end()
    assert found(drawn.build(), "step-basis-missing") == ["a"]


def test_abolished_chart_does_not_share_its_code() -> None:
    charts = [chart(item=replace(ITEM, status=status)).start().end().build(f"{status}.bpmn") for status in ("取消", "在用", "暂停")]
    codes = select(only=["code-duplicate"])
    found = judge(Catalogue(charts=tuple(charts)), codes, date(2026, 11, 21)).findings
    assert [finding.place.path for finding in found] == ["暂停.bpmn"]
    assert judge(Catalogue(charts=tuple(charts[:2])), codes, date(2026, 11, 21)).findings == ()
