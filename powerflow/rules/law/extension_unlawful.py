"""An extension is longer, more often, or granted by another post than the law allows, or told to nobody.

Why: an extension that the law does not allow adds nothing; the case is late from the old limit on.
Mend: correct the amount, the number of times and the approver of the `pf:extension`, and name its notice.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from powerflow.law import AnyOf, ExtensionOf, Row, Rows
from powerflow.model import Extension, Flowchart, Node, Unit
from powerflow.rules.heads import acts_as_one_of, names_one_of
from powerflow.rules.lasting import Length, fit_of
from powerflow.rules.lawful import ROWS_OF_LAW, breach
from powerflow.rules.rule import Breach, Breaches, rule


@rule(
    title="延长期限不合法律规定",
    why="法律没有允许的延长不起作用，案件从原期限届满起就已超期。",
    mend="改正 pf:extension 的数量、次数和批准人，并写明告知文书。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    demands = list(rows.of(ExtensionOf))
    if not demands:
        return
    for thing, extension in _extensions(chart):
        judged = [(of, _judged(chart, thing, extension, of[1])) for of in demands if _is_meant(extension, of[1])]
        # Which of several rows a chart's extension means is told by what fits best.
        of, faults = min(judged, key=lambda each: len(each[1]), default=(demands[0], ()))
        for fault in faults:
            yield _told(rows, thing, extension, of, fault)


def _is_meant(extension: Extension, demand: ExtensionOf) -> bool:
    """Whether a row may speak of the extension: one that knows none means only limits in its own unit."""
    return demand.n != 0 or not demand.unit or extension.unit is Unit(demand.unit)


def _extensions(chart: Flowchart) -> Iterator[tuple[Flowchart | Node, Extension]]:
    for extension in chart.item.extensions if chart.item else ():
        yield chart, extension
    for node in chart.nodes.values():
        if node.notes.extension is not None:
            yield node, node.notes.extension


@dataclass(frozen=True)
class _Fault:
    """What is wrong, as a message; the worst first where several rows are compared."""

    message: str


_AMOUNT = _Fault("延长{amount}，法律只允许延长{most}。{demand}")
_NONE = _Fault("写了延长{amount}，法律没有规定可以延长。{demand}")
_TIMES = _Fault("可以延长 {times} 次，法律只允许 {most_times} 次。{demand}")
_APPROVER = _Fault("延长由“{approver}”批准，法律要求由{roles}批准。{demand}")
_DOCUMENT = _Fault("延长{amount}，却没有写明告知当事人的延长文书。{demand}")


def _judged(chart: Flowchart, thing: Flowchart | Node, extension: Extension, demand: ExtensionOf) -> tuple[_Fault, ...]:
    found = []
    if demand.n == 0:
        return (_NONE,)
    if demand.n is not None and _is_longer(extension, Length(demand.n, Unit(demand.unit or extension.unit))):
        found.append(_AMOUNT)
    if extension.times > demand.times:
        found.append(_TIMES)
    if demand.approver and not _is_approved(chart, thing, extension, demand.approver):
        found.append(_APPROVER)
    if demand.document and not demand.document.within(extension.document):
        found.append(_DOCUMENT)
    return tuple(found)


def _is_longer(extension: Extension, most: Length) -> bool:
    return fit_of([(max(0, extension.amount), extension.unit)], most).over > 0


def _is_approved(chart: Flowchart, thing: Flowchart | Node, extension: Extension, roles: AnyOf) -> bool:
    """Whether the approver is one of the posts; where a step grants it, so must be who acts there."""
    organ = chart.item.organ.name if chart.item and chart.item.organ else ""
    if not names_one_of(roles, extension.approver, organ):
        return False
    return not isinstance(thing, Node) or acts_as_one_of(chart, thing, roles, extension.approver)


def _told(rows: Rows, thing: Flowchart | Node, extension: Extension, of: tuple[Row, ExtensionOf], fault: _Fault) -> Breach:
    demand = of[1]
    return breach(thing, rows, *of, fault.message, {
        "amount": Length(extension.amount, extension.unit), "times": extension.times, "most_times": demand.times,
        "most": Length(demand.n or 1, Unit(demand.unit or extension.unit)), "approver": extension.approver,
        "roles": tuple(demand.approver),
    })
