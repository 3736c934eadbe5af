"""A cluster that somebody has started (Dask distributed) as hands; the one door to that library."""
from __future__ import annotations

import warnings
from asyncio import CancelledError
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from powerflow.errors import InputError, ToolError

if TYPE_CHECKING:
    from distributed import Client

Thing = TypeVar("Thing")
Done = TypeVar("Done")
# So many things wait for each thread of the cluster; the scheduler holds their text until they are done.
_AHEAD = 2


@dataclass(frozen=True)
class Cluster:
    """The workers of the scheduler at `address` (`tcp://host:8786`). They need powerflow installed, but none of the files.

    `patience`: so many seconds to reach it, and as many for its first worker to come.
    """

    address: str
    patience: int = 20

    def each(self, work: Callable[[Thing], Done], things: Iterable[Thing]) -> Iterator[Done]:
        """As they come; what a worker that is lost had in hand is done again by another. Raises ToolError where that fails."""
        try:
            from distributed import Client, KilledWorker
        except ImportError as error:
            raise ToolError("分布式审计需要 Dask：pip install 'powerflow-bpmn[dask]'") from error
        wrong = (OSError, TimeoutError, ValueError, ImportError, RuntimeError, KilledWorker, CancelledError)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph")  # a task that holds a piece of the log is meant to be large
            try:
                with Client(self.address, timeout=self.patience, set_as_default=False) as client:
                    client.wait_for_workers(1, timeout=self.patience)
                    yield from _as_they_come(client, work, things)
            except InputError:
                raise
            except wrong as error:
                cause = str(error) or type(error).__name__
                raise ToolError("Dask 集群 {address} 无法完成作业（{cause}）", address=self.address, cause=cause) from error


def _as_they_come(client: Client, work: Callable[[Thing], Done], things: Iterable[Thing]) -> Iterator[Done]:
    from distributed import as_completed

    most = _AHEAD * sum(client.nthreads().values())
    waiting = as_completed(loop=client.loop, with_results=True)
    for thing in things:
        waiting.add(client.submit(work, thing, pure=False))
        while waiting.count() >= most:
            _, done = next(waiting)
            yield done
    for _, done in waiting:
        yield done
