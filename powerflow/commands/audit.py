"""`powerflow audit`: all cases of a log, of a store or of a folder of histories at once, for the auditor."""
from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from powerflow.commands import console
from powerflow.commands.replay import Desk, Source, officers_in, replay_one, sources, versions_in
from powerflow.errors import InputError, PowerflowError, UsageError

if TYPE_CHECKING:
    from powerflow.auditing import Accepted, Hands, LogRules
    from powerflow.deadlines import WorkCalendar
    from powerflow.diagram import Mark
    from powerflow.library import Versions
    from powerflow.logs import Cuttable
    from powerflow.model import Flowchart, Severity
    from powerflow.reports import Audited, Picture, ReplayedCase, Visited
    from powerflow.rules import Rule

_NO_CALENDAR = "none"
_SIZES = {"K": 2**10, "M": 2**20, "G": 2**30}
# What a process takes before it reads anything, and what an event takes with all that is worked out from it (both measured).
_PROCESS_BYTES = 120 * 2**20
_EVENT_BYTES = 2_000
_LEAST_EVENTS = 1_000
_STEPS = 1_000
_SCHEDULER = re.compile(r"|(tcp|tls)://[^/\s]+:\d{1,5}/?")
# From this share of breaches on a step is drawn red.
_OFTEN = 0.05
_HELP = """审计整批办件：按流程图、法律和对照表逐件核对，归并问题，指出集中在哪里。

LOG 是其他系统的数据（XES、CSV、Parquet、OCEL，可用 gzip 压缩）；STORE 是办件库地址（sqlite:///文件.db）、装有运行记录（.jsonl）的文件夹或一个运行记录文件。

有达到 --fail-on 的问题时退出码为 1，有办件无法读取时为 3。"""


@click.command(cls=console.Command, help=_HELP)
@click.argument("source", metavar="LOG|STORE")
@click.option(
    "--chart", "chart_path", type=click.Path(path_type=Path), metavar="FILE|DIR",
    help="按这张流程图审计；文件夹里是一个事项的各个版本，每件按开始之日有效的版本判断；办件库和运行记录默认按其摘要查找。",
)
@click.option("--map", "map_path", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="对照表：数据与流程图怎样对应，以及应当遵守什么。")
@click.option("--propose-map", is_flag=True, help="不审计，只按名称草拟一份对照表（要有 --chart）。")
@click.option("--due", metavar="DUE[,DONE]", default="", help="数据里写明期限的一列，以及写明办完时间的一列（默认用事件的时间）。")
@click.option("--accepted", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="已经认可的偏差（原因、认可人、有效期）。")
@click.option("--organisation", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="机构表，用来核对岗位并按部门归并。")
@click.option("--calendar", metavar="FILE", help="本地放假安排（日历文件）；写 none 则每天同等计算，用于外国的数据。")
@click.option("--memory", default="1G", metavar="SIZE", help="最多占用的内存，如 500M，默认 1G；放不下的数据分批读入。")
@click.option("--jobs", type=click.IntRange(min=0), default=1, metavar="N", help="用几个进程审计，0 为每个处理器一个，默认 1。")
@click.option("--scheduler", metavar="URL", default="", help="交给 Dask 集群审计，如 tcp://10.0.0.1:8786；只用于其他系统的数据。")
@click.option("--format", "form", type=click.Choice(["text", "json", "html", "csv", "xlsx"]), default="text", help="输出格式。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件，不写到标准输出。")
@click.option("--fail-on", type=click.Choice(["error", "advice", "never"]), default="error", help="何种问题使命令失败。")
def command(
    source: str, chart_path: Path | None, map_path: Path | None, propose_map: bool, due: str, accepted: Path | None,
    organisation: Path | None, calendar: str | None, memory: str, jobs: int, scheduler: str, form: str, output: Path | None,
    fail_on: str,
) -> None:
    """Audits all cases that `source` means, writes the report and ends with the exit code that fits."""
    charts = versions_in(chart_path) if chart_path else None
    chart = charts.documents[-1] if charts else None
    if not _SCHEDULER.fullmatch(scheduler):
        raise UsageError("看不懂集群地址“{text}”，应当写成 tcp://10.0.0.1:8786", text=scheduler)
    if propose_map:
        console.emit(_proposed(source, chart.chart if chart else None), output)
        console.finish(0)
    excused = _accepted(accepted)
    begin = time.perf_counter()
    if _is_ours(source):
        if map_path or due or scheduler:
            raise UsageError("--map、--due 和 --scheduler 只用于其他系统的数据；运行记录本来就按流程图记录")
        desk = Desk(_days(calendar) or _refuse_plain(), _rules(), charts, None, console.now(), officers_in(organisation))
        audited = _of_cases(source, desk, excused)
    else:
        audited = _of_log(
            source, _days(calendar), charts, map_path, organisation, excused, due,
            Means(jobs or os.cpu_count() or 1, _bytes(memory), scheduler),
        )
    _write(replace(audited, elapsed=time.perf_counter() - begin), chart.chart if chart else None, form, output)
    failing = console.failing(_severities(audited), fail_on)
    is_unread = audited.errors or (audited.broken and not audited.cases)
    console.finish(4 if audited.crashed else 3 if is_unread else 1 if failing else 0)


