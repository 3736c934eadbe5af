"""Says a deadline in words, with the days that were skipped and why; and as plain data for JSON."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from powerflow.deadlines.clock import Deadline
from powerflow.deadlines.days import Day, DayKind, Notice
from powerflow.deadlines.extension import Extended, Refusal
from powerflow.deadlines.period import local_day, local_instant
from powerflow.deadlines.reckoning import Counting
from powerflow.deadlines.statutes import UnitReading
from powerflow.model import Unit
from powerflow.translation import translate

SCHEMA = "powerflow/deadline/1"

_WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


def explain(deadline: Deadline, lang: str = "zh") -> tuple[str, ...]:
    """The lines to print: the due date first, then how it was counted, and last what is not certain about it."""
    lines = (
        *_head(deadline, lang), *_skipped(deadline, lang), *_made_up(deadline, lang), *_paused(deadline, lang),
        *_rolled(deadline, lang), *_uncertain(deadline, lang), *_local_notices(deadline, lang),
    )
    return tuple(lines)


def day_by_day(deadline: Deadline, lang: str = "zh") -> tuple[str, ...]:
    """One line for each day that decided the deadline: which day of the count it is, or why it does not count."""
    lines: list[str] = []
    number = 0
    backwards = deadline.period.amount < 0
    counts = deadline.period.unit is Unit.WORKING_DAY
    days = reversed(deadline.days) if backwards else deadline.days
    for counted in days:
        day = counted.day
        why = translate(day.name, lang) if day.name else translate(_KINDS[day.kind], lang)
        if counted.counting is Counting.COUNTED and counts:
            number += 1
            template = "{day} 第 {number} 个工作日（{why}调休上班日）" if day.kind is DayKind.MAKE_UP else "{day} 第 {number} 个工作日"
        else:
            template = _DID[counted.counting]
        mark = translate("（暂计）", lang) if day.provisional else ""
        lines.append(translate(template, lang).format(day=_moment(day.date, lang), number=number, why=why) + mark)
    return tuple(lines)


_KINDS = {
    DayKind.WORKING_DAY: "工作日", DayKind.WEEKEND: "周末", DayKind.HOLIDAY: "放假", DayKind.MAKE_UP: "调休上班日",
}
_DID = {
    Counting.COUNTED: "{day} 最后一日（{why}）", Counting.RESTED: "{day} 不计（{why}）", Counting.PAUSED: "{day} 不计（时限中止）",
    Counting.ROLLED: "{day} 最后一日是休息日（{why}），顺延",
}


def say_unit(reading: UnitReading, lang: str = "zh") -> tuple[str, ...]:
    """Which unit an act means by its number, by which article, and what is doubtful about it."""
    act = reading.act
    values = {
        "act": act.name if lang == "zh" else act.english, "number": reading.number, "period": reading.period.say(lang),
        "article": act.article,
    }
    template = "单位：{act}的 {number} 日是{period}（该法没有折算条款）"
    if act.article:
        template = "单位：{act}的 {number} 日是{period}（{article}）"
    elif act.printed:
        template = "单位：{act}的 {number} 日是{period}（条文写明“工作日”的才是工作日）"
    elif act.working:
        template = "单位：{act}的 {number} 日是{period}（该规定自己的期间条款逐个数字写明）"
    doubt = reading.note if lang == "zh" else reading.note_english
    note = (translate("读法存疑：{note}", lang).format(note=doubt),) if doubt else ()
    return (translate(template, lang).format(**values), *note)


def say_grants(extended: Extended, lang: str = "zh") -> tuple[str, ...]:
    """Of each extension whether it counts, and why not."""
    return tuple(
        translate(_GRANTED[refusal], lang).format(on=_moment(grant.on, lang), period=grant.period.say(lang), approver=grant.approver)
        for grant, refusal in extended.grants
    )


_GRANTED = {
    None: "延长：{on}批准延长{period}，在原期限内，有效",
    Refusal.LATE: "延长无效：{on}批准时期限已经届满，不起作用",
    Refusal.AGAIN: "延长无效：{on}再次批准延长{period}，法律只允许延长一次",
    Refusal.TOO_LONG: "延长无效：{on}批准延长{period}，超过法律允许的幅度",
    Refusal.APPROVER: "延长无效：{on}由“{approver}”批准，不是法定的批准人",
}


def as_data(deadline: Deadline) -> dict[str, object]:
    """The deadline for JSON (`powerflow/deadline/1`): dates and instants in ISO 8601, `days` as in Deadline.days."""
    return {
        "schema": SCHEMA,
        "start": deadline.start.isoformat(),
        "limit": str(deadline.period),
        "due": deadline.due.isoformat(),
        "weekday": deadline.day.isoweekday(),
        "last_day": deadline.last_day.isoformat(),
        "provisional": deadline.provisional,
        "earliest": deadline.earliest.isoformat(),
        "latest": deadline.latest.isoformat(),
        "latest_published_year": deadline.calendar.latest_published_year,
        "pauses": [
            {"start": pause.start.isoformat(), "end": pause.end.isoformat(), "why": pause.why}
            for pause in deadline.pauses
        ],
        "days": [
            {
                "date": counted.day.date.isoformat(), "counting": counted.counting.value,
                "kind": counted.day.kind.value, "name": counted.day.name, "area": counted.day.area,
                "provisional": counted.day.provisional,
            }
            for counted in deadline.days
        ],
        "local_notices": [
            {
                "area": notice.area, "year": notice.year, "number": notice.number, "source": notice.source,
                "issued": notice.issued.isoformat() if notice.issued else None,
            }
            for notice in deadline.calendar.local
        ],
    }


def _head(deadline: Deadline, lang: str) -> Iterator[str]:
    template = "截止日（暂计）：{due}" if deadline.provisional else "截止日：{due}"
    yield translate(template, lang).format(due=_moment(deadline.due, lang))
    yield translate("期限：{period}；起算：{start}", lang).format(
        period=deadline.period.say(lang), start=_moment(deadline.start, lang)
    )
    yield translate(_reading(deadline), lang)


def _reading(deadline: Deadline) -> str:
    unit, amount = deadline.period.unit, deadline.period.amount
    if unit is Unit.SPOT:
        return "读法：当日办结"
    if unit is Unit.HOUR:
        return "读法：按小时计的期限即时起算，不扣除休息日"
    if amount < 0:
        return "读法：往前数，事件当日和办理当日都不计；遇休息日提前到上一个工作日"
    if unit is Unit.WORKING_DAY:
        return "读法：当日不计，从次日起只数工作日"
    return "读法：当日不计，从次日起连续计算；最后一日是休息日的，顺延到下一个工作日"


def _skipped(deadline: Deadline, lang: str) -> Iterator[str]:
    rested = [counted.day for counted in deadline.days if counted.counting is Counting.RESTED]
    for block in _blocks(day for day in rested if day.kind is DayKind.HOLIDAY):
        template = "不计：{days} {holiday}放假 {count} 天"
        if block[0].area:
            template = "不计：{days} {holiday}放假 {count} 天（{area}）"
        yield translate(template, lang).format(
            days=_days(block[0].date, block[-1].date, lang), holiday=translate(block[0].name, lang), count=len(block),
            area=block[0].area,
        )
    weekends = sum(day.kind is DayKind.WEEKEND for day in rested)
    if weekends:
        yield translate("不计：周末 {count} 天", lang).format(count=weekends)


def _made_up(deadline: Deadline, lang: str) -> Iterator[str]:
    for counted in deadline.days:
        if counted.counting is Counting.COUNTED and counted.day.kind is DayKind.MAKE_UP:
            yield translate("计入：{day}是{holiday}调休上班日", lang).format(
                day=_moment(counted.day.date, lang), holiday=translate(counted.day.name, lang)
            )


def _paused(deadline: Deadline, lang: str) -> Iterator[str]:
    for pause in deadline.pauses:
        template = "时限中止：{start} 至 {end}（{why}）" if pause.why else "时限中止：{start} 至 {end}"
        yield translate(template, lang).format(
            start=_moment(pause.start, lang), end=_moment(pause.end, lang), why=pause.why
        )
    paused = [counted for counted in deadline.days if counted.counting is Counting.PAUSED]
    if paused:
        yield translate("不计：时限中止的整日 {count} 天", lang).format(count=len(paused))


def _rolled(deadline: Deadline, lang: str) -> Iterator[str]:
    if deadline.last_day == deadline.day:
        return
    last = deadline.calendar.day(deadline.last_day)
    why = translate("周末", lang) if last.kind is DayKind.WEEKEND else translate(last.name, lang)
    template = "顺延：{last}是休息日（{why}），顺延到{due}"
    if deadline.period.amount < 0:
        template = "提前：{last}是休息日（{why}），提前到{due}"
    yield translate(template, lang).format(
        last=_moment(deadline.last_day, lang), why=why, due=_moment(deadline.due, lang)
    )


def _uncertain(deadline: Deadline, lang: str) -> Iterator[str]:
    if not deadline.provisional:
        return
    template = "暂计：涉及 {year} 年的放假安排，国务院办公厅的通知尚未收录，按法定节假日推算，通知公布后要重算"
    yield translate(template, lang).format(year=_open_year(deadline))
    if deadline.earliest == deadline.latest:
        yield translate("按以往各年调休的幅度，截止日不会变动", lang)
        return
    yield translate("按以往各年调休的幅度，截止日最早 {earliest}，最晚 {latest}", lang).format(
        earliest=_moment(deadline.earliest, lang), latest=_moment(deadline.latest, lang)
    )


def _open_year(deadline: Deadline) -> int:
    reached = max(local_day(deadline.start), deadline.day, local_day(deadline.latest)).year
    years = [year for year in deadline.calendar.open_years if year <= reached]
    # The last days of a settled December wait for the next year's notice.
    return years[-1] if years else reached + 1


def _local_notices(deadline: Deadline, lang: str) -> Iterator[str]:
    for notice in deadline.calendar.local:
        yield translate("另加地方放假：{area}（{source}）", lang).format(area=notice.area, source=_source(notice))


def _source(notice: Notice) -> str:
    said = (notice.number, notice.issued.isoformat() if notice.issued else "", notice.source)
    return " ".join(part for part in said if part) or str(notice.year)


def _blocks(days: Iterable[Day]) -> Iterator[list[Day]]:
    block: list[Day] = []
    for day in days:
        previous = block[-1] if block else day
        if (day.name, day.area) != (previous.name, previous.area) or (day.date - previous.date).days > 1:
            yield block
            block = []
        block.append(day)
    if block:
        yield block


def _moment(moment: date | datetime, lang: str) -> str:
    day = local_day(moment)
    words = translate("{date}（{weekday}）", lang).format(
        date=day.isoformat(), weekday=translate(_WEEKDAYS[day.weekday()], lang)
    )
    return f"{words} {local_instant(moment):%H:%M}" if isinstance(moment, datetime) else words


def _days(first: date, last: date, lang: str) -> str:
    values = {"year": first.year, "month": first.month, "first": first.day, "last": last.day}
    if first == last:
        return translate("{year}年{month}月{first}日", lang).format(**values)
    if (first.year, first.month) == (last.year, last.month):
        return translate("{year}年{month}月{first}日至{last}日", lang).format(**values)
    return translate("{first}至{last}", lang).format(first=_days(first, first, lang), last=_days(last, last, lang))
