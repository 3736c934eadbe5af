"""`powerflow replay`: what really happened in a case, step by step on its chart, for the auditor."""
from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from powerflow.commands import console
from powerflow.errors import InputError, PowerflowError, UsageError

if TYPE_CHECKING:
    from powerflow.bpmn import Document
    from powerflow.deadlines import WorkCalendar
    from powerflow.model import History
    from powerflow.reports import Replayed, ReplayedCase
    from powerflow.rules import Rule

_STDIN = "-"
_ENDING = ".jsonl"
_HELP = """回放办件：逐个环节对照流程图，列出每项时限用了多少，并指出办理中的问题。

CASE 是办件库中的编号；FILE 是导出的运行记录（.jsonl）、装有它们的文件夹，或 -（标准输入）。

有达到 --fail-on 的问题时退出码为 1，有记录无法读取时为 3。"""


@click.command(cls=console.Command, help=_HELP)
@click.argument("names", metavar="CASE|FILE...", nargs=-1, required=True)
@click.option(
    "--store", "url", envvar="POWERFLOW_STORE", metavar="URL",
    help="办件库地址，默认 sqlite:///powerflow.db，也可用环境变量 POWERFLOW_STORE。",
)
@click.option(
    "--chart", "chart_path", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="按这张流程图回放；默认按运行记录所写的摘要查找。",
)
@click.option(
    "--at", "moment", type=console.moment, metavar="INSTANT",
    help="回放到这一时刻为止；默认到最后一项记录，没有办结的真实办件到现在。",
)
@click.option("--calendar", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="本地放假安排（日历文件）。")
@click.option("--only", multiple=True, metavar="RULE", help="只用这些规则（编号、类别或法律条目，可重复）。")
@click.option("--ignore", multiple=True, metavar="RULE", help="不用这些规则（编号、类别或法律条目，可重复）。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件，不写到标准输出。")
@click.option("--fail-on", type=click.Choice(["error", "advice", "never"]), default="error", help="何种问题使命令失败。")
def command(
    names: tuple[str, ...], url: str | None, chart_path: Path | None, moment: datetime | None, calendar: Path | None,
    only: tuple[str, ...], ignore: tuple[str, ...], form: str, output: Path | None, fail_on: str,
) -> None:
    """Replays every case that `names` mean, writes the report and ends with the exit code that fits."""
    from powerflow import bpmn, deadlines, rules

    chosen = rules.select(only, ignore)
    working_days = deadlines.read_calendar(calendar) if calendar else deadlines.national_calendar()
    given = bpmn.load(chart_path) if chart_path else None
    desk = _Desk(working_days, chosen, given, moment, console.now())
    replayed = _all(desk, tuple(_sources(names, url)))
    _write(replayed, form, output)
    failing = console.failing((finding.severity for finding in replayed.findings), fail_on)
    console.finish(4 if replayed.crashed else 3 if replayed.unreadable else 1 if failing else 0)


@dataclass(frozen=True)
class _Source:
    """A history that can be read; `chart` is there if it comes from a store."""

    path: str
    read: Callable[[], tuple[History, Document | None]]


def _sources(names: Sequence[str], url: str | None) -> Iterator[_Source]:
    for name in names:
        path = Path(name)
        if path.is_dir():
            yield from _folder(path)
        elif name == _STDIN or path.is_file() or name.endswith(_ENDING) or path.name != name:
            yield _Source(name, partial(_read_file, path))
        else:
            yield _Source(name, partial(_read_case, url, name))


def _folder(folder: Path) -> Iterator[_Source]:
    files = sorted(folder.rglob(f"*{_ENDING}"))
    if not files:
        yield _Source(str(folder), partial(_refuse, folder))
    for file in files:
        yield _Source(str(file), partial(_read_file, file))


def _refuse(folder: Path) -> tuple[History, Document | None]:
    raise InputError("{path}：文件夹里没有运行记录（.jsonl）", path=folder)


def _read_file(path: Path) -> tuple[History, Document | None]:
    from powerflow.replay import read_history

    return (read_history(sys.stdin.buffer.read(), _STDIN) if str(path) == _STDIN else read_history(path)), None


def _read_case(url: str | None, case: str) -> tuple[History, Document | None]:
    from powerflow import cases

    return cases.read_case(url or cases.DEFAULT_URL, case)


@dataclass(frozen=True)
class _Desk:
    """What every history is replayed with."""

    calendar: WorkCalendar
    rules: tuple[Rule, ...]
    chart: Document | None
    moment: datetime | None
    now: datetime


def _all(desk: _Desk, sources: Sequence[_Source]) -> Replayed:
    """Every history in order; one that cannot be read is named and the others go on."""
    from powerflow.reports import Replayed, ReplayedCase

    done: list[ReplayedCase] = []
    crashed: list[str] = []
    for source in sources:
        try:
            case, broken = _one(desk, source)
        except PowerflowError as error:
            if isinstance(error, UsageError) and len(sources) == 1:
                raise
            case, broken = ReplayedCase(path=source.path, error=error), ()
        done.append(case)
        crashed += broken
    return Replayed(cases=tuple(done), crashed=tuple(crashed))


def _one(desk: _Desk, source: _Source) -> tuple[ReplayedCase, tuple[str, ...]]:
    from powerflow.replay import replay
    from powerflow.reports import ReplayedCase
    from powerflow.rules import judge

    history, document = source.read()
    chart = (desk.chart or document or _chart_of(history, source.path)).chart
    case = replay(history, chart, desk.calendar, path=source.path)
    moment = desk.moment
    if moment is None and not case.complete and not history.simulated and desk.now > case.moment:
        moment = desk.now
    if moment is not None:
        case = case.at(moment)
    judgement = judge(case, desk.rules, case.moment.date())
    return ReplayedCase(path=source.path, replay=case, findings=judgement.findings), judgement.crashed


def _chart_of(history: History, path: str) -> Document:
    """The chart under which a case began: by its digest, else beside the history, else by the code of its item.

    A chart with another digest is judged by the rule `chart-unknown`. Raises InputError if there is none.
    """
    from powerflow import bpmn
    from powerflow.library import Library

    library = Library()
    found = library.by_digest(history.chart_digest)
    named = Path(history.chart_path)
    # A stranger's history may not make us open files anywhere.
    if found is None and history.chart_path and not named.is_absolute() and ".." not in named.parts:
        beside = Path(path).parent / named
        found = bpmn.load(beside) if beside.is_file() else None
    if found is None:
        same_item = library.catalogue.called(history.item)
        found = library.find(history.item) if len(same_item) == 1 else None
    if found is None:
        raise InputError(
            "{path}：找不到办件 {case} 的流程图（SHA-256 摘要 {digest}），请用 --chart 给出",
            path=path, case=history.case, digest=history.chart_digest or "—",
        )
    return found


def _write(replayed: Replayed, form: str, output: Path | None) -> None:
    from powerflow.reports import replay_json, replay_text

    if form == "json":
        console.emit(replay_json(replayed, console.lang()), output)
        for case in replayed.cases:
            if case.error:
                console.err(case.error.say(console.lang()))
        return
    colour = output is None and console.is_terminal()
    console.emit(replay_text(replayed, console.lang(), colour=colour), output)
