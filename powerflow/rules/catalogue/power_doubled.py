"""The same power is held twice.

Why: the same power at two departments, or twice at one, leads to double control or to nobody answering for it.
Mend: merge the two, name the joint authorities in one item, or tell the powers apart by name and content.
"""
from __future__ import annotations

from powerflow.model import Catalogue, Flowchart, PowerItem, Severity, spelled
from powerflow.rules.rule import Breaches, rule


@rule(
    title="同一职权重复",
    why="同一职权由两个部门行使，或者在一个部门列了两次，会造成多头管理或者无人负责。",
    mend="合并为一项；共同行使的在一项中写明共同实施部门；不同的权力用名称和内容区分开。",
    basis=("州运行方案 四（四）防止交叉重复（ML-24）", "国办发〔2018〕118号（SX-12）"),
    severity=Severity.ADVICE,
)
def check(catalogue: Catalogue) -> Breaches:
    first: dict[str, tuple[Flowchart, PowerItem]] = {}
    for chart, item in catalogue.current:
        earlier, other = first.setdefault(spelled(item.name), (chart, item))
        if earlier is chart or other.code == item.code:
            continue
        values = {"name": item.name, "here": _organ(item), "there": _organ(other), "path": earlier.path}
        if _organ(item) == _organ(other):
            yield chart, "“{name}”在“{here}”列了两次，另一处见 {path}", values
        else:
            yield chart, "“{name}”由“{here}”和“{there}”分别行使，另一处见 {path}", values


def _organ(item: PowerItem) -> str:
    return item.organ.name if item.organ else "—"
