"""What people do about an alarm: explain, confirm, cancel, order, correct, recheck, close, object; only who is entitled to."""
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from powerflow.cases import Alarm, AlarmState, CaseFile, Registry, alarms, note
from powerflow.deadlines import deadline, local_day, read_period
from powerflow.errors import UsageError
from powerflow.model import Entry, EntryKind
from powerflow.organisation import Organisation
from powerflow.supervision.handling import STAGES, Words, due_of
from powerflow.supervision.scheme import Scheme

# Acts of the one who is supervised; all others are those of who supervises.
BY_HANDLER = frozenset({EntryKind.EXPLAIN, EntryKind.CORRECTED, EntryKind.OBJECT})
_NEEDS_WORDS = BY_HANDLER | {EntryKind.CANCEL, EntryKind.ORDER}
ACT_WORDS = {
    EntryKind.EXPLAIN: "说明情况", EntryKind.CONFIRM: "确认", EntryKind.CANCEL: "撤销预警", EntryKind.ORDER: "督办",
    EntryKind.CORRECTED: "整改", EntryKind.RECHECK: "复查", EntryKind.CLOSE: "销号", EntryKind.OBJECT: "异议",
}
_NAMES = re.compile(r"[、,，;；/\s]+")  # not shown: what stands between the names of officers


@dataclass(frozen=True, kw_only=True)
class AlarmAct:
    """What somebody does about the alarm that is entry `alarm` of a case.

    `said` is the explanation, reason, order or report; `term` the time that an order or a failed recheck sets ("" for that of
    the scheme); `document` the number of an order ("" for one of ours); `passed` the result of a recheck. `command` makes it
    safe to send again.
    """

    kind: EntryKind
    alarm: int
    officer: str
    said: str = ""
    term: str = ""
    document: str = ""
    passed: bool = True
    command: str = ""


def act_on(
    registry: Registry, scheme: Scheme, case: str, act: AlarmAct, *, now: datetime, at: datetime | None = None
) -> Entry:
    """Records the act in the history of the case. Raises UsageError for one that is not allowed, and as `cases.do`."""

    def write(file: CaseFile, moment: datetime) -> Sequence[Entry]:
        return [_Judge(registry, scheme, file, moment).entry(act)]

    [entry] = note(registry, case, write, now=now, at=at, command=act.command)
    return entry


