"""What lamps are called and how they are marked: never by colour alone, always with a word and a sign."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from powerflow.deadlines import read_period
from powerflow.model import word
from powerflow.replay import Lamp
from powerflow.reports.wording import say, visible
from powerflow.supervision import TRIGGERS, Lit
from powerflow.translation import translate

COLOURS: Mapping[Lamp, str] = {
    Lamp.GREEN: "绿", Lamp.BLUE: "蓝", Lamp.YELLOW: "黄", Lamp.RED: "红", Lamp.GREY: "灰", Lamp.WHITE: "白",
}
MEANINGS: Mapping[Lamp, str] = {
    Lamp.GREEN: "正常", Lamp.BLUE: "提醒", Lamp.YELLOW: "预警", Lamp.RED: "违规", Lamp.GREY: "暂停", Lamp.WHITE: "无法判断",
}
SIGNS: Mapping[Lamp, str] = {
    Lamp.GREEN: "○", Lamp.BLUE: "◇", Lamp.YELLOW: "△", Lamp.RED: "■", Lamp.GREY: "‖", Lamp.WHITE: "?",
}
STYLES: Mapping[Lamp, str] = {
    Lamp.GREEN: "green", Lamp.BLUE: "bright_blue", Lamp.YELLOW: "yellow", Lamp.RED: "bold red", Lamp.GREY: "bright_black",
    Lamp.WHITE: "white",
}


def colour(lamp: Lamp, lang: str) -> str:
    """`红`, `red`."""
    return translate(COLOURS[lamp], lang)


def meaning(lamp: Lamp, lang: str) -> str:
    """`违规`, `breach`."""
    return translate(MEANINGS[lamp], lang)


@lru_cache(maxsize=4096)
def reason(lit: Lit, lang: str) -> str:
    """Why the lamp shows what it shows, with the trigger."""
    said = say(lit.reason, lang, why=visible(lit.why), code=lit.code)
    trigger = TRIGGERS.get(lit.code)
    if trigger is None:
        return said
    title = translate(trigger.title, lang)
    return say("{said}（{title}）", lang, said=said, title=title) if lit.is_alarm else f"{lit.code} {title}"


@lru_cache(maxsize=256)
def limit(lit: Lit, lang: str) -> str:
    """The limit, as `承诺12个工作日`; "" for none."""
    if not lit.length:
        return ""
    return say("{role} {length}", lang, role=word("role", lit.role, lang), length=read_period(lit.length).say(lang))


def last_day(due: str | None) -> str:
    """The last day (or minute) in time, of the text of the instant from which on it is over."""
    if not due:
        return ""
    over = datetime.fromisoformat(due)
    if (over.hour, over.minute) != (0, 0):
        return f"{over:%Y-%m-%d %H:%M}"
    return str(datetime.fromordinal(over.toordinal() - 1).date())
