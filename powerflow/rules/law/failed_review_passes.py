"""What a review has refused can go on to the decision all the same.

Why: a review whose refusal changes nothing is no review.
Mend: lead the refusing exit back to whoever has to mend the draft, or to an end.
"""
from __future__ import annotations

from powerflow.graph import Leg, runs
from powerflow.law import Bar, Rows
from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.lawful import ROWS_OF_LAW, TagNames, breach, goal, ids
from powerflow.rules.reviews import failing_exits, reviews
from powerflow.rules.rule import Breaches, rule


@rule(
    title="审核不通过仍能往下走",
    why="审核不通过照样作决定，审核就形同虚设。",
    mend="把“不通过”的出口引回补正、重拟的环节，或者引向终止。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Bar):
        found, failing = reviews(chart, demand), tuple(failing_exits(chart, demand))
        every = runs(chart) if failing else None
        for flow in failing if every else ():
            witness = every.run(Leg({flow.id}), Leg(goal(chart, demand.reach), ids(found))) if every else None
            if witness is not None:
                yield breach(
                    flow, rows, row, demand, "出口“{exit}”不经重新审核就可以到“{reach}”，而法律要求：{demand}",
                    {"exit": label(flow), "reach": TagNames(demand.reach)}, witness,
                )

