"""Runs rules over a chart, a catalogue or a replay."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from powerflow.model import Finding, Severity
from powerflow.rules.rule import Located, Rule


@dataclass(frozen=True)
class Judgement:
    """What the rules found, in the order of files and lines; `crashed` names the rules that could not finish."""

    findings: tuple[Finding, ...]
    crashed: tuple[str, ...] = ()


def judge(subject: Located, rules: Iterable[Rule], day: date) -> Judgement:
    """What `rules` find in `subject` on `day`; those for other kinds of subject or not in force keep silent.

    A rule that crashes is reported under its own id, and the others still run.
    """
    kind = type(subject).__name__
    found: list[Finding] = []
    crashed: list[str] = []
    for rule in rules:
        if rule.subject != kind or not rule.in_force(day):
            continue
        try:
            found += rule.findings(subject, day)
        except Exception as error:  # noqa: BLE001  a broken rule must not hide what the others find
            found.append(_crash(rule, subject, error))
            crashed.append(rule.id)
    return Judgement(tuple(sorted(found, key=_order)), tuple(crashed))


def _order(finding: Finding) -> tuple[str, int, int]:
    return finding.place.path, finding.seq or 0, finding.place.line or 0


def _crash(rule: Rule, subject: Located, error: Exception) -> Finding:
    return Finding(
        rule=rule.id, family=rule.family, severity=Severity.ERROR, place=subject.place,
        message="规则自身出错，未能检查完：{cause}", values={"cause": f"{type(error).__name__}: {error}"},
        mend="请将该文件和这条消息告知 powerflow 的维护者；其余规则不受影响",
    )
