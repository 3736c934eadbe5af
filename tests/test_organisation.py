"""An organisation table says who may act in which post on which day."""
from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from powerflow import organisation
from powerflow.errors import InputError
from powerflow.organisation import Organisation

_HEAD = """schema = "powerflow/organisation/1"

[[department]]
name = "城管局"

[[post]]
name = "窗口岗"
department = "城管局"
unit = "审批股"

[[post]]
name = "分管副局长"
department = "城管局"
"""
_TERMS = """
[[term]]
officer = "陈示甲"
post = "窗口岗"
from = 2026-01-01
until = 2026-06-30

[[term]]
officer = "陈示乙"
post = "窗口岗"
from = 2026-07-01

[[term]]
officer = "吴示甲"
post = "分管副局长"
from = 2026-01-01

[[deputy]]
officer = "陈示乙"
post = "分管副局长"
for = "吴示甲"
from = 2026-10-08
until = 2026-10-16
"""


def _read(tmp_path: Path, text: str) -> Organisation:
    path = tmp_path / "organisation.toml"
    path.write_text(text, encoding="utf-8")
    return organisation.read(path)


@pytest.fixture
def office(tmp_path: Path) -> Organisation:
    return _read(tmp_path, _HEAD + _TERMS)


@pytest.mark.parametrize(("day", "holder"), [
    (date(2025, 12, 31), ()), (date(2026, 1, 1), ("陈示甲",)), (date(2026, 6, 30), ("陈示甲",)), (date(2026, 7, 1), ("陈示乙",)),
])
def test_first_and_last_day_belong_to_the_term(office: Organisation, day: date, holder: tuple[str, ...]) -> None:
    assert office.holders("窗口岗", day) == holder


def test_a_term_without_an_end_goes_on(office: Organisation) -> None:
    assert office.holds("吴示甲", "分管副局长", date(2099, 1, 1))


def test_a_deputy_may_act_only_in_the_days_of_the_deputising(office: Organisation) -> None:
    held = [office.holds("陈示乙", "分管副局长", date(2026, 10, day)) for day in (7, 8, 16, 17)]
    assert held == [False, True, True, False]


def test_the_holder_may_act_while_a_deputy_does(office: Organisation) -> None:
    assert office.holders("分管副局长", date(2026, 10, 9)) == ("吴示甲", "陈示乙")


def test_posts_of_an_officer_change_with_the_day(office: Organisation) -> None:
    assert office.posts_of("陈示乙", date(2026, 9, 1)) == ("窗口岗",)
    assert office.posts_of("陈示乙", date(2026, 10, 9)) == ("窗口岗", "分管副局长")


def test_an_unknown_officer_or_post_holds_nothing(office: Organisation) -> None:
    assert not office.holds("无此人", "窗口岗", date(2026, 9, 1))
    assert office.has_post("窗口岗")
    assert not office.has_post("无此岗")


def _with(text: str) -> str:
    return _HEAD + text


_TERM = '[[term]]\nofficer = "陈示甲"\npost = "窗口岗"\nfrom = 2026-01-01\n'


@pytest.mark.parametrize(("text", "expected"), [
    ("schema = ", "不是格式正确的 TOML"),
    ('schema = "other/1"\n', "powerflow/organisation/1"),
    (_with("[staff]\n"), "没有“staff”这一部分"),
    ('schema = "powerflow/organisation/1"\nterm = 3\n', r"写成若干个 \[\[term\]\]"),
    (_with('[[term]]\nofficer = "陈示甲"\npost = "窗口岗"\n'), "第 14 行.*缺少字段“from”"),
    (_with(_TERM.replace("2026-01-01", '"2026-01-01"')), "第 14 行.*不带引号的日期"),
    (_with(_TERM.replace("2026-01-01", "2026-01-01T08:00:00")), "不带引号的日期"),
    (_with(_TERM + 'untill = 2026-02-01\n'), "没有字段“untill”"),
    (_with(_TERM.replace('"陈示甲"', "7")), "应当是文字"),
    (_with(_TERM.replace('"陈示甲"', '" "')), "缺少字段“officer”"),
    (_with(_TERM.replace("窗口岗", "窗囗岗")), "没有岗位“窗囗岗” → 窗口岗"),
    (_with(_TERM + "until = 2025-12-31\n"), "早于起日"),
    (_with(_TERM + _TERM), "第 18 行.*时间重叠"),
    (_with(_TERM + "until = 2026-03-01\n" + _TERM.replace("2026-01-01", "2026-03-01")), "时间重叠"),
    (_with(_TERM.replace("[[term]]", "[[deputy]]") + 'for = "吴示甲"\nuntil = 2026-02-01\n'), "不能由他人代理"),
    (_with(_TERM.replace("[[term]]", "[[deputy]]") + 'for = "吴示甲"\n'), "缺少字段“until”"),
    (_with('[[post]]\nname = "窗口岗"\ndepartment = "城管局"\n'), "岗位“窗口岗”写了两次"),
    (_with('[[post]]\nname = "新岗"\ndepartment = "城建局"\n'), "没有部门“城建局” → 城管局"),
    (_with('[[department]]\nname = "城管局"\n'), "部门“城管局”写了两次"),
])
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        _read(tmp_path, text)


