"""Where cases are kept and by what every act on them is judged (登记处), and what an act says (办理)."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from powerflow.cases.store import HistoryStore
from powerflow.cases.warm import Warm
from powerflow.deadlines import WorkCalendar
from powerflow.organisation import Organisation


@dataclass(frozen=True)
class Registry:
    """Where cases are kept (登记处), and by what every act on them is judged.

    `items` is the folder in which called items are looked up by their codes, `rolls` the file of the lists to draw from.
    """

    store: HistoryStore
    organisation: Organisation
    calendar: WorkCalendar
    warm: Warm = field(default_factory=Warm, compare=False, repr=False)
    items: Path | None = None
    rolls: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Act:
    """What somebody does: as which post, by whom, what it says of the case (texts by the names of facts).

    `command` is an id of the caller's choice: the same act sent twice under it is recorded once.
    """

    post: str = ""
    officers: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    command: str = ""
