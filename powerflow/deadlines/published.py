"""The one door to chinese_calendar: the notices of the years that the State Council has published, from 2004 on."""
from __future__ import annotations

from collections import defaultdict
from datetime import date
from importlib.metadata import version

from powerflow.deadlines.days import Notice, NoticeKind

_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


def published_notices() -> tuple[Notice, ...]:
    """One national notice a year, oldest first. The library tells neither their numbers nor their days of issue."""
    import chinese_calendar

    source = f"chinesecalendar {version('chinesecalendar')}"
    days_off = _by_year(chinese_calendar.holidays)
    working_days = _by_year(chinese_calendar.workdays)
    return tuple(
        Notice(
            kind=NoticeKind.NATIONAL, year=year, source=source,
            days_off=days_off[year], working_days=working_days.get(year, {}),
        )
        for year in sorted(days_off)
    )


def _by_year(days: dict[date, str]) -> dict[int, dict[date, str]]:
    years: dict[int, dict[date, str]] = defaultdict(dict)
    for day, english in days.items():
        # The last days of December rest, or work, for the New Year's Day of the next year's notice.
        year = day.year + 1 if day.month == 12 else day.year
        years[year][day] = _NAMES.get(english, english)
    return dict(years)
