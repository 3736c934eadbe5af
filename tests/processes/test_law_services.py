"""What the law demands of benefit, confirmation, adjudication, reward and inspection (E08–E12), stated once more beside the files."""
from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate

import chinese_calendar

from powerflow.model import LimitRole, LimitSense, Step, Unit
from tests.processes.paths import reachable, simple_paths
from tests.processes.shipped import always_in_order, chart_of, exits, item_of, organ, tagged, ways


def _statutory(code: str, id: str, amount: int, unit: Unit, sense: LimitSense = LimitSense.WITHIN, start: str | None = None) -> bool:
    return any(
        (each.role, each.amount, each.unit, each.sense, each.start) == (LimitRole.STATUTORY, amount, unit, sense, start)
        for each in chart_of(code).nodes[id].notes.time_limits
    )


def _totals(code: str) -> set[tuple[str, int, Unit, str | None, str | None]]:
    return {(each.role.value, each.amount, each.unit, each.start, each.end) for each in item_of(code).time_limits}


def _longest_days(working_days: int) -> int:
    """The most calendar days that so many working days have taken in the years whose notices are published."""
    days = [date(2004, 1, 1) + timedelta(days=n) for n in range((date(2026, 12, 31) - date(2004, 1, 1)).days + 1)]
    before = list(accumulate(map(chinese_calendar.is_workday, days)))
    ends = [place for place, day in enumerate(days) if chinese_calendar.is_workday(day)]
    last = [before[place] + working_days - 1 for place in range(len(days))]
    return max(int(ends[found]) - place for place, found in enumerate(last) if found < len(ends))


# -- E08 最低生活保障审核确认 (社会救助法, in force since 2026-07-01) -----------------------------------------------------------


def test_allowance_is_examined_by_the_township_and_confirmed_by_the_county() -> None:
    """社会救助法43–45; JF-01."""
    for decision in ("deliver_grant", "deliver_denial"):
        assert always_in_order("E08", decision, "ACCEPT", "VERIFY", "PRELIM", "DECIDE", "DELIVER")
    assert always_in_order("E08", "roster", "DECIDE", "SECRECY_REVIEW", "PUBLISH")
    assert {organ("E08", node.id) for node in tagged("E08", "PRELIM")} == {"临溪县青禾镇人民政府"}
    assert {organ("E08", node.id) for node in tagged("E08", "DECIDE")} == {"临溪县民政局"}
    assert exits("E08", "g_decide") == {"给予", "不给予"}


def test_nobody_loses_the_allowance_unheard() -> None:
    """社会救助法46–48; JF-02: reviewed again and again, heard, decided, told in writing."""
    for node in tagged("E08", "DECIDE_STOP"):
        assert always_in_order("E08", node.id, "PAY", "REVIEW", "HEAR")
    assert always_in_order("E08", "end_stopped", "HEAR", "DECIDE_STOP", "DELIVER", "ARCHIVE")
    chart = chart_of("E08")
    assert {flow.source for flow in chart.incoming(chart.nodes["m_pay"])} == {"publish", "g_review", "g_stop"}


def test_nothing_is_asked_for_that_the_cross_check_can_find() -> None:
    """社会救助法62(2); JF-05."""
    assert all(not each.required for each in item_of("E08").materials if each.source in ("核对", "部门共享", "部门共享核验"))
    assert any("银行" in each.name and each.source == "核对" for each in item_of("E08").materials)


def test_promise_of_the_allowance_fits_thirty_calendar_days_in_every_published_year() -> None:
    """低保条例8, JF-06: thirty days; the twenty working days of the draft take up to 38."""
    assert _totals("E08") == {
        ("promised", 15, Unit.WORKING_DAY, "accept", "decide"), ("statutory", 30, Unit.CALENDAR_DAY, "accept", "decide"),
    }
    assert _longest_days(15) == 29
    assert _longest_days(20) == 38


# -- E09 工伤认定 ----------------------------------------------------------------------------------------------------


def test_work_injury_is_decided_in_sixty_or_fifteen_calendar_days() -> None:
    """工伤保险条例20; 工伤认定办法18, 21; T-09, QR-02."""
    assert _totals("E09") == {
        ("promised", 40, Unit.CALENDAR_DAY, "accept", "decide"), ("statutory", 60, Unit.CALENDAR_DAY, "accept", "decide"),
        ("statutory", 15, Unit.CALENDAR_DAY, "simple", "decide"),
    }
    assert _longest_days(12 + 1 + 2 + 1) == 32
    assert _longest_days(2 + 2 + 1) <= 15
    assert item_of("E09").extensions == ()


