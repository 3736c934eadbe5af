"""Counts the breaches of one rule at one step over all pieces of a log, by post, person, department, kind and month."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from math import erfc, sqrt

import numpy as np

from powerflow.auditing.accepted import Accepted
from powerflow.auditing.legal_days import Days, Flags
from powerflow.auditing.seen import counted, median
from powerflow.logs import NO_DAY, EventTable, LogMap
from powerflow.model import Severity, Unit
from powerflow.organisation import Organisation
from powerflow.reports import Counted, Dimension, FindingGroup, Hint, Incident

MOST_SHOWN = 20
# A value counts as over-represented only beyond chance, of enough acts, and by a share that matters.
_SURE, _LEAST, _TIMES = 0.001, 5, 1.2


@dataclass(frozen=True, kw_only=True)
class Head:
    """What a group of findings is about; `title` is a translation key."""

    rule: str
    title: str
    severity: Severity
    element: str
    name: str
    basis: tuple[str, ...] = ()
    row: str | None = None
    unit: Unit | None = None


Values = Mapping[Dimension, tuple[Days, Sequence[str]]]


def values_of(table: EventTable, log_map: LogMap, organisation: Organisation | None, kind: str) -> Values:
    """For each dimension the number of its value for each event (-1: none), and the values."""
    departments = {post.name: post.department for post in organisation.posts} if organisation else {}
    posts = [log_map.post(value) for value in table.group.values]
    day = table.day.astype(np.int64)
    months = np.where(day == NO_DAY, 0, day - _EPOCH_DAY).astype("datetime64[D]").astype("datetime64[M]")
    names, numbers = np.unique(months, return_inverse=True)
    return {
        Dimension.POST: _joined(table.group.codes, posts),
        Dimension.OFFICER: _joined(table.actor.codes, [log_map.officer(value) for value in table.actor.values]),
        Dimension.DEPARTMENT: _joined(table.group.codes, [departments.get(post, "") for post in posts]),
        Dimension.KIND: (np.full(len(table), 0 if kind else -1, np.int64), (kind,)),
        Dimension.MONTH: (np.where(day == NO_DAY, -1, numbers), [str(name) for name in names]),
    }


_EPOCH_DAY = 719_163


def _joined(codes: np.ndarray[tuple[int], np.dtype[np.int32]], names: Sequence[str]) -> tuple[Days, Sequence[str]]:
    known: dict[str, int] = {}
    numbers = np.array([*(known.setdefault(name, len(known)) if name else -1 for name in names), -1], np.int64)
    return numbers[codes], tuple(known)


@dataclass
class Acts:
    """So many acts, by post, person, department, kind and month."""

    of: int = 0
    by: dict[Dimension, Counter[str]] = field(default_factory=lambda: {each: Counter() for each in Dimension})

    def add(self, values: Values, rows: Days) -> None:
        """The acts in some rows of a table."""
        self.of += len(rows)
        for dimension, (codes, names) in values.items():
            counts = np.bincount(codes[rows] + 1, minlength=len(names) + 1)[1:]
            self.by[dimension].update({names[n]: int(counts[n]) for n in np.flatnonzero(counts).tolist()})

    def join(self, other: Acts) -> None:
        """Acts that were counted elsewhere."""
        self.of += other.of
        for dimension, counter in other.by.items():
            self.by[dimension].update(counter)

    def without(self, other: Acts) -> Acts:
        """These acts but for some of them."""
        return Acts(self.of - other.of, {dimension: counter - other.by[dimension] for dimension, counter in self.by.items()})


class Tally:
    """The breaches of one rule at one step. Added in any order, and counted apart and then joined, they come to the same."""

    def __init__(self, head: Head, accepted: Iterable[Accepted] = ()) -> None:
        self._head = head
        self._accepted = tuple(each for each in accepted if each.covers(head.rule, head.element, head.name))
        self._count = self._of = self._cases = self._excused = 0
        self._late: Counter[int] = Counter()
        self._broken: dict[Dimension, Counter[str]] = {each: Counter() for each in Dimension}
        self._all: dict[Dimension, Counter[str]] = {each: Counter() for each in Dimension}
        # The first breaches by the rank of their case and the number of their event.
        self._sample: list[tuple[int, int, Incident]] = []
        self._facts: Counter[str] = Counter()

    def add(
        self, table: EventTable, values: Values, rows: Days, breached: Flags, late: Days,
        told: Callable[[int], tuple[str, Mapping[str, object]]], facts: Mapping[str, int] | None = None,
    ) -> None:
        """One piece of the log: `rows` are all acts that the rule speaks of; `told` says the sentence of the n-th of them."""
        excused = breached & self._is_accepted(table, rows)
        breached = breached & ~excused
        bad = rows[breached]
        self._excused += int(excused.sum())
        self._count, self._of = self._count + len(bad), self._of + len(rows)
        self._cases += len(np.unique(table.case[bad]))
        self._late.update(counted(late[breached & (late > 0)]))
        self._facts.update(facts or {})
        for dimension, (codes, names) in values.items():
            for counter, some in ((self._all[dimension], rows), (self._broken[dimension], bad)):
                counts = np.bincount(codes[some] + 1, minlength=len(names) + 1)[1:]
                counter.update({names[n]: int(counts[n]) for n in np.flatnonzero(counts).tolist()})
        self._add_sample(table, rows, np.flatnonzero(breached), told)

    def _add_sample(
        self, table: EventTable, rows: Days, breached: Days, told: Callable[[int], tuple[str, Mapping[str, object]]]
    ) -> None:
        some = []
        for place in breached[np.argsort(rows[breached], kind="stable")[:MOST_SHOWN]].tolist():
            case = int(table.case[rows[place]])
            message, said = told(place)
            event = int(rows[place] - table.starts[case]) + 1
            some.append((int(table.rank[case]), event, Incident(case=table.cases[case], event=event, message=message, values=said)))
        self._sample = _first([*self._sample, *some])

    def beside(self, acts: Acts) -> None:
        """Acts that the rule speaks of as well and that do not break it, counted elsewhere."""
        self._of += acts.of
        for dimension, counter in acts.by.items():
            self._all[dimension].update(counter)

    def join(self, other: Tally) -> None:
        """What was counted elsewhere of other cases."""
        self._count, self._of = self._count + other._count, self._of + other._of
        self._cases, self._excused = self._cases + other._cases, self._excused + other._excused
        self._late.update(other._late)
        self._facts.update(other._facts)
        for mine, theirs in ((self._all, other._all), (self._broken, other._broken)):
            for dimension, counter in theirs.items():
                mine[dimension].update(counter)
        self._sample = _first([*self._sample, *other._sample])

    def group(self) -> FindingGroup | None:
        """What it came to; None if nothing was found."""
        if not self._count and not self._excused:
            return None
        late, head = self._late, self._head
        return FindingGroup(
            rule=head.rule, row=head.row, title=head.title, severity=head.severity, basis=head.basis, element=head.element,
            name=head.name, count=self._count, of=self._of, cases=self._cases, accepted=self._excused,
            unit=head.unit if late else None, late_median=int(median(late)), late_most=max(late, default=0),
            by={each: self._counted(each) for each in Dimension if self._all[each]},
            hints=tuple(hint for each in Dimension for hint in self._hints(each)), sample=tuple(each for _, _, each in self._sample),
            facts=dict(self._facts),
        )

    def _is_accepted(self, table: EventTable, rows: Days) -> Flags:
        if any(not each.case for each in self._accepted):
            return np.ones(len(rows), np.bool_)
        named = {each.case for each in self._accepted}
        if not named:
            return np.zeros(len(rows), np.bool_)
        numbers = np.array([number for number, case in enumerate(table.cases) if case in named], np.int64)
        return np.isin(table.case[rows], numbers)

    def _counted(self, dimension: Dimension) -> tuple[Counted, ...]:
        broken, every = self._broken[dimension], self._all[dimension]
        in_order = dimension is Dimension.MONTH  # of a trend the good months are part
        rows = [Counted(name=name, count=broken[name], of=every[name]) for name in every if broken[name] or in_order]
        return tuple(sorted(rows, key=lambda each: each.name if in_order else (-each.count, each.name)))

    def _hints(self, dimension: Dimension) -> list[Hint]:
        broken, every = self._broken[dimension], self._all[dimension]
        total, bad = sum(every.values()), sum(broken.values())
        found = []
        for name, of in every.items() if len(every) > 1 else ():
            count, rest = broken[name], total - of
            share, others = count / of, (bad - count) / rest
            p = min(1.0, _chance(count, of, bad - count, rest) * len(every))
            if p < _SURE and share >= _TIMES * others:
                found.append(Hint(
                    dimension=dimension, name=name, count=count, of=of, share=share, others=others, p=p,
                ))
        return sorted(found, key=lambda hint: (hint.p, -hint.count, hint.name))[:3]


def _first(incidents: list[tuple[int, int, Incident]]) -> list[tuple[int, int, Incident]]:
    return nsmallest(MOST_SHOWN, incidents, key=lambda each: each[:2])


def _chance(count: int, of: int, others: int, rest: int) -> float:
    """How probable a share at least so far above the others' is if all are alike: one-sided, two proportions, pooled.

    1 where an expected number is below five: there the normal approximation does not hold.
    """
    pooled = (count + others) / (of + rest)
    if min(of, rest) * min(pooled, 1 - pooled) < _LEAST:
        return 1.0
    z = (count / of - others / rest) / sqrt(pooled * (1 - pooled) * (1 / of + 1 / rest))
    return 0.5 * erfc(z / sqrt(2))
