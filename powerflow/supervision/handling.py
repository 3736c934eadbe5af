"""How alarms are handled (预警的处理): who does what next, by when, and how that is said."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from powerflow.cases import Alarm, AlarmRaised, AlarmSeen, AlarmState
from powerflow.deadlines import Period, WorkCalendar, deadline, read_period
from powerflow.model import EntryKind
from powerflow.supervision.scheme import Handling, Scheme
from powerflow.translation import translate


@dataclass(frozen=True)
class Words:
    """A sentence or word of ours as a value of a message: it says itself in either language."""

    text: str
    code: str = ""

    def say(self, lang: str) -> str:
        """The words in `lang`."""
        return translate(self.text, lang).format(code=self.code) if self.code else translate(self.text, lang)


@dataclass(frozen=True)
class Stage:
    """A state of an alarm: its words, the acts that may follow, and who does the next one."""

    said: str
    acts: frozenset[EntryKind]
    by_handler: bool


_K = EntryKind
STAGES: Mapping[AlarmState, Stage] = {
    AlarmState.RAISED: Stage("预警 {code}，等候说明", frozenset({_K.EXPLAIN, _K.CONFIRM, _K.CANCEL}), True),
    AlarmState.EXPLAINED: Stage("预警 {code}，已说明，等候确认或者撤销", frozenset({_K.CONFIRM, _K.CANCEL}), False),
    AlarmState.CONFIRMED: Stage("预警 {code}，已确认", frozenset({_K.ORDER, _K.CLOSE, _K.OBJECT}), False),
    AlarmState.ORDERED: Stage("预警 {code}，已督办，限期整改", frozenset({_K.CORRECTED, _K.OBJECT}), True),
    AlarmState.CORRECTED: Stage("预警 {code}，已整改，等候复查", frozenset({_K.RECHECK}), False),
    AlarmState.RECHECKED: Stage("预警 {code}，复查合格，等候销号", frozenset({_K.CLOSE}), False),
    AlarmState.OBJECTED: Stage("预警 {code}，有异议，等候复核", frozenset({_K.CONFIRM, _K.CANCEL}), False),
    AlarmState.CANCELLED: Stage("预警 {code}，已撤销", frozenset(), False),
    AlarmState.CLOSED: Stage("预警 {code}，已销号", frozenset(), False),
}


def said_of(state: str) -> str:
    """A state in words: a translation key with the place {code}."""
    return STAGES[AlarmState(state)].said


def term_of(state: AlarmState, handling: Handling) -> Period | None:
    """The time for the next act, unless the last one set another; None where nothing is awaited."""
    return {
        AlarmState.RAISED: handling.explain, AlarmState.EXPLAINED: handling.confirm, AlarmState.CONFIRMED: handling.confirm,
        AlarmState.ORDERED: handling.correct, AlarmState.CORRECTED: handling.recheck, AlarmState.RECHECKED: handling.confirm,
        AlarmState.OBJECTED: handling.decide,
    }.get(state)


def due_of(alarm: Alarm | AlarmSeen | AlarmRaised, scheme: Scheme, calendar: WorkCalendar) -> datetime | None:
    """The first instant at which the next act on an alarm is overdue; None if it is over. Raises OutsideCalendar."""
    since = alarm.since if isinstance(alarm, Alarm) else datetime.fromisoformat(alarm.since)
    state = AlarmState(alarm.state)
    period = read_period(alarm.term) if alarm.term else term_of(state, scheme.handling)
    return deadline(since, period, calendar).end if period and not state.is_over else None
