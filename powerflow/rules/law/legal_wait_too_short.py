"""A period that the law leaves to the party can be cut short.

Why: who decides before the party's time to answer is over takes away the right to be heard; the decision can be annulled.
Mend: draw a timer, or a waiting limit (`sense="wait"`) of at least that long, on every way named; tag the step in which the
    party gives up the right.
"""
from __future__ import annotations

from powerflow.law import Rows
from powerflow.model import Flowchart
from powerflow.rules.lasting import Length, Said, Waited, course_of, waits
from powerflow.rules.lawful import ROWS_OF_LAW, breach
from powerflow.rules.rule import Breach, Breaches, rule


@rule(
    title="等待期间短于法定期间",
    why="当事人的法定期间没有留足就往下办，等于剥夺其权利，决定可能被撤销。",
    mend="在所列路径上画不短于该期间的计时器或者等待时限（sense=\"wait\"）；当事人放弃权利的环节打上标签。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for waited in waits(chart, rows):
        if waited.least.fit.over > 0:
            yield _told(chart, rows, waited)


def _told(chart: Flowchart, rows: Rows, waited: Waited) -> Breach:
    way, fit, limit = waited.least.way, waited.least.fit, waited.limit
    template = "“{first}”至“{last}”可以只等{taken}，比{limit}少 {over}；路径：{course}。法律要求：{demand}"
    if not way.pieces:
        template = "“{first}”至“{last}”可以不等待，应当留足{limit}；路径：{course}。法律要求：{demand}"
    elif fit.start is not None:
        template = (
            "“{first}”至“{last}”可以只等{taken}，比{limit}少 {over}（如 {start} 起算，{ends} 就可以往下办，期间到 {due}）；路径：{course}。"
            "法律要求：{demand}"
        )
    return breach(chart.nodes[way.nodes[-1]], rows, waited.row, waited.demand, template, {
        "first": chart.nodes[way.nodes[0]].name or way.nodes[0], "last": chart.nodes[way.nodes[-1]].name or way.nodes[-1],
        "taken": Said(way.amount), "limit": Length(limit.amount, limit.unit), "over": Length(fit.over, fit.unit),
        "start": fit.start, "ends": fit.ends, "due": fit.due, "course": course_of(chart, way),
    }, way.nodes)
