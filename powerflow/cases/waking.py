"""Jobs that wake workers (唤醒): laid beside a turn in its own transaction, for the instant at which something is due."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from powerflow.cases.statements import Cursor
    from powerflow.cases.store import OpenRow, Turn

QUEUE, ADVANCE = "powerflow", "powerflow.advance"
_TABLE = "procrastinate_jobs"
_AFFECTED = "SELECT c.simulated, k.caller FROM cases c LEFT JOIN calls k ON k.case_id = c.case_id WHERE c.case_id = %s"


def lay(connection: Connection) -> None:
    """Makes the tables of the jobs in the store's database, if there are none and procrastinate is installed."""
    try:
        from procrastinate.schema import SchemaManager
    except ImportError:
        return
    if not inspect(connection).has_table(_TABLE):
        cursor = connection.connection.cursor()
        cursor.execute(SchemaManager.get_schema())
        cursor.close()


class Waker:
    """Lays a job beside each turn, in its transaction, for the instant at which something in the case is due."""

    def __init__(self) -> None:
        from procrastinate import App, SyncPsycopgConnector

        # Never opened: it only writes through the connections of turns.
        self._app = App(connector=SyncPsycopgConnector())

    def __call__(self, cursor: Cursor, case: str, turn: Turn) -> None:
        """A job for each new timer or system step of a real case, and one for the case that called it."""
        due = [row for row in _new(turn) if row.is_timer and row.over is not None]
        cursor.execute(_AFFECTED, (case,))
        [simulated, caller] = cursor.fetchone()
        if simulated:
            return
        for row in due:
            self._wake(cursor, case, row.over)
        if caller:
            self._wake(cursor, caller, None)

    def _wake(self, cursor: Any, case: str, at: datetime | None) -> None:
        self._app.configure_task(ADVANCE, queue=QUEUE, schedule_at=at, connection=cursor.connection).defer(case=case)


def _new(turn: Turn) -> Sequence[OpenRow]:
    before = {(row.position, row.over) for row in turn.before or ()}
    return [row for row in turn.open if (row.position, row.over) not in before]


def waker(connection: Connection) -> Waker | None:
    """What wakes workers of the store; None where it has no tables for jobs, or this machine no procrastinate."""
    try:
        return Waker() if inspect(connection).has_table(_TABLE) else None
    except ImportError:
        return None
