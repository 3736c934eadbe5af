"""The glossary: what codes in files mean, in Chinese and English, for screens, charts and messages.

This table carries both languages itself; every other sentence goes through `powerflow.translation`.
"""
from __future__ import annotations

from enum import Enum

# code → (Chinese, English)
_KINDS = {
    "01": ("行政许可", "permit"), "02": ("行政处罚", "penalty"), "03": ("行政强制", "compulsion"),
    "04": ("行政征收", "levy"), "05": ("行政给付", "benefit"), "06": ("行政检查", "inspection"),
    "07": ("行政确认", "confirmation"), "08": ("行政奖励", "reward"), "09": ("行政裁决", "adjudication"),
    "10": ("其他行政权力", "other power"), "11": ("内部管理", "internal management"), "12": ("收费", "fee"),
    "13": ("重大行政决策", "major decision"), "20": ("公共服务", "public service"),
}
_CLASSES = {
    "enforcement": ("执法权", "enforcement"), "fee": ("收费权", "fees"), "decision": ("决策权", "decisions"),
    "internal": ("内部管理权", "internal management"), "other": ("其他权力", "other powers"),
}
# The three colours of power that the plans want shown strikingly (ML-46).
_COLOURS = {
    "enforcement": ("事权", "affairs"), "fee": ("财权", "money"), "decision": ("事权", "affairs"),
    "internal": ("人事权", "staff"), "other": ("事权", "affairs"),
}
_WAYS = {
    "application": ("依申请", "on application"), "ex-officio": ("依职权", "ex officio"), "assigned": ("交办", "assigned"),
}
_UNITS = {
    "WD": ("个工作日", "working days"), "CD": ("个自然日", "calendar days"), "M": ("个月", "months"),
    "Y": ("年", "years"), "H": ("小时", "hours"), "spot": ("当场", "on the spot"),
}
_ROLES = {"statutory": ("法定", "statutory"), "promised": ("承诺", "promised")}
_SIDES = {
    "P": ("当事人", "party"), "A": ("机关", "authority"), "L": ("领导或决定机关", "deciding organ"), "X": ("第三方", "third party"),
    "internal": ("内部监督", "inside"), "external": ("外部监督", "outside"),
}
_REMEDIES = {
    "reconsideration": ("行政复议", "reconsideration"), "litigation": ("行政诉讼", "litigation"),
    "compensation": ("行政赔偿", "compensation"),
}
_SEVERITIES = {"error": ("错误", "error"), "advice": ("建议", "advice")}
_SOURCES = {"statutory": ("法定程序", "statutory procedure"), "actual": ("实际运行", "actual practice")}
_CASE_TYPES = {"1": ("即办件", "done at once"), "2": ("承诺件", "promised"), "9": ("其他", "other")}
_FACT_TYPES = {
    "text": ("文字", "text"), "choice": ("选项", "choice"), "yesno": ("是或否", "yes or no"),
    "integer": ("整数", "whole number"), "amount": ("金额", "amount"), "date": ("日期", "date"),
}
_GATEWAYS = {
    "exclusiveGateway": ("排他网关", "exclusive gateway"), "parallelGateway": ("并行网关", "parallel gateway"),
    "inclusiveGateway": ("包容网关", "inclusive gateway"), "eventBasedGateway": ("事件网关", "event-based gateway"),
    "complexGateway": ("复杂网关", "complex gateway"),
}
_ENTRIES = {
    "start": ("开始", "start"), "step": ("办理", "done"), "timer": ("到期", "ran out"), "message": ("消息", "message"),
    "send-back": ("退回", "sent back"), "withdraw": ("撤回", "withdrawn"), "terminate": ("终止", "terminated"),
    "migrate": ("换版", "chart changed"), "claim": ("领办", "claimed"), "delegate": ("委托办理", "delegated"),
    "return": ("交还", "given back"), "transfer": ("移交", "transferred"), "bar": ("回避", "recused"),
    "supplement": ("补正通知", "told to supplement"),
    "supplemented": ("补正收齐", "supplemented"), "suspend": ("中止", "suspended"), "resume": ("恢复", "resumed"),
    "extend": ("延期", "extended"), "correct": ("更正", "corrected fact"), "archive": ("归档", "archived"),
    "incident": ("待处理异常", "incident"), "call": ("调用事项", "called item"), "called": ("调用结束", "call over"),
    "draw": ("抽取", "drawn"), "alarm": ("预警", "alarm"), "explain": ("说明", "explained"), "confirm": ("认定", "confirmed"),
    "cancel": ("撤销预警", "cancelled"), "order": ("督办", "ordered"), "corrected": ("整改", "put right"), "recheck": ("复核", "rechecked"),
    "close": ("销号", "closed"), "object": ("异议", "objected"),
}

_TABLES = {
    "kind": _KINDS, "class": _CLASSES, "colour": _COLOURS, "way": _WAYS, "unit": _UNITS, "role": _ROLES, "side": _SIDES,
    "remedy": _REMEDIES, "severity": _SEVERITIES, "source": _SOURCES, "case type": _CASE_TYPES, "fact type": _FACT_TYPES,
    "gateway": _GATEWAYS, "entry": _ENTRIES,
}


def word(table: str, code: str | Enum, lang: str = "zh") -> str:
    """The word for a code of one table (`word("kind", "01") == "行政许可"`); an unknown code is said as it is."""
    key = str(code.value) if isinstance(code, Enum) else code
    pair = _TABLES[table].get(key)
    return key if pair is None else pair[0 if lang == "zh" else 1]
