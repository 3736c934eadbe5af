"""`powerflow replay`: what really happened in a case, step by step on its chart, for the auditor."""
from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from powerflow.commands import console
from powerflow.commands.case import tell_of_waiting
from powerflow.errors import InputError, PowerflowError, UsageError

if TYPE_CHECKING:
    from powerflow.bpmn import Document
    from powerflow.cases import Again
    from powerflow.deadlines import WorkCalendar
    from powerflow.library import Versions
    from powerflow.model import Flowchart, History
    from powerflow.organisation import Organisation
    from powerflow.replay import Replay
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
    "--chart", "chart_path", type=click.Path(path_type=Path), metavar="FILE|DIR",
    help="按这张流程图回放；文件夹里是各个版本，按摘要或办件开始之日选；默认按运行记录所写的摘要查找。",
)
@click.option(
    "--at", "moment", type=console.moment, metavar="INSTANT",
    help="回放到这一时刻为止；默认到最后一项记录，没有办结的真实办件到现在。",
)
@click.option("--calendar", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="本地放假安排（日历文件）。")
@click.option(
    "--organisation", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="机构表，用来核对经办人当日的岗位；随附事项默认用随附的机构表。",
)
@click.option("--only", multiple=True, metavar="RULE", help="只用这些规则（编号、类别或法律条目，可重复）。")
@click.option("--ignore", multiple=True, metavar="RULE", help="不用这些规则（编号、类别或法律条目，可重复）。")
@click.option("--format", "form", type=click.Choice(["text", "json", "html", "svg"]), default="text",
              help="输出格式；svg 把一件办件画在流程图上，html 是一页可以拖动时间的回放。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件，不写到标准输出。")
@click.option("--moving", is_flag=True, help="svg 按办理的先后逐步点亮（不用脚本）。")
@click.option("--paper", type=click.Choice(["a1", "a2", "a3", "a3-landscape", "a4", "a4-landscape"]),
              help="图的纸张，默认 a1：整张图画在一页上。")
@click.option("--fail-on", type=click.Choice(["error", "advice", "never"]), default="error", help="何种问题使命令失败。")
def command(
    names: tuple[str, ...], url: str | None, chart_path: Path | None, moment: datetime | None, calendar: Path | None,
    organisation: Path | None, only: tuple[str, ...], ignore: tuple[str, ...], form: str, output: Path | None, moving: bool,
    paper: str | None, fail_on: str,
) -> None:
    """Replays every case that `names` mean, writes the report and ends with the exit code that fits."""
    from powerflow import deadlines, rules

    chosen = rules.select(only, ignore)
    working_days = deadlines.read_calendar(calendar) if calendar else deadlines.national_calendar()
    given = versions_in(chart_path) if chart_path else None
    desk = Desk(working_days, chosen, given, moment, console.now(), officers_in(organisation), runs_again=True)
    replayed = _all(desk, tuple(sources(names, url)))
    if form == "svg":
        console.emit(_picture(replayed, paper or "a1", moving=moving), output)
    elif form == "html":
        console.emit(_page(replayed, paper or "a1"), output)
    else:
        _write(replayed, form, output)
    failing = console.failing((finding.severity for finding in replayed.findings), fail_on)
    console.finish(4 if replayed.crashed else 3 if replayed.unreadable else 1 if failing else 0)


@dataclass(frozen=True)
class Source:
    """A history that can be read; `chart` is there if it comes from a store."""

    path: str
    read: Callable[[], tuple[History, Document | None]]


def sources(names: Sequence[str], url: str | None) -> Iterator[Source]:
    """What the names mean: files, folders of files, cases of the store at `url`."""
    for name in names:
        path = Path(name)
        if path.is_dir():
            yield from _folder(path)
        elif name == _STDIN or path.is_file() or name.endswith(_ENDING) or path.name != name:
            yield Source(name, partial(_read_file, path))
        else:
            yield Source(name, partial(_read_case, url, name))


def _folder(folder: Path) -> Iterator[Source]:
    files = sorted(folder.rglob(f"*{_ENDING}"))
    if not files:
        yield Source(str(folder), partial(_refuse, folder))
    for file in files:
        yield Source(str(file), partial(_read_file, file))


def _refuse(folder: Path) -> tuple[History, Document | None]:
    raise InputError("{path}：文件夹里没有运行记录（.jsonl）", path=folder)


def _read_file(path: Path) -> tuple[History, Document | None]:
    from powerflow.replay import read_history

    return (read_history(sys.stdin.buffer.read(), _STDIN) if str(path) == _STDIN else read_history(path)), None


def _read_case(url: str | None, case: str) -> tuple[History, Document | None]:
    from powerflow import cases

    address = url or cases.DEFAULT_URL
    try:
        return cases.read_case(address, case, partial(tell_of_waiting, address))
    except cases.NoStore as error:
        if url:
            raise
        raise UsageError(
            "“{name}”不是运行记录文件或文件夹；要是办件编号，则办件库 {store} 还没有建立（可用 --store 指明）",
            name=case, store=address,
        ) from error


@dataclass(frozen=True)
class Desk:
    """What every history is replayed with; `runs_again`: the engine runs each case of ours again;
    `charts` are what was named: one chart for all cases, or versions of which each case takes its own."""

    calendar: WorkCalendar
    rules: tuple[Rule, ...]
    charts: Versions | None
    moment: datetime | None
    now: datetime
    organisation: Organisation | None = None
    runs_again: bool = False


def officers_in(path: Path | None) -> Organisation | None:
    """The table of officers in a file; None where none is named."""
    from powerflow.organisation import read

    return read(path) if path else None


