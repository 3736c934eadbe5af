"""An entry bears an earlier time than the one before it.

Why: entries are added as things happen; a time that goes back was written later, or wrongly.
Mend: find out when the act took place and who wrote the entry.
"""
from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from powerflow.deadlines import local_instant
from powerflow.rules.happening import called
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="记录的时间倒退",
    why="记录应当随办随记；时间倒退的，是事后补写或者写错。",
    mend="查明办理的实际时间和登记人。",
    basis="州运行方案 四（六） (ML-29)",
)
def check(replay: Replay) -> Breaches:
    for before, act in pairwise(replay.acts):
        if act.entry.at < before.entry.at:
            yield act, "“{name}”记录的时间 {at} 早于前一项“{before}”的 {before_at}", {
                "name": called(act), "at": f"{local_instant(act.entry.at):%Y-%m-%d %H:%M:%S}", "before": called(before),
                "before_at": f"{local_instant(before.entry.at):%Y-%m-%d %H:%M:%S}",
            }