def test_work_injury_is_accepted_in_fifteen_days_with_one_written_supplement() -> None:
    for step in ("receive", "receive_again"):
        assert _statutory("E09", step, 15, Unit.CALENDAR_DAY)
    assert exits("E09", "g_receive") == {"受理", "补正", "不予受理"}
    [notice] = tagged("E09", "SUPPLEMENT_NOTICE")
    assert notice.id not in {id for flow in chart_of("E09").outgoing(notice) for id in reachable(chart_of("E09"), flow.target)}


def test_work_injury_is_investigated_by_two_who_show_their_papers() -> None:
    """工伤认定办法10."""
    assert all((node.notes.min_staff or 0) >= 2 for node in tagged("E09", "VERIFY"))
    assert always_in_order("E09", "investigate", "ACCEPT", "SHOW_ID")


def test_clock_stops_for_a_court_only_with_a_written_notice() -> None:
    """工伤认定办法20."""
    assert always_in_order("E09", "conclusion", "SUSPEND")
    [suspend] = tagged("E09", "SUSPEND")
    assert any("中止通知书" in each.name and each.delivered for each in suspend.notes.documents)
    stopped = [node.id for node in chart_of("E09").nodes.values() if node.notes.excluded]
    assert stopped == ["conclusion"]


def test_both_sides_are_served_in_twenty_days_and_the_agency_gets_a_copy() -> None:
    """工伤认定办法22, 24."""
    for step in ("deliver_both", "copy_agency"):
        assert _statutory("E09", step, 20, Unit.CALENDAR_DAY, start="decide")
    chart = chart_of("E09")
    assert {flow.target for flow in chart.outgoing(chart.nodes["fork"])} == {"deliver_both", "copy_agency"}
    served = [each.name for each in chart.nodes["deliver_both"].notes.documents if each.delivered]
    assert served == ["决定书（职工或者近亲属）", "决定书（用人单位）"]
    [archive] = tagged("E09", "ARCHIVE")
    assert any("50 年" in each.name for each in archive.notes.documents)


# -- E10 土地权属争议处理 ---------------------------------------------------------------------------------------------


def test_land_dispute_runs_through_answer_investigation_and_mediation_to_the_government() -> None:
    """土地权属争议调查处理办法13–30; 土地管理法14; CJ-01, CJ-03."""
    order = ("ACCEPT", "COPY", "ANSWER", "INVESTIGATE", "MEDIATE", "OPINION", "REFER", "LEGALITY", "DECIDE")
    assert always_in_order("E10", "decide", *order)
    assert {organ("E10", node.id) for node in tagged("E10", "OPINION")} == {"临溪县自然资源局"}
    assert {organ("E10", id) for id in ("decide", "gov_refuse")} == {"临溪县人民政府"}


def test_land_dispute_keeps_the_five_limits() -> None:
    assert _statutory("E10", "examine", 7, Unit.WORKING_DAY, start="receive")
    assert _statutory("E10", "copy", 5, Unit.WORKING_DAY, start="accept")
    assert _statutory("E10", "answer", 30, Unit.CALENDAR_DAY, start="copy")
    assert _statutory("E10", "no_answer", 30, Unit.CALENDAR_DAY, LimitSense.WAIT, start="copy")
    assert _statutory("E10", "deliver_mediation", 15, Unit.CALENDAR_DAY, start="mediation")
    assert _statutory("E10", "refer", 5, Unit.WORKING_DAY, start="opinion")
    assert _totals("E10") == {("promised", 150, Unit.CALENDAR_DAY, "accept", "opinion"), ("statutory", 6, Unit.MONTH, "accept", "opinion")}
    assert 30 + _longest_days(3 + 1 + 3 + 20 + 10 + 10) <= 150
    [extension] = item_of("E10").extensions
    assert "主要负责人" in extension.approver


def test_an_acquired_right_is_defended_by_reconsideration_first() -> None:
    """行政复议法23(1)(2); JJ-03."""
    [reconsideration] = (each for each in item_of("E10").remedies if each.kind == "reconsideration")
    assert reconsideration.first
    assert "云水州人民政府" in reconsideration.body
    [deliver] = (node for node in tagged("E10", "DELIVER") if node.id == "deliver")
    assert any("先复议" in right.text for right in deliver.notes.rights)


def test_failed_legality_review_does_not_reach_the_decision() -> None:
    chart = chart_of("E10")
    [back] = (flow for flow in chart.outgoing(chart.nodes["g_legality"]) if flow.name == "退回补充")
    assert all("legality" in way for way in simple_paths(chart, back.target, "decide"))


# -- E11 安全生产举报奖励 ---------------------------------------------------------------------------------------------


