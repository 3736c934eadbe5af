"""Steps were done in another order than the law prescribes.

Why: who hears the party after deciding has not heard them; the order is part of the procedure that the law prescribes.
Mend: do the later step again after the earlier one.
"""
from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from powerflow.law import Order, Rows
from powerflow.rules.happening import day_of, done_with
from powerflow.rules.lawful import ROWS_OF_LAW, breach
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.law import AnyOf
    from powerflow.replay import Act, Replay


@rule(
    title="违反法定顺序",
    why="法定程序包括先后顺序：先决定、后听取意见，等于没有听取。",
    mend="在先办的环节之后，重新办理后面的环节。",
    basis=ROWS_OF_LAW,
)
def check(replay: Replay, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Order):
        pairs = (_reversed(replay, first, second) for first, second in combinations(demand.steps, 2))
        for early, late in filter(None, pairs):
            yield breach(
                late, rows, row, demand, "“{late}”（{late_day}）晚于“{early}”（{early_day}）办理，应当在先。法律要求：{demand}",
                {"late": late.name, "late_day": day_of(late), "early": early.name, "early_day": day_of(early)},
            )


def _reversed(replay: Replay, first: AnyOf, second: AnyOf) -> tuple[Act, Act] | None:
    """The entry that came too early and the one that had to come before it; None if they keep to the order."""
    befores, afters = done_with(replay, first), done_with(replay, second)
    if not befores or not afters or afters[0].position >= befores[0].position:
        return None
    again = any(act.position > befores[0].position for act in afters)
    return None if again else (afters[0], befores[0])
