"""The words on a chart: limits, laws, disclosure, kinds of power, in Chinese or English."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import PurePath

from powerflow.model import (
    Contact,
    Disclosure,
    Event,
    Fee,
    Flowchart,
    LegalBasis,
    LimitRole,
    LimitSense,
    Node,
    PowerKind,
    Remedy,
    TimeLimit,
    Unit,
)
from powerflow.translation import translate

_UNITS = {
    Unit.WORKING_DAY: "{n}个工作日", Unit.CALENDAR_DAY: "{n}日", Unit.MONTH: "{n}个月", Unit.YEAR: "{n}年",
    Unit.HOUR: "{n}小时", Unit.SPOT: "当场",
}
_SHORT_UNITS = {**_UNITS, Unit.WORKING_DAY: "{n}日"}
KINDS = {
    PowerKind.PERMIT: "行政许可", PowerKind.PENALTY: "行政处罚", PowerKind.COMPULSION: "行政强制",
    PowerKind.LEVY: "行政征收", PowerKind.BENEFIT: "行政给付", PowerKind.INSPECTION: "行政检查",
    PowerKind.CONFIRMATION: "行政确认", PowerKind.REWARD: "行政奖励", PowerKind.ADJUDICATION: "行政裁决",
    PowerKind.OTHER: "其他权力", PowerKind.INTERNAL: "内部管理", PowerKind.FEE: "行政收费",
    PowerKind.DECISION: "行政决策", PowerKind.PUBLIC_SERVICE: "公共服务",
}
WAYS = {"application": "依申请", "ex-officio": "依职权", "assigned": "交办"}
_REMEDIES = {"reconsideration": "行政复议", "litigation": "行政诉讼", "compensation": "行政赔偿"}


class Words:
    """Says things in one language, `zh` or `en`; names out of the chart stay as they are."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def say(self, template: str, **values: object) -> str:
        """The sentence of `template` with its placeholders filled."""
        said = translate(template, self.lang)
        return said.format(**values) if values else said

    def join(self, parts: Iterable[str]) -> str:
        """Names in a row, without the empty ones."""
        return self.say("、").join(part for part in parts if part)

    def parts(self, parts: Iterable[str]) -> str:
        """Clauses in a row, without the empty ones."""
        return self.say("；").join(part for part in parts if part)

    def facts(self, parts: Iterable[str]) -> str:
        """Short facts about one thing, set apart by dots."""
        return " · ".join(part for part in parts if part)

    def span(self, limit: TimeLimit, *, short: bool = False) -> str:
        """The length of a limit: 5个工作日; `short` for narrow places: 5日."""
        return self.say((_SHORT_UNITS if short else _UNITS)[limit.unit], n=limit.amount)

    def limit(self, limit: TimeLimit) -> str:
        """One limit alone."""
        text = self.span(limit)
        return self.say("不少于{span}", span=text) if limit.sense is LimitSense.WAIT else text

    def limits(self, limits: Iterable[TimeLimit]) -> str:
        """What a step may take: the promise, the statutory limit, and periods that must be left open."""
        every = tuple(limits)
        within = [each for each in every if each.sense is LimitSense.WITHIN]
        promised = [self.limit(each) for each in within if each.role is LimitRole.PROMISED]
        statutory = [self.limit(each) for each in within if each.role is LimitRole.STATUTORY]
        waits = [self.limit(each) for each in every if each.sense is LimitSense.WAIT]
        if promised and statutory and promised != statutory:
            main = self.say("{promised}（法定{statutory}）", promised=self.join(promised), statutory=self.join(statutory))
        elif promised:
            main = self.join(promised)
        else:
            main = self.say("{statutory}（法定）", statutory=self.join(statutory)) if statutory else ""
        return self.parts((main, *waits))

    def timer(self, event: Event) -> str:
        """What a timer on the border of a step says: its name, and its time where the name does not give it."""
        spans = self.join(self.span(each) for each in event.notes.time_limits)
        if not event.name and event.trigger != "timer":
            return self.title_of(event)
        if not event.name:
            return self.say("满{span}", span=spans) if spans else self.say("定时")
        known = not spans or any(str(each.amount) in event.name for each in event.notes.time_limits)
        return event.name if known else self.say("{name}（{span}）", name=event.name, span=spans)

    def bases(self, bases: Iterable[LegalBasis], called: Callable[[str], str] = str) -> str:
        """Acts with their articles, each act once; `called` gives the name of an act where it is not the full one."""
        articles: dict[str, list[str]] = {}
        for basis in bases:
            known = articles.setdefault(_law(called(basis.law)), [])
            if basis.article and basis.article not in known:
                known.append(basis.article)
        return self.parts(f"{law}{self.join(each)}" for law, each in articles.items())

    def disclosure(self, one: Disclosure) -> str:
        """What is made public: content, scope, form, time; or that it is not, and why."""
        if not one.public:
            return self.facts((self.say("不公开"), one.exemption or one.reason))
        return self.facts((one.content, one.scope, one.form, one.time))

    def remedy(self, one: Remedy) -> tuple[str, str]:
        """A remedy as a heading and what to know about it."""
        first = self.say("须先申请复议") if one.first else ""
        return self.say(_REMEDIES.get(one.kind, one.kind)), self.facts((one.body, one.time, first, _telephone(one.telephone)))

    def contact(self, one: Contact) -> str:
        """How to reach a body."""
        return self.facts((one.body, _telephone(one.telephone), one.address, one.url, one.mail))

    def fee(self, one: Fee) -> str:
        """A fee and its rate."""
        return self.facts((one.name, one.standard))

    def day(self, day: date) -> str:
        """A date: 2026年1月1日."""
        return self.say("{y}年{m}月{d}日", y=day.year, m=day.month, d=day.day)

    def title_of(self, node: Node) -> str:
        """A node's name, or what it is where it has none."""
        if node.name:
            return node.name
        trigger = _TRIGGERS.get(node.trigger, "") if isinstance(node, Event) else ""
        return self.say(trigger or _NAMELESS.get(node.type, "未命名环节"))

    def title_of_chart(self, chart: Flowchart) -> str:
        """The chart's name; the name of its file, without folders, where it has none."""
        return chart.name if chart.name != chart.path else PurePath(chart.path).name


_NAMELESS = {
    "startEvent": "开始", "endEvent": "结束", "intermediateCatchEvent": "等待", "intermediateThrowEvent": "通知",
    "boundaryEvent": "事件", "subProcess": "子流程",
}
_TRIGGERS = {
    "timer": "定时", "message": "消息", "signal": "信号", "error": "出错", "escalation": "上报", "conditional": "条件满足",
    "compensate": "撤销", "cancel": "取消", "terminate": "终止", "link": "转接",
}


def _law(name: str) -> str:
    return name if name.startswith("《") or not name else f"《{name}》"


def _telephone(number: str) -> str:
    return "☎" + number if number else ""
