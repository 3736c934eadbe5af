"""A flowchart stands for a power that is not in the register.

Why: a power that is exercised but not registered escapes examination, confirmation and supervision.
Mend: register the power with its basis, or withdraw the chart.
"""
from __future__ import annotations

from powerflow.model import Catalogue
from powerflow.rules.rule import Breaches, rule


@rule(
    title="流程图的职权没有登记",
    why="有图而未登记的权力，没有经过清理、审核和确认，也不在监督之中。",
    mend="把这项职权连同依据登记入目录，或者撤下流程图。",
    basis="州运行方案 四（三）每项职权一图（ML-12）",
)
def check(catalogue: Catalogue) -> Breaches:
    if catalogue.register is None or not catalogue.register.powers:
        return
    registered = {power.code for power in catalogue.register.powers}
    for chart, item in catalogue.current:
        if item.code not in registered:
            yield chart, "事项“{name}”（{code}）不在职权登记表中", {"name": item.name, "code": item.code}
