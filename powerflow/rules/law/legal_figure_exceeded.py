"""A number is outside the bounds that the law sets.

Why: a fine on the spot above the bound needs the ordinary procedure.
Mend: put the number within the bounds, or follow the procedure that allows it.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from powerflow.law import Figure, Rows
from powerflow.model import Flowchart, LimitRole, Node, PowerItem, Term
from powerflow.rules.acting import label
from powerflow.rules.lawful import ROWS_OF_LAW, FieldNames, breach, stated, tagged_steps
from powerflow.rules.money import amounts_beside
from powerflow.rules.rule import Breaches, rule

# Not a path: it is worked out from the item's two limits.
_SHARE = "promise_share"


@rule(
    title="数额超过法律规定",
    why="超过当场处罚限额的，应当走普通程序。",
    mend="把数额改到法律规定的范围内，或者改走允许这一数额的程序。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Figure):
        for thing, name, number in _figures(chart, demand) if chart.item is not None else ():
            if (demand.most is not None and number > demand.most) or (demand.least is not None and number < demand.least):
                yield breach(
                    thing, rows, row, demand, "“{name}”是 {number}，超出法律规定的范围：{demand}",
                    {"name": name, "number": number},
                )


def _figures(chart: Flowchart, demand: Figure) -> Iterator[tuple[Flowchart | Node, str | Term | FieldNames, int]]:
    item = chart.item
    if item is not None and demand.of == _SHARE:
        yield from ((chart, Term("承诺比法定缩短的百分比"), number) for number in _saved(item))
    elif item is not None and demand.of and not demand.tags:
        name = FieldNames("item", (demand.of,))
        yield from ((chart, name, number) for value in stated(item, demand.of) for number in _numbers(value, demand))
    if demand.of and demand.tags:
        for step in tagged_steps(chart, demand.tags):
            yield from ((step, label(step), number) for value in stated(step.notes, demand.of) for number in _numbers(value, demand))
    if item is not None and demand.fact:
        yield from _asked(chart, item, demand)


def _saved(item: PowerItem) -> Iterator[int]:
    """How many per cent of the statutory limit the promise saves, rounded down; nothing where their units differ."""
    law, promise = item.limit_of(LimitRole.STATUTORY), item.limit_of(LimitRole.PROMISED)
    if law is not None and promise is not None and law.unit is promise.unit and law.amount > 0:
        yield 100 * (law.amount - promise.amount) // law.amount


def _numbers(value: object, demand: Figure) -> tuple[int, ...]:
    """The number, or every number in a text as `200—3000元`; of a text on several parties the amounts for the one meant."""
    if isinstance(value, str) and demand.beside:
        return amounts_beside(value, demand.beside)
    if isinstance(value, int) and not isinstance(value, bool):
        return (value,)
    return tuple(int(digits) for digits in re.findall(r"\d+", value)) if isinstance(value, str) else ()


def _asked(chart: Flowchart, item: PowerItem, demand: Figure) -> Iterator[tuple[Flowchart | Node, str, int]]:
    """The numbers with which an exit that leads to a step with `tags` compares such a fact."""
    names = [fact.name for fact in item.facts if demand.fact.within(fact.name) or demand.fact.within(fact.title)]
    for flow in chart.flows.values():
        target = chart.nodes[flow.target]
        if flow.condition and (not demand.tags or not target.tags.isdisjoint(demand.tags)):
            parts = (part for part in re.split(r"\bor\b", flow.condition) if not demand.beside or demand.beside.within(part))
            for name, part in product(names, parts):
                for digits in re.findall(rf"\b{re.escape(name)}\s*<=?\s*(\d+)", part):
                    yield target, label(flow), int(digits)
