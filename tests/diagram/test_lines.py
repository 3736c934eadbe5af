"""Lines are broken as Chinese typography wants."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerflow.diagram.font import width
from powerflow.diagram.lines import balanced, break_lines


def test_chinese_breaks_between_characters_when_the_line_is_full() -> None:
    assert break_lines("受理申请出具通知书", 50, 10) == ("受理申请出", "具通知书")


@pytest.mark.parametrize("mark", list("、。，；：？！）》”"))
def test_closing_mark_never_begins_a_line(mark: str) -> None:
    assert break_lines(f"申请人提交{mark}材料", 50, 10)[1][0] != mark


@pytest.mark.parametrize("mark", list("（《“第"))
def test_opening_mark_never_ends_a_line(mark: str) -> None:
    assert break_lines(f"申请人提{mark}材料齐全", 50, 10)[0][-1] != mark


@pytest.mark.parametrize("held", ["46–48条", "5日", "20个工作日", "第四十二条", "0000-8120101", "sha256", "a.b@c.example"])
def test_numbers_words_and_articles_stay_whole(held: str) -> None:
    wide = width(held, 10) + 25
    assert any(held in line for line in break_lines(f"依照{held}办理", wide, 10))


def test_word_longer_than_the_line_is_broken_all_the_same() -> None:
    assert all(width(line, 10) <= 60 for line in break_lines("x" * 500, 60, 10))


def test_dot_between_facts_stays_at_the_end_of_the_line() -> None:
    assert break_lines("决定书 · 全社会 · 长期", 45, 10) == ("决定书 ·", "全社会 ·", "长期")


def test_no_text_gives_no_lines() -> None:
    assert break_lines("", 50, 10) == ()


def test_too_many_lines_end_with_an_ellipsis() -> None:
    assert break_lines("一二三四五六七八九十", 30, 10, most=2) == ("一二三", "四五…")


def test_balanced_lines_are_about_even() -> None:
    assert balanced("受理并出具通知", 60, 10) == ("受理并出", "具通知")


@pytest.mark.parametrize("text", ["长" * 300, "W" * 120, "很长的岗位名称" * 5])
def test_balancing_cuts_no_more_away_than_the_full_width_does(text: str) -> None:
    assert "".join(balanced(text, 100, 10, most=3)) == "".join(break_lines(text, 100, 10, most=3))


@pytest.mark.parametrize("text", ["مرحبا بالعالم اختبار", "שלום עולם מבחן", "e\u0301tape cre\u0301e\u0301e"])
def test_words_of_any_alphabet_and_their_marks_stay_whole(text: str) -> None:
    wide = max(width(word, 10) for word in text.split()) + 1
    assert break_lines(text, wide, 10) == tuple(text.split())


@given(st.text(alphabet="受理（）、。，abc 12日第条《》·", max_size=60), st.floats(22, 200))
def test_nothing_gets_lost_and_no_line_is_too_wide(text: str, wide: float) -> None:
    lines = break_lines(text, wide, 10)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line, 10) <= wide + 0.01 for line in lines)


def test_measure_agrees_with_the_font() -> None:
    """Advances read from Noto Sans CJK SC Regular: A 608, 5 555, 受 1000 thousandths of an em."""
    assert width("A5受", 100) == pytest.approx(60.8 + 55.5 + 100)


def test_closing_bracket_of_a_chopped_word_is_not_left_alone() -> None:
    assert len(break_lines("（法定10个工作日）", 85, 10)[-1]) > 1
