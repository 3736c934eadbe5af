"""Holds the columns of a log to what a mapping file forbids: an activity done while a condition held for the case."""
from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import numpy as np

from powerflow.auditing.legal_days import Days
from powerflow.auditing.stated import Measured, rows_of
from powerflow.conditions import ConditionError, UnknownFact, evaluate, parse
from powerflow.logs import NO_DAY, Coded, EventTable, Moments, StatedBan
from powerflow.model import FactValue

_NUMBER = re.compile(r"[+-]?\d{1,18}(\.\d{1,18})?")
_TRUTH = {"true": True, "false": False}
_NONE = NO_DAY  # of days as of codes


def measure_ban(table: EventTable, ban: StatedBan) -> Measured:
    """Each time that the activity was done; breached where the condition holds for what the case's events last said up to then.

    Where a fact is not known, or is of another kind than the condition takes it for, nothing is judged: `facts` counts these.
    """
    rows = rows_of(table, ban.activity)
    names = parse(ban.condition).names
    known = np.stack([_last_known(table, name, rows) for name in names], axis=1) if names else np.zeros((len(rows), 0), np.int64)
    each, where = np.unique(known, axis=0, return_inverse=True)
    said = [_holds(ban, {name: _value(table, name, code) for name, code in zip(names, row, strict=True)}) for row in each.tolist()]
    verdicts = np.array([_NONE if holds is None else int(holds) for holds in said], np.int64)[where.reshape(-1)]
    nothing = np.zeros(len(rows), np.int64)
    alone = np.full(len(rows), -1, np.int64)
    return Measured(rows, verdicts == 1, nothing, alone, nothing, {"unknown": int((verdicts == _NONE).sum())})


def facts_at(table: EventTable, ban: StatedBan, row: int) -> dict[str, str]:
    """What was known at an event of the facts that the condition reads."""
    rows = np.array([row], np.int64)
    values = {name: _value(table, name, int(_last_known(table, name, rows)[0])) for name in parse(ban.condition).names}
    return {name: str(value) for name, value in values.items() if value is not None}


def _last_known(table: EventTable, name: str, rows: Days) -> Days:
    """For each of the rows the number of what the column last said in its case, up to the row itself; -1 where nothing."""
    column = table.attributes.get(name)
    if column is None:
        return _of_case(table, name, rows)
    codes = column.day if isinstance(column, Moments) else column.codes
    last = np.maximum.accumulate(np.where(codes != _NONE, np.arange(len(codes)), -1))[rows]
    found: Days = np.where(last >= table.starts[table.case[rows]], codes[last], _NONE).astype(np.int64)
    return found


def _of_case(table: EventTable, name: str, rows: Days) -> Days:
    column = table.case_attributes.get(name)
    if column is None:
        return np.full(len(rows), _NONE, np.int64)
    codes = column.day if isinstance(column, Moments) else column.codes
    return codes[table.case[rows]].astype(np.int64)


def _value(table: EventTable, name: str, code: int) -> FactValue | None:
    column = table.attributes.get(name) or table.case_attributes.get(name)
    if column is None or code == _NONE:
        return None
    return _read(column.values[code]) if isinstance(column, Coded) else date.fromordinal(code)


def _read(text: str) -> FactValue:
    """A number, true or false, or the text as it stands."""
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    return _TRUTH.get(text.lower(), text)


def _holds(ban: StatedBan, facts: Mapping[str, FactValue | None]) -> bool | None:
    try:
        return evaluate(ban.condition, {name: value for name, value in facts.items() if value is not None})
    except (UnknownFact, ConditionError):
        return None
