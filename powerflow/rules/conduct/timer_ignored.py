"""A period ran out and nothing shows that its legal effect took place; the step went on as if there were none.

Why: the law itself attaches the effect (deemed acceptance, deemed waiver); a later act cannot undo it.
Mend: record the effect on the day on which it took place, and act on it.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.model import Place
from powerflow.replay import DueDay
from powerflow.rules.happening import Happening, article
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay, TimerEnd


@rule(
    title="期限届满的后果没有落实",
    why="后果由法律直接规定（视为受理、视为放弃），不因之后的办理而改变。",
    mend="在期限届满之日登记其后果，并按后果办理。",
    basis=("行政许可法 第三十二条（XK-07）", "行政处罚法 第六十四条（CF-18）"),
)
def check(replay: Replay) -> Breaches:
    for act in replay.acts:
        for timer in act.missed:
            yield _place(replay, timer, act.seq), "“{name}”已在 {due} 届满，记录中没有它的后果，“{act}”却继续办理{basis}", {
                **_values(replay, timer), "act": act.name,
            }
    for timer in replay.overdue:
        yield _place(replay, timer, None), "“{name}”已在 {due} 届满，记录中至今没有它的后果{basis}", _values(replay, timer)


def _place(replay: Replay, timer: TimerEnd, seq: int | None) -> Happening:
    place: Place = replay.place_of(timer.node)
    return Happening(place, seq)


def _values(replay: Replay, timer: TimerEnd) -> dict[str, object]:
    due = DueDay(timer.due.due, timer.due.provisional) if timer.due else "—"
    return {"name": replay.name_of(timer.node), "due": due, "basis": article(replay.chart.nodes[timer.node])}
