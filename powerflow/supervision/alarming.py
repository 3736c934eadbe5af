"""Alarms (预警): raised once for each cause, in the history of the case that shows it."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from powerflow.cases import CaseFile, Registry, alarms, keep_judged, note, to_judge
from powerflow.deadlines import local_instant
from powerflow.errors import InputError, PowerflowError
from powerflow.model import Entry, EntryKind
from powerflow.supervision.judging import Cause, causes
from powerflow.supervision.scheme import Scheme

# A first look at a store that nobody has supervised yet must not keep a tick from its timers for ever.
MOST = 2000


@dataclass(frozen=True)
class Raised:
    """What was raised: the entries with their cases, the cases that could not be judged, and how many are still to be."""

    alarms: tuple[tuple[str, Entry], ...]
    failed: tuple[tuple[str, PowerflowError], ...]
    left: int = 0


def raise_due(
    registry: Registry, scheme: Scheme, *, now: datetime, at: datetime | None = None, most: int = MOST
) -> Raised:
    """Raises every alarm that is due: in real cases by the system's time `now`, with `at` in simulated ones instead.

    Only cases in which something has happened, or a limit has run out, since they were judged last are judged, `most` of
    them. A case that cannot be judged is named and the others go on.
    """
    moment = local_instant(at or now).replace(microsecond=0)
    waiting = to_judge(registry.store, moment, simulated=at is not None)
    raised: list[tuple[str, Entry]] = []
    failed: list[tuple[str, PowerflowError]] = []
    judged: dict[str, int] = {}
    for case in waiting[:most]:
        writer = _Writer(registry, scheme)
        try:
            noted = note(registry, case, writer, now=now, at=at)
        except PowerflowError as error:
            failed.append((case, error))
            if isinstance(error, InputError) and writer.length:
                # Its own history or chart is at fault: it is told once, and again when something has changed.
                judged[case] = writer.length
            continue
        raised += [(case, entry) for entry in noted]
        judged[case] = noted[-1].seq if noted else writer.length
    keep_judged(registry.store, judged, moment)
    return Raised(tuple(raised), tuple(failed), max(0, len(waiting) - most))


class _Writer:
    """Writes what a case raises that its history does not hold yet; knows afterwards how long that was."""

    def __init__(self, registry: Registry, scheme: Scheme) -> None:
        self._registry = registry
        self._scheme = scheme
        self.length = 0

    def __call__(self, file: CaseFile, moment: datetime) -> Sequence[Entry]:
        """The entries to add."""
        self.length = len(file.history.entries)
        known = {alarm.key for alarm in alarms(file.history.entries)}
        table = self._registry.organisation
        organisation = table if table.posts else None
        found = causes(file, self._registry.calendar, organisation, self._scheme, moment)
        return [_entry(cause, self._scheme, moment) for cause in found if cause.key not in known]


def _entry(cause: Cause, scheme: Scheme, moment: datetime) -> Entry:
    return Entry(
        seq=0, at=moment, kind=EntryKind.ALARM, node=cause.node, to=cause.post, refers=cause.refers, note=cause.said,
        limit=str(scheme.handling.explain), facts={"trigger": cause.code, "lamp": cause.lamp.value, "rule": cause.rule},
    )
