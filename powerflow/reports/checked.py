"""What a check of several files came to, before it is written in one format or another."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from powerflow.errors import PowerflowError
from powerflow.model import Finding, Flowchart, Kept, Severity


class Soundness(str, Enum):
    """Whether every case of a chart can be brought to an end, and every step can take place."""

    SOUND = "sound"
    UNSOUND = "unsound"
    UNDECIDED = "undecided"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, kw_only=True)
class CheckedFile:
    """One file: its chart and what was found in it, or the error that kept it from being read.

    `reason` is a translation key that says why the soundness is undecided.
    """

    path: str
    chart: Flowchart | None = None
    error: PowerflowError | None = None
    findings: tuple[Finding, ...] = ()
    kept: tuple[Kept, ...] = ()
    soundness: Soundness = Soundness.UNDECIDED
    reason: str = "本版本还不检查健全性(死锁、活锁)"

    @property
    def kept_by_name(self) -> tuple[tuple[str, str, int], ...]:
        """What stands in the file that we do not understand: namespace, name, how often."""
        counted = Counter((kept.namespace, kept.name) for kept in self.kept)
        return tuple((namespace, name, count) for (namespace, name), count in counted.items())


@dataclass(frozen=True, kw_only=True)
class Checked:
    """All files of one check; `crashed` names rules that could not finish."""

    files: tuple[CheckedFile, ...]
    crashed: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, file by file."""
        return tuple(finding for file in self.files for finding in file.findings)

    @property
    def unreadable(self) -> int:
        """How many files could not be read."""
        return sum(file.error is not None for file in self.files)

    def count(self, severity: Severity) -> int:
        """How many findings are of this severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def with_findings(self, findings: Iterable[Finding], crashed: Iterable[str] = ()) -> Checked:
        """The same with further findings, each put to the file in which it stands."""
        more: dict[str, list[Finding]] = {}
        for finding in findings:
            more.setdefault(finding.place.path, []).append(finding)
        files = tuple(
            replace(file, findings=tuple(sorted((*file.findings, *more[file.path]), key=lambda each: each.place.line or 0)))
            if file.path in more else file
            for file in self.files
        )
        return Checked(files=files, crashed=(*self.crashed, *crashed))
