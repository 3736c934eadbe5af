"""A decision was made although the review before it had failed, and nobody reviewed again.

Why: a review whose refusal changes nothing is no review.
Mend: withdraw the decision, mend what the review found, and have it reviewed again.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.law import Bar, Rows
from powerflow.rules.happening import Happening, day_of, done_with
from powerflow.rules.lawful import ROWS_OF_LAW, breach
from powerflow.rules.reviews import failing_exits, reviews
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Act, Replay


@rule(
    title="审核没有通过仍作出决定",
    why="审核不通过照样作决定，审核就形同虚设。",
    mend="撤回决定，按审核意见改正后重新审核。",
    basis=ROWS_OF_LAW,
)
def check(replay: Replay, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Bar):
        failing = {flow.id: flow for flow in failing_exits(replay.chart, demand)}
        again = {node.id for node in reviews(replay.chart, demand)}
        for act in replay.acts:
            taken = next((failing[id] for id in act.flows if id in failing), None)
            reached = _reached(replay, act, demand, again) if taken is not None else None
            if taken is not None and reached is not None:
                yield breach(
                    Happening(reached.place, reached.seq), rows, row, demand,
                    "审核走了“{exit}”，没有重新审核就办理了“{name}”（{day}）。法律要求：{demand}",
                    {"exit": taken.name, "name": reached.name, "day": day_of(reached)},
                )


def _reached(replay: Replay, taken: Act, demand: Bar, again: set[str]) -> Act | None:
    """The entry that may not follow, if it comes before another review; the failing exit was passed on the way to `taken`."""
    goals = done_with(replay, demand.reach)
    for act in replay.acts[taken.position :]:
        if act in goals:
            return act
        if act.entry.node in again or not again.isdisjoint(act.passed):
            return None
    return None
