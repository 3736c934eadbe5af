"""Whole stores: copied to another one and verified on both sides, checked case by case, their projections made anew."""
from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from powerflow.cases import tables
from powerflow.cases.alarms import alarms, ended_at
from powerflow.cases.casefile import case_file
from powerflow.cases.course import follow
from powerflow.cases.links import restore
from powerflow.cases.seeds import keep_secret, kept_secret
from powerflow.cases.sql_store import SqlStore
from powerflow.cases.standing import waits_for
from powerflow.cases.store import HistoryStore, broken_at
from powerflow.cases.timers import open_rows
from powerflow.cases.watched import clock_rows
from powerflow.deadlines import WorkCalendar
from powerflow.errors import PowerflowError, StoreError, UsageError
from powerflow.model import EntryKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

_Row = Mapping[str, Any]
# What is worked out from a history and kept beside it; what supervision has judged it does not judge again.
_PROJECTED = (tables.open_steps, tables.clocks, tables.alarms, tables.calls)
# The columns of an entry that repeat what its words say.
_COLUMNS = ("at", "kind", "node", "post", "officer", "command")


@dataclass(frozen=True)
class Copied:
    """How many cases and entries were copied, and how many cases the other store had already, whole and the same."""

    cases: int
    entries: int
    known: int


@dataclass(frozen=True)
class _Whole:
    """All rows of one case; `charts` are those that it runs on or has run on."""

    case: _Row
    charts: Sequence[_Row]
    entries: Sequence[_Row]
    projected: Mapping[str, Sequence[_Row]]

def copy(source: HistoryStore, target: HistoryStore, told: Callable[[str], object] = lambda _: None) -> Copied:
    """Copies every case of `source` that `target` has not, or has only the beginning of; called again it goes on.

    Each case is one transaction; `told` is called with its id afterwards. Entries keep their text, digests and times of
    writing. A target that has drawn nothing at random yet takes over the secret of the draws.
    Raises StoreError for a case whose digests do not fit, on either side, and for one that went another way in `target`.
    """
    here, there = _sql(source), _sql(target)
    secret = kept_secret(here)
    if secret is not None:
        keep_secret(there, secret)
    with here.database.reading() as connection:
        ids = connection.scalars(select(tables.cases.c.case_id).order_by(tables.cases.c.started, tables.cases.c.case_id)).all()
    cases = entries = 0
    for case in ids:
        with here.database.reading() as connection:
            whole = _whole(connection, case)
        _refuse_broken(case, whole.entries, here.place)
        with there.database.writing() as connection:
            added = _lay_down(connection, case, whole, there.place)
        if added:
            cases, entries = cases + 1, entries + added
        with there.database.reading() as connection:
            _refuse_other(case, whole.entries, _whole(connection, case).entries, there.place)
        told(case)
    return Copied(cases, entries, len(ids) - cases)


def check(store: HistoryStore) -> Iterator[tuple[str, PowerflowError]]:
    """What is wrong in the store: cases whose digests, chart, numbering or projections do not fit their history."""
    for row in store.cases():
        try:
            file = case_file(store, row.case)
            _refuse_damage(file.history.entries, row.case, broken_at(file.history), store.length(row.case))
            _refuse_other_columns(_sql(store), row.case)
            run = follow(file.chart, file.history.entries)
            standing = [each.node for each in run.open if not (each.node in file.chart.steps and file.chart.steps[each.node].inner)]
            if [each.node for each in row.open] != standing or (row.ended is not None) != run.ended:
                raise StoreError("办件 {case} 登记的打开环节与运行记录不符；可用 store refresh 重新登记", case=row.case)
        except PowerflowError as error:
            yield row.case, error


def refresh(store: HistoryStore, calendar: WorkCalendar) -> Iterator[str]:
    """Works out anew, by `calendar`, what is open and due in every case that is not over; gives those that changed.

    Nothing of a history changes. To be called when a notice of days off arrives.
    """
    known = _sql(store)
    for row in store.cases():
        if row.ended is not None and not row.open:
            continue
        file = case_file(store, row.case)
        entries = file.history.entries
        run = follow(file.chart, entries)
        open_now, clocks = open_rows(run, calendar, entries[-1].at), clock_rows(run, calendar, entries[-1].at)
        ended = ended_at(entries) if run.ended else None
        same = (open_now, ended) == (row.open, row.ended) and known.runs(row.case, clocks)
        is_new = not same and known.project(
            row.case, expected=len(entries), open=open_now, ended=ended, clocks=clocks, alarms=alarms(entries)
        )
        was_lost = bool(run.machines) and restore(store, row.case, waits_for(run.course))
        if is_new or was_lost:
            yield row.case


