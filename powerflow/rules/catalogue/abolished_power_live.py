"""A power that was abolished is still shown as in force.

Why: a power that was abolished or has lapsed must not be exercised; its chart misleads officers and parties.
Mend: set status="取消" on the item and take its chart from publication, or correct the register.
"""
from __future__ import annotations

from datetime import date

from powerflow.model import ABOLISHED, Catalogue
from powerflow.rules.rule import Breaches, rule


@rule(
    title="已取消的职权仍在用",
    why="取消或者期满的职权不得再行使；还挂着的图会误导经办人和当事人。",
    mend="在事项上写 status=\"取消\" 并撤下流程图，或者更正登记表。",
    basis=("州运行方案 四（五）动态管理（ML-11）", "州运行方案 四（一）清理（ML-09）"),
)
def check(catalogue: Catalogue, *, day: date) -> Breaches:
    register = catalogue.register
    gone = {power.code for power in register.powers if power.status == ABOLISHED} if register else set()
    for chart, item in catalogue.current:
        if item.code in gone:
            yield chart, "事项“{name}”（{code}）已在登记表中取消，流程图仍在用", {"name": item.name, "code": item.code}
        elif item.effective_to is not None and item.effective_to <= day:
            values = {"name": item.name, "code": item.code, "since": item.effective_to.isoformat()}
            yield chart, "事项“{name}”（{code}）已于 {since} 期满，流程图仍在用", values
