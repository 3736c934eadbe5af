"""What supervision reads of a store: open cases with their limits and alarms, and which cases it has yet to judge."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, exists, func, insert, or_, select

from powerflow.cases import tables
from powerflow.cases.sql_store import SqlStore
from powerflow.cases.store import HistoryStore
from powerflow.cases.watching import text
from powerflow.errors import UsageError


class CaseSeen(NamedTuple):
    """An open case. Instants are texts as the store keeps them (`2026-09-18T09:00:00+08:00`), which sort by time.

    What is open and runs is packed, since most cases are alike: `steps` and `clocks` are read by `steps_of` and `clocks_of`,
    `since` by `since_of`, in the order of the steps.
    """

    case: str
    item: str
    name: str
    chart: str
    simulated: bool
    started: str
    last: str
    ended: str | None
    steps: str = ""
    since: str = ""
    clocks: str = ""


class StepSeen(NamedTuple):
    """An open step and the post that does it."""

    node: str
    post: str


class ClockSeen(NamedTuple):
    """A limit that runs in a case, see ClockRow; "" where that has None."""

    owner: str
    role: str
    length: str
    due: str
    early: str
    late: str
    stopped: str


class AlarmSeen(NamedTuple):
    """An alarm that is not over, see Alarm."""

    case: str
    seq: int
    code: str
    lamp: str
    node: str
    refers: int
    rule: str
    state: str
    since: str
    post: str
    term: str


class Watched(NamedTuple):
    """Everything that the lamps of an office are worked out from, as one state of the store."""

    cases: list[CaseSeen]
    alarms: list[AlarmSeen]


# No file that may be a chart holds these characters, so that no name does.
_BETWEEN_ROWS, _BETWEEN_PARTS = "\x1e", "\x1f"


def packed(rows: Iterable[Iterable[str]]) -> str:
    """Rows of texts as one text."""
    return _BETWEEN_ROWS.join(_BETWEEN_PARTS.join(row) for row in rows)


def steps_of(text: str) -> tuple[StepSeen, ...]:
    """The open steps that `CaseSeen.steps` holds."""
    return tuple(StepSeen(*row.split(_BETWEEN_PARTS)) for row in text.split(_BETWEEN_ROWS)) if text else ()


def clocks_of(text: str) -> tuple[ClockSeen, ...]:
    """The limits that `CaseSeen.clocks` holds."""
    return tuple(ClockSeen(*row.split(_BETWEEN_PARTS)) for row in text.split(_BETWEEN_ROWS)) if text else ()


def since_of(text: str) -> list[str]:
    """Since when each step is open, of `CaseSeen.since`."""
    return text.split(_BETWEEN_ROWS) if text else []


# What the store bears since it was brought up from a version that knew no supervision.
UNWATCHED = "unwatched"
_OVER = ("cancelled", "closed")
# Entries by which somebody does something of the chart.
_DONE = ("start", "step", "message")


def watched(
    store: HistoryStore, *, simulated: bool | None = None, item: str = "", case: str = "", ended_after: datetime | None = None
) -> Watched:
    """The open cases, simulated or not (None: both), of an item's code or one by its number ("" for all).

    Those that are over but have an alarm that is not, or ended after an instant, are among them.
    """
    lines = _lines(simulated, item, case)
    known, alarms = tables.cases.c, tables.alarms.c
    standing = exists().where(alarms.case_id == known.case_id, alarms.state.not_in(_OVER))
    later = [known.ended > text(ended_after)] if ended_after else []
    names = ("case_id", "item", "name", "chart_digest", "simulated", "started", "last", "ended")
    cases = (
        select(*(known[name] for name in names)).where(or_(known.ended.is_(None), standing, *later), *lines)
        .order_by(known.case_id)
    )
    raised = (
        _of(select(*(alarms[name] for name in ("case_id", *AlarmSeen._fields[1:]))), alarms.case_id, lines)
        .where(alarms.state.not_in(_OVER)).order_by(alarms.case_id, alarms.seq)
    )
    with _sql(store).database.reading() as connection:
        # The driver's own rows: an office may have a million, and nothing in them wants converting.
        def rows(query: Any) -> list[Any]:
            return list(connection.execute(query).cursor.fetchall())

        steps = {row[0]: row[1:] for row in rows(_packed_steps(lines))}
        clocks = dict(rows(_packed_clocks(lines)))
        return Watched(
            [CaseSeen._make((*row, *steps.get(row[0], _NO_STEPS), clocks.get(row[0], ""))) for row in rows(cases)],
            [AlarmSeen._make(row) for row in rows(raised)],
        )


_NO_STEPS = ("", "")


def _packed_steps(lines: Sequence[Any]) -> Any:
    """For each case its open steps in one text, and since when they are open in another."""
    steps = tables.open_steps.c
    open_now = (
        _of(select(steps.case_id, steps.node, steps.post, steps.since), steps.case_id, lines)
        .where(steps.is_timer.is_(False)).order_by(steps.case_id, steps.position).subquery().c
    )
    return select(
        open_now.case_id, func.aggregate_strings(open_now.node + _BETWEEN_PARTS + open_now.post, _BETWEEN_ROWS),
        func.aggregate_strings(open_now.since, _BETWEEN_ROWS),
    ).group_by(open_now.case_id)


def _packed_clocks(lines: Sequence[Any]) -> Any:
    """For each case the limits that run in one text."""
    clocks = tables.clocks.c
    running = _of(select(tables.clocks), clocks.case_id, lines).order_by(clocks.case_id, clocks.clock).subquery().c
    first, *others = (func.coalesce(running[name], "") for name in ClockSeen._fields)
    whole: Any = first
    for each in others:
        whole = whole + _BETWEEN_PARTS + each
    return select(running.case_id, func.aggregate_strings(whole, _BETWEEN_ROWS)).group_by(running.case_id)


def _lines(simulated: bool | None, item: str, case: str) -> list[Any]:
    known = tables.cases.c
    found = [known.simulated.is_(simulated)] if simulated is not None else []
    return [*found, *([known.item == item] if item else []), *([known.case_id == case] if case else [])]


def _of(query: Any, column: Any, lines: Sequence[Any]) -> Any:
    """Only rows of cases that were asked for; without a question every row is wanted, and no join is needed."""
    return query.join(tables.cases, tables.cases.c.case_id == column).where(*lines) if lines else query


def to_judge(store: HistoryStore, at: datetime, *, simulated: bool) -> tuple[str, ...]:
    """The cases in which something has happened, or a limit has run out by `at`, since supervision judged them."""
    known, clocks, judged = tables.cases.c, tables.clocks.c, tables.judged.c
    moved = (
        select(known.case_id).outerjoin(tables.judged, judged.case_id == known.case_id)
        .where(known.simulated.is_(simulated), known.last <= text(at), func.coalesce(judged.length, 0) < known.length)
    )
    late = (
        select(clocks.case_id).join(tables.cases, known.case_id == clocks.case_id)
        .outerjoin(tables.judged, judged.case_id == clocks.case_id)
        .where(known.simulated.is_(simulated), clocks.due <= text(at), clocks.due > func.coalesce(judged.at, ""))
    )
    with _sql(store).database.reading() as connection:
        return tuple(sorted({row[0] for query in (moved, late) for row in connection.execute(query)}))


class AlarmRaised(NamedTuple):
    """An alarm that was raised in some time, however it stands now; `at` is when it was raised."""

    case: str
    item: str
    simulated: bool
    seq: int
    at: str
    code: str
    lamp: str
    rule: str
    state: str
    since: str
    post: str
    term: str


class Exercised(NamedTuple):
    """What one post did for one item in one month (`2026-09`): so many acts by so many officers, in how many cases."""

    item: str
    name: str
    post: str
    month: str
    cases: int
    acts: int
    officers: int


def alarms_raised(
    store: HistoryStore, since: datetime | None = None, until: datetime | None = None, *, simulated: bool | None = None
) -> tuple[AlarmRaised, ...]:
    """The alarms raised from `since` to before `until` (None: no bound), in the order in which they were."""
    entries, alarms, known = tables.entries.c, tables.alarms.c, tables.cases.c
    query = (
        select(
            known.case_id, known.item, known.simulated, alarms.seq, entries.at, alarms.code, alarms.lamp, alarms.rule, alarms.state,
            alarms.since, alarms.post, alarms.term,
        )
        .join(tables.alarms, alarms.case_id == known.case_id)
        .join(tables.entries, (entries.case_id == alarms.case_id) & (entries.seq == alarms.seq))
        .where(*([entries.at >= text(since)] if since else []), *([entries.at < text(until)] if until else []))
        .where(*_lines(simulated, "", ""))
        .order_by(entries.at, known.case_id, alarms.seq)
    )
    with _sql(store).database.reading() as connection:
        return tuple(AlarmRaised._make(row) for row in connection.execute(query))


def exercised(
    store: HistoryStore, since: datetime, until: datetime, *, simulated: bool | None = None
) -> tuple[Exercised, ...]:
    """Who did what for which item in which month, from `since` to before `until`."""
    entries, known = tables.entries.c, tables.cases.c
    month = func.substr(entries.at, 1, 7)
    columns = (known.item, known.name, entries.post, month)
    query = (
        select(*columns, func.count(entries.case_id.distinct()), func.count(), func.count(entries.officer.distinct()))
        .join(tables.cases, known.case_id == entries.case_id)
        .where(entries.kind.in_(_DONE), entries.post != "", entries.at >= text(since), entries.at < text(until),
               *_lines(simulated, "", ""))
        .group_by(*columns).order_by(*columns)
    )
    with _sql(store).database.reading() as connection:
        return tuple(Exercised._make(row) for row in connection.execute(query))


class Begun(NamedTuple):
    """How many cases of an item began and ended in a month."""

    item: str
    name: str
    month: str
    started: int
    ended: int


def begun(store: HistoryStore, since: datetime, until: datetime, *, simulated: bool | None = None) -> tuple[Begun, ...]:
    """How many cases of each item began and ended in each month, from `since` to before `until`."""
    known = tables.cases.c
    found: dict[tuple[str, str, str], list[int]] = {}
    with _sql(store).database.reading() as connection:
        for place, column in enumerate((known.started, known.ended)):
            month = func.substr(column, 1, 7)
            query = (
                select(known.item, known.name, month, func.count())
                .where(column >= text(since), column < text(until), *_lines(simulated, "", ""))
                .group_by(known.item, known.name, month)
            )
            for item, name, in_month, count in connection.execute(query):
                found.setdefault((item, name, in_month), [0, 0])[place] += count
    return tuple(Begun(*key, *counts) for key, counts in sorted(found.items()))


def keep_judged(store: HistoryStore, lengths: Mapping[str, int], at: datetime) -> None:
    """Notes up to which entry and instant cases have been judged."""
    if not lengths:
        return
    table = tables.judged
    with _sql(store).database.writing() as connection:
        for case, length in lengths.items():
            connection.execute(delete(table).where(table.c.case_id == case))
            connection.execute(insert(table).values(case_id=case, length=length, at=text(at)))


def is_unwatched(store: HistoryStore) -> bool:
    """Whether cases of an older version still lack what supervision reads; `refresh` gives it to them."""
    with _sql(store).database.reading() as connection:
        return connection.scalar(select(tables.store.c.value).where(tables.store.c.name == UNWATCHED)) is not None


def keep_watched(store: HistoryStore) -> None:
    """Notes that every case has it."""
    with _sql(store).database.writing() as connection:
        connection.execute(delete(tables.store).where(tables.store.c.name == UNWATCHED))


def _sql(store: HistoryStore) -> SqlStore:
    if not isinstance(store, SqlStore):
        raise UsageError("只有 SQLite 和 PostgreSQL 办件库可以监察")
    return store
