"""A step that the law demands is missing, or a case can go round it.

Why: what is decided without a step that the law prescribes can be annulled; a branch round it is as bad as its
    absence.
Mend: draw the step on every way to the decision, and confirm its tag.
"""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.graph import END, Leg, runs
from powerflow.law import Must, Row, Rows
from powerflow.model import Flowchart
from powerflow.rules.lawful import ROWS_OF_LAW, TagNames, breach, goal, ids, tagged
from powerflow.rules.rule import Breach, Breaches, rule


@rule(
    title="缺少法定环节",
    why="法律规定必经的环节没有画，或者可以绕过，据此作出的决定可能被撤销。",
    mend="在通向决定的每条路上都画出该环节，并确认环节标签。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Must):
        if not tagged(chart, demand.tags):
            yield breach(
                chart, rows, row, demand, "没有“{tags}”这一环节，而法律要求：{demand}", {"tags": TagNames(demand.tags)},
            )
        elif demand.mode == "every":
            yield from _round(chart, rows, row, demand)


def _round(chart: Flowchart, rows: Rows, row: Row, demand: Must) -> Iterator[Breach]:
    every, wanted = runs(chart), tagged(chart, demand.tags)
    before = goal(chart, demand.before) - ids(wanted)
    witness = every.run(Leg(before, ids(wanted))) if every and before else None
    if witness is None:
        return
    names = {"tags": TagNames(demand.tags)}
    if witness[-1] in before:
        node = chart.nodes[witness[-1]]
        yield breach(
            node, rows, row, demand, "不经过“{tags}”就可以到“{name}”，而法律要求：{demand}",
            {**names, "name": node.name or node.id}, witness,
        )
    elif END in before:
        yield breach(wanted[0], rows, row, demand, "不经过“{tags}”就可以办结，而法律要求：{demand}", names, witness)
