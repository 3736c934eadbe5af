"""What the law demands of decision, staff, procurement, tender, complaints, catalogue (E14–E18), stated once more beside the files."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import chinese_calendar
import pytest

from powerflow.model import LimitRole, LimitSense, Unit
from tests.processes.paths import simple_paths
from tests.processes.shipped import chart_of, in_order, item_of, organ, statutory, ways

_WD, _CD = Unit.WORKING_DAY, Unit.CALENDAR_DAY


_works = cache(chinese_calendar.is_workday)


def _after(day: date, working_days: int) -> date:
    while working_days:
        day += timedelta(1)
        working_days -= _works(day)
    return day


def _rolled(day: date) -> date:
    while not _works(day):
        day += timedelta(1)
    return day


def _days(first: date, last: date) -> Iterable[date]:
    return (day for n in range((last - first).days) if _works(day := first + timedelta(n)))


# -- E14 重大行政决策 ---------------------------------------------------------------------------------------------------


def test_decision_passes_comments_hearing_reviews_meeting_and_party_in_this_order() -> None:
    """决策条例10–31, 价格法22–24; ZD-02 to ZD-10, SF-04."""
    all_ways = ways("E14", "decide")
    assert all_ways
    for way in all_ways:
        assert in_order(
            "E14", way, "VET", "START_DECIDE", "SURVEY", "PUBLIC_CONSULT", "HEARING", "FAIR_COMPETITION", "LEGALITY", "COLLECTIVE",
            "REPORT_PARTY",
        ), way


def test_comments_hearing_papers_and_legality_review_have_their_time() -> None:
    """决策条例15、16、26; ZD-03, ZD-04, ZD-07."""
    assert statutory("E14", "comment") == {(30, _CD, LimitSense.WAIT, "consult")}
    assert statutory("E14", "seven_days") == {(7, _CD, LimitSense.WAIT, "hearing_notice")}
    assert statutory("E14", "seven_wd") == {(7, _WD, LimitSense.WAIT, "submit")}


def test_experts_and_risk_are_assessed_side_by_side_and_a_risk_out_of_control_is_not_reviewed() -> None:
    """决策条例19、22、24; ZD-05, ZD-06."""
    chart = chart_of("E14")
    assert {flow.target for flow in chart.outgoing(chart.nodes["fork"])} == {"expert", "risk"}
    [bad] = (flow for flow in chart.outgoing(chart.nodes["g_risk"]) if flow.name == "不可控")
    assert bad.target == "adjust" and [flow.target for flow in chart.outgoing(chart.nodes["adjust"])] == ["reassess"]


def test_a_failed_review_does_not_reach_the_meeting_without_another_review() -> None:
    """决策条例25; ZD-07."""
    chart = chart_of("E14")
    ways = list(simple_paths(chart, "m_revise", "collective"))
    assert ways and all("fair" in way and "legality" in way for way in ways)


def test_minutes_of_the_meeting_state_dissent() -> None:
    """决策条例30; ZD-09."""
    [minutes] = chart_of("E14").nodes["collective"].notes.documents
    assert "不同意见" in minutes.name and "首长末位" in minutes.name


def test_decision_is_evaluated_by_neither_the_experts_nor_the_assessor_of_risk() -> None:
    """决策条例36; ZD-13."""
    assert len({organ("E14", id) for id in ("evaluate", "expert", "risk")}) == 3


# -- E15A 公务员录用, E15B 采购 -----------------------------------------------------------------------------------------


def test_recruitment_is_posted_five_working_days_before_the_prefecture_approves() -> None:
    """公务员法32; NB-03."""
    assert statutory("E15A", "five_days") == {(5, _WD, LimitSense.WAIT, "post")}
    for way in ways("E15A", "decide"):
        assert in_order("E15A", way, "ANNOUNCE", "REVIEW", "EXAM", "ASSESS", "COLLECTIVE", "POST", "APPROVE") and "five_days" in way
    assert organ("E15A", "decide").startswith("云水州") and organ("E15A", "collective").startswith("临溪县")


def test_objections_to_a_candidate_are_checked_by_others_than_who_assessed() -> None:
    chart = chart_of("E15A")
    assert chart.post_of(chart.nodes["verify"]) != chart.post_of(chart.nodes["assess"])


@pytest.mark.parametrize(("code", "plan"), [("E15A", "approve_plan"), ("E15B", "approve_method")])
def test_plan_and_decision_lie_with_different_posts(code: str, plan: str) -> None:
    """ML-35: the head only chairs."""
    chart = chart_of(code)
    others = {chart.post_of(chart.nodes[id]) for id in ("decide", "sign", "collective") if id in chart.nodes}
    assert chart.post_of(chart.nodes[plan]) not in others


def test_procurement_keeps_its_chain_of_limits() -> None:
    """政采条例43, 政采法46、47; NB-06."""
    within = LimitSense.WITHIN
    assert (2, _WD, within, "evaluate") in statutory("E15B", "send")
    assert (5, _WD, within, "send") in statutory("E15B", "decide")
    assert (2, _WD, within, "decide") in statutory("E15B", "award")
    assert (30, _CD, within, "award") in statutory("E15B", "sign")
    assert (7, _WD, within, "sign") in statutory("E15B", "file")
    assert all(in_order("E15B", way, "RANDOM_EXPERT", "COMMITTEE", "SEND", "DECIDE") for way in ways("E15B", "decide"))


def test_query_and_complaint_of_a_supplier_have_their_periods() -> None:
    """政采法52、53、55、56; NB-07."""
    within = LimitSense.WITHIN
    periods = {"query": (7, _WD), "answer": (7, _WD), "complain": (15, _WD), "ruling": (30, _WD)}
    for id, (amount, unit) in periods.items():
        assert statutory("E15B", id) == {(amount, unit, within, None)}
    assert chart_of("E15B").nodes["ruling"].notes.min_staff == 2


@pytest.mark.parametrize(("steps", "days"), [((7, 5), 30), ((2, 8), 30), ((2, 2), 15)])
def test_contract_and_report_fit_their_calendar_days_in_every_published_year(steps: tuple[int, ...], days: int) -> None:
    """E15B: seven days for queries, then five to sign. E16: report, then contract; and the report alone."""
    for day in _days(date(2010, 1, 4), date(2026, 10, 1)):
        end = day
        for step in steps:
            end = _after(end, step)
        assert end <= _rolled(day + timedelta(days)), day


# -- E16 工程招标 -------------------------------------------------------------------------------------------------------


def test_tender_leaves_the_periods_of_the_act() -> None:
    """招投法24, 招投条例16、21、54; GG-02, GG-03, GG-05."""
    wait = LimitSense.WAIT
    assert statutory("E16", "sale") == {(5, _CD, wait, "sell")}
    assert statutory("E16", "deadline") == {(20, _CD, wait, "sell")}
    assert statutory("E16", "fifteen") == {(15, _CD, wait, "clarify")}
    assert statutory("E16", "three_days") == {(3, _CD, wait, "post")}
    assert (3, _CD, LimitSense.WITHIN, "evaluate") in statutory("E16", "post")


def test_bids_are_opened_at_the_deadline_and_judged_by_five_drawn_experts() -> None:
    """招投法34、37, 招投条例44、46; GG-01, GG-04."""
    chart = chart_of("E16")
    assert all(in_order("E16", way, "DEADLINE", "OPEN", "RANDOM_EXPERT", "COMMITTEE", "POST", "DECIDE") for way in ways("E16", "decide"))
    members = chart.nodes["evaluate"].notes.min_staff or 0
    assert members >= 5 and members % 2 == 1
    assert not any({"draw", "evaluate"} <= set(way) for way in simple_paths(chart, "evaluate", "draw"))
    [few] = (flow for flow in chart.outgoing(chart.nodes["g_count"]) if flow.name == "否")
    assert few.condition == "投标人数量 < 3" and few.target == "m_fail"


def test_five_kinds_of_trading_information_are_published() -> None:
    """ML-53."""
    assert {node.id for node in chart_of("E16").nodes.values() if "PUBLISH" in node.tags} == {
        "pub_approval", "announce", "post", "award", "performance",
    }


def test_award_report_and_contract_have_their_limits() -> None:
    """招投法45–47; GG-06."""
    assert (15, _CD, LimitSense.WITHIN, "decide") in statutory("E16", "report_gov")
    assert (30, _CD, LimitSense.WITHIN, "award") in statutory("E16", "sign")


def test_complaint_about_a_tender_goes_to_another_organ_than_the_platform() -> None:
    """招投条例5、61; GG-07, ML-39."""
    chart = chart_of("E16")
    assert organ("E16", "ruling") not in {organ("E16", "draw"), organ("E16", "decide"), organ("E16", "approve")}
    assert statutory("E16", "accept") == {(3, _WD, LimitSense.WITHIN, None)}
    assert statutory("E16", "ruling") == {(30, _WD, LimitSense.WITHIN, None)}
    assert chart.nodes["ruling"].notes.min_staff == 2


# -- E17 行政效能投诉 ---------------------------------------------------------------------------------------------------


def test_complaint_is_answered_or_refused_with_reasons() -> None:
    """信访条例23、34; XF-01, XF-02."""
    chart = chart_of("E17")
    assert {flow.name for flow in chart.outgoing(chart.nodes["g_triage"])} == {"自办", "交办", "转办", "不予受理"}
    assert all(in_order("E17", way, "REGISTER", "INVESTIGATE", "DECIDE", "REPLY") for way in ways("E17", "end_done"))
    [extension] = item_of("E17").extensions
    assert (extension.amount, extension.unit, extension.times) == (30, _CD, 1) and "负责人" in extension.approver


def test_accused_unit_is_reached_only_by_the_order_to_correct() -> None:
    """信访条例30; XF-04."""
    chart = chart_of("E17")
    inside = {id for id, node in chart.nodes.items() if node.lane == "lane_accused"}
    entering = {flow.source for flow in chart.flows.values() if flow.target in inside and flow.source not in inside}
    assert entering == {"supervise"}


def test_correction_is_rechecked_by_others_than_who_concluded() -> None:
    """督查条例17; XF-06."""
    chart = chart_of("E17")
    assert chart.post_of(chart.nodes["recheck"]) not in {chart.post_of(chart.nodes[id]) for id in ("investigate", "opinion")}


def test_reply_comes_in_thirty_days_in_every_published_year() -> None:
    chart = chart_of("E17")
    steps = ["triage", "recusal", "investigate", "opinion", "decide", "reply"]
    amounts = [limit.amount for id in steps if (limit := chart.nodes[id].time_limit)]
    assert len(amounts) == len(steps)
    for day in _days(date(2010, 1, 4), date(2026, 10, 1)):
        assert (_after(day, sum(amounts)) - day).days <= 30, day


# -- E18 职权目录与流程图 -----------------------------------------------------------------------------------------------


def test_catalogue_passes_four_steps_of_four_units() -> None:
    """ML-03, ML-32."""
    chart = chart_of("E18")
    for way in ways("E18", "end_published"):
        assert in_order("E18", way, "CLEAN", "PRELIM", "CONFIRM", "AUDIT", "COMPILE", "PUBLISH"), way
    lanes = [chart.lanes[chart.nodes[id].lane or ""].notes for id in ("revise", "prelim", "confirm", "audit")]
    assert len({(lane.organ, lane.unit) for lane in lanes}) == 4


def test_audit_is_signed_by_three_and_has_five_results() -> None:
    """ML-03, ML-09."""
    chart = chart_of("E18")
    assert {flow.target for flow in chart.outgoing(chart.nodes["fork_audit"])} == {"audit_org", "audit_law", "audit_secret"}
    assert len({organ("E18", id) for id in ("audit_org", "audit_law", "audit_secret")}) == 3
    [result] = (fact for fact in item_of("E18").facts if fact.name == "审核结果")
    assert result.choices == ("废止", "确认职责", "备案", "公开", "不公开")
    assert len(chart.nodes["g_audit"].outgoing) == 5


def test_change_is_published_in_exactly_twenty_working_days() -> None:
    """ML-06, 信息公开条例26: revision 3, review 5, confirmation 3, audit 4, summary 2, and 3 to publish."""
    chart = chart_of("E18")
    sums = set()
    for way in simple_paths(chart, "change", "publish"):
        limits = [chart.nodes[id].time_limit for id in way[1:]]
        sums.add(sum(limit.amount for limit in limits if limit and limit.unit is _WD))
    assert sums == {20}
    statutory = item_of("E18").limit_of(LimitRole.STATUTORY)
    assert statutory is not None and (statutory.amount, statutory.unit, statutory.start, statutory.end) == (20, _WD, "change", "publish")


def test_hidden_item_states_basis_reason_and_review() -> None:
    """ML-08."""
    [hidden] = chart_of("E18").nodes["secret"].notes.disclosures
    assert hidden.public is False and hidden.basis and hidden.reason and hidden.review_on
