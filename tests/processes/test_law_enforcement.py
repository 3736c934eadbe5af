"""What the law demands of the penalty on the spot, compulsion, levy and fee (E03–E07), stated once more beside the files."""
from __future__ import annotations

from decimal import Decimal

import pytest

from powerflow import conditions
from powerflow.model import Event, FactValue, LimitSense, Step, Unit
from tests.processes.shipped import always_in_order, chart_of, exits, item_of, statutory, tagged, ways

_WAIT, _WITHIN = LimitSense.WAIT, LimitSense.WITHIN


def _seat(code: str, id: str) -> tuple[str, str]:
    chart = chart_of(code)
    notes = chart.lanes[chart.nodes[id].lane or ""].notes
    return notes.organ, notes.side


def _goes_to(code: str, gateway: str, facts: dict[str, FactValue]) -> str:
    """Where the decision leads with these facts."""
    chart = chart_of(code)
    node = chart.nodes[gateway]
    flows = chart.outgoing(node)
    open_ = [flow.target for flow in flows if flow.condition and conditions.parse(flow.condition).evaluate(facts)]
    return open_[0] if open_ else next(flow.target for flow in flows if not flow.condition)


# -- E03 占道经营当场处罚 -----------------------------------------------------------------------------------------------


def test_spot_penalty_shows_tells_hears_decides_hands_over_and_files() -> None:
    """处罚法44、45、52; CF-15, CF-16, CF-27."""
    order = ("SHOW_ID", "INVESTIGATE", "PRE_NOTICE", "HEAR_STATEMENT", "SPOT_DECIDE", "DELIVER")
    assert always_in_order("E03", "file_record", *order, "FILE_RECORD", apart=True)
    assert always_in_order("E03", "end_done", *order, "ARCHIVE", apart=True)
    assert always_in_order("E03", "publish", "SPOT_DECIDE", "SECRECY_REVIEW", "PUBLISH", apart=True)


def test_two_officers_stand_at_every_step_of_a_spot_penalty() -> None:
    """处罚法42; CF-04: no exception for the simple procedure."""
    tags = {"SHOW_ID", "INVESTIGATE", "PRE_NOTICE", "SPOT_DECIDE", "SPOT_COLLECT"}
    on_site = [node for node in chart_of("E03").steps.values() if node.tags & tags]
    assert len(on_site) == 5
    assert all(node.notes.min_staff == 2 and node.notes.qualified for node in on_site)


@pytest.mark.parametrize(
    ("party", "fine", "clear", "leads"),
    [("公民", 200, True, "decide"), ("公民", 201, True, "refer"), ("法人或者其他组织", 3000, True, "decide"),
     ("法人或者其他组织", 3001, True, "refer"), ("公民", 50, False, "refer")],
)
def test_spot_penalty_is_open_only_up_to_200_and_3000_yuan(party: str, fine: int, clear: bool, leads: str) -> None:
    """处罚法51; CF-26."""
    facts: dict[str, FactValue] = {"复核意见": "当场处罚", "当事人类型": party, "拟罚款金额": Decimal(fine), "事实确凿": clear}
    assert _goes_to("E03", "g_way", facts) == leads


@pytest.mark.parametrize(
    ("reason", "fine", "leads"),
    [("一百元以下", 100, "spot_collect"), ("一百元以下", 150, "pay"), ("无", 50, "pay"), ("事后难以执行", 200, "spot_collect")],
)
def test_fines_are_collected_on_the_spot_for_the_reasons_of_the_law_only(reason: str, fine: int, leads: str) -> None:
    """处罚法67–69; CF-28, CF-29."""
    assert _goes_to("E03", "g_pay", {"处罚种类": "罚款", "收缴理由": reason, "拟罚款金额": Decimal(fine)}) == leads


def test_collected_fines_reach_the_bank_in_two_and_two_working_days() -> None:
    """处罚法70、71; CF-29."""
    assert (2, Unit.WORKING_DAY, _WITHIN, "spot_collect") in statutory("E03", "hand_in")
    assert (2, Unit.WORKING_DAY, _WITHIN, "hand_in") in statutory("E03", "bank_in")
    assert any(each.delivered and "专用票据" in each.name for each in chart_of("E03").nodes["spot_collect"].notes.documents)
    assert _seat("E03", "pay")[1] == "X"
    assert statutory("E03", "pay") == {(15, Unit.CALENDAR_DAY, _WITHIN, "deliver")}


