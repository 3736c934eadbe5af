"""The statements of a turn as plain SQL: made once from the tables, then handed to the driver without a detour.

A turn is five statements. Building them anew each time would cost several times what the database needs for them.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import BindParameter, Dialect, bindparam, delete, insert, select, update

from powerflow.cases import tables

_CASE: BindParameter[str] = bindparam("case")


class Cursor(Protocol):
    """The part of a driver's cursor that a turn needs."""

    def execute(self, statement: str, values: Any = ..., /) -> Any:
        """Runs a statement."""

    def executemany(self, statement: str, values: Any, /) -> Any:
        """Runs it once for each of the values."""

    def fetchone(self) -> Any:
        """The next row, None if there is none."""


@dataclass(frozen=True)
class Statements:
    """The texts for one kind of database; values are given by name."""

    length: str
    tip: str
    add_entry: str
    moved: str
    close_steps: str
    open_step: str
    end: str
    close_step: str


def statements(dialect: Dialect) -> Statements:
    """The statements in the words of `dialect`, which must name its parameters."""
    cases, entries = tables.cases, tables.entries
    length = select(cases.c.length).where(cases.c.case_id == _CASE)
    moved = update(cases).where(cases.c.case_id == _CASE).values(
        length=bindparam("new_length"), last=bindparam("new_last"), ended=bindparam("new_ended")
    )
    tip = select(entries.c.digest).where(entries.c.case_id == _CASE, entries.c.seq == bindparam("seq"))
    texts = (
        # One who waits for the row sees, in its next statement, what the one before has committed.
        length.with_for_update(), tip, insert(entries), moved, delete(tables.open_steps).where(tables.open_steps.c.case_id == _CASE),
        insert(tables.open_steps), update(cases).where(cases.c.case_id == _CASE).values(ended=bindparam("new_ended")),
        delete(tables.open_steps).where(tables.open_steps.c.case_id == _CASE, tables.open_steps.c.position == bindparam("place")),
    )
    return Statements(*(str(each.compile(dialect=dialect)) for each in texts))
