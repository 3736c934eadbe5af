"""`powerflow timing`: how long the ways of a flowchart take against its limits and those of the law."""
from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from powerflow.commands import console
from powerflow.errors import PowerflowError

if TYPE_CHECKING:
    from powerflow.reports import Timings

_HELP = (
    "量出图上的时间：写明的总时限和法律的期限，各自最长、最短要多久，还余多少，最长的是哪条路径。\n\n"
    "PATH 是文件、文件夹、通配符、压缩包（.zip、.tar.gz），或 -（标准输入）。有文件无法读取时退出码为 3。"
)


@click.command(cls=console.Command, help=_HELP)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--pack", "packs", multiple=True, metavar="NAME", help="另加的部门或地方规则包，可以写多次。")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", help="输出格式。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件，不写到标准输出。")
@click.option("--at", "day", type=console.day, metavar="DATE", help="按哪一天的法律，默认今天。")
def command(paths: tuple[str, ...], packs: tuple[str, ...], form: str, output: Path | None, day: date | None) -> None:
    """Writes the limits of every file that `paths` name, measured."""
    from powerflow.reports import table_csv, timing_table, timings_json, timings_text

    report = _timings(paths, packs, day or console.now().date())
    if form == "text":
        colour = output is None and console.is_terminal()
        console.emit(timings_text(report, console.lang(), colour=colour), output)
    elif form == "json":
        console.emit(timings_json(report, console.lang()), output)
    else:
        console.emit(table_csv(timing_table(report, console.lang())), output)
    console.finish(3 if report.errors else 0)


def _timings(paths: tuple[str, ...], packs: tuple[str, ...], day: date) -> Timings:
    from powerflow.bpmn import parse
    from powerflow.checking import sources
    from powerflow.reports import ChartTimings, Timings
    from powerflow.rules import pack_named, timings

    named = tuple(pack_named(pack) for pack in packs)
    charts: list[ChartTimings] = []
    errors: list[PowerflowError] = []
    for source in sources(paths, sys.stdin.buffer.read):
        try:
            chart = parse(source.read(), source.name).chart
        except PowerflowError as error:
            errors.append(error)
            continue
        charts.append(ChartTimings(chart=chart, timings=timings(chart, day, named)))
    return Timings(charts=tuple(charts), errors=tuple(errors))
