"""One post, unit or organ does what the law divides between two.

Why: whoever investigated cannot preside over the hearing; whoever fines must not collect.
Mend: give one of the steps to another post, unit or organ.
"""
from __future__ import annotations

from itertools import combinations

from powerflow.law import Differ, Rows
from powerflow.model import Flowchart, Node
from powerflow.rules.acting import label
from powerflow.rules.lawful import ROWS_OF_LAW, acting, breach, tagged_steps
from powerflow.rules.rule import Breaches, rule


@rule(
    title="应当分离的职责没有分离",
    why="调查的人不能主持听证，罚款的机关不能自己收款。",
    mend="把其中一个环节交给另一个岗位、机构或机关。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Differ):
        groups = [tagged_steps(chart, tags) for tags in demand.tags]
        pairs = ((one, other) for first, second in combinations(groups, 2) for one in first for other in second)
        found = next(((one, other) for one, other in pairs if _same(chart, one, other, demand.by)), None)
        if found is not None:
            one, other = found
            yield breach(
                other, rows, row, demand, "“{one}”和“{other}”都由“{who}”办，应当分开：{demand}",
                {"one": label(one), "other": label(other), "who": acting(chart, other, demand.by) or "—"},
            )


def _same(chart: Flowchart, one: Node, other: Node, by: str) -> bool:
    who = acting(chart, one, by)
    return one is other or (bool(who) and who == acting(chart, other, by))
