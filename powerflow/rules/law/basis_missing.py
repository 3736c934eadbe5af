"""The item names no legal basis.

Why: a power without a basis in law is to be abolished; nothing may be done under it.
Mend: write `pf:legalBasis` in the item, one for each article: act, article, level, version.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.rule import Breaches, rule


@rule(
    title="没有法律依据",
    why="没有依据的职权应当废止，不得行使。",
    mend="在事项中写 pf:legalBasis，一条一个：法名、条款、层级、版本。",
    basis="州运行方案 四（一）步骤3 (ML-01)",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is not None and not chart.item.bases:
        yield chart, "事项“{item}”没有写明实施依据", {"item": chart.item.name}
