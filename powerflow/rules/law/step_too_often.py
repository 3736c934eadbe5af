"""A step can be done more often than the law allows.

Why: what the party must complete is told once, not again and again.
Mend: let the exit that leads back ask a fact that the step sets, or take the loop out.
"""
from __future__ import annotations

from powerflow.graph import Leg, runs
from powerflow.law import AtMost, Rows
from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.lawful import ROWS_OF_LAW, bounding_flows, breach, ids, tagged
from powerflow.rules.rule import Breaches, rule


@rule(
    title="环节可以办的次数超过法律规定",
    why="补正应当一次告知，不能一次又一次退回。",
    mend="让回头的出口根据该环节设定的事实来判断，或者去掉回路。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(AtMost):
        nodes = tagged(chart, demand.tags)
        every = runs(chart) if nodes else None
        again = Leg(ids(nodes), bounding_flows(chart, nodes) if demand.bounded else frozenset())
        witness = every.run(Leg(ids(nodes)), *([again] * demand.n)) if every else None
        if witness is not None:
            yield breach(
                nodes[0], rows, row, demand, "“{name}”在一个办件里可以办不止 {n} 次，而法律要求：{demand}",
                {"name": label(nodes[0]), "n": demand.n}, witness,
            )
