"""A random draw was made again without a reason.

Why: who may draw until the result pleases has not drawn at random.
Mend: give the reason of each further draw (who had to avoid, who was absent) when it is committed to.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.replay import DrawFault, random_draws
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="随机抽取反复进行",
    why="可以抽到满意为止，就不是随机抽取。",
    mend="每次重新抽取都在承诺时写明理由（谁应当回避、谁缺席）。",
    basis=("国办发〔2015〕58号（JC-02）", "招标投标法实施条例 第四十六条（GG-01）", "电子监察规则 T19"),
)
def check(replay: Replay) -> Breaches:
    by_seq = {act.seq: act for act in replay.acts}
    for draw in random_draws(replay.history.entries):
        if DrawFault.UNREASONED in draw.faults:
            act = by_seq[draw.entry.seq]
            yield act, "“{name}”又抽取了一次，没有说明理由", {"name": act.name}
