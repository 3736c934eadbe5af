"""A decision was left by another exit than the recorded facts demand.

Why: the result does not follow from what was found.
Mend: correct the fact if it was recorded wrongly, with the reason; otherwise examine what was decided.
"""
from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from powerflow.rules.happening import Happening, day_of
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="判断的走向与记录的事实不符",
    why="结果不是由查明的事实得出的。",
    mend="事实登记错误的，写明理由并更正；否则要审查所作的决定。",
    basis=("行政处罚法 第五十七条（CF-11）", "行政许可法 第三十八条（XK-13）"),
)
def check(replay: Replay) -> Breaches:
    for act in replay.acts:
        for turn in act.turns:
            if not turn.is_against_facts:
                continue
            message = "“{decision}”按已登记的事实应当走{allowed}，实际走了{taken}，办理了“{name}”（{day}）"
            if not turn.allowed:
                message = "“{decision}”按已登记的事实没有一个出口的条件成立，实际走了{taken}，办理了“{name}”（{day}）"
            yield Happening(replay.place_of(turn.node), act.seq), message, {
                "decision": replay.name_of(turn.node), "allowed": _names(replay, turn.allowed or ()),
                "taken": _names(replay, turn.taken), "name": act.name, "day": day_of(act),
            }


def _names(replay: Replay, flows: Iterable[str]) -> tuple[str, ...]:
    chosen = (replay.chart.flows[id] for id in flows)
    return tuple(f"“{flow.name or replay.name_of(flow.target)}”" for flow in chosen)