def _is_ours(source: str) -> bool:
    return "://" in source or Path(source).is_dir() or source.endswith(".jsonl")


def _severities(audited: Audited) -> Iterator[Severity]:
    return (group.severity for group in audited.groups if group.count)


def _days(calendar: str | None) -> WorkCalendar | None:
    from powerflow.deadlines import national_calendar, read_calendar

    if calendar == _NO_CALENDAR:
        return None
    return read_calendar(Path(calendar)) if calendar else national_calendar()


def _refuse_plain() -> WorkCalendar:
    raise UsageError("--calendar none 只用于其他系统的数据；本国办件的时限要按工作日历计算")


def _rules() -> tuple[Rule, ...]:
    from powerflow import rules

    return rules.select(["conduct"])


def _accepted(path: Path | None) -> tuple[Accepted, ...]:
    """The decisions that are still in force today; those that have run out are told."""
    from powerflow.auditing import read_accepted

    found = read_accepted(path) if path else ()
    today = console.now().date()
    for each in found:
        if each.until <= today:
            told = console.say("{by} 对 {rule} 的认可已在 {until} 到期，不再适用", by=each.by, rule=each.rule, until=each.until)
            console.err(told)
    return tuple(each for each in found if today < each.until)


class Means(NamedTuple):
    """What an audit may use: processes, bytes of memory for all of them together, and the address of a cluster."""

    jobs: int
    memory: int
    scheduler: str

    def hands(self) -> Hands:
        """Who does the work."""
        from powerflow.auditing import Alone, Cluster, Processes

        return Cluster(self.scheduler) if self.scheduler else Processes(self.jobs) if self.jobs > 1 else Alone()

    def piece_events(self) -> int:
        """How many events a piece of the log may have. Raises UsageError if the memory is not enough for any."""
        from powerflow.logs import PIECE_EVENTS

        processes = self.jobs + 1 if self.jobs > 1 and not self.scheduler else 1
        events = (self.memory // processes - _PROCESS_BYTES) // _EVENT_BYTES
        if events < _LEAST_EVENTS:
            least = -(-(_PROCESS_BYTES + _LEAST_EVENTS * _EVENT_BYTES) * processes // _SIZES["M"])
            raise UsageError("--memory 至少要有 {least}M（{count} 个进程）", least=least, count=processes)
        return min(events, PIECE_EVENTS)


def _bytes(memory: str) -> int:
    number, unit = memory[:-1], memory[-1:].upper()
    if unit not in _SIZES or not number.isascii() or not number.isdigit() or not int(number):
        raise UsageError("看不懂内存大小“{text}”，应当写成 500M 或 2G", text=memory)
    return int(number) * _SIZES[unit]


@contextmanager
def _watched() -> Iterator[Callable[[float], object]]:
    """Takes the share that is done; after a second, where somebody watches, it is shown."""
    begin = time.perf_counter()
    shown: list[Callable[[int], object]] = []
    with ExitStack() as stack:
        def tell(share: float) -> None:
            if not shown and time.perf_counter() - begin > 1:
                shown.append(stack.enter_context(console.progress(_STEPS, "审计")))
            for bar in shown:
                bar(int(share * _STEPS))

        yield tell


def _proposed(source: str, chart: Flowchart | None) -> str:
    from powerflow.logs import propose_map, read_log

    if _is_ours(source):
        raise UsageError("--propose-map 只用于其他系统的数据；运行记录本来就按流程图记录")
    if chart is None:
        raise UsageError("--propose-map 要用 --chart 指明流程图")
    return propose_map(read_log(Path(source)), chart).text(console.lang())


def _of_log(
    source: str, calendar: WorkCalendar | None, charts: Versions | None, map_path: Path | None, organisation: Path | None,
    accepted: tuple[Accepted, ...], due: str, means: Means,
) -> Audited:
    from powerflow.auditing import LogRules, audit_log
    from powerflow.logs import LogFile, LogMap, read_map

    log_map = read_map(map_path) if map_path else LogMap()
    column, _, done = due.partition(",")
    chart = charts.documents[0].chart if charts and len(charts.documents) == 1 else None
    held = LogRules(
        log_map=log_map, calendar=calendar, chart=chart, organisation=officers_in(organisation), accepted=accepted,
        due=column.strip(), done=done.strip(),
    )
    log = LogFile(Path(source), held.wanted, means.piece_events())
    with _watched() as tell:
        audited = audit_log(log, source, held, hands=means.hands(), tell=tell)
    if not (charts or due or log_map.is_stating):
        audited = replace(audited, unheld=(*audited.unheld, ("没有给出流程图、对照表中的要求或者期限的列，没有判断任何事", {})))
    return _with_conduct(audited, log, held, charts, means) if charts else audited


def _with_conduct(audited: Audited, log: Cuttable, held: LogRules, charts: Versions, means: Means) -> Audited:
    """Besides, each case judged by the chart that was in force when it began, where the charts say more than an order of steps."""
    from powerflow.auditing import ConductRules, audit_conduct, conformance

    if all(document.chart.item is None for document in charts.documents):
        return audited
    if held.calendar is None:
        return replace(audited, unheld=(*audited.unheld, ("没有工作日历，没有按流程图的时限和规则判断", {})))
    rules = ConductRules(
        charts=tuple((document.path, Path(document.path).read_bytes()) for document in charts.documents), log_map=held.log_map,
        calendar=held.calendar, organisation=held.organisation, accepted=held.accepted,
    )
    found = audit_conduct(log, rules, hands=means.hands())
    audited = replace(
        audited, groups=tuple(sorted((*audited.groups, *found.groups()), key=lambda group: -group.count)),
        unheld=(*audited.unheld, *found.unheld()),
    )
    if held.chart is not None:
        return audited
    fitness, deviations = conformance(found, rules)
    return replace(
        audited, fitness=fitness, deviations=tuple(deviations), charts=tuple(document.path for document in charts.documents),
    )


def _of_cases(source: str, desk: Desk, accepted: tuple[Accepted, ...]) -> Audited:
    from powerflow.auditing import audit_cases
    from powerflow.reports import ReplayedCase

    crashed: list[str] = []

    def replayed() -> Iterator[ReplayedCase]:
        for each in _cases(source):
            try:
                case, broken = replay_one(desk, each)
            except PowerflowError as error:
                case, broken = ReplayedCase(path=each.path, error=error), ()
            crashed.extend(broken)
            yield case

    found = audit_cases(replayed(), source, organisation=desk.organisation, accepted=accepted)
    return replace(found, crashed=tuple(crashed))


def _cases(source: str) -> Iterator[Source]:
    if "://" not in source:
        yield from sources((source,), None)
        return
    from powerflow import cases

    with cases.open_store(source) as store:
        names = [row.case for row in store.cases()]
    if not names:
        raise InputError("{path}：办件库里还没有办件", path=source)
    for name in names:
        yield from sources((name,), source)


def _write(audited: Audited, chart: Flowchart | None, form: str, output: Path | None) -> None:
    from powerflow.reports import audit_html, audit_json, audit_tables, audit_text, table_csv, tables_xlsx

    lang = console.lang()
    made: dict[str, Callable[[], str | bytes]] = {
        "json": lambda: audit_json(audited, lang),
        "html": lambda: audit_html(audited, lang, _pictures(audited, chart)),
        "csv": lambda: table_csv(audit_tables(audited, lang)["findings"]),
        "xlsx": lambda: tables_xlsx(audit_tables(audited, lang).values()),
        "text": lambda: audit_text(audited, lang, colour=output is None and console.is_terminal()),
    }
    console.emit(made[form](), output)


def _pictures(audited: Audited, chart: Flowchart | None) -> tuple[Picture, ...]:
    """The chart with how often each step was done, and how many breaches were found there; without `dot`, why there is none."""
    from powerflow.diagram import draw
    from powerflow.errors import ToolError
    from powerflow.reports import Picture

    if chart is None:
        return ()
    marks = [_mark(each, audited) for each in audited.steps if each.element in chart.nodes]
    try:
        return (Picture(draw(chart, paper="a3", profile="internal", marks=marks, lang=console.lang(), trimmed=True).svg()),)
    except (ToolError, InputError) as error:
        return (Picture(lacking=error.say(console.lang())),)


def _mark(step: Visited, audited: Audited) -> Mark:
    """How often, and how long after the event before; or of how many how many were found wrong."""
    from powerflow.diagram import Mark

    bad = audited.breaches(step.element)
    if not bad:
        return Mark(step.element, "done", console.say("{count} 次 {days} 天", count=step.count, days=f"{step.median_days:.0f}"))
    kind = "error" if bad >= _OFTEN * step.count else "advice"
    return Mark(step.element, kind, console.say("{bad}/{count} 有问题", bad=bad, count=step.count))
