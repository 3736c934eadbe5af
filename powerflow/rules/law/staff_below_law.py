"""A step does not say that as many officers act as the law demands.

Why: evidence taken by one officer alone, or by one without enforcement ID, may not be used.
Mend: write `minStaff` (and `qualified` for officers with enforcement ID) at the step.
"""
from __future__ import annotations

from powerflow.law import Rows, Staff
from powerflow.model import Flowchart
from powerflow.rules.acting import label
from powerflow.rules.lawful import ROWS_OF_LAW, breach, tagged_steps
from powerflow.rules.rule import Breaches, rule


@rule(
    title="执法人数不够",
    why="一个人取得的证据、没有执法证的人取得的证据，可能不被采信。",
    mend="在环节上写 minStaff，需要执法资格的写 qualified=\"true\"。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Staff):
        for node in tagged_steps(chart, demand.tags):
            values = {"name": label(node), "least": demand.n, "stated": node.notes.min_staff or 0}
            if node.notes.min_staff is None:
                yield breach(node, rows, row, demand, "“{name}”没有写明人数，至少应当 {least} 人：{demand}", values)
            elif node.notes.min_staff < demand.n:
                yield breach(node, rows, row, demand, "“{name}”写明 {stated} 人，至少应当 {least} 人：{demand}", values)
            elif demand.qualified and node.notes.qualified is not True:
                yield breach(node, rows, row, demand, "“{name}”没有写明由有执法资格的人员办：{demand}", values)
