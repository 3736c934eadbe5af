"""A decision not to report a finding has ended.

Why: an exception was granted for a time; afterwards somebody must look again. What it covered is reported again.
Mend: put right what it covered, or let the person who decides grant it anew with a new last day.
"""
from __future__ import annotations

from datetime import date

from powerflow.model import Severity
from powerflow.rules.rule import Breaches, rule
from powerflow.rules.silence import Judged, is_in_force


@rule(
    title="不再报告的决定已经到期",
    why="例外只在一段时间内有效，到期应当重新审视；它所涉及的问题重新报告。",
    mend="改正所涉及的问题，或由有权的人重新决定并写明新的期限。",
    basis="powerflow 的约定：例外要写明理由、决定人和期限",
    severity=Severity.ADVICE,
)
def check(judged: Judged, *, day: date) -> Breaches:
    for each in judged.suppressions:
        if not is_in_force(each, day):
            values = {"rule": each.rule, "until": each.until.isoformat(), "by": each.by}
            yield each, "{by}决定不再报告 {rule}，已于 {until} 到期", values
