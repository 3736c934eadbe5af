"""The versions of a store's tables: made new, recognised, and brought up from older ones in one transaction."""
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import Column, Connection, String, insert, inspect, select, update

from powerflow.cases import tables
from powerflow.errors import StoreError

if TYPE_CHECKING:
    from alembic.operations import Operations


def make(connection: Connection) -> None:
    """Makes the tables in a database that has none at all."""
    if not inspect(connection).get_table_names():
        tables.metadata.create_all(connection)
        connection.execute(insert(tables.store), [{"name": "schema", "value": str(tables.VERSION)}])


def version(connection: Connection, place: object) -> int:
    """The version of the tables. Raises StoreError for a database that is no store, or one of a newer version."""
    found = None
    if tables.store.name in inspect(connection).get_table_names():
        found = connection.scalar(select(tables.store.c.value).where(tables.store.c.name == "schema"))
    if found is None or not str(found).isdigit():
        raise StoreError("{path} 不是 powerflow 的办件库", path=place)
    if int(found) > tables.VERSION:
        raise StoreError(
            "办件库 {path} 由更新的版本建立（库版本 {found}，本程序只认到 {known}），请升级 powerflow",
            path=place, found=found, known=tables.VERSION,
        )
    return int(found)


def bring_up(connection: Connection, place: object) -> None:
    """Brings the tables to the version of this program; nothing of a history is touched. Raises as `version`."""
    old = version(connection, place)
    if old == tables.VERSION:
        return
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    operations = Operations(MigrationContext.configure(connection))
    for number in range(old + 1, tables.VERSION + 1):
        _STEPS[number](operations)
    connection.execute(update(tables.store).where(tables.store.c.name == "schema").values(value=str(tables.VERSION)))


def _to_2(operations: Operations) -> None:
    """When what is open is due, and an index over the cases that are not over; new stores also write fewer indexes."""
    operations.add_column("open_steps", Column("due", String(25)))
    operations.create_index("cases_ended", "cases", ["ended", "started"])


def _to_3(operations: Operations) -> None:
    """What supervision reads, and the calls between cases; cases that were written before have none of it until they are projected anew."""
    for table in (tables.clocks, tables.alarms, tables.judged, tables.calls):
        table.create(operations.get_bind())
    operations.get_bind().execute(insert(tables.store).values(name="unwatched", value="1"))


_STEPS: dict[int, Callable[[Operations], None]] = {2: _to_2, 3: _to_3}
