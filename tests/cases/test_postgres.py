"""The store in PostgreSQL: the contract, what is said when there is no store, several workers on one case."""
from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from powerflow.cases import Act, HistoryStore, NoStore, Registry, case_file, open_store, start
from powerflow.cases.store import broken_at
from powerflow.deadlines import BEIJING, national_calendar
from powerflow.errors import StoreError
from tests.cases.contract import StoreContract
from tests.cases.desk import drawing, organisation
from tests.cases.server import new_database, server

_WORKER = Path(__file__).with_name("worker.py")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with server() as running:
        yield running


@pytest.fixture
def place(address: str) -> str:
    return new_database(address)


class TestPostgres(StoreContract):
    @pytest.fixture
    def store(self, place: str) -> Iterator[HistoryStore]:
        with open_store(place, create=True) as store:
            yield store

    @pytest.fixture
    def another(self, place: str, store: HistoryStore) -> Iterator[HistoryStore]:
        with open_store(place) as another:
            yield another


def test_a_database_without_a_store_is_not_made_one_by_looking(place: str) -> None:
    for _ in range(2):
        with pytest.raises(NoStore, match="没有办件库"):
            open_store(place)


def test_a_server_that_does_not_answer_is_said_to(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="无法读写"):
        open_store(f"postgresql://u:secret@/gov?host={tmp_path}", wait=1)


def test_the_password_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(f"postgresql://u:secret@/gov?host={tmp_path}", wait=1)
    assert "secret" not in caught.value.say()


def test_of_two_workers_at_one_step_one_wins_and_the_other_is_told(place: str, tmp_path: Path) -> None:
    with open_store(place, create=True) as store:
        desk = Registry(store, organisation(), national_calendar())
        content = drawing().start().step("a").step("b").end().data()
        case = start(desk, content, "t.bpmn", Act(), now=datetime.now(BEIJING)).history.case
    command = [sys.executable, str(_WORKER), "race", place, case]
    workers = [
        subprocess.Popen([*command, officer, str(tmp_path / "gate")], stdout=subprocess.PIPE, text=True) for officer in ("甲", "乙")
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    (tmp_path / "gate").touch()
    said = sorted(worker.communicate(timeout=60)[0].strip() for worker in workers)
    assert said[0] == "done"
    assert said[1].startswith("refused 环节“a”没有打开")
    assert said[1].endswith("打开的环节：b")
    with open_store(place) as store:
        file = case_file(store, case)
        assert [entry.node for entry in file.history.entries] == ["start", "a"]
        assert broken_at(file.history) is None
