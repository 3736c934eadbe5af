"""A command on a case (命令): judged by the newest state, written whole or not at all, harmless when it is sent again."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from powerflow.cases.authority import Power
from powerflow.cases.casefile import CaseFile
from powerflow.cases.course import Run
from powerflow.cases.given import values_of
from powerflow.cases.naming import is_called
from powerflow.cases.registry import Act, Registry
from powerflow.cases.store import Conflict, OpenRow, Turn
from powerflow.cases.timers import Blocked, fire_due, open_rows, take_early
from powerflow.cases.warm import Held
from powerflow.cases.watched import ClockRow, clock_rows
from powerflow.conditions import UnknownFact
from powerflow.deadlines import local_day, local_instant
from powerflow.errors import PowerflowError, UsageError
from powerflow.model import SUPERVISION_KINDS, Entry, EntryKind, FactValue, Flowchart, word
from powerflow.replay import Clocks

_TRIES = 10
_T = TypeVar("_T")
_ALWAYS = SUPERVISION_KINDS
# What needs a case whose timers have all told what they had to tell.
_GOING_ON = frozenset({EntryKind.STEP, EntryKind.MESSAGE, EntryKind.CALLED, EntryKind.SEND_BACK})


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a command asks for, before the case is looked at; see Entry for the fields."""

    kind: EntryKind
    act: Act
    step: str = ""
    to: str = ""
    document: str = ""
    limit: str = ""
    approver: str = ""
    refers: int = 0
    case: str = ""
    chart: str = ""


@dataclass(frozen=True)
class KindSaid:
    """What a kind of entry is called, in either language."""

    kind: EntryKind

    def say(self, lang: str) -> str:
        """The word."""
        return word("entry", self.kind, lang)


@dataclass(frozen=True)
class Scene:
    """The case as a command finds it, with the timers that have just fired; what the judge of the command looks at."""

    registry: Registry
    held: Held
    wish: Wish
    moment: datetime
    fired: tuple[Entry, ...]

    @property
    def run(self) -> Run:
        """The case."""
        return self.held.run

    @property
    def chart(self) -> Flowchart:
        """Its chart."""
        return self.held.run.chart

    @property
    def case(self) -> str:
        """Its number."""
        return self.held.history.case

    @property
    def day(self) -> date:
        """The legal day of the command."""
        return local_day(self.moment)

    @property
    def power(self) -> Power:
        """By whom and as what the command is given."""
        return Power(self.registry.organisation, self.day, self.wish.act.post, self.wish.act.officers)

    @property
    def what(self) -> KindSaid:
        """What the command does, for messages."""
        return KindSaid(self.wish.kind)

    @property
    def clocks(self) -> Clocks:
        """Its clocks at this moment."""
        return self.run.clocks(self.registry.calendar, self.moment)

    def entry(self, node: str = "", facts: Mapping[str, FactValue] | None = None, **more: object) -> Entry:
        """The entry of the command; `more` are fields that the judge found out."""
        wish, act = self.wish, self.wish.act
        said: dict[str, object] = {
            "post": act.post, "note": act.note, "to": wish.to, "document": wish.document, "limit": wish.limit,
            "approver": wish.approver, "refers": wish.refers, "case": wish.case, "chart": wish.chart,
        }
        return Entry(
            seq=self.run.entries[-1].seq + 1, at=self.moment, kind=wish.kind, node=node, officer="、".join(act.officers),
            facts=facts or {}, command=act.command, **{**said, **more},  # type: ignore[arg-type]
        )


# Says which entry a command makes in the case that it finds; raises UsageError for one that is not allowed.
Judge = Callable[[Scene], Entry]


def carry_out(
    registry: Registry, case: str, wish: Wish, judge: Judge, *, now: datetime, at: datetime | None = None
) -> CaseFile:
    """Records what `judge` says the command makes of the case; timers that ran out before fire first.

    `now` is the system's time, `at` another one, for simulated cases only.
    Raises UsageError for what is not allowed, OutsideCalendar for a limit that cannot be counted, Stuck if the chart could
    not go on, StoreError if the store cannot be trusted.
    """
    return on_newest(registry, case, lambda held: _carry_out(registry, held, wish, judge, now, at))


def on_newest(registry: Registry, case: str, attempt: Callable[[Held], _T]) -> _T:
    """What `attempt` makes of the case; tried again while others move it. What it raises for the newest state goes through."""
    for _ in range(_TRIES):
        with registry.warm.holding(registry.store, case) as held:
            try:
                return attempt(held)
            except Conflict:
                pass
            except PowerflowError:
                # What was kept in memory may be older than the store: only a refusal by the newest state counts.
                if held.is_fresh or registry.store.length(case) == held.length:
                    raise
        registry.warm.drop(case)
    raise crowded(case)


