"""What the rows of law say of the time between two steps, held against what was done in a case."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from powerflow.deadlines import Deadline, Pause, Period, deadline
from powerflow.law import AnyOf, Wait, Within
from powerflow.model import LimitRole, LimitSense, Unit
from powerflow.rules.happening import done_with

if TYPE_CHECKING:
    from powerflow.replay import Act, OpenNode, Reading, Replay


def runs(replay: Replay, start: AnyOf, end: AnyOf) -> Iterator[tuple[Act, Act]]:
    """From each entry of a step tagged `start`, done last before it, to the next one of a step tagged `end`."""
    starts, ends = done_with(replay, start), done_with(replay, end)
    for number, begun in enumerate(starts):
        until = starts[number + 1].position if number + 1 < len(starts) else len(replay.acts)
        ended = next((act for act in ends if begun.position < act.position <= until), None)
        if ended is not None and ended.entry.node != begun.entry.node:
            yield begun, ended


def is_within(replay: Replay, begun: Act, ended: Act, tags: AnyOf) -> bool:
    """Whether a step with one of the tags was done between the two."""
    return any(begun.position < act.position < ended.position for act in done_with(replay, tags))


def allowed(replay: Replay, demand: Within) -> Period | None:
    """The time of a demand: its own, else that of the item, else its default; None where the item has its own clock for it."""
    if demand.n is not None and demand.unit:
        return Period(demand.n, Unit(demand.unit))
    item = replay.chart.item
    if demand.default_n is None or (item is not None and item.limit_of(LimitRole.STATUTORY)):
        return None
    return Period(demand.default_n, Unit(demand.unit)) if demand.unit else None


def unended(replay: Replay, start: AnyOf, end: AnyOf) -> Iterator[tuple[Act, OpenNode]]:
    """The last entry of a step tagged `start` that none tagged `end` has followed, though a step with such a tag is open."""
    begun = next(reversed(done_with(replay, start)), None)
    if begun is None or any(act.position > begun.position for act in done_with(replay, end)):
        return
    for opened in replay.open:
        if not opened.node.tags.isdisjoint(end) and opened.node.id != begun.entry.node:
            yield begun, opened


def due(replay: Replay, begun: Act, ended: Act | None, period: Period) -> Deadline:
    """When it is over: time that did not count is left out, extensions granted in time are added. `ended` None: not yet."""
    last = len(replay.acts) if ended is None else ended.position
    ends_here = [reading for reading in replay.readings if reading.ended is None or reading.ended >= last]
    if period.unit is Unit.SPOT:
        return deadline(begun.entry.at, period, replay.calendar)
    more = max((each.extended for each in ends_here if each.limit.unit is period.unit), default=0)
    pauses = {pause for each in replay.readings for pause in _between(each, begun, ended.entry.at if ended else replay.moment)}
    longer = Period(period.amount + more, period.unit)
    return deadline(begun.entry.at, longer, replay.calendar, sorted(pauses, key=lambda pause: (pause.start, pause.end)))


def _between(reading: Reading, begun: Act, end: datetime) -> Iterator[Pause]:
    for pause in reading.pauses:
        if pause.end > begun.entry.at and pause.start < end:
            yield Pause(start=max(pause.start, begun.entry.at), end=min(pause.end, end), why=pause.why)


def is_told(replay: Replay, ended: Act, sense: LimitSense) -> bool:
    """Whether a clock of the chart that this entry ended has already been found late, or cut short."""
    return any(
        reading.ended == ended.position and reading.limit.sense is sense and (reading.is_late or reading.is_cut)
        and reading.limit.role is LimitRole.STATUTORY for reading in replay.readings
    )


def is_waived(replay: Replay, begun: Act, ended: Act, demand: Wait) -> bool:
    """Whether the party gave the time up: a step that says so, or an exit with such words, on the way."""
    if is_within(replay, begun, ended, demand.waived):
        return True
    flows = (id for act in replay.acts[begun.position + 1 : ended.position + 1] for id in act.flows)
    names = (replay.chart.flows[id].name for id in flows if id in replay.chart.flows)
    return any(demand.waived_exits.said_in(name) for name in names)
