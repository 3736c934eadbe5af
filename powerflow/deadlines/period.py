"""Lengths of time as law and people write them: `20WD`, `90CD`, `6M`, `24H`, `1Y`, `spot`, and `-7WD` backwards."""
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Protocol

from powerflow.errors import UsageError
from powerflow.model import Unit, word
from powerflow.translation import translate

# Legal days are days in Beijing. China has kept one offset without summer time since 1991, and the calendar begins in
# 2004, so a fixed offset says the same as Asia/Shanghai and needs no time zone data on the machine.
BEIJING = timezone(timedelta(hours=8))

_PERIOD = re.compile(r"([+-]?)([0-9]{1,6})\s*(WD|CD|M|Y|H)", re.IGNORECASE)
_MOST = {Unit.WORKING_DAY: 36_500, Unit.CALENDAR_DAY: 36_500, Unit.MONTH: 1_200, Unit.YEAR: 100, Unit.HOUR: 876_000}
_START = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z|[+-]\d{2}:\d{2})?)?", re.ASCII | re.IGNORECASE
)


class Measured(Protocol):
    """Anything with an amount of a unit: a TimeLimit, an Extension, a Period."""

    @property
    def amount(self) -> int:
        """How many; negative counts backwards, 0 only for `spot`."""

    @property
    def unit(self) -> Unit:
        """Of what."""


@dataclass(frozen=True)
class Period:
    """An amount of a unit. A negative amount counts backwards from an event ("seven working days before").

    Raises UsageError for 0 of a unit other than `spot` and beyond a hundred years.
    """

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.unit is Unit.SPOT:
            if self.amount:
                raise UsageError("“当场”没有数量，给出的是 {amount}", amount=self.amount)
        elif self.amount == 0:
            raise UsageError("期限不能是 0；当场办结写 spot")
        elif abs(self.amount) > _MOST[self.unit]:
            raise UsageError("期限 {amount}{unit} 超过一百年", amount=self.amount, unit=self.unit.value)

    def __str__(self) -> str:
        return self.unit.value if self.unit is Unit.SPOT else f"{self.amount}{self.unit.value}"

    def say(self, lang: str = "zh") -> str:
        """In words: `20个工作日`, `当场`, `7个工作日以前`; "20 working days", "on the spot"."""
        return say_length(self.amount, self.unit, lang)


def say_length(amount: int, unit: Unit, lang: str = "zh") -> str:
    """An amount of a unit in words, whatever it is: also one that is no limit, as a stranger's file may have it."""
    name = word("unit", unit, lang)
    if unit is Unit.SPOT:
        return name
    said = f"{abs(amount)}{name}" if lang == "zh" else f"{abs(amount)} {name.removesuffix('s') if abs(amount) == 1 else name}"
    return translate("{period}以前", lang).format(period=said) if amount < 0 else said


def read_period(text: str) -> Period:
    """The period that `text` says: `20WD` or `20 WD`, `90CD`, `6M`, `24H`, `1Y`, `spot`, `-7WD`. Raises UsageError."""
    stripped = text.strip()
    if stripped.lower() in (Unit.SPOT.value, word("unit", Unit.SPOT)):
        return Period(0, Unit.SPOT)
    match = _PERIOD.fullmatch(stripped)
    if not match:
        raise UsageError(
            "看不懂期限“{text}”；应当写成 20WD（工作日）、90CD（自然日）、6M（月）、1Y（年）、24H（小时）或 spot（当场），"
            "往前数写 -7WD",
            text=text,
        )
    sign, digits, unit = match.groups()
    return Period(int(sign + digits), Unit(unit.upper()))


def read_start(text: str) -> date | datetime:
    """A date (`2026-09-18`) or an aware instant (`2026-09-18T09:30`, Beijing time unless an offset follows).

    Raises UsageError.
    """
    match = _START.fullmatch(text.strip())
    if not match:
        raise UsageError("看不懂日期“{text}”；应当写成 2026-09-18 或 2026-09-18T09:30", text=text)
    day, time, offset = match.groups()
    try:
        if time is None:
            return date.fromisoformat(day)
        instant = datetime.fromisoformat(f"{day}T{_padded(time)}")
        zone = BEIJING if offset is None else _zone(offset)
        return instant.replace(tzinfo=zone).astimezone(BEIJING)
    except (ValueError, OverflowError) as error:
        raise UsageError("日期“{text}”不存在", text=text) from error


def local_day(moment: date | datetime) -> date:
    """The legal day of `moment`. Raises UsageError for an instant without an offset: its day cannot be known."""
    return local_instant(moment).date() if isinstance(moment, datetime) else moment


def local_instant(moment: date | datetime) -> datetime:
    """The instant in Beijing. Raises UsageError for a date, or for an instant without an offset."""
    if not isinstance(moment, datetime):
        raise UsageError("以小时计的期限要有时刻，只给出了日期 {day}", day=moment)
    if moment.tzinfo is None:
        raise UsageError("时刻 {moment} 没有写明时区", moment=moment)
    return moment.astimezone(BEIJING)


def begin_of_day(moment: date | datetime) -> datetime:
    """The first instant of a day in Beijing; an instant as it is."""
    return local_instant(moment) if isinstance(moment, datetime) else datetime.combine(moment, datetime.min.time(), BEIJING)


def end_of_day(moment: date | datetime) -> datetime:
    """The first instant after a day in Beijing; an instant as it is."""
    return local_instant(moment) if isinstance(moment, datetime) else begin_of_day(moment + timedelta(days=1))


def _padded(time: str) -> str:
    # Before Python 3.11 fractions of a second must have three or six digits.
    whole, dot, fraction = time.partition(".")
    return whole + dot + fraction.ljust(6, "0") if dot else whole


def _zone(offset: str) -> timezone:
    if offset in "Zz":
        return timezone.utc
    size = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6]))
    return timezone(-size if offset[0] == "-" else size)
