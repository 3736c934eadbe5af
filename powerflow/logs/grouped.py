"""Makes a table of columns whose rows come in any order: cases are put together, their events by time."""
from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from powerflow.logs.columns import BrokenLines, table
from powerflow.logs.instants import moments
from powerflow.logs.rows import in_order
from powerflow.logs.table import Column, EventTable, Int64s, coded
from powerflow.logs.wanted import Wanted

_OF_CASE = "case:"


def grouped(
    source: str, wanted: Wanted, columns: Mapping[str, Sequence[str]], broken: BrokenLines
) -> EventTable:
    """The table of these columns, all of one length; those named `case:…` say something of the case as a whole."""
    names = coded(columns[wanted.case])
    case_of = names.codes.astype(np.int64)
    events: dict[str, Column] = {}
    of_cases: dict[str, Column] = {}
    for name, texts in columns.items():
        if name == wanted.case and name not in (wanted.activity, wanted.time):
            continue
        if name.startswith(_OF_CASE) and wanted.keeps(name.removeprefix(_OF_CASE), of_case=True):
            of_cases[name.removeprefix(_OF_CASE)] = coded(texts).part(_first_rows(case_of, len(names.values)))
        elif wanted.keeps(name, of_case=False):
            events[name] = moments(texts, wanted.offset) if name == wanted.time else coded(texts)
    time = moments(columns[wanted.time], wanted.offset)
    order = in_order(case_of, time)
    return table(
        source, names.values, np.bincount(case_of, minlength=len(names.values)),
        {name: column.part(order) for name, column in events.items()}, of_cases, wanted, broken,
    )


def _first_rows(case_of: Int64s, cases: int) -> Int64s:
    first = np.full(cases, len(case_of), np.int64)
    np.minimum.at(first, case_of, np.arange(len(case_of)))
    return first
