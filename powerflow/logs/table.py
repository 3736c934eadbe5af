"""An event log as columns (运行数据表): one row an event, case after case, in the order in which things happened."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Int64s = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Int16s = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float64]

# An instant, a day or a code that is not there.
NO_TIME = int(np.iinfo(np.int64).min)
NO_DAY = -1
NO_CODE = -1
_DAY = 86_400_000_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_EPOCH_DAY = _EPOCH.toordinal()


@dataclass(frozen=True, eq=False)
class Coded:
    """A column of texts: for each row the number of its text in `values`, NO_CODE where there is none."""

    codes: Int32s
    values: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def text(self, row: int) -> str:
        """The text of a row, "" where there is none."""
        code = int(self.codes[row])
        return self.values[code] if code >= 0 else ""

    def code(self, value: str) -> int:
        """The number of a text; NO_CODE if no row can have it."""
        return self._numbers.get(value, NO_CODE)

    def part(self, rows: slice | Int64s) -> Coded:
        """The same column with these rows alone."""
        return Coded(self.codes[rows], self.values)

    def numbers(self) -> Floats:
        """The rows as numbers, NaN where there is none or it is no number."""
        known = np.array([*(_number(value) for value in self.values), np.nan])
        return known[self.codes]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {value: number for number, value in enumerate(self.values)}


@dataclass(frozen=True, eq=False)
class Moments:
    """A column of instants: nanoseconds since 1970 in UTC (NO_TIME where there is none), and the offset in minutes as written."""

    instant: Int64s
    offset: Int16s

    def __len__(self) -> int:
        return len(self.instant)

    @cached_property
    def day(self) -> Int32s:
        """The local calendar day as `date.toordinal` counts, NO_DAY where there is no instant."""
        local = (self.instant // 60_000_000_000 + self.offset) // 1440 + _EPOCH_DAY
        return np.where(self.instant == NO_TIME, NO_DAY, local).astype(np.int32)

    def at(self, row: int) -> datetime | None:
        """The instant of a row with its offset (to microseconds); None where there is none."""
        instant = int(self.instant[row])
        if instant == NO_TIME:
            return None
        zone = timezone(timedelta(minutes=int(self.offset[row])))
        return (_EPOCH + timedelta(microseconds=instant // 1000)).astimezone(zone)

    def part(self, rows: slice | Int64s) -> Moments:
        """The same column with these rows alone."""
        return Moments(self.instant[rows], self.offset[rows])


Column = Coded | Moments


@dataclass(frozen=True)
class Broken:
    """Something in a log that could not be read as it stands.

    `line` is that of the file, 0 where it has none; `case` and `event` (from 1) say where else. `message` (a
    translation key) with `values` says what is wrong, and what became of it.
    """

    line: int
    case: str
    event: int
    message: str
    values: Mapping[str, object] = field(default_factory=dict)


class Record(NamedTuple):
    """One event, for showing: what, when, by whom, and all else that the log says of it."""

    activity: str
    at: datetime | None
    actor: str
    group: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Variants:
    """The different orders of activities, the commonest first; `of_case` is the variant of each case."""

    each: tuple[tuple[str, ...], ...]
    cases: Int64s
    of_case: Int32s


@dataclass(frozen=True, kw_only=True, eq=False)
class EventTable:
    """A log (运行数据): the rows `starts[i]:starts[i + 1]` are the events of case i.

    `time`, `activity`, `actor`, `group` and every column of `attributes` have a row for each event, those of
    `case_attributes` one for each case. `broken` names what was not read as it stood, the first of `broken_count`.
    `ranks` grow as the cases came in the whole log; None where this is the whole log.
    """

    source: str
    cases: tuple[str, ...]
    starts: Int64s
    activity: Coded
    time: Moments
    actor: Coded
    group: Coded
    attributes: Mapping[str, Column]
    case_attributes: Mapping[str, Column]
    broken: tuple[Broken, ...] = ()
    broken_count: int = 0
    ranks: Int64s | None = None

    def __len__(self) -> int:
        """How many events there are."""
        return len(self.activity)

    @cached_property
    def case(self) -> Int32s:
        """The number of its case, for each event."""
        return np.repeat(np.arange(len(self.cases), dtype=np.int32), np.diff(self.starts))

    @property
    def day(self) -> Int32s:
        """The local calendar day of each event, as `date.toordinal` counts."""
        return self.time.day

    @cached_property
    def rank(self) -> Int64s:
        """For each case a number by which the cases of all pieces of a log stand in the log's order."""
        return np.arange(len(self.cases), dtype=np.int64) if self.ranks is None else self.ranks

    def rows(self, case: int) -> range:
        """The rows of a case."""
        return range(int(self.starts[case]), int(self.starts[case + 1]))

    def records(self, case: int) -> Iterator[Record]:
        """The events of a case, for showing."""
        for row in self.rows(case):
            said = {name: text for name, column in self.attributes.items() if (text := _said(column, row))}
            yield Record(self.activity.text(row), self.time.at(row), self.actor.text(row), self.group.text(row), said)

    def of_case(self, case: int) -> dict[str, str]:
        """What the log says of a case as a whole."""
        return {name: text for name, column in self.case_attributes.items() if (text := _said(column, case))}

    def number(self, case: str) -> int:
        """The number of the first case of that name. Raises KeyError."""
        return self._numbers[case]

    def part(self, first: int, last: int) -> EventTable:
        """The cases from `first` up to, not including, `last`; what was broken is not told again."""
        rows = slice(int(self.starts[first]), int(self.starts[last]))
        return EventTable(
            source=self.source, cases=self.cases[first:last], starts=self.starts[first:last + 1] - self.starts[first],
            activity=self.activity.part(rows), time=self.time.part(rows), actor=self.actor.part(rows), group=self.group.part(rows),
            attributes={name: column.part(rows) for name, column in self.attributes.items()},
            case_attributes={name: column.part(slice(first, last)) for name, column in self.case_attributes.items()},
            ranks=self.rank[first:last],
        )

    def ranked(self, first: int) -> EventTable:
        """The same table, as a piece of a log in which so many cases come before it."""
        return replace(self, ranks=self.rank + first)

    def with_broken(self, broken: Sequence[Broken], count: int) -> EventTable:
        """The same table, with what else was broken in its file."""
        return replace(self, broken=(*self.broken, *broken), broken_count=self.broken_count + count)

    def variants(self) -> Variants:
        """The different orders of activities."""
        codes = self.activity.codes
        lengths = np.diff(self.starts)
        groups = _groups(codes, self.starts, lengths)
        order = np.argsort(-np.bincount(groups), kind="stable") if len(groups) else np.zeros(0, np.int64)
        rank = np.empty(len(order), np.int32)
        rank[order] = np.arange(len(order))
        of_case = rank[groups]
        _, firsts = np.unique(of_case, return_index=True)
        names = self.activity.values
        each = tuple(
            tuple(names[code] for code in codes[self.starts[case]:self.starts[case + 1]].tolist()) for case in firsts.tolist()
        )
        return Variants(each, np.bincount(of_case, minlength=len(each)), of_case)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {name: number for number, name in reversed([*enumerate(self.cases)])}


