"""The statutory holidays (法定节假日) by themselves: what is known of a year before its notice is published.

Source: 全国年节及纪念日放假办法 as amended on 2024-11-10, art. 2 (thirteen days) and art. 6 (a holiday on a
Saturday or Sunday is made good on a working day).
"""
from __future__ import annotations

from datetime import date, timedelta

from powerflow.deadlines.days import Notice, NoticeKind, NoticeStatus

SOURCE = "全国年节及纪念日放假办法（2024年修订）"

# Month and day of 正月初一, 清明, 端午 (五月初五) and 中秋 (八月十五). Facts of astronomy: three independent lunar
# calendars (holidays, borax, lunardate) agree on every one. The past years say where the notices moved days to.
_MOVABLE = {
    2014: ("01-31", "04-05", "06-02", "09-08"),
    2015: ("02-19", "04-05", "06-20", "09-27"),
    2016: ("02-08", "04-04", "06-09", "09-15"),
    2017: ("01-28", "04-04", "05-30", "10-04"),
    2018: ("02-16", "04-05", "06-18", "09-24"),
    2019: ("02-05", "04-05", "06-07", "09-13"),
    2020: ("01-25", "04-04", "06-25", "10-01"),
    2021: ("02-12", "04-04", "06-14", "09-21"),
    2022: ("02-01", "04-05", "06-03", "09-10"),
    2023: ("01-22", "04-05", "06-22", "09-29"),
    2024: ("02-10", "04-04", "06-10", "09-17"),
    2025: ("01-29", "04-04", "05-31", "10-06"),
    2026: ("02-17", "04-05", "06-19", "09-25"),
    2027: ("02-06", "04-05", "06-09", "09-15"),
    2028: ("01-26", "04-04", "05-28", "10-03"),
    2029: ("02-13", "04-04", "06-16", "09-22"),
    2030: ("02-03", "04-05", "06-05", "09-12"),
    2031: ("01-23", "04-05", "06-24", "10-01"),
    2032: ("02-11", "04-04", "06-12", "09-19"),
    2033: ("01-31", "04-04", "06-01", "09-08"),
    2034: ("02-19", "04-05", "06-20", "09-27"),
    2035: ("02-08", "04-05", "06-10", "09-16"),
    2036: ("01-28", "04-04", "05-30", "10-04"),
    2037: ("02-15", "04-04", "06-18", "09-24"),
    2038: ("02-04", "04-05", "06-07", "09-13"),
    2039: ("01-24", "04-05", "05-27", "10-02"),
    2040: ("02-12", "04-04", "06-14", "09-20"),
}

FIRST_YEAR = min(_MOVABLE)
LAST_YEAR = max(_MOVABLE)

# Offsets in days from the holiday's own day: 除夕 is the day before 正月初一.
_THIRTEEN_DAYS = {
    "元旦": (0,),
    "春节": (-1, 0, 1, 2),
    "清明节": (0,),
    "劳动节": (0, 1),
    "端午节": (0,),
    "中秋节": (0,),
    "国庆节": (0, 1, 2),
}


def festival_days(year: int) -> dict[str, date]:
    """The own day of each of the seven holidays; `year` from FIRST_YEAR to LAST_YEAR."""
    spring, qingming, dragon_boat, mid_autumn = (date.fromisoformat(f"{year}-{text}") for text in _MOVABLE[year])
    return {
        "元旦": date(year, 1, 1),
        "春节": spring,
        "清明节": qingming,
        "劳动节": date(year, 5, 1),
        "端午节": dragon_boat,
        "中秋节": mid_autumn,
        "国庆节": date(year, 10, 1),
    }


def statutory_days(year: int) -> tuple[tuple[date, str], ...]:
    """The thirteen statutory days of `year`, each with its holiday; two holidays may share a day (2028-10-03)."""
    own = festival_days(year)
    days = [(own[name] + timedelta(days=n), name) for name, offsets in _THIRTEEN_DAYS.items() for n in offsets]
    return tuple(sorted(days))


def notice_by_law(year: int) -> Notice:
    """A draft for a year without a notice: the thirteen days, and for each that falls on a weekend or on another
    holiday the next free weekday after its block (art. 6 says a working day, not which). No swap days.
    """
    days = statutory_days(year)
    statutory = {day for day, _ in days}
    days_off: dict[date, str] = {}
    for day, name in days:
        if day not in days_off:
            days_off[day] = name
            if day.weekday() < 5:
                continue
        instead = day
        while instead.weekday() >= 5 or instead in statutory or instead in days_off:
            instead += timedelta(days=1)
        days_off[instead] = name
    return Notice(
        kind=NoticeKind.NATIONAL, year=year, source=SOURCE, status=NoticeStatus.DRAFT, days_off=days_off
    )
