"""A finding (问题): what is wrong, where, how severe, and how to mend it."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from powerflow.model.place import Place


class Severity(str, Enum):
    """`error`: no legitimate reading. `advice`: a plausible choice worth a look."""

    ERROR = "error"
    ADVICE = "advice"


class Term(str):
    """A word of ours among the values of a message: a translation key itself, unlike a name that a file gave."""


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
    fixes: tuple[str, ...] = ()
    case: str | None = None
    seq: int | None = None
