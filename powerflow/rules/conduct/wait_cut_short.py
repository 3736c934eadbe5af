"""A period that must be left open was cut short.

Why: within it the party may speak, ask for a hearing or answer; who acts before it is over takes that right away.
Mend: wait until the period has run out, or record the step by which the party gave it up.
"""
from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from powerflow.deadlines import Deadline, local_day
from powerflow.replay import DueDay
from powerflow.rules.happening import article, clock_values, day_of, thing_of
from powerflow.rules.rule import Breach, Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Act, Replay


@rule(
    title="应当留足的期限被截短",
    why="当事人在此期间可以陈述、申辩、要求听证或答复；提前办理等于剥夺这项权利。",
    mend="等期限届满后再办理，或者登记当事人放弃权利的环节。",
    basis=("行政处罚法 第六十四条（CF-18）", "行政许可法 第四十八条（XK-20）"),
)
def check(replay: Replay) -> Breaches:
    for reading in replay.readings:
        if reading.is_cut:
            basis = (reading.limit.basis,) if reading.limit.basis else ()
            yield Breach(
                thing_of(replay, reading), "“{name}”应自 {start} 起留足{limit}，{due} 才届满，{end} 就办理了{basis}",
                clock_values(replay, reading), basis=basis,
            )
    for act in replay.acts:
        for timer, due in _timers(act):
            if due is not None and _is_early(due, act):
                yield act, "“{name}”要到 {due} 才届满，{day} 就按已经届满办理{basis}", {
                    "name": replay.name_of(timer), "due": DueDay(due.due, due.provisional), "day": day_of(act),
                    "basis": article(replay.chart.nodes[timer]),
                }


def _timers(act: Act) -> Iterator[tuple[str, Deadline | None]]:
    yield from ((timer.node, timer.due) for timer in act.timers)
    if act.due is not None:
        yield act.entry.node, act.due


def _is_early(due: Deadline, act: Act) -> bool:
    """Whether the timer had not run out even if a coming notice brings it forward."""
    return act.entry.at <= due.earliest if isinstance(due.earliest, datetime) else local_day(act.entry.at) <= due.earliest
