"""A decision not to report a finding names a rule that there is not.

Why: it covers nothing, though whoever wrote it believes that it does.
Mend: correct the id; `powerflow rules` lists them all.
"""
from __future__ import annotations

from datetime import date

from powerflow.model import Severity
from powerflow.rules.families import all_rules, rows_of
from powerflow.rules.rule import Breaches, rule
from powerflow.rules.silence import Judged


@rule(
    title="不再报告的决定写了不存在的规则",
    why="写的人以为有效，其实什么也没有管到。",
    mend="改正规则编号；powerflow rules 列出全部规则。",
    basis="powerflow 的约定：例外要写明理由、决定人和期限",
    severity=Severity.ADVICE,
)
def check(judged: Judged, *, day: date) -> Breaches:
    known = {name for rule in all_rules().values() for name in (rule.id, *rows_of(rule.basis))}
    for each in judged.suppressions:
        if each.rule not in known:
            yield each, "没有规则“{rule}”", {"rule": each.rule}
