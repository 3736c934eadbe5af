"""Facts: what a person types becomes a typed value, or an error that names the fact."""
from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from powerflow.errors import UsageError
from powerflow.model import Fact, FactType, FactValue, parse_fact


def _fact(kind: FactType) -> Fact:
    return Fact(name="罚款金额", type=kind, choices=("受理", "不予受理"))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (FactType.TEXT, " 经营超过保质期食品 ", "经营超过保质期食品"),
        (FactType.CHOICE, "不予受理", "不予受理"),
        (FactType.YESNO, "是", True),
        (FactType.YESNO, "No", False),
        (FactType.INTEGER, "-12", -12),
        (FactType.AMOUNT, "5000.50", Decimal("5000.50")),
        (FactType.AMOUNT, "1,250,000", Decimal(1250000)),
        (FactType.DATE, "2026-09-18", date(2026, 9, 18)),
    ],
)
def test_text_becomes_a_value_of_the_type(kind: FactType, text: str, value: FactValue) -> None:
    parsed = parse_fact(_fact(kind), text)
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (FactType.CHOICE, "补正"),
        (FactType.YESNO, "2"),
        (FactType.INTEGER, "abc"),
        (FactType.INTEGER, "1_000"),
        (FactType.INTEGER, "\uff11\uff12"),
        (FactType.INTEGER, "1" * 19),
        (FactType.AMOUNT, "abc"),
        (FactType.AMOUNT, "1e999999"),
        (FactType.AMOUNT, "NaN"),
        (FactType.AMOUNT, "1,2,3"),
        (FactType.AMOUNT, "5000元"),
        (FactType.DATE, "20260918"),
        (FactType.DATE, "2026-02-30"),
        (FactType.DATE, "2026-W38-5"),
    ],
)
def test_text_of_another_type_is_an_error_that_names_the_fact(kind: FactType, text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_fact(_fact(kind), text)
    for lang in ("zh", "en"):
        assert "罚款金额" in caught.value.say(lang) and text in caught.value.say(lang)


@pytest.mark.parametrize("text", ["齐全，受理", "齐全,受理"])
def test_a_choice_is_found_whatever_the_width_of_its_signs(text: str) -> None:
    fact = Fact(name="收件结果", type=FactType.CHOICE, choices=("齐全，受理", "补正"))
    assert parse_fact(fact, text) == "齐全，受理"
