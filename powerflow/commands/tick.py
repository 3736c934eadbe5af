"""`powerflow tick`: does what is due in all cases, once: timers that ran out, calls of other items, services."""
from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from powerflow.commands import console
from powerflow.commands.case import office_options, registry, store_option
from powerflow.commands.lamps import scheme_in, scheme_option
from powerflow.commands.machine import say_worked
from powerflow.commands.supervise import raise_alarms


@click.command(cls=console.Command, help="办理全部到期的事，一次：触发定时事件（如逾期视为受理），启动和收回被调用的办件，发出监察预警。")
@click.option("--at", type=console.instant, metavar="INSTANT", help="按这一刻触发，只对模拟办件；不写则按系统时间，只对真实办件。")
@scheme_option
@store_option
@office_options
def command(
    at: datetime | None, scheme_path: Path | None, url: str | None, processes: Path | None, organisation: Path | None,
    calendar: Path | None,
) -> None:
    """Fires what is due and prints it; ends with 3 if a case could not go on."""
    from powerflow import cases
    from powerflow.model import EntryKind

    with registry(url, processes, organisation, calendar) as opened:
        worked = cases.work(opened, now=console.now(), at=at)
        say_worked(worked)
        is_judged = raise_alarms(opened, scheme_in(scheme_path), at)
    console.out(console.say("触发 {count} 个定时事件", count=len(worked.of(EntryKind.TIMER))))
    console.finish(3 if worked.failed or not is_judged else 0)
