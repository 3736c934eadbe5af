"""Processes that die at a chosen point of a turn, and processes that race; forked, so that hundreds take seconds."""
from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NoReturn

from powerflow.cases.sql_store import Database
from powerflow.cases.statements import Cursor


def die() -> NoReturn:
    """As if the power of this process had been cut: nothing of Python runs any more."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


@dataclass
class Deadly:
    """A database in which this process dies: at the `point`-th statement of a turn, before or after its commit.

    Point 0 is before the turn has begun, -1 after the commit and before anybody has heard of it.
    """

    database: Database
    point: int
    count: int = field(default=0)

    @contextmanager
    def turning(self) -> Iterator[Cursor]:
        """A turn that may not end."""
        if self.point == 0:
            die()
        with self.database.turning() as cursor:
            yield _Counted(cursor, self)
            self.reach()
        if self.point == -1:
            die()

    def reach(self) -> None:
        """Dies if this is the point."""
        self.count += 1
        if self.count == self.point:
            die()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.database, name)


class _Counted:
    def __init__(self, cursor: Cursor, deadly: Deadly) -> None:
        self._cursor, self._deadly = cursor, deadly

    def execute(self, statement: str, values: Mapping[str, object]) -> Any:
        """Runs a statement, unless it is the last."""
        self._deadly.reach()
        return self._cursor.execute(statement, values)

    def executemany(self, statement: str, values: Any) -> Any:
        """Runs a statement several times, unless it is the last."""
        self._deadly.reach()
        return self._cursor.executemany(statement, values)

    def fetchone(self) -> Any:
        """The next row."""
        return self._cursor.fetchone()


def forked(work: Callable[[], object]) -> tuple[int, str]:
    """Runs `work` in a process of its own; its exit status (-9: killed) and what it said."""
    [found] = forked_at_once([work])
    return found


def forked_at_once(works: list[Callable[[], object]]) -> list[tuple[int, str]]:
    """Runs each work in a process of its own, all at once; what each came to."""
    running = []
    for work in works:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _work(work, writing)
        os.close(writing)
        running.append((child, reading))
    found = []
    for child, reading in running:
        with os.fdopen(reading, encoding="utf-8") as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        found.append((os.waitstatus_to_exitcode(status), said))
    return found


def _work(work: Callable[[], object], writing: int) -> NoReturn:
    code = 1
    try:
        os.write(writing, str(work()).encode())
        code = 0
    except BaseException as error:  # noqa: BLE001  whatever it is, the parent must hear of it and no test may run twice
        os.write(writing, repr(error).encode())
    finally:
        os._exit(code)
    raise AssertionError
