"""The register and the chart say different things of one power.

Why: name, kind and authority are the same wherever the power is published; otherwise nobody knows which holds.
Mend: find out which is right and correct the other.
"""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.model import Catalogue, Power, PowerItem, spelled
from powerflow.rules.rule import Breaches, rule


@rule(
    title="登记表与流程图不一致",
    why="名称、类型、实施主体在各处应当一致；不一致就说不清以哪个为准。",
    mend="查明哪一个对，改正另一个。",
    basis=("州运行方案 四（三）每项职权一图（ML-12）", "双城要点 线上线下一致（ML-43）"),
)
def check(catalogue: Catalogue) -> Breaches:
    registered = {power.code: power for power in catalogue.register.powers} if catalogue.register else {}
    for chart, item in catalogue.current:
        power = registered.get(item.code)
        for message, there, here in _differences(power, item) if power else ():
            yield chart, message, {"code": item.code, "there": there, "here": here}


def _differences(power: Power, item: PowerItem) -> Iterator[tuple[str, str, str]]:
    pairs = (
        ("{code}：登记的名称是“{there}”，图上是“{here}”", power.name, item.name),
        ("{code}：登记的权力类型是“{there}”，图上是“{here}”", power.kind, item.kind.value if item.kind else ""),
        ("{code}：登记的实施主体是“{there}”，图上是“{here}”", power.organ, item.organ.name if item.organ else ""),
    )
    return (pair for pair in pairs if pair[1] and pair[2] and spelled(pair[1]) != spelled(pair[2]))
