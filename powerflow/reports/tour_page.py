"""The page of a tour: one HTML file that opens from disk, without scripts, network or server."""
from __future__ import annotations

from functools import partial

from powerflow.deadlines import Day, DayKind, local_instant
from powerflow.model import TimeLimit, word
from powerflow.replay import Amount, moment
from powerflow.reports.page import page
from powerflow.reports.tour import Tour
from powerflow.reports.tour_views import findings, rows, whole_clocks
from powerflow.reports.wording import say
from powerflow.translation import translate

_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def tour_page(tour: Tour, lang: str) -> str:
    """The page in `lang`. Whatever a file or a history says is escaped."""
    weeks = [tour.days[first:first + len(_WEEKDAYS)] for first in range(0, len(tour.days), len(_WEEKDAYS))]
    weekdays = [translate(name, lang) for name in _WEEKDAYS]
    return page(
        "tour.html", lang, tour=tour, weeks=weeks, weekdays=weekdays, limit=partial(_limit, lang=lang),
        day_word=partial(_day_word, lang=lang), rows=partial(rows, lang=lang), clocks=partial(whole_clocks, lang=lang),
        findings=partial(findings, lang=lang), time=lambda at: moment(local_instant(at)),
    )


def _limit(limit: TimeLimit, lang: str) -> str:
    return say("{role} {limit}", lang, role=word("role", limit.role, lang), limit=Amount(limit.amount, limit.unit))


def _day_word(day: Day, lang: str) -> str:
    """What a day of the calendar strip is: its holiday, or make-up work, or nothing to say."""
    if day.kind is DayKind.MAKE_UP:
        return translate("调休上班", lang)
    return translate(day.name, lang) if day.kind is DayKind.HOLIDAY else translate("周末", lang) if day.kind is DayKind.WEEKEND else ""
