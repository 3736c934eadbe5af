"""What the parts of a log have in common: how many cases, in which orders, between which days, how often each step was done."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

import numpy as np

from powerflow.logs import NO_DAY, EventTable
from powerflow.model import Flowchart
from powerflow.replay import Alignment, Alignments, DepartureKind
from powerflow.reports import Deviation, Visited

_MOST_CASES = 5


class Seen:
    """Counts over all parts added."""

    def __init__(self) -> None:
        self.cases = self.events = self.broken = 0
        self.variants: Counter[tuple[str, ...]] = Counter()
        self._examples: dict[tuple[str, ...], list[str]] = {}
        self._first, self._last = date.max.toordinal(), NO_DAY
        self._waits: dict[str, list[np.ndarray[tuple[int], np.dtype[np.int64]]]] = {}
        self._done: Counter[str] = Counter()

    def add(self, table: EventTable) -> None:
        """One part."""
        self.cases, self.events, self.broken = self.cases + len(table.cases), self.events + len(table), self.broken + table.broken_count
        found = table.variants()
        order = np.argsort(found.of_case, kind="stable")
        begins = np.concatenate([np.zeros(1, np.int64), np.cumsum(found.cases)])
        for number, variant in enumerate(found.each):
            self.variants[variant] += int(found.cases[number])
            examples = self._examples.setdefault(variant, [])
            some = order[begins[number]:begins[number + 1]][: _MOST_CASES - len(examples)]
            examples += [table.cases[case] for case in some.tolist()]
        days = table.day[table.day != NO_DAY]
        if len(days):
            self._first, self._last = min(self._first, int(days.min())), max(self._last, int(days.max()))
        self._add_waits(table)

    def _add_waits(self, table: EventTable) -> None:
        day = table.day.astype(np.int64)
        gap = np.diff(day, prepend=day[:1])
        begins = table.starts[:-1][np.diff(table.starts) > 0]
        known = (day != NO_DAY) & (np.roll(day, 1) != NO_DAY)
        known[begins] = False
        for code, name in enumerate(table.activity.values):
            here = table.activity.codes == code
            self._done[name] += int(here.sum())
            self._waits.setdefault(name, []).append(gap[here & known])

    @property
    def first(self) -> date | None:
        """The first day of the log."""
        return date.fromordinal(self._first) if self._last != NO_DAY else None

    @property
    def last(self) -> date | None:
        """The last day of the log."""
        return date.fromordinal(self._last) if self._last != NO_DAY else None

    def steps(self, placed: Callable[[str], tuple[str, str]]) -> Iterator[Visited]:
        """How often each activity was done, and how long after the event before; `placed` gives its element and name."""
        for activity, count in self._done.most_common():
            waits = np.concatenate(self._waits[activity]) if self._waits.get(activity) else np.zeros(0)
            element, name = placed(activity)
            if count:
                yield Visited(
                    element=element, name=name, count=count, median_days=float(np.median(waits)) if len(waits) else 0.0
                )

    def deviations(self, found: Alignments, variants: list[tuple[str, ...]], chart: Flowchart) -> list[Deviation]:
        """The departures from the chart, the commonest first. `variants` are those that were aligned, in their order."""
        times: Counter[tuple[DepartureKind, str, str]] = Counter()
        cases: Counter[tuple[DepartureKind, str, str]] = Counter()
        sample: dict[tuple[DepartureKind, str, str], list[str]] = {}
        for variant, each in zip(variants, found.each, strict=True):
            for key, count in _departures(each, chart).items():
                times[key] += count * self.variants[variant]
                cases[key] += self.variants[variant]
                sample.setdefault(key, []).extend(self._examples[variant])
        return [
            Deviation(kind=key[0], element=key[1], name=key[2], count=count, cases=cases[key], sample=tuple(sample[key][:_MOST_CASES]))
            for key, count in times.most_common()
        ]


def _departures(each: Alignment, chart: Flowchart) -> Counter[tuple[DepartureKind, str, str]]:
    found: Counter[tuple[DepartureKind, str, str]] = Counter()
    for departure in each.departures:
        node = chart.nodes.get(departure.step or departure.activity)
        found[departure.kind, node.id if node else "", (node.name if node else "") or departure.activity] += 1
    return found
