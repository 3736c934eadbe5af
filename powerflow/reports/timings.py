"""Time in charts as text, JSON (`powerflow/timing/1`, docs/timing.md) and a table: limits, the ways between them, what is left."""
from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from powerflow.deadlines import say_length
from powerflow.errors import PowerflowError
from powerflow.graph import Amount, Way, first_named
from powerflow.model import Flowchart, LimitSense, Unit, word
from powerflow.reports.columns import padded, widths
from powerflow.reports.duties import Table
from powerflow.reports.lines import Line, text_of
from powerflow.reports.wording import say, visible
from powerflow.rules import Timing, TimingState
from powerflow.translation import listed, translate

SCHEMA = "powerflow/timing/1"

STATES = {
    TimingState.KEPT: "守得住", TimingState.RETURNS: "退回一次就超", TimingState.EXCEEDED: "超期", TimingState.OPEN: "无法判断",
    TimingState.SHORT: "等待不足",
}
_STYLES = {
    TimingState.KEPT: "green", TimingState.RETURNS: "yellow", TimingState.EXCEEDED: "bold red", TimingState.OPEN: "yellow",
    TimingState.SHORT: "bold red",
}
_HEADS = ("谁定的", "起止", "期限", "最长", "至少等待", "余量", "结论")


@dataclass(frozen=True, kw_only=True)
class ChartTimings:
    """One chart and its limits."""

    chart: Flowchart
    timings: tuple[Timing, ...]


@dataclass(frozen=True, kw_only=True)
class Timings:
    """All charts of one report; `errors` are the files that could not be read."""

    charts: tuple[ChartTimings, ...]
    errors: tuple[PowerflowError, ...] = ()


# -- text -------------------------------------------------------------------------------------------------------------


def timings_text(report: Timings, lang: str, *, colour: bool = False) -> str:
    """The whole report, each line ended by a line feed."""
    return text_of(_lines(report, lang), colour=colour)


def _lines(report: Timings, lang: str) -> Iterator[Line]:
    for error in report.errors:
        yield (("bold red", translate("无法读取", lang)), ("", "  "), ("", visible(error.say(lang))))
    for each in report.charts:
        yield (("bold", visible(each.chart.name)), ("dim", f"  {visible(each.chart.path)}"))
        yield from _chart(each, lang) if each.timings else [(("dim", "  " + translate("没有可以量的期限", lang)),)]
        yield ()
    over = sum(each.standing in (TimingState.EXCEEDED, TimingState.SHORT) for chart in report.charts for each in chart.timings)
    count = sum(len(chart.timings) for chart in report.charts)
    said = say("{charts} 张流程图，{count} 个期限，{over} 个不合", lang, charts=len(report.charts), count=count, over=over)
    yield (("bold red" if over else "bold green", said),)


def _chart(each: ChartTimings, lang: str) -> Iterator[Line]:
    heads = tuple(translate(head, lang) for head in _HEADS)
    rows = [_cells(each.chart, timing, lang) for timing in each.timings]
    places = widths([heads, *rows])
    yield (("dim", "  " + _row(heads, places)),)
    for timing, row in zip(each.timings, rows, strict=True):
        *told, state = row
        yield (("", "  " + _row(told, places) + "  "), (_STYLES[timing.standing], state))
        yield from _more(each.chart, timing, lang)


def _row(cells: Iterable[str], places: list[int]) -> str:
    return "  ".join(padded(cell, place) for cell, place in zip(cells, places, strict=False))


def _more(chart: Flowchart, timing: Timing, lang: str) -> Iterator[Line]:
    """What is behind a line: the longest way, the worst day, what has no limit, which returns nothing bounds."""
    if timing.longest.pieces and timing.sense is LimitSense.WITHIN:
        yield (("dim", "      " + say("最长路径：{way}", lang, way=_course(chart, timing.longest, lang))),)
    if timing.fit.start is not None and timing.standing is not TimingState.KEPT:
        yield (("dim", "      " + say(
            "最不利的起算日 {start}：{ends} 才完成，期限到 {due}", lang, start=timing.fit.start.isoformat(), ends=_iso(timing.fit.ends),
            due=_iso(timing.fit.due),
        )),)
    if timing.unknown:
        yield (("dim", "      " + say("没有时限：{steps}", lang, steps=_names(chart, timing.unknown, lang))),)
    if timing.returns:
        yield (("dim", "      " + say("没有限制次数的退回：{backs}", lang, backs=_backs(chart, timing, lang))),)


# -- the table --------------------------------------------------------------------------------------------------------


def timing_table(report: Timings, lang: str) -> Table:
    """One row for each limit of each chart."""
    head = ("事项", *_HEADS, "压缩比例", "最长路径", "没有时限的环节", "没有限制次数的退回", "最不利的起算日")
    rows = tuple(_table_row(each.chart, timing, lang) for each in report.charts for timing in each.timings)
    return Table(translate("时限", lang), tuple(translate(each, lang) for each in head), rows)