def test_spot_penalty_tells_that_reconsideration_comes_first() -> None:
    """复议法23; CF-43, JJ-03."""
    [remedy] = (each for each in item_of("E03").remedies if each.kind == "reconsideration")
    assert remedy.first and "应当先申请行政复议" in remedy.note
    assert not any("直接起诉" in each.note for each in item_of("E03").remedies)


# -- E04 查封、扣押 -----------------------------------------------------------------------------------------------------


def test_seizure_is_approved_before_or_within_twenty_four_hours() -> None:
    """强制法18、19; QZ-03, QZ-04."""
    calm = [way for way in ways("E04", "implement") if "approve" in way]
    hasty = [way for way in ways("E04", "implement") if "approve" not in way]
    assert calm and hasty
    assert statutory("E04", "approve_late") == {(24, Unit.HOUR, _WITHIN, "implement")}
    assert _goes_to("E04", "g_urgent", {"情况紧急": False}) == "approve"
    assert _goes_to("E04", "g_late", {"情况紧急": True}) == "approve_late"
    assert _goes_to("E04", "g_late_approve", {"补批意见": "不同意"}) == "m_lift"
    assert all(_seat("E04", node.id)[1] == "L" for node in tagged("E04", "APPROVE"))


def test_ten_steps_on_the_site_come_in_their_order() -> None:
    """强制法18; QZ-03."""
    assert always_in_order("E04", "record", "SHOW_ID", "NOTIFY_PRESENT", "TELL", "HEAR", "IMPLEMENT", "RECORD", apart=True)
    assert _goes_to("E04", "g_present", {"当事人到场": False}) == "witness"
    assert all(_seat("E04", node.id)[1] == "A" for node in tagged("E04", "IMPLEMENT"))
    names = " ".join(each.name for each in chart_of("E04").nodes["implement"].notes.documents if each.delivered)
    assert "决定书" in names and "清单" in names
    assert chart_of("E04").nodes["implement"].notes.record == "全程音像"


def test_seizure_ends_in_thirty_calendar_days_or_is_lifted() -> None:
    """强制法25、27、28; QZ-07, QZ-10."""
    assert statutory("E04", "dispose") == {(30, Unit.CALENDAR_DAY, _WITHIN, "implement")}
    expired = chart_of("E04").nodes["expired"]
    assert isinstance(expired, Event) and expired.attached_to == "dispose"
    assert statutory("E04", "expired") == {(30, Unit.CALENDAR_DAY, _WITHIN, "implement")}
    assert [flow.target for flow in chart_of("E04").outgoing(expired)] == ["m_lift"]
    assert exits("E04", "g_dispose") == {"没收", "销毁", "解除退还"}
    extension = chart_of("E04").nodes["extend"].notes.extension
    assert extension is not None and (extension.amount, extension.unit, extension.times) == (30, Unit.CALENDAR_DAY, 1)
    assert "负责人" in extension.approver


def test_testing_stops_the_clock_with_a_notice_and_at_the_cost_of_the_authority() -> None:
    """强制法25(3); QZ-07."""
    excluded = chart_of("E04").nodes["test"].notes.excluded
    assert excluded is not None and excluded.kind == "检验" and excluded.document
    assert all("tell_test" in way for way in ways("E04", "test"))
    assert not item_of("E04").charged and item_of("E04").fees == ()


# -- E05 违法建筑强制拆除 -----------------------------------------------------------------------------------------------


def test_demolition_comes_last() -> None:
    """强制法35–38、44; QZ-13, QZ-14, QZ-16, QZ-19."""
    assert always_in_order(
        "E05", "demolish", "LEGAL_REVIEW", "DECIDE", "DELIVER", "ANNOUNCE", "DEMAND", "DELIVER", "HEAR", "EXEC_DECIDE", "DELIVER",
        "WAIT_REMEDY", "APPROVE", "NOTIFY_PRESENT", "DEMOLISH", apart=True,
    )


def test_nothing_is_demolished_before_the_remedies_are_over() -> None:
    """强制法44: 60 days and six months; QZ-19."""
    chart = chart_of("E05")
    for way in ways("E05", "demolish"):
        remedies = [chart.nodes[id].notes for id in way if "WAIT_REMEDY" in chart.nodes[id].tags]
        waits = [(each.amount, each.unit, each.start) for notes in remedies for each in notes.time_limits if each.sense is _WAIT]
        assert (6, Unit.MONTH, "deliver_exec") in waits, way
    assert _seat("E05", "instruct") == ("临溪县人民政府", "L")


