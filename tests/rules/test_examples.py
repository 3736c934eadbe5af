"""Every rule finds what its wrong example marks, and nothing in its right one."""
from __future__ import annotations

from datetime import date

import pytest

from powerflow.rules import Rule, Subject, all_rules, judge
from tests.rules.examples import FOLDER, expected, subject

_DAY = date(2026, 11, 21)
_RULES = [rule for rule in all_rules().values() if rule.subject is not Subject.REPLAY]

_CHART_RULES = [rule for rule in _RULES if rule.subject is Subject.CHART]


def _found(rule: Rule, kind: str) -> list[tuple[str, int | None]]:
    judgement = judge(subject(rule, kind), [rule], _DAY)
    assert judgement.crashed == ()
    return [(finding.place.path, finding.place.line) for finding in judgement.findings]


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.id)
def test_wrong_example_is_found_where_it_is_marked(rule: Rule) -> None:
    marked = expected(rule, "fail")
    assert marked
    assert set(_found(rule, "fail")) == marked


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.id)
def test_right_example_is_clean(rule: Rule) -> None:
    assert _found(rule, "pass") == []


@pytest.mark.parametrize("kind", ["pass", "fail"])
@pytest.mark.parametrize("rule", _CHART_RULES, ids=lambda rule: rule.id)
def test_drawing_of_an_example_has_no_other_fault(rule: Rule, kind: str) -> None:
    """So that a reader of the example sees one thing only, and a finding is not explained twice."""
    others = [other for other in _CHART_RULES if other.family == "structure" and other is not rule]
    assert [finding.rule for finding in judge(subject(rule, kind), others, _DAY).findings] == []


def test_no_example_is_left_of_a_rule_that_is_gone() -> None:
    assert {folder.name for folder in FOLDER.iterdir() if folder.is_dir()} <= all_rules().keys()