def _groups(codes: Int32s, starts: Int64s, lengths: Int64s) -> Int64s:
    """For each case the number of its order of activities, by first appearance.

    Cases with one digest are compared event by event: should two orders ever share a digest, all are compared in full.
    """
    place = np.arange(len(codes)) - np.repeat(starts[:-1], lengths)
    mixed = (codes.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    mixed *= (place.astype(np.uint64) * np.uint64(2) + np.uint64(1)) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(mixed)])
    digest = (sums[starts[1:]] - sums[starts[:-1]]) ^ lengths.astype(np.uint64)
    _, firsts, groups = np.unique(digest, return_index=True, return_inverse=True)
    like = firsts[groups]
    same = bool((lengths == lengths[like]).all())
    if same and bool((codes == codes[np.repeat(starts[like], lengths) + place]).all()):
        rank = np.empty(len(firsts), np.int64)
        rank[np.argsort(firsts)] = np.arange(len(firsts))
        return rank[groups]
    known: dict[bytes, int] = {}
    spans = zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)
    return np.array([known.setdefault(codes[begin:end].tobytes(), len(known)) for begin, end in spans], np.int64)


def _said(column: Column, row: int) -> str:
    if isinstance(column, Coded):
        return column.text(row)
    at = column.at(row)
    return at.isoformat() if at else ""


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def empty(rows: int) -> Coded:
    """A column in which no row has a text."""
    return Coded(np.full(rows, NO_CODE, np.int32), ())


def coded(texts: Sequence[str | None]) -> Coded:
    """A column of these texts; None and "" are none."""
    known: dict[str, int] = {}
    codes = [known.setdefault(text, len(known)) if text else NO_CODE for text in texts]
    return Coded(np.array(codes, np.int32), tuple(known))
