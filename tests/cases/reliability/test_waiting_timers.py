"""Many timers wait, some run out, and the workers that fire them are killed again and again: none is lost or doubled (R5)."""
from __future__ import annotations

import os
import signal
import time
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from powerflow.cases import HistoryStore, Registry, tables, tick
from powerflow.cases.sql_store import SqlStore
from tests.cases.desk import FRIDAY, begin
from tests.cases.faults import begin_work, heard
from tests.cases.reliability.scenes import Tally, asked, content, deemed, desk, warm_up

_BATCH = 2000
# Timers of the cases begun first have run out by then; those of the others have weeks left.
_AT = FRIDAY + timedelta(days=30)


def _fill(place: str, waiting: int, due: int) -> None:
    """A store with so many cases that wait, and so many whose timer has run out: two that were begun, and the others alike."""
    registry = desk(place, create=True)
    with registry.store as store:
        for at, count in ((FRIDAY, due), (_AT, waiting)):
            case = begin(registry, content(deemed), at=at).history.case
            _multiply(store, case, count - 1)


def _multiply(store: HistoryStore, case: str, count: int) -> None:
    """So many more cases with the same history, in every table that knows cases; digests do not tell of a case's number."""
    assert isinstance(store, SqlStore)
    ours = [table for table in tables.metadata.sorted_tables if "case_id" in table.c]
    with store.database.reading() as connection:
        first = (connection.scalar(select(func.max(tables.cases.c.number))) or 0) + 1
        rows = {
            table.name: [dict(row) for row in connection.execute(select(table).where(table.c.case_id == case)).mappings()]
            for table in ours
        }
    for begun in range(first, first + count, _BATCH):
        numbers = range(begun, min(begun + _BATCH, first + count))
        with store.database.writing() as connection:
            for table in ours:
                copies = [_copy(row, number) for number in numbers for row in rows[table.name]]
                if copies:
                    connection.execute(insert(table), copies)


def _copy(row: dict[str, Any], number: int) -> dict[str, Any]:
    return {**row, "case_id": f"T01-2026-{number:04d}", **({"number": number} if "number" in row else {})}


def _fired(store: HistoryStore) -> Counter[str]:
    """How many timer entries each case has that has any."""
    assert isinstance(store, SqlStore)
    columns = tables.entries.c
    with store.database.reading() as connection:
        rows = connection.execute(
            select(columns.case_id, func.count().label("count")).where(columns.kind == "timer").group_by(columns.case_id)
        ).all()
    return Counter({row.case_id: row.count for row in rows})


def _tick(registry: Registry) -> str:
    ticked = tick(registry, now=FRIDAY, at=_AT)
    assert ticked.failed == (), ticked.failed[:3]
    return f"{len(ticked.fired)}"


def _killed_again_and_again(place: str, waiting: int, due: int, kills: int, seed: int) -> tuple[int, float]:
    """How many workers were killed before they were through, and how long the last one took for what they had left."""
    warm_up()
    asked(lambda: _fill(place, waiting, due))
    random, killed = Random(seed), 0
    for _ in range(kills):
        workers = [begin_work(lambda: _tick(desk(place))) for _ in range(2)]
        time.sleep(random.uniform(0.05, 0.3))
        for child, _ in workers:
            os.kill(child, signal.SIGKILL)
        killed += sum(heard(*worker)[0] == -signal.SIGKILL for worker in workers)
    began = time.monotonic()
    asked(lambda: _tick(desk(place)))
    took = time.monotonic() - began
    with desk(place).store as store:
        fired = _fired(store)
        assert len(fired) == due
        assert set(fired.values()) == {1}
        assert store.due(_AT, simulated=True) == ()
        assert len(store.due(_AT + timedelta(days=60), simulated=True)) == waiting
    return killed, took


def _note(tally: Tally, waiting: int, due: int, killed: int, took: float) -> None:
    tally("R5 timers fired under kills of workers, workers killed", due, killed)
    tally("R5 timers waiting, at most", waiting, is_sum=False)
    tally("R5 seconds until what dead workers had left was fired, at most", round(took, 1), is_sum=False)


@pytest.mark.slow
def test_timers_whose_workers_are_killed_are_each_fired_once(place: str, tally: Tally) -> None:
    _note(tally, 500, 150, *_killed_again_and_again(place, 500, 150, 3, 0))


@pytest.mark.full
def test_with_a_hundred_thousand_timers_waiting_none_is_lost_or_doubled(place: str, tally: Tally) -> None:
    _note(tally, 100_000, 5_000, *_killed_again_and_again(place, 100_000, 5_000, 25, 1))
