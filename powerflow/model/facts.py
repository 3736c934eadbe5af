"""Facts (事实) that steps record and decisions read: their types, and how a person's text becomes a value."""
from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from powerflow.errors import UsageError

FactValue = str | bool | int | Decimal | date

_YES_NO = {"是": True, "否": False, "true": True, "false": False, "yes": True, "no": False}  # not shown: spellings read
# Stricter than int(), Decimal() and fromisoformat(): those also take "1_000", "1e999999", "NaN", full-width
# digits, and on newer Pythons "20260918" and "2026-W38-5".
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_AMOUNT = re.compile(r"[+-]?([0-9]{1,18}|[0-9]{1,3}(,[0-9]{3}){1,5})(\.[0-9]{1,6})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class FactType(str, Enum):
    """What kind of value a fact holds."""

    TEXT = "text"
    CHOICE = "choice"
    YESNO = "yesno"
    INTEGER = "integer"
    AMOUNT = "amount"
    DATE = "date"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A fact as an item declares it. `choices` bound a CHOICE; `unit` is for people only (元, 平方米)."""

    name: str
    type: FactType
    title: str = ""
    choices: tuple[str, ...] = ()
    unit: str = ""
    note: str = ""


def parse_fact(fact: Fact, text: str) -> FactValue:
    """The value that `text` gives `fact`. Raises UsageError saying what was expected.

    An integer or amount has at most 18 digits before the point, an amount at most six after it.
    """
    text = text.strip()
    try:
        return _parse(fact, text)
    except ValueError as error:
        raise UsageError(_EXPECTED[fact.type], name=fact.name, text=text, choices=tuple(fact.choices)) from error


def _parse(fact: Fact, text: str) -> FactValue:
    if fact.type is FactType.CHOICE:
        return _chosen(fact.choices, text)
    if fact.type is FactType.YESNO:
        if text.lower() not in _YES_NO:
            raise ValueError(text)
        return _YES_NO[text.lower()]
    if fact.type is FactType.INTEGER:
        return int(_matching(_INTEGER, text))
    if fact.type is FactType.AMOUNT:
        return Decimal(_matching(_AMOUNT, text).replace(",", ""))
    if fact.type is FactType.DATE:
        return date.fromisoformat(_matching(_DATE, text))
    return text


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


def _chosen(choices: tuple[str, ...], text: str) -> str:
    """The choice that was meant: keyboards differ in full-width and half-width signs."""
    for choice in choices:
        if unicodedata.normalize("NFKC", choice) == unicodedata.normalize("NFKC", text):
            return choice
    raise ValueError(text)


_EXPECTED = {
    FactType.TEXT: "事实“{name}”应当是文字，给出的是“{text}”",
    FactType.CHOICE: "事实“{name}”只能是{choices}之一，给出的是“{text}”",
    FactType.YESNO: "事实“{name}”应当是“是”或“否”，给出的是“{text}”",
    FactType.INTEGER: "事实“{name}”应当是整数，给出的是“{text}”",
    FactType.AMOUNT: "事实“{name}”应当是金额（数字），给出的是“{text}”",
    FactType.DATE: "事实“{name}”应当是日期（如 2026-07-01），给出的是“{text}”",
}
