"""Two steps can be done in an order that the law does not allow.

Why: a hearing after the decision, or a review of what has not been found yet, protects nobody.
Mend: draw the steps in the order of the law.
"""
from __future__ import annotations

from itertools import combinations

from powerflow.graph import END, Leg, Runs, runs
from powerflow.law import Order, Rows
from powerflow.model import Flowchart, Node
from powerflow.rules.acting import label
from powerflow.rules.lawful import ROWS_OF_LAW, breach, ids, tagged
from powerflow.rules.rule import Breaches, rule


@rule(
    title="环节顺序不合法",
    why="先决定后听证、先审核后调查，程序就失去意义，决定可能被撤销。",
    mend="按法律规定的先后顺序画环节。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Order):
        groups = [nodes for tags in demand.steps if (nodes := tagged(chart, tags))]
        every = runs(chart) if len(groups) > 1 else None
        # Neighbours first: a step out of place is told beside the one that it stands wrong to.
        pairs = sorted(combinations(range(len(groups)), 2), key=lambda pair: pair[1] - pair[0])
        for first, second in pairs if every else ():
            witness = _reversed(every, groups[first], groups[second]) if every else None
            if witness is not None:
                late = next(node for node in groups[first] if node.id in witness)
                early = next(node for node in groups[second] if node.id in witness)
                yield breach(
                    late, rows, row, demand, "“{early}”可以在“{late}”之前办，而法律要求的顺序是：{demand}",
                    {"early": label(early), "late": label(late)}, witness,
                )
                break


def _reversed(every: Runs, first: tuple[Node, ...], second: tuple[Node, ...]) -> tuple[str, ...] | None:
    """A run that does `second` before any of `first`, then `first`, and never `second` again."""
    before, after = ids(first) - ids(second), ids(second) - ids(first)
    if not (before and after):
        return None
    return every.run(Leg(after, ids(first)), Leg(before), Leg({END}, ids(second)))
