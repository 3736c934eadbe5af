"""`powerflow deadline`: a due date in legal days, with the days that were skipped and why."""
from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from powerflow.commands import console
from powerflow.errors import UsageError

if TYPE_CHECKING:
    from powerflow.deadlines import Extended, Grant, Pause, UnitReading

_HELP = """计算截止日：第一行是截止日，随后是扣除的日子和理由。

START 是日期或时刻（2026-09-18、2026-09-18T09:30）。

LIMIT 写成 20WD（工作日）、90CD（自然日）、6M（月）、1Y（年）、24H（小时）或 spot（当场），往前数写 -7WD。

LIMIT 只写数字时用 --law 说明是哪部法的“日”。"""


# Unknown options are left alone so that -7WD is a limit; two words so that 20 WD is one.
@click.command(cls=console.Command, context_settings={"ignore_unknown_options": True}, help=_HELP)
@click.argument("start", metavar="START")
@click.argument("words", metavar="LIMIT", nargs=-1, required=True)
@click.option("--law", metavar="NAME", help="LIMIT 只写数字时，按这部法决定是工作日还是自然日（如 行政处罚法）。")
@click.option("--before", is_flag=True, help="往前数：START 之前至少要留足 LIMIT。")
@click.option("--restart", metavar="DAY", help="时限重新起算的那一天（如收到补正材料之日），START 起算的作废。")
@click.option("--stop", "stops", multiple=True, metavar="FROM..TO[=WHY]", help="时限中止的起止日，可以写多次；首尾两日照常计入。")
@click.option("--extend", "grants", multiple=True, metavar="LIMIT@DAY[=WHO]", help="延长多少、哪一天批准、谁批准，可以写多次。")
@click.option("--times", type=click.IntRange(1, 9), default=1, help="法律允许延长几次。")
@click.option("--approver", metavar="WORD|WORD", help="法定批准人的用语，其中一个应当出现在 WHO 里。")
@click.option("--days", is_flag=True, help="逐日列出。")
@click.option("--calendar", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="本地放假安排（日历文件）。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件，不写到标准输出。")
def command(
    start: str, words: tuple[str, ...], law: str | None, before: bool, restart: str | None, stops: tuple[str, ...], grants: tuple[str, ...],
    times: int, approver: str | None, days: bool, calendar: Path | None, form: str, output: Path | None,
) -> None:
    """Prints the due date, first alone on its line, then how it was counted."""
    from powerflow import deadlines

    working_days = deadlines.read_calendar(calendar) if calendar else deadlines.national_calendar()
    limit = " ".join(words)
    reading = _reading(limit, law)
    period = reading.period if reading else deadlines.read_period(limit)
    if before and period.amount == 0:
        raise UsageError("当场没有往前可数的日子，--before 要有日数")
    if before and period.amount > 0:
        period = deadlines.Period(-period.amount, period.unit)
    if period.amount < 0 and (stops or grants):
        raise UsageError("往前数的期限既不中止也不延长：--stop、--extend 不能与 --before 或者 -7WD 一起用")
    begun = deadlines.read_start(start)
    anew = deadlines.read_start(restart) if restart else None
    if anew is not None and deadlines.local_day(anew) < deadlines.local_day(begun):
        raise UsageError("重新起算的 {anew} 早于起算的 {begun}", anew=anew, begun=begun)
    plain = deadlines.deadline(anew or begun, period, working_days, [_pause(text) for text in stops])
    approvers = tuple(word for word in (approver or "").split("|") if word)
    given = [_grant(text) for text in grants]
    early = next((grant for grant in given if deadlines.local_day(grant.on) < deadlines.local_day(anew or begun)), None)
    if early is not None:
        raise UsageError("延长的批准日 {day} 早于时限起算的 {begun}，那时还没有这个时限", day=early.on, begun=anew or begun)
    found = deadlines.extended(plain, given, deadlines.Allowed(times=times, approver=approvers))
    if form == "json":
        console.emit(json.dumps(_data(found, reading, begun, anew), ensure_ascii=False, indent=2) + "\n", output)
        return
    console.emit("".join(line + "\n" for line in _lines(found, reading, begun, anew, days)), output)


def _reading(limit: str, law: str | None) -> UnitReading | None:
    from powerflow import deadlines

    if law is None:
        return None
    if not limit.isascii() or not limit.isdigit() or len(limit) > 3:
        raise UsageError("写了 --law 时 LIMIT 只写数字（如 15），单位由这部法决定")
    return deadlines.unit_of(law, int(limit))


def _pause(text: str) -> Pause:
    """Of days the first and the last still count: the clock stands still from the end of the one to the beginning of the other."""
    from powerflow import deadlines

    span, _, why = text.partition("=")
    first, dots, last = span.partition("..")
    if not dots:
        raise UsageError("看不懂中止期间“{text}”；应当写成 2026-03-02..2026-03-10=检验", text=text)
    start, end = deadlines.read_start(first), deadlines.read_start(last)
    if (deadlines.local_day(end) - deadlines.local_day(start)).days < 2:
        raise UsageError("中止期间“{text}”没有一整天：首尾两日照常计入，中间至少要有一天", text=text)
    return deadlines.Pause(start=deadlines.end_of_day(start), end=deadlines.begin_of_day(end), why=why)


def _grant(text: str) -> Grant:
    from powerflow import deadlines

    limit, at, rest = text.partition("@")
    day, _, approver = rest.partition("=")
    period = deadlines.read_period(limit)
    if not at or period.amount <= 0:
        raise UsageError("看不懂延长“{text}”；应当写成 10WD@2026-03-20=局长", text=text)
    return deadlines.Grant(period=period, on=deadlines.read_start(day), approver=approver)


def _lines(
    found: Extended, reading: UnitReading | None, begun: date | datetime, anew: date | datetime | None, days: bool
) -> list[str]:
    from powerflow import deadlines

    lang, end = console.lang(), found.deadline
    lines = [end.due.isoformat(), *(deadlines.say_unit(reading, lang) if reading else ()), *deadlines.explain(end, lang)]
    if anew is not None:
        lines.append(console.say("重新起算：原自 {begun} 起算的作废", begun=begun.isoformat()))
    lines += deadlines.say_grants(found, lang)
    return [*lines, *(deadlines.day_by_day(end, lang) if days else ())]


def _data(
    found: Extended, reading: UnitReading | None, begun: date | datetime, anew: date | datetime | None
) -> dict[str, object]:
    from powerflow import deadlines

    unit = None if reading is None else {
        "act": reading.act.name, "number": reading.number, "unit": reading.unit.value, "article": reading.act.article,
        "note": reading.note,
    }
    extensions = [
        {
            "limit": str(grant.period), "on": grant.on.isoformat(), "approver": grant.approver,
            "refused": None if refusal is None else refusal.value,
        }
        for grant, refusal in found.grants
    ]
    more = {"unit_of": unit, "restarted_from": begun.isoformat() if anew is not None else None, "extensions": extensions}
    return {**deadlines.as_data(found.deadline), **more}
