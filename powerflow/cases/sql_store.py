"""A store of cases in a SQL database; what only one kind of database needs is handed in."""
from __future__ import annotations

import gc
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import lru_cache
from types import TracebackType
from typing import Protocol

from sqlalchemy import BindParameter, Connection, Dialect, Row, bindparam, func, insert, select

from powerflow.cases import tables
from powerflow.cases.alarms import Alarm
from powerflow.cases.statements import Cursor, statements
from powerflow.cases.store import CaseRow, Conflict, HistoryStore, NewCase, OpenRow, Turn, chain
from powerflow.cases.watched import ClockRow
from powerflow.cases.watching import Watching
from powerflow.deadlines import BEIJING
from powerflow.errors import StoreError, UsageError
from powerflow.model import Entry, History, entry_from

_CASE: BindParameter[str] = bindparam("case")
# Made once: to build such a statement takes longer than to run it.
_LENGTH = select(tables.cases.c.length).where(tables.cases.c.case_id == _CASE)
_ONE_CASE = select(tables.cases).where(tables.cases.c.case_id == _CASE)
_ENTRIES = select(tables.entries).where(tables.entries.c.case_id == _CASE).order_by(tables.entries.c.seq)
_CHART = select(tables.charts.c.content).where(tables.charts.c.digest == bindparam("digest"))


