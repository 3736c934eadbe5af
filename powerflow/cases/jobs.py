"""Workers on several machines (作业): on PostgreSQL, jobs of procrastinate wake a worker for a case when something is due.

A job only wakes: what is due stands in the store, and whoever comes looks there. So a job that comes twice, late or never
harms nobody; a sweep over the store every few seconds finds what no job told of.
"""
from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from powerflow.cases.machine import Worked, settle, work
from powerflow.cases.registry import Registry
from powerflow.cases.sql_store import SqlStore
from powerflow.cases.waking import ADVANCE, QUEUE, Waker, lay
from powerflow.errors import PowerflowError, ToolError

if TYPE_CHECKING:
    from powerflow.cases.store import HistoryStore

_SWEEP, _RESCUE = "powerflow.sweep", "powerflow.rescue"
# A worker that has not been heard of for so many seconds is dead, and its jobs are given to others.
_SILENT = 30.0


def has_jobs(store: HistoryStore) -> bool:
    """Whether work on this store is done by jobs: on PostgreSQL. Raises ToolError if procrastinate is not installed."""
    if not isinstance(store, SqlStore) or store.database.dialect.name != "postgresql":
        return False
    try:
        import procrastinate  # noqa: F401
    except ImportError as error:
        raise ToolError("在 PostgreSQL 办件库上运行 work 要先安装：pip install 'powerflow-bpmn[postgresql]'") from error
    return True


def run_jobs(
    registry: Registry, *, workers: int, every: int, clock: Callable[[], datetime], told: Callable[[Worked], object],
    after: Callable[[], object] = lambda: None,
) -> None:
    """Works until the process is asked to end (SIGTERM, SIGINT), on at most `workers` cases at a time.

    `every` is how many seconds pass between two sweeps, `told` is given what was done, `after` is called after a sweep.
    Any number of processes on any number of machines may do so on one store.
    """
    store = registry.store
    assert isinstance(store, SqlStore)
    with store.database.writing() as connection:
        store.database.queue(connection, "schema")
        lay(connection)
    store.wake = store.wake or Waker()
    # What goes wrong is told in our words.
    logger = logging.getLogger("procrastinate")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    told(work(registry, now=clock()))
    asyncio.run(_run(_app(registry, _address(store), every, clock, told, after), workers))


async def _run(app: Any, workers: int) -> None:
    async with app.open_async():
        await app.run_worker_async(
            queues=[QUEUE], concurrency=workers, delete_jobs="successful", stalled_worker_timeout=_SILENT, name=QUEUE,
        )


def _app(
    registry: Registry, address: str, every: int, clock: Callable[[], datetime], told: Callable[[Worked], object],
    after: Callable[[], object],
) -> Any:
    from procrastinate import App, JobContext, PsycopgConnector

    app = App(connector=PsycopgConnector(conninfo=address))
    cron = f"* * * * * */{every}" if every < 60 else f"*/{max(1, every // 60)} * * * *"

    def tell(case: str, make: Callable[[], Worked]) -> None:
        try:
            told(make())
        except PowerflowError as error:
            told(Worked(failed=((case, error),)))

    def sweep_all() -> Worked:
        worked = work(registry, now=clock())
        after()
        return worked

    @app.task(name=ADVANCE, queue=QUEUE)
    def advance(case: str) -> None:
        tell(case, lambda: settle(registry, case, now=clock()))

    @app.periodic(cron=cron)
    @app.task(name=_SWEEP, queue=QUEUE, queueing_lock=_SWEEP)
    def sweep(timestamp: int) -> None:
        tell("—", sweep_all)

    @app.periodic(cron="* * * * *")
    @app.task(name=_RESCUE, queue=QUEUE, queueing_lock=_RESCUE, pass_context=True)
    async def rescue(context: JobContext, timestamp: int) -> None:
        """Gives the jobs of dead workers to others; procrastinate leaves that to its users."""
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_SILENT):
            await app.job_manager.retry_job(job)

    return app


def _address(store: SqlStore) -> str:
    with store.database.reading() as connection:
        return connection.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
