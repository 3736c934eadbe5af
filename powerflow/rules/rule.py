"""What a rule (规则) is: one file whose decorated `check` yields what is wrong with its one subject.

The file's docstring is the rule's English: a sentence, then `Why:` and `Mend:`. The decorator says the same in Chinese.
"""
from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from powerflow.errors import UsageError
from powerflow.law import Rows
from powerflow.model import Finding, Place, Severity

_T = TypeVar("_T")


class Located(Protocol):
    """Anything that stands somewhere in a file: a node, a flow, a lane, a chart, an entry of a replay."""

    @property
    def place(self) -> Place:
        """Where it stands."""
        ...


class Breach(NamedTuple):
    """What a rule yields; a plain `(thing, message, values)` is taken as one.

    `thing` is a Place or has one. `row`, `level` and `basis` name the legal row that was judged,
    `witness` the element ids of the shortest trace that shows it. `severity` differs from the rule's own where the
    chart itself says how much depends on it.
    """

    thing: Place | Located
    message: str
    values: Mapping[str, object] = {}
    row: str | None = None
    level: str | None = None
    basis: tuple[str, ...] = ()
    witness: tuple[str, ...] = ()
    severity: Severity | None = None


Breaches = Iterator[Breach | tuple[Place | Located, str, Mapping[str, object]]]


class Subject(str, Enum):
    """What a rule judges; its value is the name of the type of `check`'s first argument."""

    CHART = "Flowchart"
    JUDGED = "Judged"
    CATALOGUE = "Catalogue"
    REPLAY = "Replay"


@dataclass(frozen=True, kw_only=True, eq=False)
class Rule:
    """One rule. `title`, `why` and `mend` are translation keys; its law is in force from `since` and before `until`.

    `limits` are the numbers an office may set for it (`most`: 50), as its `check` takes them.
    """

    id: str
    family: str
    title: str
    why: str
    mend: str
    basis: tuple[str, ...]
    severity: Severity
    subject: Subject
    since: date | None
    until: date | None
    english: Mapping[str, str]
    takes_day: bool
    takes_rows: bool
    check: Callable[..., Breaches]
    limits: Mapping[str, int] = field(default_factory=dict)

    def in_force(self, day: date) -> bool:
        """Whether its law is in force on `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    def with_limit(self, name: str, value: int) -> Rule:
        """The rule with another number. Raises UsageError if it has no such limit or the number is below one."""
        if name not in self.limits or value < 1:
            known = ", ".join(self.limits) or "—"
            raise UsageError(
                "规则 {rule} 没有限值 {name}={value}；可设的有：{known}，都从 1 起", rule=self.id, name=name, value=value,
                known=known,
            )
        return replace(self, limits={**self.limits, name: value})

    def findings(self, subject: object, day: date, rows: Rows | None = None) -> list[Finding]:
        """What is wrong with `subject`, judged on `day`, by `rows` of law. Whatever the rule's own code raises goes through."""
        # Most rules find nothing in most charts: this is what a check of many files spends its time on.
        if self.takes_rows:
            breaches = self.check(subject, rows=rows or Rows(day), **self.limits)
        elif self.takes_day:
            breaches = self.check(subject, day=day, **self.limits)
        else:
            breaches = self.check(subject, **self.limits) if self.limits else self.check(subject)
        found = list(breaches)
        return [self._finding(Breach(*each), subject) for each in found] if found else []

    def _finding(self, breach: Breach, subject: object) -> Finding:
        case = seq = None
        if self.subject is not Subject.CHART:
            case, seq = _attribute(str, "case", breach.thing, subject), _attribute(int, "seq", breach.thing)
        return Finding(
            rule=self.id, family=self.family, severity=breach.severity or self.severity, place=_place(breach.thing),
            message=breach.message, values=breach.values, mend=self.mend, basis=breach.basis or self.basis,
            row=breach.row, level=breach.level, witness=breach.witness,
            case=case, seq=seq,
        )


def rule(
    *, title: str, why: str, mend: str, basis: str | tuple[str, ...] = (), severity: Severity = Severity.ERROR,
    since: date | None = None, until: date | None = None,
) -> Callable[[Callable[..., Breaches]], Rule]:
    """Makes a rule of a file's `check(subject)`, or of `check(subject, *, day)` where the day of judgement matters.

    `check(chart, *, rows)` gets the rows of law that bind the chart's item on that day.

    Further keyword arguments with whole numbers as defaults are limits that an office may set.

    The id is the file's name, the family its folder, the subject the type of the first argument (which need not
    be importable at run time). Raises ValueError for a docstring without its parts or an unknown subject.
    """

    def make(check: Callable[..., Breaches]) -> Rule:
        file = Path(str(check.__globals__["__file__"]))
        parameters = inspect.signature(check).parameters
        return Rule(
            id=file.stem.replace("_", "-"), family=file.parent.name, title=title, why=why, mend=mend,
            basis=(basis,) if isinstance(basis, str) else basis, severity=severity, subject=_subject(parameters),
            since=since, until=until, english=english(str(check.__globals__["__doc__"] or "")),
            takes_day="day" in parameters, takes_rows="rows" in parameters, check=check,
            limits={name: each.default for name, each in parameters.items() if isinstance(each.default, int)},
        )

    return make


def english(docstring: str) -> dict[str, str]:
    """The parts `title`, `why` and `mend` of a rule's docstring."""
    head, why, rest = docstring.partition("\nWhy:")
    reason, mend, cure = rest.partition("\nMend:")
    if not (head.strip() and why and mend):
        raise ValueError("a rule's docstring is a sentence, 'Why: …' and 'Mend: …'")
    return {name: " ".join(text.split()) for name, text in (("title", head), ("why", reason), ("mend", cure))}


def _subject(parameters: Mapping[str, inspect.Parameter]) -> Subject:
    annotation = next(iter(parameters.values())).annotation
    name = annotation if isinstance(annotation, str) else annotation.__name__
    return Subject(name.rpartition(".")[2])


def _place(thing: Place | Located) -> Place:
    return thing if isinstance(thing, Place) else thing.place


def _attribute(kind: type[_T], name: str, *things: object) -> _T | None:
    values = (getattr(thing, name, None) for thing in things)
    return next((value for value in values if isinstance(value, kind)), None)
