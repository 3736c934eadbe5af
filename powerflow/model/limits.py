"""How long a step or an item may take: time limits (办理时限), time that does not count, extensions."""
from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Unit(str, Enum):
    """The unit of a time limit; its value is the suffix on the command line (`20WD`)."""

    WORKING_DAY = "WD"
    CALENDAR_DAY = "CD"
    MONTH = "M"
    YEAR = "Y"
    HOUR = "H"
    SPOT = "spot"


class LimitRole(str, Enum):
    """Who set the limit: the law (法定) or the authority's own promise (承诺)."""

    STATUTORY = "statutory"
    PROMISED = "promised"


class LimitSense(str, Enum):
    """At most (`within`, 办结) or at least (`wait`, a period that must be left open, such as five days to answer)."""

    WITHIN = "within"
    WAIT = "wait"


@dataclass(frozen=True, kw_only=True)
class TimeLimit:
    """A time limit (办理时限).

    `amount` counts `unit`s and is 0 for `spot`. `start` and `end` are element ids: the clock runs from the
    completion of `start` (None: from the moment when the step or event opens) to the completion of `end`
    (None: of the step itself). `basis` cites the law; `illustrative` marks a number chosen by whoever drew the chart.
    `silence` says what the law attaches to the limit running out (视为受理).
    """

    role: LimitRole
    amount: int
    unit: Unit
    sense: LimitSense = LimitSense.WITHIN
    start: str | None = None
    end: str | None = None
    basis: str = ""
    illustrative: bool = False
    silence: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ExcludedPeriod:
    """Time that does not count (不计入时限的期间): on a step, all the time while that step is open.

    `kind` is the legal kind (听证, 检验, 征求第三方意见 …), `document` the notice that the law requires.
    """

    kind: str
    document: str = ""
    basis: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Suspension:
    """The clock stops (中止) from the event `reason` until it ends; `document` is the notice to the party."""

    reason: str
    document: str = ""
    basis: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Extension:
    """A limit may be extended (延长) by `amount` `unit`s, `times` times, if `approver` agrees before it runs out."""

    amount: int
    unit: Unit
    approver: str
    times: int = 1
    document: str = ""
    basis: str = ""
    note: str = ""
