"""What the law demands of each shipped item, article by article, stated here once more and independently of the files."""
from __future__ import annotations

import itertools

import pytest

from powerflow.library import Library
from powerflow.model import Event, Flowchart, LimitRole, LimitSense, Node, PowerItem, Step, TimeLimit, Unit
from tests.processes.paths import simple_paths

_LIBRARY = Library()


def _chart(code: str) -> Flowchart:
    return _LIBRARY.find(code).chart


def _item(code: str) -> PowerItem:
    item = _chart(code).item
    assert item is not None
    return item


def _tagged(chart: Flowchart, tag: str) -> list[Node]:
    return [node for node in chart.nodes.values() if tag in node.tags]


def _one(chart: Flowchart, tag: str) -> Step:
    [step] = (node for node in _tagged(chart, tag) if isinstance(node, Step))
    return step


def _has(node: Node, role: LimitRole, amount: int, unit: Unit, sense: LimitSense = LimitSense.WITHIN) -> bool:
    return any((each.role, each.amount, each.unit, each.sense) == (role, amount, unit, sense) for each in node.notes.time_limits)


def _statutory(node: Node, amount: int, unit: Unit = Unit.WORKING_DAY, sense: LimitSense = LimitSense.WITHIN) -> bool:
    return _has(node, LimitRole.STATUTORY, amount, unit, sense)


def _total(code: str, role: LimitRole) -> tuple[int, Unit, str | None, str | None]:
    limit = _item(code).limit_of(role)
    assert isinstance(limit, TimeLimit)
    return limit.amount, limit.unit, limit.start, limit.end


def _ways(chart: Flowchart, end: str) -> list[tuple[str, ...]]:
    [start] = (event.id for event in chart.events.values() if event.type == "startEvent")
    return list(simple_paths(chart, start, end))


def _passes(chart: Flowchart, way: tuple[str, ...], *tags: str) -> bool:
    return any(chart.nodes[id].tags & set(tags) for id in way)


def _comes_before(chart: Flowchart, way: tuple[str, ...], first: str, second: str) -> bool:
    """Whether no node tagged `second` stands before the first one tagged `first`, where the way has both."""
    places = {tag: [place for place, id in enumerate(way) if tag in chart.nodes[id].tags] for tag in (first, second)}
    return not places[first] or not places[second] or min(places[first]) < min(places[second])


# -- E01 城市道路挖掘许可 ---------------------------------------------------------------------------------------------


def test_permit_is_decided_in_twelve_of_twenty_working_days_from_acceptance() -> None:
    """许可法42、82; XK-14."""
    chart = _chart("E01")
    accept, decide = "accept", _one(chart, "DECIDE").id
    assert "ACCEPT" in chart.nodes[accept].tags
    assert _total("E01", LimitRole.STATUTORY) == (20, Unit.WORKING_DAY, accept, decide)
    assert _total("E01", LimitRole.PROMISED) == (12, Unit.WORKING_DAY, accept, decide)
    [extension] = _item("E01").extensions
    assert (extension.amount, extension.unit, extension.times) == (10, Unit.WORKING_DAY, 1)
    assert "本行政机关负责人" in extension.approver


def test_an_application_not_answered_in_five_working_days_is_accepted() -> None:
    """许可法32(四); XK-07. The twenty days then run from receipt.

    The timer fires when the fifth day is over, at the first instant of the sixth, which is not counted: 5 + 1 + 14.
    """
    chart = _chart("E01")
    [timer] = (event for event in chart.events.values() if isinstance(event, Event) and "ACCEPT" in event.tags)
    assert timer.attached_to == "receive" and timer.interrupting
    assert _statutory(timer, 5)
    assert "ACCEPT" in chart.nodes[chart.outgoing(timer)[0].target].tags
    [left] = (limit for limit in _item("E01").time_limits if limit.start == timer.id)
    assert (left.role, 5 + 1 + left.amount) == (LimitRole.STATUTORY, 20)


def test_receipt_of_an_application_has_all_outcomes_of_article_32() -> None:
    assert len(_chart("E01").nodes["g_receive"].outgoing) == 4
    [fact] = (fact for fact in _item("E01").facts if fact.name == "收件结果")
    assert set(fact.choices) == {"受理", "当场更正", "补正", "无需许可", "不属职权"}


def test_papers_are_asked_for_only_once() -> None:
    """许可法32(四): after the supplement there is no way back to another notice."""
    chart = _chart("E01")
    notice = _one(chart, "SUPPLEMENT_NOTICE")
    for end in (event.id for event in chart.events.values() if event.type == "endEvent"):
        assert not any(notice.id in way[1:] for way in simple_paths(chart, notice.id, end))
    assert all(flow.target != notice.id or flow.source == "g_receive" for flow in chart.flows.values())


