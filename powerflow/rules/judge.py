"""Runs rules over a chart, a catalogue or a replay."""
from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from powerflow.law import Rows, binding
from powerflow.model import Finding, Flowchart, Severity
from powerflow.rules.rule import Located, Rule


@dataclass(frozen=True)
class Judgement:
    """What the rules found, in the order of files and lines; `crashed` names the rules that could not finish."""

    findings: tuple[Finding, ...]
    crashed: tuple[str, ...] = ()


def judge(subject: Located, rules: Iterable[Rule], day: date, packs: Collection[str] = ()) -> Judgement:
    """What `rules` find in `subject` on `day`; those for other kinds of subject or not in force keep silent.

    `packs` names departmental and local rows of law that are to count besides those the item asks for.

    A rule that crashes is reported under its own id, and the others still run.
    """
    chart = subject if isinstance(subject, Flowchart) else getattr(subject, "chart", None)  # a replay has one
    has_item = isinstance(chart, Flowchart) and chart.item is not None
    found: list[Finding] = []
    crashed: list[str] = []
    rows: Rows | None = None
    for rule in _due(tuple(rules), type(subject).__name__, day):
        if rule.takes_rows and not has_item:
            continue
        try:
            if rule.takes_rows and rows is None and isinstance(chart, Flowchart):
                rows = binding(chart, day, packs)
            found += rule.findings(subject, day, rows)
        except Exception as error:  # noqa: BLE001  a broken rule must not hide what the others find
            found.append(_crash(rule, subject, error))
            crashed.append(rule.id)
    return Judgement(tuple(sorted(_told_once(found) if rows is not None else found, key=_order)), tuple(crashed))


def _told_once(found: Iterable[Finding]) -> Iterable[Finding]:
    """Without what two demands of one row of law say in the same words of the same place."""
    return {(each.rule, each.row, each.place, each.seq, each.message, str(each.values)): each for each in found}.values()


@lru_cache(maxsize=16)
def _due(rules: tuple[Rule, ...], kind: str, day: date) -> tuple[Rule, ...]:
    """The rules for this kind of subject that are in force; asked anew for each of thousands of charts."""
    return tuple(rule for rule in rules if rule.subject == kind and rule.in_force(day))


def _order(finding: Finding) -> tuple[str, int, int]:
    return finding.place.path, finding.seq or 0, finding.place.line or 0


def _crash(rule: Rule, subject: Located, error: Exception) -> Finding:
    return Finding(
        rule=rule.id, family=rule.family, severity=Severity.ERROR, place=subject.place,
        message="规则自身出错，未能检查完：{cause}", values={"cause": f"{type(error).__name__}: {error}"},
        mend="请将该文件和这条消息告知 powerflow 的维护者；其余规则不受影响",
    )
