"""The rows of law as pages: a list, one row explained, and the same as JSON."""
from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from powerflow.law import DEMANDS, Row, sections
from powerflow.reports.demands import tested
from powerflow.reports.lines import Line, text_of
from powerflow.reports.wording import cited, say
from powerflow.translation import listed, translate

_LEVELS = {"E": "错误", "W": "建议（有条件、地方性的，或者是我们的解读）", "I": "提示"}
_GRADES = {
    "A": "每一条都在两份独立的公布文本里核对过", "B": "只有一份公布文本可核对", "S": "出自指导方案，已与方案原文核对",
}
_RULES = dict(DEMANDS.values())


def rows_text(rows: Iterable[Row], lang: str, *, colour: bool = False) -> str:
    """One line a row, section by section."""
    return text_of(_list(tuple(rows), lang), colour=colour)


def _list(rows: tuple[Row, ...], lang: str) -> Iterator[Line]:
    chosen = {row.id for row in rows}
    for section in sections():
        own = [row for row in section.rows if row.id in chosen]
        if own:
            yield (("bold", f"{section.key}  {section.title if lang == 'zh' else section.english}"),)
        for row in own:
            pack = say("（{pack}）", lang, pack=row.pack) if row.pack else ""
            yield (("", "  "), ("cyan", row.id.ljust(6)), ("dim", f" {row.severity} {row.grade}  "), ("", demanded(row, lang) + pack))
    yield (("dim", say("共 {count} 条法律条目；逐条说明：powerflow rules explain 条目", lang, count=len(rows))),)


def row_text(row: Row, lang: str, *, colour: bool = False) -> str:
    """One row: what it demands, by which articles, how it is tested, how far it was verified."""
    return text_of(_page(row, lang), colour=colour)


def _page(row: Row, lang: str) -> Iterator[Line]:
    yield (("bold", row.id), ("", f"  {demanded(row, lang)}"))
    for head, text in (
        ("依据：", listed((cited(cite, lang) for cite in row.cites), lang)), ("规则包：", row.pack),
        ("怎么检查：", "\n          ".join(ways(row, lang))), ("不检查的理由：", row.exception if lang == "zh" else row.exception_english),
        ("说明：", row.note if lang == "zh" else row.note_english), ("适用期间：", period(row, lang)),
        ("优先于：", listed(row.overrides, lang)), ("与之不一致：", listed(row.conflicts, lang)),
        ("严重程度：", say(_LEVELS[row.severity], lang)),
        ("核实程度：", f"{row.grade} ({say(_GRADES[row.grade], lang)})"), ("核对日期：", row.checked_on.isoformat()),
    ):
        if text:
            yield (("cyan", translate(head, lang)), ("", text))
    yield (("dim", say("本条由程序判断；以错误拦下流程图之前，应当由法制人员确认。", lang)),)


def demanded(row: Row, lang: str) -> str:
    """What the row demands."""
    return row.demand if lang == "zh" else row.english


def ways(row: Row, lang: str) -> tuple[str, ...]:
    """How a row is tested: each demand with its rule, then the ordinary rules that judge it."""
    demands = (f"{tested(demand, lang)} [{_RULES[type(demand)]}]" for demand in row.demands)
    others = (say("规则 {rule}", lang, rule=rule) for rule in row.judged_by)
    return (*demands, *others)


def period(row: Row, lang: str) -> str:
    """Since when and until when it binds: its own days, else those of its sources."""
    starts = [cite.source.valid_from for cite in row.cites if cite.source.valid_from]
    ends = [cite.source.valid_to for cite in row.cites]
    since = row.since or (min(starts) if starts else None)
    until = row.until or (max(end for end in ends if end) if ends and all(ends) else None)
    if since and until:
        return say("{since} 至 {until}（不含）", lang, since=since, until=until)
    return say("{since} 起", lang, since=since) if since else say("至 {until}（不含）", lang, until=until) if until else ""


def rows_json(rows: Iterable[Row], lang: str) -> str:
    """The rows as one JSON object, schema `powerflow/rows/1` (schemas/rows-1.json), with texts in `lang`."""
    data = [_data(row, lang) for row in rows]
    return json.dumps({"schema": "powerflow/rows/1", "lang": lang, "rows": data}, ensure_ascii=False, indent=2) + "\n"


def _data(row: Row, lang: str) -> dict[str, object]:
    return {
        "id": row.id, "section": row.section, "demand": demanded(row, lang), "severity": row.severity, "grade": row.grade,
        "checked_on": row.checked_on.isoformat(), "pack": row.pack or None,
        "basis": [
            {"source": cite.source.name, "articles": cite.articles, "version": cite.source.version or None,
             "valid_from": _day(cite.source.valid_from), "valid_to": _day(cite.source.valid_to)} for cite in row.cites
        ],
        "since": _day(row.since), "until": _day(row.until), "overrides": list(row.overrides), "conflicts": list(row.conflicts),
        "tests": [{"rule": _RULES[type(demand)], "says": tested(demand, lang)} for demand in row.demands],
        "judged_by": list(row.judged_by), "exception": (row.exception if lang == "zh" else row.exception_english) or None,
        "note": (row.note if lang == "zh" else row.note_english) or None,
    }


def _day(day: object) -> str | None:
    return str(day) if day else None
