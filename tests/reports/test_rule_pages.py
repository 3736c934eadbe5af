"""The list of rules and the page of one rule, in both languages."""
from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from powerflow.reports import family_name, rule_text, rules_text
from powerflow.rules import FAMILIES, all_rules


def test_list_names_every_rule_once_under_its_family() -> None:
    lines = rules_text(all_rules().values(), "zh").splitlines()
    named = [line.split()[0] for line in lines if line.startswith("  ")]
    assert named == list(all_rules())
    assert family_name("timing", "zh") in lines


def test_page_says_why_mend_basis_and_where_the_examples_are() -> None:
    text = rule_text(all_rules()["time-limit-missing"], "zh")
    for part in ("为什么：", "怎么改：", "依据：州运行方案", "examples/rules/time-limit-missing/fail.bpmn"):
        assert part in text


def test_page_of_a_rule_over_a_catalogue_names_folders() -> None:
    assert "examples/rules/code-duplicate/fail/" in rule_text(all_rules()["code-duplicate"], "zh")


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [(date(2026, 1, 1), None, "from 2026-01-01"), (None, date(2027, 1, 1), "until 2027-01-01"),
     (date(2026, 1, 1), date(2027, 1, 1), "from 2026-01-01 until 2027-01-01"), (None, None, "")],
)
def test_page_says_when_the_law_is_in_force(since: date | None, until: date | None, said: str) -> None:
    text = rule_text(replace(all_rules()["time-limit-missing"], since=since, until=until), "en")
    assert said in text and ("In force" in text) is bool(said)


def test_every_family_has_a_name_in_both_languages() -> None:
    assert all(family_name(family, "zh") != family_name(family, "en") for family in FAMILIES)
