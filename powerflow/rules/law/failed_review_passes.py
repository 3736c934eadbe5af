"""What a review has refused can go on to the decision all the same.

Why: a review whose refusal changes nothing is no review.
Mend: lead the refusing exit back to whoever has to mend the draft, or to an end.
"""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.graph import Leg, exits_after, runs
from powerflow.law import Bar, Rows
from powerflow.model import Decision, Flow, Flowchart, Node
from powerflow.rules.acting import label
from powerflow.rules.lawful import ROWS_OF_LAW, TagNames, breach, goal, ids, tagged
from powerflow.rules.rule import Breaches, rule


@rule(
    title="审核不通过仍能往下走",
    why="审核不通过照样作决定，审核就形同虚设。",
    mend="把“不通过”的出口引回补正、重拟的环节，或者引向终止。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Bar):
        reviews = _asking(chart, demand) if demand.asks else tagged(chart, demand.tags)
        failing = [flow for flow in _exits(chart, reviews, demand) if demand.exits.said_in(flow.name)]
        every = runs(chart) if failing else None
        for flow in failing if every else ():
            witness = every.run(Leg({flow.id}), Leg(goal(chart, demand.reach), ids(reviews))) if every else None
            if witness is not None:
                yield breach(
                    flow, rows, row, demand, "出口“{exit}”不经重新审核就可以到“{reach}”，而法律要求：{demand}",
                    {"exit": label(flow), "reach": TagNames(demand.reach)}, witness,
                )


def _asking(chart: Flowchart, demand: Bar) -> tuple[Node, ...]:
    """The decisions whose question, or one of whose exits, has one of the words asked for."""
    return tuple(
        node for node in chart.nodes.values() if isinstance(node, Decision)
        and (demand.asks.within(node.name) or any(demand.asks.within(flow.name) for flow in chart.outgoing(node)))
    )


def _exits(chart: Flowchart, reviews: tuple[Node, ...], demand: Bar) -> Iterator[Flow]:
    """What leaves the decisions that ask; behind a review, the exits of all that is decided before the next step."""
    found = (flow for node in reviews for flow in chart.outgoing(node)) if demand.asks else exits_after(chart, reviews)
    return (flow for flow in found if not demand.besides.within(flow.name))
