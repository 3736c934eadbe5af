"""Says what changed between two versions of a chart in the words of the law: 承诺时限由10个工作日改为5个工作日."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum

from powerflow.bpmn import field_name
from powerflow.model import (
    ChartDiff,
    Difference,
    DiffKind,
    DiffSubject,
    Disclosure,
    Extension,
    LegalBasis,
    LimitSense,
    TimeLimit,
    word,
)
from powerflow.replay import Amount
from powerflow.reports.wording import say, visible
from powerflow.translation import listed, translate

SUBJECTS = {
    DiffSubject.ITEM: "事项", DiffSubject.LANE: "泳道", DiffSubject.STEP: "环节", DiffSubject.DECISION: "判断",
    DiffSubject.EVENT: "事件", DiffSubject.FLOW: "流向",
}
# What BPMN says and our annotations do not; the others have their names in the vocabulary.
_ASPECTS = {
    "name": "名称", "type": "元素类型", "post": "岗位", "called": "调用的事项", "looped": "重复办理", "trigger": "触发方式",
    "interrupting": "是否打断环节", "attached_to": "所附环节", "outcome": "办理结果", "way_in": "启动方式", "default": "默认去向",
    "condition": "条件", "hand_overs": "交接", "target": "去向", "time_limits": "办理时限", "bases": "法律依据", "rights": "相对人权利",
    "disclosures": "公开", "fees": "收费", "facts": "事实", "tags": "环节标签",
}
_CODES = {"kind": "kind", "power_class": "class", "way": "way", "case_type": "case type", "side": "side", "source": "source"}
_ELEMENTS = {DiffSubject.ITEM: "item", DiffSubject.LANE: "lane"}


def differences(diff: ChartDiff, lang: str) -> Iterator[tuple[Difference, str]]:
    """Each difference with its sentence."""
    for each in diff.differences:
        yield each, sentence_of(diff, each, lang)


def sentence_of(diff: ChartDiff, one: Difference, lang: str) -> str:
    """What changed, in a clause without the element's name."""
    if not one.aspect:
        return _whole(diff, one, lang)
    name = aspect_word(one, lang)
    if one.kind is DiffKind.ADDED:
        return say("新增{aspect}：{new}", lang, aspect=name, new=_value(diff, one.new, lang))
    if one.kind is DiffKind.REMOVED:
        return say("取消{aspect}：{old}", lang, aspect=name, old=_value(diff, one.old, lang))
    if isinstance(one.old, TimeLimit) and isinstance(one.new, TimeLimit):
        return _limits(one.old, one.new, lang)
    before, after = (_coded(one.aspect, _value(diff, each, lang), lang) for each in (one.old, one.new))
    return say("{aspect}由“{old}”改为“{new}”", lang, aspect=name, old=before, new=after)


def _coded(aspect: str, said: str, lang: str) -> str:
    """A code of the vocabulary in words: 01 is 行政许可."""
    return word(_CODES[aspect], said, lang) if aspect in _CODES else said


def aspect_word(one: Difference, lang: str) -> str:
    """What the aspect is called: 法律依据; of `organ.telephone` both: 实施机关 · 电话."""
    first, _, inner = one.aspect.partition(".")
    said = _named(one, first, lang)
    return said if inner in ("", "name", "place") else f"{said} · {_named(one, one.aspect, lang)}"


def _named(one: Difference, path: str, lang: str) -> str:
    if path in _ASPECTS:
        return translate(_ASPECTS[path], lang)
    said = field_name(_ELEMENTS.get(one.subject, "step"), path, lang)
    # The vocabulary adds what may be written: 听证：法定、依申请、无.
    return said.partition("：")[0].partition("（")[0].partition(" (")[0]


def heading(one: Difference, lang: str) -> str:
    """The element that a difference is about: 环节“现场踏勘”."""
    subject = translate(SUBJECTS[one.subject], lang)
    return say("{subject}“{name}”", lang, subject=subject, name=one.name or one.element or one.was)


def _whole(diff: ChartDiff, one: Difference, lang: str) -> str:
    chart, id = (diff.old, one.was) if one.kind is DiffKind.REMOVED else (diff.new, one.element)
    post = chart.post_of(chart.nodes[id]) if id in chart.nodes else ""
    said = translate("新增" if one.kind is DiffKind.ADDED else "删除", lang)
    return say("{said}（岗位：{post}）", lang, said=said, post=post) if post else said


def _limits(old: TimeLimit, new: TimeLimit, lang: str) -> str:
    role = word("role", new.role, lang)
    if (old.amount, old.unit) == (new.amount, new.unit):
        return say("{role}时限{span}的依据或说明有改动：{new}", lang, role=role, span=Amount(new.amount, new.unit), new=_limit(new, lang))
    template = "{role}时限由{old}改为{new}"
    if old.unit is new.unit:
        template = "{role}时限由{old}缩短为{new}" if new.amount < old.amount else "{role}时限由{old}延长为{new}"
    return say(template, lang, role=role, old=Amount(old.amount, old.unit), new=Amount(new.amount, new.unit))


def _limit(limit: TimeLimit, lang: str) -> str:
    span = Amount(limit.amount, limit.unit).say(lang)
    if limit.sense is LimitSense.WAIT:
        span = say("不少于{span}", lang, span=span)
    return " · ".join(filter(None, (word("role", limit.role, lang), span, visible(limit.basis), visible(limit.note))))


def _value(diff: ChartDiff, value: object, lang: str) -> str:
    """A value in words; fields of it that state nothing are left out."""
    for kind, said in _SAYINGS:
        if isinstance(value, kind):
            return said(value, lang)
    if isinstance(value, str):
        return _text(diff, value)
    if is_dataclass(value) and not isinstance(value, type):
        told: list[object] = [getattr(value, each.name) for each in fields(value)]
        if isinstance(value, Extension):
            told = [Amount(value.amount, value.unit).say(lang), *told[2:]]
        return " · ".join(_value(diff, each, lang) for each in told if each not in (None, "", (), False))
    if isinstance(value, (tuple, list)):
        return listed([_value(diff, each, lang) for each in value], lang)
    return translate("—", lang) if value is None else str(value)


def _text(diff: ChartDiff, value: str) -> str:
    """A text; of the id of an element its name."""
    node = diff.new.nodes.get(value) or diff.old.nodes.get(value)
    return visible(node.name if node is not None and node.name else value)


def _basis(basis: LegalBasis, lang: str) -> str:
    law = basis.law if basis.law.startswith("《") else f"《{basis.law}》"
    return visible(" · ".join(filter(None, (law + basis.article, basis.version, basis.text))))


def _disclosure(one: Disclosure, lang: str) -> str:
    if not one.public:
        return say("不公开（{reason}）", lang, reason=one.exemption or one.reason or one.content)
    return visible(" · ".join(filter(None, (one.content, one.scope, one.form, one.time))))


_SAYINGS: tuple[tuple[type, Callable[..., str]], ...] = (
    (TimeLimit, _limit), (LegalBasis, _basis), (Disclosure, _disclosure),
    (bool, lambda value, lang: translate("是" if value else "否", lang)),
    (Enum, lambda value, lang: visible(str(value.value))), (date, lambda value, lang: value.isoformat()),
)
