"""A store of cases in a SQL database; what only one kind of database needs is handed in."""
from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from types import TracebackType
from typing import Protocol

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from powerflow.cases import tables
from powerflow.cases.store import CaseRow, Conflict, HistoryStore, NewCase, OpenRow, Turn, chain
from powerflow.deadlines import BEIJING
from powerflow.errors import StoreError, UsageError
from powerflow.model import Entry, History, canonical, entry_body, entry_from


class Database(Protocol):
    """A database: one transaction to read in, one to write in, both closed at the end, errors in our words."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that sees one state of the store."""

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that keeps other writers out, committed at its end."""

    def close(self) -> None:
        """Closes all connections."""


class SqlStore:
    """The store in any SQL database."""

    def __init__(self, database: Database, place: str) -> None:
        self._database = database
        self._place = place

    def create(self, new: NewCase, turn: Turn) -> str:
        """See HistoryStore."""
        with self._database.writing() as connection:
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
            self._add(connection, case, 0, turn)
        return case

    def append(self, case: str, *, expected: int, turn: Turn) -> None:
        """See HistoryStore."""
        with self._database.writing() as connection:
            length = connection.scalar(select(tables.cases.c.length).where(tables.cases.c.case_id == case))
            if length is None:
                raise _no_case(case, self._place)
            if length != expected:
                raise Conflict("办件 {case} 刚被别人推进了一步，请重试", case=case)
            self._add(connection, case, expected, turn)

    def read(self, case: str) -> History:
        """See HistoryStore."""
        with self._database.reading() as connection:
            row = connection.execute(select(tables.cases).where(tables.cases.c.case_id == case)).first()
            if row is None:
                raise _no_case(case, self._place)
            found = connection.execute(
                select(tables.entries).where(tables.entries.c.case_id == case).order_by(tables.entries.c.seq)
            ).all()
        return History(
            case=case, item=row.item, name=row.name, chart_path=row.chart_path, chart_digest=row.chart_digest,
            simulated=row.simulated, entries=tuple(self._entry(each) for each in found),
        )

    def chart(self, digest: str) -> bytes:
        """See HistoryStore."""
        with self._database.reading() as connection:
            content = connection.scalar(select(tables.charts.c.content).where(tables.charts.c.digest == digest))
        if not isinstance(content, bytes):
            raise StoreError("办件库 {place} 里没有摘要为 {digest} 的流程图，库可能已损坏", place=self._place, digest=digest)
        return content

    def cases(self) -> tuple[CaseRow, ...]:
        """See HistoryStore."""
        with self._database.reading() as connection:
            rows = connection.execute(select(tables.cases).order_by(tables.cases.c.started, tables.cases.c.case_id)).all()
            steps = connection.execute(select(tables.open_steps).order_by(tables.open_steps.c.position)).all()
        opened: Mapping[str, list[OpenRow]] = defaultdict(list)
        for step in steps:
            opened[step.case_id].append(OpenRow(
                node=step.node, is_timer=step.is_timer, since=_instant(step.since), post=step.post,
                over=_instant(step.over) if step.over else None,
            ))
        return tuple(
            CaseRow(
                case=row.case_id, item=row.item, name=row.name, simulated=row.simulated, started=_instant(row.started),
                last=_instant(row.last), ended=_instant(row.ended) if row.ended else None,
                open=tuple(opened[row.case_id]),
            )
            for row in rows
        )

    def due(self, at: datetime, *, simulated: bool) -> tuple[str, ...]:
        """See HistoryStore."""
        steps, cases = tables.open_steps.c, tables.cases.c
        first = func.min(steps.over)
        with self._database.reading() as connection:
            rows = connection.execute(
                select(steps.case_id).join(tables.cases, cases.case_id == steps.case_id)
                .where(steps.is_timer, steps.over <= _text(at), cases.simulated == simulated)
                .group_by(steps.case_id).order_by(first, steps.case_id)
            )
            return tuple(row.case_id for row in rows)

    def close(self) -> None:
        """See HistoryStore."""
        self._database.close()

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

    def _add(self, connection: Connection, case: str, length: int, turn: Turn) -> None:
        """Entries, the case's line and what is open: all in the transaction of `connection`."""
        previous = connection.scalar(
            select(tables.entries.c.digest).where(tables.entries.c.case_id == case, tables.entries.c.seq == length)
        )
        recorded = _text(turn.recorded)
        sealed = chain(previous or "", turn.entries)
        connection.execute(insert(tables.entries), [
            {
                "case_id": case, "seq": entry.seq, "at": _text(entry.at), "kind": entry.kind.value, "node": entry.node,
                "post": entry.post, "officer": entry.officer, "command": entry.command or None,
                "body": canonical(entry_body(entry)), "previous": entry.previous, "digest": entry.digest,
                "recorded": recorded,
            }
            for entry in sealed
        ])
        last = _text(sealed[-1].at)
        connection.execute(update(tables.cases).where(tables.cases.c.case_id == case).values(
            length=length + len(sealed), last=last, ended=last if turn.ended else None,
        ))
        connection.execute(delete(tables.open_steps).where(tables.open_steps.c.case_id == case))
        if turn.open:
            connection.execute(insert(tables.open_steps), [
                {
                    "case_id": case, "position": position, "node": row.node, "is_timer": row.is_timer,
                    "since": _text(row.since), "post": row.post, "over": _text(row.over) if row.over else None,
                }
                for position, row in enumerate(turn.open)
            ])

    def _entry(self, row: Row[tuple[object, ...]]) -> Entry:
        try:
            written = json.loads(row.body)
            return entry_from({**written, "previous": row.previous, "digest": row.digest})
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(
                "办件库 {place} 里办件 {case} 的第 {seq} 条记录已损坏", place=self._place, case=row.case_id, seq=row.seq
            ) from error


def _no_case(case: str, place: str) -> UsageError:
    return UsageError("办件库 {place} 里没有办件“{case}”；用 case list 可看到全部办件", case=case, place=place)


def _text(instant: datetime) -> str:
    return instant.astimezone(BEIJING).isoformat(timespec="seconds")


def _instant(text: str) -> datetime:
    """Raises StoreError for a text that the store never wrote."""
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise StoreError("办件库里的时间“{text}”读不出来，库可能已损坏", text=text) from error
