"""What a chart says about publication, as the rules read it."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from powerflow.deadlines import OutsideCalendar, Period, deadline, national_calendar
from powerflow.model import Change, Disclosure, Flowchart, Node, PowerItem, Unit

PUBLISHED = "公布"  # not shown: a value of the attribute `kind`
_SETTING_UP = ("清理", "初审", "确认", "审核")  # not shown: values of the attribute `kind`
_TIME = Period(20, Unit.WORKING_DAY)


def publication_due(change: Change) -> date | None:
    """The last day for publishing a change; None for what is no change, has no day or lies outside the calendar."""
    if change.kind in (PUBLISHED, *_SETTING_UP) or change.on is None:
        return None
    try:
        return deadline(change.on, _TIME, national_calendar()).day
    except OutsideCalendar:
        return None


def disclosures(chart: Flowchart, item: PowerItem) -> Iterator[tuple[Flowchart | Node, Disclosure]]:
    """Every disclosure of the item and of its nodes, with the thing it hangs on."""
    for disclosure in item.disclosures:
        yield chart, disclosure
    for node in chart.nodes.values():
        for disclosure in node.notes.disclosures:
            yield node, disclosure