def _officers(desk: Desk, chart: Flowchart) -> Organisation | None:
    """Who held which post: as the person says, for a shipped item by the table that is shipped with it."""
    return desk.organisation or _shipped_officers(chart.digest)


@lru_cache(maxsize=64)
def _shipped_officers(digest: str) -> Organisation | None:
    from powerflow.library import Library, shipped

    table = shipped() / "organisation.toml"
    return officers_in(table) if table.is_file() and Library().by_digest(digest) is not None else None


def _all(desk: Desk, sources: Sequence[Source]) -> Replayed:
    """Every history in order; one that cannot be read is named and the others go on."""
    from powerflow.reports import Replayed, ReplayedCase

    done: list[ReplayedCase] = []
    crashed: list[str] = []
    for source in sources:
        try:
            case, broken = replay_one(desk, source)
        except PowerflowError as error:
            if isinstance(error, UsageError) and len(sources) == 1:
                raise
            case, broken = ReplayedCase(path=source.path, error=error), ()
        done.append(case)
        crashed += broken
    return Replayed(cases=tuple(done), crashed=tuple(crashed))


def replay_one(desk: Desk, source: Source) -> tuple[ReplayedCase, tuple[str, ...]]:
    """One history, replayed and judged; the rules that crashed beside it. Raises InputError, with the history, where it cannot be."""
    from powerflow.deadlines import OutsideCalendar

    try:
        return _replayed(desk, source)
    except OutsideCalendar as error:
        raise InputError("{path}：{cause}", path=source.path, cause=error) from error


def _replayed(desk: Desk, source: Source) -> tuple[ReplayedCase, tuple[str, ...]]:
    from powerflow.replay import replay
    from powerflow.reports import ReplayedCase
    from powerflow.rules import judge

    history, document = source.read()
    chart = _briefly_named((_version(desk.charts, history, document) or document or chart_of(history, source.path)).chart)
    case = replay(history, chart, desk.calendar, path=source.path, organisation=_officers(desk, chart))
    moment = desk.moment
    if moment is None and not case.complete and not history.simulated and desk.now > case.moment:
        moment = desk.now
    if moment is not None:
        case = case.at(moment)
    # Days outside the calendar must be told of this case here, not end the report of all.
    for reading in case.readings:
        _ = reading.standing
    judgement = judge(case, desk.rules, case.moment.date())
    again = _again(case) if desk.runs_again else None
    return ReplayedCase(path=source.path, replay=case, findings=judgement.findings, again=again), judgement.crashed


def _version(charts: Versions | None, history: History, kept: Document | None) -> Document | None:
    """The one chart that was named, or the version of the case: by its digest, else that in force on the day on which it began.

    None where none was named, or where the store kept the chart under which the case began. Raises InputError where no
    version, or more than one, was in force then.
    """
    if charts is None or len(charts.documents) == 1:
        return charts.documents[0] if charts else None
    found = charts.by_digest(history.chart_now)
    if found is not None or kept is not None or not history.entries:
        return found
    from powerflow.deadlines import local_day

    return charts.in_force(history.item, local_day(history.entries[0].at))


def versions_in(path: Path) -> Versions:
    """The charts in a file or folder. Raises InputError for one that cannot be read: the case might be judged by another then."""
    from powerflow import bpmn
    from powerflow.library import Library, Versions

    if not path.is_dir():
        return Versions([bpmn.load(path)])
    library = Library([path])
    for unreadable in library.unreadable:
        raise unreadable.error
    return Versions(library.documents)


def _again(case: Replay) -> Again | None:
    """How it went when the engine ran the case again; None for a history of another system, which has no digests."""
    if not case.history.entries or not all(entry.digest for entry in case.history.entries):
        return None
    from powerflow.cases import run_again

    return run_again(case.history, case.chart, case.calendar)


def _briefly_named(chart: Flowchart) -> Flowchart:
    """A shipped chart with its path in the library, as histories name it: where that lies on this machine tells nothing."""
    from powerflow.library import shipped

    path = Path(chart.path)
    folder = shipped()
    return replace(chart, path=path.relative_to(folder).as_posix()) if folder in path.parents else chart


def chart_of(history: History, path: str) -> Document:
    """The chart under which a case began: by its digest, else beside the history, else by the code of its item.

    A chart with another digest is judged by the rule `chart-unknown`. Raises InputError if there is none.
    """
    from powerflow import bpmn
    from powerflow.library import Library

    library = Library()
    found = library.by_digest(history.chart_now)
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


def _only(replayed: Replayed) -> tuple[ReplayedCase, Replay]:
    """The one case. Raises UsageError for several, and the error of one that could not be read."""
    if len(replayed.cases) != 1:
        raise UsageError("svg 和 html 一次只做一件办件，这里有 {count} 件", count=len(replayed.cases))
    case = replayed.cases[0]
    if case.replay is None:
        raise case.error or UsageError("svg 和 html 一次只做一件办件，这里有 {count} 件", count=0)
    return case, case.replay


def _picture(replayed: Replayed, paper: str, *, moving: bool) -> bytes:
    from powerflow.diagram import draw
    from powerflow.publishing import replay_marks

    _, replay = _only(replayed)
    marks = replay_marks(replay, console.lang(), moving=moving)
    drawing = draw(replay.chart, paper=paper, profile="internal", marks=marks, lang=console.lang(), trimmed=True)
    for note in drawing.notes:
        console.err(console.say("说明：{note}", note=note))
    return drawing.svg()


def _page(replayed: Replayed, paper: str) -> str:
    from powerflow.evidence import pictured
    from powerflow.reports import replay_page

    case, replay = _only(replayed)
    svg, lacking = pictured(replay, console.lang(), paper)
    return replay_page(case, replay, console.lang(), svg=svg, lacking=lacking.say(console.lang()) if lacking else "")


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
