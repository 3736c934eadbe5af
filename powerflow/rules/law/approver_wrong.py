"""A step is done by somebody whom the law does not let decide it.

Why: an approval by the wrong person is void, however careful it was.
Mend: put the step into the lane of the post that the law names; what `authority` claims does not make another post that one.
"""
from __future__ import annotations

from powerflow.graph import acting_lane
from powerflow.law import Approver, Rows
from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.heads import acts_as_one_of
from powerflow.rules.lawful import ROWS_OF_LAW, breach, last_before, shown, tagged_steps
from powerflow.rules.rule import Breaches, rule


@rule(
    title="批准权限不对",
    why="不是法定的人批准的，批准无效。",
    mend="把环节放到法律规定的岗位的泳道里；只在 authority 里写明，不能使别的岗位成为批准人。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Approver):
        for node in last_before(chart, tagged_steps(chart, demand.tags), demand.next):
            lane = acting_lane(chart, node)
            side = lane.notes.side if lane else ""
            if demand.roles and not acts_as_one_of(chart, node, demand.roles):
                yield breach(
                    node, rows, row, demand, "“{name}”由“{post}”办，应当由{roles}办：{demand}",
                    {"name": label(node), "post": chart.post_of(node) or "—", "roles": shown(demand.roles)},
                )
            elif demand.side and side not in demand.side:
                yield breach(
                    node, rows, row, demand, "“{name}”由“{post}”办，不在法律规定的一方：{demand}",
                    {"name": label(node), "post": chart.post_of(node) or "—"},
                )
