"""A change was not published within twenty working days.

Why: who follows the old chart does what is no longer the procedure; the plan gives twenty working days for revising it.
Mend: publish the revised chart and record it as a `pf:change` of the kind 公布, with its day.
"""
from __future__ import annotations

from datetime import date

from powerflow.model import Flowchart
from powerflow.rules.publishing import PUBLISHED, publication_due
from powerflow.rules.rule import Breaches, rule


@rule(
    title="变更后没有按时公布",
    why="流程图改变后二十个工作日内应当按程序修订并公布；照旧图办事，办的已经不是现行程序。",
    mend="公布修订后的流程图，并用 pf:change kind=\"公布\" 记下日期。",
    basis=("州运行方案 四（三）二十个工作日（ML-06）", "政府信息公开条例第二十六条（XX-02）"),
)
def check(chart: Flowchart, *, day: date) -> Breaches:
    changes = chart.item.changes if chart.item else ()
    published = sorted(change.on for change in changes if change.kind == PUBLISHED and change.on is not None)
    for change in changes:
        due = publication_due(change)
        if change.on is None or due is None:
            continue
        after = next((on for on in published if on >= change.on), None)
        values = {"kind": change.kind, "on": change.on.isoformat(), "due": due.isoformat()}
        if after is None and due < day:
            yield chart, "{on} 的“{kind}”应当在 {due} 前公布，至今没有公布", values
        elif after is not None and due < after:
            yield chart, "{on} 的“{kind}”应当在 {due} 前公布，{after} 才公布", {**values, "after": after.isoformat()}
