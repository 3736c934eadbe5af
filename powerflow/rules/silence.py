"""Decisions not to be told of some findings: which findings they cover, and what became of them."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import PurePath

from powerflow.model import Finding, Place, PlacedSuppression
from powerflow.rules.families import rows_judged, rows_of
from powerflow.rules.rule import Rule


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What was found, and what was decided not to be reported: in one file, or in all of them by a settings file.

    `asked` are the ids of the rules that judged, and the legal rows they rest on.
    """

    place: Place
    findings: tuple[Finding, ...]
    suppressions: tuple[PlacedSuppression, ...]
    asked: frozenset[str]

    def silenced(self, day: date) -> tuple[Finding, ...]:
        """The findings that a suppression in force on `day` covers."""
        return tuple(
            finding for finding in self.findings
            if any(is_in_force(each, day) and covers(each, finding) for each in self.suppressions)
        )

    def unused(self, day: date) -> tuple[PlacedSuppression, ...]:
        """The suppressions in force on `day` that cover nothing, though their rule judged."""
        return tuple(
            each for each in self.suppressions
            if is_in_force(each, day) and each.rule in self.asked and not any(covers(each, finding) for finding in self.findings)
        )


def asked(rules: Iterable[Rule]) -> frozenset[str]:
    """The names under which suppressions may speak of `rules`."""
    return frozenset(name for rule in rules for name in (rule.id, *rows_judged(rule)))


def is_in_force(suppression: PlacedSuppression, day: date) -> bool:
    """Whether it still holds on `day`."""
    return day < suppression.until


def covers(suppression: PlacedSuppression, finding: Finding) -> bool:
    """Whether it speaks of `finding`: its rule or legal row, its element, its file."""
    rows = {finding.row} if finding.row else rows_of(finding.basis)
    if suppression.rule != finding.rule and suppression.rule not in rows:
        return False
    if suppression.element and suppression.element != finding.place.element:
        return False
    return not suppression.file or _fits(finding.place.path, suppression.file)


def _fits(path: str, pattern: str) -> bool:
    """Whether the path, or a part of it that begins after a `/`, fits the pattern."""
    parts = PurePath(path.replace("!", "/")).parts
    return any(fnmatchcase("/".join(parts[start:]), pattern) for start in range(len(parts)))
