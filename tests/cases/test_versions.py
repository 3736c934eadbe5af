"""Stores that older versions of the program wrote are opened, finished and checked by this one."""
from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from powerflow.cases import case_file, check, open_store, tick
from powerflow.cases.sqlite import driver
from powerflow.cases.store import broken_at
from powerflow.cases.tables import VERSION
from tests.cases.desk import FRIDAY, act, registry, url

_STORES = Path(__file__).with_name("stores")


@pytest.fixture(params=sorted(each.stem for each in _STORES.glob("*.db")))
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with a store of that version: one case at its second step, one that waits for a timer, one that is over."""
    shutil.copy(_STORES / f"{request.param}.db", tmp_path / "cases.db")
    return tmp_path


def test_every_history_of_an_older_store_stays_readable(folder: Path) -> None:
    with open_store(url(folder)) as store:
        histories = [store.read(row.case) for row in store.cases()]
        assert [len(each.entries) for each in histories] == [2, 1, 4]
        assert all(broken_at(each) is None for each in histories)
        assert list(check(store)) == []


def test_cases_of_an_older_store_are_finished(folder: Path) -> None:
    desk = registry(folder)
    file = case_file(desk.store, "T01-2026-0001")
    act(desk, file, "审查", 合格="否")
    assert act(desk, file, "不予").course.ends == ("no",)
    late = FRIDAY + timedelta(days=30)
    assert [entry.node for _, entry in tick(desk, now=FRIDAY, at=late).fired] == ["t"]
    file = case_file(desk.store, "T01-2026-0002")
    assert act(desk, file, "视为受理", late).course.ended
    assert list(check(desk.store)) == []


def test_an_older_store_is_brought_up_once_and_its_entries_stay_as_they_are(folder: Path) -> None:
    def rows() -> list[tuple[object, ...]]:
        connection = driver().connect(folder / "cases.db")
        found = connection.execute("SELECT case_id, seq, body, previous, digest, recorded FROM entries ORDER BY 1, 2").fetchall()
        connection.close()
        return list(found)

    before = rows()
    for _ in range(2):
        open_store(url(folder)).close()
    assert rows() == before
    connection = driver().connect(folder / "cases.db")
    assert connection.execute("SELECT value FROM store WHERE name = 'schema'").fetchall() == [(str(VERSION),)]
    connection.close()
