"""A replay as text: step by step who did what when, how every clock ran, what is open, what was found."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from powerflow.deadlines import local_day, local_instant
from powerflow.model import FactValue, LimitSense, Severity, Unit, word
from powerflow.replay import Act, Amount, DueDay, Fit, Reading, Replay, moment
from powerflow.reports.check_text import finding_lines
from powerflow.reports.columns import padded, width
from powerflow.reports.lines import Line, text_of
from powerflow.reports.replayed import Replayed, ReplayedCase, again_words
from powerflow.reports.wording import say, visible
from powerflow.translation import translate

_FITS = {
    Fit.OPEN: "", Fit.JUMPED: "未到此环节", Fit.LATE: "顺序颠倒", Fit.REPEATED: "重复", Fit.CLOSED: "没有开启",
    Fit.UNKNOWN: "图中没有", Fit.UNDECIDED: "无法判断", Fit.REMARK: "",
}
_HEADS = ("序号", "时间", "环节", "岗位", "经办人", "事实")


def replay_text(replayed: Replayed, lang: str, *, colour: bool = False) -> str:
    """The whole report, each line ended by a line feed."""
    return text_of(_lines(replayed, lang), colour=colour)


def _lines(replayed: Replayed, lang: str) -> Iterator[Line]:
    for case in replayed.cases:
        if case.error:
            yield (("bold red", translate("无法读取", lang)), ("", f"  {visible(case.error.say(lang))}"))
        if case.replay:
            yield from _case(case, case.replay, lang)
        yield ()
    yield from _summary(replayed, lang)


def _case(case: ReplayedCase, replay: Replay, lang: str) -> Iterator[Line]:
    history = replay.history
    yield (
        ("bold", say("办件 {case}", lang, case=history.case)), ("", f"  {visible(history.name or replay.chart.name)}"),
        ("yellow", "  " + translate("模拟办件：时间不是系统时间", lang) if history.simulated else ""),
    )
    state = "已办结" if replay.complete else "办理中" if replay.acts else "那一刻还没有开始"
    yield (("dim", say(
        "流程图 {chart}；截至 {moment}；{state}", lang, chart=replay.chart.path, moment=moment(local_instant(replay.moment)),
        state=translate(state, lang),
    )),)
    yield from _steps(replay, lang)
    yield from _whole(replay, lang)
    yield from _standing(replay, lang)
    if not case.findings:
        yield (("green", translate("没有发现问题", lang)),)
    yield from finding_lines(case.findings, lang)
    if case.again is not None:
        yield (("dim" if case.again.is_same else "bold red", again_words(case.again, lang)),)


def _steps(replay: Replay, lang: str) -> Iterator[Line]:
    rows = [tuple(translate(head, lang) for head in _HEADS), *(_row(act, lang) for act in replay.acts)]
    widths = [max(width(row[column]) for row in rows) for column in range(len(_HEADS) - 1)]
    yield (("bold", _joined(rows[0], widths)),)
    for act, row in zip(replay.acts, rows[1:], strict=True):
        style = "" if act.fit in (Fit.OPEN, Fit.REMARK) else "red"
        remark = f"  ← {translate(_FITS[act.fit], lang)}" if _FITS[act.fit] else ""
        yield ((style, _joined(row, widths)), ("bold red", remark))
        for reading in replay.readings:
            if reading.ended == act.position and reading.owner == act.entry.node:
                yield _clock(replay, reading, lang)


def _row(act: Act, lang: str) -> tuple[str, ...]:
    entry = act.entry
    said = [f"{visible(name)}={_fact(value, lang)}" for name, value in entry.facts.items()]
    said += [visible(each) for each in (entry.limit, entry.document, entry.note) if each and act.fit is Fit.REMARK]
    return (
        str(entry.seq), moment(local_instant(entry.at)), _called(act, lang), visible(entry.post), visible(entry.officer),
        "  ".join(said),
    )


def _called(act: Act, lang: str) -> str:
    """The step; of a remark on the case what kind it is, of which step, and what it aims at."""
    if act.fit is not Fit.REMARK:
        return visible(act.name)
    aimed = f"→ {visible(act.entry.to)}" if act.entry.to else ""
    return " ".join(each for each in (word("entry", act.entry.kind, lang), visible(act.place.name), aimed) if each)


def _fact(value: FactValue, lang: str) -> str:
    if isinstance(value, bool):
        return translate("是" if value else "否", lang)
    return value.isoformat() if isinstance(value, date) else visible(str(value))


def _whole(replay: Replay, lang: str) -> Iterator[Line]:
    """The clocks of the item, and those of steps that still run or ended with another node."""
    others = [
        reading for reading in replay.readings
        if reading.ended is None or reading.owner != replay.acts[reading.ended].entry.node
    ]
    if others:
        yield (("bold", translate("全程和未止的时限", lang)),)
    for reading in others:
        yield _clock(replay, reading, lang)


def _clock(replay: Replay, reading: Reading, lang: str) -> Line:
    style = "red" if reading.is_late or reading.is_cut else "dim"
    pauses = "".join(
        say("；不计 {start} 至 {end}（{why}）", lang, start=moment(local_instant(pause.start)),
            end=moment(local_instant(pause.end)), why=pause.why)
        for pause in reading.pauses
    )
    return (("", "     "), (style, _clock_words(replay, reading, lang) + pauses))


def _clock_words(replay: Replay, reading: Reading, lang: str) -> str:
    stands, limit = reading.standing, reading.limit
    said = say(
        _template(reading), lang, role=word("role", limit.role, lang), used=stands.used.amount,
        limit=Amount(limit.amount + reading.extended, limit.unit, reading.extended),
        start=_time(reading.start, stands.unit), due=DueDay(stands.deadline.due, stands.provisional),
        late=Amount(stands.late, stands.unit), left=Amount(stands.remaining, stands.unit),
    )
    if reading.ended is not None and reading.owner == replay.acts[reading.ended].entry.node:
        return said
    item = replay.chart.item.name if replay.chart.item else replay.case
    return f"{visible(replay.name_of(reading.owner) if reading.owner else item)} · {said}"


def _template(reading: Reading) -> str:
    if reading.limit.sense is LimitSense.WAIT:
        if reading.is_cut:
            return "应留足{limit}（{role}）：{start} 起，{due} 才届满，没有留足"
        return "应留足{limit}（{role}）：{start} 起，{due} 届满"
    if reading.limit.unit is Unit.SPOT:
        return "{role}时限：当场办结，{start} 开启，超 {late}" if reading.is_late else "{role}时限：当场办结"
    if reading.is_late:
        return "{role}时限：用 {used} / {limit}，{start} 起，{due} 截止，超 {late}"
    return "{role}时限：用 {used} / {limit}，{start} 起，{due} 截止，余 {left}"


def _time(at: datetime, unit: Unit) -> str:
    return moment(local_instant(at) if unit is Unit.HOUR else local_day(at))


def _standing(replay: Replay, lang: str) -> Iterator[Line]:
    for opened in replay.open:
        post, since = replay.chart.post_of(opened.node), opened.since
        template = "现在开启：{name}（{post}），自 {since} 起" if post else "现在开启：{name}，自 {since} 起"
        if opened.due:
            template = "正在计时：{name}，{due} 届满"
        yield (("cyan", say(
            template, lang, name=opened.node.name or opened.node.id, post=post,
            since=moment(local_instant(since.entry.at)) if since else "—",
            due=DueDay(opened.due.due, opened.due.provisional) if opened.due else "",
        )),)
    if replay.possible:
        names = tuple(node.name or node.id for node in replay.possible)
        yield (("cyan", say("判断所需的事实没有登记，可能开启：{names}", lang, names=names)),)


def _summary(replayed: Replayed, lang: str) -> Iterator[Line]:
    errors, advice = replayed.count(Severity.ERROR), replayed.count(Severity.ADVICE)
    style = "bold red" if errors or replayed.unreadable else "yellow" if advice else "bold green"
    cases = len(replayed.cases) - replayed.unreadable
    yield ((style, say("回放了 {cases} 件办件：{errors} 个错误，{advice} 个建议", lang, cases=cases, errors=errors, advice=advice)),)
    if replayed.unreadable:
        yield (("bold red", say("另有 {count} 件无法读取", lang, count=replayed.unreadable)),)
    if replayed.crashed:
        yield (("bold red", say("规则自身出错，没有检查完：{rules}", lang, rules=tuple(sorted({*replayed.crashed})))),)


def _joined(cells: Iterable[str], widths: list[int]) -> str:
    return "  ".join(padded(cell, place) if place else cell for cell, place in zip(cells, [*widths, 0], strict=True))
