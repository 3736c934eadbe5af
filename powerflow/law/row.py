"""What a row of law is: a demand of procedural law with its source, validity and grade of verification."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from powerflow.law.applies import Applies
from powerflow.law.demand import Demand


@dataclass(frozen=True, kw_only=True)
class Source:
    """An act, regulation or document (来源); `valid_to` is the first day on which it is no longer in force.

    `governs` are the codes of the kinds of power whose general procedure it sets; `short` is what a chart calls it where the full
    name would crowd the cards ("": without 中华人民共和国).
    """

    key: str
    name: str
    short: str = ""
    version: str = ""
    level: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""
    governs: tuple[str, ...] = ()
    english: str = ""
    note: str = ""

    def in_force(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Citation:
    """Articles of a source."""

    source: Source
    articles: str = ""


@dataclass(frozen=True, kw_only=True)
class LimitLine:
    """One line of the table of legal time limits; `start` and `end` are tags, or words for what no step is.

    `op` is <=, >= or >; `unit` WD, CD, M, Y or H.
    """

    matter: str
    start: str
    end: str
    op: str
    n: int
    unit: str
    extension: str = ""
    approver: str = ""
    excluded: str = ""
    silence: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of law (法律条目): what is demanded of whom, by which articles, and how a flowchart shows it.

    `severity` is E (error), W or I (advice); `grade` A (two copies of the text), B (one), S (a governing plan).
    `pack` names the departmental or local set that an item must ask for; `overrides` the more general rows that give way;
    `judged_by` ordinary rules; `exception` says why neither chart nor catalogue nor replay can show it.
    """

    id: str
    section: str
    demand: str
    english: str
    cites: tuple[Citation, ...]
    severity: str
    grade: str
    checked_on: date
    note: str = ""
    note_english: str = ""
    since: date | None = None
    until: date | None = None
    pack: str = ""
    overrides: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    applies: Applies = field(default_factory=Applies)
    demands: tuple[Demand, ...] = ()
    judged_by: tuple[str, ...] = ()
    exception: str = ""
    exception_english: str = ""
    limits: tuple[LimitLine, ...] = ()

    def in_force(self, day: date) -> bool:
        """Whether it binds anybody on `day`: within its own dates, and one of its sources in force."""
        if (self.since is not None and day < self.since) or (self.until is not None and self.until <= day):
            return False
        return not self.cites or any(cite.source.in_force(day) for cite in self.cites)


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the table: its letters, title and rows in order."""

    key: str
    title: str
    english: str
    rows: tuple[Row, ...]
