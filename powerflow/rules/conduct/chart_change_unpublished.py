"""The case was run under a changed chart that had not been published in time.

Why: the party can rely only on what was published; a change counts for the public from its publication on.
Mend: publish the changed chart; tell the parties of the cases that began in between.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.deadlines import local_day
from powerflow.rules.publishing import PUBLISHED, publication_due
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="按未公布的变更办理",
    why="当事人只能信赖已经公布的流程图；变更后二十个工作日内应当公布。",
    mend="立即公布变更后的流程图，并告知这段时间受理的当事人。",
    basis=("州运行方案 四（三）二十个工作日（ML-06）", "政府信息公开条例第二十六条（XX-02）"),
)
def check(replay: Replay) -> Breaches:
    changes = replay.chart.item.changes if replay.chart.item else ()
    published = sorted(change.on for change in changes if change.kind == PUBLISHED and change.on is not None)
    if not replay.acts:
        return
    began = local_day(replay.acts[0].entry.at)
    for change in changes:
        due = publication_due(change)
        if change.on is None or due is None or not due < began:
            continue
        if not any(change.on <= on <= began for on in published):
            yield replay.acts[0], "办件 {began} 开始，所用流程图 {on} 的“{kind}”应当在 {due} 前公布，当时还没有公布", {
                "began": began.isoformat(), "on": change.on.isoformat(), "kind": change.kind, "due": due.isoformat(),
            }
