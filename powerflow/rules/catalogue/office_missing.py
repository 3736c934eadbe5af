"""The item does not name the unit that handles it and how to reach it.

Why: three of the ten columns of the catalogue: unit, officers, contact.
Mend: write `pf:office` in the item with unit, officers (or post) and telephone.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.rule import Breaches, rule


@rule(
    title="没有写明承办机构和联系方式",
    why="这是职权目录十栏中的三栏：承办机构、承办人员、联系方式。",
    mend="在事项中写 pf:office：承办机构、承办人员（或岗位）、联系电话。",
    basis="州运行方案 四（二）目录十栏（ML-10）",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    office = chart.item.office
    if office is None:
        yield chart, "事项“{item}”没有写明承办机构", {"item": chart.item.name}
        return
    if not (office.officers or office.post):
        yield chart, "承办机构“{unit}”没有写明承办人员或岗位", {"unit": office.unit}
    if not office.telephone:
        yield chart, "承办机构“{unit}”没有联系电话", {"unit": office.unit}
