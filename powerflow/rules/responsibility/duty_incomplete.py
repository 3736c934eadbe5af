"""A duty lacks one of the descriptors that the plan asks for.

Why: the plan wants basis, content, scope, authority and obligation, and standard of every post; what is open cannot
    be measured.
Mend: fill in what the message names in `pf:duty`.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Term
from powerflow.rules.rule import Breaches, rule

_DESCRIPTORS = {
    "basis": Term("依据"), "content": Term("内容"), "scope": Term("范围"), "authority": Term("权限"),
    "obligation": Term("义务"), "standard": Term("标准"),
}


@rule(
    title="岗位责任不全",
    why="运行方案要求每岗写明依据、内容、范围、权限与义务、标准；缺了就无从衡量。",
    mend="在 pf:duty 中补上所缺各项。",
    basis="州运行方案 四（四） (ML-23)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    for duty in chart.item.duties:
        missing = tuple(word for field, word in _DESCRIPTORS.items() if not getattr(duty, field))
        if missing:
            yield chart, "岗位“{post}”的责任没有写明 {missing}", {"post": duty.post, "missing": missing}