def test_site_is_checked_by_two_within_the_clock() -> None:
    """许可法34(三)、45; XK-10, XK-17."""
    chart = _chart("E01")
    assert (_one(chart, "SITE_CHECK").notes.min_staff or 0) >= 2
    assert all(node.notes.excluded is None for node in chart.nodes.values())
    assert _item("E01").excluded == ()


def test_every_way_to_the_permit_decision_hears_the_party_and_ends_with_delivery() -> None:
    """许可法36; ML-27, ML-28."""
    chart = _chart("E01")
    decide = _one(chart, "DECIDE").id
    assert all(_passes(chart, way, "HEAR") and _passes(chart, way, "ACCEPT") for way in _ways(chart, decide))
    for end in ("end_granted", "end_denied"):
        assert all(_passes(chart, way, "DELIVER") and _passes(chart, way, "ARCHIVE") for way in _ways(chart, end))


def test_permit_is_delivered_in_ten_and_published_in_seven_working_days() -> None:
    """许可法44, 国办发〔2018〕118号; XK-16, XK-22. Fee, delivery, review and publication fit into seven days."""
    chart = _chart("E01")
    assert _statutory(chart.nodes["deliver"], 10)
    assert _statutory(_one(chart, "PUBLISH"), 7)
    [way] = simple_paths(chart, "g_decide", _one(chart, "PUBLISH").id)
    limits = [chart.nodes[id].time_limit for id in way]
    assert sum(limit.amount for limit in limits if limit) <= 7
    assert all(_comes_before(chart, way, "SECRECY_REVIEW", "PUBLISH") for way in _ways(chart, "end_granted"))


def test_one_window_accepts_and_delivers() -> None:
    """许可法26; XK-05."""
    chart = _chart("E01")
    lanes = {node.lane for tag in ("ACCEPT", "REFUSE_ACCEPT", "DELIVER") for node in _tagged(chart, tag) if isinstance(node, Step)}
    assert lanes == {"lane_window"}


def test_fee_of_the_permit_rests_on_an_administrative_regulation() -> None:
    """许可法58; XK-29."""
    [fee] = _item("E01").fees
    assert fee.basis_level in ("法律", "行政法规") and fee.listed and fee.standard and fee.receipt
    assert all(not material.required for material in _item("E01").materials if "共享" in material.source)


def test_handling_review_and_decision_of_the_permit_are_three_posts() -> None:
    """ML-25."""
    chart = _chart("E01")
    posts = {chart.post_of(chart.nodes[id]) for id in ("survey", "review", "decide")}
    assert len(posts) == 3


# -- E02 经营超过保质期食品的处罚 --------------------------------------------------------------------------------------


def test_penalty_is_decided_in_ninety_calendar_days_of_filing() -> None:
    """处罚法60; CF-22, T-02."""
    chart = _chart("E02")
    filed, decided = _one(chart, "FILE_CASE").id, _one(chart, "DECIDE").id
    assert _total("E02", LimitRole.STATUTORY) == (90, Unit.CALENDAR_DAY, filed, decided)
    assert _total("E02", LimitRole.PROMISED) == (75, Unit.CALENDAR_DAY, filed, decided)


def test_only_the_hearing_stops_the_clock_of_the_penalty() -> None:
    """市监程序64; CF-45."""
    stopped = {node.id: node.notes.excluded for node in _chart("E02").nodes.values() if node.notes.excluded}
    assert set(stopped) == {"name_chair", "hand_over", "hearing_notice", "seven_days", "hearing", "hearing_report"}
    assert {each.kind for each in stopped.values()} == {"听证"}
    assert all(each.document and each.basis for each in stopped.values())


@pytest.mark.parametrize(("tag", "amount", "unit"), [
    ("VERIFY", 15, Unit.WORKING_DAY), ("REVIEW", 10, Unit.WORKING_DAY), ("LEGAL_REVIEW", 10, Unit.WORKING_DAY),
    ("RELEASE", 7, Unit.WORKING_DAY), ("PUBLISH", 7, Unit.WORKING_DAY), ("TRANSFER", 24, Unit.HOUR),
])
def test_limits_of_the_penalty(tag: str, amount: int, unit: Unit) -> None:
    """市监程序18、55、35, 118号, 移送规定5; CF-45, CF-10, CF-25, CF-33."""
    assert any(_statutory(node, amount, unit) for node in _tagged(_chart("E02"), tag))


def test_decisions_of_the_penalty_are_delivered_in_seven_working_days() -> None:
    """处罚法61; CF-23."""
    delivered = _tagged(_chart("E02"), "DELIVER")
    assert len(delivered) == 3
    assert all(_statutory(node, 7) for node in delivered)


