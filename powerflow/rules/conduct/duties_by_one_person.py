"""One person did two steps that the law gives to different hands.

Why: who investigated cannot judge their own work; four eyes see what two overlook or hide.
Mend: have one of the two steps done again by somebody else; what rests on it must be examined anew.
"""
from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

from powerflow.law import Differ, Rows
from powerflow.rules.happening import day_of, done_with, officers_of
from powerflow.rules.lawful import ROWS_OF_LAW, breach
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.law import AnyOf
    from powerflow.replay import Act, Replay


@rule(
    title="应当分离的职责由一人办理",
    why="调查的人不能评判自己的调查；一人兼办，错误和舞弊都无人发现。",
    mend="由他人重新办理其中一个环节；以它为依据的决定要重新审查。",
    basis=ROWS_OF_LAW,
)
def check(replay: Replay, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Differ):
        for one, other, both in _pairs(replay, demand.tags):
            yield breach(
                other, rows, row, demand,
                "“{one}”（{one_day}）和“{other}”（{other_day}）都由 {officers} 办理，应当由不同的人办：{demand}",
                {
                    "one": one.name, "one_day": day_of(one), "other": other.name, "other_day": day_of(other),
                    "officers": both,
                },
            )


def _pairs(replay: Replay, groups: tuple[AnyOf, ...]) -> list[tuple[Act, Act, tuple[str, ...]]]:
    """The entries of two groups that share an officer, the later one second; each pair of steps once."""
    found: dict[tuple[str, str], tuple[Act, Act, tuple[str, ...]]] = {}
    for first, second in combinations(groups, 2):
        for one, other in product(done_with(replay, first), done_with(replay, second)):
            before, after = sorted((one, other), key=lambda act: act.position)
            both = tuple(name for name in officers_of(before) if name in officers_of(after))
            if both and before.entry.node != after.entry.node:
                found.setdefault((before.entry.node, after.entry.node), (before, after, both))
    return list(found.values())
