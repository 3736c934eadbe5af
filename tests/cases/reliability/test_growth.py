"""A step of a long case is as much work for the database as one of a short case, and the case stays whole (F12)."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection

from powerflow.cases import Registry, check
from powerflow.cases.sql_store import SqlStore
from tests.cases.desk import begin
from tests.cases.faults import Deadly
from tests.cases.reliability.scenes import Tally, content, desk, looped, step

# No turn has so many statements.
_NEVER = 10**9


class _Counting(Deadly):
    """A database in which nobody dies, and in which reading counts as well."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction to read in."""
        self.reach()
        with self.database.reading() as connection:
            yield connection


def _lengths(place: str, lengths: tuple[int, ...]) -> list[int]:
    """The number of statements of the steps that make a case so long."""
    registry, found = desk(place, create=True), []
    with registry.store as store:
        assert isinstance(store, SqlStore)
        counting = store.database = _Counting(store.database, _NEVER)  # type: ignore[assignment]
        file = begin(registry, content(looped))
        for number in range(2, max(lengths) + 1):
            before = counting.count
            step(registry, file.history.case, command=f"c{number}")
            if number in lengths:
                found.append(counting.count - before)
        _refuse_damage(registry, file.history.case, max(lengths))
    return found


def _refuse_damage(registry: Registry, case: str, length: int) -> None:
    entries = registry.store.read(case).entries
    assert [entry.seq for entry in entries] == list(range(1, length + 1))
    assert list(check(registry.store)) == []


def test_a_step_is_as_many_statements_after_a_thousand_entries_as_after_ten(place: str) -> None:
    early, late = _lengths(place, (10, 1000))
    assert early == late


@pytest.mark.full
def test_a_case_of_a_hundred_thousand_entries_goes_on_and_is_whole(place: str, tally: Tally) -> None:
    early, late = _lengths(place, (10, 100_000))
    assert early == late
    tally("F12 entries of one case, at most", 100_000, is_sum=False)
