"""A random draw is not what was committed to, or its step was done without one.

Why: whoever names experts or inspectors by hand, or alters a draw, decides the result; a draw must be computable anew.
Mend: take back what rests on the draw, draw again with the reason, and find out who altered the record.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.replay import DrawFault, random_draws, undrawn_steps
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay

@rule(
    title="随机抽取经不起核算",
    why="由人指定或者改动抽取结果，等于由他决定结论；抽取应当能由任何人重算。",
    mend="撤回以它为依据的环节，说明理由后重新抽取，并查明记录是谁改的。",
    basis=("国办发〔2015〕58号（JC-02）", "招标投标法实施条例 第四十六条（GG-01）", "电子监察规则 T19"),
)
def check(replay: Replay) -> Breaches:
    by_seq = {act.seq: act for act in replay.acts}
    for draw in random_draws(replay.history.entries):
        for fault in draw.faults:
            if fault is not DrawFault.UNREASONED:
                yield by_seq[draw.entry.seq], fault.value, {}
    for entry, fault in undrawn_steps(replay.chart, replay.history.entries):
        yield by_seq[entry.seq], fault.value, {}
