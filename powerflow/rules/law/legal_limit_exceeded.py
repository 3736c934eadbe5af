"""By the chart's own limits a case can take longer than the law allows.

Why: an authority that plans for more time than the law gives will be late even where everybody keeps to the plan.
Mend: shorten the limits of the steps on the way named, or do them at the same time; correct a limit that is longer than
    the law's.
"""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.law import Rows, Within
from powerflow.model import Flowchart, Node, TimeLimit, Unit
from powerflow.rules.lasting import Length, Said, Stretch, course_of, fit_of, stated_limits, stretches
from powerflow.rules.lawful import ROWS_OF_LAW, breach
from powerflow.rules.rule import Breach, Breaches, rule
from powerflow.rules.special import unfounded


@rule(
    title="最长路径超过法定期限",
    why="各环节都按图上的时限办，仍会超过法律规定的期限。",
    mend="缩短所列路径上各环节的时限，或者改为同时办理；写得比法律长的时限应当改正。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Within):
        longer = unfounded(chart, row, demand)
        if longer is not None:
            yield breach(chart, rows, row, demand, "法定时限写{stated}，法律规定{limit}，所写依据不能另行规定。法律要求：{demand}", {
                "stated": Length(longer.amount, longer.unit), "limit": Length(demand.default_n or 0, Unit(demand.unit)),
            })
    for stretch in stretches(chart, rows):
        if stretch.shown.taken.fit.over > 0:
            yield _too_long(chart, rows, stretch)
        else:
            yield from _stated_too_long(chart, rows, stretch)


def _too_long(chart: Flowchart, rows: Rows, stretch: Stretch) -> Breach:
    way, fit = stretch.shown.taken.way, stretch.shown.taken.fit
    template = "“{first}”至“{last}”最长{taken}，超过{limit} {over}；路径：{course}。法律要求：{demand}"
    if fit.start is not None:
        template = (
            "“{first}”至“{last}”最长{taken}，超过{limit} {over}（如 {start} 起算，{ends} 才完成，期限到 {due}）；路径：{course}。"
            "法律要求：{demand}"
        )
    return breach(chart.nodes[way.nodes[-1]], rows, stretch.row, stretch.demand, template, {
        "first": _name(chart, way.nodes[0]), "last": _name(chart, way.nodes[-1]), "taken": Said(way.amount),
        "limit": Length(stretch.limit.amount, stretch.limit.unit), "over": Length(fit.over, fit.unit),
        "start": fit.start, "ends": fit.ends, "due": fit.due, "course": course_of(chart, way),
    }, way.nodes)


def _stated_too_long(chart: Flowchart, rows: Rows, stretch: Stretch) -> Iterator[Breach]:
    stated = list(stated_limits(chart, stretch.demand))
    for thing, limit in stated:
        if limit is unfounded(chart, stretch.row, stretch.demand):
            continue
        # The same number in another unit is a wrong unit, which a rule of its own tells.
        if _is_told_elsewhere(limit, stated) or limit.amount == stretch.limit.amount:
            continue
        fit = fit_of([(max(0, limit.amount), limit.unit)], stretch.limit)
        if fit.over > 0:
            yield breach(thing, rows, stretch.row, stretch.demand, "写明的时限是{stated}，长于{limit}。法律要求：{demand}", {
                "stated": Length(limit.amount, limit.unit), "limit": Length(stretch.limit.amount, stretch.limit.unit),
            })


def _is_told_elsewhere(limit: TimeLimit, stated: list[tuple[Flowchart | Node, TimeLimit]]) -> bool:
    """A promise beside a statutory limit of the same unit is compared with that one by a rule of its own."""
    others = (other for _, other in stated if other.role != limit.role)
    return limit.role == "promised" and any(other.unit is limit.unit for other in others)


def _name(chart: Flowchart, id: str) -> str:
    return chart.nodes[id].name or id