def test_report_is_settled_in_sixty_days_and_longer_only_by_the_higher_authority() -> None:
    """安全生产领域举报奖励办法10(6); JL-02."""
    assert _totals("E11") == {
        ("promised", 50, Unit.CALENDAR_DAY, "accept", "reply"), ("statutory", 60, Unit.CALENDAR_DAY, "accept", "reply"),
    }
    assert _longest_days(12 + 2 + 1 + 8 + 2 + 2) <= 50
    [extension] = item_of("E11").extensions
    assert (extension.amount, extension.unit, extension.times) == (30, Unit.CALENDAR_DAY, 1)
    assert organ("E11", "extend") == "云水州应急管理局" != organ("E11", "decide")
    assert always_in_order("E11", "verify_more", "APPROVE", "TELL")


def test_reward_lies_between_three_thousand_and_three_hundred_thousand() -> None:
    """办法11(1): 15 % of the fine within these bounds."""
    [into] = chart_of("E11").incoming(chart_of("E11").nodes["decide"])
    assert into.condition == "奖金金额 >= 3000 and 奖金金额 <= 300000"
    discretion = item_of("E11").discretion
    assert discretion is not None
    assert all(figure in discretion.standard for figure in ("15%", "3000", "300000"))


def test_reward_is_reckoned_approved_and_paid_by_three_posts_and_filed_above() -> None:
    chart = chart_of("E11")
    assert len({chart.post_of(chart.nodes[id]) for id in ("verify", "amount", "decide", "pay")}) == 4
    order = ("VERIFY", "CONCLUDE", "REVIEW", "DECIDE", "FILE_RECORD", "PAY", "SECRECY_REVIEW", "PUBLISH", "ARCHIVE")
    assert always_in_order("E11", "end_paid", *order)
    assert _statutory("E11", "claim", 60, Unit.CALENDAR_DAY, start="notify")
    assert _statutory("E11", "unclaimed", 60, Unit.CALENDAR_DAY, LimitSense.WAIT, start="notify")


def test_nobody_outside_learns_who_reported() -> None:
    """办法15: the reported firm has no lane, and no hand-over carries the identity."""
    chart = chart_of("E11")
    assert [lane.name for lane in chart.lanes.values() if lane.notes.side in ("P", "X")] == ["举报人"]
    passed = [each.passes for flow in chart.flows.values() for each in flow.hand_overs]
    assert not any(word in each for each in passed for word in ("姓名", "身份证", "联系方式"))


# -- E12 食品经营双随机检查 -------------------------------------------------------------------------------------------


def test_firm_and_inspectors_are_drawn_at_random_before_the_visit() -> None:
    """优化营商环境条例54; 食品生产经营监督检查管理办法5, 23, 24; JC-02, JC-06, JC-12."""
    order = ("PLAN", "FILE_RECORD", "RANDOM_OBJECT", "RANDOM_STAFF", "WITNESS", "SHOW_ID", "INSPECT", "RECORD", "RESULT")
    assert always_in_order("E12", "result", *order)
    assert all((node.notes.min_staff or 0) >= 2 for tag in ("SHOW_ID", "INSPECT", "RECHECK") for node in tagged("E12", tag))
    chart = chart_of("E12")
    posts = {chart.post_of(node) for tag in ("RANDOM_OBJECT", "RANDOM_STAFF") for node in tagged("E12", tag)}
    assert posts == {"随机抽取操作岗"}
    assert any("抽取日志" in each.type for each in chart.nodes["random_staff"].notes.documents)


def test_result_of_every_visit_is_published_in_twenty_working_days() -> None:
    """办法39; JC-07."""
    assert _statutory("E12", "publish", 20, Unit.WORKING_DAY, start="result")
    assert _totals("E12") == {
        ("promised", 15, Unit.WORKING_DAY, "result", "publish"), ("statutory", 20, Unit.WORKING_DAY, "result", "publish"),
    }
    assert exits("E12", "g_result") == {"未发现问题", "责令改正", "立案", "移送"}
    for end in ("end_clean", "end_filed", "end_transferred", "end_corrected", "end_refiled"):
        assert always_in_order("E12", end, "RESULT", "SECRECY_REVIEW", "PUBLISH", "ARCHIVE")


def test_a_firm_seen_this_year_is_not_visited_again() -> None:
    """JC-05, JC-11."""
    assert all("g_frequency" in way for way in ways("E12", "inspect"))
    chart = chart_of("E12")
    [into] = (flow for flow in chart.outgoing(chart.nodes["g_frequency"]) if flow.target == "m_staff")
    assert into.condition == "本年度已检查次数 < 1"


def test_every_step_that_examines_or_decides_names_the_right_to_recusal() -> None:
    """公务员法76, 77; NB-01."""
    for code in ("E08", "E09", "E10", "E11", "E12"):
        for node in chart_of(code).nodes.values():
            if isinstance(node, Step) and node.tags & {"REVIEW", "INVESTIGATE", "DECIDE", "INSPECT"}:
                assert any("回避" in right.name for right in node.notes.rights), (code, node.id)
