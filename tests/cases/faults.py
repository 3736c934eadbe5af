"""Processes that die at a chosen point of a turn, and processes that race; forked, so that hundreds take seconds."""
from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NoReturn

from sqlalchemy import Connection

from powerflow.cases.sql_store import Database
from powerflow.cases.statements import Cursor


def die() -> NoReturn:
    """As if the power of this process had been cut: nothing of Python runs any more."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


@dataclass
class Deadly:
    """A database in which this process dies: at the `point`-th statement of a turn, before or after its commit.

    Point 0 is before the turn has begun, -1 after the commit and before anybody has heard of it. Reading counts for nothing.
    """

    database: Database
    point: int
    count: int = field(default=0)

    @contextmanager
    def turning(self) -> Iterator[Cursor]:
        """A turn that may not end."""
        with self._dying(), self.database.turning() as cursor:
            yield _Counted(cursor, self)
            self.reach()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may not end."""
        with self._dying(), self.database.writing() as connection:
            yield _CountedConnection(connection, self)  # type: ignore[misc]
            self.reach()

    @contextmanager
    def _dying(self) -> Iterator[None]:
        if self.point == 0:
            die()
        yield
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
    """A cursor, or whatever else runs statements, that counts them."""

    def __init__(self, inner: Any, deadly: Deadly) -> None:
        self._inner, self._deadly = inner, deadly

    def execute(self, *words: Any, **more: Any) -> Any:
        """Runs a statement, unless it is the last."""
        self._deadly.reach()
        return self._inner.execute(*words, **more)

    def executemany(self, *words: Any) -> Any:
        """Runs a statement several times, unless it is the last."""
        self._deadly.reach()
        return self._inner.executemany(*words)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _CountedConnection(_Counted):
    """A connection of SQLAlchemy, and the driver's one in it."""

    def scalar(self, *words: Any, **more: Any) -> Any:
        """Runs a statement, unless it is the last."""
        self._deadly.reach()
        return self._inner.scalar(*words, **more)

    @property
    def connection(self) -> Any:
        """The driver's connection, whose cursors count."""
        return _CountedCursors(self._inner.connection, self._deadly)


class _CountedCursors(_Counted):
    def cursor(self) -> Any:
        """A cursor that counts."""
        return _Counted(self._inner.cursor(), self._deadly)


def forked(work: Callable[[], object]) -> tuple[int, str]:
    """Runs `work` in a process of its own; its exit status (-9: killed) and what it said."""
    [found] = forked_at_once([work])
    return found


def forked_at_once(works: list[Callable[[], object]]) -> list[tuple[int, str]]:
    """Runs each work in a process of its own, all at once; what each came to."""
    return [heard(child, said) for child, said in [begin_work(work) for work in works]]


def begin_work(work: Callable[[], object]) -> tuple[int, int]:
    """Begins `work` in a process of its own; the number of the process, and of the pipe in which it will say what came of it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(work, writing)
    os.close(writing)
    return child, reading


def heard(child: int, pipe: int) -> tuple[int, str]:
    """Waits for the end of a process that was begun; its exit status (-9: killed) and what it said."""
    with os.fdopen(pipe, encoding="utf-8") as stream:
        said = stream.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), said


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
