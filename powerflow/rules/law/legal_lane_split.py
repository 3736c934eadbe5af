"""Steps that the law gives to one post are spread over several.

Why: the party need deal with one unit only, which receives, and hands over the decision.
Mend: put these steps into one lane.
"""
from __future__ import annotations

from powerflow.law import OneLane, Rows
from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.lawful import ROWS_OF_LAW, acting, breach, tagged_steps
from powerflow.rules.rule import Breaches, rule


@rule(
    title="应当一个窗口办理的分在几处",
    why="应当由一个机构统一受理、统一送达，让群众只找一家。",
    mend="把这些环节放进同一条泳道。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(OneLane):
        nodes = tagged_steps(chart, demand.tags)
        posts = tuple(dict.fromkeys(acting(chart, node, "post") for node in nodes))
        if len(posts) > 1:
            other = next(node for node in nodes if acting(chart, node, "post") != posts[0])
            yield breach(
                other, rows, row, demand, "“{name}”和“{first}”分在几个岗位（{posts}），应当由一个岗位办：{demand}",
                {"name": label(other), "first": label(nodes[0]), "posts": posts},
            )