def _carry_out(
    registry: Registry, held: Held, wish: Wish, judge: Judge, now: datetime, at: datetime | None
) -> CaseFile:
    known = held.commands.get(wish.act.command)
    if known is not None:
        if not _says(held.chart, known, wish):
            raise other(wish.act.command)
        return held.snapshot()
    _refuse_archived(held, wish.kind)
    moment = moment_of(now, at, simulated=held.history.simulated, last=held.last)
    fired, blocked = fire_due(held, registry.calendar, moment)
    if wish.kind in _GOING_ON and blocked:
        raise _waiting(held, blocked[0])
    entry = judge(Scene(registry, held, wish, moment, fired))
    try:
        held.run.take(entry)
    except UnknownFact as error:
        raise _missing(error) from error
    # What a timer lacked may have been said now, and what had come early may be awaited now.
    after = (*take_early(held, moment), *(fire_due(held, registry.calendar, moment)[0] if blocked else ()))
    refuse_uncountable(registry, held.run, moment)
    return append(registry, held, (*fired, entry, *after), now)


def append(registry: Registry, held: Held, entries: tuple[Entry, ...], now: datetime) -> CaseFile:
    """Writes what the run of `held` has taken last. Raises Conflict if another one was faster."""
    turn = turn_of(registry, held.run, entries, now, held.open, held.clocks)
    sealed = registry.store.append(held.history.case, expected=held.length, tip=held.last.digest, turn=turn)
    held.open, held.clocks = turn.open, turn.clocks
    return held.stored(sealed)


def turn_of(
    registry: Registry, run: Run, entries: tuple[Entry, ...], now: datetime, before: tuple[OpenRow, ...] | None = None,
    clocks_before: tuple[ClockRow, ...] | None = None,
) -> Turn:
    """What is written of the case with its last entries."""
    at = entries[-1].at
    return Turn(
        entries=entries, open=open_rows(run, registry.calendar, at, before or ()), ended=run.ended,
        recorded=local_instant(now), before=before, clocks=clock_rows(run, registry.calendar, at), clocks_before=clocks_before,
    )


def moment_of(now: datetime, at: datetime | None, *, simulated: bool, last: Entry | None) -> datetime:
    """The time of an act: the system's, or for a simulated case the one that was given; whole seconds in Beijing."""
    if at is None and simulated and last is not None:
        raise UsageError("这是模拟办件，办理时间要用 --at 给出；上一条记录在 {last}", last=last.at.strftime("%Y-%m-%d %H:%M"))
    if at is not None and not simulated:
        raise UsageError("办理时间由系统记录；--at 只能用于以 --simulate 开始的模拟办件")
    moment = local_instant(at or now).replace(microsecond=0)
    if last is not None and moment < last.at:
        raise UsageError(
            "时间 {moment} 早于上一条记录 {last}；模拟办件请用 --at 给出更晚的时间，否则请校正系统时钟",
            moment=moment.isoformat(), last=last.at.isoformat(),
        )
    return moment


def refuse_uncountable(registry: Registry, run: Run, moment: datetime) -> None:
    """Raises OutsideCalendar where a limit runs that nobody could count: the case could be kept, but not shown."""
    registry.calendar.is_working_day(local_day(moment))
    if not (run.is_timeless or run.ended):
        run.clocks(registry.calendar, moment).running()


def _refuse_archived(held: Held, kind: EntryKind) -> None:
    archived = next((entry for _, entry in held.run.remarks if entry.kind is EntryKind.ARCHIVE), None)
    if archived is not None and kind not in _ALWAYS:
        raise UsageError(
            "办件 {case} 已于 {at} 归档（{document}），不能再办理", case=held.history.case, at=f"{archived.at:%Y-%m-%d %H:%M}",
            document=archived.document or "—",
        )


def _waiting(held: Held, blocked: Blocked) -> UsageError:
    node = held.chart.nodes[blocked.node]
    return UsageError(
        "定时事件“{timer}”已经到期，但办件走不下去：{cause}。缺少的事实用 case correct 补记后再办理", timer=node.name or node.id,
        cause=blocked.error,
    )


def _says(chart: Flowchart, known: Entry, wish: Wish) -> bool:
    """Whether an entry that bears the id of a command says what the command says."""
    act = wish.act
    given = {name: getattr(wish, name) for name in ("document", "limit", "approver", "refers", "case", "chart")}
    return (
        known.kind is wish.kind and known.officer == "、".join(act.officers) and known.note == act.note
        and act.post in ("", known.post) and all(not value or value == getattr(known, name) for name, value in given.items())
        and is_called(chart, known.node, wish.step) and (not wish.to or known.to == wish.to or is_called(chart, known.to, wish.to))
        and (not (act.facts or known.facts) or values_of(chart, act.facts) == dict(known.facts))
    )


def other(command: str) -> UsageError:
    """That an id was used before for something else."""
    return UsageError("命令编号“{command}”已用于另一项内容不同的办理，请换一个编号", command=command)


def crowded(case: str) -> Conflict:
    """That too many others were faster."""
    return Conflict("办件 {case} 正被许多人同时办理，请稍后重试", case=case)


@contextmanager
def saying_what_is_missing() -> Iterator[None]:
    """Turns a fact that a decision lacks into a refusal that names it."""
    try:
        yield
    except UnknownFact as error:
        raise _missing(error) from error


def _missing(error: UnknownFact) -> UsageError:
    return UsageError(
        "接下来的判断“{text}”要用事实“{name}”，它还没有登记，本次办理没有记录。请用 --set {name}=… 一并给出", text=error.text,
        name=error.name,
    )
