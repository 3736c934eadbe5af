"""What a replay of several cases came to, before it is written in one format or another."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from powerflow.errors import PowerflowError
from powerflow.model import Finding, Severity
from powerflow.replay import Replay
from powerflow.reports.wording import say

if TYPE_CHECKING:
    from powerflow.cases import Again


@dataclass(frozen=True, kw_only=True)
class ReplayedCase:
    """One history: its replay and what was found in it, or the error that kept it from being read.

    `again`: how it went when the engine ran it again; None for a history of another system.
    """

    path: str
    replay: Replay | None = None
    error: PowerflowError | None = None
    findings: tuple[Finding, ...] = ()
    again: Again | None = None


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


def again_words(again: Again, lang: str) -> str:
    """How it went when the engine ran the case again, in a sentence."""
    if again.obstacle is not None:
        return say("引擎不能重新执行这张流程图：{cause}", lang, cause=again.obstacle.say(lang))
    if again.message:
        return say(again.message, lang, **again.values)
    tip = again.states[-1].digest[:16] if again.states else "—"
    return say("引擎重新执行了 {count} 项，每一项之后的状态都与回放一致；末项状态摘要 {tip}…", lang, count=len(again.states), tip=tip)
