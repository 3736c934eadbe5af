"""`powerflow store`: whole stores of cases, copied to another database, checked, their due dates worked out anew."""
from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from powerflow.commands import console
from powerflow.commands.case import store_option, tell_of_waiting


@click.group(cls=console.Group, help="办件库：复制到另一个库、核查、按新的放假安排重新登记期限。")
def command() -> None:
    """The group of commands on stores."""


@command.command("copy", help="把一个办件库的全部办件复制到另一个（SQLite 或 PostgreSQL），逐件核对；中断后再次运行会接着复制。")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(source: str, target: str) -> None:
    """Copies a store and says how much."""
    from powerflow import cases

    with (
        cases.open_store(source, waiting=partial(tell_of_waiting, source)) as here,
        cases.open_store(target, create=True, waiting=partial(tell_of_waiting, target)) as there,
    ):
        copied = cases.copy(here, there)
        console.out(console.say(
            "复制 {cases} 件、{entries} 条记录，另有 {known} 件目标库里已有；两边逐条核对一致", cases=copied.cases,
            entries=copied.entries, known=copied.known,
        ))


@command.command("check", help="核查办件库：每件的摘要链、流程图、编号和登记的打开环节。")
@store_option
def check(url: str | None) -> None:
    """Says what is wrong; ends with 1 if anything is."""
    from powerflow import cases

    address = url or cases.DEFAULT_URL
    with cases.open_store(address, waiting=partial(tell_of_waiting, address)) as store:
        total, entries = cases.counts(store)
        wrong = 0
        for _, error in cases.check(store):
            wrong += 1
            console.out(error.say(console.lang()))
    console.out(console.say("核查 {cases} 件、{entries} 条记录，有问题的 {wrong} 件", cases=total, entries=entries, wrong=wrong))
    console.finish(1 if wrong else 0)


@command.command("refresh", help="按放假安排重新登记全部在办办件的期限；运行记录不变。")
@click.option("--calendar", type=click.Path(dir_okay=False, path_type=Path), help="本地放假安排（日历文件）。")
@store_option
def refresh(calendar: Path | None, url: str | None) -> None:
    """Works the projections out anew and says for which cases they changed."""
    from powerflow import cases
    from powerflow.deadlines import national_calendar, read_calendar

    address = url or cases.DEFAULT_URL
    days = read_calendar(calendar) if calendar else national_calendar()
    with cases.open_store(address, waiting=partial(tell_of_waiting, address)) as store:
        changed = list(cases.refresh(store, days))
    for case in changed:
        console.out(case)
    console.out(console.say("重新登记 {count} 件", count=len(changed)))
