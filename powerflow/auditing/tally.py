"""Counts the breaches of one rule at one step over all parts of a log, by post, person, department, kind and month."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np

from powerflow.auditing.accepted import Accepted
from powerflow.auditing.legal_days import Days, Flags
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


class Tally:
    """The breaches of one rule at one step."""

    def __init__(self, head: Head, accepted: Iterable[Accepted] = ()) -> None:
        self._head = head
        self._accepted = tuple(each for each in accepted if each.covers(head.rule, head.element, head.name))
        self._count = self._of = self._cases = self._excused = 0
        self._late: list[Days] = []
        self._broken: dict[Dimension, Counter[str]] = {each: Counter() for each in Dimension}
        self._all: dict[Dimension, Counter[str]] = {each: Counter() for each in Dimension}
        self._sample: list[Incident] = []
        self._facts: Counter[str] = Counter()

    def add(
        self, table: EventTable, values: Values, rows: Days, breached: Flags, late: Days,
        told: Callable[[int], tuple[str, Mapping[str, object]]], facts: Mapping[str, int] | None = None,
    ) -> None:
        """One part of the log: `rows` are all acts that the rule speaks of; `told` says the sentence of the n-th of them."""
        excused = breached & self._is_accepted(table, rows)
        breached = breached & ~excused
        bad = rows[breached]
        self._excused += int(excused.sum())
        self._count, self._of = self._count + len(bad), self._of + len(rows)
        self._cases += len(np.unique(table.case[bad]))
        self._late.append(late[breached])
        self._facts.update(facts or {})
        for dimension, (codes, names) in values.items():
            for counter, some in ((self._all[dimension], rows), (self._broken[dimension], bad)):
                counts = np.bincount(codes[some] + 1, minlength=len(names) + 1)[1:]
                counter.update({names[n]: int(counts[n]) for n in np.flatnonzero(counts).tolist()})
        for place in np.flatnonzero(breached)[: MOST_SHOWN - len(self._sample)].tolist():
            case = int(table.case[rows[place]])
            message, said = told(place)
            event = int(rows[place] - table.starts[case]) + 1
            self._sample.append(Incident(case=table.cases[case], event=event, message=message, values=said))

    def group(self) -> FindingGroup | None:
        """What it came to; None if nothing was found."""
        if not self._count and not self._excused:
            return None
        late = np.concatenate(self._late)
        late, head = late[late > 0], self._head
        return FindingGroup(
            rule=head.rule, row=head.row, title=head.title, severity=head.severity, basis=head.basis, element=head.element,
            name=head.name, count=self._count, of=self._of, cases=self._cases, accepted=self._excused,
            unit=head.unit if len(late) else None, late_median=int(np.median(late)) if len(late) else 0,
            late_most=int(late.max(initial=0)), by={each: self._counted(each) for each in Dimension if self._all[each]},
            hints=tuple(hint for each in Dimension for hint in self._hints(each)), sample=tuple(self._sample),
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
        rows = [Counted(name=name, count=broken[name], of=every[name]) for name in every if broken[name]]
        in_order = dimension is Dimension.MONTH
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
        return sorted(found, key=lambda hint: (hint.p, -hint.count))[:3]


def _chance(count: int, of: int, others: int, rest: int) -> float:
    """How probable a share at least so far above the others' is if all are alike: one-sided, two proportions, pooled.

    1 where an expected number is below five: there the normal approximation does not hold.
    """
    pooled = (count + others) / (of + rest)
    if min(of, rest) * min(pooled, 1 - pooled) < _LEAST:
        return 1.0
    z = (count / of - others / rest) / sqrt(pooled * (1 - pooled) * (1 / of + 1 / rest))
    return 0.5 * erfc(z / sqrt(2))
