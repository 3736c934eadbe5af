"""What the pieces of a log have in common: how many cases, in which orders, between which days, how often each step was done."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from heapq import nsmallest

import numpy as np

from powerflow.auditing.legal_days import Days
from powerflow.logs import NO_DAY, Broken, EventTable
from powerflow.model import Flowchart
from powerflow.replay import Alignment, Alignments, DepartureKind
from powerflow.reports import Deviation, Undecided, Visited

_MOST_CASES = 5
_MOST_BROKEN = 20
_MOST_UNDECIDED = 50
# Values that lie closer together than this are counted by their place, others are sorted.
_CLOSE = 100_000
_Variant = tuple[str, ...]


class Seen:
    """Counts over all tables added. Added in any order, and counted apart and then joined, they come to the same."""

    def __init__(self) -> None:
        self.cases = self.events = self.broken = 0
        self.variants: Counter[_Variant] = Counter()
        # The first cases of each variant by their ranks.
        self._examples: dict[_Variant, list[tuple[int, str]]] = {}
        self._first, self._last = date.max.toordinal(), NO_DAY
        self._waits: dict[str, Counter[int]] = {}
        self._done: Counter[str] = Counter()
        self._broken: list[tuple[tuple[int, int, int], Broken]] = []

    def add(self, table: EventTable) -> None:
        """One table."""
        self.cases, self.events, self.broken = self.cases + len(table.cases), self.events + len(table), self.broken + table.broken_count
        self._add_variants(table)
        days = table.day[table.day != NO_DAY]
        if len(days):
            self._first, self._last = min(self._first, int(days.min())), max(self._last, int(days.max()))
        self._add_waits(table)
        placed = (((each.line, int(table.rank[table.number(each.case)]) if each.case else 0, each.event), each) for each in table.broken)
        self._broken = nsmallest(_MOST_BROKEN, [*self._broken, *placed], key=lambda pair: pair[0])

    def join(self, other: Seen) -> None:
        """What was counted elsewhere of other cases."""
        self.cases, self.events, self.broken = self.cases + other.cases, self.events + other.events, self.broken + other.broken
        for variant, count in other.variants.items():
            self.variants[variant] += count
            known = self._examples.get(variant)
            mine = other._examples[variant]
            self._examples[variant] = sorted([*known, *mine])[:_MOST_CASES] if known else mine
        self._first, self._last = min(self._first, other._first), max(self._last, other._last)
        self._done.update(other._done)
        for name, waits in other._waits.items():
            self._waits.setdefault(name, Counter()).update(waits)
        self._broken = nsmallest(_MOST_BROKEN, [*self._broken, *other._broken], key=lambda pair: pair[0])

    def _add_variants(self, table: EventTable) -> None:
        found = table.variants()
        order = np.argsort(found.of_case, kind="stable")
        begins = np.concatenate([np.zeros(1, np.int64), np.cumsum(found.cases)])
        for number, variant in enumerate(found.each):
            self.variants[variant] += int(found.cases[number])
            some = order[begins[number]:begins[number + 1]][:_MOST_CASES]
            examples = [(int(table.rank[case]), table.cases[case]) for case in some.tolist()]
            self._examples[variant] = sorted([*self._examples.get(variant, ()), *examples])[:_MOST_CASES]

    def _add_waits(self, table: EventTable) -> None:
        day = table.day.astype(np.int64)
        gap = np.diff(day, prepend=day[:1])
        begins = table.starts[:-1][np.diff(table.starts) > 0]
        known = (day != NO_DAY) & (np.roll(day, 1) != NO_DAY)
        known[begins] = False
        order = np.argsort(table.activity.codes.astype(np.int16 if len(table.activity.values) < 1 << 15 else np.int32), kind="stable")
        bounds = np.searchsorted(table.activity.codes[order], np.arange(len(table.activity.values) + 1))
        for code, name in enumerate(table.activity.values):
            here = order[bounds[code]:bounds[code + 1]]
            if len(here):
                self._done[name] += len(here)
                self._waits.setdefault(name, Counter()).update(counted(gap[here[known[here]]]))

    @property
    def first(self) -> date | None:
        """The first day of the log."""
        return date.fromordinal(self._first) if self._last != NO_DAY else None

    @property
    def last(self) -> date | None:
        """The last day of the log."""
        return date.fromordinal(self._last) if self._last != NO_DAY else None

    @property
    def named_broken(self) -> tuple[Broken, ...]:
        """The first of what could not be read as it stood."""
        return tuple(each for _, each in self._broken)

    def has(self, activity: str) -> bool:
        """Whether the activity was done at all."""
        return activity in self._done

    def ordered(self) -> list[_Variant]:
        """The variants, the commonest first, then the one that came first."""
        return sorted(self.variants, key=lambda variant: (-self.variants[variant], self._examples[variant][0]))

    def steps(self, placed: Callable[[str], tuple[str, str]]) -> Iterator[Visited]:
        """How often each activity was done, and how long after the event before; `placed` gives its element and name."""
        for activity, count in sorted(self._done.items(), key=lambda pair: (-pair[1], pair[0])):
            element, name = placed(activity)
            yield Visited(element=element, name=name, count=count, median_days=median(self._waits.get(activity, {})))

    def undecided(self, found: Alignments, variants: list[_Variant]) -> list[Undecided]:
        """The orders of activities that could not be decided, the commonest first. `variants` are those that were aligned."""
        return [
            Undecided(
                activities=variant, cases=self.variants[variant], bound=each.bound,
                sample=tuple(name for _, name in self._examples[variant]),
            )
            for variant, each in zip(variants, found.each, strict=True) if not each.is_decided
        ][:_MOST_UNDECIDED]

    def deviations(self, found: Alignments, variants: list[_Variant], chart: Flowchart) -> list[Deviation]:
        """The departures from the chart, the commonest first. `variants` are those that were aligned, in their order."""
        times: Counter[tuple[DepartureKind, str, str]] = Counter()
        cases: Counter[tuple[DepartureKind, str, str]] = Counter()
        sample: dict[tuple[DepartureKind, str, str], list[str]] = {}
        for variant, each in zip(variants, found.each, strict=True):
            for key, count in _departures(each, chart).items():
                times[key] += count * self.variants[variant]
                cases[key] += self.variants[variant]
                if len(some := sample.setdefault(key, [])) < _MOST_CASES:
                    some += [name for _, name in self._examples[variant]]
        return [
            Deviation(kind=key[0], element=key[1], name=key[2], count=count, cases=cases[key], sample=tuple(sample[key][:_MOST_CASES]))
            for key, count in times.most_common()
        ]


def counted(values: Days) -> dict[int, int]:
    """How often each value comes."""
    if not len(values):
        return {}
    least = int(values.min())
    if int(values.max()) - least < _CLOSE:
        counts = np.bincount(values - least)
        some = np.flatnonzero(counts)
        return dict(zip((some + least).tolist(), counts[some].tolist(), strict=True))
    each, times = np.unique(values, return_counts=True)
    return dict(zip(each.tolist(), times.tolist(), strict=True))


def median(counts: Mapping[int, int]) -> float:
    """The middle of values of which it is known how often each comes; 0 of none."""
    total, passed = sum(counts.values()), 0
    middle: list[int] = []
    for value in sorted(counts):
        passed += counts[value]
        while len(middle) < 2 and passed > (total - 1 + len(middle)) // 2:
            middle.append(value)
    return sum(middle) / 2 if len(middle) == 2 else 0.0


def _departures(each: Alignment, chart: Flowchart) -> Counter[tuple[DepartureKind, str, str]]:
    found: Counter[tuple[DepartureKind, str, str]] = Counter()
    for departure in each.departures:
        node = chart.nodes.get(departure.step or departure.activity)
        found[departure.kind, node.id if node else "", (node.name if node else "") or departure.activity] += 1
    return found
