"""Stores as each version of the schema wrote them, kept in `stores/`: `python -m tests.cases.older` writes that of this version.

Each holds three cases: one at its second step, one that waits for a timer, one that is over. What is kept there is never
written anew: a store of an older version can only be made by an older program.
"""
from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from sqlalchemy import MetaData, create_engine, insert, select

from powerflow.cases import Registry, open_store
from powerflow.cases.sqlite import driver
from powerflow.cases.tables import VERSION
from powerflow.deadlines import national_calendar
from tests.cases.desk import act, begin, days, decided, drawing, organisation

STORES = Path(__file__).with_name("stores")


def kept_versions() -> list[int]:
    """The versions of which a store is kept."""
    return sorted(int(each.stem.removeprefix("v")) for each in STORES.glob("v*.db"))


def lay_in_file(version: int, path: Path) -> str:
    """A copy of the store of that version; its URL."""
    shutil.copy(STORES / f"v{version}.db", path)
    return f"sqlite:///{path}"


def lay_in_postgres(version: int, address: str) -> str:
    """The same tables, indexes and rows in a new database of PostgreSQL, as the program of that version would have made them."""
    file = create_engine(f"sqlite:///{STORES / f'v{version}.db'}", module=driver())
    database = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    tables = MetaData()
    tables.reflect(file)
    for table in tables.sorted_tables:
        for column in table.columns:
            column.type = column.type.as_generic()
    with file.connect() as here, database.begin() as there:
        tables.create_all(there)
        for table in tables.sorted_tables:
            rows = [dict(row) for row in here.execute(select(table)).mappings()]
            if rows:
                there.execute(insert(table), rows)
    for engine in (file, database):
        engine.dispose()
    return address


def write(path: Path) -> None:
    """Writes a store of this version, closed and without a log beside it."""
    with open_store(f"sqlite:///{path}", create=True) as store:
        desk = Registry(store, organisation(), national_calendar())
        act(desk, begin(desk, decided()), "受理")
        waiting = drawing().start().step("收件").step("审查").end()
        begin(desk, waiting.boundary_timer("t", "收件", days(5)).step("视为受理").end("e2"))
        done = act(desk, begin(desk, decided(), command="k1"), "受理", command="c1")
        act(desk, act(desk, done, "审查", command="c2", 合格="是"), "准予")


def main() -> None:
    """Keeps a store of this version, if none is kept yet."""
    kept = STORES / f"v{VERSION}.db"
    if kept.exists():
        print(f"{kept} is kept as it is")
        return
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "new.db")
        shutil.copy(Path(folder) / "new.db", kept)
    print(f"{kept} written")


if __name__ == "__main__":
    main()
