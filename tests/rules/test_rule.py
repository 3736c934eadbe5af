"""What the decorator makes of a file, and what the runner does with rules."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import cast

import pytest

from powerflow.errors import UsageError
from powerflow.model import Flowchart, Place, Severity
from powerflow.rules import Breach, Rule, Subject, all_rules, judge, rules_of, select
from powerflow.rules.rule import Breaches, english, rule
from tests.builders import chart

_DAY = date(2026, 11, 21)
_SOURCE = '''"""Something is wrong.

Why: it matters,
    a lot.
Mend: put it right.
"""
from __future__ import annotations

def check(chart: Flowchart{more}):
    {body}
'''


def _made(body: str, more: str = "", since: date | None = None, until: date | None = None) -> Rule:
    """The rule that a file `timing/too_late.py` with this body of `check` would be."""
    space: dict[str, object] = {"__file__": "rules/timing/too_late.py", "date": date}
    exec(compile(_SOURCE.format(more=more, body=body), "too_late.py", "exec"), space)  # noqa: S102  our own text
    check = cast("Callable[..., Breaches]", space["check"])
    return rule(title="迟了", why="要紧。", mend="改。", basis="某法第一条", since=since, until=until)(check)


def _chart() -> Flowchart:
    return chart().start().step("审查", id="review").end().build()


def test_id_is_the_file_and_family_the_folder() -> None:
    made = _made("return iter(())")
    assert (made.id, made.family, made.subject, made.basis) == ("too-late", "timing", Subject.CHART, ("某法第一条",))


def test_english_comes_from_the_docstring() -> None:
    made = _made("return iter(())")
    assert made.english == {"title": "Something is wrong.", "why": "it matters, a lot.", "mend": "put it right."}


@pytest.mark.parametrize("text", ["", "Wrong.", "Wrong.\n\nWhy: because.", "Wrong.\n\nMend: so."])
def test_docstring_without_its_parts_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="docstring"):
        english(text)


def test_finding_carries_what_the_rule_says() -> None:
    made = _made('yield chart.nodes["review"], "“{name}”迟了", {"name": "审查"}')
    (finding,) = judge(_chart(), [made], _DAY).findings
    assert (finding.rule, finding.family, finding.severity) == ("too-late", "timing", Severity.ERROR)
    assert (finding.place.element, finding.mend, finding.basis) == ("review", "改。", ("某法第一条",))
    assert finding.message.format(**finding.values) == "“审查”迟了"


def test_row_level_basis_and_witness_of_a_breach_are_kept() -> None:
    made = replace(
        _made("return iter(())"),
        check=lambda chart: iter([Breach(chart, "x", row="XK-1", level="E", basis=("乙",), witness=("a", "b"))]),
    )
    (finding,) = judge(_chart(), [made], _DAY).findings
    assert (finding.row, finding.level, finding.basis, finding.witness) == ("XK-1", "E", ("乙",), ("a", "b"))


def test_a_rule_may_ask_for_the_day() -> None:
    made = _made('yield chart, "x", {"day": day}', more=", *, day: date")
    (finding,) = judge(_chart(), [made], _DAY).findings
    assert finding.values == {"day": _DAY}


@pytest.mark.parametrize(
    ("day", "silent"), [(date(2025, 12, 31), True), (date(2026, 1, 1), False), (date(2026, 12, 31), False), (date(2027, 1, 1), True)]
)
def test_a_rule_judges_only_while_its_law_is_in_force(day: date, silent: bool) -> None:
    made = _made('yield chart, "x", {}', since=date(2026, 1, 1), until=date(2027, 1, 1))
    assert (judge(_chart(), [made], day).findings == ()) is silent


def test_a_rule_that_crashes_is_named_and_the_others_still_run() -> None:
    broken, sound = _made("yield 1 / 0"), replace(_made('yield chart, "x", {}'), id="sound")
    judgement = judge(_chart(), [broken, sound], _DAY)
    assert judgement.crashed == ("too-late",)
    assert {finding.rule for finding in judgement.findings} == {"too-late", "sound"}
    crash = next(finding for finding in judgement.findings if finding.rule == "too-late")
    assert "ZeroDivisionError" in str(crash.values["cause"])


def test_a_rule_for_another_subject_keeps_silent() -> None:
    class Other:
        place = Place("x")

    assert judge(Other(), all_rules().values(), _DAY).findings == ()


def test_findings_come_in_the_order_of_lines() -> None:
    made = _made('yield from ((node, "x", {}) for node in reversed(list(chart.nodes.values())))')
    lines = [finding.place.line for finding in judge(_chart(), [made], _DAY).findings]
    assert lines == sorted(lines, key=lambda line: line or 0) and len(lines) == 3


def test_select_takes_ids_and_families() -> None:
    timing = {rule.id for rule in select(only=["timing"])}
    assert "time-limit-missing" in timing and {rule.family for rule in select(only=["timing"])} == {"timing"}
    assert {rule.id for rule in select(only=["timing"], ignore=["time-limit-missing"])} == timing - {"time-limit-missing"}
    assert len(select()) == len(all_rules())


@pytest.mark.parametrize("name", ["time-limit-misssing", "完全不同"])
def test_unknown_rule_is_a_usage_error(name: str) -> None:
    with pytest.raises(UsageError):
        select(only=[name])
    with pytest.raises(UsageError):
        rules_of(name)


def test_unknown_rule_names_what_is_spelled_alike() -> None:
    with pytest.raises(UsageError, match="time-limit-missing"):
        select(ignore=["time-limit-misssing"])


def test_rules_are_found_by_the_legal_row_on_which_they_rest() -> None:
    assert [rule.id for rule in rules_of("XK-32")] == ["rights-missing"]
    assert [rule.id for rule in rules_of("jj-01")] == ["remedy-missing", "remedy-misstated"]
    assert [rule.id for rule in rules_of("time-limit-missing")] == ["time-limit-missing"]
