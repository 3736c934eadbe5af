"""The shipped rows of law against what was read in the acts: how many there are, and facts looked up by hand."""
from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from powerflow.law import (
    Basis,
    Differ,
    Exclude,
    ExtensionOf,
    LimitLine,
    Must,
    RemedyOf,
    UnitOf,
    Wait,
    Within,
    all_rows,
    packs,
    sections,
    sources,
)

_ROWS = all_rows()
# Rows of each section, counted in the table of law that was verified.
_SECTIONS = {
    "ML": 54, "T": 10, "XK": 34, "CF": 51, "QZ": 26, "JC": 15, "ZS": 8, "SF": 5, "JF": 7, "QR": 4, "CJ": 3, "JL": 4, "ZD": 14, "XX": 14,
    "SX": 14, "NB": 7, "GG": 7, "XF": 6, "JJ": 7, "ZW": 7, "LP": 6, "JD": 3,
}


def _line(row: str, start: str, end: str, n: int | None = None) -> LimitLine:
    lines = [line for line in _ROWS[row].limits if (line.start, line.end) == (start, end) and n in (None, line.n)]
    assert len(lines) == 1, lines
    return lines[0]


def test_there_are_306_rows_in_22_sections() -> None:
    assert len(_ROWS) == 306
    assert {section.key: len(section.rows) for section in sections()} == _SECTIONS


def test_grades_of_verification_are_156_a_96_b_54_s() -> None:
    assert Counter(row.grade for row in _ROWS.values()) == {"A": 156, "B": 96, "S": 54}


def test_severities_are_210_errors_80_warnings_16_hints() -> None:
    assert Counter(row.severity for row in _ROWS.values()) == {"E": 210, "W": 80, "I": 16}


def test_there_are_122_lines_of_limits() -> None:
    lines = [line for row in _ROWS.values() for line in row.limits]
    assert len(lines) == 122
    assert Counter(line.op for line in lines) == {"<=": 96, ">=": 25, ">": 1}
    assert Counter(line.unit for line in lines) == {"WD": 68, "CD": 43, "M": 5, "H": 3, "Y": 3}


def test_every_row_was_checked_on_the_same_day() -> None:
    assert {row.checked_on for row in _ROWS.values()} == {date(2026, 11, 21)}


def test_a_row_that_nothing_shows_has_no_demand_and_says_why_in_both_languages() -> None:
    shown = [row for row in _ROWS.values() if row.demands or row.judged_by]
    assert len(shown) >= 270
    assert all(row.exception and row.exception_english for row in _ROWS.values() if row not in shown)


def test_packs_are_the_nine_that_were_read() -> None:
    assert sorted(packs()) == sorted(["公安", "市监", "交通", "农业", "住建", "湖南", "浙江", "四川", "广东"])


@pytest.mark.parametrize(("row", "start", "end", "n", "unit"), [
    ("ML-06", "CHANGE_EVENT", "PUBLISH", 20, "WD"),
    ("XK-07", "RECEIVE", "SUPPLEMENT_NOTICE", 5, "WD"),
    ("XK-14", "ACCEPT", "DECIDE", 20, "WD"),
    ("XK-15", "ACCEPT", "DECIDE", 45, "WD"),
    ("XK-16", "DECIDE_GRANT", "DELIVER", 10, "WD"),
    ("XK-20", "HEARING_NOTICE", "HEARING", 7, "WD"),
    ("CF-22", "FILE_CASE", "DECIDE", 90, "CD"),
    ("CF-28", "DELIVER", "COLLECT", 15, "CD"),
    ("CF-33", "批准", "TRANSFER", 24, "H"),
    ("CF-44", "FILE_CASE", "DECIDE", 30, "CD"),
    ("QZ-07", "IMPLEMENT", "DISPOSE", 30, "CD"),
    ("QZ-17", "SUSPEND", "恢复", 3, "Y"),
    ("QZ-21", "DEMAND", "PERFORM", 3, "WD"),
    ("QZ-23", "救济期届满", "COURT", 3, "M"),
    ("CJ-03", "ACCEPT", "OPINION", 6, "M"),
    ("QR-03", "RECEIVE", "DECIDE", 3, "WD"),
    ("XX-09", "RECEIVE", "REPLY", 20, "WD"),
    ("NB-06", "SIGN", "FILE_RECORD", 7, "WD"),
    ("XF-02", "ACCEPT", "REPLY", 60, "CD"),
    ("JJ-02", "知道", "诉讼", 6, "M"),
])
def test_limit_is_as_printed_in_the_act(row: str, start: str, end: str, n: int, unit: str) -> None:
    line = _line(row, start, end)
    assert (line.n, line.unit) == (n, unit)


def test_licence_limit_is_extended_by_ten_working_days_by_the_head_of_the_organ() -> None:
    extension = next(each for each in _ROWS["XK-14"].demands if isinstance(each, ExtensionOf))
    assert (extension.n, extension.unit, extension.times) == (10, "WD", 1)
    assert extension.approver.within("本行政机关负责人")


