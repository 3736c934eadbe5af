"""Whether an entry fits the chart could not be found out: there are too many ways through it.

Why: what was not examined must not pass as being in order.
Mend: let a person compare this entry with the chart; charts with fewer parallel and inclusive branches can be decided.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.model import Severity
from powerflow.replay import Fit
from powerflow.rules.happening import day_of
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="无法判断记录与流程图是否相符",
    why="没有查清的，不能当作没有问题。",
    mend="请人工核对这一项；并行和包容分支少一些的流程图可以判断。",
    severity=Severity.ADVICE,
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(replay: Replay) -> Breaches:
    for act in replay.acts:
        if act.fit is Fit.UNDECIDED:
            yield act, "“{name}”（{day}）之前可能的路径太多，没有查清是否跳过了环节", {"name": act.name, "day": day_of(act)}
