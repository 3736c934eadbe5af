"""A case (办件) is its history (运行记录): entries that are only ever appended."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from powerflow.model.facts import FactValue


class EntryKind(str, Enum):
    """What an entry records; docs/history.md says of each kind which fields it bears and what follows from it."""

    # The case goes on.
    START = "start"
    STEP = "step"
    TIMER = "timer"
    MESSAGE = "message"
    # Steps are opened or closed otherwise than by the chart.
    SEND_BACK = "send-back"
    WITHDRAW = "withdraw"
    TERMINATE = "terminate"
    MIGRATE = "migrate"
    # Who is to do a step, and who may not.
    CLAIM = "claim"
    DELEGATE = "delegate"
    RETURN = "return"
    TRANSFER = "transfer"
    BAR = "bar"
    # The clocks.
    SUPPLEMENT = "supplement"
    SUPPLEMENTED = "supplemented"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"
    # The file itself.
    CORRECT = "correct"
    ARCHIVE = "archive"
    INCIDENT = "incident"
    # Other items, and service steps.
    CALL = "call"
    CALLED = "called"
    DRAW = "draw"
    # Electronic supervision: beside the course of the case, which they never change.
    ALARM = "alarm"
    EXPLAIN = "explain"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    ORDER = "order"
    CORRECTED = "corrected"
    RECHECK = "recheck"
    CLOSE = "close"
    OBJECT = "object"


# The kinds that histories of schema 1 know.
FIRST_KINDS = frozenset({EntryKind.START, EntryKind.STEP, EntryKind.TIMER})
# Those that do a node of the chart. A call that is over does its step; a message that nothing awaits yet names no node.
DOING_KINDS = FIRST_KINDS | {EntryKind.MESSAGE, EntryKind.CALLED}
SUPERVISION_KINDS = frozenset({
    EntryKind.ALARM, EntryKind.EXPLAIN, EntryKind.CONFIRM, EntryKind.CANCEL, EntryKind.ORDER, EntryKind.CORRECTED,
    EntryKind.RECHECK, EntryKind.CLOSE, EntryKind.OBJECT,
})


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry (记录项). It speaks of BPMN ids, posts, officers and times, never of an engine's ids.

    `at` is an aware instant; `node` is "" where the entry speaks of the whole case. `to` is the officer, post or step aimed
    at, `document` the notice or paper by number or name, `limit` a length of legal time (`10WD`), `approver` the officer
    who agreed, `refers` the number of the entry spoken of (0: none), `case` another case, `chart` the digest of a chart.
    `digest` = SHA-256 over `previous` and the entry's canonical JSON; both are "" in histories of other systems.
    """

    seq: int
    at: datetime
    kind: EntryKind
    node: str
    post: str = ""
    officer: str = ""
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    note: str = ""
    command: str = ""
    to: str = ""
    document: str = ""
    limit: str = ""
    approver: str = ""
    refers: int = 0
    case: str = ""
    chart: str = ""
    previous: str = ""
    digest: str = ""

    @property
    def is_doing(self) -> bool:
        """Whether it says that a node of the chart was done; all other entries only speak of the case."""
        return self.kind in DOING_KINDS and bool(self.node)


@dataclass(frozen=True, kw_only=True)
class History:
    """All entries of one case, and the chart (by the digest of its bytes) under which it began.

    `simulated`: the times were given by whoever ran the case and are not the system's.
    """

    case: str
    item: str
    name: str
    chart_path: str
    chart_digest: str
    simulated: bool = False
    source: str = ""
    entries: tuple[Entry, ...] = ()

    @property
    def done(self) -> tuple[Entry, ...]:
        """The entries that say that a node of the chart was done, without those that were taken back."""
        undone = {entry.refers for entry in self.entries if entry.kind is EntryKind.WITHDRAW}
        return tuple(entry for entry in self.entries if entry.is_doing and entry.seq not in undone)

    @property
    def chart_now(self) -> str:
        """The digest of the chart that the case runs on: that of its last change of version (换版), else of its start."""
        changed = (entry.chart for entry in reversed(self.entries) if entry.kind is EntryKind.MIGRATE)
        return next(changed, self.chart_digest)