class Database(Protocol):
    """A database: one transaction to read in, one to write in, both closed at the end, errors in our words."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that sees one state of the store."""

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction to write in, committed at its end; on SQLite it keeps other writers out."""

    def turning(self) -> AbstractContextManager[Cursor]:
        """The same for one turn of one case, on a connection that is kept, without a detour over SQLAlchemy."""

    def queue(self, connection: Connection, name: str) -> None:
        """Waits until no other transaction is in the queue of that name; it leaves the queue at its end."""

    def stand_in_line(self, cursor: Cursor, name: str) -> None:
        """The same in a turn."""

    @property
    def dialect(self) -> Dialect:
        """Its way to write SQL, with parameters by name."""

    @property
    def placing(self) -> Dialect:
        """The same with parameters by their place, which the driver takes a little faster."""

    def about(self) -> Mapping[str, str]:
        """What the database is and how safely it writes, for `doctor`."""

    def close(self) -> None:
        """Closes all connections."""


class SqlStore:
    """The store in any SQL database. `wake` is told of each turn, in its transaction."""

    wake: Callable[[Cursor, str, Turn], object] | None = None

    def __init__(self, database: Database, place: str) -> None:
        self.database = database
        self.place = place
        self._sql = statements(database.placing)
        self._watching = Watching(database.dialect)

    def create(self, new: NewCase, turn: Turn) -> str:
        """See HistoryStore."""
        with self.database.turning() as cursor:
            self.database.stand_in_line(cursor, f"{new.prefix}-{new.year}")
            if new.command:
                cursor.execute(self._sql.begun, (new.command,))
                known = cursor.fetchone()
                if known is not None:
                    return str(known[0])
            cursor.execute(self._sql.chart, (new.chart_digest,))
            if cursor.fetchone() is None:
                cursor.execute(self._sql.add_chart, (new.chart_digest, new.chart_path, new.chart))
            cursor.execute(self._sql.last_number, (new.prefix, new.year))
            number = (cursor.fetchone()[0] or 0) + 1
            case = f"{new.prefix}-{new.year}-{number:04d}"
            cursor.execute(self._sql.add_case, _case_values(case, number, new, turn))
            if new.caller:
                cursor.execute(self._sql.add_call, (case, new.caller, new.calling, 0))
            self._add(cursor, case, chain("", turn.entries), turn, is_new=True)
        return case

    def append(self, case: str, *, expected: int, turn: Turn, tip: str | None = None) -> tuple[Entry, ...]:
        """See HistoryStore."""
        # What is known is worked out before others have to wait.
        known = None if tip is None else chain(tip, turn.entries)
        with self.database.turning() as cursor:
            if known is None or tip is None:
                tip = self._tip(cursor, case, expected)
                known = chain(tip, turn.entries)
            self._move(cursor, case, expected, tip, turn)
            self._add(cursor, case, known, turn)
        return tuple(entry for entry, _ in known)

    def _move(self, cursor: Cursor, case: str, expected: int, tip: str, turn: Turn) -> None:
        new, seen = (expected + len(turn.entries), _text(turn.entries[-1].at)), (case, expected, case, expected, tip)
        if not turn.ended:
            cursor.execute(self._sql.went_on, (*new, *seen))
            if cursor.rowcount == 1:
                return
        ended = _text(turn.ended_at or turn.entries[-1].at) if turn.ended else None
        cursor.execute(self._sql.moved, (*new, ended, *seen))
        if cursor.rowcount != 1:
            self._tip(cursor, case, expected)
            raise _altered(case)

    def _tip(self, cursor: Cursor, case: str, expected: int) -> str:
        """The digest of the last of `expected` entries. Raises as `append`."""
        cursor.execute(self._sql.length, (case,))
        found = cursor.fetchone()
        if found is None:
            raise _no_case(case, self.place)
        if found[0] != expected:
            raise Conflict("办件 {case} 刚被别人推进了一步，请重试", case=case)
        cursor.execute(self._sql.tip, (case, expected))
        last = cursor.fetchone()
        if last is None:
            raise _altered(case)
        return str(last[0])

    def length(self, case: str) -> int:
        """See HistoryStore."""
        with self.database.reading() as connection:
            return connection.scalar(_LENGTH, {"case": case}) or 0

    def read(self, case: str) -> History:
        """See HistoryStore."""
        with self.database.reading() as connection:
            row = connection.execute(_ONE_CASE, {"case": case}).first()
            if row is None:
                raise _no_case(case, self.place)
            found = connection.execute(_ENTRIES, {"case": case}).all()
        return History(
            case=case, item=row.item, name=row.name, chart_path=row.chart_path, chart_digest=row.chart_digest,
            simulated=row.simulated, entries=tuple(self._entry(each) for each in found),
        )

    def chart(self, digest: str) -> bytes:
        """See HistoryStore."""
        with self.database.reading() as connection:
            content = connection.scalar(_CHART, {"digest": digest})
        if not isinstance(content, bytes):
            raise StoreError("办件库 {place} 里没有摘要为 {digest} 的流程图，库可能已损坏", place=self.place, digest=digest)
        return content

    def keep_chart(self, digest: str, path: str, content: bytes) -> None:
        """See HistoryStore."""
        with self.database.writing() as connection:
            _keep_chart(connection, digest, path, content)

    def cases(self) -> tuple[CaseRow, ...]:
        """See HistoryStore."""
        opened: Mapping[str, list[OpenRow]] = defaultdict(list)
        with self.database.reading() as connection, _uncollected():
            # The driver's rows as they are: a large office has hundreds of thousands of them.
            cursor = connection.connection.cursor()
            cursor.execute(self._sql.all_cases)
            rows = cursor.fetchall()
            cursor.execute(self._sql.all_open)
            for case, *values in cursor.fetchall():
                opened[case].append(_open_row(*values))
            cursor.close()
            return tuple(
                CaseRow(
                    case=case, item=item, name=name, simulated=bool(simulated), started=_instant(started), last=_instant(last),
                    ended=_instant(ended) if ended else None, open=tuple(opened.get(case, ())),
                )
                for case, item, name, simulated, started, last, ended in rows
            )

    def due(self, at: datetime, *, simulated: bool) -> tuple[str, ...]:
        """See HistoryStore."""
        steps, cases = tables.open_steps.c, tables.cases.c
        first = func.min(steps.over)
        with self.database.reading() as connection:
            rows = connection.execute(
                select(steps.case_id).join(tables.cases, cases.case_id == steps.case_id)
                .where(steps.is_timer, steps.over <= _text(at), cases.simulated == simulated)
                .group_by(steps.case_id).order_by(first, steps.case_id)
            )
            return tuple(row.case_id for row in rows)

    def project(
        self, case: str, *, expected: int, open: Sequence[OpenRow], ended: datetime | None, clocks: Sequence[ClockRow] = (),
        alarms: Sequence[Alarm] = (),
    ) -> bool:
        """Writes what is open in a case of `expected` entries anew; does nothing, and says so, if it has more by now."""
        with self.database.turning() as cursor:
            cursor.execute(self._sql.length, (case,))
            found = cursor.fetchone()
            if found is None or found[0] != expected:
                return False
            cursor.execute(self._sql.end, (_text(ended) if ended else None, case))
            self._open(cursor, case, open, None)
            self._watching.clocks(cursor, case, clocks, None)
            self._watching.alarms(cursor, case, alarms)
        return True

    def runs(self, case: str, clocks: Sequence[ClockRow]) -> bool:
        """Whether the limits kept as running in a case are these."""
        with self.database.reading() as connection:
            return self._watching.kept(connection, case) == self._watching.values(case, clocks)

    def about(self) -> Mapping[str, str]:
        """See HistoryStore."""
        return self.database.about()

    def close(self) -> None:
        """See HistoryStore."""
        self.database.close()

    def __enter__(self) -> HistoryStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _add(self, cursor: Cursor, case: str, entries: Sequence[tuple[Entry, str]], turn: Turn, *, is_new: bool = False) -> None:
        """Entries and what follows from them: all in the transaction of `cursor`."""
        recorded = _text(turn.recorded)
        for entry, body in entries:
            cursor.execute(self._sql.add_entry, _entry_values(case, entry, body, recorded))
        self._open(cursor, case, turn.open, () if is_new else turn.before)
        if turn.clocks is not None and (turn.clocks or turn.clocks_before or not (is_new or turn.clocks_before == ())):
            self._watching.clocks(cursor, case, turn.clocks, () if is_new else turn.clocks_before)
        if turn.alarms is not None:
            self._watching.alarms(cursor, case, turn.alarms)
        if self.wake is not None:
            self.wake(cursor, case, turn)

    def _open(self, cursor: Cursor, case: str, rows: Sequence[OpenRow], before: Sequence[OpenRow] | None) -> None:
        """Writes what is open; what was there already, by the place that it has in its case, stays."""
        new, old = _by_position(rows), _by_position(before or ())
        if before is None:
            cursor.execute(self._sql.close_steps, (case,))
        # Most rows are the same objects as before, which spares the look into them.
        changed = [place for place in new.keys() & old.keys() if new[place] is not old[place] and new[place] != old[place]]
        closed, opened = [place for place in old if place not in new], [place for place in new if place not in old]
        kept = min(len(closed), len(opened))
        for was, place in (*((place, place) for place in changed), *zip(closed, opened, strict=False)):
            cursor.execute(self._sql.step_after, (*_open_values(place, new[place]), case, was))
        for place in closed[kept:]:
            cursor.execute(self._sql.close_step, (case, place))
        for place in opened[kept:]:
            cursor.execute(self._sql.open_step, (case, *_open_values(place, new[place])))

    def _entry(self, row: Row[tuple[object, ...]]) -> Entry:
        try:
            written = json.loads(row.body)
            return entry_from({**written, "previous": row.previous, "digest": row.digest})
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(
                "办件库 {place} 里办件 {case} 的第 {seq} 条记录已损坏", place=self.place, case=row.case_id, seq=row.seq
            ) from error


def _keep_chart(connection: Connection, digest: str, path: str, content: bytes) -> None:
    if connection.scalar(select(tables.charts.c.digest).where(tables.charts.c.digest == digest)) is None:
        connection.execute(insert(tables.charts).values(digest=digest, path=path, content=content))


def _by_position(rows: Sequence[OpenRow]) -> Mapping[int, OpenRow]:
    """The rows by their place; rows that nobody has given one are counted."""
    found = {row.position: row for row in rows}
    return found if len(found) == len(rows) else dict(enumerate(rows))


def _case_values(case: str, number: int, new: NewCase, turn: Turn) -> tuple[object, ...]:
    """In the order of the table's columns."""
    last = _text(turn.entries[-1].at)
    return (
        case, new.prefix, new.year, number, new.item, new.name, new.chart_path, new.chart_digest, new.simulated,
        new.command or None, len(turn.entries), _text(turn.entries[0].at), last, last if turn.ended else None,
    )


