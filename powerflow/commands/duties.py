"""`powerflow duties`: who does what in flowcharts, for the legal-affairs office."""
from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from powerflow.commands import console
from powerflow.errors import PowerflowError, UsageError

if TYPE_CHECKING:
    from powerflow.reports import Duties

_HELP = (
    "列出谁做什么：岗位与环节的矩阵、岗位之间的交接、职责的缺漏和重叠。\n\n"
    "PATH 是文件、文件夹、通配符、压缩包（.zip、.tar.gz），或 -（标准输入）。有文件无法读取时退出码为 3。"
)
_FORMATS = ("text", "html", "csv", "xlsx", "json")
_SHEETS = ("matrix", "posts", "hand-overs", "findings")


@click.command(cls=console.Command, help=_HELP)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", help="输出格式；xlsx 要装 openpyxl。")
@click.option("--sheet", type=click.Choice(_SHEETS), default="matrix", help="CSV 只写一张表：矩阵、岗位、交接或问题。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件，不写到标准输出。")
@click.option("--at", "day", type=console.day, metavar="DATE", help="按哪一天的法律检查，默认今天。")
def command(paths: tuple[str, ...], form: str, sheet: str, output: Path | None, day: date | None) -> None:
    """Writes who does what in every file that `paths` name."""
    if form == "xlsx" and output is None and sys.stdout.isatty():
        raise UsageError("XLSX 不能显示在终端上，请用 -o FILE 写入文件")
    duties = _duties(paths, day or console.now().date())
    _write(duties, form, sheet, output)
    console.finish(4 if duties.crashed else 3 if duties.errors else 0)


def _duties(paths: tuple[str, ...], day: date) -> Duties:
    from powerflow.bpmn import parse
    from powerflow.checking import Order, check_document, sources
    from powerflow.reports import ChartDuties, Duties

    charts: list[ChartDuties] = []
    errors: list[PowerflowError] = []
    crashed: list[str] = []
    order = Order(day, only=("responsibility",))
    for source in sources(paths, sys.stdin.buffer.read):
        try:
            document = parse(source.read(), source.name)
        except PowerflowError as error:
            errors.append(error)
            continue
        findings, _, broken = check_document(document, order)
        charts.append(ChartDuties(chart=document.chart, findings=findings))
        crashed += broken
    return Duties(charts=tuple(charts), errors=tuple(errors), crashed=tuple(crashed))


def _write(duties: Duties, form: str, sheet: str, output: Path | None) -> None:
    from powerflow.reports import Sheet, duties_html, duties_json, duties_text, duty_tables, table_csv, tables_xlsx

    if form == "text":
        colour = output is None and console.is_terminal()
        console.emit(duties_text(duties, console.lang(), colour=colour), output)
        return
    for error in duties.errors:
        console.err(error.say(console.lang()))
    if form == "html":
        console.emit(duties_html(duties, console.lang()), output)
        return
    if form == "json":
        console.emit(duties_json(duties, console.lang()), output)
        return
    written = duty_tables(duties, console.lang())
    console.emit(table_csv(written[Sheet(sheet)]) if form == "csv" else tables_xlsx(written.values()), output)
