"""Every rule explains itself, in both languages, and the page that lists them is up to date."""
from __future__ import annotations

from pathlib import Path

import pytest

from powerflow.reports import rules_markdown
from powerflow.rules import FAMILIES, Rule, Subject, all_rules
from powerflow.translation import translate
from tests.rules.examples import FOLDER

_ENDINGS = {Subject.CHART: ".bpmn", Subject.CATALOGUE: "", Subject.REPLAY: ".jsonl", Subject.JUDGED: ".bpmn"}
_each = pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.id)


@_each
def test_rule_has_a_basis_and_both_examples(rule: Rule) -> None:
    assert rule.basis
    for kind in ("pass", "fail"):
        assert (FOLDER / rule.id / f"{kind}{_ENDINGS[rule.subject]}").exists()


@_each
def test_english_in_the_catalogue_is_that_of_the_docstring(rule: Rule) -> None:
    said = {part: translate(getattr(rule, part), "en") for part in ("title", "why", "mend")}
    assert said == rule.english, "run tools/document_rules.py and `make translations`"


def test_page_of_rules_is_up_to_date(root: Path) -> None:
    written = (root / "docs" / "rules.md").read_text(encoding="utf-8")
    assert written == rules_markdown(all_rules().values()), "run tools/document_rules.py"


def test_every_family_is_a_folder(root: Path) -> None:
    folders = {path.parent.name for path in (root / "powerflow" / "rules").glob("*/__init__.py")}
    assert folders == FAMILIES.keys()
