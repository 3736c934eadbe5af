"""A power is registered as secret without grounds, or its chart says something else.

Why: publication is the rule; one word in a register must not hide a power from the published catalogue.
Mend: give the register basis, reason and day of review (`basis`, `reason`, `review_on`), let the chart withhold the item as a
    whole, or strike `secret`.
"""
from __future__ import annotations

from powerflow.model import Catalogue
from powerflow.rules.rule import Breaches, rule


@rule(
    title="登记为不公开而没有依据",
    why="公开是原则；登记表里的一个词不能让一项职权从公布的目录中消失。",
    mend="在登记表中写明依据、理由和复查日期（basis、reason、review_on），流程图的公开也写成不公开；或者去掉 secret。",
    basis=("州运行方案 四（一）（ML-08）", "政府信息公开条例第十四条至第十八条（XX-04）"),
)
def check(catalogue: Catalogue) -> Breaches:
    for power in catalogue.register.powers if catalogue.register else ():
        if not power.secret:
            continue
        values = {"name": power.name, "code": power.code}
        charts = catalogue.by_code.get(power.code, ())
        if any(chart.item and chart.item.disclosures and not chart.item.is_withheld for chart in charts):
            yield power, "职权“{name}”（{code}）登记为不公开，流程图却写着公开", values
        elif not (power.basis and power.reason and power.review_on) and not any(chart.item and chart.item.is_withheld for chart in charts):
            yield power, "职权“{name}”（{code}）登记为不公开，没有写明依据、理由和复查日期", values
