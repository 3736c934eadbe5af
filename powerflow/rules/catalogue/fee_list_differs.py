"""A fee and the published list of fees do not agree.

Why: what is not on the published list must not be collected, and what is on it must belong to a power.
Mend: put the fee on the list, or stop collecting it; take from the list what no item collects.
"""
from __future__ import annotations

from powerflow.model import Catalogue, spelled
from powerflow.rules.rule import Breaches, rule


@rule(
    title="收费与目录清单不一致",
    why="清单之外的收费一律不得收取；清单上的每一项收费都应当有对应的职权。",
    mend="把收费列入公布的清单，或者停止收取；清单上没有职权收取的，从清单中去掉。",
    basis=("优化营商环境条例第二十五条（SF-01）", "双城要点 收费目录清单（ML-45）"),
)
def check(catalogue: Catalogue) -> Breaches:
    for chart, item in catalogue.current:
        for fee in item.fees:
            if fee.listed is False:
                yield chart, "收费“{fee}”不在收费目录清单内", {"fee": fee.name}
    if catalogue.register is None or not catalogue.register.fees:
        return
    listed = {(fee.item, spelled(fee.name)) for fee in catalogue.register.fees}
    charged = {(item.code, spelled(fee.name)) for _, item in catalogue.current for fee in item.fees}
    for chart, item in catalogue.current:
        for fee in item.fees:
            if fee.listed is not False and (item.code, spelled(fee.name)) not in listed:
                yield chart, "收费“{fee}”不在收费目录清单内", {"fee": fee.name}
    for line in catalogue.register.fees:
        if (line.item, spelled(line.name)) not in charged:
            yield line, "清单上的收费“{fee}”没有哪项职权收取（{item}）", {"fee": line.name, "item": line.item}
