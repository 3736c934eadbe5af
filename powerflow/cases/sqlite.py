"""Opens a store in a SQLite file: safe against power loss, fair between processes, refused if it is not one of ours."""
from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.exc import DBAPIError

from powerflow.cases import tables
from powerflow.cases.sql_store import SqlStore
from powerflow.errors import PowerflowError, StoreError

_NEW = {"schema": str(tables.VERSION)}


def open_sqlite(path: str, *, create: bool, wait: float) -> SqlStore:
    """The store in the file `path`; see `open_store`."""
    file = Path(path)
    if not create and not file.exists():
        raise StoreError("没有办件库 {path}；第一次用 case start 时会建立，或用 --store 指明它在哪里", path=path)
    if file.is_dir():
        raise StoreError("办件库 {path} 是文件夹，应当是文件", path=path)
    database = SqliteDatabase(file, wait)
    if create:
        database.prepare()
    database.check()
    return SqlStore(database, path)


class SqliteDatabase:
    """One SQLite file. Writers queue at a lock file beside it.

    SQLite lets writers starve each other, and before version 3.51.3 two of them that write and checkpoint at once
    may lose what was committed in write-ahead mode: whoever holds the lock is alone with both.
    """

    def __init__(self, path: Path, wait: float) -> None:
        self._path = path
        self._wait = wait
        self._engine = _engine(path, wait)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """See Database."""
        with self._speaking(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """See Database."""
        with self._speaking(), self._lock(), self._engine.connect() as plain:
            connection = plain.execution_options(writes=True)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """See Database. The last connection to close writes the log back, so that too is done under the lock."""
        try:
            with self._lock():
                self._engine.dispose()
        except (StoreError, OSError):
            self._engine.dispose()

    def prepare(self) -> None:
        """Makes the tables in a file that has none at all."""
        with self.writing() as connection:
            if inspect(connection).get_table_names():
                return
            tables.metadata.create_all(connection)
            connection.execute(insert(tables.store), [{"name": name, "value": value} for name, value in _NEW.items()])

    def check(self) -> None:
        """Raises StoreError unless the file is a store of this version."""
        with self.reading() as connection:
            version = None
            if tables.store.name in inspect(connection).get_table_names():
                version = connection.scalar(select(tables.store.c.value).where(tables.store.c.name == "schema"))
        if version is None or not str(version).isdigit():
            raise StoreError("{path} 不是 powerflow 的办件库", path=self._path)
        if int(version) > tables.VERSION:
            raise StoreError(
                "办件库 {path} 由更新的版本建立（库版本 {found}，本程序只认到 {known}），请升级 powerflow",
                path=self._path, found=version, known=tables.VERSION,
            )

    @contextmanager
    def _lock(self) -> Iterator[None]:
        until = time.monotonic() + self._wait
        descriptor = os.open(f"{self._path}-lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            while not _locked(descriptor):
                if time.monotonic() > until:
                    raise StoreError("办件库 {path} 正被其他程序占用，等了 {wait} 秒仍未释放", path=self._path, wait=self._wait)
                time.sleep(0.001)
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """Says what the database or the disk complains of in our words."""
        try:
            yield
        except PowerflowError:
            raise
        except (DBAPIError, driver().Error) as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            raise self._said(str(cause).lower()) from error
        except OSError as error:
            raise StoreError(
                "办件库 {path} 无法读写（{cause}）", path=self._path, cause=error.strerror or error
            ) from error

    def _said(self, cause: str) -> StoreError:
        if "locked" in cause or "busy" in cause:
            return StoreError("办件库 {path} 正被其他程序占用，等了 {wait} 秒仍未释放", path=self._path, wait=self._wait)
        if "not a database" in cause or "malformed" in cause or "corrupt" in cause or "no such" in cause:
            return StoreError("办件库 {path} 已损坏或不是办件库（{cause}）", path=self._path, cause=cause)
        return StoreError("办件库 {path} 无法读写（{cause}）", path=self._path, cause=cause)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def driver() -> Any:
    """The SQLite that pysqlite3 bundles, which is newer than that of most systems; else Python's own."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        from sqlite3 import dbapi2
    return dbapi2


def _engine(path: Path, wait: float) -> Engine:
    engine = create_engine(f"sqlite:///{path}", module=driver(), connect_args={"timeout": wait})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _: object) -> None:
    # The driver must not begin transactions by itself, see `_begin`.
    connection.isolation_level = None
    mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    # Only these two pairs lose nothing at power loss; a file system that refuses WAL gets the other one.
    connection.execute(f"PRAGMA synchronous={'FULL' if mode == 'wal' else 'EXTRA'}")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