def test_party_has_five_working_days_and_a_hearing_is_told_seven_before() -> None:
    """处罚法64; CF-18."""
    chart = _chart("E02")
    assert all(_statutory(chart.nodes[id], 5, sense=LimitSense.WAIT) for id in ("silent", "five_days"))
    assert _statutory(chart.nodes["seven_days"], 7, sense=LimitSense.WAIT)
    assert {limit.start for id in ("silent", "five_days") for limit in chart.nodes[id].notes.time_limits} == {"pre_notice"}
    assert [flow.target for flow in chart.outgoing(chart.nodes["seven_days"])] == ["hearing"]


def test_no_way_to_the_penalty_skips_notice_hearing_of_the_party_or_legal_review() -> None:
    """处罚法44、45、58; CF-13 to CF-16."""
    chart = _chart("E02")
    ways = _ways(chart, _one(chart, "DECIDE").id)
    for way in ways:
        for tag in ("FILE_CASE", "SHOW_ID", "INVESTIGATE", "REVIEW", "PRE_NOTICE", "LEGAL_REVIEW"):
            assert _passes(chart, way, tag), (tag, way)
        waived = ("g_statement", "m_legal") in itertools.pairwise(way)  # the exit “放弃”
        assert waived or _passes(chart, way, "HEAR_STATEMENT", "WAIVER"), way
        for first, second in (("SHOW_ID", "INVESTIGATE"), ("INVESTIGATE", "PRE_NOTICE"), ("HEARING", "LEGAL_REVIEW"),
                              ("PRE_NOTICE", "DECIDE"), ("LEGAL_REVIEW", "DECIDE"), ("LEGAL_REVIEW", "COLLECTIVE")):
            assert _comes_before(chart, way, first, second), (first, second, way)
    assert any(_passes(chart, way, "HEARING") for way in ways)
    assert any(_passes(chart, way, "COLLECTIVE") for way in ways)


@pytest.mark.parametrize("gateway", ["g_review", "g_legal"])
def test_a_failed_review_goes_back_to_the_investigation(gateway: str) -> None:
    """处罚法58; CF-13."""
    chart = _chart("E02")
    assert "m_investigate" in {flow.target for flow in chart.outgoing(chart.nodes[gateway]) if flow.name == "退回补充"}


def test_duties_of_the_penalty_are_separated() -> None:
    """处罚法64、67, 市监程序49; CF-13, CF-19, CF-28."""
    chart = _chart("E02")
    investigator = chart.post_of(_one(chart, "INVESTIGATE"))
    assert investigator not in {chart.post_of(node) for tag in ("HEARING", "REVIEW", "LEGAL_REVIEW") for node in _tagged(chart, tag)}
    organs = {chart.lanes[node.lane or ""].notes.organ for node in _tagged(chart, "COLLECT")}
    assert len(_tagged(chart, "COLLECT")) == 3 and organs.isdisjoint({"临溪县市场监督管理局"})


@pytest.mark.parametrize("tag", ["SHOW_ID", "INVESTIGATE", "PRESERVE", "TRANSFER"])
def test_two_qualified_officers_act(tag: str) -> None:
    """处罚法42, 移送规定5; CF-04, CF-33."""
    notes = _one(_chart("E02"), tag).notes
    assert (notes.min_staff or 0) >= 2 and notes.qualified


def test_penalty_has_the_four_decisions_of_article_57() -> None:
    assert len(_chart("E02").nodes["g_decide"].outgoing) == 4


def test_each_end_of_the_penalty_is_archived_and_a_minor_case_is_educated() -> None:
    """处罚法33、47; CF-34, CF-37."""
    chart = _chart("E02")
    for end in (event.id for event in chart.events.values() if event.type == "endEvent"):
        assert all(_passes(chart, way, "ARCHIVE") for way in _ways(chart, end)), end
    assert all(_passes(chart, way, "EDUCATE") for way in _ways(chart, "end_minor"))


def test_fine_is_paid_in_fifteen_calendar_days_and_the_court_waits() -> None:
    """处罚法67, 强制法53、54; CF-28, CF-31."""
    chart = _chart("E02")
    assert _statutory(chart.nodes["pay"], 15, Unit.CALENDAR_DAY)
    assert _statutory(chart.nodes["overdue"], 15, Unit.CALENDAR_DAY, LimitSense.WAIT)
    assert _statutory(chart.nodes["still_unpaid"], 10, sense=LimitSense.WAIT)
    assert _statutory(_one(chart, "COURT"), 3, Unit.MONTH)
    assert all(_comes_before(chart, way, "DEMAND", "COURT") and _passes(chart, way, "DEMAND") for way in _ways(chart, "court"))


def test_publication_of_the_penalty_names_both_sources() -> None:
    """CF-25: 118号 says seven working days, 市监公示规定 twenty."""
    publish = _one(_chart("E02"), "PUBLISH")
    assert {"CF-25", "SX-03"} <= {basis.rule for basis in publish.notes.bases}
    assert any("20 个工作日" in limit.note for limit in publish.notes.time_limits)


