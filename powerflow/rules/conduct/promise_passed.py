"""A time limit that the authority promised was exceeded, though perhaps not that of the law.

Why: the public was told when to expect a result; broken promises are warned of and count in the appraisal.
Mend: record the reason; if the promise cannot be kept, change the chart and publish it anew.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.model import LimitRole, Severity
from powerflow.rules.happening import exceeded
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="超过承诺时限",
    why="承诺时限已经向社会公布；超过承诺要预警，并计入考核。",
    mend="说明理由；确实做不到的，修改流程图的承诺时限并重新公布。",
    basis="州运行方案 四（三）要素4 (ML-16)",
    severity=Severity.ADVICE,
)
def check(replay: Replay) -> Breaches:
    yield from exceeded(
        replay, LimitRole.PROMISED,
        done="“{name}”自 {start} 起算，{end} 办结，用了{used}；承诺时限{limit}，{due} 届满，超期{late}{basis}",
        running="“{name}”自 {start} 起算，到 {end} 还没有办结，已用{used}；承诺时限{limit}，{due} 届满，已超期{late}{basis}",
    )
