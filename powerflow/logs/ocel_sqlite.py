"""Reads object-centric logs (OCEL 2.0 as SQLite): the objects of one type are taken as the cases."""
from __future__ import annotations

import sqlite3  # noqa: TID251  the log of another system, not our store
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from urllib.parse import quote

from powerflow.errors import InputError
from powerflow.logs.columns import BrokenLines
from powerflow.logs.grouped import kept
from powerflow.logs.ocel import kind_of_case
from powerflow.logs.pieces import Piece
from powerflow.logs.spilling import BLOCK, Layout, cut, whole
from powerflow.logs.table import Broken, EventTable
from powerflow.logs.texts import Block
from powerflow.logs.wanted import Wanted

_CASE = "case:concept:name"
_OF_EVENT = ("ocel_id", "ocel_time")


def read_ocel_sqlite(path: Path, wanted: Wanted) -> EventTable:
    """The log, by the objects of the type that `wanted.case` names (the commonest, if it names none).

    Raises InputError for what is not OCEL 2.0.
    """
    with _rows(path, wanted) as (layout, blocks, broken):
        return whole(layout, blocks, broken)


def ocel_pieces(path: Path, wanted: Wanted, most_events: int) -> Iterator[Piece]:
    """The log in pieces of whole cases. Raises InputError as `read_ocel_sqlite` does."""
    with _rows(path, wanted) as (layout, blocks, broken):
        yield from cut(layout, blocks, broken, most_events)


@contextmanager
def _rows(path: Path, wanted: Wanted) -> Iterator[tuple[Layout, Iterator[Block], BrokenLines]]:
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)) as base:
            # The file comes from a stranger: nothing that its schema defines is run.
            base.execute("PRAGMA trusted_schema = OFF")
            kinds = Counter(dict(base.execute("SELECT ocel_type, count(*) FROM object GROUP BY ocel_type").fetchall()))
            kind = kind_of_case(path, wanted, kinds)
            tables = _tables(base)
            names = tuple(dict.fromkeys(name for _, _, columns in tables for name in columns if name not in _OF_EVENT))
            names = (_CASE, wanted.activity, wanted.time, *(each for each in names if each not in (wanted.activity, wanted.time)))
            named = replace(wanted, case=_CASE)
            layout = Layout(path.name, named, tuple(names[number] for number in kept(names, named)))
            yield layout, _blocks(base, layout, tables, kind), _homeless(base, kind)
    except sqlite3.Error as error:
        raise InputError("{path}：不是 OCEL 2.0 的运行数据（{cause}）。办件库请写成 sqlite:///{path}", path=path, cause=error) from error


_Table = tuple[str, str, list[str]]


def _tables(base: sqlite3.Connection) -> list[_Table]:
    """The types of events, each with its table and that table's columns."""
    named = base.execute("SELECT ocel_type, ocel_type_map FROM event_map_type ORDER BY ocel_type").fetchall()
    return [
        (str(kind), table, [str(row[1]) for row in base.execute(f"PRAGMA table_info({table})")])
        for kind, end in named for table in [_quoted(f"event_{end}")]
    ]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _homeless(base: sqlite3.Connection, kind: str) -> BrokenLines:
    """The events that no object of the kind has a part in."""
    broken = BrokenLines()
    found = base.execute(
        "SELECT rowid FROM event WHERE ocel_id NOT IN (SELECT r.ocel_event_id FROM event_object r "
        "JOIN object o ON o.ocel_id = r.ocel_object_id WHERE o.ocel_type = ?) ORDER BY rowid", (kind,),
    )
    for (number,) in found:
        broken.add(Broken(0, "", int(number), "这一事件没有“{kind}”这类对象，未读入", {"kind": kind}))
    return broken


def _blocks(base: sqlite3.Connection, layout: Layout, tables: Sequence[_Table], kind: str) -> Iterator[Block]:
    rows = chain.from_iterable(_events(base, layout, table, kind) for table in tables)
    number = 0
    while some := [*islice(rows, BLOCK)]:
        yield Block(range(number, number + len(some)), [*zip(*some, strict=True)])
        number += len(some)


def _events(base: sqlite3.Connection, layout: Layout, table: _Table, kind: str) -> Iterator[tuple[str, ...]]:
    """The events of one type, once for each object that they are of."""
    name, quoted, columns = table
    wanted = layout.wanted
    sources = {_CASE: "r.ocel_object_id", wanted.activity: "?", wanted.time: "t.ocel_time"}
    sources.update((each, f"t.{_quoted(each)}") for each in columns if each not in (*_OF_EVENT, *sources))
    chosen = ", ".join(sources.get(each, "NULL") for each in layout.names)
    found = base.execute(
        f"SELECT {chosen} FROM {quoted} t JOIN (SELECT DISTINCT r.ocel_event_id, r.ocel_object_id FROM event_object r "
        "JOIN object o ON o.ocel_id = r.ocel_object_id WHERE o.ocel_type = ?) r ON r.ocel_event_id = t.ocel_id ORDER BY t.rowid",
        (*([name] if wanted.activity in layout.names else []), kind),
    )
    for row in found:
        yield tuple("" if value is None else str(value) for value in row)
