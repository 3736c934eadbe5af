"""What may be done with the values of facts: which are of one kind, which have an order, what can be computed."""
from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Context, Decimal, DecimalException, Inexact, InvalidOperation, Overflow
from typing import Any

from powerflow.model import FactValue

EQUALITIES: dict[str, Callable[[Any, Any], bool]] = {"==": operator.eq, "!=": operator.ne}
ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}
# Exact or not at all: money is never rounded behind anybody's back.
_EXACT = Context(prec=600, traps=[Inexact, InvalidOperation, Overflow])
_EXACTLY: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": _EXACT.add, "-": _EXACT.subtract, "*": _EXACT.multiply,
}
_WHOLE: dict[str, Callable[[int, int], int]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def kind(value: object) -> str | None:
    """What sort of value it is; None for what is no fact. Whole numbers and amounts are one sort."""
    if isinstance(value, bool):
        return "yesno"
    if isinstance(value, str):
        return "text"
    if isinstance(value, int) or (isinstance(value, Decimal) and value.is_finite()):
        return "number"
    # An instant is no legal day before its time zone has been applied, and the two do not compare.
    return "date" if isinstance(value, date) and not isinstance(value, datetime) else None


def has_order(value: FactValue) -> bool:
    """Whether `<` means anything; of texts it would put "10" before "9"."""
    return kind(value) in ("number", "date")


def calculated(left: FactValue, sign: str, right: FactValue) -> FactValue | None:
    """`left sign right`: numbers exactly, days between two dates, a date some days on. None if it cannot be done."""
    try:
        if isinstance(left, bool) or isinstance(right, bool):
            return None
        if isinstance(left, int) and isinstance(right, int):
            return _WHOLE[sign](left, right)
        if isinstance(left, int | Decimal) and isinstance(right, int | Decimal):
            return _EXACTLY[sign](Decimal(left), Decimal(right))
        return _shifted(left, sign, right) if isinstance(left, date) else None
    except (DecimalException, OverflowError):
        return None


def _shifted(left: date, sign: str, right: FactValue) -> FactValue | None:
    if isinstance(right, date) and sign == "-":
        return (left - right).days
    if isinstance(right, int) and sign in "+-":
        return left + timedelta(days=right if sign == "+" else -right)
    return None
