"""Stores that older versions of the program wrote are opened, brought up, finished and checked by this one, in both databases (R14)."""
from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from powerflow.cases import HistoryStore, case_file, check, open_store, tables, tick
from powerflow.cases.sql_store import SqlStore
from powerflow.cases.store import broken_at
from powerflow.cases.tables import VERSION
from powerflow.errors import StoreError
from tests.cases.desk import FRIDAY, act
from tests.cases.faults import forked_at_once
from tests.cases.older import kept_versions, lay_in_file, lay_in_postgres
from tests.cases.reliability.scenes import Tally, desk, file_of, warm_up
from tests.cases.syscalls import can_trace, traced

_CALLS = {"sqlite": "pwrite64,fdatasync,fsync,ftruncate,unlink", "postgresql": "sendto"}


@pytest.fixture(params=kept_versions())
def version(request: pytest.FixtureRequest) -> int:
    found = request.param
    assert isinstance(found, int)
    return found


@pytest.fixture
def older(version: int, place: str) -> str:
    """The URL of a store of that version."""
    return _laid(version, place)


def _laid(version: int, place: str) -> str:
    if place.startswith("sqlite"):
        return lay_in_file(version, file_of(place))
    return lay_in_postgres(version, place)


def _rows(store: HistoryStore) -> list[tuple[object, ...]]:
    assert isinstance(store, SqlStore)
    columns = tables.entries.c
    with store.database.reading() as connection:
        found = connection.execute(
            select(columns.case_id, columns.seq, columns.body, columns.previous, columns.digest, columns.recorded)
            .order_by(columns.case_id, columns.seq)
        )
        return [tuple(row) for row in found]


def _version(store: HistoryStore) -> str | None:
    assert isinstance(store, SqlStore)
    with store.database.reading() as connection:
        return connection.scalar(select(tables.store.c.value).where(tables.store.c.name == "schema"))


def test_of_every_version_before_this_one_a_store_is_kept() -> None:
    """Whoever makes a new version keeps a store of the one before; `python -m tests.cases.older` writes it."""
    assert kept_versions()[: VERSION - 1] == list(range(1, VERSION))


def test_every_history_of_an_older_store_stays_readable(older: str) -> None:
    with open_store(older) as store:
        histories = [store.read(row.case) for row in store.cases()]
        assert [len(each.entries) for each in histories] == [2, 1, 4]
        assert all(broken_at(each) is None for each in histories)
        assert list(check(store)) == []


def test_cases_of_an_older_store_are_finished(older: str, tally: Tally) -> None:
    registry = desk(older)
    with registry.store:
        file = case_file(registry.store, "T01-2026-0001")
        act(registry, file, "审查", 合格="否")
        assert act(registry, file, "不予").course.ends == ("no",)
        late = FRIDAY + timedelta(days=30)
        assert [entry.node for _, entry in tick(registry, now=FRIDAY, at=late).fired] == ["t"]
        file = case_file(registry.store, "T01-2026-0002")
        assert act(registry, file, "视为受理", late).course.ended
        assert list(check(registry.store)) == []
    tally("R14 cases of older stores finished", 2)


def test_an_older_store_is_brought_up_once_and_its_entries_stay_as_they_are(version: int, place: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    with open_store(lay_in_file(version, kept)) as store:
        before = _rows(store)
    older = _laid(version, place)
    for _ in range(2):
        with open_store(older) as store:
            assert _rows(store) == before
            assert _version(store) == str(VERSION)


def test_several_programs_that_open_an_older_store_at_once_bring_it_up_once(version: int, older: str) -> None:
    warm_up()

    def work() -> int:
        with open_store(older) as store:
            return len(store.cases())

    assert forked_at_once([work] * 4) == [(0, "3")] * 4


def test_a_store_of_a_newer_version_is_refused_and_stays_as_it_is(place: str) -> None:
    with desk(place, create=True).store as store:
        assert isinstance(store, SqlStore)
        with store.database.writing() as connection:
            connection.execute(update(tables.store).where(tables.store.c.name == "schema").values(value="99"))
        for create in (False, True):
            with pytest.raises(StoreError, match=r"由更新的版本建立（库版本 99，本程序只认到 \d+），请升级 powerflow"):
                open_store(place, create=create)
        assert _version(store) == "99"


@pytest.mark.slow
def test_bringing_up_that_is_killed_at_any_write_is_done_by_the_next_program(version: int, place: str, tally: Tally) -> None:
    if not can_trace():
        pytest.skip("strace is not installed, or may not trace")
    older, dead = _laid(version, place), 0
    for when in range(1, 60):
        code, said = traced(lambda: open_store(older).close(), _CALLS[place.split(":")[0]], "signal=KILL", when)
        assert code in (0, -9), said
        if code == 0:
            break
        dead += 1
        # Whoever comes next finds the old store or the new one, never anything between.
    with open_store(older) as store:
        assert _version(store) == str(VERSION)
        assert list(check(store)) == []
        assert len(store.cases()) == 3
    tally("R1 kills at writes, steps acknowledged before", dead, 0)
