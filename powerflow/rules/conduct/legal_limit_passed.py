"""A result reached the party, the public or the file later than the law allows, whatever the chart says.

Why: the result must reach the party, and the public, in the time of the law also where the chart states no limit for it.
Mend: record the reason; state the limit in the chart, so that it is watched before it runs out.
"""
from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from powerflow.deadlines import Period, local_day, standing_at
from powerflow.law import Row, Rows, Within
from powerflow.model import LimitSense
from powerflow.replay import Amount, DueDay
from powerflow.rules.happening import Happening, day_of, done_with
from powerflow.rules.lawful import ROWS_OF_LAW, breach
from powerflow.rules.passed import allowed, due, is_told, is_within, runs, unended
from powerflow.rules.rule import Breach, Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay

# What stands at the end of such a time. Steps of other kinds bear tags that many steps of a chart share (APPROVE, ARCHIVE):
# of them only the chart's own limits say which two are meant.
_RESULTS = frozenset({
    "DELIVER", "PUBLISH", "POST", "ANNOUNCE", "PUBLISH_RESULT", "REPLY", "RELEASE", "DISPOSE", "SUPPLEMENT_NOTICE", "FILE_RECORD",
    "FILE_MAJOR",
})


@rule(
    title="送达、公开等超过法定期间",
    why="流程图没有写时限的，送达、公开和答复也要在法定期间内完成。",
    mend="说明理由；在流程图中写明该时限，以便届满前预警。",
    basis=ROWS_OF_LAW,
)
def check(replay: Replay, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Within):
        period = allowed(replay, demand) if _RESULTS.issuperset(demand.end) else None
        for begun, ended in runs(replay, demand.start, demand.end) if period is not None else ():
            if period is None or is_within(replay, begun, ended, demand.without) or is_told(replay, ended, LimitSense.WITHIN):
                continue
            stands = standing_at(due(replay, begun, ended, period), ended.entry.at)
            if stands.is_late:
                yield breach(
                    ended, rows, row, demand,
                    "“{begun}”（{start}）至“{ended}”（{end}）超过{limit}，{due} 届满，超期{late}。法律要求：{demand}",
                    {
                        "begun": begun.name, "start": day_of(begun), "ended": ended.name, "end": day_of(ended),
                        "limit": Amount(stands.deadline.period.amount, period.unit),
                        "due": DueDay(stands.deadline.due, stands.provisional), "late": Amount(stands.late, stands.unit),
                    },
                )
        if period is not None:
            yield from _not_yet(replay, rows, row, demand, period)


def _not_yet(replay: Replay, rows: Rows, row: Row, demand: Within, period: Period) -> Iterator[Breach]:
    """What should have reached somebody by now, and is still open."""
    late = {reading.owner for reading in replay.readings if reading.is_running and reading.is_late}
    for begun, opened in unended(replay, demand.start, demand.end):
        stands = standing_at(due(replay, begun, None, period), replay.moment)
        is_lifted = any(act.position > begun.position for act in done_with(replay, demand.without))
        if stands.is_late and not is_lifted and opened.node.id not in late:
            yield breach(
                Happening(replay.place_of(opened.node.id), None), rows, row, demand,
                "“{begun}”（{start}）之后应当在{limit}内办“{open}”，{due} 届满，到 {end} 还没有办，已超期{late}。法律要求：{demand}",
                {
                    "begun": begun.name, "start": day_of(begun), "open": replay.name_of(opened.node.id),
                    "end": local_day(replay.moment).isoformat(), "limit": Amount(stands.deadline.period.amount, period.unit),
                    "due": DueDay(stands.deadline.due, stands.provisional), "late": Amount(stands.late, stands.unit),
                },
            )
