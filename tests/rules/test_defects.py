"""Each variant with a planted defect raises exactly the legal rows it names, and no other error.

A variant is a chart, a folder of charts with its register where the defect is the catalogue's, or a history where only a case
shows it; `expect: XK-17, XK-14` names the rows, in a comment of the chart or in the source of the history.
"""
from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from powerflow import bpmn, register
from powerflow.deadlines import national_calendar
from powerflow.law import all_rows
from powerflow.model import Catalogue, Finding, Severity
from powerflow.replay import read_history, replay
from powerflow.rules import all_rules, judge
from powerflow.rules.families import rows_of

_DAY = date(2026, 11, 21)
_FOLDER = Path(__file__).resolve().parents[2] / "examples" / "defects"
_ROOT = _FOLDER.parents[1]
_EXPECT = re.compile(r"<!--\s*expect:([^>]*?)-->|\(expect:([^)]*)\)|（expect:([^）]*)）")


def _variants() -> list[Path]:
    return sorted(path for path in _FOLDER.glob("*/*") if path.suffix in (".bpmn", ".jsonl") or any(path.glob("*.bpmn")))


def _files(variant: Path) -> list[Path]:
    return sorted(variant.glob("*.bpmn")) if variant.is_dir() else [variant]


def _named(variant: Path) -> set[str]:
    texts = (file.read_text(encoding="utf-8") for file in _files(variant))
    return {row for text in texts for comments in _EXPECT.findall(text) for row in re.findall(r"[A-Z]{1,2}-\d+", " ".join(comments))}


def _findings(variant: Path) -> list[Finding]:
    if variant.suffix == ".jsonl":
        history = read_history(variant)
        case = replay(history, bpmn.read(_ROOT / history.chart_path), national_calendar())
        return list(judge(case, all_rules().values(), _DAY).findings)
    charts = tuple(bpmn.read(file) for file in _files(variant))
    subjects = (*charts, Catalogue(charts=charts, register=register.of([variant]))) if variant.is_dir() else charts
    judged = [judge(subject, all_rules().values(), _DAY) for subject in subjects]
    assert [id for each in judged for id in each.crashed] == []
    return [finding for each in judged for finding in each.findings]


def _rows(finding: Finding) -> set[str]:
    """The rows that a finding is about: its own, else those that leave their judgement to its rule."""
    if finding.row:
        return {finding.row}
    return {*rows_of(finding.basis), *(row.id for row in all_rows().values() if finding.rule in row.judged_by)}


@pytest.mark.parametrize("variant", _variants(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_defect_raises_the_rows_it_names_and_no_other_error(variant: Path) -> None:
    named, findings = _named(variant), _findings(variant)
    assert named, "a variant names the rows that it breaks"
    told = set().union(*map(_rows, findings))
    assert named - told == set(), "these rows keep silent"
    others = [(each.rule, each.row, each.place.line) for each in findings
              if each.severity is Severity.ERROR and not _rows(each) & named]
    assert others == [], "the variant has other errors"


def test_every_item_of_the_library_has_a_variant_with_a_defect() -> None:
    assert len(_variants()) >= 30
