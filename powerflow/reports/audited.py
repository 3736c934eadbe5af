"""What an audit of many cases came to, before it is written in one format or another."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from powerflow.errors import PowerflowError
from powerflow.logs import Broken
from powerflow.model import Severity, Unit
from powerflow.replay import DepartureKind, Fitness


class Dimension(str, Enum):
    """By what findings are counted: post (岗位), officer (经办人), department (部门), kind of power, month."""

    POST = "post"
    OFFICER = "officer"
    DEPARTMENT = "department"
    KIND = "kind"
    MONTH = "month"


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many of `of` acts with one value of a dimension break a rule."""

    name: str
    count: int
    of: int


@dataclass(frozen=True, kw_only=True)
class Hint:
    """A value that breaks a rule more often than the others do: `share` against theirs, by a test of two proportions.

    `p` is one-sided, by the normal approximation, times the number of values that were looked at (Bonferroni).
    """

    dimension: Dimension
    name: str
    count: int
    of: int
    share: float
    others: float
    p: float


@dataclass(frozen=True, kw_only=True)
class Incident:
    """One breach, for showing: the case, the number of its event (from 1), and the sentence with its values."""

    case: str
    event: int
    message: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FindingGroup:
    """All breaches of one rule at one step.

    `title` is a translation key; `count` of `of` acts, in `cases` cases; `late_median` and `late_most` in `unit`.
    `accepted` more were accepted by a person and are not counted.
    """

    rule: str
    row: str | None
    title: str
    severity: Severity
    basis: tuple[str, ...]
    element: str
    name: str
    count: int
    of: int
    cases: int
    accepted: int = 0
    unit: Unit | None = None
    late_median: int = 0
    late_most: int = 0
    by: Mapping[Dimension, tuple[Counted, ...]] = field(default_factory=dict)
    hints: tuple[Hint, ...] = ()
    sample: tuple[Incident, ...] = ()
    facts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Deviation:
    """One way in which cases left the chart: how often, in how many cases, and some of them."""

    kind: DepartureKind
    element: str
    name: str
    count: int
    cases: int
    sample: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Visited:
    """A step as it was gone through: how often, and the median days since the event before."""

    element: str
    name: str
    count: int
    median_days: float


@dataclass(frozen=True, kw_only=True)
class Undecided:
    """An order of activities whose departure from the chart was not worked out: it costs `bound` at the least."""

    activities: tuple[str, ...]
    cases: int
    bound: int
    sample: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Audited:
    """The whole audit; `fitness` is None without a chart. `unheld` says what could not be judged, as (message, values).

    `named_broken` are the first of the `broken` places of the data, `undecided` the commonest of the undecided orders.
    """

    source: str
    charts: tuple[str, ...] = ()
    cases: int = 0
    events: int = 0
    variants: int = 0
    first: date | None = None
    last: date | None = None
    fitness: Fitness | None = None
    undecided: tuple[Undecided, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    groups: tuple[FindingGroup, ...] = ()
    steps: tuple[Visited, ...] = ()
    broken: int = 0
    named_broken: tuple[Broken, ...] = ()
    unheld: tuple[tuple[str, Mapping[str, object]], ...] = ()
    errors: tuple[tuple[str, PowerflowError], ...] = ()
    crashed: tuple[str, ...] = ()
    elapsed: float = 0.0

    def count(self, severity: Severity) -> int:
        """How many breaches are of this severity."""
        return sum(group.count for group in self.groups if group.severity is severity)

    def breaches(self, element: str) -> int:
        """How many breaches were found at a step of the chart."""
        return sum(group.count for group in self.groups if element and group.element == element)
