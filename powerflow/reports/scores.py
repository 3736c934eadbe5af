"""Scores of supervision with the profile by which they were counted: text, JSON (`powerflow/scores/1`), page, tables."""
from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from powerflow.reports.duties import Table
from powerflow.reports.supervision_tables import table_html, table_text
from powerflow.reports.wording import say, visible
from powerflow.supervision import AspectScore, Profile, Score, Span
from powerflow.translation import listed, translate

SCHEMA = "powerflow/scores/1"


@dataclass(frozen=True, kw_only=True)
class Scored:
    """The scores of one time by one profile; `subject` says what is scored (a translation key)."""

    span: Span
    profile: Profile
    subject: str
    scores: tuple[Score, ...]


def scores_text(scored: Scored, lang: str) -> str:
    """The table, and the profile below it."""
    return table_text(score_table(scored, lang), _notes(scored, lang))


def scores_html(scored: Scored, lang: str) -> str:
    """The table and the profile as a page."""
    title = say("监察得分 {span}", lang, span=scored.span.name)
    return table_html([score_table(scored, lang), profile_table(scored.profile, lang)], lang, title=title, notes=_notes(scored, lang))


def score_table(scored: Scored, lang: str) -> Table:
    """A row for each subject: total, grade, what was left of each aspect, what cost points."""
    head = (
        translate(scored.subject, lang), translate("总分", lang), translate("等次", lang),
        *(f"{visible(aspect.name)} {aspect.points}" for aspect in scored.profile.aspects), translate("扣分", lang),
    )
    rows = tuple(
        (
            score.subject, str(score.total), score.grade, *(str(part.score) for part in score.aspects),
            listed(_lost(score.aspects, lang), lang),
        )
        for score in scored.scores
    )
    return Table(say("监察得分 {span}", lang, span=scored.span.name), head, rows)


def profile_table(profile: Profile, lang: str) -> Table:
    """The profile: each aspect with its points and triggers."""
    rows = tuple(
        (aspect.name, str(aspect.points), listed(_measures(aspect.triggers, lang, handling=aspect.handling), lang))
        for aspect in profile.aspects
    )
    return Table(visible(profile.name), (translate("方面", lang), translate("分值", lang), translate("监察规则", lang)), rows)


def _measures(codes: frozenset[str], lang: str, *, handling: bool) -> Iterator[str]:
    yield from sorted(codes)
    if handling:
        yield translate("预警处理逾期", lang)
    if not codes and not handling:
        yield translate("运行记录不能显示，按满分列出，由人工评定", lang)


def _lost(parts: Sequence[AspectScore], lang: str) -> Iterator[str]:
    for part in parts:
        yield from (f"{code}×{count}" for code, count in part.alarms)
        if part.overdue:
            yield say("处理逾期×{count}", lang, count=part.overdue)


def _notes(scored: Scored, lang: str) -> tuple[str, ...]:
    profile = scored.profile
    grades = listed((f"{name} ≥{least}" for name, least in profile.grades), lang)
    unmeasured = [aspect.name for aspect in profile.aspects if not aspect.is_measured]
    return (
        say("评分方案：{name}，共 {points} 分", lang, name=profile.name, points=profile.points),
        say(
            "黄色预警扣 {yellow} 分，红色预警扣 {red} 分，处理逾期扣 {overdue} 分；等次：{grades}", lang, yellow=profile.yellow,
            red=profile.red, overdue=profile.overdue, grades=grades,
        ),
        *([visible(profile.note)] if profile.note else []),
        *([say("{aspects}：运行记录不能显示，按满分列出，由人工评定", lang, aspects=tuple(unmeasured))] if unmeasured else []),
    )


def scores_json(scored: Scored, lang: str) -> str:
    """The scores with their profile as one JSON object."""
    profile = scored.profile
    whole = {
        "schema": SCHEMA, "lang": lang, "period": scored.span.name, "since": scored.span.since.isoformat(),
        "until": scored.span.until.isoformat(),
        "profile": {
            "name": profile.name, "note": profile.note, "yellow": profile.yellow, "red": profile.red, "overdue": profile.overdue,
            "aspects": [
                {
                    "name": each.name, "points": each.points, "rules": sorted(each.triggers), "handling": each.handling,
                    "measured": each.is_measured,
                }
                for each in profile.aspects
            ],
            "grades": [{"name": name, "least": least} for name, least in profile.grades],
        },
        "scores": [
            {
                "subject": score.subject, "total": score.total, "grade": score.grade,
                "aspects": [
                    {
                        "name": part.aspect.name, "score": part.score, "lost": part.lost, "alarms": dict(part.alarms),
                        "overdue": part.overdue,
                    }
                    for part in score.aspects
                ],
            }
            for score in scored.scores
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
