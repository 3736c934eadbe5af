"""What the system itself does in cases (系统办理): fires timers, calls other items, takes back what they found, runs services."""
from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from powerflow.cases import links
from powerflow.cases.acts import tick_one
from powerflow.cases.calls import answers, begin, handing_back
from powerflow.cases.course import follow
from powerflow.cases.drawing import unattended
from powerflow.cases.registry import Registry
from powerflow.cases.standing import Standing, call_of, standing
from powerflow.cases.store import Conflict
from powerflow.cases.timers import fire_due
from powerflow.cases.transaction import append, crowded
from powerflow.cases.warm import Held
from powerflow.deadlines import local_instant
from powerflow.errors import PowerflowError, StoreError, ToolError
from powerflow.model import Entry, EntryKind

_TRIES = 10
# A chart whose calls and services follow each other without end must not hold a worker for ever.
_MOST = 1000
_ROUNDS = 50


@dataclass(frozen=True)
class Worked:
    """What was done: entries with their cases, in order, and the cases that could not go on, with the reason."""

    done: tuple[tuple[str, Entry], ...] = ()
    failed: tuple[tuple[str, PowerflowError], ...] = ()

    def of(self, *kinds: EntryKind) -> tuple[tuple[str, Entry], ...]:
        """The entries of these kinds."""
        return tuple((case, entry) for case, entry in self.done if entry.kind in kinds)


@dataclass(frozen=True)
class _Time:
    """When the work is done: the system's time, and the time of the cases, which in simulated ones is another."""

    now: datetime
    at: datetime | None

    @property
    def moment(self) -> datetime:
        return local_instant(self.at or self.now).replace(microsecond=0)

    def is_of(self, held: Held) -> bool:
        """Whether the case lives in this time, and not later."""
        return held.history.simulated == (self.at is not None) and held.last.at <= self.moment


def work(
    registry: Registry, *, now: datetime, at: datetime | None = None, stopped: Callable[[], bool] = lambda: False
) -> Worked:
    """Does all that is due: in real cases by the system's time `now`, with `at` in simulated ones instead.

    A case that cannot go on is named, and the others go on. `stopped` is asked between two cases.
    """
    done: list[tuple[str, Entry]] = []
    failed: dict[str, PowerflowError] = {}
    time, simulated = _Time(now, at), at is not None
    for _ in range(_ROUNDS):
        before = len(done)
        due = (*registry.store.due(time.moment, simulated=simulated), *links.to_look(registry.store, simulated=simulated))
        for case in dict.fromkeys(due):
            if case not in failed and not stopped():
                worked = settle(registry, case, now=now, at=at)
                done += worked.done
                failed.update(worked.failed)
        if len(done) == before:
            break
    return Worked(tuple(done), tuple(failed.items()))


def settle(registry: Registry, case: str, *, now: datetime, at: datetime | None = None, again: bool = False) -> Worked:
    """Does what is due in one case, in those that it calls, and in the one that called it, until nothing more is.

    `again` tries once more what could not go on before: a call begins a new case. Nothing happens in simulated cases
    without `at`, nor in real ones with it.
    """
    done: list[tuple[str, Entry]] = []
    failed: dict[str, PowerflowError] = {}
    waiting = deque([case])
    for _ in range(_MOST):
        if not waiting:
            break
        each = waiting.popleft()
        try:
            entries, caller, blocked = _proceed(registry, each, _Time(now, at), again=again and each == case)
        except PowerflowError as error:
            failed[each] = error
            continue
        if blocked is not None:
            failed[each] = blocked
        done += [(each, entry) for entry in entries]
        waiting += [entry.case for entry in entries if entry.kind is EntryKind.CALL]
        if caller and caller not in waiting and (entries or each == case):
            waiting.append(caller)
    return Worked(tuple(done), tuple(failed.items()))


