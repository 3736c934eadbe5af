"""The queue of those who write to one SQLite file: a lock file beside it, at which the system lets one after the other pass."""
from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from powerflow.errors import StoreError

# Whoever waits longer than so many seconds wonders why.
_LONG = 2.0


class WriterQueue:
    """Lets one writer of all threads and processes pass at a time. `wait` is in seconds.

    Each thread keeps the lock file open: opening it anew for each turn would take longer than the lock.
    """

    def __init__(self, path: Path, wait: float, waiting: Callable[[], object]) -> None:
        self._path = path
        self._wait = wait
        self._waiting = waiting
        self._own = threading.local()
        self._opened: list[int] = []

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits for one's turn, and lets the next one pass at the end. Raises StoreError if it does not come in time."""
        self.enter()
        try:
            yield
        finally:
            self.leave()

    def enter(self) -> None:
        """Waits for one's turn; `leave` must follow. Raises StoreError if it does not come in time."""
        descriptor = self._descriptor()
        if not _passed(descriptor):
            try:
                self._stand(descriptor)
            except BaseException:
                # Somebody may still wait on a copy of it.
                self._own.descriptor = None
                self._opened.remove(descriptor)
                os.close(descriptor)
                raise

    def leave(self) -> None:
        """Lets the next one pass."""
        fcntl.flock(self._own.descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Lets go of the lock file in all threads; to be called when none is in its turn."""
        self._own = threading.local()
        while self._opened:
            os.close(self._opened.pop())

    def _descriptor(self) -> int:
        """The lock file as this thread has it open. A forked process must not share its parent's lock."""
        own = self._own.__dict__
        descriptor: int | None = own.get("descriptor")
        if descriptor is None or own["process"] != os.getpid() or not os.fstat(descriptor).st_nlink:
            descriptor = os.open(f"{self._path}-lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            self._opened.append(descriptor)
            own.update(descriptor=descriptor, process=os.getpid())
        return descriptor

    def _stand(self, descriptor: int) -> None:
        """Waits in the queue of the system, which wakes those who wait; who asks again and again may be passed by for ever."""
        waiter = _Waiter(descriptor)
        waiter.start()
        waiter.join(min(_LONG, self._wait))
        if waiter.is_alive() and self._wait > _LONG:
            self._waiting()
            waiter.join(self._wait - _LONG)
        if not waiter.claim():
            raise StoreError("办件库 {path} 正被其他程序占用，等了 {wait} 秒仍未释放", path=self._path, wait=self._wait)


class _Waiter(threading.Thread):
    """Waits for the lock; if nobody wants it any more when it comes, gives it back."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(daemon=True)
        # A lock belongs to all copies of a descriptor: it ends when both this one and that of who claimed it are closed.
        self._copy = os.dup(descriptor)
        self._guard = threading.Lock()
        self._has_lock = self._is_given_up = False

    def run(self) -> None:
        """Waits."""
        try:
            fcntl.flock(self._copy, fcntl.LOCK_EX)
            with self._guard:
                self._has_lock = True
                if self._is_given_up:
                    fcntl.flock(self._copy, fcntl.LOCK_UN)
        finally:
            os.close(self._copy)

    def claim(self) -> bool:
        """Whether the lock has come; if not, it is given up."""
        with self._guard:
            self._is_given_up = not self._has_lock
            return self._has_lock


def _passed(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
