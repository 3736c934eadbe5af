"""Time that does not count (中止, 不计入时限的期间): when the clock stood still, and which whole days that takes out.

Reading: a day does not count if the clock stood still from its first to its last moment. So the day on which a pause
begins still counts and so does the day on which it ends; the authority never gains a day that it partly had.
"""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from powerflow.deadlines.period import local_instant
from powerflow.errors import UsageError


@dataclass(frozen=True, kw_only=True)
class Pause:
    """The clock stood still from one aware instant to another; `why` is shown in explanations.

    Of a pause that still lasts give the moment at which you look as its end.
    """

    start: datetime
    end: datetime
    why: str = ""

    def __post_init__(self) -> None:
        if local_instant(self.end) < local_instant(self.start):
            raise UsageError("中止的结束 {end} 早于开始 {start}", start=self.start, end=self.end)


def stopped_spans(pauses: Iterable[Pause]) -> tuple[tuple[datetime, datetime], ...]:
    """The instants between which the clock stood still, in order; overlapping and touching pauses are one."""
    spans: list[tuple[datetime, datetime]] = []
    for start, end in sorted((local_instant(pause.start), local_instant(pause.end)) for pause in pauses):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)


def stopped_days(pauses: Iterable[Pause]) -> tuple[tuple[int, int], ...]:
    """The ordinals of the first and last day of each run of whole days that do not count, in order."""
    runs = ((_first_whole_day(start), end.toordinal() - 1) for start, end in stopped_spans(pauses))
    return tuple((first, last) for first, last in runs if first <= last)


def _first_whole_day(start: datetime) -> int:
    midnight = start.timetz().replace(tzinfo=None) == time()
    return (start if midnight else start + timedelta(days=1)).toordinal()
