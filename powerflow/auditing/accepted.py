"""Reads which deviations a person has accepted (已认可的偏差): of what, why, by whom, until when."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from powerflow.toml import Tables

SCHEMA = "powerflow/accepted/1"


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """One decision: breaches of `rule` (at `step` and in `case`, where named) are not counted before `until`."""

    rule: str
    step: str
    case: str
    reason: str
    by: str
    until: date

    def covers(self, rule: str, element: str, name: str) -> bool:
        """Whether it speaks of this rule at this step (by id or name)."""
        return self.rule == rule and self.step in ("", element, name)


def read_accepted(path: Path) -> tuple[Accepted, ...]:
    """The decisions in a TOML file. Raises InputError with the line of what is wrong."""
    rows = Tables(path, SCHEMA, ("accepted",)).rows("accepted", "rule", "step", "case", "reason", "by", "until")
    return tuple(
        Accepted(
            rule=row.text("rule"), step=row.text("step", required=False), case=row.text("case", required=False),
            reason=row.text("reason"), by=row.text("by"), until=row.day("until"),
        )
        for row in rows
    )
