"""A licence is not on the published list of licensing items.

Why: outside the list nothing may be licensed, under whatever name.
Mend: strike the item, or name the line of the list that covers it.
"""
from __future__ import annotations

from powerflow.model import Catalogue, PowerKind
from powerflow.rules.rule import Breaches, rule


@rule(
    title="许可不在许可事项清单内",
    why="清单之外不得实施行政许可，也不得换个名称变相实施。",
    mend="取消这一事项，或者在登记表的 [[licence]] 中写明清单上对应的编码。",
    basis="优化营商环境条例 行政许可清单管理（ZW-05）",
)
def check(catalogue: Catalogue) -> Breaches:
    if catalogue.register is None or not catalogue.register.licences:
        return
    for chart, item in catalogue.current:
        if item.kind is PowerKind.PERMIT and item.code not in catalogue.register.licences:
            yield chart, "许可“{name}”（{code}）不在许可事项清单内", {"name": item.name, "code": item.code}
