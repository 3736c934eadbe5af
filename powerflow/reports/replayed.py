"""What a replay of several cases came to, before it is written in one format or another."""
from __future__ import annotations

from dataclasses import dataclass

from powerflow.errors import PowerflowError
from powerflow.model import Finding, Severity
from powerflow.replay import Replay


@dataclass(frozen=True, kw_only=True)
class ReplayedCase:
    """One history: its replay and what was found in it, or the error that kept it from being read."""

    path: str
    replay: Replay | None = None
    error: PowerflowError | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """All cases of one command; `crashed` names rules that could not finish."""

    cases: tuple[ReplayedCase, ...]
    crashed: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, case by case."""
        return tuple(finding for case in self.cases for finding in case.findings)

    @property
    def unreadable(self) -> int:
        """How many histories could not be read."""
        return sum(case.error is not None for case in self.cases)

    def count(self, severity: Severity) -> int:
        """How many findings are of this severity."""
        return sum(finding.severity is severity for finding in self.findings)