@dataclass(frozen=True)
class _Judge:
    registry: Registry
    scheme: Scheme
    file: CaseFile
    moment: datetime

    def entry(self, act: AlarmAct) -> Entry:
        """The entry that the act makes. Raises UsageError."""
        alarm = self._alarm(act.alarm)
        self._refuse_out_of_turn(alarm, act.kind)
        if act.kind in _NEEDS_WORDS and not act.said.strip():
            raise UsageError("“{act}”要写明内容，用 --note 给出", act=Words(ACT_WORDS[act.kind]))
        post = self._answering(alarm, act) if act.kind in BY_HANDLER else self._supervisor(alarm, act)
        is_order = act.kind is EntryKind.ORDER
        sets_time = is_order or (act.kind is EntryKind.RECHECK and not act.passed)
        if act.term and not sets_time:
            raise UsageError("只有督办和复查不合格可以写明期限（--days）")
        if act.term:
            read_period(act.term)
        return Entry(
            seq=0, at=self.moment, kind=act.kind, node=alarm.node, post=post, officer=act.officer, note=act.said,
            command=act.command, refers=alarm.seq, limit=(act.term or str(self.scheme.handling.correct)) if sets_time else "",
            document=(act.document or self._number()) if is_order else act.document, to=alarm.post if is_order else "",
            facts={"passed": act.passed} if act.kind is EntryKind.RECHECK else {},
        )

    @property
    def _entries(self) -> Sequence[Entry]:
        return self.file.history.entries

    def _alarm(self, seq: int) -> Alarm:
        known = alarms(self._entries)
        found = next((alarm for alarm in known if alarm.seq == seq), None)
        if found is None:
            raise UsageError(
                "办件 {case} 的第 {seq} 条记录不是预警；预警有：{known}", case=self.file.history.case, seq=seq,
                known=tuple(f"{alarm.seq}({alarm.code})" for alarm in known) or "—",
            )
        return found

    def _refuse_out_of_turn(self, alarm: Alarm, kind: EntryKind) -> None:
        stage = STAGES[alarm.state]
        if kind not in stage.acts:
            raise UsageError(
                "不能“{act}”：第 {seq} 条{state}，接下来可以：{acts}", act=Words(ACT_WORDS[kind]), seq=alarm.seq,
                state=Words(stage.said, alarm.code),
                acts=tuple(Words(ACT_WORDS[each]) for each in ACT_WORDS if each in stage.acts) or "—",
            )
        due = due_of(alarm, self.scheme, self.registry.calendar)
        if alarm.state is AlarmState.RAISED and kind is EntryKind.CONFIRM and due is not None and self.moment < due:
            raise UsageError("经办人还可以说明，到 {due} 为止，此前不能确认", due=f"{due:%Y-%m-%d %H:%M}")
        if kind is EntryKind.OBJECT:
            self._refuse_objection(alarm)

    def _refuse_objection(self, alarm: Alarm) -> None:
        if self._last(alarm, EntryKind.OBJECT) is not None:
            raise UsageError("这一预警的异议已经复核过，不再受理")
        confirmed = self._last(alarm, EntryKind.CONFIRM)
        if confirmed is None:
            return
        end = deadline(confirmed.at, self.scheme.handling.object, self.registry.calendar)
        if end.is_over(self.moment):
            raise UsageError("异议应当在 {due} 以前提出，已经过了期限", due=end.due)

    def _last(self, alarm: Alarm, kind: EntryKind) -> Entry | None:
        return next((each for each in reversed(self._entries) if each.kind is kind and each.refers == alarm.seq), None)

    # -- who may ------------------------------------------------------------------------------------------------

    def _answering(self, alarm: Alarm, act: AlarmAct) -> str:
        day, table = local_day(self.moment), self.registry.organisation
        if alarm.post and table.holds(act.officer, alarm.post, day):
            return alarm.post
        if act.officer in self._concerned(alarm):
            return alarm.post
        raise UsageError(
            "“{act}”由被预警的岗位“{post}”办理，“{officer}”在 {day} 不任此岗位；当日任此岗位的有：{holders}",
            act=Words(ACT_WORDS[act.kind]), post=alarm.post or "—", officer=act.officer, day=day,
            holders=table.holders(alarm.post, day) or "—",
        )

    def _supervisor(self, alarm: Alarm, act: AlarmAct) -> str:
        reviews = alarm.state is AlarmState.OBJECTED
        posts = self.scheme.handling.reviewers if reviews else self.scheme.handling.supervisors
        day = local_day(self.moment)
        post = _held(self.registry.organisation, act.officer, posts, day)
        if post is None:
            raise UsageError(
                "“{act}”由岗位“{posts}”办理，“{officer}”在 {day} 不任此岗位；当日任此岗位的有：{holders}",
                act=Words(ACT_WORDS[act.kind]), posts=posts, officer=act.officer, day=day,
                holders=tuple(name for each in posts for name in self.registry.organisation.holders(each, day)) or "—",
            )
        if act.officer in self._concerned(alarm):
            raise UsageError("“{officer}”是被预警的经办人，不能处理对自己的预警", officer=act.officer)
        confirmed = self._last(alarm, EntryKind.CONFIRM)
        if reviews and confirmed is not None and act.officer == confirmed.officer:
            raise UsageError("“{officer}”确认过这一预警，不能由同一人复核异议", officer=act.officer)
        return post

    def _concerned(self, alarm: Alarm) -> frozenset[str]:
        """Who did what the alarm speaks of, or has answered for it."""
        spoken = [each for each in self._entries if each.seq == alarm.refers and alarm.refers and not _is_clock(alarm)]
        answered = [each for each in self._entries if each.refers == alarm.seq and each.kind in BY_HANDLER]
        done = [each for each in self._entries if alarm.node and each.node == alarm.node and each.kind is EntryKind.STEP]
        return frozenset(name for each in (*spoken, *answered, *done) for name in _NAMES.split(each.officer) if name)

    def _number(self) -> str:
        """The number of an order: that of the case, and which order in it."""
        count = sum(each.kind is EntryKind.ORDER for each in self._entries)
        return f"DB-{self.file.history.case}-{count + 1}"


def _is_clock(alarm: Alarm) -> bool:
    """Whether the entry that an alarm refers to only began the limit: who did it has broken nothing."""
    return alarm.rule in ("limit-passed", "promise-passed")


def _held(table: Organisation, officer: str, posts: Iterable[str], day: date) -> str | None:
    return next((post for post in posts if table.holds(officer, post, day)), None)
