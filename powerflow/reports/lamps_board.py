"""The lamps of an office as one page: a board for a screen in the hall, or a list to look through; without scripts or network."""
from __future__ import annotations

from powerflow.organisation import Organisation
from powerflow.replay import Lamp
from powerflow.reports.lamp_words import SIGNS, colour, last_day, limit, meaning, reason
from powerflow.reports.page import page
from powerflow.reports.wording import visible
from powerflow.supervision import CaseLamp, Lit, OfficeLamps

# The order in which the board shows them: what wants somebody first.
_ORDER = (Lamp.RED, Lamp.YELLOW, Lamp.BLUE, Lamp.GREEN, Lamp.GREY, Lamp.WHITE)


def lamps_html(
    office: OfficeLamps, lang: str, *, organisation: Organisation, title: str = "", most: int = 12, refresh: int = 0
) -> str:
    """The board in `lang`: counts, and the `most` most urgent cases (0: all, as a list that scrolls).

    `refresh`: the page loads itself anew after so many seconds (0: never).
    """
    departments = {post.name: post.department for post in organisation.posts}
    shown = office.cases[:most] if most else office.cases
    return page(
        "lamps.html", lang, title=visible(title), at=f"{office.at:%Y-%m-%d %H:%M}", scheme=visible(office.scheme), refresh=refresh,
        is_board=bool(most), tiles=[_tile(lamp, office, lang) for lamp in _ORDER],
        rows=[_row(case, departments, lang) for case in shown], more=len(office.cases) - len(shown), total=len(office.cases),
    )


def _tile(lamp: Lamp, office: OfficeLamps, lang: str) -> dict[str, object]:
    return {
        "lamp": lamp.value, "sign": SIGNS[lamp], "colour": colour(lamp, lang), "meaning": meaning(lamp, lang),
        "cases": office.by_worst[lamp], "steps": office.by_step[lamp],
    }


def _row(case: CaseLamp, departments: dict[str, str], lang: str) -> dict[str, object]:
    """A case by the most urgent of its lamps, and the step that this is about or that is to be done next."""
    worst, steps = case.worst, case.steps
    step = next((each for each in steps if each.lit is worst), None) or next(iter(steps), None)
    return {
        **_lamp(worst, lang), "case": case.seen.case, "name": visible(case.seen.name), "simulated": case.seen.simulated,
        "step": visible(step.name) if step else "", "post": visible(step.post) if step else "",
        "department": visible(departments.get(step.post, "")) if step else "",
        "others": [{**_lamp(each.lit, lang), "step": visible(each.name)} for each in steps if each is not step],
    }


def _lamp(lit: Lit, lang: str) -> dict[str, object]:
    return {
        "lamp": lit.lamp.value, "sign": SIGNS[lit.lamp], "colour": colour(lit.lamp, lang), "meaning": meaning(lit.lamp, lang),
        "reason": reason(lit, lang), "limit": limit(lit, lang), "due": last_day(lit.due),
        "turns_at": (lit.turns_at or "")[:16].replace("T", " "),
        "turns_to": colour(lit.turns_to, lang) if lit.turns_to else "",
    }
