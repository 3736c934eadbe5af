"""An item of a kind that needs a total time limit states none.

Why: the party cannot know until when a decision is due.
Mend: write a `pf:timeLimit` in the item, from acceptance to decision, with its basis.
"""
from __future__ import annotations

from powerflow.model import Flowchart, PowerKind
from powerflow.rules.rule import Breaches, rule

# The published lists leave totals open for penalties, compulsion, levies and inspections.
_KINDS = {
    PowerKind.PERMIT, PowerKind.BENEFIT, PowerKind.CONFIRMATION, PowerKind.REWARD, PowerKind.ADJUDICATION,
    PowerKind.OTHER,
}


@rule(
    title="事项没有总的办理时限",
    why="当事人不知道最迟何时能有结果。",
    mend="在事项中写 pf:timeLimit（从受理到决定）并注明依据。",
    basis=("州运行方案 四（一）登记表（ML-07）", "GB/T 39046—2020 表4"),
)
def check(chart: Flowchart) -> Breaches:
    item = chart.item
    if item is not None and item.kind in _KINDS and item.time_limit is None:
        yield chart, "事项“{item}”没有总的办理时限", {"item": item.name}
