"""`powerflow supervise`: alarms and their handling, orders, scores, the register of exercised powers, patterns."""
from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from powerflow.commands import console
from powerflow.commands.case import office_options, registry, store_option
from powerflow.commands.lamps import scheme_in, scheme_option

if TYPE_CHECKING:
    from powerflow.cases import AlarmRaised, Registry
    from powerflow.replay import Replay
    from powerflow.reports import ExercisedPowers, Scored, Table
    from powerflow.supervision import AlarmView, Scheme, Span

_Command = TypeVar("_Command", bound=Callable[..., object])
_TABLE_FORMATS = ("text", "json", "html", "csv", "xlsx")
_BY = {"department": "部门", "post": "岗位", "item": "事项"}


def _all_of(*options: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    def add(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def _output(command: _Command) -> _Command:
    return click.option(
        "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件，不写到标准输出。"
    )(command)


def _act_options(command: _Command) -> _Command:
    return _all_of(
        click.argument("case"), click.argument("alarm", type=click.IntRange(1)),
        click.option("--by", "officer", required=True, metavar="OFFICER", help="谁办理。"),
        click.option("--note", "said", default="", help="内容：说明、理由、要求或者结果。"),
        click.option("--at", type=console.instant, metavar="INSTANT", help="办理时间，只能用于模拟办件。"),
        click.option("--command-id", default="", metavar="ID", help="命令编号：同一编号的办理重复发送也只记录一次。"),
        scheme_option, store_option, office_options,
    )(command)


def _period_options(command: _Command) -> _Command:
    return _all_of(
        click.option("--period", required=True, metavar="SPAN", help="时段：2026-09（月）、2026Q3（季）、2026H1（半年）或 2026（年）。"),
        click.option("--simulate", is_flag=True, help="只看模拟办件；不写则只看真实办件。"),
    )(command)


@click.group(cls=console.Group, help="电子监察：预警的处理、督办、评分、职权行使台账。ALARM 是预警在运行记录里的序号。")
def command() -> None:
    """The group of commands of supervision."""


@command.command("alarms", help="列出预警和处理经过；默认只列没有处理完的。")
@click.option("--case", "case", default="", metavar="CASE", help="只看这件办件。")
@click.option("--all", "all_", is_flag=True, help="也列已经撤销和销号的。")
@click.option("--raise", "raising", is_flag=True, help="先发出到期应当发出的预警（tick 也会发出）。")
@click.option("--at", type=console.instant, metavar="INSTANT", help="按这一刻看；--raise 时只对模拟办件，不写则只对真实办件。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@_output
@scheme_option
@store_option
@office_options
def alarms(
    case: str, all_: bool, raising: bool, at: datetime | None, form: str, output: Path | None, scheme_path: Path | None,
    url: str | None, processes: Path | None, organisation: Path | None, calendar: Path | None,
) -> None:
    """Prints alarms, raised before if that is wished."""
    from powerflow.reports import alarms_json, alarms_text

    scheme = scheme_in(scheme_path)
    with registry(url, processes, organisation, calendar) as opened:
        is_whole = raise_alarms(opened, scheme, at) if raising else True
        views = [view for view in _views(opened, scheme, case) if all_ or not view.alarm.state.is_over]
    now = at or console.now()
    if form == "json":
        console.emit(alarms_json(views, console.lang(), now=now), output)
    else:
        console.emit(alarms_text(views, console.lang(), now=now, colour=output is None and console.is_terminal()), output)
    console.finish(0 if is_whole else 3)


def raise_alarms(opened: Registry, scheme: Scheme, at: datetime | None) -> bool:
    """Raises the alarms that are due and says which on stderr; whether every case could be judged."""
    from powerflow.model import EntryKind
    from powerflow.supervision import TRIGGERS, raise_due

    raised = raise_due(opened, scheme, now=console.now(), at=at)
    for case, entry in raised.alarms:
        assert entry.kind is EntryKind.ALARM
        code = str(entry.facts.get("trigger", ""))
        title = console.say(TRIGGERS[code].title) if code in TRIGGERS else ""
        console.err(console.say("预警 {case} 第 {seq} 条：{code} {title}", case=case, seq=entry.seq, code=code, title=title))
    for case, error in raised.failed:
        console.err(f"{case}: {error.say(console.lang())}")
    if raised.left:
        console.err(console.say("还有 {count} 件没有判断，再运行一次", count=raised.left))
    return not raised.failed


def _views(opened: Registry, scheme: Scheme, case: str) -> list[AlarmView]:
    from powerflow import cases
    from powerflow.supervision import alarm_views

    # Only histories that hold an alarm are read.
    found = [case] if case else sorted({each.case for each in cases.alarms_raised(opened.store)})
    return [view for each in found for view in alarm_views(cases.case_file(opened.store, each), scheme, opened.calendar)]


def _act(
    kind: str, case: str, alarm: int, officer: str, said: str, at: datetime | None, command_id: str, scheme_path: Path | None,
    url: str | None, processes: Path | None, organisation: Path | None, calendar: Path | None, *, term: str = "",
    document: str = "", passed: bool = True,
) -> None:
    from powerflow.model import EntryKind
    from powerflow.supervision import AlarmAct, act_on, alarm_views

    scheme = scheme_in(scheme_path)
    act = AlarmAct(
        kind=EntryKind(kind), alarm=alarm, officer=officer, said=said, term=term, document=document, passed=passed, command=command_id
    )
    with registry(url, processes, organisation, calendar) as opened:
        from powerflow import cases
        from powerflow.reports import alarms_text

        act_on(opened, scheme, case, act, now=console.now(), at=at)
        views = [view for view in alarm_views(cases.case_file(opened.store, case), scheme, opened.calendar) if view.alarm.seq == alarm]
    console.emit(alarms_text(views, console.lang(), now=at or console.now(), colour=console.is_terminal()))


@command.command("explain", help="经办人说明预警的情况。")
@_act_options
def explain(**given: object) -> None:
    """Records an explanation."""
    _of("explain", given)


@command.command("confirm", help="监察岗位确认预警；有异议的由复核岗位维持。")
@_act_options
def confirm(**given: object) -> None:
    """Records a confirmation."""
    _of("confirm", given)


@command.command("cancel", help="监察岗位撤销预警，扣分随之退回；有异议的由复核岗位撤销。")
@_act_options
def cancel(**given: object) -> None:
    """Records that an alarm is cancelled."""
    _of("cancel", given)


@command.command("order", help="监察岗位发出督办单，限期整改。")
@click.option("--days", "term", default="", metavar="LIMIT", help="整改期限，如 10WD；不写则按方案。")
@click.option("--number", "document", default="", help="督办单编号；不写则自动编号。")
@_act_options
def order(**given: object) -> None:
    """Records an order."""
    _of("order", given)


@command.command("correct", help="被督办的岗位报告整改完成。")
@_act_options
def correct(**given: object) -> None:
    """Records that what was found has been put right."""
    _of("corrected", given)


@command.command("recheck", help="监察岗位复查整改结果；--failed 为不合格，重新限期。")
@click.option("--failed", is_flag=True, help="复查不合格。")
@click.option("--days", "term", default="", metavar="LIMIT", help="不合格时重新整改的期限。")
@_act_options
def recheck(*, failed: bool, **given: object) -> None:
    """Records a recheck."""
    _of("recheck", {**given, "passed": not failed})


@command.command("close", help="监察岗位销号。")
@_act_options
def close(**given: object) -> None:
    """Records that an alarm is closed."""
    _of("close", given)


@command.command("object", help="被预警的岗位对已确认的预警提出异议。")
@_act_options
def object_(**given: object) -> None:
    """Records an objection."""
    _of("object", given)


def _of(kind: str, given: dict[str, object]) -> None:
    _act(kind, **given)  # type: ignore[arg-type]


@command.command("print", help="打印督办单；NUMBER 是它的编号，或者预警的序号。")
@click.argument("case")
@click.argument("number")
@click.option("--organ", default="", help="发出机关的名称。")
@click.option("--format", "form", type=click.Choice(["text", "html"]), default="text", help="输出格式；html 可打印归档。")
@_output
@store_option
@office_options
def print_(
    case: str, number: str, organ: str, form: str, output: Path | None, url: str | None, processes: Path | None,
    organisation: Path | None, calendar: Path | None,
) -> None:
    """Writes an order."""
    from powerflow import cases
    from powerflow.reports import order_html, order_text
    from powerflow.supervision import order_of

    with registry(url, processes, organisation, calendar) as opened:
        found = order_of(cases.case_file(opened.store, case), number, opened.calendar)
    written = order_html if form == "html" else order_text
    console.emit(written(found, console.lang(), organ=organ), output)


@command.command("reminders", help="今天要提醒谁：时限将满（蓝灯）的环节和办件，每个工作日一次。")
@click.option("--at", type=console.instant, metavar="INSTANT", help="按这一刻看全部办件；不写则只看真实办件。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@_output
@scheme_option
@store_option
@office_options
def reminders(
    at: datetime | None, form: str, output: Path | None, scheme_path: Path | None, url: str | None, processes: Path | None,
    organisation: Path | None, calendar: Path | None,
) -> None:
    """Writes who is to be reminded of what."""
    from powerflow import cases
    from powerflow.reports import reminders_json, reminders_text
    from powerflow.supervision import office_lamps, uncollected
    from powerflow.supervision import reminders as due_on

    moment = at or console.now()
    with uncollected(), registry(url, processes, organisation, calendar) as opened:
        seen = cases.watched_at(opened.store, opened.calendar, moment, simulated=None if at else False)
        office = office_lamps(opened.store, seen, opened.calendar, scheme_in(scheme_path), at=moment)
        found = due_on(office, opened.organisation, opened.calendar)
    lang = console.lang()
    console.emit(reminders_json(found, lang, at=moment) if form == "json" else reminders_text(found, lang), output)


@command.command("scores", help="按评分方案从运行记录重新计算得分；撤销的预警不扣分，罚没数额和办件数量不加分。")
@_period_options
@click.option("--profile", "name", default="four-aspects", metavar="NAME", help="评分方案：four-aspects、nine-headings 或一个 .toml 文件。")
@click.option("--by", type=click.Choice(list(_BY)), default="department", help="按部门、岗位或事项评分。")
@click.option("--format", "form", type=click.Choice(_TABLE_FORMATS), default="text", help="输出格式；xlsx 要装 openpyxl。")
@_output
@scheme_option
@store_option
@office_options
def scores(
    period: str, simulate: bool, name: str, by: str, form: str, output: Path | None, scheme_path: Path | None, url: str | None,
    processes: Path | None, organisation: Path | None, calendar: Path | None,
) -> None:
    """Writes the scores of a time."""
    from powerflow.reports import score_table, scores_html, scores_json, scores_text
    from powerflow.supervision import span

    time = span(period)
    with registry(url, processes, organisation, calendar) as opened:
        scored = _scored(opened, scheme_in(scheme_path), name, by, time, simulate=simulate)
    lang = console.lang()
    if form in ("csv", "xlsx"):
        _write_tables([score_table(scored, lang)], form, output)
        return
    written = {"text": scores_text, "json": scores_json, "html": scores_html}[form]
    console.emit(written(scored, lang), output)


def _scored(opened: Registry, scheme: Scheme, name: str, by: str, time: Span, *, simulate: bool) -> Scored:
    from powerflow import cases
    from powerflow.reports import Scored
    from powerflow.supervision import profile, scores

    departments = {post.name: post.department for post in opened.organisation.posts}
    raised = cases.alarms_raised(opened.store, time.since, time.until, simulated=simulate)
    done = cases.exercised(opened.store, time.since, time.until, simulated=simulate)

    def subject(alarm: AlarmRaised) -> str:
        return {"item": alarm.item, "post": alarm.post}.get(by) or departments.get(alarm.post, alarm.post)

    own = [each for each in done if each.post in departments]
    subjects = {{"item": each.item, "post": each.post}.get(by) or departments[each.post] for each in own}
    counted = scores(
        raised, subjects, profile(name), subject_of=subject, scheme=scheme, calendar=opened.calendar,
        until=time.until if simulate else min(time.until, console.now()),
    )
    return Scored(span=time, profile=profile(name), subject=_BY[by], scores=counted)


@command.command("register", help="职权行使台账：按事项、岗位和月份统计。")
@_period_options
@click.option("--format", "form", type=click.Choice(_TABLE_FORMATS), default="text", help="输出格式；xlsx 要装 openpyxl。")
@_output
@store_option
@office_options
def register(
    period: str, simulate: bool, form: str, output: Path | None, url: str | None, processes: Path | None, organisation: Path | None,
    calendar: Path | None,
) -> None:
    """Writes the register of exercised powers."""
    from powerflow.reports import exercised_html, exercised_json, exercised_tables, exercised_text
    from powerflow.supervision import span

    time = span(period)
    with registry(url, processes, organisation, calendar) as opened:
        powers = _exercised(opened, time, simulate=simulate)
    lang = console.lang()
    if form in ("csv", "xlsx"):
        _write_tables(exercised_tables(powers, lang), form, output)
        return
    written = {"text": exercised_text, "json": exercised_json, "html": exercised_html}[form]
    console.emit(written(powers, lang), output)


def _exercised(opened: Registry, time: Span, *, simulate: bool) -> ExercisedPowers:
    from powerflow import cases
    from powerflow.reports import ExercisedPowers

    return ExercisedPowers(
        span=time, begun=cases.begun(opened.store, time.since, time.until, simulated=simulate),
        done=cases.exercised(opened.store, time.since, time.until, simulated=simulate),
        departments={post.name: post.department for post in opened.organisation.posts},
    )


def _write_tables(tables: list[Table] | tuple[Table, ...], form: str, output: Path | None) -> None:
    from powerflow.errors import UsageError
    from powerflow.reports import table_csv, tables_xlsx

    if form == "xlsx" and output is None and sys.stdout.isatty():
        raise UsageError("XLSX 不能显示在终端上，请用 -o FILE 写入文件")
    console.emit(table_csv(tables[0]) if form == "csv" else tables_xlsx(tables), output)


@command.command("patterns", help="多件办件合起来看的异常情形（T24），附检验的概率；只是线索。")
@_period_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@_output
@store_option
@office_options
def patterns(
    period: str, simulate: bool, form: str, output: Path | None, url: str | None, processes: Path | None, organisation: Path | None,
    calendar: Path | None,
) -> None:
    """Writes what is odd over many cases."""
    from powerflow.reports import patterns_json, patterns_text
    from powerflow.supervision import patterns as found_in
    from powerflow.supervision import span

    time = span(period)
    with registry(url, processes, organisation, calendar) as opened:
        replays = _replays(opened, time, simulate=simulate)
    written = patterns_json if form == "json" else patterns_text
    console.emit(written(found_in(replays), console.lang(), cases=len(replays)), output)


def _replays(opened: Registry, time: Span, *, simulate: bool) -> list[Replay]:
    """The cases that were begun in that time."""
    from powerflow.cases import case_file
    from powerflow.replay import replay

    rows = [row for row in opened.store.cases() if row.simulated == simulate and time.since <= row.started < time.until]
    found = []
    with console.progress(len(rows), "回放办件") as told:
        for number, row in enumerate(rows, start=1):
            file = case_file(opened.store, row.case)
            found.append(replay(file.history, file.chart, opened.calendar, path=row.case))
            told(number)
    return found
