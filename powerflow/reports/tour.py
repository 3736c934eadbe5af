"""What a tour of the shipped items came to, before it becomes a page."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from powerflow.deadlines import Day
from powerflow.errors import PowerflowError
from powerflow.model import Flowchart, Severity
from powerflow.reports.checked import Checked, CheckedFile
from powerflow.reports.replayed import ReplayedCase


@dataclass(frozen=True, kw_only=True)
class TourItem:
    """One shipped item: its chart and check, its BPMN file, and its drawn chart (file names; "" for a picture that is missing)."""

    chart: Flowchart
    checked: CheckedFile
    bpmn: str
    svg: str
    pdf: str


@dataclass(frozen=True, kw_only=True)
class TourRefusal:
    """An act that the engine refused, and why."""

    at: datetime
    step: str
    officers: tuple[str, ...]
    error: PowerflowError


@dataclass(frozen=True, kw_only=True)
class TourCase:
    """One replayed history: what it shows, how it ended, its files (`svg` is "" where the picture is missing)."""

    replayed: ReplayedCase
    title: str
    outcomes: tuple[str, ...]
    history: str
    text: str
    svg: str
    refusals: tuple[TourRefusal, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Tour:
    """Everything that a page tells. `day` is the day by whose law was judged; `lacking` says why pictures are missing.

    `days` are whole weeks, Monday to Sunday, around a holiday that the cases cross. `explained` is a deadline over
    them: the command that asks for it, and its answer line by line.
    """

    day: date
    checked: Checked
    items: tuple[TourItem, ...]
    cases: tuple[TourCase, ...]
    breaches: tuple[TourCase, ...]
    days: tuple[Day, ...]
    explained: tuple[str, tuple[str, ...]]
    files: tuple[str, ...]
    lacking: PowerflowError | None = None

    @property
    def errors(self) -> int:
        """How many errors the check of the items found."""
        return self.checked.count(Severity.ERROR)

    @property
    def advice(self) -> int:
        """How many pieces of advice the check of the items gave."""
        return self.checked.count(Severity.ADVICE)

    @property
    def found_in_cases(self) -> int:
        """How many findings the replays of the played cases have."""
        return sum(len(case.replayed.findings) for case in self.cases)

    @property
    def found_in_breaches(self) -> int:
        """How many findings the replays of the altered histories have."""
        return sum(len(case.replayed.findings) for case in self.breaches)

    @property
    def refusals(self) -> int:
        """How many acts the engine refused."""
        return sum(len(case.refusals) for case in self.cases)
