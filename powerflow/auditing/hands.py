"""Who does the same work on many things (作业方式): this process, several of this machine, or a cluster."""
from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, islice
from typing import Protocol, TypeVar

from powerflow.errors import ToolError

Thing = TypeVar("Thing")
Done = TypeVar("Done")


class Hands(Protocol):
    """They take one thing after the other, never many more than they can work on, so that memory stays bounded."""

    def each(self, work: Callable[[Thing], Done], things: Iterable[Thing]) -> Iterator[Done]:
        """What the work on each thing came to, in any order. `work` and things must fit through a pipe between processes."""


@dataclass(frozen=True)
class Alone:
    """This process."""

    def each(self, work: Callable[[Thing], Done], things: Iterable[Thing]) -> Iterator[Done]:
        """One after the other."""
        for thing in things:
            yield work(thing)


@dataclass(frozen=True)
class Processes:
    """So many processes of this machine; a single thing is not worth one."""

    jobs: int

    def each(self, work: Callable[[Thing], Done], things: Iterable[Thing]) -> Iterator[Done]:
        """As they come. Raises ToolError where the system ends a process, as it does when memory runs out."""
        rest = iter(things)
        first = [*islice(rest, 2)]
        if len(first) < 2 or self.jobs < 2:
            yield from map(work, chain(first, rest))
            return
        with ProcessPoolExecutor(self.jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
            try:
                yield from _as_they_come(pool, work, chain(first, rest), 2 * self.jobs)
            except BrokenProcessPool as error:
                raise ToolError("有一个进程被系统终止，可能是内存不足。请减少 --jobs 或 --memory") from error
            finally:
                pool.shutdown(cancel_futures=True)


def _as_they_come(
    pool: ProcessPoolExecutor, work: Callable[[Thing], Done], things: Iterable[Thing], most: int
) -> Iterator[Done]:
    waiting: set[Future[Done]] = set()
    for thing in things:
        waiting.add(pool.submit(work, thing))
        del thing
        if len(waiting) >= most:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (each.result() for each in done)
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        yield from (each.result() for each in done)
