"""Makes a table of columns whose rows come in any order: cases are put together, their events by time."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from powerflow.logs.columns import BrokenLines, table
from powerflow.logs.instants import moments
from powerflow.logs.rows import in_order
from powerflow.logs.table import NO_TIME, Coded, Column, EventTable, Int64s, Moments
from powerflow.logs.wanted import Wanted

_OF_CASE = "case:"


def kept(names: tuple[str, ...], wanted: Wanted) -> list[int]:
    """Which columns (by number) are read at all; those named `case:…` say something of the case as a whole."""
    return [
        number for number, name in enumerate(names)
        if name == wanted.case or wanted.keeps(name, of_case=False)
        or (name.startswith(_OF_CASE) and wanted.keeps(name.removeprefix(_OF_CASE), of_case=True))
    ]


def grouped(
    source: str, wanted: Wanted, columns: Mapping[str, Coded], rows: Int64s, broken: BrokenLines
) -> EventTable:
    """The table of these columns, all of one length; `rows` says the number of each row in the file."""
    names = columns[wanted.case]
    case_of = names.codes.astype(np.int64)
    first = _first_rows(case_of, len(names.values))
    events: dict[str, Column] = {}
    of_cases: dict[str, Column] = {}
    for name, texts in columns.items():
        if name == wanted.case and name not in (wanted.activity, wanted.time):
            continue
        if name.startswith(_OF_CASE) and wanted.keeps(name.removeprefix(_OF_CASE), of_case=True):
            of_cases[name.removeprefix(_OF_CASE)] = texts.part(first)
        elif wanted.keeps(name, of_case=False):
            events[name] = _moments(texts, wanted.offset) if name == wanted.time else texts
    time = _moments(columns[wanted.time], wanted.offset)
    order = in_order(case_of, time)
    found = table(
        source, names.values, np.bincount(case_of, minlength=len(names.values)),
        {name: column.part(order) for name, column in events.items()}, of_cases, wanted, broken,
    )
    return replace(found, ranks=rows[first])


def _moments(texts: Coded, offset: int) -> Moments:
    known = moments((*texts.values, ""), offset)
    assert len(known) == 0 or known.instant[-1] == NO_TIME
    return known.part(texts.codes.astype(np.int64))


def _first_rows(case_of: Int64s, cases: int) -> Int64s:
    first = np.full(cases, len(case_of), np.int64)
    np.minimum.at(first, case_of, np.arange(len(case_of)))
    return first
