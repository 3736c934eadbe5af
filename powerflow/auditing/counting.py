"""Counts what the pieces of a log break of a mapping file's statements; each piece by itself, wherever that is done."""
from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial

from powerflow.auditing.accepted import Accepted
from powerflow.auditing.banned import measure_ban
from powerflow.auditing.legal_days import LegalDays
from powerflow.auditing.seen import Seen
from powerflow.auditing.stated import Measured, measure_due, measure_limit, measure_need, measure_separation
from powerflow.auditing.tally import Head, Tally, values_of
from powerflow.auditing.told import Message, Told
from powerflow.deadlines import WorkCalendar
from powerflow.logs import NO_DAY, EventTable, LogMap, Piece, StatedBan, StatedLimit, StatedNeed, StatedSeparation
from powerflow.model import LimitSense, Severity, Unit
from powerflow.organisation import Organisation
from powerflow.reports import FindingGroup

# What a tally is of: the kind of statement, and which of them.
_Key = tuple[str, int]
_Found = tuple[_Key, Head, Measured, Callable[[int], Message]]


@dataclass(frozen=True, kw_only=True)
class Statements:
    """What the cases of a log are held to one by one. It goes to other processes and machines: a chart is not part of it.

    `elements` are the ids of the steps that activities stand for, `kind` the kind of power.
    """

    log_map: LogMap
    calendar: WorkCalendar | None
    organisation: Organisation | None
    accepted: tuple[Accepted, ...]
    due: str
    done: str
    elements: Mapping[str, str]
    kind: str

    def named(self) -> Iterator[tuple[int, str]]:
        """The activities that the mapping's statements name, with the line; not those whose absence is a finding itself."""
        for limit in self.log_map.limits:
            yield from ((limit.line, name) for name in (limit.start, limit.end))
        yield from ((need.line, need.activity) for need in self.log_map.needs)
        for apart in self.log_map.separations:
            yield from ((apart.line, name) for name in (apart.first, apart.second))
        yield from ((ban.line, ban.activity) for ban in self.log_map.bans)

    def measured(self, table: EventTable, days: LegalDays, last: int) -> Iterator[_Found]:
        """What each statement came to in a table; `last` is the last day of the whole log."""
        for number, limit in enumerate(self.log_map.limits):
            found = measure_limit(table, limit, days, last)
            yield ("limit", number), self._limit_head(limit), found, partial(Told(table, found).of_limit, limit)
        for number, need in enumerate(self.log_map.needs):
            found = measure_need(table, need)
            yield ("need", number), self._need_head(need), found, partial(Told(table, found).of_need, need)
        for number, apart in enumerate(self.log_map.separations):
            found = measure_separation(table, apart, self.log_map)
            yield ("separation", number), self._apart_head(apart), found, partial(Told(table, found).of_separation, apart)
        for number, ban in enumerate(self.log_map.bans):
            found = measure_ban(table, ban)
            yield ("ban", number), self._ban_head(ban), found, partial(Told(table, found).of_ban, ban)
        due = measure_due(table, self.due, self.done) if self.due else None
        if due is not None:
            head = Head(
                rule="due-date-passed", title="超过办件自带的期限", severity=Severity.ERROR, element="", name=self.due,
                unit=Unit.CALENDAR_DAY,
            )
            yield ("due", 0), head, due, Told(table, due).of_due

    def _limit_head(self, limit: StatedLimit) -> Head:
        is_wait = limit.sense is LimitSense.WAIT
        unit = limit.unit if limit.unit in (Unit.WORKING_DAY, Unit.HOUR) else Unit.CALENDAR_DAY
        return Head(
            rule="stated-wait-cut" if is_wait else "stated-limit-passed",
            title="没有留足对照表所定的期间" if is_wait else "超过对照表所定的时限", severity=Severity.ERROR,
            element=self.elements.get(limit.end, ""), name=limit.name or limit.end, basis=(limit.basis,) if limit.basis else (),
            unit=unit,
        )

    def _need_head(self, need: StatedNeed) -> Head:
        return Head(
            rule="stated-notice-missing" if need.is_notice else "stated-step-missing",
            title="没有告知" if need.is_notice else "缺少应办的环节", severity=Severity.ERROR,
            element=self.elements.get(need.needs, ""), name=need.name or need.needs, basis=(need.basis,) if need.basis else (),
        )

    def _apart_head(self, apart: StatedSeparation) -> Head:
        return Head(
            rule="stated-duties-by-one-person", title="应当分离的职责由一人办理", severity=Severity.ERROR,
            element=self.elements.get(apart.second, ""), name=apart.name or apart.second, basis=(apart.basis,) if apart.basis else (),
        )

    def _ban_head(self, ban: StatedBan) -> Head:
        return Head(
            rule="stated-act-forbidden", title="办了对照表不许办的活动", severity=Severity.ERROR,
            element=self.elements.get(ban.activity, ""), name=ban.name or ban.activity, basis=(ban.basis,) if ban.basis else (),
        )


@dataclass
class Counts:
    """What some pieces came to. Joined in any order they come to the same."""

    seen: Seen = field(default_factory=Seen)
    tallies: dict[_Key, Tally] = field(default_factory=dict)

    def join(self, other: Counts) -> None:
        """What was counted elsewhere of other cases."""
        self.seen.join(other.seen)
        for key, tally in other.tallies.items():
            if key in self.tallies:
                self.tallies[key].join(tally)
            else:
                self.tallies[key] = tally

    @property
    def has_due(self) -> bool:
        """Whether the log has the date to which its events or cases are held."""
        return ("due", 0) in self.tallies

    def groups(self) -> list[FindingGroup]:
        """What was found, in the order of the statements."""
        return [group for tally in self.tallies.values() if (group := tally.group()) is not None]


def last_day(piece: Piece) -> tuple[float, int]:
    """The share of the log that this piece ends, and the piece's last day."""
    return piece.done, int(piece.table().day.max(initial=NO_DAY))


def count(packed: bytes, last: int, piece: Piece) -> tuple[float, Counts]:
    """The share of the log that this piece ends, and what it came to; `packed` are the pickled Statements."""
    statements, days = _unpacked(packed)
    table = piece.table()
    counts = Counts()
    counts.seen.add(table)
    values = values_of(table, statements.log_map, statements.organisation, statements.kind)
    for key, head, found, told in statements.measured(table, days, last):
        tally = counts.tallies[key] = Tally(head, statements.accepted)
        tally.add(table, values, found.rows, found.breached, found.late, told, found.facts)
    return piece.done, counts


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> tuple[Statements, LegalDays]:
    """The statements, which this program packed itself, once for all pieces of a process."""
    statements: Statements = pickle.loads(packed)  # noqa: S301
    return statements, LegalDays(statements.calendar)
