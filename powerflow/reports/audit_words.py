"""Words that every format of an audit uses."""
from __future__ import annotations

from powerflow.logs import Broken
from powerflow.model import Unit
from powerflow.replay import Amount, DepartureKind
from powerflow.reports.audited import Dimension, FindingGroup, Hint, Undecided
from powerflow.reports.wording import say
from powerflow.translation import translate

_DEPARTURES = {
    DepartureKind.SKIPPED: "漏做", DepartureKind.ADDED: "多做", DepartureKind.REPEATED: "重做", DepartureKind.MISPLACED: "错序",
    DepartureKind.FOREIGN: "图上没有",
}
_DIMENSIONS = {
    Dimension.POST: "岗位", Dimension.OFFICER: "经办人", Dimension.DEPARTMENT: "部门", Dimension.KIND: "权力类型",
    Dimension.MONTH: "月份",
}
# Below this the normal approximation says no more than "very small".
_SMALLEST = 1e-12
_FACTS = {
    "unended": "之后没有这一活动的 {count} 次", "ends_without_start": "起算的活动没有记录的 {count} 次",
    "ends_before_start": "早于起算日的 {count} 次", "unknown": "所需的数据没有记录、没有判断的 {count} 次",
}


def departure_word(kind: DepartureKind, lang: str) -> str:
    """`漏做`; "skipped"."""
    return translate(_DEPARTURES[kind], lang)


def dimension_word(dimension: Dimension, lang: str) -> str:
    """`岗位`; "post"."""
    return translate(_DIMENSIONS[dimension], lang)


def late_words(group: FindingGroup, lang: str) -> str:
    """By how much, "" where that is no question."""
    if group.unit is None:
        return ""
    unit = group.unit if group.unit is not Unit.SPOT else Unit.CALENDAR_DAY
    return say("超期中位数{median}，最多{most}", lang, median=Amount(group.late_median, unit), most=Amount(group.late_most, unit))


def hint_words(hint: Hint, lang: str) -> str:
    """A hint in a sentence, with its test."""
    return say(
        "{dimension}“{name}”：{of} 次中有 {count} 次（{share}），其他的为 {others}；单侧双比例检验，校正后 p {p}", lang,
        dimension=dimension_word(hint.dimension, lang), name=hint.name, of=hint.of, count=hint.count,
        share=f"{hint.share:.1%}", others=f"{hint.others:.1%}", p=f"= {hint.p:.1e}" if hint.p > _SMALLEST else f"< {_SMALLEST:.0e}",
    )


def broken_words(broken: Broken, lang: str) -> str:
    """A place of the data that could not be read as it stood, and why."""
    reason = say(broken.message, lang, **broken.values)
    if broken.line:
        return say("第 {line} 行：{reason}", lang, line=broken.line, reason=reason)
    return say("{case} 第 {event} 个事件：{reason}", lang, case=broken.case, event=broken.event, reason=reason)


def undecided_words(each: Undecided, lang: str) -> str:
    """An order of activities that was not decided: some of it, and in which cases."""
    return say(
        "{count} 个事件，{cases} 件，偏离代价不少于 {bound}，如 {sample}", lang, count=len(each.activities), cases=each.cases,
        bound=each.bound, sample=each.sample,
    )


def fact_words(group: FindingGroup, lang: str) -> list[str]:
    """What else was seen of the acts that a rule speaks of."""
    return [say(_FACTS[name], lang, count=count) for name, count in group.facts.items() if count and name in _FACTS]
