"""Patterns over many cases, with the test behind each: text and JSON (`powerflow/patterns/1`)."""
from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from powerflow.reports.wording import say
from powerflow.supervision import Pattern, PatternKind

SCHEMA = "powerflow/patterns/1"
_SAID = {
    PatternKind.PAIR: "“{officer}”决定的 {of} 件里有 {count} 件是“{party}”的，按机会约 {expected} 件",
    PatternKind.LAST_HOUR: "“{officer}”按时办结的 {of} 个环节里有 {count} 个在最后一日的最后一小时，按他人的比例约 {expected} 个",
    PatternKind.AT_ONCE: "“{officer}”决定的 {of} 件里有 {count} 件在受理后十分钟以内，按他人的比例约 {expected} 件",
}


def patterns_text(found: Sequence[Pattern], lang: str, *, cases: int) -> str:
    """A line for each pattern, and how it was tested."""
    lines = [_line(each, lang) for each in found]
    lines.append(say("看了 {count} 件办件，有 {found} 个异常情形", lang, count=cases, found=len(found)))
    lines.append(say("异常只是线索：概率按超几何分布或者二项分布计算，并按检验次数修正，小于千分之一才列出", lang))
    return "\n".join(lines) + "\n"


def _line(each: Pattern, lang: str) -> str:
    said = say(
        _SAID[each.kind], lang, officer=each.officer, party=each.party, count=each.count, of=each.of, expected=f"{each.expected:.1f}"
    )
    return say("T24 {said}，偶然的概率 {chance}；如 {cases}", lang, said=said, chance=f"{each.chance:.1e}", cases=each.cases)


def patterns_json(found: Sequence[Pattern], lang: str, *, cases: int) -> str:
    """The patterns as one JSON object."""
    whole = {
        "schema": SCHEMA, "lang": lang, "cases": cases,
        "patterns": [{**asdict(each), "kind": each.kind.value, "rule": "T24", "said": _line(each, lang)} for each in found],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
