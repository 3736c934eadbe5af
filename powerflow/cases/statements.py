"""The statements of a turn as plain SQL: made once from the tables, then handed to the driver without a detour.

A turn is four statements: the case's line, its entry, the step that closes and the one that opens. Building them anew each
time would cost several times what the database needs for them.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import BindParameter, Dialect, bindparam, delete, exists, func, insert, select, update

from powerflow.cases import tables


class Cursor(Protocol):
    """The part of a driver's cursor that a turn needs."""

    def execute(self, statement: str, values: Any = ..., /) -> Any:
        """Runs a statement."""

    def executemany(self, statement: str, values: Any, /) -> Any:
        """Runs it once for each of the values."""

    @property
    def rowcount(self) -> int:
        """How many rows the last statement changed."""

    def fetchone(self) -> Any:
        """The next row, None if there is none."""


@dataclass(frozen=True)
class Statements:
    """The texts for one kind of database. Values are given in the order of their names in the text, for a new row in that of
    the table's columns.

    `moved` moves a case on only from the state that was seen: so many entries, the last with that digest. `went_on` is the
    same for a case that neither was nor is over: an instant of its end that is written again would cost the index over them.
    """

    length: str
    tip: str
    add_entry: str
    went_on: str
    moved: str
    close_steps: str
    close_step: str
    open_step: str
    step_after: str
    end: str
    begun: str
    chart: str
    add_chart: str
    last_number: str
    add_case: str
    add_call: str
    all_cases: str
    all_open: str


def statements(dialect: Dialect) -> Statements:
    """The statements in the words of `dialect`, which must give parameters by their place."""
    cases, entries, steps = tables.cases, tables.entries, tables.open_steps
    case, seq = bindparam("case", type_=cases.c.case_id.type), bindparam("seq", type_=entries.c.seq.type)
    last = (entries.c.case_id == case, entries.c.seq == seq)
    seen = select(entries.c.seq).where(*last, entries.c.digest == bindparam("tip", type_=entries.c.digest.type)).correlate(None)
    # Who has waited for another one's transaction finds the case's line as that one has left it, and moves nothing.
    moved = update(cases).where(cases.c.case_id == case, cases.c.length == seq, exists(seen))
    counted: dict[str, BindParameter[object]] = {"length": bindparam("new_length"), "last": bindparam("new_last")}
    one_step = (steps.c.case_id == case, steps.c.position == bindparam("place", type_=steps.c.position.type))
    texts = (
        # One who waits for the row sees, in its next statement, what the one before has committed.
        select(cases.c.length).where(cases.c.case_id == case).with_for_update(),
        select(entries.c.digest).where(*last),
        insert(entries),
        moved.where(cases.c.ended.is_(None)).values(counted),
        moved.values(**counted, ended=bindparam("new_ended")),
        delete(steps).where(steps.c.case_id == case),
        delete(steps).where(*one_step),
        insert(steps),
        update(steps).where(*one_step).values({column.name: bindparam(f"new_{column.name}") for column in [*steps.c][1:]}),
        update(cases).where(cases.c.case_id == case).values(ended=bindparam("new_ended")),
        select(cases.c.case_id).where(cases.c.command == bindparam("command")),
        select(tables.charts.c.digest).where(tables.charts.c.digest == bindparam("digest")),
        insert(tables.charts),
        select(func.max(cases.c.number)).where(cases.c.prefix == bindparam("prefix"), cases.c.year == bindparam("year")),
        insert(cases),
        insert(tables.calls),
        select(*(cases.c[name] for name in ("case_id", "item", "name", "simulated", "started", "last", "ended"))).order_by(
            cases.c.started, cases.c.case_id
        ),
        select(steps).order_by(steps.c.case_id, steps.c.position),
    )
    return Statements(*(str(each.compile(dialect=dialect)) for each in texts))
