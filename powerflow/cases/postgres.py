"""Opens a store in a PostgreSQL database: many workers on many machines, each turn one transaction on its case's row."""
from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Dialect, create_engine, inspect, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from powerflow.cases import schema, tables, waking
from powerflow.cases.sql_store import SqlStore
from powerflow.cases.statements import Cursor
from powerflow.cases.store import NoStore
from powerflow.errors import PowerflowError, StoreError, ToolError, UsageError


def open_postgres(url: str, *, create: bool, wait: float) -> SqlStore:
    """The store in the database at `url`; see `open_store`. `wait` is how many seconds to wait for another writer's lock."""
    try:
        # Histories and messages name the store; they must not tell its password.
        address = make_url(url).set(drivername="postgresql+psycopg")
    except ArgumentError as error:
        raise UsageError("看不懂办件库地址“{url}”，应当写成 postgresql://用户@主机/库名", url=url) from error
    database = PostgresDatabase(address, wait)
    try:
        database.prepare(create)
    except BaseException:
        database.close()
        raise
    store = SqlStore(database, database.place)
    store.wake = database.waker
    return store


class PostgresDatabase:
    """One PostgreSQL database."""

    def __init__(self, address: Any, wait: float) -> None:
        driver()
        self.place = address.render_as_string(hide_password=True)
        self._given = {"connect_timeout": max(2, int(wait)), "options": f"-c lock_timeout={int(wait * 1000)}"}
        self._engine = create_engine(address, pool_pre_ping=True, connect_args=self._given)
        self._own = threading.local()
        self._all_kept: list[Any] = []
        self.waker: waking.Waker | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """See Database."""
        with self._speaking(), self._engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """See Database."""
        with self._speaking(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def turning(self) -> Iterator[Cursor]:
        """See Database. A connection that broke is made anew for the next turn."""
        with self._speaking():
            connection = self._kept()
            try:
                with connection.transaction(), connection.cursor() as cursor:
                    yield cursor
            except driver().OperationalError:
                if connection.closed:
                    self._own.connection = None
                raise

    def queue(self, connection: Connection, name: str) -> None:
        """See Database."""
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"powerflow {name}"})

    def stand_in_line(self, cursor: Cursor, name: str) -> None:
        """See Database."""
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"powerflow {name}",))

    @property
    def dialect(self) -> Dialect:
        """See Database."""
        return self._engine.dialect

    @property
    def placing(self) -> Dialect:
        """See Database."""
        dialect: Dialect = PGDialect_psycopg(paramstyle="format")  # type: ignore[no-untyped-call]
        return dialect

    def about(self) -> Mapping[str, str]:
        """See Database."""
        with self.reading() as connection:
            return {
                "PostgreSQL": str(connection.scalar(text("SHOW server_version"))),
                "synchronous_commit": str(connection.scalar(text("SHOW synchronous_commit"))),
                "fsync": str(connection.scalar(text("SHOW fsync"))),
            }

    def close(self) -> None:
        """See Database."""
        for connection in self._all_kept:
            connection.close()
        self._all_kept.clear()
        self._own = threading.local()
        self._engine.dispose()

    def prepare(self, create: bool) -> None:
        """Makes the tables if `create` and there are none, and brings older ones up. Raises NoStore, StoreError."""
        with self.writing() as connection:
            self.queue(connection, "schema")
            if create:
                schema.make(connection)
                waking.lay(connection)
            elif not inspect(connection).has_table(tables.store.name):
                raise NoStore("数据库 {path} 里没有办件库；第一次用 case start 时会建立", path=self.place)
            schema.bring_up(connection, self.place)
            self.waker = waking.waker(connection)

    def _kept(self) -> Any:
        """The connection of this thread for turns."""
        connection = getattr(self._own, "connection", None)
        if connection is None or connection.closed:
            # Its own transactions only: `transaction()` begins and ends each.
            arguments, options = self._engine.dialect.create_connect_args(self._engine.url)
            connection = self._own.connection = driver().connect(*arguments, **options, **self._given, autocommit=True)
            self._all_kept.append(connection)
        return connection

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """Says what the database complains of in our words."""
        try:
            yield
        except PowerflowError:
            raise
        except (DBAPIError, driver().Error) as error:
            cause = str(error.orig if isinstance(error, DBAPIError) else error).strip().split("\n")[0]
            if "lock timeout" in cause or "lock_timeout" in cause:
                raise StoreError("办件库 {path} 正被其他程序占用，请稍后重试", path=self.place) from error
            raise StoreError("办件库 {path} 无法读写（{cause}）", path=self.place, cause=cause) from error


def driver() -> Any:
    """The driver of PostgreSQL. Raises ToolError if it is not installed."""
    try:
        import psycopg
    except ImportError as error:
        raise ToolError("用 PostgreSQL 办件库要先安装驱动：pip install 'powerflow-bpmn[postgresql]'") from error
    return psycopg