def test_demolition_is_for_daylight_on_working_days_and_on_film() -> None:
    """强制法43, 国办发〔2018〕118号; QZ-18, QZ-26."""
    assert _goes_to("E05", "g_time", {"工作日白天": False}) == "m_schedule"
    assert all("g_time" in way for way in ways("E05", "demolish"))
    assert chart_of("E05").nodes["demolish"].notes.record == "全程音像"


def test_execution_can_be_suspended_and_ends_after_three_years() -> None:
    """强制法39、40; QZ-17."""
    assert statutory("E05", "three_years") == {(3, Unit.YEAR, _WITHIN, "suspend")}
    assert always_in_order("E05", "resume", "EXEC_DECIDE", "SUSPEND", apart=True)
    assert {"理由成立，终结执行"} <= exits("E05", "g_demand")


# -- E06 国有土地上房屋征收 ---------------------------------------------------------------------------------------------


def test_levy_is_decided_after_consultation_risk_funds_and_review() -> None:
    """征收条例10–12; ZS-01, ZS-02."""
    order = ("PLAN", "VET", "PUBLISH", "COMMENT", "PUBLISH_RESULT", "RISK", "FUND", "LEGAL_REVIEW", "DECIDE")
    assert always_in_order("E06", "decide", *order, apart=True)
    assert statutory("E06", "comment") == {(30, Unit.CALENDAR_DAY, _WAIT, "publish_draft")}
    assert _goes_to("E06", "g_hearing", {"项目类型": "旧城区改建", "多数不同意": True}) == "hearing"
    assert _goes_to("E06", "g_hearing", {"项目类型": "基础设施", "多数不同意": True}) == "m_result"
    assert _goes_to("E06", "g_many", {"户数较多": True}) == "collective"


def test_county_government_decides_and_the_owners_choose_the_appraiser() -> None:
    """征收条例8、13、15、20、26; ZS-03, ZS-04."""
    assert {_seat("E06", node.id) for node in tagged("E06", "DECIDE")} == {("临溪县人民政府", "L")}
    assert _seat("E06", "select")[1] == "P"
    assert always_in_order("E06", "negotiate", "DECIDE", "ANNOUNCE", "SURVEY", "SELECT_APPRAISER", "ASSESS", "NEGOTIATE", apart=True)


def test_nobody_moves_before_compensation_and_only_the_court_forces() -> None:
    """征收条例27、28; ZS-05."""
    for node in tagged("E06", "MOVE"):
        assert always_in_order("E06", node.id, "COMPENSATE", "MOVE", apart=True)
    assert not any(node.tags & {"EXECUTE", "DEMOLISH"} for node in chart_of("E06").nodes.values())
    assert always_in_order("E06", "court", "DECIDE", "DELIVER", "COMPENSATE", "DEMAND", "COURT", apart=True)
    assert (6, Unit.MONTH, _WAIT, "deliver_pay") in statutory("E06", "remedy_over")
    assert (10, Unit.WORKING_DAY, _WAIT, "demand") in statutory("E06", "demand_over")
    assert (3, Unit.MONTH, _WITHIN, "remedy_over") in statutory("E06", "court")


# -- E07 挖掘修复费 -----------------------------------------------------------------------------------------------------


def test_fee_is_assessed_checked_and_collected_by_three_posts() -> None:
    """The plan, part four (四); ML-25."""
    chart = chart_of("E07")
    posts = [chart.post_of(chart.nodes[id]) for id in ("assess", "review", "pay")]
    assert len(set(posts)) == 3
    assert _seat("E07", "pay")[1] == "X"


def test_fee_is_on_the_list_and_every_payment_has_a_fiscal_receipt() -> None:
    """营商条例25、城市道路条例37; SF-01, SF-03."""
    [fee] = item_of("E07").fees
    assert fee.listed and fee.basis_level == "行政法规" and fee.receipt and fee.reduction
    for node in tagged("E07", "COLLECT"):
        assert isinstance(node, Step) and any("票据" in each.name and each.delivered for each in node.notes.documents)
    assert always_in_order("E07", "end_paid", "HANDLE", "REVIEW", "TELL", "ARCHIVE", apart=True)
    assert {each.item for each in item_of("E07").interfaces} >= {"E01"}
