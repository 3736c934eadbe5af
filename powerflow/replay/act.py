"""One entry laid over the chart: was its step open, since when, and if not, what was passed over."""
from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from powerflow.deadlines import Deadline
from powerflow.model import Entry, Node, Place


class Fit(str, Enum):
    """How an entry fits the chart at that moment.

    OPEN: its step was open. JUMPED: only after steps were passed over or a decision left against the facts. LATE: it
    had been passed over and is made up for now. REPEATED: it had been done and nothing opened it again. CLOSED: it
    could not be open any more. UNKNOWN: the chart has no such step. UNDECIDED: the search for a way gave up.
    """

    OPEN = "open"
    JUMPED = "jumped"
    LATE = "late"
    REPEATED = "repeated"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    UNDECIDED = "undecided"
    REMARK = "remark"


@dataclass(frozen=True)
class Turn:
    """A decision (or step) that was left: the flows that were taken, and those that the facts allow.

    `allowed` is None where the facts do not decide, and empty where no condition holds.
    """

    node: str
    taken: tuple[str, ...]
    allowed: tuple[str, ...] | None

    @property
    def is_against_facts(self) -> bool:
        """Whether other flows were taken than the facts allow."""
        return self.allowed is not None and set(self.allowed) != set(self.taken)


@dataclass(frozen=True, kw_only=True)
class Act:
    """One entry (办理记录) laid over the chart. `node` is None for one that the chart lacks, and for remarks on the case.

    `position` counts from 0. `since`: the position of the entry that opened the step; None where that cannot be known.
    `due`: if the entry is of a timer, when that was to fire. `skipped` are the steps (and the start) passed over to
    open it, in order; `timers` those taken as run out without an entry; `missed` those that this entry closed although
    they had run out. `passed` are all nodes that the tokens left, `flows` all flows that they took.
    """

    position: int
    entry: Entry
    place: Place
    node: Node | None
    fit: Fit
    since: int | None = None
    due: Deadline | None = None
    skipped: tuple[str, ...] = ()
    timers: tuple[TimerEnd, ...] = ()
    missed: tuple[TimerEnd, ...] = ()
    turns: tuple[Turn, ...] = ()
    passed: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()

    @property
    def seq(self) -> int:
        """The entry's number in its history."""
        return self.entry.seq

    @property
    def name(self) -> str:
        """The node's name, else its id; "" for a remark on the whole case."""
        return (self.node.name if self.node else "") or self.place.name or self.entry.node

    @property
    def fits(self) -> bool:
        """Whether the entry has a place in the run of the chart."""
        return self.fit in (Fit.OPEN, Fit.JUMPED)


@dataclass(frozen=True)
class TimerEnd:
    """A timer that has no entry: when it was to fire, and the position of the entry that opened it; None if not known."""

    node: str
    due: Deadline | None
    since: int | None = None