def _proceed(
    registry: Registry, case: str, time: _Time, *, again: bool
) -> tuple[tuple[Entry, ...], str, PowerflowError | None]:
    """What was done in one case, the case that called it ("" if none did), and why a timer of it waits, if one does."""
    with registry.warm.holding(registry.store, case) as held:
        caller, has_machines, is_of_time = held.run.entries[0].case, bool(held.run.machines), time.is_of(held)
    if not is_of_time:
        return (), caller, None
    done: list[Entry] = []
    waits: PowerflowError | None = None
    while len(done) < _MOST:
        # What a called case found is taken as of its instant, so before the timers that ran out later.
        entries = _answered(registry, case, time) if has_machines else ()
        if not entries:
            entries, blocked = tick_one(registry, case, time.moment, time.now)
            waits = blocked[0].error if blocked else None
        if has_machines and not entries:
            entries = _newest(registry, case, time.now, partial(_begun, registry, time, again))
        if not entries:
            break
        done += entries
        again = False
    return tuple(done), caller, waits


def _answered(registry: Registry, case: str, time: _Time) -> tuple[Entry, ...]:
    """Takes back what a called case has come to; if none has come to anything, notes how far it was looked at."""
    waiting = links.called_by(registry.store, case)
    standing_now: list[Standing] = []

    def take(held: Held) -> tuple[Entry, ...]:
        standing_now[:] = standing(held.run)
        return _handed_back(registry, held)

    entries = _newest(registry, case, time.now, take) if waiting else ()
    if not entries:
        for each in waiting:
            if any(here.node.id == each.node and (here.call is None or here.call.case == each.called) for here in standing_now):
                links.looked(registry.store, each.called, each.length)
            else:
                links.over(registry.store, each.called)
    return entries


def _handed_back(registry: Registry, held: Held) -> tuple[Entry, ...]:
    found = min(answers(registry, held), key=lambda each: each[1].at, default=None)
    if found is None:
        return ()
    here, answer = found
    fired, _ = fire_due(held, registry.calendar, max(answer.at, held.last.at))
    if fired:
        return fired
    try:
        return (_taken(held, handing_back(held, here, answer)),)
    except (StoreError, ToolError):
        raise
    except PowerflowError as error:
        return (_taken(held, _incident(held, here, error, max(answer.at, held.last.at))),)


def _begun(registry: Registry, time: _Time, again: bool, held: Held) -> tuple[Entry, ...]:
    here = next((each for each in standing(held.run) if each.is_to_begin or (again and each.is_halted)), None)
    if here is None:
        return ()
    try:
        if call_of(here.node):
            return (_taken(held, begin(registry, held, here, now=time.now, moment=time.moment)),)
        return (_taken(held, unattended(registry, held, here, time.moment)),)
    except (StoreError, ToolError):
        raise
    except PowerflowError as error:
        return (_taken(held, _incident(held, here, error, time.moment)),)


def _taken(held: Held, entry: Entry) -> Entry:
    """The entry, taken by the run; where the case could not go on with it, the run is as it was before."""
    before = held.run.entries[:]
    try:
        held.run.take(entry)
    except PowerflowError:
        held.run = follow(held.run.chart, before)
        raise
    return entry


def _incident(held: Held, here: Standing, error: PowerflowError, at: datetime) -> Entry:
    return Entry(
        seq=held.run.entries[-1].seq + 1, at=at, kind=EntryKind.INCIDENT, node=here.node.id,
        post=held.chart.post_of(here.node), note=error.say(),
    )


def _newest(registry: Registry, case: str, now: datetime, make: Callable[[Held], tuple[Entry, ...]]) -> tuple[Entry, ...]:
    """Stores what `make` lets the newest state of the case take; nothing if it makes nothing."""
    for _ in range(_TRIES):
        with registry.warm.holding(registry.store, case) as held:
            if held.is_fresh or registry.store.length(case) == held.length:
                entries = make(held)
                if not entries:
                    return ()
                try:
                    append(registry, held, entries, now)
                except Conflict:
                    pass
                else:
                    return entries
        registry.warm.drop(case)
    raise crowded(case)
