"""`powerflow check`: what is wrong with flowcharts, for the legal-affairs office."""
from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING

import click

from powerflow.commands import console
from powerflow.errors import InputError, PowerflowError

if TYPE_CHECKING:
    from powerflow.bpmn import Document
    from powerflow.reports import Checked, CheckedFile
    from powerflow.rules import Rule

_STDIN = "-"


_HELP = (
    "检查流程图:结构、岗位、时限、权利、公开、依据。\n\n"
    "PATH 是文件、文件夹、通配符,或 -(标准输入)。有达到 --fail-on 的问题时退出码为 1,有文件无法读取时为 3。"
)


@click.command(cls=console.Command, help=_HELP)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件,不写到标准输出。")
@click.option("--fail-on", type=click.Choice(["error", "advice", "never"]), default="error", help="何种问题使命令失败。")
@click.option("--only", multiple=True, metavar="RULE", help="只用这些规则(编号或类别,可重复)。")
@click.option("--ignore", multiple=True, metavar="RULE", help="不用这些规则(编号或类别,可重复)。")
@click.option("--at", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="按哪一天的法律检查,默认今天。")
def command(
    paths: tuple[str, ...], form: str, output: Path | None, fail_on: str, only: tuple[str, ...],
    ignore: tuple[str, ...], day: datetime | None,
) -> None:
    """Checks every file that `paths` name, writes the report and ends with the exit code that fits."""
    from powerflow import rules

    checked = _check(paths, rules.select(only, ignore), (day or console.now()).date())
    _write(checked, form, output)
    failing = console.failing((finding.severity for finding in checked.findings), fail_on)
    console.finish(4 if checked.crashed else 3 if checked.unreadable else 1 if failing else 0)


def _check(paths: tuple[str, ...], chosen: tuple[Rule, ...], day: date) -> Checked:
    from powerflow.model import Catalogue
    from powerflow.reports import Checked, CheckedFile
    from powerflow.rules import judge

    files: list[CheckedFile] = []
    crashed: list[str] = []
    for path, document in _documents(paths):
        if isinstance(document, PowerflowError):
            files.append(CheckedFile(path=path, error=document))
            continue
        judgement = judge(document.chart, chosen, day)
        files.append(CheckedFile(path=path, chart=document.chart, findings=judgement.findings, kept=document.kept))
        crashed += judgement.crashed
    together = judge(Catalogue(charts=tuple(file.chart for file in files if file.chart)), chosen, day)
    return Checked(files=tuple(files), crashed=tuple(crashed)).with_findings(together.findings, together.crashed)


def _documents(paths: tuple[str, ...]) -> Iterator[tuple[str, Document | PowerflowError]]:
    """Each file once, with its document or the reason why there is none."""
    seen: set[Path] = set()
    for path in paths:
        try:
            files = _files(path)
        except PowerflowError as error:
            yield path, error
            continue
        for file in files:
            if file.resolve() in seen:
                continue
            seen.add(file.resolve())
            try:
                yield str(file), _load(file)
            except PowerflowError as error:
                yield str(file), error


def _files(path: str) -> tuple[Path, ...]:
    """The files that one PATH means. Raises InputError where it means none."""
    from powerflow.library import Library

    if path == _STDIN:
        return (Path(_STDIN),)
    if not has_magic(path) or Path(path).exists():
        return Library([Path(path)]).files
    matches = [Path(match) for match in sorted(glob(path, recursive=True)) if Path(match).is_file()]
    if not matches:
        raise InputError("{path}: 没有符合这个通配符的文件", path=path)
    return tuple(matches)


def _load(file: Path) -> Document:
    from powerflow import bpmn

    return bpmn.parse(sys.stdin.buffer.read(), _STDIN) if file == Path(_STDIN) else bpmn.load(file)


def _write(checked: Checked, form: str, output: Path | None) -> None:
    from powerflow.reports import check_json, check_text

    if form == "json":
        console.emit(check_json(checked, console.lang()), output)
        for file in checked.files:
            if file.error:
                console.err(file.error.say(console.lang()))
        return
    colour = output is None and console.is_terminal()
    console.emit(check_text(checked, console.lang(), colour=colour), output)
