"""`powerflow tick`: fires the timers of cases that have run out, once."""
from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from powerflow.commands import console
from powerflow.commands.case import office_options, registry, store_option


@click.command(cls=console.Command, help="触发已到期的定时事件（如逾期视为受理），一次。")
@click.option("--at", type=console.instant, metavar="INSTANT", help="按这一刻触发，只对模拟办件；不写则按系统时间，只对真实办件。")
@store_option
@office_options
def command(
    at: datetime | None, url: str | None, processes: Path | None, organisation: Path | None, calendar: Path | None
) -> None:
    """Fires what is due and prints it; ends with 3 if a case could not go on."""
    from powerflow import cases

    with registry(url, processes, organisation, calendar) as opened:
        ticked = cases.tick(opened, now=console.now(), at=at)
    for case, entry in ticked.fired:
        console.out(console.say("{case} 的 {node} 于 {at} 到期", case=case, node=entry.node, at=entry.at.isoformat()))
    for case, error in ticked.failed:
        console.err(f"{case}: {error.say(console.lang())}")
    console.out(console.say("触发 {count} 个定时事件", count=len(ticked.fired)))
    console.finish(3 if ticked.failed else 0)
