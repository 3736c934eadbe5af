"""Opens a store in a SQLite file: safe against power loss, fair between processes, refused if it is not one of ours."""
from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from types import TracebackType
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

_LOG_PAGES = 4000


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
        self._place = str(path)
        self._lax = lax
        self._wait = wait
        self._queue = WriterQueue(path, wait, waiting)
        self._engine = _engine(path, wait)
        self._own = threading.local()
        self._all_kept: list[Any] = []
        self._file: tuple[int, int] | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """See Database."""
        with self._speaking():
            self._refuse_other_file()
            with self._engine.connect() as connection:
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """See Database."""
        with self._speaking(), self._queue.turn():
            self._refuse_other_file()
            with self._engine.connect() as plain:
                connection = plain.execution_options(writes=True)
                with connection.begin():
                    yield connection

    def turning(self) -> AbstractContextManager[Cursor]:
        """See Database."""
        turn: _SqliteTurn | None = getattr(self._own, "turn", None)
        if turn is None or turn.process != os.getpid():
            turn = self._own.turn = _SqliteTurn(self._queue, self._refuse_other_file, self._begin_turns, self._in_words)
        return turn

    def queue(self, connection: Connection, name: str) -> None:
        """See Database: whoever writes is alone."""

    def stand_in_line(self, cursor: Cursor, name: str) -> None:
        """See Database: whoever writes is alone."""

    @property
    def dialect(self) -> Dialect:
        """See Database."""
        return SQLiteDialect_pysqlite(paramstyle="named")

    @property
    def placing(self) -> Dialect:
        """See Database."""
        return SQLiteDialect_pysqlite(paramstyle="qmark")

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
        self._queue.close()

    def _close(self) -> None:
        for connection in self._all_kept:
            connection.close()
        self._all_kept.clear()
        self._own = threading.local()
        self._engine.dispose()

    def _refuse_other_file(self) -> None:
        """Raises StoreError if the file was removed or replaced since the store was opened: what is written then is lost."""
        if self._file is not None and _identity(self._place) != self._file:
            raise StoreError("办件库 {path} 已被移走或换成了别的文件，没有写入；请重新打开", path=self._path)

    def _begin_turns(self) -> Any:
        connection = driver().connect(self._path, timeout=self._wait, check_same_thread=False)
        _set_up(connection, None)
        # A turn adds only to a case whose line it has just found and changed.
        connection.execute("PRAGMA foreign_keys=OFF")
        if self._lax:
            connection.execute("PRAGMA synchronous=NORMAL")
        self._all_kept.append(connection)
        return connection.cursor()

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
        self._file = _identity(self._place)

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """Says what the database or the disk complains of in our words."""
        try:
            yield
        except PowerflowError:
            raise
        except (DBAPIError, driver().Error, OSError, UnicodeDecodeError) as error:
            raise self._in_words(error) from error

    def _in_words(self, error: Exception) -> StoreError:
        if isinstance(error, OSError):
            return StoreError("办件库 {path} 无法读写（{cause}）", path=self._path, cause=error.strerror or error)
        # What follows is what could not be read, which is any bytes, and nobody's business.
        cause = str(error.orig if isinstance(error, DBAPIError) else error).lower().split(" with text ")[0]
        cause = "".join(each if each.isprintable() else " " for each in cause)
        if isinstance(error, UnicodeDecodeError) or "could not decode" in cause:
            return StoreError("办件库 {path} 已损坏或不是办件库（{cause}）", path=self._path, cause=cause)
        if "locked" in cause or "busy" in cause:
            return StoreError("办件库 {path} 正被其他程序占用，等了 {wait} 秒仍未释放", path=self._path, wait=self._wait)
        if "not a database" in cause or "malformed" in cause or "corrupt" in cause or "no such" in cause:
            return StoreError("办件库 {path} 已损坏或不是办件库（{cause}）", path=self._path, cause=cause)
        return StoreError("办件库 {path} 无法读写（{cause}）", path=self._path, cause=cause)


class _SqliteTurn:
    """The turns of one thread, one after the other, on a connection that it keeps.

    An object of its own, for a step of a case passes here each time: what generators and contexts within contexts would do
    takes as long as a statement.
    """

    def __init__(
        self, queue: WriterQueue, refuse_other_file: Callable[[], None], begin: Callable[[], Any],
        in_words: Callable[[Exception], StoreError],
    ) -> None:
        self.process = os.getpid()
        self._queue = queue
        self._refuse_other_file = refuse_other_file
        self._begin = begin
        self._in_words = in_words
        self._cursor: Any = None

    def __enter__(self) -> Cursor:
        try:
            self._queue.enter()
        except OSError as error:
            raise self._in_words(error) from error
        try:
            self._refuse_other_file()
            if self._cursor is None:
                self._cursor = self._begin()
            self._cursor.execute("BEGIN IMMEDIATE")
        except BaseException as error:
            self._queue.leave()
            self._say(error)
            raise
        cursor: Cursor = self._cursor
        return cursor

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if error is None:
                self._cursor.execute("COMMIT")
        except BaseException as caught:
            error = caught
            raise
        finally:
            self._over(error)

    def _over(self, error: BaseException | None) -> None:
        try:
            if error is not None and self._cursor.connection.in_transaction:
                self._cursor.execute("ROLLBACK")
        finally:
            self._queue.leave()
        if error is not None:
            self._say(error)

    def _say(self, error: BaseException) -> None:
        """Raises what the database or the disk complained of in our words; other errors stay as they are."""
        if isinstance(error, (driver().Error, OSError, UnicodeDecodeError)):
            raise self._in_words(error) from error


def _identity(path: str) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return 0, 0
    return found.st_dev, found.st_ino


@cache
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
    # The log is written back by whoever happens to make it longer than this: seldom, for pages that changed often are written once.
    connection.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
