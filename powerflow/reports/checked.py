"""What a check of several files came to, before it is written in one format or another."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from powerflow.errors import PowerflowError
from powerflow.graph import verdict
from powerflow.model import Finding, Flowchart, Kept, Proposal, Severity


class Soundness(str, Enum):
    """Whether every case of a chart comes to one proper end, and every step can take place."""

    SOUND = "sound"
    UNSOUND = "unsound"
    UNDECIDED = "undecided"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Standing:
    """The soundness of one file; `reason` says why it is undecided, as a translation key with its values."""

    soundness: Soundness
    reason: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


_REASONS = {
    "empty": "图中没有画出任何流程", "states": "可能的走法太多，没有全部走完", "messages": "泳池之间的来往太多，没有全部走完",
    "references": "有的流向或边界事件指向不存在的元素", "duplicates": "有的标识写了两次，不知指的是哪个元素",
}
_OTHER = "部分走法没有走完"
_SETTINGS = "这是配置文件，不是流程图"


def standing(chart: Flowchart) -> Standing:
    """The verdict on `chart` in the words of a report."""
    found = verdict(chart)
    soundness = Soundness(found.verdict.value)
    if soundness is not Soundness.UNDECIDED:
        return Standing(soundness)
    node = chart.nodes.get(found.reason)
    if node is not None:
        return Standing(soundness, "复杂网关“{name}”何时放行没有定义", {"name": node.name or node.id})
    return Standing(soundness, _REASONS.get(found.reason, _OTHER))


_CAUSES = ("deadlock", "tokens-unsynchronised", "loop-without-exit", "message-deadlock")
_CONSEQUENCE = "step-never-reached"


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of one file by line; what never takes place after what keeps it from that."""
    by_line = sorted(findings, key=lambda each: each.place.line or 0)
    last = max((place for place, each in enumerate(by_line) if each.rule in _CAUSES), default=-1) + 1
    first = [each for each in by_line[:last] if each.rule != _CONSEQUENCE]
    return (*first, *(each for each in by_line[:last] if each.rule == _CONSEQUENCE), *by_line[last:])


@dataclass(frozen=True, kw_only=True)
class CheckedFile:
    """One file: its chart and what was found in it, or the error that kept it from being read.

    `title`, `code` and `known` stand for the chart where it was not kept in memory, `entry` for what the catalogue of many
    charts needs of it. `silenced` counts the findings that
    somebody decided not to be told of or that an earlier report has, `fixed` are the changes made to the file. A settings
    file has findings, but no chart. `crashed` names rules that could not finish with it.
    """

    path: str
    chart: Flowchart | None = None
    entry: Flowchart | None = None
    error: PowerflowError | None = None
    findings: tuple[Finding, ...] = ()
    kept: tuple[Kept, ...] = ()
    title: str = ""
    code: str | None = None
    known: Standing | None = None
    silenced: int = 0
    fixed: tuple[Proposal, ...] = ()
    is_settings: bool = False
    crashed: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the chart is called."""
        return self.chart.name if self.chart else self.title

    @property
    def item(self) -> str | None:
        """The code of the power item, None where the file has none."""
        return self.chart.item.code if self.chart and self.chart.item else self.code

    @property
    def standing(self) -> Standing:
        """Its soundness."""
        if self.error:
            return Standing(Soundness.UNREADABLE, self.error.message, self.error.values)
        if self.known is not None:
            return self.known
        return standing(self.chart) if self.chart else Standing(Soundness.UNDECIDED, _OTHER)

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

    @property
    def charts(self) -> int:
        """How many files were read as charts."""
        return sum(not (file.error or file.is_settings) for file in self.files)

    @property
    def silenced(self) -> int:
        """How many findings are not told, by decision or because an earlier report has them."""
        return sum(file.silenced for file in self.files)

    def count(self, severity: Severity) -> int:
        """How many findings are of this severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def standing(self, soundness: Soundness) -> int:
        """How many files are sound, unsound, undecided or unreadable."""
        return sum(file.standing.soundness is soundness for file in self.files if not file.is_settings)

    def with_findings(self, findings: Iterable[Finding], crashed: Iterable[str] = ()) -> Checked:
        """The same with further findings, each put to the file in which it stands; a file that has none so far is added."""
        more: dict[str, list[Finding]] = {}
        for finding in findings:
            more.setdefault(finding.place.path, []).append(finding)
        files = [
            replace(file, findings=in_order((*file.findings, *more[file.path])))
            if file.path in more else file
            for file in self.files
        ]
        known = {file.path for file in files}
        files += [
            CheckedFile(path=path, findings=tuple(found), is_settings=True, known=Standing(Soundness.UNDECIDED, _SETTINGS))
            for path, found in more.items() if path not in known
        ]
        return Checked(files=tuple(files), crashed=(*self.crashed, *crashed))
