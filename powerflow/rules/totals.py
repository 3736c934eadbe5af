"""The totals that a file states (总时限): limits of the item, and limits of steps that run from an earlier element."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from powerflow.law import Rows, Within
from powerflow.model import Event, Flowchart, LimitRole, LimitSense, Node, TimeLimit, Unit, word
from powerflow.rules.acting import label
from powerflow.rules.lasting import Length, Measured, all_limits, measured, never_counted, uncounted, wanted


@dataclass(frozen=True)
class Role:
    """Who set a limit, in words."""

    role: LimitRole

    def say(self, lang: str) -> str:
        """`法定`, `承诺`."""
        return word("role", self.role, lang)


@dataclass(frozen=True)
class Total:
    """One stated total and what the steps within it take."""

    thing: Flowchart | Node
    limit: TimeLimit
    shown: Measured

    @property
    def role(self) -> Role:
        """Who set the limit."""
        return Role(self.limit.role)


def totals(chart: Flowchart, rows: Rows) -> tuple[Total, ...]:
    """Every total of the file that some way runs through, with all steps taken out whose time does not count.

    Remembered for the rule that asks next.
    """
    if not (_last and _last[0] is chart and _last[1] is rows):
        _last[:] = [chart, rows, tuple(_totals(chart, rows))]
    known = _last[2]
    assert isinstance(known, tuple)
    return known


_last: list[object] = []


def _totals(chart: Flowchart, rows: Rows) -> Iterator[Total]:
    free = uncounted(chart) | never_counted(chart, rows)
    told: set[tuple[object, ...]] = set()
    for thing, limit in all_limits(chart):
        starts, ends = _ends(chart, thing, limit)
        if not (starts and ends) or limit.sense is not LimitSense.WITHIN or limit.unit is Unit.SPOT or limit.amount <= 0:
            continue
        # An item may state again what stands at one of its steps.
        key = (limit.role, limit.amount, limit.unit, starts, ends)
        if key in told:
            continue
        told.add(key)
        shown = measured(chart, starts, ends, limit, free=free)
        if shown is not None:
            yield Total(thing, limit, shown)


def name_of(total: Total) -> str:
    """What a message calls that which has the total."""
    return label(total.thing) if isinstance(total.thing, Node) else total.thing.name


def is_judged_by_law(chart: Flowchart, total: Total, rows: Rows) -> bool:
    """Whether a row of law measures the same stretch, and so tells what is wrong with it; a promise only if it is as long."""
    first, last = (frozenset().union(*(chart.nodes[id].tags for id in ids)) for ids in (total.shown.found.start, total.shown.found.end))
    limits = (
        wanted(chart, row, demand) for row, demand in rows.of(Within)
        if not demand.is_of_one_step and not first.isdisjoint(demand.start) and not last.isdisjoint(demand.end)
    )
    same = Length(total.limit.amount, total.limit.unit)
    return any(limit is not None and (total.limit.role is LimitRole.STATUTORY or limit == same) for limit in limits)


def _ends(chart: Flowchart, thing: Flowchart | Node, limit: TimeLimit) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """From where to where a total runs; nothing for a limit of one step alone and for what a timer waits."""
    if isinstance(thing, Node):
        is_timer = isinstance(thing, Event)
        return ((), ()) if limit.start is None or is_timer else _known(chart, limit.start, limit.end or thing.id)
    if limit.start is not None and limit.end is not None:
        return _known(chart, limit.start, limit.end)
    starts = tuple(id for id, event in chart.events.items() if event.type == "startEvent" and event.scope in chart.processes)
    ends = tuple(id for id, event in chart.events.items() if event.type == "endEvent" and event.scope in chart.processes)
    return (limit.start,) if limit.start else starts, (limit.end,) if limit.end else ends


def _known(chart: Flowchart, *ends: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    first, last = ends
    return ((first,), (last,)) if first in chart.nodes and last in chart.nodes else ((), ())
