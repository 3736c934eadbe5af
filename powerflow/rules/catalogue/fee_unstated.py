"""The item says neither what it charges nor that it is free of charge.

Why: one of the ten columns of the catalogue; a fee that nobody published may not be charged.
Mend: write charged="false" in the `pf:item`, or a `pf:fee` with standard and basis for each fee.
"""
from __future__ import annotations

from powerflow.model import Flowchart
from powerflow.rules.rule import Breaches, rule


@rule(
    title="没有写明收费与否",
    why="这是职权目录十栏之一；没有公布的收费不得收取。",
    mend="在 pf:item 中写 charged=\"false\"，或为每项收费写 pf:fee：标准和依据。",
    basis="州运行方案 四（二）目录十栏（ML-10）",
)
def check(chart: Flowchart) -> Breaches:
    item = chart.item
    if item is None:
        return
    if not item.fees and item.charged is not False:
        yield chart, "事项“{item}”没有写明是否收费、收什么费", {"item": item.name}
    for fee in item.fees:
        if not (fee.standard and fee.basis):
            yield chart, "收费“{fee}”没有写明标准和依据", {"fee": fee.name}