def _sql(store: HistoryStore) -> SqlStore:
    if not isinstance(store, SqlStore):
        raise UsageError("只有 SQLite 和 PostgreSQL 办件库可以整库复制、核查")
    return store


def _whole(connection: Connection, case: str) -> _Whole:
    def rows(table: Any, order: Any) -> Sequence[_Row]:
        return [dict(row) for row in connection.execute(select(table).where(table.c.case_id == case).order_by(order)).mappings()]

    [found] = rows(tables.cases, tables.cases.c.case_id)
    entries = rows(tables.entries, tables.entries.c.seq)
    changed = [row for row in entries if row["kind"] == EntryKind.MIGRATE.value]
    digests = {found["chart_digest"], *(json.loads(row["body"])["chart"] for row in changed)}
    charts = connection.execute(select(tables.charts).where(tables.charts.c.digest.in_(digests))).mappings()
    projected = {table.name: rows(table, tuple(table.primary_key)[1]) for table in _PROJECTED}
    return _Whole(found, [dict(chart) for chart in charts], entries, projected)


def _lay_down(connection: Connection, case: str, whole: _Whole, place: str) -> int:
    """Writes what is missing of a case; gives the number of its entries that were."""
    entries, cases = tables.entries, tables.cases
    have = connection.scalar(select(cases.c.length).where(cases.c.case_id == case).with_for_update())
    for chart in whole.charts:
        if connection.scalar(select(tables.charts.c.digest).where(tables.charts.c.digest == chart["digest"])) is None:
            connection.execute(insert(tables.charts).values(**chart))
    if have is None:
        connection.execute(insert(cases).values(**whole.case))
    else:
        tip = connection.scalar(select(entries.c.digest).where(entries.c.case_id == case, entries.c.seq == have))
        if have > len(whole.entries) or tip != whole.entries[have - 1]["digest"]:
            raise StoreError("办件库 {place} 里的办件 {case} 已走了另一条路，没有复制", place=place, case=case)
        if have == len(whole.entries):
            return 0
        changed = {name: whole.case[name] for name in ("length", "last", "ended")}
        connection.execute(update(cases).where(cases.c.case_id == case).values(**changed))
    connection.execute(insert(entries), list(whole.entries[have or 0 :]))
    for table in _PROJECTED:
        connection.execute(delete(table).where(table.c.case_id == case))
        if whole.projected[table.name]:
            connection.execute(insert(table), list(whole.projected[table.name]))
    return len(whole.entries) - (have or 0)


def _refuse_broken(case: str, entries: Sequence[_Row], place: str) -> None:
    previous = ""
    for number, entry in enumerate(entries, start=1):
        fits = entry["seq"] == number and entry["previous"] == previous
        if not fits or entry["digest"] != sha256((previous + entry["body"]).encode()).hexdigest():
            raise StoreError("办件库 {place} 里的办件 {case} 从第 {seq} 条记录起被改动过，没有复制", place=place, case=case, seq=number)
        previous = entry["digest"]


def _refuse_other(case: str, entries: Sequence[_Row], found: Sequence[_Row], place: str) -> None:
    _refuse_broken(case, found, place)
    if [dict(each) for each in entries] != [dict(each) for each in found]:
        raise StoreError("办件库 {place} 里的办件 {case} 与来源不同", place=place, case=case)


def _refuse_damage(entries: Sequence[Any], case: str, broken: int | None, length: int) -> None:
    if broken is not None:
        raise StoreError("办件 {case} 从第 {seq} 条记录起被改动过", case=case, seq=broken)
    if [entry.seq for entry in entries] != list(range(1, length + 1)):
        raise StoreError("办件 {case} 的运行记录有缺漏：登记 {length} 条，实有 {count} 条", case=case, length=length, count=len(entries))


def _refuse_other_columns(store: SqlStore, case: str) -> None:
    """What is looked up by columns must be what the chained words say."""
    entries = tables.entries
    with store.database.reading() as connection:
        for row in connection.execute(select(entries).where(entries.c.case_id == case).order_by(entries.c.seq)).mappings():
            body = json.loads(row["body"])
            if any((row[name] or "") != body.get(name, "") for name in _COLUMNS):
                raise StoreError("办件 {case} 第 {seq} 条记录的检索栏与记录内容不符，被改动过", case=case, seq=row["seq"])


def counts(store: HistoryStore) -> tuple[int, int]:
    """How many cases and entries a store has."""
    with _sql(store).database.reading() as connection:
        return (
            connection.scalar(select(func.count()).select_from(tables.cases)) or 0,
            connection.scalar(select(func.count()).select_from(tables.entries)) or 0,
        )