def test_joint_licence_is_extended_by_fifteen_working_days_by_the_government_alone() -> None:
    extension = next(each for each in _ROWS["XK-15"].demands if isinstance(each, ExtensionOf))
    assert (extension.n, extension.unit) == (15, "WD")
    assert extension.approver.within("本级人民政府负责人")
    assert not extension.approver.within("本行政机关负责人") and not extension.approver.within("城管局局长")


def test_only_eight_kinds_of_time_stop_a_licence_clock() -> None:
    exclude = next(each for each in _ROWS["XK-17"].demands if isinstance(each, Exclude))
    assert set(exclude.kinds) == {"听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审"}


def test_penalty_law_itself_excludes_no_time_and_extends_nothing_but_a_pack_may() -> None:
    row = _ROWS["CF-22"]
    national = next(each for each in row.demands if isinstance(each, Within))
    assert (national.default_n, national.unit) == (90, "CD")
    assert "市监" in national.applies.not_pack
    assert next(each for each in row.demands if isinstance(each, Exclude)).kinds == ()
    assert next(each for each in row.demands if isinstance(each, ExtensionOf)).n == 0
    pack = _ROWS["CF-45"]
    assert pack.pack == "市监" and "听证" in next(each for each in pack.demands if isinstance(each, Exclude)).kinds


def test_penalty_law_reads_two_three_five_and_seven_days_as_working_days_only() -> None:
    units, paying = (each.units for each in _ROWS["T-02"].demands if isinstance(each, UnitOf))
    assert units == {"2": "WD", "3": "WD", "5": "WD", "7": "WD", "90": "CD"} and paying == {"15": "CD"}


def test_compulsion_law_reads_up_to_ten_days_as_working_days() -> None:
    units = next(each for each in _ROWS["T-03"].demands if isinstance(each, UnitOf)).units
    assert [units.get(n, units["other"]) for n in ("1", "3", "10", "11", "30")] == ["WD", "WD", "WD", "CD", "CD"]


def test_five_working_days_to_ask_for_a_hearing_can_be_waived_by_the_party() -> None:
    waits = [each for each in _ROWS["CF-18"].demands if isinstance(each, Wait)]
    assert [(each.n, each.unit) for each in waits] == [(5, "WD"), (7, "WD")]
    assert waits[0].waived == ("WAIVER",) and waits[0].waived_exits == ("放弃",)


def test_fine_is_decided_and_collected_by_different_organs() -> None:
    differ = next(each for each in _ROWS["CF-28"].demands if isinstance(each, Differ))
    assert differ.by == "organ" and differ.tags[1] == ("COLLECT",)


def test_legal_review_of_penalties_precedes_the_more_general_row() -> None:
    assert "SX-07" in _ROWS["CF-13"].overrides
    assert "LEGAL_REVIEW" in next(each for each in _ROWS["CF-13"].demands if isinstance(each, Must)).tags


def test_spot_penalty_and_refused_disclosure_ask_for_reconsideration_first() -> None:
    for row in ("CF-43", "XX-12", "JJ-03"):
        assert next(each for each in _ROWS[row].demands if isinstance(each, RemedyOf)).first is True


def test_department_rule_is_no_basis_for_a_licence_but_is_one_for_a_penalty() -> None:
    licence, penalty = (next(each for each in _ROWS[row].demands if isinstance(each, Basis)) for row in ("XK-03", "CF-02"))
    assert "部门规章" not in licence.levels and "部门规章" in penalty.levels
    assert any(name in "中华人民共和国行政许可法" for name in licence.besides)


def test_conflicting_sources_name_each_other_or_the_stricter_one() -> None:
    assert _ROWS["LP-05"].conflicts == ("ZD-03",)
    assert _ROWS["LP-04"].conflicts == ("XK-17",)
    assert "JF-01" in _ROWS["JF-06"].conflicts
    assert set(_ROWS["ML-36"].conflicts) == {"ZD-05", "ZD-06"}
    published = sorted(line.n for line in _ROWS["CF-25"].limits)
    assert published == [7, 20] and len(_ROWS["CF-25"].cites) == 2


def test_ten_environmental_acts_died_when_the_code_came_into_force() -> None:
    dead = [source for source in sources().values() if source.successor == "生态法典"]
    assert len(dead) == 10
    assert {source.valid_to for source in dead} == {date(2026, 8, 15)} == {sources()["生态法典"].valid_from}
    assert not sources()["环境影响评价法"].in_force(date(2026, 8, 15)) and sources()["环境影响评价法"].in_force(date(2026, 8, 14))


@pytest.mark.parametrize(("key", "day"), [
    ("社会救助法", date(2026, 7, 1)), ("治安法", date(2026, 1, 1)), ("复议法", date(2024, 1, 1)), ("处罚法", date(2021, 7, 15)),
    ("民营法", date(2025, 5, 20)),
])
def test_source_binds_from_its_first_day(key: str, day: date) -> None:
    assert sources()[key].valid_from == day
    assert sources()[key].in_force(day)
