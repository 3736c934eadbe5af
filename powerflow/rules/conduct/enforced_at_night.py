"""An administrative decision was enforced at night.

Why: nobody is to be driven out or pulled down in the dark; only an emergency excuses it.
Mend: enforce by day; where it was an emergency, record it, with who decided so.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.deadlines import local_instant
from powerflow.rules.happening import article, enforcing
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay

# The compulsion law does not say which hours are night; the noise law does: from ten in the evening to six.
_EVENING, _MORNING = 22, 6


@rule(
    title="在夜间实施强制执行",
    why="夜间强制执行惊扰居民、容易出事；除情况紧急外，法律不允许。",
    mend="改在白天实施；情况紧急的，写明紧急情形和由谁决定。",
    basis=("行政强制法第四十三条（QZ-18）", "噪声污染防治法第八十八条"),
)
def check(replay: Replay) -> Breaches:
    for act in enforcing(replay):
        at = local_instant(act.entry.at)
        if at.hour >= _EVENING or at.hour < _MORNING:
            yield act, "“{name}”在夜间（{at}）实施{basis}", {
                "name": act.name, "at": f"{at:%Y-%m-%d %H:%M}", "basis": article(act.node),
            }
