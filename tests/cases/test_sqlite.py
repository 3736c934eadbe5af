"""The store in a SQLite file: the contract, and everything that can be wrong with a file."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from powerflow.cases import HistoryStore, case_file, open_store
from powerflow.cases.sqlite import driver
from powerflow.errors import StoreError, UsageError
from tests.cases.contract import NEW, StoreContract, turn
from tests.cases.desk import act, begin, decided, registry, url

# Two SQLite libraries in one process do not see each other's locks, so the tests use the one that the store uses.
_sqlite = driver()


class TestSqlite(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[HistoryStore]:
        with open_store(url(tmp_path), create=True, wait=2) as store:
            yield store

    @pytest.fixture
    def another(self, tmp_path: Path, store: HistoryStore) -> Iterator[HistoryStore]:
        with open_store(url(tmp_path), wait=2) as another:
            yield another


def _raw(folder: Path, *statements: str) -> None:
    connection = _sqlite.connect(folder / "cases.db", isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_missing_store_is_not_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="没有办件库"):
        open_store(url(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_store_in_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="无法读写"):
        open_store(f"sqlite:///{tmp_path}/没有/cases.db", create=True)


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="文件夹"):
        open_store(f"sqlite:///{tmp_path}", create=True)


@pytest.mark.parametrize("create", [True, False])
def test_a_file_that_is_no_database_is_an_error_and_stays_as_it_was(tmp_path: Path, create: bool) -> None:
    path = tmp_path / "cases.db"
    path.write_bytes("一份普通文件".encode() * 400)
    with pytest.raises(StoreError, match="已损坏或不是办件库"):
        open_store(url(tmp_path), create=create)
    assert path.read_bytes() == "一份普通文件".encode() * 400


def test_a_database_of_another_program_is_refused_and_stays_as_it_was(tmp_path: Path) -> None:
    _raw(tmp_path, "CREATE TABLE photos (id INTEGER)")
    with pytest.raises(StoreError, match="不是 powerflow 的办件库"):
        open_store(url(tmp_path), create=True)
    names = _sqlite.connect(tmp_path / "cases.db").execute("SELECT name FROM sqlite_master").fetchall()
    assert names == [("photos",)]


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    registry(tmp_path).store.close()
    _raw(tmp_path, "UPDATE store SET value = '99' WHERE name = 'schema'")
    with pytest.raises(StoreError, match="请升级"):
        open_store(url(tmp_path))


def test_a_locked_store_is_said_to_be_locked(tmp_path: Path) -> None:
    registry(tmp_path).store.close()
    holder = _sqlite.connect(tmp_path / "cases.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with open_store(url(tmp_path), wait=0.1) as store, pytest.raises(StoreError, match="占用"):
        store.create(NEW, turn("start"))
    holder.close()


def test_a_writer_that_holds_the_queue_is_waited_for_and_then_named(tmp_path: Path) -> None:
    import fcntl

    registry(tmp_path).store.close()
    with (
        (tmp_path / "cases.db-lock").open("w") as lock, open_store(url(tmp_path), wait=0.1) as store,
        pytest.raises(StoreError, match="占用"),
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        store.create(NEW, turn("start"))


def test_the_store_writes_so_that_power_loss_takes_nothing(tmp_path: Path) -> None:
    registry(tmp_path).store.close()
    mode = _sqlite.connect(tmp_path / "cases.db").execute("PRAGMA journal_mode").fetchone()
    assert mode == ("wal",)


def test_an_entry_that_is_no_json_is_damage(tmp_path: Path) -> None:
    with registry(tmp_path).store as store:
        case = store.create(NEW, turn("start"))
        _raw(tmp_path, "UPDATE entries SET body = '{'")
        with pytest.raises(StoreError, match="第 1 条记录已损坏"):
            store.read(case)


def test_a_case_whose_history_was_altered_takes_no_further_acts(tmp_path: Path) -> None:
    desk = registry(tmp_path)
    file = act(desk, begin(desk, decided()), "受理")
    _raw(tmp_path, "UPDATE entries SET body = replace(body, '甲', '乙') WHERE seq = 2")
    with pytest.raises(StoreError, match="从第 2 条记录起被改动过"):
        act(registry(tmp_path), file, "审查", 合格="是")
    assert len(desk.store.read(file.history.case).entries) == 2


def test_who_has_a_case_at_hand_does_not_go_on_from_another_last_entry(tmp_path: Path) -> None:
    desk = registry(tmp_path)
    file = act(desk, begin(desk, decided()), "受理")
    _raw(tmp_path, "UPDATE entries SET digest = replace(digest, 'a', 'b') WHERE seq = 2")
    with pytest.raises(StoreError, match="没有写入"):
        act(desk, file, "审查", 合格="是")
    assert len(desk.store.read(file.history.case).entries) == 2


def test_a_chart_that_was_altered_in_the_store_is_noticed(tmp_path: Path) -> None:
    desk = registry(tmp_path)
    file = begin(desk, decided())
    _raw(tmp_path, "UPDATE charts SET content = CAST(replace(content, '不予', '准予') AS BLOB)")
    with pytest.raises(StoreError, match="流程图与办理时的不同"):
        case_file(desk.store, file.history.case)


@pytest.mark.parametrize("address", ["cases.db", "sqlite:cases.db", "sqlite://", "mysql:///x", ""])
def test_a_url_of_an_unknown_kind_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="办件库地址"):
        open_store(address)


def test_whoever_waits_long_is_told_once(tmp_path: Path) -> None:
    import fcntl

    told: list[str] = []
    registry(tmp_path).store.close()
    with (tmp_path / "cases.db-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match="占用"):
            open_store(url(tmp_path), create=True, wait=2.2, waiting=lambda: told.append("waits"))
    assert told == ["waits"]


def test_whoever_waits_a_moment_is_not_told(tmp_path: Path) -> None:
    told: list[str] = []
    open_store(url(tmp_path), create=True, waiting=lambda: told.append("waits")).close()
    assert told == []
