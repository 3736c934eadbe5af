"""The lamps of an office as text: how many of each colour, then case by case, the most urgent first."""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.replay import Lamp
from powerflow.reports.lamp_words import MEANINGS, SIGNS, STYLES, colour, last_day, limit, meaning, reason
from powerflow.reports.lines import Line, Segment, text_of
from powerflow.reports.wording import say, visible
from powerflow.supervision import CaseLamp, Lit, OfficeLamps


def lamps_text(office: OfficeLamps, lang: str, *, most: int = 0, colour: bool = False) -> str:
    """The report in `lang`; `most`: list so many cases at the most (0: all)."""
    return text_of(_lines(office, lang, most), colour=colour)


def _lines(office: OfficeLamps, lang: str, most: int) -> Iterator[Line]:
    yield (("bold", say("{at} 的监察灯，方案：{scheme}", lang, at=f"{office.at:%Y-%m-%d %H:%M}", scheme=office.scheme)),)
    yield (("", say("办件的灯", lang) + "  "), *_counts(office.by_case, lang))
    yield (("", say("环节的灯", lang) + "  "), *_counts(office.by_step, lang))
    yield (("", say("按最紧急的灯计办件", lang) + "  "), *_counts(office.by_worst, lang))
    shown = office.cases[:most] if most else office.cases
    for case in shown:
        yield ()
        yield from _case(case, lang)
    if len(shown) < len(office.cases):
        yield ()
        yield (("", say("还有 {count} 件没有列出；用 --most 0 全部列出", lang, count=len(office.cases) - len(shown))),)


def _counts(counted: object, lang: str) -> Iterator[Segment]:
    assert isinstance(counted, dict)
    for lamp in MEANINGS:
        yield STYLES[lamp], f"{SIGNS[lamp]} {colour(lamp, lang)} {counted[lamp]}"
        yield "", "  "


def _case(case: CaseLamp, lang: str) -> Iterator[Line]:
    seen = case.seen
    simulated = "  " + say("模拟", lang) if seen.simulated else ""
    yield (_lamp(case.lit.lamp, lang), ("", f"  {seen.case}  {visible(seen.name)}{simulated}"))
    yield (("", f"      {_said(case.lit, lang)}"),)
    for step in case.steps:
        post = f"  {visible(step.post)}" if step.post else ""
        yield (("", "  "), _lamp(step.lit.lamp, lang), ("", f"  {visible(step.name)}{post}"))
        yield (("", f"      {_said(step.lit, lang)}"),)


def _lamp(lamp: Lamp, lang: str) -> Segment:
    return STYLES[lamp], f"{SIGNS[lamp]} {colour(lamp, lang)} {meaning(lamp, lang)}"


def _said(lit: Lit, lang: str) -> str:
    parts = [reason(lit, lang)]
    if lit.length:
        parts.append(limit(lit, lang))
    if lit.due:
        parts.append(say("到 {due}", lang, due=last_day(lit.due)))
    if lit.turns_at and lit.turns_to:
        parts.append(say("{at} 转{lamp}", lang, at=lit.turns_at[:16].replace("T", " "), lamp=colour(lit.turns_to, lang)))
    return "  ".join(parts)
