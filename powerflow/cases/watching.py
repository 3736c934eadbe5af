"""Writes what supervision looks at, limits that run and alarms, in the transaction of the command that moved them."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, Dialect, bindparam, delete, insert, select

from powerflow.cases import tables
from powerflow.cases.alarms import Alarm
from powerflow.cases.statements import Cursor
from powerflow.cases.watched import ClockRow
from powerflow.deadlines import BEIJING


class Watching:
    """The statements for one kind of database; each is run on the cursor of the command's own transaction."""

    def __init__(self, dialect: Dialect) -> None:
        case = bindparam("case", type_=tables.clocks.c.case_id.type)
        clocks, alarms = tables.clocks, tables.alarms
        self._add_clock = str(insert(clocks).compile(dialect=dialect))
        self._drop_clock = str(
            delete(clocks).where(clocks.c.case_id == case, clocks.c.clock == bindparam("name")).compile(dialect=dialect)
        )
        self._drop_clocks = str(delete(clocks).where(clocks.c.case_id == case).compile(dialect=dialect))
        self._add_alarm = str(insert(alarms).compile(dialect=dialect))
        self._drop_alarms = str(delete(alarms).where(alarms.c.case_id == case).compile(dialect=dialect))

    def clocks(self, cursor: Cursor, case: str, rows: Sequence[ClockRow], before: Sequence[ClockRow] | None) -> None:
        """Writes the limits that run; of those in `before`, which the store has, only what changed."""
        new, old = {row.clock: row for row in rows}, {row.clock: row for row in before or ()}
        if before is None:
            cursor.execute(self._drop_clocks, {"case": case})
        for name, row in old.items():
            if new.get(name) != row:
                cursor.execute(self._drop_clock, {"case": case, "name": name})
        added = [_clock_values(case, row) for name, row in new.items() if old.get(name) != row]
        if added:
            cursor.executemany(self._add_clock, added)

    def kept(self, connection: Connection, case: str) -> Sequence[Mapping[str, object]]:
        """The rows of the limits that run, in the order of their names."""
        clocks = tables.clocks
        found = connection.execute(select(clocks).where(clocks.c.case_id == case)).mappings()
        return sorted((dict(row) for row in found), key=lambda row: str(row["clock"]))

    def values(self, case: str, rows: Sequence[ClockRow]) -> Sequence[Mapping[str, object]]:
        """The rows that these limits make, in the same order."""
        return [_clock_values(case, row) for row in sorted(rows, key=lambda row: row.clock)]

    def alarms(self, cursor: Cursor, case: str, rows: Sequence[Alarm]) -> None:
        """Writes the alarms of a case as they stand now."""
        cursor.execute(self._drop_alarms, {"case": case})
        if rows:
            cursor.executemany(self._add_alarm, [_alarm_values(case, row) for row in rows])


def _clock_values(case: str, row: ClockRow) -> Mapping[str, object]:
    return {
        "case_id": case, "clock": row.clock, "owner": row.owner, "role": row.role, "length": row.length, "seq": row.seq,
        "start": text(row.start), "due": text(row.due), "early": text(row.early), "late": text(row.late), "stopped": row.stopped,
    }


def _alarm_values(case: str, row: Alarm) -> Mapping[str, object]:
    return {
        "case_id": case, "seq": row.seq, "code": row.code, "lamp": row.lamp, "node": row.node, "refers": row.refers,
        "rule": row.rule, "state": row.state.value, "since": text(row.since), "post": row.post, "term": row.term,
    }


@lru_cache(maxsize=4096)
def text(instant: datetime | None) -> str | None:
    """An instant as the store keeps it: Beijing time to the second, so that texts sort as instants do."""
    return instant.astimezone(BEIJING).isoformat(timespec="seconds") if instant else None
