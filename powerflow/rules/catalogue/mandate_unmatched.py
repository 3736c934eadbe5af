"""A duty of the organ's mandate and the powers do not match.

Why: the catalogue is cleared both ways, from the mandate downwards and from the work upwards; what has no counterpart is
    a power given up or a power taken.
Mend: name the items that carry the duty out, or the duty that an item rests on.
"""
from __future__ import annotations

from powerflow.model import Catalogue, Severity
from powerflow.rules.rule import Breaches, rule


@rule(
    title="三定职责与职权对不上",
    why="清理要双向：按“三定”自上而下，按实际工作自下而上；对不上的，不是放弃了职责，就是多出了权力。",
    mend="在登记表的 [[mandate]] 中写明由哪些事项落实这项职责，或者事项依据哪项职责。",
    basis="州运行方案 四（一）双向清理（ML-04）",
    severity=Severity.ADVICE,
)
def check(catalogue: Catalogue) -> Breaches:
    mandates = catalogue.register.mandates if catalogue.register else ()
    if not mandates:
        return
    current = {item.code for _, item in catalogue.current}
    for mandate in mandates:
        missing = tuple(code for code in mandate.items if code not in current)
        if missing or not mandate.items:
            values = {"organ": mandate.organ, "duty": mandate.duty, "missing": missing}
            yield mandate, _MISSING if missing else "“{organ}”的职责“{duty}”没有事项落实", values
    covered = {(mandate.organ, code) for mandate in mandates for code in mandate.items}
    organs = {mandate.organ for mandate in mandates}
    for chart, item in catalogue.current:
        if item.organ and item.organ.name in organs and (item.organ.name, item.code) not in covered:
            yield chart, "事项“{name}”在“{organ}”的三定职责中没有对应", {"name": item.name, "organ": item.organ.name}


_MISSING = "“{organ}”的职责“{duty}”写由 {missing} 落实，目录中没有"
