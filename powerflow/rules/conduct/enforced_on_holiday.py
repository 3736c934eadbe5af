"""An administrative decision was enforced on a day of a public holiday.

Why: nobody is to be driven out or pulled down on a holiday; only an emergency excuses it.
Mend: enforce on a working day; where it was an emergency, record it, with who decided so.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.deadlines import DayKind, local_day
from powerflow.model import Severity
from powerflow.rules.happening import article, day_of, enforcing
from powerflow.rules.rule import Breach, Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="在法定节假日实施强制执行",
    why="不得在夜间或者法定节假日实施行政强制执行，情况紧急的除外。",
    mend="改在工作日实施；情况紧急的，写明紧急情形和由谁决定。",
    basis="行政强制法第四十三条（QZ-18）",
)
def check(replay: Replay) -> Breaches:
    for act in enforcing(replay):
        day = replay.calendar.day(local_day(act.entry.at))
        values = {"name": act.name, "day": day_of(act), "holiday": day.name, "basis": article(act.node)}
        if day.kind is DayKind.HOLIDAY:
            yield act, "“{name}”在法定节假日（{day} {holiday}）实施{basis}", values
        elif day.kind is DayKind.WEEKEND:
            # The article names holidays; whether weekends are among them is disputed.
            yield Breach(act, "“{name}”在休息日（{day}）实施，应当改在工作日{basis}", values, severity=Severity.ADVICE)
