"""Lengths of legal time and due days as values of messages: each says itself in either language."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from powerflow.model import Unit, word
from powerflow.translation import translate


@dataclass(frozen=True)
class Amount:
    """So many units of legal time; `extended` of them by extension."""

    amount: int
    unit: Unit
    extended: int = 0

    def say(self, lang: str) -> str:
        """`20个工作日`; "20 working days"."""
        unit = word("unit", self.unit, lang)
        if self.unit is Unit.SPOT:
            return unit
        said = f"{self.amount}{unit}" if lang == "zh" else f"{self.amount} {unit.removesuffix('s') if self.amount == 1 else unit}"
        if not self.extended:
            return said
        more = Amount(self.extended, self.unit).say(lang)
        return translate("{amount}（含延长 {more}）", lang).format(amount=said, more=more)


@dataclass(frozen=True)
class DueDay:
    """A due day or instant, with "provisional" where a coming notice may move it."""

    due: date | datetime
    provisional: bool

    def say(self, lang: str) -> str:
        """`2026-10-22`; `2027-01-08(暂计)`."""
        said = moment(self.due)
        return translate("{day}（暂计）", lang).format(day=said) if self.provisional else said


def moment(at: date | datetime) -> str:
    """A day, or an instant with the time of day."""
    return f"{at:%Y-%m-%d %H:%M}" if isinstance(at, datetime) else at.isoformat()
