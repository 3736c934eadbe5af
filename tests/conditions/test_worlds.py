"""The situations in which conditions are tried are enough to see every answer they can give."""
from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from powerflow.conditions import parse, worlds
from powerflow.model import Fact, FactType

_CHOICE = Fact(name="结果", type=FactType.CHOICE, choices=("甲", "乙", "丙"))
_YESNO = Fact(name="听证", type=FactType.YESNO)
_AMOUNT = Fact(name="金额", type=FactType.AMOUNT)
_COUNT = Fact(name="次数", type=FactType.INTEGER)
_OTHER = Fact(name="货值", type=FactType.AMOUNT)
_DAY = Fact(name="日期", type=FactType.DATE)
_TEXT = Fact(name="地点", type=FactType.TEXT)
_FACTS = (_CHOICE, _YESNO, _AMOUNT, _COUNT, _OTHER, _DAY, _TEXT)


def _tried(*texts: str) -> set[tuple[bool, ...]]:
    """The combinations of answers that the conditions give."""
    conditions = [parse(text) for text in texts]
    situations = worlds(_FACTS, conditions)
    assert situations is not None
    return {tuple(each.evaluate(facts) for each in conditions) for facts in situations}


def test_choices_and_answers_are_all_tried() -> None:
    situations = worlds(_FACTS, [parse('结果 == "甲" and 听证')])
    assert situations is not None
    assert {(facts["结果"], facts["听证"]) for facts in situations} == {(c, a) for c in ("甲", "乙", "丙") for a in (True, False)}


@pytest.mark.parametrize(
    ("texts", "answers"),
    [
        (("金额 >= 5000", "金额 < 5000"), {(True, False), (False, True)}),
        (("金额 > 5000", "金额 < 5000"), {(True, False), (False, True), (False, False)}),
        (("金额 >= 5000", "金额 <= 5000"), {(True, False), (False, True), (True, True)}),
        (("金额 > 5000", "金额 > 5000.01"), {(False, False), (True, False), (True, True)}),
        (("金额 > 0", "金额 == 0"), {(True, False), (False, True)}),
        (("次数 <= 1", "次数 >= 3"), {(True, False), (False, False), (False, True)}),
        (("次数 < 1", "次数 == 0"), {(True, True), (False, False)}),
        (("金额 > 货值", "金额 < 货值", "金额 == 货值"), {(True, False, False), (False, True, False), (False, False, True)}),
        (('日期 < date("2026-07-15")', '日期 >= date("2026-07-15")'), {(True, False), (False, True)}),
        (('地点 == "城区"', '地点 != "城区"'), {(True, False), (False, True)}),
        (('结果 in ("甲", "乙")', '结果 == "丙"'), {(True, False), (False, True)}),
        (("true",), {(True,)}),
    ],
)
def test_every_answer_is_seen(texts: tuple[str, ...], answers: set[tuple[bool, ...]]) -> None:
    """The sets are worked out by hand."""
    assert _tried(*texts) == answers


def test_amounts_below_zero_are_not_tried() -> None:
    situations = worlds(_FACTS, [parse("金额 > 3")])
    assert situations is not None
    assert min(Decimal(str(facts["金额"])) for facts in situations) == 0


def test_days_before_and_after_are_tried() -> None:
    situations = worlds(_FACTS, [parse('日期 == date("2026-07-15")')])
    assert situations is not None
    assert {date(2026, 7, 14), date(2026, 7, 15), date(2026, 7, 16)} <= {facts["日期"] for facts in situations}


@pytest.mark.parametrize("text", ["天气", "金额 + 1 > 3", "金额 * 2 > 货值", "-金额 < 3"])
def test_what_cannot_be_told_is_left_open(text: str) -> None:
    assert worlds(_FACTS, [parse(text)]) is None


def test_too_many_combinations_are_left_open() -> None:
    facts = [Fact(name=f"f{number}", type=FactType.YESNO) for number in range(16)]
    assert worlds(facts, [parse(" and ".join(fact.name for fact in facts))]) is None


def test_condition_tells_what_it_compares_with() -> None:
    condition = parse('金额 > 5000 and 结果 in ("甲", "乙") or 日期 < date("2026-01-01")')
    assert condition.values == (5000, "甲", "乙", date(2026, 1, 1)) and not condition.computes
