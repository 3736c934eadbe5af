"""A hand-over names a receiver who does not act next.

Why: by the chart another post goes on: the papers go to one desk, the case to another.
Mend: correct the receiver, or lead the flow to the post that receives.
"""
from __future__ import annotations

import re

from powerflow.graph import takers
from powerflow.model import Flowchart, Severity
from powerflow.rules.rule import Breaches, rule

_BETWEEN = re.compile(r"[、,,;;/\s]+")  # not shown: what stands between names


@rule(
    title="移交的接收人不是下一步的岗位",
    why="按图应由另一岗位接着办：材料去了一处，办件去了另一处。",
    mend="改正接收岗位，或把流向引到接收的岗位。",
    basis="州运行方案 四（三）要素3 (ML-15)",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for flow in chart.flows.values():
        acting = takers(chart, flow) if flow.hand_overs else frozenset()
        for hand_over in flow.hand_overs:
            named = {part for part in _BETWEEN.split(hand_over.receiver) if part}
            if named and acting and not named & acting:
                yield flow, "移交“{passes}”写由“{receiver}”接收，下一步却由“{acting}”办理", {
                    "passes": hand_over.passes, "receiver": hand_over.receiver, "acting": tuple(sorted(acting)),
                }
