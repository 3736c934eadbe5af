"""What acts and states of supervision are called."""
from __future__ import annotations

from powerflow.cases import AlarmState
from powerflow.model import Entry, EntryKind
from powerflow.reports.wording import say, visible
from powerflow.supervision import ACT_WORDS, TRIGGERS
from powerflow.translation import translate

STATE_WORDS = {
    AlarmState.RAISED: "等候说明", AlarmState.EXPLAINED: "已说明", AlarmState.CONFIRMED: "已确认", AlarmState.ORDERED: "限期整改",
    AlarmState.CORRECTED: "已整改", AlarmState.RECHECKED: "复查合格", AlarmState.OBJECTED: "有异议", AlarmState.CANCELLED: "已撤销",
    AlarmState.CLOSED: "已销号",
}


def state_word(state: AlarmState, lang: str) -> str:
    """`等候说明`."""
    return translate(STATE_WORDS[state], lang)


def trigger_said(code: str, lang: str) -> str:
    """`T05 办件超过承诺时限`."""
    trigger = TRIGGERS.get(code)
    return f"{code} {translate(trigger.title, lang)}" if trigger else visible(code)


def act_word(entry: Entry, lang: str) -> str:
    """`说明`; a recheck that failed says so."""
    if entry.kind is EntryKind.ALARM:
        return translate("预警", lang)
    if entry.kind is EntryKind.RECHECK and entry.facts.get("passed") is False:
        return translate("复查不合格", lang)
    return translate(ACT_WORDS[entry.kind], lang)


def entry_said(entry: Entry, lang: str) -> str:
    """One act in a line: when, what, who, in which words, with which number and time."""
    who = " ".join(visible(each) for each in (entry.post, entry.officer) if each)
    parts = [f"{entry.at:%Y-%m-%d %H:%M}", act_word(entry, lang), who, visible(entry.note)]
    if entry.document:
        parts.append(say("编号 {number}", lang, number=entry.document))
    if entry.limit and entry.kind is not EntryKind.ALARM:
        from powerflow.deadlines import read_period

        parts.append(say("期限 {limit}", lang, limit=read_period(entry.limit).say(lang)))
    return "  ".join(part for part in parts if part)
