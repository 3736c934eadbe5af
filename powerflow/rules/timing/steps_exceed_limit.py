"""The limits of the steps add up to more than the limit of the whole.

Why: a total that its own steps cannot keep is broken even where everybody keeps to the plan.
Mend: shorten the limits of the steps on the way named, or do them at the same time, or correct the total.
"""
from __future__ import annotations

from powerflow.law import Rows
from powerflow.model import Flowchart, Node
from powerflow.rules.lasting import Length, Said, course_of
from powerflow.rules.rule import Breach, Breaches, rule
from powerflow.rules.totals import Total, is_judged_by_law, name_of, totals


@rule(
    title="各环节时限之和超过总时限",
    why="各环节都按图上的时限办，仍会超过承诺或者法定的总时限。",
    mend="缩短所列路径上各环节的时限，或者改为同时办理；总时限写错的改正。",
    basis="州运行方案 四（三）要素4 (ML-16)",
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for total in totals(chart, rows):
        if total.shown.taken.fit.over > 0 and not is_judged_by_law(chart, total, rows):
            yield _told(chart, total)


def _told(chart: Flowchart, total: Total) -> Breach:
    way, fit, limit = total.shown.taken.way, total.shown.taken.fit, total.limit
    template = "{name}的{role}时限是{limit}，而“{first}”至“{last}”各环节之和最长{taken}，超过 {over}；路径：{course}"
    if fit.start is not None:
        template = (
            "{name}的{role}时限是{limit}，而“{first}”至“{last}”各环节之和最长{taken}，超过 {over}"
            "（如 {start} 起算，{ends} 才完成，期限到 {due}）；路径：{course}"
        )
    return Breach(total.thing, template, {
        "name": name_of(total), "role": total.role, "limit": Length(limit.amount, limit.unit), "first": _name(chart, way.nodes[0]),
        "last": _name(chart, way.nodes[-1]), "taken": Said(way.amount), "over": Length(fit.over, fit.unit), "start": fit.start,
        "ends": fit.ends, "due": fit.due, "course": course_of(chart, way),
    }, basis=(limit.basis,) if limit.basis else (), witness=way.nodes)


def _name(chart: Flowchart, id: str) -> str:
    node: Node = chart.nodes[id]
    return node.name or id
