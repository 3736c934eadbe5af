"""An extension that was granted (延长): whether it counts, and how far the limit then runs."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from powerflow.deadlines.clock import Deadline, deadline
from powerflow.deadlines.period import Period


class Refusal(str, Enum):
    """Why an extension adds nothing."""

    LATE = "late"
    AGAIN = "again"
    TOO_LONG = "too_long"
    APPROVER = "approver"


@dataclass(frozen=True, kw_only=True)
class Grant:
    """An extension as it was granted: by how much, when and by whom."""

    period: Period
    on: date | datetime
    approver: str = ""


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What the law allows: how often, at most how much (None: not said), and words of which the approver's post has one."""

    times: int = 1
    most: Period | None = None
    approver: Sequence[str] = ()


@dataclass(frozen=True)
class Extended:
    """A limit after extensions: when it now ends, and for each grant why it adds nothing, None where it counts."""

    deadline: Deadline
    grants: tuple[tuple[Grant, Refusal | None], ...]


def extended(end: Deadline, grants: Iterable[Grant], allowed: Allowed | None = None) -> Extended:
    """The deadline `end` after `grants`, in the order in which they were made.

    A grant counts only before the limit as it then stood has run out, as often, at most as long and by whom `allowed` says (None:
    any one grant). In the limit's own unit it is added to the limit, in another it runs on from the day due.
    """
    rules = allowed or Allowed()
    judged: list[tuple[Grant, Refusal | None]] = []
    for grant in sorted(grants, key=lambda each: str(each.on)):
        refusal = _refusal(end, grant, rules, granted=sum(reason is None for _, reason in judged))
        judged.append((grant, refusal))
        if refusal is None:
            end = _longer(end, grant.period)
    return Extended(end, tuple(judged))


def _refusal(end: Deadline, grant: Grant, allowed: Allowed, *, granted: int) -> Refusal | None:
    if end.is_over(grant.on):
        return Refusal.LATE
    if granted >= allowed.times:
        return Refusal.AGAIN
    most = allowed.most
    if most is not None and (grant.period.unit is not most.unit or grant.period.amount > most.amount):
        return Refusal.TOO_LONG
    if allowed.approver and not any(word in grant.approver for word in allowed.approver):
        return Refusal.APPROVER
    return None


def _longer(end: Deadline, by: Period) -> Deadline:
    if by.unit is end.period.unit:
        return deadline(end.start, Period(end.period.amount + by.amount, by.unit), end.calendar, end.pauses)
    runs_on = deadline(end.due, by, end.calendar, end.pauses)
    return replace(runs_on, provisional=runs_on.provisional or end.provisional)
