"""Time in a chart as a table: every limit that is stated or that the law sets, what the ways take, and what is left."""
from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from powerflow.deadlines import Fit
from powerflow.graph import Turn, Way
from powerflow.law import Row, Rows, binding
from powerflow.model import Flowchart, LimitRole, LimitSense, Node, TimeLimit
from powerflow.rules.lasting import Length, Measured, stretches, waits
from powerflow.rules.totals import totals


class TimingState(str, Enum):
    """Whether a limit is kept by the chart: `returns` only as long as no case is sent back, `open` where it cannot be told.

    A period that must be left is `kept` or `short`.
    """

    KEPT = "kept"
    RETURNS = "returns"
    EXCEEDED = "exceeded"
    SHORT = "short"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class Timing:
    """One limit between two elements, and the ways between them.

    `row` is the row of law that sets it, `stated` the limit as the file states it; one of them is None. `sense` is `wait` for a
    period that must be left; `fit` then says how the least that is waited stands, else how `longest` does, the way that stands
    worst. `once` is how it stands with one return that the chart does not bound. `shortest` are the ways that must at least be
    waited. `saved` is the share by which a promise is shorter than the law's limit of the same stretch.
    """

    limit: Length
    stated: TimeLimit | None
    row: Row | None
    at: str
    start: tuple[str, ...]
    end: tuple[str, ...]
    longest: Way
    shortest: tuple[Way, ...]
    fit: Fit
    once: Fit
    unknown: tuple[str, ...]
    returns: tuple[Turn, ...]
    saved: float | None = None
    sense: LimitSense = LimitSense.WITHIN

    @property
    def standing(self) -> TimingState:
        """Whether the limit is kept."""
        if self.sense is LimitSense.WAIT:
            return TimingState.SHORT if self.fit.over > 0 else TimingState.KEPT
        if self.fit.over > 0:
            return TimingState.EXCEEDED
        if self.unknown:
            return TimingState.OPEN
        return TimingState.RETURNS if self.once.over > 0 else TimingState.KEPT


def timings(chart: Flowchart, day: date, packs: Collection[str] = ()) -> tuple[Timing, ...]:
    """The totals that the file states, then the limits that rows of law set on `day`, each in order."""
    rows = binding(chart, day, packs)
    return (*_stated(chart, rows), *_by_law(chart, rows))


def _stated(chart: Flowchart, rows: Rows) -> Iterator[Timing]:
    limits = [total.limit for total in totals(chart, rows)]
    for each in totals(chart, rows):
        limit = Length(each.limit.amount, each.limit.unit)
        yield _timing(each.shown, limit, each.limit, None, _at(each.thing), _saved(each.limit, limits))


def _by_law(chart: Flowchart, rows: Rows) -> Iterator[Timing]:
    for each in stretches(chart, rows):
        yield _timing(each.shown, each.limit, None, each.row, "", None)
    for wait in waits(chart, rows):
        found, least = wait.found, wait.least
        yield Timing(
            limit=wait.limit, stated=None, row=wait.row, at="", start=found.start, end=found.end, shortest=(least.way,),
            longest=max(found.longest, key=lambda way: way.amount.rough_days), fit=least.fit, once=least.fit, unknown=(),
            returns=(), sense=LimitSense.WAIT,
        )


def _timing(shown: Measured, limit: Length, stated: TimeLimit | None, row: Row | None, at: str, saved: float | None) -> Timing:
    found = shown.found
    least = min(found.shortest, key=lambda run: max((way.amount.rough_days for way in run), default=0), default=())
    return Timing(
        limit=limit, stated=stated, row=row, at=at, start=found.start, end=found.end, longest=shown.taken.way, shortest=least,
        fit=shown.taken.fit, once=shown.once.fit, unknown=found.unknown, returns=found.unbounded, saved=saved,
    )


def _at(thing: Flowchart | Node) -> str:
    return thing.id if isinstance(thing, Node) else ""


def _saved(limit: TimeLimit, all_limits: list[TimeLimit]) -> float | None:
    """By which share a promise is shorter than the statutory limit in the same unit between the same elements."""
    if limit.role is not LimitRole.PROMISED:
        return None
    for other in all_limits:
        if other.role is LimitRole.STATUTORY and (other.unit, other.start, other.end) == (limit.unit, limit.start, limit.end):
            return round(1 - limit.amount / other.amount, 4)
    return None
