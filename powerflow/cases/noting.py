"""Entries beside the course of a case (监察记录): supervision writes them in the same transaction as everything else."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from powerflow.cases.alarms import alarms, ended_at
from powerflow.cases.casefile import CaseFile
from powerflow.cases.registry import Registry
from powerflow.cases.timers import fire_due
from powerflow.cases.transaction import append, moment_of, on_newest, other, turn_of
from powerflow.cases.warm import Held
from powerflow.model import Entry

# What somebody wants to note, given the case as it stands and the time: entries whose numbers and times do not matter.
Writer = Callable[[CaseFile, datetime], Sequence[Entry]]


def note(
    registry: Registry, case: str, write: Writer, *, now: datetime, at: datetime | None = None, command: str = ""
) -> tuple[Entry, ...]:
    """Notes what `write` gives, after timers that ran out before; the entries as they are stored, none if it gives none.

    `write` is asked again for the newest state of the case if another one has moved it; what it raises goes through. What
    `command` has noted before is given again, if it says the same. Raises as `do`.
    """
    return on_newest(registry, case, lambda held: _note(registry, held, write, now, at, command))


def _note(
    registry: Registry, held: Held, write: Writer, now: datetime, at: datetime | None, command: str
) -> tuple[Entry, ...]:
    known = held.commands.get(command) if command else None
    if known is not None:
        return (_said_again(held, write, known),)
    moment = moment_of(now, at, simulated=held.history.simulated, last=held.last)
    fired, _ = fire_due(held, registry.calendar, moment)
    if fired:
        # Stored before anybody looks: a timer that nobody had fired yet must not be noted as one without effect.
        append(registry, held, fired, now)
    drafts = write(held.snapshot(), moment)
    if not drafts:
        return ()
    run = held.run
    first = run.entries[-1].seq + 1
    noted = tuple(replace(each, seq=first + number, at=moment) for number, each in enumerate(drafts))
    for entry in noted:
        run.take(entry)
    turn = replace(
        turn_of(registry, run, noted, now, held.open, held.clocks), alarms=alarms(run.entries),
        ended_at=ended_at(run.entries),
    )
    sealed = registry.store.append(held.history.case, expected=held.length, tip=held.last.digest, turn=turn)
    held.open, held.clocks = turn.open, turn.clocks
    held.stored(sealed)
    return sealed


def _said_again(held: Held, write: Writer, known: Entry) -> Entry:
    """What a command has noted before. Raises UsageError if it says something else now."""
    before = CaseFile(
        replace(held.history, entries=tuple(entry for entry in held.run.entries[: held.length] if entry.seq < known.seq)),
        held.file.document,
    )
    [draft] = write(before, known.at)
    if replace(draft, seq=known.seq, at=known.at, previous=known.previous, digest=known.digest) != known:
        raise other(known.command)
    return known