def _entry_values(case: str, entry: Entry, body: str, recorded: str) -> tuple[object, ...]:
    """In the order of the table's columns."""
    return (
        case, entry.seq, _text(entry.at), entry.kind.value, entry.node, entry.post, entry.officer, entry.command or None, body,
        entry.previous, entry.digest, recorded,
    )


def _open_values(place: int, row: OpenRow) -> tuple[object, ...]:
    """In the order of the table's columns, the case left out."""
    return (
        place, row.node, row.is_timer, _text(row.since), row.post, _text(row.over) if row.over else None,
        _text(row.due) if row.due else None,
    )


def _open_row(
    position: int, node: str, is_timer: int, since: str, post: str, over: str | None, due: str | None
) -> OpenRow:
    """Takes the values in the order of the table's columns, the case left out."""
    return OpenRow(
        node=node, is_timer=bool(is_timer), since=_instant(since), post=post, over=_instant(over) if over else None,
        due=_instant(due) if due else None, position=position,
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Meanwhile nobody looks for garbage: of many new objects that all stay the collector would take half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _altered(case: str) -> StoreError:
    return StoreError("办件 {case} 的运行记录与在手的不同，办件库可能被改动过，没有写入", case=case)


def _no_case(case: str, place: str) -> UsageError:
    return UsageError("办件库 {place} 里没有办件“{case}”；用 case list 可看到全部办件", case=case, place=place)


@lru_cache(maxsize=1024)
def _text(instant: datetime) -> str:
    return instant.astimezone(BEIJING).isoformat(timespec="seconds")


@lru_cache(maxsize=65536)
def _instant(text: str) -> datetime:
    """Raises StoreError for a text that the store never wrote."""
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise StoreError("办件库里的时间“{text}”读不出来，库可能已损坏", text=text) from error
