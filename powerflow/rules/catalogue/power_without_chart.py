"""A power of the register has no flowchart.

Why: every published item has exactly one chart in force; without it nobody can see how the power is exercised.
Mend: draw and annotate its chart, or mark the power as abolished or secret in the register.
"""
from __future__ import annotations

from powerflow.model import ABOLISHED, Catalogue
from powerflow.rules.rule import Breaches, rule


@rule(
    title="登记的职权没有流程图",
    why="公开的每项职权都有一张现行流程图；没有图，就看不到权力怎样运行。",
    mend="为它绘制并标注流程图；已取消或者依法保密的，在登记表中写明 status=\"取消\" 或 secret=true。",
    basis="州运行方案 四（三）每项职权一图（ML-12）",
)
def check(catalogue: Catalogue) -> Breaches:
    for power in catalogue.register.powers if catalogue.register else ():
        if power.code not in catalogue.by_code and not power.secret and power.status != ABOLISHED:
            yield power, "职权“{name}”（{code}）没有流程图", {"name": power.name, "code": power.code}
