"""A finding (问题): what is wrong, where, how severe, and how to mend it."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from powerflow.model.place import Place


class Severity(str, Enum):
    """`error`: no legitimate reading. `advice`: a plausible choice worth a look."""

    ERROR = "error"
    ADVICE = "advice"


class Term(str):
    """A word of ours among the values of a message: a translation key itself, unlike a name that a file gave."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One way to mend what was found, tried beforehand. `message` is a translation key, `values` fill it.

    For programs: `kind` is retype, join, drop, connect, default, exit or bound, between pools also swap, tell or hush;
    `element` is what is changed, `to` what it becomes or leads to. `restores` says that the whole process is sound afterwards,
    else only this fault is gone. `safe`: it is the only such change, and the same steps are done before and after it.
    """

    kind: str
    element: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    to: str = ""
    restores: bool = True
    safe: bool = False


@dataclass(frozen=True, kw_only=True)
class Suppression:
    """A decision of a person not to be told of the findings of a rule or legal row, in force before `until`."""

    rule: str
    reason: str
    by: str
    until: date


@dataclass(frozen=True, kw_only=True)
class PlacedSuppression(Suppression):
    """Such a decision where it is written, and what it covers: an element ("" for any), files by a pattern ("" for any)."""

    place: Place
    element: str = ""
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One answer of one rule. `message` and `mend` are translation keys; `values` fill the message.

    `row` and `level` name the legal row (`XK-17`, `E`) where the rule judges rows of law; `basis` cites its source.
    `case` and `seq` say which case and entry a finding about conduct speaks of.
    """

    rule: str
    family: str
    severity: Severity
    place: Place
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    mend: str = ""
    basis: tuple[str, ...] = ()
    row: str | None = None
    level: str | None = None
    witness: tuple[str, ...] = ()
    fixes: tuple[Proposal, ...] = ()
    case: str | None = None
    seq: int | None = None
