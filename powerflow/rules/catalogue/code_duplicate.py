"""Two current charts carry the code of the same item.

Why: every published item has exactly one chart in force; with two, nobody knows which procedure binds.
Mend: give one of them its own code, or mark the one no longer in force with status="取消".
"""
from __future__ import annotations

from powerflow.model import ABOLISHED, Catalogue
from powerflow.rules.rule import Breaches, rule


@rule(
    title="事项编码重复",
    why="公开的每项职权只有一张现行流程图；有两张，就说不清按哪一张办。",
    mend="给其中一张换上自己的编码，或把不再有效的一张标为 status=\"取消\"。",
    basis="州运行方案 四（三）每项职权一图（ML-12）",
)
def check(catalogue: Catalogue) -> Breaches:
    for code, charts in catalogue.by_code.items():
        current = [chart for chart in charts if chart.item and chart.item.status != ABOLISHED]
        for chart in current[1:]:
            values = {"code": code, "path": current[0].path, "name": current[0].name}
            yield chart, "编码“{code}”已由 {path}（“{name}”）使用", values
