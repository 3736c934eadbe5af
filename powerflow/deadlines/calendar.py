"""The working calendar (工作日历): published notices, what the law says of later years, and an office's own notices."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path

from powerflow.deadlines.days import Day, DayKind, Notice, NoticeKind, NoticeStatus
from powerflow.deadlines.notice_file import read_notices
from powerflow.deadlines.published import published_notices
from powerflow.deadlines.statutory import FIRST_YEAR, LAST_YEAR, notice_by_law, statutory_days
from powerflow.deadlines.swaps import Reach, days_that_may_be_off, days_that_may_be_worked, reaches
from powerflow.deadlines.timeline import Timeline
from powerflow.errors import InputError


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Which days are working days, and how sure that is.

    `notices` in the order in which they were laid on: of two national notices for a year the later holds; local ones
    add to it. A year without a published notice is computed from the law and everything in it is provisional, and so
    are the last days of the December before as far as notices have ever reached into it.
    """

    notices: tuple[Notice, ...]

    @cached_property
    def national(self) -> Mapping[int, Notice]:
        """The national notice for each covered year; drafts by law where none was given."""
        given = {notice.year: notice for notice in self.notices if notice.kind is NoticeKind.NATIONAL}
        if not given:
            raise InputError("工作日历没有任何年度放假通知")
        years = range(min(given), max(LAST_YEAR, *given) + 1)
        published = {year for year, notice in given.items() if notice.status is NoticeStatus.PUBLISHED}
        missing = [year for year in years if year not in published and not FIRST_YEAR <= year <= LAST_YEAR]
        if missing:
            raise InputError("工作日历缺少 {year} 年已公布的放假通知，年份应当连续", year=missing[0])
        return {year: given.get(year) or notice_by_law(year) for year in years}

    @cached_property
    def local(self) -> tuple[Notice, ...]:
        """The notices of places: they hold only because the caller laid them on, and every explanation names them."""
        return tuple(notice for notice in self.notices if notice.kind is NoticeKind.LOCAL)

    @cached_property
    def open_years(self) -> tuple[int, ...]:
        """The covered years without a published notice, oldest first."""
        return tuple(y for y, notice in self.national.items() if notice.status is not NoticeStatus.PUBLISHED)

    @property
    def latest_published_year(self) -> int:
        """The last year with a published notice; a calendar of drafts alone has 0."""
        return max((year for year in self.national if year not in self.open_years), default=0)

    @property
    def first(self) -> date:
        """The first covered day."""
        return date(min(self.national), 1, 1)

    @property
    def last(self) -> date:
        """The last covered day."""
        return date(max(self.national), 12, 31)

    def day(self, day: date) -> Day:
        """What `day` is. Raises OutsideCalendar."""
        ordinal = day.toordinal()
        self.expected.count(ordinal)
        area, off = self._local_off.get(day, ("", ""))
        name = off or self._off.get(day, "")
        if name:
            kind = DayKind.HOLIDAY
        elif day in self._worked:
            kind, name = DayKind.MAKE_UP, self._worked[day]
        else:
            kind = DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKING_DAY
        return Day(date=day, kind=kind, name=name, area=area, provisional=self.is_open(ordinal - 1, ordinal))

    def is_working_day(self, day: date) -> bool:
        """Whether offices are open, as far as is known. Raises OutsideCalendar."""
        return self.expected.is_working(day.toordinal())

    def working_days(self, after: date, until: date) -> int:
        """How many working days lie after the one day and up to and including the other."""
        return max(0, self.expected.count(until.toordinal()) - self.expected.count(after.toordinal()))

    def is_open(self, after: int, until: int) -> bool:
        """Whether a coming notice may still move a day after the one ordinal, up to and including the other."""
        return self._open.count(until) > self._open.count(after)

    @cached_property
    def expected(self) -> Timeline:
        """The working days as notices and law have them."""
        return self._timeline(self._is_working)

    @cached_property
    def fewest(self) -> Timeline:
        """The working days if coming notices give every day off that they ever gave: deadlines fall latest."""
        off: set[date] = set()
        for year in self.open_years:
            off |= days_that_may_be_off(year, self._reach)
        return self._timeline(lambda day: self._is_working(day) and day not in off)

    @cached_property
    def most(self) -> Timeline:
        """The working days if they give none but the statutory ones and take every weekend: deadlines fall earliest."""
        worked: set[date] = set()
        for year in self.open_years:
            worked |= self._most_worked(year)
        return self._timeline(lambda day: self._is_working(day) or (day in worked and day not in self._local_off))

    @cached_property
    def _reach(self) -> dict[str, Reach]:
        return reaches(self.national.values())

    @cached_property
    def _off(self) -> Mapping[date, str]:
        return {day: name for notice in self.national.values() for day, name in notice.days_off.items()}

    @cached_property
    def _worked(self) -> Mapping[date, str]:
        rows = (*self.national.values(), *self.local)
        return {day: name for notice in rows for day, name in notice.working_days.items()}

    @cached_property
    def _local_off(self) -> Mapping[date, tuple[str, str]]:
        return {day: (notice.area, name) for notice in self.local for day, name in notice.days_off.items()}

    @cached_property
    def _open(self) -> Timeline:
        """The days that may still move, in the same shape as working days."""
        years = frozenset(self.open_years)
        expected, fewest, most = self.expected, self.fewest, self.most

        def may_move(day: date) -> bool:
            ordinal = day.toordinal()
            known = expected.is_working(ordinal)
            return day.year in years or known != fewest.is_working(ordinal) or known != most.is_working(ordinal)

        return self._timeline(may_move)

    def _is_working(self, day: date) -> bool:
        if day in self._local_off or day in self._off:
            return False
        return day.weekday() < 5 or day in self._worked

    def _most_worked(self, year: int) -> set[date]:
        statutory = {day for day, _ in statutory_days(year)}
        moved = {day for day in self.national[year].days_off if day.weekday() < 5}
        return (moved - statutory) | days_that_may_be_worked(year, self._reach)

    def _timeline(self, chosen: Callable[[date], bool]) -> Timeline:
        length = (self.last - self.first).days + 1
        return Timeline(self.first.toordinal(), (chosen(self.first + timedelta(days=n)) for n in range(length)))


@lru_cache(maxsize=1)
def national_calendar() -> WorkCalendar:
    """The calendar of all published years (from 2004), and the law alone up to 2040."""
    return WorkCalendar(published_notices())


def calendar_with(notices: Iterable[Notice]) -> WorkCalendar:
    """The national calendar with more notices laid on top."""
    return WorkCalendar((*published_notices(), *notices))


def read_calendar(path: Path) -> WorkCalendar:
    """The national calendar with the notices of a calendar file on top. Raises InputError."""
    return calendar_with(read_notices(path))
