"""The item leaves discretion, but names no published standard of it.

Why: like cases are to be treated alike; the standard, the rules of its use and the internal check are to be public.
Mend: write `pf:discretion` with the standard, where it is published, its use and the internal check.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.rule import Breaches, rule


@rule(
    title="有裁量而没有裁量基准",
    why="同样的情况应当同样处理；裁量标准、适用规则、内部制约都要公开。",
    mend="写 pf:discretion：裁量标准、公布网址、适用规则、内部制约。",
    basis=("行政处罚法第三十四条（CF-35）", "交流通报 裁量标准（ML-51）"),
)
def check(chart: Flowchart) -> Breaches:
    item = chart.item
    if item is None or not item.traits.discretion:
        return
    if item.discretion is None:
        yield chart, "事项“{item}”有裁量幅度，没有写明裁量基准", {"item": item.name}
    elif not (item.discretion.url or item.discretion.usage):
        yield chart, "裁量基准“{standard}”没有写明公布网址或者适用规则", {"standard": item.discretion.standard}
