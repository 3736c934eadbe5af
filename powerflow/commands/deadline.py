"""`powerflow deadline`: a due date in legal days, with the days that were skipped and why."""
from __future__ import annotations

import json
from pathlib import Path

import click

from powerflow.commands import console

_HELP = """计算截止日：第一行是截止日，随后是扣除的日子和理由。

START 是日期或时刻（2026-09-18、2026-09-18T09:30）。

LIMIT 写成 20WD（工作日）、90CD（自然日）、6M（月）、1Y（年）、24H（小时）或 spot（当场），往前数写 -7WD。"""


# Unknown options are left alone so that -7WD is a limit.
@click.command(cls=console.Command, context_settings={"ignore_unknown_options": True}, help=_HELP)
@click.argument("start", metavar="START")
@click.argument("limit", metavar="LIMIT")
@click.option("--calendar", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="本地放假安排（日历文件）。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件，不写到标准输出。")
def command(start: str, limit: str, calendar: Path | None, form: str, output: Path | None) -> None:
    """Prints the due date, first alone on its line, then how it was counted."""
    from powerflow import deadlines

    working_days = deadlines.read_calendar(calendar) if calendar else deadlines.national_calendar()
    found = deadlines.deadline(deadlines.read_start(start), deadlines.read_period(limit), working_days)
    if form == "json":
        console.emit(json.dumps(deadlines.as_data(found), ensure_ascii=False, indent=2) + "\n", output)
        return
    lines = (found.due.isoformat(), *deadlines.explain(found, console.lang()))
    console.emit("".join(line + "\n" for line in lines), output)
