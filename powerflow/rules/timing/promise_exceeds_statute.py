"""A promised limit is longer than the statutory one.

Why: an authority may promise to be faster than the law demands, never slower.
Mend: shorten the promise to at most the statutory limit.
"""
from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from powerflow.deadlines import Fit
from powerflow.model import Flowchart, LimitRole, LimitSense, Node, PowerItem, TimeLimit, Unit
from powerflow.rules.acting import label
from powerflow.rules.lasting import Length, fit_of
from powerflow.rules.rule import Breach, Breaches, rule


@rule(
    title="承诺时限超过法定时限",
    why="承诺只能比法定的快，不能比法定的慢。",
    mend="把承诺时限缩短到法定时限以内。",
    basis="行政许可法第四十二条（XK-14）",
)
def check(chart: Flowchart) -> Breaches:
    if chart.item is None:
        return
    for thing, name, limits in _all_limits(chart, chart.item):
        for promised, statutory in product(limits, limits):
            if _exceeds(promised, statutory):
                basis = (statutory.basis,) if statutory.basis else ()
                values = {"name": name, "promised": promised.amount, "statutory": statutory.amount}
                if promised.unit is statutory.unit:
                    yield Breach(thing, _MESSAGES[promised.unit], values, basis=basis)
                else:
                    yield Breach(thing, _MIXED, {**values, **_worst(promised, statutory)}, basis=basis)


_MESSAGES = {
    Unit.WORKING_DAY: "“{name}”承诺 {promised} 个工作日，超过法定的 {statutory} 个工作日",
    Unit.CALENDAR_DAY: "“{name}”承诺 {promised} 日，超过法定的 {statutory} 日",
    Unit.MONTH: "“{name}”承诺 {promised} 个月，超过法定的 {statutory} 个月",
    Unit.YEAR: "“{name}”承诺 {promised} 年，超过法定的 {statutory} 年",
    Unit.HOUR: "“{name}”承诺 {promised} 小时，超过法定的 {statutory} 小时",
}


_MIXED = "“{name}”承诺{promised}，可能超过法定的{statutory}（如 {start} 起算，承诺到 {ends}，法定到 {due}）"


def _worst(promised: TimeLimit, statutory: TimeLimit) -> dict[str, object]:
    fit = _fit(promised, statutory)
    return {
        "promised": Length(promised.amount, promised.unit), "statutory": Length(statutory.amount, statutory.unit),
        "start": fit.start, "ends": fit.ends, "due": fit.due,
    }


def _fit(promised: TimeLimit, statutory: TimeLimit) -> Fit:
    return fit_of([(promised.amount, promised.unit)], statutory)


def _all_limits(chart: Flowchart, item: PowerItem) -> Iterator[tuple[Flowchart | Node, str, tuple[TimeLimit, ...]]]:
    yield chart, item.name, item.time_limits
    for node in chart.nodes.values():
        yield node, label(node), node.notes.time_limits


def _exceeds(promised: TimeLimit, statutory: TimeLimit) -> bool:
    """Whether the two measure the same and the promise is longer, in other units at least if it begins on the worst day."""
    if (promised.role, statutory.role) != (LimitRole.PROMISED, LimitRole.STATUTORY) or promised.sense is not LimitSense.WITHIN:
        return False
    if any(getattr(promised, field) != getattr(statutory, field) for field in ("sense", "start", "end")):
        return False
    if promised.unit is statutory.unit:
        return promised.amount > statutory.amount
    if promised.unit is Unit.SPOT or promised.amount <= 0 or statutory.amount <= 0:
        return False
    return _fit(promised, statutory).over > 0
