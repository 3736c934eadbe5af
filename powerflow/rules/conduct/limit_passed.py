"""A time limit set by law was exceeded.

Why: the act is out of time; the law may attach consequences to it, and the delay is a breach of duty.
Mend: record the reason and, where the law allows it, the extension granted before the limit ran out; otherwise answer for it.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.model import LimitRole
from powerflow.rules.happening import exceeded
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="超过法定时限",
    why="超出法定时限办理，可能产生法定后果，也属于不履行法定职责。",
    mend="说明理由；法律允许延长的，附上届满前批准延长的记录；否则依法追究责任。",
    basis=("行政许可法 第七十四条", "州运行方案 四（三）要素4 (ML-16)"),
)
def check(replay: Replay) -> Breaches:
    yield from exceeded(
        replay, LimitRole.STATUTORY,
        done="“{name}”自 {start} 起算，{end} 办结，用了{used}；法定时限{limit}，{due} 届满，超期{late}{basis}",
        running="“{name}”自 {start} 起算，到 {end} 还没有办结，已用{used}；法定时限{limit}，{due} 届满，已超期{late}{basis}",
    )
