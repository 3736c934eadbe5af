"""What a store of cases (办件库) must do, and what it is given and gives back; where it is opened by its URL."""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from powerflow.errors import StoreError, UsageError
from powerflow.model import Entry, History, entry_digest, sealed

if TYPE_CHECKING:
    from powerflow.cases.alarms import Alarm
    from powerflow.cases.watched import ClockRow

DEFAULT_URL = "sqlite:///powerflow.db"


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """A case about to begin. Its id becomes `prefix`-`year`-running number; `command` makes a repeated start harmless.

    `caller` is the case that calls it from its step `calling`, "" if none does.
    """

    prefix: str
    year: int
    item: str
    name: str
    chart_path: str
    chart_digest: str
    chart: bytes
    simulated: bool = False
    command: str = ""
    caller: str = ""
    calling: str = ""


@dataclass(frozen=True, kw_only=True)
class OpenRow:
    """One open step or timer as the store keeps it for looking up.

    `is_timer`: no person is waited for; so also a call or service that the system is about to begin, with `over` its opening.
    `over` is when its limit may be over at the earliest, None if never; `due` the instant at which it is over, as the
    calendar stood when it was written, None while its clock stands still. `position` tells those of one case apart.
    """

    node: str
    is_timer: bool
    since: datetime
    post: str = ""
    over: datetime | None = None
    due: datetime | None = None
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What one command adds to a case: its entries, and how the case stands after them, written together.

    `recorded` is the system's time of writing; the entries' own `at` are the times of the acts. `before` is what was open
    as the store has it, if the caller knows: then only what changed is written. `clocks` are the limits that run and
    `alarms` those of supervision as they stand, None where they are as they were; `clocks_before` as `before`. `ended_at` is when
    it ended, if not with these entries.
    """

    entries: tuple[Entry, ...]
    open: tuple[OpenRow, ...]
    ended: bool
    recorded: datetime
    before: tuple[OpenRow, ...] | None = None
    clocks: tuple[ClockRow, ...] | None = None
    clocks_before: tuple[ClockRow, ...] | None = None
    alarms: tuple[Alarm, ...] | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One line of the list of cases. `ended` is the instant of its last entry once it is over."""

    case: str
    item: str
    name: str
    simulated: bool
    started: datetime
    last: datetime
    ended: datetime | None
    open: tuple[OpenRow, ...]


class Conflict(StoreError):  # noqa: N818  says what happened
    """Another one has moved the case in the meantime: read it again and decide again."""


class NoStore(StoreError):  # noqa: N818  says what is missing
    """There is no store at this address."""


class HistoryStore(Protocol):
    """A store of cases. Every method is one transaction; what it has returned from is on the disk."""

    place: str

    def about(self) -> Mapping[str, str]:
        """What the database is and how safely it writes."""

    def create(self, new: NewCase, turn: Turn) -> str:
        """Begins a case and gives its id; for a command that began one before, the id of that one."""

    def append(self, case: str, *, expected: int, turn: Turn, tip: str | None = None) -> tuple[Entry, ...]:
        """Adds to a case of `expected` entries and gives the new ones with their digests. Raises Conflict if it has more by now.

        `tip` is the digest of the last one, if the caller knows it: StoreError if the store has another.
        """

    def length(self, case: str) -> int:
        """How many entries the case has; 0 if there is no such case."""

    def read(self, case: str) -> History:
        """The whole history. Raises UsageError if there is no such case."""

    def chart(self, digest: str) -> bytes:
        """The bytes of the chart with that digest under which a case was begun."""

    def keep_chart(self, digest: str, path: str, content: bytes) -> None:
        """Keeps the bytes of a chart by their digest; does nothing if they are there."""

    def cases(self) -> tuple[CaseRow, ...]:
        """All cases, oldest first."""

    def due(self, at: datetime, *, simulated: bool) -> tuple[str, ...]:
        """The cases, simulated or not, with a timer that may be over at `at`; the longest waiting first."""

    def close(self) -> None:
        """Lets go of everything."""

    def __enter__(self) -> HistoryStore: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_store(
    url: str = DEFAULT_URL, *, create: bool = False, wait: float = 30.0, waiting: Callable[[], object] = lambda: None
) -> HistoryStore:
    """The store at `url`. `create` makes one where there is none; `wait` is how many seconds to wait for other writers.

    `waiting` is called once each time that this takes more than two seconds.

    Raises NoStore if it is missing, StoreError if it is damaged, locked, of a newer version or not a store of ours, UsageError for
    a URL of an unknown kind.
    """
    from powerflow.cases.sqlite import open_sqlite

    kind, separator, path = url.partition(":///")
    if re.match(r"postgres(ql)?(\+psycopg)?://", url):
        from powerflow.cases.postgres import open_postgres

        return open_postgres(url, create=create, wait=wait)
    if kind != "sqlite" or not separator or not path:
        raise UsageError("看不懂办件库地址“{url}”，应当写成 sqlite:///文件.db 或 postgresql://用户@主机/库名", url=url)
    return open_sqlite(path, create=create, wait=wait, waiting=waiting)


def chain(previous: str, entries: Sequence[Entry]) -> tuple[tuple[Entry, str], ...]:
    """The entries with their digests, each over the one before, and the text that the digest is over.

    `previous` is the digest of the last one stored.
    """
    found = []
    for entry in entries:
        found.append(sealed(previous, entry))
        previous = found[-1][0].digest
    return tuple(found)


def broken_at(history: History) -> int | None:
    """The number of the first entry whose digest is not that of its words and the entry before; None if all are."""
    previous = ""
    for entry in history.entries:
        if entry.previous != previous or entry.digest != entry_digest(previous, entry):
            return entry.seq
        previous = entry.digest
    return None
