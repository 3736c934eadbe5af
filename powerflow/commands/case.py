"""`powerflow case`: start cases, record that steps are done, list, show and export them."""
from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from powerflow.commands import console
from powerflow.commands.machine import settle
from powerflow.commands.told import said_entry, say_open, time_said

if TYPE_CHECKING:
    from powerflow.bpmn import Document
    from powerflow.cases import Act, CaseRow, HistoryStore, Registry
    from powerflow.deadlines import WorkCalendar
    from powerflow.model import History
    from powerflow.organisation import Organisation

_Command = TypeVar("_Command", bound=Callable[..., object])


def _fact(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise click.BadParameter(console.say("“{text}”应当写成 名称=值", text=text))
    return name.strip(), value


def store_option(command: _Command) -> _Command:
    """`--store URL`, else POWERFLOW_STORE."""
    return click.option(
        "--store", "url", envvar="POWERFLOW_STORE", metavar="URL",
        help="办件库地址，默认 sqlite:///powerflow.db，也可用环境变量 POWERFLOW_STORE。",
    )(command)


def office_options(command: _Command) -> _Command:
    """Whose items, posts and working days count."""
    for option in (
        click.option("--calendar", type=click.Path(dir_okay=False, path_type=Path), help="本地放假安排（日历文件）。"),
        click.option(
            "--organisation", type=click.Path(dir_okay=False, path_type=Path),
            help="机构表，默认是事项库里的 organisation.toml。",
        ),
        click.option(
            "--processes", type=click.Path(path_type=Path), metavar="DIR", help="事项库文件夹，默认用随软件提供的。"
        ),
    ):
        command = option(command)
    return command


def fact_option(command: _Command) -> _Command:
    """`--set NAME=VALUE`, as often as wanted."""
    return click.option("--set", "facts", type=_fact, multiple=True, metavar="K=V", help="登记的事实（可重复）。")(command)


def _act_options(command: _Command) -> _Command:
    for option in (
        click.option("--command-id", default="", metavar="ID", help="命令编号：同一编号的办理重复发送也只记录一次。"),
        click.option("--at", type=console.instant, metavar="INSTANT", help="办理时间，只能用于模拟办件。"),
        click.option("--note", default="", help="备注。"),
        fact_option,
        click.option("--by", "officers", multiple=True, metavar="OFFICER", help="经办人（可重复）。"),
    ):
        command = option(command)
    return command


class _Cases(console.Group):
    """The group; what is ordered on cases besides doing steps stands in a file of its own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands on cases."""
        return sorted([*super().list_commands(ctx), *_orders()])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, None if there is none."""
        return super().get_command(ctx, cmd_name) or _orders().get(cmd_name)


def _orders() -> Mapping[str, click.Command]:
    from powerflow.commands.migrating import migrate
    from powerflow.commands.orders import ORDERS

    return {**ORDERS, "migrate": migrate}


@click.group(cls=_Cases, help="办件：开始、办理、领办、退回、延期、终止、查看、导出等。")
def command() -> None:
    """The group of commands on cases."""


@command.command("start", help="开始一件办件。ITEM 是事项编码或名称。")
@click.argument("item")
@click.option("--as", "post", default="", metavar="POST", help="以哪个岗位的名义，默认是开始事件的岗位。")
@click.option("--event", default="", metavar="EVENT", help="从哪个开始事件起（标识或名称）。")
@click.option("--simulate", is_flag=True, help="模拟办件：可用 --at 指定时间，运行记录会写明是模拟。")
@_act_options
@store_option
@office_options
def start(
    item: str, post: str, event: str, simulate: bool, officers: tuple[str, ...], facts: tuple[tuple[str, str], ...],
    note: str, at: datetime | None, command_id: str, url: str | None, processes: Path | None, organisation: Path | None,
    calendar: Path | None,
) -> None:
    """Begins a case and prints its id and what is open."""
    from powerflow import cases
    from powerflow.library import Library, shipped

    folder = processes or shipped()
    document = Library([folder]).find(item)
    act = act_from(post, officers, facts, note, command_id)
    with registry(url, processes, organisation, calendar, create=True) as opened:
        begun = cases.start(
            opened, bytes_of(document), short_path(folder, document), act, now=console.now(), at=at, simulated=simulate,
            event=event,
        )
        console.out(console.say("办件 {case} 已开始：{name}", case=begun.history.case, name=begun.history.name))
        settle(opened, begun.history.case, at)
        begun = cases.case_file(opened.store, begun.history.case)
        say_open(begun, opened.calendar, begun.history.entries[-1].at, opened.organisation)


@command.command("do", help="办理一个环节。STEP 是环节的标识或名称。")
@click.argument("case")
@click.argument("step")
@click.option("--as", "post", required=True, metavar="POST", help="以哪个岗位的名义。")
@_act_options
@store_option
@office_options
def do(
    case: str, step: str, post: str, officers: tuple[str, ...], facts: tuple[tuple[str, str], ...], note: str,
    at: datetime | None, command_id: str, url: str | None, processes: Path | None, organisation: Path | None,
    calendar: Path | None,
) -> None:
    """Records that a step is done and prints what is open now."""
    from powerflow import cases

    act = act_from(post, officers, facts, note, command_id)
    with registry(url, processes, organisation, calendar) as opened:
        before = len(cases.case_file(opened.store, case).history.entries)
        done = cases.do(opened, case, step, act, now=console.now(), at=at)
        for entry in done.history.entries[before:]:
            console.out(said_entry(done, entry))
        settle(opened, case, at)
        done = cases.case_file(opened.store, case)
        say_open(done, opened.calendar, done.history.entries[-1].at, opened.organisation)


@command.command("list", help="列出全部办件。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@store_option
def list_(form: str, url: str | None) -> None:
    """Prints all cases."""
    with _opened(url) as store:
        rows = store.cases()
    if form == "json":
        whole = {"schema": "powerflow/cases/1", "cases": [_row_data(row) for row in rows]}
        console.emit(json.dumps(whole, ensure_ascii=False, indent=2) + "\n")
        return
    for row in rows:
        state = console.say("办结 {at}", at=time_said(row.ended)) if row.ended else console.say("在办")
        marks = [state, *([console.say("模拟")] if row.simulated else [])]
        open_now = console.together(step.node for step in row.open if not step.is_timer)
        console.out(f"{row.case}  {row.name}  {time_said(row.started)}  {' '.join(marks)}  {open_now}".rstrip())
    console.out(console.say("共 {count} 件", count=len(rows)))


@command.command("show", help="查看一件办件：运行记录、打开的环节、期限、要登记的事实。")
@click.argument("case")
@click.option("--at", type=console.moment, metavar="INSTANT", help="看它在那一刻的样子；只写日期则是当日结束时。")
@store_option
@office_options
def show(
    case: str, at: datetime | None, url: str | None, processes: Path | None, organisation: Path | None, calendar: Path | None
) -> None:
    """Prints one case."""
    from powerflow import cases

    with _opened(url) as store:
        file = cases.case_file(store, case)
    _warn_of_changes(file.history)
    days = _calendar(calendar)
    if at is not None:
        file = file.at(at)
    history = file.history
    simulated = console.say("模拟：时间由办理者给出") if history.simulated else ""
    console.out(f"{history.case}  {history.name}({history.item})  {simulated}".rstrip())
    console.out(console.say(
        "流程图 {path}，摘要 {digest}", path=history.chart_path, digest=history.chart_now[:12]
    ))
    if not history.entries:
        console.out(console.say("那一刻还没有开始"))
        return
    for entry in history.entries:
        console.out(said_entry(file, entry))
    # Between its entries a simulated case knows no time but theirs.
    moment = at or (history.entries[-1].at if history.simulated else max(console.now(), history.entries[-1].at))
    say_open(file, days, moment, _organisation(processes, organisation))


@command.command("export", help="导出一件办件的运行记录（JSON Lines，powerflow/history/2；只有办理和到期的仍按 1）。")
@click.argument("case")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件，不写到标准输出。")
@store_option
def export(case: str, output: Path | None, url: str | None) -> None:
    """Writes the history of one case."""
    from powerflow.model import dump

    with _opened(url) as store:
        history = store.read(case)
    _warn_of_changes(history)
    console.emit(dump(history), output)


@contextmanager
def registry(
    url: str | None, processes: Path | None, organisation: Path | None, calendar: Path | None, *, create: bool = False
) -> Iterator[Registry]:
    """The store at `url` with the table of officers and the calendar that count there."""
    from powerflow import cases

    table = _organisation(processes, organisation)
    days = _calendar(calendar)
    with _opened(url, create=create) as store:
        folder = office_folder(processes)
        rolls = folder / "rolls.toml"
        yield cases.Registry(store, table, days, items=folder, rolls=rolls if rolls.exists() else None)


def office_folder(processes: Path | None) -> Path:
    """The folder of an office's items and tables: the one named, that of the file named, else the shipped one."""
    from powerflow.library import shipped

    folder = processes or shipped()
    return folder if folder.is_dir() else folder.parent


def _opened(url: str | None, *, create: bool = False) -> HistoryStore:
    from powerflow import cases

    address = url or cases.DEFAULT_URL
    return cases.open_store(address, create=create, waiting=partial(tell_of_waiting, address))


def tell_of_waiting(url: str) -> None:
    """Says on stderr why nothing happens."""
    console.err(console.say("办件库 {path} 正被其他程序占用，正在等它释放……", path=url.partition(":///")[2]))


def _warn_of_changes(history: History) -> None:
    """Says on stderr that a history is not what was recorded."""
    from powerflow.cases import broken_at

    seq = broken_at(history)
    if seq is not None:
        console.err(console.say(
            "注意：办件 {case} 从第 {seq} 条记录起被改动过，以下内容不可信；详情见 replay，请核查办件库", case=history.case, seq=seq
        ))


def _organisation(processes: Path | None, path: Path | None) -> Organisation:
    from powerflow.organisation import Organisation, read

    if path is None:
        path = office_folder(processes) / "organisation.toml"
        if not path.exists():
            return Organisation((), (), ())
    return read(path)


def _calendar(path: Path | None) -> WorkCalendar:
    from powerflow.deadlines import national_calendar, read_calendar

    return read_calendar(path) if path else national_calendar()


def act_from(
    post: str, officers: tuple[str, ...], facts: tuple[tuple[str, str], ...], note: str, command_id: str
) -> Act:
    """What the options say of who acts. Raises UsageError for a fact that is given twice."""
    from powerflow.cases import Act
    from powerflow.errors import UsageError

    given = dict(facts)
    if len(given) < len(facts):
        raise UsageError("同一个事实用 --set 给了两次")
    return Act(post=post, officers=officers, facts=given, note=note, command=command_id)


def bytes_of(document: Document) -> bytes:
    """The bytes of a chart's file. Raises InputError."""
    from powerflow.errors import InputError

    try:
        return Path(document.path).read_bytes()
    except OSError as error:
        raise InputError(
            "{path}：文件无法读取（{cause}）", path=document.path, cause=error.strerror or error
        ) from error


def short_path(folder: Path, document: Document) -> str:
    """The file's path in its library: histories must not tell where on which machine it lay."""
    path = Path(document.path)
    return path.relative_to(folder).as_posix() if folder in path.parents else path.name


def _row_data(row: CaseRow) -> dict[str, object]:
    return {
        "case": row.case, "item": row.item, "name": row.name, "simulated": row.simulated,
        "started": row.started.isoformat(), "last": row.last.isoformat(),
        "ended": row.ended.isoformat() if row.ended else None,
        "open": [
            {
                "node": step.node, "timer": step.is_timer, "post": step.post, "since": step.since.isoformat(),
                "over": step.over.isoformat() if step.over else None,
            }
            for step in row.open
        ],
    }
