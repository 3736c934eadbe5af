"""Between two steps there is a way round the step that the law puts there.

Why: a decision straight after the notice hears nobody.
Mend: lead every way from the one to the other through the step, and confirm its tag.
"""
from __future__ import annotations

from powerflow.graph import Leg, runs
from powerflow.law import Between, Rows
from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.lawful import ROWS_OF_LAW, TagNames, breach, goal, ids, tagged
from powerflow.rules.rule import Breaches, rule


@rule(
    title="两个环节之间缺少法定环节",
    why="告知之后直接决定，等于没有听取陈述和申辩。",
    mend="使前后两个环节之间的每条路都经过该环节，并确认环节标签。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Between):
        between = ids(tagged(chart, demand.tags))
        waived = {flow.id for flow in chart.flows.values() if demand.exits.said_in(flow.name)}
        after, before = ids(tagged(chart, demand.after)) - between, goal(chart, demand.before) - between
        every = runs(chart) if after and before else None
        witness = every.run(Leg(after), Leg(before, between | waived)) if every else None
        if witness is not None:
            start = next(chart.nodes[id] for id in reversed(witness) if id in after)
            yield breach(
                start, rows, row, demand, "“{name}”之后可以不经过“{tags}”就到“{before}”，而法律要求：{demand}",
                {"name": label(start), "tags": TagNames(demand.tags), "before": TagNames(demand.before)}, witness,
            )