def test_terms_one_after_the_other_do_not_overlap(tmp_path: Path) -> None:
    office = _read(tmp_path, _with(_TERM + "until = 2026-02-28\n" + _TERM.replace("2026-01-01", "2026-03-01")))
    assert office.holds("陈示甲", "窗口岗", date(2026, 3, 1))


def test_a_missing_table_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有这个文件"):
        organisation.read(tmp_path / "organisation.toml")


def test_a_folder_is_not_a_table(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="无法读取"):
        organisation.read(tmp_path)


def test_a_table_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "organisation.toml"
    path.write_bytes(_HEAD.encode("gb18030"))
    with pytest.raises(InputError, match="不是 UTF-8"):
        organisation.read(path)


def test_a_huge_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="字节"):
        _read(tmp_path, _HEAD + "#" * 1_000_001)


def test_errors_are_said_in_english_too(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, _with(_TERM + _TERM))
    assert "line 18: the terms of “陈示甲” as “窗口岗” overlap" in caught.value.say("en")


_CSV = """部门,科室,岗位,经办人,起日,止日,代理
城管局,审批股,窗口岗,陈示甲,2026-01-01,2026-06-30,
城管局,审批股,窗口岗,陈示丙,2026-03-02,2026-03-06,陈示甲
城管局,审批股,窗口岗,陈示乙,2026-07-01,,

城管局,,分管副局长,,,,
"""


def test_a_table_of_columns_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "officers.csv"
    path.write_text("\ufeff" + _CSV, encoding="utf-8")
    read = organisation.read(path)
    assert [post.name for post in read.posts] == ["窗口岗", "分管副局长"]
    assert read.holders("窗口岗", date(2026, 3, 4)) == ("陈示甲", "陈示丙")
    assert read.holders("窗口岗", date(2026, 7, 1)) == ("陈示乙",)
    assert read.has_post("分管副局长") and read.holders("分管副局长", date(2026, 7, 1)) == ()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("部门,科室", "部门,楼层", "第 1 行：没有“楼层”这一列"),
        ("部门,科室,岗位", "部门,岗位,岗位", "第 1 行：没有“post”这一列"),
        ("起日,止日", "止日,止日", "第 1 行"),
        ("2026-01-01", "2026年1月1日", "第 2 行：“from”应当是日期"),
        ("2026-06-30,", "2025-06-30,", "第 2 行：止日 2025-06-30 早于起日"),
        ("陈示丙,2026-03-02,2026-03-06", "陈示丙,2026-03-02,", "第 3 行：任职要写明起日，代理还要写明止日"),
        (",陈示甲\n", ",陈示丁\n", "第 3 行：“陈示丁”不任“窗口岗”"),
        ("陈示乙,2026-07-01,", "陈示甲,2026-06-30,", "第 4 行：“陈示甲”任“窗口岗”的时间重叠"),
        ("城管局,,分管副局长", ",,分管副局长", "第 6 行：岗位和部门都要写明"),
        ("城管局,审批股,窗口岗,陈示乙", "公安局,审批股,窗口岗,陈示乙", "第 4 行：岗位“窗口岗”写了两次"),
        (",,,,", ",,,,,", "第 6 行：比表头多出 1 格"),
    ],
)
def test_what_is_wrong_in_a_table_of_columns_is_named_with_its_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "officers.csv"
    assert old in _CSV
    path.write_text(_CSV.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=says):
        organisation.read(path)
