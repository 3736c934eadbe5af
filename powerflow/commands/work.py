"""`powerflow work`: goes on doing what is due, until it is told to stop."""
from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import click

from powerflow.commands import console
from powerflow.commands.case import office_options, registry, store_option
from powerflow.commands.lamps import scheme_in, scheme_option
from powerflow.commands.machine import say_worked
from powerflow.commands.supervise import raise_alarms

if TYPE_CHECKING:
    from powerflow.cases import Registry, Worked


@click.command(
    cls=console.Command,
    help="一直办理到期的事：定时事件、调用其他事项、系统环节，直到收到停止信号（SIGTERM、Ctrl+C）。"
    "停机以后再启动，落下的一件不少、每件一次。PostgreSQL 办件库可以在几台机器上各开几个。",
)
@click.option("--once", is_flag=True, help="只办理一次就结束；有办件办不下去的，退出码为 3。")
@click.option("--every", type=click.IntRange(1, 3600), default=15, show_default=True, metavar="SECONDS", help="隔多少秒查一次到期的事。")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, metavar="N", help="同时办理几件，只用于 PostgreSQL。")
@click.option("--again", metavar="CASE", help="把这一件里办不下去的系统环节再办一次，然后结束。")
@scheme_option
@store_option
@office_options
def command(
    once: bool, every: int, workers: int, again: str | None, scheme_path: Path | None, url: str | None, processes: Path | None,
    organisation: Path | None, calendar: Path | None,
) -> None:
    """Works and says what it did."""
    from powerflow import cases

    scheme = scheme_in(scheme_path)
    with registry(url, processes, organisation, calendar) as opened:
        if again:
            _finish(cases.settle(opened, again, now=console.now(), again=True))
        if once:
            worked = cases.work(opened, now=console.now())
            is_judged = raise_alarms(opened, scheme, None)
            _finish(worked, is_fine=is_judged)
        watch = partial(raise_alarms, opened, scheme, None)
        console.err(console.say("开始办理 {place}；按 Ctrl+C 或发 SIGTERM 停止", place=opened.store.place))
        if cases.has_jobs(opened.store):
            cases.run_jobs(opened, workers=workers, every=every, clock=console.now, told=say_worked, after=watch)
        else:
            with _stopping() as stop:
                _loop(opened, stop, every, watch)
        console.err(console.say("已停止"))


def _finish(worked: Worked, *, is_fine: bool = True) -> None:
    say_worked(worked)
    console.finish(3 if worked.failed or not is_fine else 0)


def _loop(opened: Registry, stop: Event, every: int, watch: Callable[[], object]) -> None:
    """Works, raises alarms, waits, works again; what could not be reached now is tried the next time."""
    from powerflow import cases
    from powerflow.errors import StoreError

    said: set[tuple[str, str]] = set()
    while not stop.is_set():
        try:
            worked = cases.work(opened, now=console.now(), stopped=stop.is_set)
        except StoreError as error:
            console.err(error.say(console.lang()))
        else:
            _supervise(opened)
            failed = tuple((case, error) for case, error in worked.failed if (case, error.say()) not in said)
            said = {(case, error.say()) for case, error in worked.failed}
            say_worked(cases.Worked(worked.done, failed))
            watch()
        stop.wait(every)


def _supervise(opened: Registry) -> None:
    """Raises the alarms that are due, by the scheme that is shipped."""
    from powerflow.commands.supervise import raise_alarms
    from powerflow.supervision import default_scheme

    raise_alarms(opened, default_scheme(), None)


@contextmanager
def _stopping() -> Iterator[Event]:
    """Set when the process is asked to end; what is under way is finished first."""
    stop = Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