def test_rights_in_the_penalty_are_those_of_article_7_and_more() -> None:
    """CF-46."""
    names = " ".join(right.name for right in _item("E02").rights)
    assert all(name in names for name in ("陈述", "申辩", "听证", "回避", "复议", "诉讼", "赔偿"))
    assert _item("E02").packs == ("市监",)
    assert _item("E02").discretion and (_item("E02").discretion.tiers or 0) >= 3  # type: ignore[union-attr]


# -- E13 政府信息依申请公开 -------------------------------------------------------------------------------------------


def test_disclosure_is_answered_in_fifteen_of_twenty_working_days_of_receipt() -> None:
    """信息公开条例33; XX-09."""
    chart = _chart("E13")
    receive, reply = _one(chart, "RECEIVE").id, _one(chart, "REPLY").id
    assert _total("E13", LimitRole.STATUTORY) == (20, Unit.WORKING_DAY, receive, reply)
    assert _total("E13", LimitRole.PROMISED) == (15, Unit.WORKING_DAY, receive, reply)


def test_the_clock_begins_anew_with_the_supplement_and_only_one_is_asked_for() -> None:
    """信息公开条例30; XX-06."""
    chart = _chart("E13")
    assert _statutory(_one(chart, "SUPPLEMENT_NOTICE"), 7)
    assert "receive" in {chart.outgoing(chart.nodes[flow.target])[0].target for flow in chart.outgoing(chart.nodes["supplement"])}
    [to_notice] = (flow for flow in chart.outgoing(chart.nodes["g_clear"]) if flow.target == "notice")
    assert to_notice.condition == '申请内容 == "不明确" and 收件类别 == "首次申请"'
    assert "放弃" in chart.nodes["lapsed"].notes.time_limits[0].silence


def test_disclosure_is_extended_once_by_the_head_of_the_office() -> None:
    """信息公开条例33; XX-09: the agency's head would be higher than needed, a section chief too low."""
    chart = _chart("E13")
    extend = chart.nodes["extend"]
    [of_item] = _item("E13").extensions
    assert extend.notes.extension is not None
    for extension in (extend.notes.extension, of_item):
        assert (extension.amount, extension.unit, extension.times) == (20, Unit.WORKING_DAY, 1)
        assert "政府信息公开工作机构负责人" in extension.approver
    assert chart.post_of(extend) == "信息公开工作机构负责人"
    assert chart.outgoing(extend)[0].target == "tell_extension"


def test_only_the_third_party_stops_the_clock_of_disclosure() -> None:
    """信息公开条例32、33; XX-08."""
    chart = _chart("E13")
    [stopped] = (node for node in chart.nodes.values() if node.notes.excluded)
    assert chart.lanes[stopped.lane or ""].notes.side == "X"
    assert _statutory(stopped, 15) and stopped.notes.excluded and stopped.notes.excluded.document


def test_disclosure_has_seven_replies() -> None:
    """信息公开条例36; XX-10."""
    names = {flow.name for flow in _chart("E13").outgoing(_chart("E13").nodes["g_reply"])}
    assert names == {"已主动公开", "予以公开", "不予公开", "信息不存在", "非本机关负责", "重复申请", "另有规定"}


def test_disclosure_runs_through_the_steps_of_article_45_in_order() -> None:
    """信息公开条例45、17; XX-04, XX-11."""
    chart = _chart("E13")
    order = ("REGISTER", "REVIEW", "HANDLE", "SECRECY_REVIEW", "REPLY", "DELIVER", "ARCHIVE")
    for way in _ways(chart, "end_refused"):
        assert all(_passes(chart, way, tag) for tag in order)
        assert all(_comes_before(chart, way, first, second) for first, second in itertools.pairwise(order))


def test_refusal_to_disclose_tells_reconsideration_first() -> None:
    """复议法23(四); XX-12, JJ-03."""
    [reconsideration] = (remedy for remedy in _item("E13").remedies if remedy.kind == "reconsideration")
    assert reconsideration.first and "先" in reconsideration.note
    assert any("先" in right.name for right in _one(_chart("E13"), "REPLY").notes.rights)
    assert not _item("E13").charged


@pytest.mark.parametrize("code", ["E01", "E02", "E13"])
def test_remedies_state_sixty_days_and_six_months(code: str) -> None:
    """复议法20, 行诉法46; JJ-01, JJ-02."""
    time = {remedy.kind: remedy.time for remedy in _item(code).remedies}
    assert "60 日" in time["reconsideration"] and "6 个月" in time["litigation"]
    assert any(remedy.first for remedy in _item(code).remedies) == (code == "E13")
