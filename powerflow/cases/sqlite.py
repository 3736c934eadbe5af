"""Opens a store in a SQLite file: safe against power loss, fair between processes, refused if it is not one of ours."""
from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, create_engine, event
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import DBAPIError

from powerflow.cases import schema, tables
from powerflow.cases.sql_store import SqlStore
from powerflow.cases.statements import Cursor
from powerflow.cases.store import NoStore
from powerflow.cases.writer_queue import WriterQueue
from powerflow.errors import PowerflowError, StoreError


def open_sqlite(path: str, *, create: bool, wait: float, waiting: Callable[[], object], lax: bool = False) -> SqlStore:
    """The store in the file `path`; see `open_store`. `lax` does not wait for the disk: for measuring only."""
    file = Path(path)
    if not create and not file.exists():
        raise NoStore("没有办件库 {path}；第一次用 case start 时会建立，或用 --store 指明它在哪里", path=path)
    if file.is_dir():
        raise StoreError("办件库 {path} 是文件夹，应当是文件", path=path)
    database = SqliteDatabase(file, wait, waiting, lax)
    if create:
        database.prepare()
    database.check()
    return SqlStore(database, path)


class SqliteDatabase:
    """One SQLite file. Writers queue at a lock file beside it.

    SQLite lets writers starve each other, and before version 3.51.3 two of them that write and checkpoint at once
    may lose what was committed in write-ahead mode: whoever holds the lock is alone with both.
    """

    def __init__(self, path: Path, wait: float, waiting: Callable[[], object], lax: bool) -> None:
        self._path = path
        self._lax = lax
        self._wait = wait
        self._queue = WriterQueue(path, wait, waiting)
        self._engine = _engine(path, wait)
        self._own = threading.local()
        self._all_kept: list[Any] = []

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """See Database."""
        with self._speaking(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """See Database."""
        with self._speaking(), self._queue.turn(), self._engine.connect() as plain:
            connection = plain.execution_options(writes=True)
            with connection.begin():
                yield connection

    @contextmanager
    def turning(self) -> Iterator[Cursor]:
        """See Database."""
        with self._speaking(), self._queue.turn():
            cursor = self._kept().cursor()
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield cursor
                cursor.execute("COMMIT")
            except BaseException:
                if cursor.connection.in_transaction:
                    cursor.execute("ROLLBACK")
                raise

    def queue(self, connection: Connection, name: str) -> None:
        """See Database: whoever writes is alone."""

    @property
    def dialect(self) -> Dialect:
        """See Database."""
        return SQLiteDialect_pysqlite(paramstyle="named")

    def about(self) -> Mapping[str, str]:
        """See Database."""
        with self.reading() as connection:
            asked = {name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar()) for name in ("journal_mode", "synchronous")}
        return {"SQLite": driver().sqlite_version, **asked}

    def close(self) -> None:
        """See Database. The last connection to close writes the log back, so that too is done under the lock."""
        try:
            with self._queue.turn():
                self._close()
        except (StoreError, OSError):
            self._close()

    def _close(self) -> None:
        for connection in self._all_kept:
            connection.close()
        self._all_kept.clear()
        self._own = threading.local()
        self._engine.dispose()

    def _kept(self) -> Any:
        """The connection of this thread for turns."""
        connection = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = driver().connect(self._path, timeout=self._wait, check_same_thread=False)
            _set_up(connection, None)
            if self._lax:
                connection.execute("PRAGMA synchronous=NORMAL")
            self._all_kept.append(connection)
        return connection

    def prepare(self) -> None:
        """Makes the tables in a file that has none at all."""
        with self.writing() as connection:
            schema.make(connection)

    def check(self) -> None:
        """Brings the tables up if they are older. Raises StoreError unless the file is a store of ours."""
        with self.reading() as connection:
            found = schema.version(connection, self._path)
        if found < tables.VERSION:
            with self.writing() as connection:
                schema.bring_up(connection, self._path)

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
