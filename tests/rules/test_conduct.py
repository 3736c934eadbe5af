"""Every rule about conduct finds what its wrong history marks, and nothing in its right one."""
from __future__ import annotations

from datetime import date

import pytest

from powerflow import bpmn, organisation
from powerflow.deadlines import national_calendar
from powerflow.model import Finding
from powerflow.replay import Replay, read_history, replay
from powerflow.reports import say
from powerflow.rules import Rule, Subject, all_rules, judge
from tests.rules.examples import FOLDER

_DAY = date(2026, 11, 21)
_RULES = [rule for rule in all_rules().values() if rule.subject is Subject.REPLAY]
_each = pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.id)


def _replay(rule: Rule, kind: str) -> Replay:
    folder = FOLDER / rule.id
    table = folder / "organisation.toml"
    return replay(
        read_history(folder / f"{kind}.jsonl"), bpmn.read(folder / "chart.bpmn"), national_calendar(),
        organisation=organisation.read(table) if table.exists() else None,
    )


def _marked(case: Replay, rule: Rule) -> set[int | None]:
    """The numbers of the entries whose note expects a finding; None if the name of the case does."""
    mark = f"expect: {rule.id}"
    return {act.seq for act in case.acts if act.entry.note == mark} | ({None} if case.history.name == mark else set())


def _findings(case: Replay, rule: Rule) -> tuple[Finding, ...]:
    judgement = judge(case, [rule], _DAY)
    assert judgement.crashed == ()
    return judgement.findings


def test_there_are_rules_about_conduct() -> None:
    assert len(_RULES) >= 15


@_each
def test_wrong_history_is_found_where_it_is_marked(rule: Rule) -> None:
    case = _replay(rule, "fail")
    found = _findings(case, rule)
    assert _marked(case, rule)
    assert {finding.seq for finding in found} == _marked(case, rule)
    assert {finding.case for finding in found} == {case.case}


@_each
def test_right_history_is_clean(rule: Rule) -> None:
    """Of every rule about conduct, so that the two examples differ in one thing."""
    case = _replay(rule, "pass")
    assert [finding.rule for other in _RULES for finding in _findings(case, other)] == []


@_each
def test_message_is_said_in_both_languages_with_all_its_values(rule: Rule) -> None:
    for finding in _findings(_replay(rule, "fail"), rule):
        for lang in ("zh", "en"):
            assert "{" not in say(finding.message, lang, **finding.values)
