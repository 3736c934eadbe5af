"""A shipped item with one unlawful change is told by the row that forbids it, and by no other row of law."""
from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from powerflow import bpmn
from powerflow.model import Finding, Severity
from powerflow.rules import all_rules, judge

_PROCESSES = Path(__file__).resolve().parents[2] / "processes"
_DAY = date(2026, 11, 21)
_RULES = [rule for rule in all_rules().values() if rule.family == "law"]
_PERMIT, _FOOD, _STREET = "permit/road-excavation", "penalty/expired-food", "penalty/street-occupation"
_SEIZURE, _BUILDING, _DISCLOSURE = "compulsion/food-seizure", "compulsion/illegal-building", "other/disclosure-on-request"
_DIRECTOR = 'post="市监局局长" organ="临溪县市场监督管理局" unit="局领导" telephone="0000-8120145" side="L" accountable="市监局局长"'
_OFFICER = 'post="食品执法办案岗" organ="临溪县市场监督管理局" unit="食品安全执法中队"'
_TWENTY = 'role="statutory" amount="20" unit="WD" start="accept" end="decide" basis="行政许可法第四十二条第一款"'
_RANGE = 'fineRange="当场处罚：公民 200 元以下，法人或者其他组织 3000 元以下；条例上限 2 万元，超过当场限额的适用普通程序"'


def _found(folder: Path, item: str, *changes: tuple[str, str], day: date = _DAY) -> list[Finding]:
    """What the rows find in the item with these changes of its text, each made everywhere."""
    text = (_PROCESSES / f"{item}.bpmn").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / "changed.bpmn"
    file.write_text(text, encoding="utf-8")
    judged = judge(bpmn.read(file), _RULES, day)
    assert not judged.crashed
    return list(judged.findings)


def _rows(findings: list[Finding]) -> set[str | None]:
    return {finding.row for finding in findings if finding.severity is Severity.ERROR}


def _post(name: str, unit: str, accountable: str = "市监局局长") -> str:
    return f'post="{name}" organ="临溪县市场监督管理局" unit="{unit}" telephone="0000-8120145" side="L" accountable="{accountable}"'


@pytest.mark.parametrize(("limit", "told"), [
    ('amount="25" unit="WD" start="accept" end="decide" basis="行政许可法第四十二条第一款"', {"XK-14"}),
    ('amount="60" unit="WD" start="accept" end="decide" basis="临溪县城市管理局内部规定"', {"XK-14"}),
    ('amount="60" unit="WD" start="accept" end="decide" basis=""', {"XK-14"}),
    ('amount="30" unit="WD" start="accept" end="decide" basis="城市道路管理条例第三十三条"', set()),
    ('amount="15" unit="WD" start="accept" end="decide" basis="临溪县城市管理局内部规定"', set()),
])
def test_longer_statutory_limit_needs_another_act(tmp_path: Path, limit: str, told: set[str]) -> None:
    assert _rows(_found(tmp_path, _PERMIT, (_TWENTY, f'role="statutory" {limit}'))) == told


def test_thirty_days_of_the_agency_are_working_days(tmp_path: Path) -> None:
    own = _TWENTY.replace('amount="20" unit="WD"', 'amount="30" unit="CD"')
    assert "T-01" in _rows(_found(tmp_path, _PERMIT, (_TWENTY, own)))


def test_late_delivery_in_the_right_unit_is_late_only(tmp_path: Path) -> None:
    limit = 'amount="7" unit="WD" start="decide" basis="行政处罚法第六十一条'
    assert _rows(_found(tmp_path, _FOOD, (limit, limit.replace('"7"', '"15"')))) == {"CF-23"}


@pytest.mark.parametrize(("old", "new"), [
    ('amount="3" unit="CD" basis="行政执法机关移送涉嫌犯罪案件的规定第五条第二款"',
     'amount="4" unit="CD" basis="行政执法机关移送涉嫌犯罪案件的规定第五条第二款"'),
    ('amount="24" unit="H" start="approve_transfer"', 'amount="48" unit="H" start="approve_transfer"'),
])
def test_late_transfer_of_a_crime_is_told(tmp_path: Path, old: str, new: str) -> None:
    assert _rows(_found(tmp_path, _FOOD, (old, new))) == {"CF-33"}


@pytest.mark.parametrize(("post", "told"), [
    (_post("法规股股长", "法规股", "法规股股长"), {"CF-11", "CF-33"}), (_post("执法中队负责人", "执法中队"), {"CF-11", "CF-33"}),
    (_post("四级主任科员", "局领导"), {"CF-11", "CF-33"}), (_post("市监局常务副局长", "局领导"), {"CF-33"}),
    (_post("主持工作的副局长", "局领导"), set()), (_post("审批岗", "局领导"), set()),
])
def test_who_stands_in_the_lane_decides_whatever_the_step_claims(tmp_path: Path, post: str, told: set[str]) -> None:
    assert _rows(_found(tmp_path, _FOOD, (_DIRECTOR, post), ('name="市监局局长"', 'name="批准"'))) == told