def _table_row(chart: Flowchart, timing: Timing, lang: str) -> tuple[str, ...]:
    return (
        chart.name, *_cells(chart, timing, lang), "" if timing.saved is None else f"{timing.saved:.0%}",
        _course(chart, timing.longest, lang), _names(chart, timing.unknown, lang), _backs(chart, timing, lang),
        _iso(timing.fit.start),
    )


def _cells(chart: Flowchart, timing: Timing, lang: str) -> tuple[str, ...]:
    ends = timing.longest if timing.sense is LimitSense.WITHIN else timing.shortest[0]
    first, last = ends.nodes[0], ends.nodes[-1]
    return (
        _setter(timing, lang), say("{first} → {last}", lang, first=_name(chart, first), last=_name(chart, last)),
        _limit(timing, lang), said_amount(timing.longest.amount, lang), _least(timing, lang), _left(timing, lang),
        translate(STATES[timing.standing], lang),
    )


def _setter(timing: Timing, lang: str) -> str:
    if timing.row is not None:
        return timing.row.id
    role = word("role", timing.stated.role, lang) if timing.stated else ""
    return role if timing.saved is None else say("{role}（压缩 {share}）", lang, role=role, share=f"{timing.saved:.0%}")


def _least(timing: Timing, lang: str) -> str:
    amounts = {way.amount for way in timing.shortest if way.amount != Amount()}
    return listed((said_amount(amount, lang) for amount in sorted(amounts, reverse=True)), lang) if amounts else "—"


def _limit(timing: Timing, lang: str) -> str:
    said = timing.limit.say(lang)
    return said if timing.sense is LimitSense.WITHIN else say("至少 {limit}", lang, limit=said)


def _left(timing: Timing, lang: str) -> str:
    fit = timing.fit
    if fit.over == 0 or fit.unit is Unit.SPOT:
        return "0"
    said = say_length(abs(fit.over), fit.unit, lang)
    if fit.over < 0:
        return said
    return say("超 {amount}" if timing.sense is LimitSense.WITHIN else "少 {amount}", lang, amount=said)


def said_amount(amount: Amount, lang: str) -> str:
    """An amount in words: `5个工作日＋15个自然日`."""
    units = (Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH, Unit.HOUR)
    parts = [say_length(number, unit, lang) for number, unit in zip(amount, units, strict=True) if number]
    return translate("＋", lang).join(parts) if parts else "0"


def _course(chart: Flowchart, way: Way, lang: str) -> str:
    """The elements that add time, each with what it adds."""
    parts = (
        say("{name} {period}", lang, name=_name(chart, piece.node), period=say_length(piece.amount, piece.unit, lang))
        for piece in way.pieces
    )
    return " → ".join(parts)


def _names(chart: Flowchart, ids: Iterable[str], lang: str) -> str:
    return listed((_name(chart, id) for id in ids), lang)


def _backs(chart: Flowchart, timing: Timing, lang: str) -> str:
    said = (f"{_name(chart, turn.source)} → {_name(chart, first_named(chart, turn.target))}" for turn in timing.returns)
    return listed(said, lang)


def _name(chart: Flowchart, id: str) -> str:
    return visible(chart.nodes[id].name or id)


def _iso(day: object) -> str:
    return "" if day is None else str(day)


# -- JSON -------------------------------------------------------------------------------------------------------------


def timings_json(report: Timings, lang: str) -> str:
    """The report as one JSON object."""
    whole = {
        "schema": SCHEMA, "lang": lang, "charts": [
            {
                "path": each.chart.path, "item": each.chart.item.code if each.chart.item else None, "name": each.chart.name,
                "limits": [_data(timing) for timing in each.timings],
            }
            for each in report.charts
        ], "unreadable": [error.say(lang) for error in report.errors],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _data(timing: Timing) -> dict[str, object]:
    return {
        "row": timing.row.id if timing.row else None, "role": timing.stated.role.value if timing.stated else None, "at": timing.at or None,
        "sense": timing.sense.value,
        "start": list(timing.start), "end": list(timing.end), "limit": str(timing.limit), "state": timing.standing.value,
        "longest": _way(timing.longest), "shortest": [_way(way) for way in timing.shortest], "over": timing.fit.over,
        "unit": timing.fit.unit.value, "over_with_one_return": timing.once.over, "saved": timing.saved,
        "worst_day": None if timing.fit.start is None else {
            "start": _iso(timing.fit.start), "ends": _iso(timing.fit.ends), "due": _iso(timing.fit.due),
        },
        "without_limit": list(timing.unknown),
        "returns": [{"source": turn.source, "target": turn.target} for turn in timing.returns],
    }


def _way(way: Way) -> dict[str, object]:
    return {
        "nodes": list(way.nodes), "amount": way.amount._asdict(),
        "pieces": [{"node": piece.node, "limit": f"{piece.amount}{piece.unit.value}"} for piece in way.pieces],
    }
