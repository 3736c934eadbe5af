"""An audit as text for a terminal: the whole first, then the findings by rule and step, then the departures."""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.model import Severity, word
from powerflow.reports.audit_words import (
    broken_words,
    departure_word,
    dimension_word,
    fact_words,
    hint_words,
    late_words,
    undecided_words,
)
from powerflow.reports.audited import Audited, Deviation, FindingGroup
from powerflow.reports.lines import Line, text_of
from powerflow.reports.wording import say, visible
from powerflow.translation import listed, translate

_MOST_VALUES, _MOST_CASES, _MOST_DEVIATIONS = 3, 3, 20

# Signs between parts that are sentences of their own.
_COLON = {"zh": "：", "en": ": "}
_SEMICOLON = {"zh": "；", "en": "; "}


def audit_text(audited: Audited, lang: str, *, colour: bool = False) -> str:
    """The whole report, each line ended by a line feed."""
    return text_of(_lines(audited, lang), colour=colour)


def _lines(audited: Audited, lang: str) -> Iterator[Line]:
    yield (("bold", visible(audited.source)), ("dim", "  " + listed([visible(chart) for chart in audited.charts], lang)))
    yield (("", say("{cases} 件办件，{events} 个事件，{variants} 种走法", lang, cases=audited.cases, events=audited.events,
                    variants=audited.variants)),
           ("dim", f"  {audited.first} – {audited.last}" if audited.first else ""))
    yield from _fitness(audited, lang)
    yield ()
    for group in audited.groups:
        yield from _group(group, lang)
        yield ()
    yield from _deviations(audited.deviations, lang)
    yield from _rest(audited, lang)


def _fitness(audited: Audited, lang: str) -> Iterator[Line]:
    found = audited.fitness
    if found is None:
        return
    mean = "—" if found.mean is None else f"{found.mean:.6f}"
    whole = "—" if found.of_log is None else f"{found.of_log:.6f}"
    yield (("", say(
        "与流程图相符 {fitting} 件；偏离代价 {cost}，平均符合度 {mean}，整体符合度 {whole}", lang, fitting=found.fitting,
        cost=found.cost, mean=mean, whole=whole,
    )),)
    if found.undecided_variants:
        yield (("yellow", say("{count} 种走法在限定的步数内没有判定", lang, count=found.undecided_variants)),)
        for each in audited.undecided[:_MOST_CASES]:
            yield (("dim", "  " + undecided_words(each, lang)),)


def _group(group: FindingGroup, lang: str) -> Iterator[Line]:
    style = "bold red" if group.severity is Severity.ERROR else "bold yellow"
    rule = f"{group.rule} {group.row}" if group.row else group.rule
    title = translate(group.title, lang).rstrip("。.") + (_COLON[lang] + visible(group.name) if group.name else "")
    yield (
        (style, word("severity", group.severity, lang)), ("bold", f"  {title}"),
        ("dim", f"  {rule}"),
    )
    told = say("{of} 次中有 {count} 次，涉及 {cases} 件", lang, of=group.of, count=group.count, cases=group.cases)
    yield (("", "  " + _SEMICOLON[lang].join([told, *filter(None, [late_words(group, lang)]), *fact_words(group, lang)])),)
    if group.accepted:
        yield (("dim", "  " + say("另有 {count} 次已经认可", lang, count=group.accepted)),)
    for dimension, counted in group.by.items():
        bad = [each for each in counted if each.count]
        if not bad:
            continue
        shown = [f"{visible(each.name)} {each.count}/{each.of}" for each in bad[:_MOST_VALUES]]
        more = len(bad) - _MOST_VALUES
        yield (("dim", f"  {dimension_word(dimension, lang)}  {'  '.join(shown)}" + (f"  … +{more}" if more > 0 else "")),)
    for hint in group.hints:
        yield (("cyan", "  → " + hint_words(hint, lang)),)
    for each in group.sample[:_MOST_CASES]:
        yield (("", f"  {visible(each.case)} #{each.event}  {say(each.message, lang, **each.values)}"),)
    if group.basis:
        yield (("dim", "  " + listed([translate(basis, lang) for basis in group.basis], lang)),)


def _deviations(deviations: tuple[Deviation, ...], lang: str) -> Iterator[Line]:
    if not deviations:
        return
    yield (("bold", translate("偏离流程图的走法", lang)),)
    for each in deviations[:_MOST_DEVIATIONS]:
        told = say("{count} 次，涉及 {cases} 件，如 {sample}", lang, count=each.count, cases=each.cases, sample=each.sample)
        yield (("", f"  {departure_word(each.kind, lang)}  {visible(each.name)}  "), ("dim", told))
    if len(deviations) > _MOST_DEVIATIONS:
        yield (("dim", "  " + say("另有 {count} 种", lang, count=len(deviations) - _MOST_DEVIATIONS)),)


def _rest(audited: Audited, lang: str) -> Iterator[Line]:
    for message, values in audited.unheld:
        yield (("yellow", say(message, lang, **values)),)
    if audited.broken:
        yield (("yellow", say("数据中有 {count} 处读不懂", lang, count=audited.broken)),)
        for broken in audited.named_broken[:_MOST_CASES]:
            yield (("dim", "  " + broken_words(broken, lang)),)
    for path, error in audited.errors:
        cause = error.say(lang)
        named = cause if path in cause else f"{path}  {cause}"
        yield (("bold red", translate("无法读取", lang)), ("", f"  {visible(named)}"))
    if audited.crashed:
        yield (("bold red", say("规则自身出错，没有检查完：{rules}", lang, rules=tuple(sorted({*audited.crashed})))),)
    errors, advice = audited.count(Severity.ERROR), audited.count(Severity.ADVICE)
    style = "bold red" if errors else "yellow" if advice else "bold green"
    told = "审计了 {cases} 件办件：{errors} 个错误，{advice} 个建议"
    yield ((style, say(told, lang, cases=audited.cases, errors=errors, advice=advice)),)