@pytest.mark.parametrize("head", ["执法中队负责人", "四级主任科员", "食品股股长", "食品科负责人", "大队负责人"])
def test_section_head_extends_nothing(tmp_path: Path, head: str) -> None:
    assert _rows(_found(tmp_path, _SEIZURE, ('approver="市场监督管理部门负责人"', f'approver="{head}"'))) == {"QZ-07"}


@pytest.mark.parametrize(("head", "told"), [("主任科员", {"XX-09"}), ("信息公开科负责人", {"XX-09"}), ("办公室主任", set())])
def test_head_of_the_disclosure_office_may_extend(tmp_path: Path, head: str, told: set[str]) -> None:
    assert _rows(_found(tmp_path, _DISCLOSURE, ('approver="政府信息公开工作机构负责人"', f'approver="{head}"'))) == told


@pytest.mark.parametrize(("old", "new"), [
    (_OFFICER, _OFFICER.replace("临溪县市场监督管理局", "临溪县市容协管服务公司")),
    (_OFFICER, _OFFICER.replace("食品执法办案岗", "协管岗")),
    ('entrusted="false"', 'entrusted="true"'),
])
def test_compulsion_by_another_body_is_told(tmp_path: Path, old: str, new: str) -> None:
    assert "QZ-02" in _rows(_found(tmp_path, _SEIZURE, (old, new)))


@pytest.mark.parametrize(("range", "told"), [
    ("公民五百元以下", {"CF-26"}), ("公民 50 元以上 500 元以下", {"CF-26"}), ("对个人 0.03 万元以下", {"CF-26"}),
    ("单位三千零一元以下", {"CF-26"}), ("公民 50 元以上，201 元以下", {"CF-26"}),
    ("公民二百元以下，法人或者其他组织三千元以下", set()), ("公民 50 元以上，200 元以下；条例上限 2 万元", set()),
])
def test_fine_on_the_spot_above_the_bound_is_told(tmp_path: Path, range: str, told: set[str]) -> None:
    assert _rows(_found(tmp_path, _STREET, (_RANGE, f'fineRange="{range}"'))) == told


def test_demolition_in_the_night_is_told(tmp_path: Path) -> None:
    flow = 'name="否，重新排定" sourceRef="g_time" targetRef='
    assert "QZ-18" in _rows(_found(tmp_path, _BUILDING, (f'{flow}"m_schedule"', f'{flow}"notify"'), (
        '<bpmn:incoming>g_time_to_m_schedule</bpmn:incoming>', ""), (
        '<bpmn:incoming>g_time_to_notify</bpmn:incoming>',
        "<bpmn:incoming>g_time_to_notify</bpmn:incoming><bpmn:incoming>g_time_to_m_schedule</bpmn:incoming>",
    )))


_BASIS = '<pf:legalBasis law="治安管理处罚法" article="第二十四条" level="法律" published="true" url="https://flk.npc.gov.cn"'


@pytest.mark.parametrize(("text", "told"), [
    ('validFrom="2013-01-01"', True), ('version="2012-10-26 修正"', True), ('validFrom="2026-01-01"', False), ("", False),
])
def test_older_text_of_a_rewritten_act_is_no_basis(tmp_path: Path, text: str, told: bool) -> None:
    found = _found(tmp_path, _STREET, ("<pf:traits ", f"{_BASIS} {text}/><pf:traits "))
    assert [(each.row, each.severity) for each in found if each.rule == "basis-expired"] == [("T-10", Severity.ERROR)] * told


def test_older_text_of_an_act_that_was_revised_is_advice(tmp_path: Path) -> None:
    basis = '<pf:legalBasis law="行政处罚法" article="第三十三条" level="法律" version="2017-09-01 修正" published="true"/>'
    found = _found(tmp_path, _STREET, ("<pf:traits ", f"{basis}<pf:traits "))
    assert [(each.row, each.severity) for each in found if each.rule == "basis-expired"] == [("T-10", Severity.ADVICE)]


@pytest.mark.parametrize(("day", "told"), [(date(2021, 7, 14), True), (date(2021, 7, 15), False)])
def test_day_before_the_act_in_the_table_is_not_passed_in_silence(tmp_path: Path, day: date, told: bool) -> None:
    found = _found(tmp_path, _FOOD, day=day)
    absent = [each for each in found if each.rule == "legal-condition-unstated" and "law" in each.values]
    assert [each.values["law"] for each in absent] == ["中华人民共和国行政处罚法"] * told
