"""What a day is in law: a working day or a day of rest, and the notice that makes it so."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum


class DayKind(str, Enum):
    """Why a day is or is not a working day."""

    WORKING_DAY = "working_day"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


class NoticeKind(str, Enum):
    """Who moves the days of rest: the yearly notice of the State Council, or a place for itself (放假办法 art. 4)."""

    NATIONAL = "national"
    LOCAL = "local"


class NoticeStatus(str, Enum):
    """`published` settles its year; a `draft` is computed with, but the year stays provisional."""

    PUBLISHED = "published"
    DRAFT = "draft"


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A notice (放假通知): days off and make-up working days (调休上班日), each with the name of its holiday.

    A national notice covers all of `year` and may reach into the December before. `area` is only for local ones.
    """

    kind: NoticeKind
    year: int
    number: str = ""
    issued: date | None = None
    source: str = ""
    status: NoticeStatus = NoticeStatus.PUBLISHED
    area: str = ""
    days_off: Mapping[date, str] = field(default_factory=dict)
    working_days: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day of a calendar. `name` is its holiday (also of a make-up day); `area` is set if only a place rests."""

    date: date
    kind: DayKind
    name: str = ""
    area: str = ""
    provisional: bool = False

    @property
    def is_working(self) -> bool:
        """Whether offices are open."""
        return self.kind in (DayKind.WORKING_DAY, DayKind.MAKE_UP)
