"""A store of cases in a SQL database; what only one kind of database needs is handed in."""
from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import lru_cache
from types import TracebackType
from typing import Protocol

from sqlalchemy import Connection, Dialect, Row, func, insert, select

from powerflow.cases import tables
from powerflow.cases.statements import Cursor, statements
from powerflow.cases.store import CaseRow, Conflict, HistoryStore, NewCase, OpenRow, Turn, chain
from powerflow.deadlines import BEIJING
from powerflow.errors import StoreError, UsageError
from powerflow.model import Entry, History, entry_from

_ALL_CASES = select(*(
    tables.cases.c[name] for name in ("case_id", "item", "name", "simulated", "started", "last", "ended")
)).order_by(tables.cases.c.started, tables.cases.c.case_id)
_ALL_OPEN = select(*(
    tables.open_steps.c[name] for name in ("case_id", "node", "is_timer", "since", "post", "over", "due", "position")
)).order_by(tables.open_steps.c.case_id, tables.open_steps.c.position)


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

    @property
    def dialect(self) -> Dialect:
        """Its way to write SQL, with parameters by name."""

    def about(self) -> Mapping[str, str]:
        """What the database is and how safely it writes, for `doctor`."""

    def close(self) -> None:
        """Closes all connections."""


class SqlStore:
    """The store in any SQL database."""

    def __init__(self, database: Database, place: str) -> None:
        self.database = database
        self.place = place
        self._sql = statements(database.dialect)

    def create(self, new: NewCase, turn: Turn) -> str:
        """See HistoryStore."""
        with self.database.writing() as connection:
            self.database.queue(connection, f"{new.prefix}-{new.year}")
            if new.command:
                known = connection.scalar(select(tables.cases.c.case_id).where(tables.cases.c.command == new.command))
                if known is not None:
                    return str(known)
            self._keep_chart(connection, new)
            same = (tables.cases.c.prefix == new.prefix, tables.cases.c.year == new.year)
            number = (connection.scalar(select(func.max(tables.cases.c.number)).where(*same)) or 0) + 1
            case = f"{new.prefix}-{new.year}-{number:04d}"
            connection.execute(insert(tables.cases).values(
                case_id=case, prefix=new.prefix, year=new.year, number=number, item=new.item, name=new.name,
                chart_path=new.chart_path, chart_digest=new.chart_digest, simulated=new.simulated,
                command=new.command or None, length=0, started=_text(turn.entries[0].at), last="",
            ))
            cursor = connection.connection.cursor()
            self._add(cursor, case, 0, chain("", turn.entries), turn)
            cursor.close()
        return case

    def append(self, case: str, *, expected: int, turn: Turn, tip: str | None = None) -> tuple[Entry, ...]:
        """See HistoryStore."""
        with self.database.turning() as cursor:
            cursor.execute(self._sql.length, {"case": case})
            found = cursor.fetchone()
            if found is None:
                raise _no_case(case, self.place)
            if found[0] != expected:
                raise Conflict("办件 {case} 刚被别人推进了一步，请重试", case=case)
            cursor.execute(self._sql.tip, {"case": case, "seq": expected})
            last = cursor.fetchone()
            if last is None or (tip is not None and last[0] != tip):
                raise StoreError("办件 {case} 的运行记录与在手的不同，办件库可能被改动过，没有写入", case=case)
            sealed = chain(last[0], turn.entries)
            self._add(cursor, case, expected, sealed, turn)
        return tuple(entry for entry, _ in sealed)

    def length(self, case: str) -> int:
        """See HistoryStore."""
        with self.database.reading() as connection:
            return connection.scalar(select(tables.cases.c.length).where(tables.cases.c.case_id == case)) or 0

    def read(self, case: str) -> History:
        """See HistoryStore."""
        with self.database.reading() as connection:
            row = connection.execute(select(tables.cases).where(tables.cases.c.case_id == case)).first()
            if row is None:
                raise _no_case(case, self.place)
            found = connection.execute(
                select(tables.entries).where(tables.entries.c.case_id == case).order_by(tables.entries.c.seq)
            ).all()
        return History(
            case=case, item=row.item, name=row.name, chart_path=row.chart_path, chart_digest=row.chart_digest,
            simulated=row.simulated, entries=tuple(self._entry(each) for each in found),
        )

    def chart(self, digest: str) -> bytes:
        """See HistoryStore."""
        with self.database.reading() as connection:
            content = connection.scalar(select(tables.charts.c.content).where(tables.charts.c.digest == digest))
        if not isinstance(content, bytes):
            raise StoreError("办件库 {place} 里没有摘要为 {digest} 的流程图，库可能已损坏", place=self.place, digest=digest)
        return content

    def cases(self) -> tuple[CaseRow, ...]:
        """See HistoryStore."""
        with self.database.reading() as connection:
            rows = connection.execute(_ALL_CASES).all()
            steps = connection.execute(_ALL_OPEN).all()
        opened: Mapping[str, list[OpenRow]] = defaultdict(list)
        for case, node, is_timer, since, post, over, due, position in steps:
            opened[case].append(OpenRow(
                node=node, is_timer=is_timer, since=_instant(since), post=post, over=_instant(over) if over else None,
                due=_instant(due) if due else None, position=position,
            ))
        return tuple(
            CaseRow(
                case=case, item=item, name=name, simulated=simulated, started=_instant(started), last=_instant(last),
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

    def project(self, case: str, *, expected: int, open: Sequence[OpenRow], ended: datetime | None) -> bool:
        """Writes what is open in a case of `expected` entries anew; does nothing, and says so, if it has more by now."""
        with self.database.turning() as cursor:
            cursor.execute(self._sql.length, {"case": case})
            found = cursor.fetchone()
            if found is None or found[0] != expected:
                return False
            cursor.execute(self._sql.end, {"case": case, "new_ended": _text(ended) if ended else None})
            self._open(cursor, case, open, None)
        return True

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

    def _keep_chart(self, connection: Connection, new: NewCase) -> None:
        known = connection.scalar(select(tables.charts.c.digest).where(tables.charts.c.digest == new.chart_digest))
        if known is None:
            connection.execute(insert(tables.charts).values(
                digest=new.chart_digest, path=new.chart_path, content=new.chart,
            ))

    def _add(self, cursor: Cursor, case: str, length: int, sealed: Sequence[tuple[Entry, str]], turn: Turn) -> None:
        """Entries, the case's line and what is open: all in the transaction of `cursor`."""
        recorded = _text(turn.recorded)
        cursor.executemany(self._sql.add_entry, [
            {
                "case_id": case, "seq": entry.seq, "at": _text(entry.at), "kind": entry.kind.value, "node": entry.node,
                "post": entry.post, "officer": entry.officer, "command": entry.command or None, "body": body,
                "previous": entry.previous, "digest": entry.digest, "recorded": recorded,
            }
            for entry, body in sealed
        ])
        last = _text(turn.entries[-1].at)
        cursor.execute(self._sql.moved, {
            "case": case, "new_length": length + len(sealed), "new_last": last, "new_ended": last if turn.ended else None,
        })
        self._open(cursor, case, turn.open, turn.before)

    def _open(self, cursor: Cursor, case: str, rows: Sequence[OpenRow], before: Sequence[OpenRow] | None) -> None:
        """Writes what is open; what was there already, by the place that it has in its case, stays."""
        new, old = _by_position(rows), _by_position(before or ())
        if before is None:
            cursor.execute(self._sql.close_steps, {"case": case})
        changed = [place for place in old if place not in new or (new[place] is not old[place] and new[place] != old[place])]
        for place in changed:
            cursor.execute(self._sql.close_step, {"case": case, "place": place})
        for place in new:
            if place not in old or place in changed:
                cursor.execute(self._sql.open_step, _open_values(case, place, new[place]))

    def _entry(self, row: Row[tuple[object, ...]]) -> Entry:
        try:
            written = json.loads(row.body)
            return entry_from({**written, "previous": row.previous, "digest": row.digest})
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(
                "办件库 {place} 里办件 {case} 的第 {seq} 条记录已损坏", place=self.place, case=row.case_id, seq=row.seq
            ) from error


def _by_position(rows: Sequence[OpenRow]) -> Mapping[int, OpenRow]:
    """The rows by their place; rows that nobody has given one are counted."""
    found = {row.position: row for row in rows}
    return found if len(found) == len(rows) else dict(enumerate(rows))


def _open_values(case: str, place: int, row: OpenRow) -> dict[str, object]:
    return {
        "case_id": case, "position": place, "node": row.node, "is_timer": row.is_timer, "since": _text(row.since),
        "post": row.post, "over": _text(row.over) if row.over else None, "due": _text(row.due) if row.due else None,
    }


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
