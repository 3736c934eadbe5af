"""Amounts of legal time along a way through a chart: working days, calendar days, months and hours do not add up to one number."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from powerflow.model import TimeLimit, Unit


class Amount(NamedTuple):
    """Time in the four units that cannot be turned into one another without a calendar; years are twelve months."""

    working_days: int = 0
    calendar_days: int = 0
    months: int = 0
    hours: int = 0

    def plus(self, other: Amount) -> Amount:
        """Both, one after the other."""
        return Amount(*(mine + its for mine, its in zip(self, other, strict=True)))

    @property
    def rough_days(self) -> float:
        """About how many calendar days it is: good enough to choose what to look at first, never to judge by."""
        return self.working_days * 1.45 + self.calendar_days + self.months * 30.5 + self.hours / 24

    def covers(self, other: Amount) -> bool:
        """Whether it is at least as much in every unit."""
        return all(mine >= its for mine, its in zip(self, other, strict=True))


_PLACES = {Unit.WORKING_DAY: (0, 1), Unit.CALENDAR_DAY: (1, 1), Unit.MONTH: (2, 1), Unit.YEAR: (2, 12), Unit.HOUR: (3, 1)}


def amount_of(number: int, unit: Unit) -> Amount:
    """So many units; "on the spot" is none."""
    if unit is Unit.SPOT:
        return Amount()
    place, times = _PLACES[unit]
    return Amount(*(number * times if place == each else 0 for each in range(4)))


@dataclass(frozen=True)
class Piece:
    """What one node adds to a way: the amount and unit of one of its limits."""

    node: str
    amount: int
    unit: Unit

    @property
    def as_amount(self) -> Amount:
        """The same as an Amount."""
        return amount_of(self.amount, self.unit)


def piece(node: str, limit: TimeLimit) -> Piece:
    """What `limit` adds at `node`; a limit that counts backwards adds nothing."""
    return Piece(node, max(0, limit.amount), limit.unit)


@dataclass(frozen=True)
class Way:
    """A way through the chart: its nodes in order, and what each added to the time."""

    nodes: tuple[str, ...]
    pieces: tuple[Piece, ...]

    @property
    def amount(self) -> Amount:
        """All pieces together."""
        return total(each.as_amount for each in self.pieces)


def total(amounts: Iterable[Amount]) -> Amount:
    """All amounts, one after the other."""
    whole = Amount()
    for each in amounts:
        whole = whole.plus(each)
    return whole
