"""Thousands of strangers' charts: no rule crashes, and rules about our annotations keep silent."""
from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from powerflow import bpmn
from powerflow.errors import InputError
from powerflow.rules import judge, select
from tests.corpus import files, needs_corpus

# Families that speak of charts without annotations, and the one piece of advice that says so.
_SPEAKING = {"structure", "soundness", "runnable", "responsibility"}


@needs_corpus
@pytest.mark.slow
def test_rules_over_the_public_corpus() -> None:
    rules = select(ignore=["conduct"])
    crashed: list[tuple[str, tuple[str, ...]]] = []
    spoken: Counter[tuple[str, str]] = Counter()
    for name, data in files():
        try:
            chart = bpmn.parse(data, name).chart
        except InputError:
            continue
        judgement = judge(chart, rules, date(2026, 11, 21))
        if judgement.crashed:
            crashed.append((name, judgement.crashed))
        spoken.update((finding.family, finding.rule) for finding in judgement.findings)
    assert crashed == []
    assert {rule for family, rule in spoken if family not in _SPEAKING} == {"item-missing"}
    assert {"duty-missing", "step-without-post", "hand-over-missing", "exit-condition-missing"} & {rule for _, rule in spoken} == set()
