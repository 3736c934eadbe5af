"""The working days of many years as two flat arrays, so that counting them and finding the n-th takes no walking."""
from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from datetime import date

from powerflow.errors import InputError


class OutsideCalendar(InputError):  # noqa: N818  reads as what happened, like UnknownFact
    """A date was asked for of which the calendar knows nothing; nothing is guessed."""

    def __init__(self, *, first: date, last: date) -> None:
        super().__init__(
            "工作日历只覆盖 {first} 至 {last}，算不出这个期限；更早或更晚的年份请用日历文件给出放假通知",
            first=first,
            last=last,
        )


class Timeline:
    """Days are ordinals (`date.toordinal`). Every answer outside the covered days raises OutsideCalendar."""

    __slots__ = ("_before", "_days", "_first")

    def __init__(self, first: int, working: Iterable[bool]) -> None:
        """`working` says of each day from `first` on whether it is a working day."""
        self._first = first
        self._days = array("l")
        self._before = array("l", [0])
        for ordinal, is_working in enumerate(working, start=first):
            if is_working:
                self._days.append(ordinal)
            self._before.append(len(self._days))

    def count(self, ordinal: int) -> int:
        """How many working days there are from the first covered day to `ordinal`, that day included."""
        index = ordinal - self._first + 1
        if not 0 <= index < len(self._before):
            raise self._outside()
        return self._before[index]

    def nth(self, number: int) -> int:
        """The day with `count` = `number` that is a working day; 1 is the first."""
        if not 1 <= number <= len(self._days):
            raise self._outside()
        return self._days[number - 1]

    def is_working(self, ordinal: int) -> bool:
        """Whether that day is a working day."""
        return self.count(ordinal) > self.count(ordinal - 1)

    def on_or_after(self, ordinal: int) -> int:
        """That day, or the next working day."""
        return self.nth(self.count(ordinal - 1) + 1)

    def on_or_before(self, ordinal: int) -> int:
        """That day, or the working day before."""
        return self.nth(self.count(ordinal))

    def each_after(self, ordinals: Sequence[int], number: int) -> list[int]:
        """For each ordinal the `number`-th working day after it."""
        before, days, shift = self._before, self._days, 1 - self._first
        try:
            return [days[before[ordinal + shift] + number - 1] for ordinal in ordinals]
        except IndexError:
            raise self._outside() from None

    def each_rolled(self, ordinals: Sequence[int]) -> list[int]:
        """Each ordinal, or the next working day."""
        before, days, shift = self._before, self._days, -self._first
        try:
            return [days[before[ordinal + shift]] for ordinal in ordinals]
        except IndexError:
            raise self._outside() from None

    def _outside(self) -> OutsideCalendar:
        last = self._first + len(self._before) - 2
        return OutsideCalendar(first=date.fromordinal(self._first), last=date.fromordinal(last))
