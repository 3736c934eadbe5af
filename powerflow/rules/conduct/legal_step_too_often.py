"""A step was done more often in one case than the law allows, whatever the chart says.

Why: what the law lets an authority ask once may not be asked again and again; the party waits meanwhile.
Mend: what was done beyond the allowed number has no effect on the time of the case; say so to the party.
"""
from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from powerflow.law import AtMost, Rows
from powerflow.replay import Fit
from powerflow.rules.happening import day_of, done_with, flows_between
from powerflow.rules.lawful import ROWS_OF_LAW, bounding_flows, breach, tagged
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Act, Replay


@rule(
    title="环节办理的次数超过法律规定",
    why="法律只许办一次的，不能一次又一次地办，例如补正应当一次告知。",
    mend="超过次数的办理不影响期限的计算，并告知当事人。",
    basis=ROWS_OF_LAW,
)
def check(replay: Replay, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(AtMost):
        for count, act in enumerate(_again(replay, demand), start=2):
            if count > demand.n:
                yield breach(
                    act, rows, row, demand, "“{name}”（{day}）已是第 {count} 次办理，法律只允许 {n} 次：{demand}",
                    {"name": act.name, "day": day_of(act), "count": count, "n": demand.n},
                )


def _again(replay: Replay, demand: AtMost) -> Iterator[Act]:
    """The entries that do it once more without the chart having asked how often it was done; step-repeated tells of others."""
    bounding = bounding_flows(replay.chart, tagged(replay.chart, demand.tags)) if demand.bounded else frozenset()
    done = [act for act in done_with(replay, demand.tags) if act.fit is not Fit.REPEATED]
    for before, act in pairwise(done):
        if not any(flow.id in bounding for flow in flows_between(replay, before, act)):
            yield act
