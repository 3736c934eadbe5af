"""The calls between cases as the store keeps them: who waits for whom, and who has yet to look at what the other did."""
from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import delete, insert, select, update

from powerflow.cases import tables
from powerflow.cases.sql_store import SqlStore
from powerflow.cases.store import HistoryStore
from powerflow.errors import UsageError


def begun_by(store: HistoryStore, command: str) -> str:
    """The case that this command has begun, "" if none."""
    with _sql(store).database.reading() as connection:
        found = connection.scalar(select(tables.cases.c.case_id).where(tables.cases.c.command == command))
    return str(found or "")


def to_look(store: HistoryStore, *, simulated: bool) -> tuple[str, ...]:
    """The cases, simulated or not, that called a case which has moved since they looked at it; the longest waiting first."""
    calls, cases = tables.calls.c, tables.cases.c
    query = (
        select(calls.caller).join(tables.cases, cases.case_id == calls.case_id)
        .where(calls.looked < cases.length, cases.simulated.is_(simulated)).order_by(cases.last, calls.caller)
    )
    with _sql(store).database.reading() as connection:
        return tuple(dict.fromkeys(connection.scalars(query)))


class Waiting(NamedTuple):
    """A case that was called from the step `node` and that its caller has not done with; it has `length` entries."""

    called: str
    node: str
    length: int


def called_by(store: HistoryStore, caller: str) -> tuple[Waiting, ...]:
    """The cases that `caller` called and that it has not done with."""
    calls, cases = tables.calls.c, tables.cases.c
    query = select(calls.case_id, calls.node, cases.length).join(tables.cases, cases.case_id == calls.case_id)
    with _sql(store).database.reading() as connection:
        return tuple(Waiting(*row) for row in connection.execute(query.where(calls.caller == caller)))


def restore(store: HistoryStore, caller: str, waiting: Mapping[str, str]) -> bool:
    """Keeps anew that `caller` waits at steps for cases (`waiting`: step → case); whether that was lost."""
    lost = set(waiting.values()) - {each.called for each in called_by(store, caller)}
    if lost:
        with _sql(store).database.writing() as connection:
            rows = [{"case_id": case, "caller": caller, "node": node, "looked": 0} for node, case in waiting.items() if case in lost]
            connection.execute(insert(tables.calls), rows)
    return bool(lost)


def looked(store: HistoryStore, called: str, length: int) -> None:
    """Notes that the caller has seen the first `length` entries of the case that it called."""
    calls = tables.calls
    with _sql(store).database.writing() as connection:
        connection.execute(update(calls).where(calls.c.case_id == called, calls.c.looked < length).values(looked=length))


def over(store: HistoryStore, called: str) -> None:
    """Notes that nobody waits for the case any more."""
    with _sql(store).database.writing() as connection:
        connection.execute(delete(tables.calls).where(tables.calls.c.case_id == called))


def _sql(store: HistoryStore) -> SqlStore:
    if not isinstance(store, SqlStore):
        raise UsageError("只有 SQLite 和 PostgreSQL 办件库可以办理互相调用的办件")
    return store
