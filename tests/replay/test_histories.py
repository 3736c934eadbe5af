"""Every recorded history of a shipped item replays to what was written down for it by hand."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from powerflow import bpmn
from powerflow.deadlines import national_calendar
from powerflow.library import Library
from powerflow.replay import Replay, read_history, replay
from tests.replay.histories import breaches

_FOLDER = Path(__file__).resolve().parents[2] / "examples" / "histories"
_EXPECTED = json.loads((_FOLDER / "expected.json").read_text(encoding="utf-8"))


def _replay(name: str) -> Replay:
    history = read_history(_FOLDER / f"{name}.jsonl")
    document = Library().by_digest(history.chart_digest)
    assert document is not None, "the item has changed: run tools/write_histories.py"
    return replay(history, bpmn.read(Path(document.path)), national_calendar())


@pytest.mark.parametrize("name", _EXPECTED)
def test_history_leads_to_its_findings_and_no_others(name: str) -> None:
    case = _replay(name)
    found = [list(each) for each in breaches(case)]
    assert sorted(found, key=str) == sorted(_EXPECTED[name], key=str)
    assert case.complete and case.history.simulated


def test_every_history_has_its_expectation_and_every_item_a_clean_one() -> None:
    assert {path.stem for path in _FOLDER.glob("*.jsonl")} == set(_EXPECTED)
    clean = {name.partition("-")[0] for name, expected in _EXPECTED.items() if not expected}
    assert clean == {chart.item.code for chart in Library().charts() if chart.item}
