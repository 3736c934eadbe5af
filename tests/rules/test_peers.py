"""The pages that compare our rules with others name rules that there are."""
from __future__ import annotations

import re
from pathlib import Path

from powerflow.rules import all_rules

_RULE = re.compile(r"`([a-z]+(?:-[a-z]+)+)`")


def _rows(page: Path) -> list[list[str]]:
    lines = page.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ") and "---" not in line]


def test_every_rule_of_bpmnlint_has_its_row(root: Path) -> None:
    rows = {row[0].strip("`"): row[1] for row in _rows(root / "docs" / "rules-peers.md") if row[0].startswith("`")}
    assert len(rows) == 28
    assert {name for ours in rows.values() for name in _RULE.findall(ours)} <= all_rules().keys()


def test_page_about_running_names_every_rule_of_the_family(root: Path) -> None:
    named = {name for row in _rows(root / "docs" / "runnable.md") for name in _RULE.findall(row[-1])}
    assert named <= all_rules().keys()
    assert {rule.id for rule in all_rules().values() if rule.family == "runnable"} <= named
