"""A case was closed while its clock still stood still.

Why: time that never goes on again hides how long the case really took; the party does not learn that it is dealt with again.
Mend: record when and by which notice the case went on; without that the time counts.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.replay import stops
from powerflow.rules.happening import called, day_of
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="停止计时以后没有恢复",
    why="时限一停不再恢复，办件实际用了多久就看不出来，当事人也不知道已经继续办理。",
    mend="补登恢复计时的时间和文书；没有的，这段时间应当计入。",
    basis=("行政许可法 第四十五条（XK-17）", "州运行方案 四（六） (ML-29)"),
)
def check(replay: Replay) -> Breaches:
    acts = [act for act in replay.acts if not act.entry.is_doing]
    done = {act.position for act in replay.acts if act.fits}
    for stop in stops((act.position, act.entry) for act in acts):
        goes_on = any(position > stop.since.position for position in done)
        if stop.until is None and replay.complete and goes_on:
            act = replay.acts[stop.since.position]
            yield act, "“{name}”（{day}，{document}）以后没有恢复计时的记录，办件却已经办结", {
                "name": called(act), "day": day_of(act), "document": act.entry.document or "—",
            }
