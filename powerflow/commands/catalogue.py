"""`powerflow catalogue`: the powers of an authority as the published table, checked as a whole, the secret ones apart."""
from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from powerflow.commands import console
from powerflow.errors import UsageError

if TYPE_CHECKING:
    from powerflow.reports import Catalogued

_HELP = (
    "列出、检查、导出职权目录：十栏目录表，不公开的职权单列。\n\n"
    "PATH 是文件、文件夹、通配符或压缩包，不写则用随软件提供的事项库。文件夹里的 catalogue.toml 是职权登记表，与流程图相互核对。\n\n"
    "只报告整个目录和事项登记的问题；流程图本身的检查用 check。"
)
_FORMATS = ("text", "csv", "xlsx", "html", "json")


@click.command(cls=console.Command, help=_HELP)
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", help="输出格式；xlsx 要装 openpyxl。")
@click.option("--secret", is_flag=True, help="只列不公开的职权。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件，不写到标准输出。")
@click.option("--fail-on", type=click.Choice(["error", "advice", "never"]), default="error", help="何种问题使命令失败。")
@click.option("--at", "day", type=console.day, metavar="DATE", help="按哪一天的法律检查，默认今天。")
def command(paths: tuple[str, ...], form: str, secret: bool, output: Path | None, fail_on: str, day: date | None) -> None:
    """Writes the catalogue of the charts that `paths` name."""
    from powerflow.library import shipped

    if form == "xlsx" and output is None and sys.stdout.isatty():
        raise UsageError("XLSX 不能显示在终端上，请用 -o FILE 写入文件")
    known = _known(paths or (str(shipped()),), day or console.now().date()).only(secret=secret)
    _write(known, form, output, secret=secret)
    failing = console.failing((finding.severity for finding in known.findings), fail_on)
    console.finish(4 if known.crashed else 3 if known.errors else 1 if failing else 0)


def _known(paths: tuple[str, ...], day: date) -> Catalogued:
    from powerflow.checking import Order, check_all, registers, sources
    from powerflow.model import Catalogue
    from powerflow.reports import Catalogued

    listed, unread = registers(paths)
    checked = check_all(list(sources(paths, sys.stdin.buffer.read)), Order(day, only=("catalogue", "disclosure")), register=listed)
    charts = tuple(file.entry for file in checked.files if file.entry is not None)
    return Catalogued(
        catalogue=Catalogue(charts=charts, register=listed), findings=tuple(checked.findings),
        errors=tuple(file.error for file in (*checked.files, *unread) if file.error), crashed=checked.crashed,
    )


def _write(known: Catalogued, form: str, output: Path | None, *, secret: bool) -> None:
    from powerflow import reports
    from powerflow.reports import CatalogueSheet, catalogue_tables, table_csv, tables_xlsx

    lang = console.lang()
    if form == "text":
        console.emit(reports.catalogue_text(known, lang, secret=secret, colour=output is None and console.is_terminal()), output)
        return
    for error in known.errors:
        console.err(error.say(lang))
    if form == "json":
        console.emit(reports.catalogue_json(known, lang, secret=secret), output)
    elif form == "html":
        console.emit(reports.catalogue_html(known, lang, secret=secret), output)
    else:
        tables = catalogue_tables(known, lang)
        table = tables[CatalogueSheet.SECRET if secret else CatalogueSheet.PUBLIC]
        console.emit(table_csv(table) if form == "csv" else tables_xlsx([table]), output)
