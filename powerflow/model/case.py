"""A case (办件) is its history (运行记录): entries that are only ever appended."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from powerflow.model.facts import FactValue


class EntryKind(str, Enum):
    """What an entry records: the case began, a step was done, a legal time ran out and its event fired."""

    START = "start"
    STEP = "step"
    TIMER = "timer"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry (记录项). It speaks of BPMN ids, posts, officers and times, never of an engine's ids.

    `at` is an aware instant.
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
    previous: str = ""
    digest: str = ""


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
