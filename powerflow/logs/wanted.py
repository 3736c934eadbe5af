"""Which columns of a log say what: case, activity, time, actor and group; and which others are kept."""
from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from powerflow.logs.instants import CHINA


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The names that a log gives to what we ask for; the defaults are those of XES.

    `keep`: the other columns to read, of events and of cases; None for all. `offset`: minutes from UTC where the log
    says none. `encoding` and `delimiter` of a CSV file are guessed where they are "".
    """

    case: str = "concept:name"
    activity: str = "concept:name"
    time: str = "time:timestamp"
    actor: str = "org:resource"
    group: str = "org:group"
    keep: Collection[str] | None = None
    offset: int = CHINA
    encoding: str = ""
    delimiter: str = ""

    def keeps(self, name: str, *, of_case: bool) -> bool:
        """Whether a column is read at all."""
        own = (self.case,) if of_case else (self.activity, self.time, self.actor, self.group)
        return self.keep is None or name in self.keep or name in own
