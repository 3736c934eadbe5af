"""An extension was granted when the limit had already run out.

Why: what has ended cannot be extended; the delay stays a delay.
Mend: ask for extensions while the limit runs; this one has no effect on the count.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.model import LimitRole
from powerflow.rules.happening import called, clock_values, day_of
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="时限届满后才批准延长",
    why="已经届满的时限无从延长，超期仍是超期。",
    mend="延长应在时限届满前报批；本次延长不影响计算。",
    basis=("行政许可法 第四十二条（XK-14）", "政府信息公开条例 第三十三条（XX-09）"),
)
def check(replay: Replay) -> Breaches:
    statutory = {reading.owner for reading in replay.readings if reading.limit.role is LimitRole.STATUTORY}
    seen: set[int] = set()
    for reading in replay.readings:
        if reading.limit.role is not LimitRole.STATUTORY and reading.owner in statutory:
            continue  # what the law allows may still be extended when the promise is broken
        for position in (each for each in reading.void if each not in seen):
            seen.add(position)
            act = replay.acts[position]
            yield act, "“{step}”（{day}）批准延长时，“{name}”的时限已在 {due} 届满，延长无效", {
                **clock_values(replay, reading), "step": called(act), "day": day_of(act),
            }
