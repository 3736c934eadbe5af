"""A case that the engine made is run again to the same state after each entry; a tampered one parts from it where it was changed."""
from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from powerflow.cases import Again, run_again
from powerflow.deadlines import national_calendar
from powerflow.library import Library
from powerflow.model import Entry, History, canonical
from powerflow.replay import read_history
from tests.cases.blocks import TREES, Tree, named
from tests.cases.timed_walk import TimedWalk, own_desk, timed_chart

_HISTORIES = sorted((Path(__file__).resolve().parents[2] / "examples" / "histories").glob("*.jsonl"))
# Those that were spoilt by hand after the engine had made them, and the entry at which the engine parts from them.
_SPOILT = {"E01-survey-skipped": 6}


def _again(history: History, entries: tuple[Entry, ...] | None = None) -> Again:
    document = Library().by_digest(history.chart_digest)
    assert document is not None, "the item has changed: run tools/write_histories.py"
    return run_again(replace(history, entries=history.entries if entries is None else entries), document.chart, national_calendar())


@pytest.mark.parametrize("path", _HISTORIES, ids=lambda path: path.stem)
def test_recorded_case_is_reproduced_state_by_state(path: Path) -> None:
    history = read_history(path)
    again = _again(history)
    assert again.differs == _SPOILT.get(path.stem, 0)
    reached = again.differs - 1 if again.differs else len(history.entries)
    assert [each.seq for each in again.states] == [entry.seq for entry in history.entries][:reached]
    assert all(each.digest == sha256(canonical(dict(each.state)).encode()).hexdigest() for each in again.states)


def test_state_says_what_is_open_since_when_and_until_when() -> None:
    """E01 after its acceptance on 20 September 2026: two steps side by side, of two and three working days."""
    again = _again(read_history(next(path for path in _HISTORIES if path.stem == "E01-late")))
    state = again.states[3].state
    assert (state["after"], state["ended"], state["open"]) == (4, False, [["police", 4], ["survey", 4]])
    clocks = [tuple(each) for each in state["clocks"]]  # type: ignore[attr-defined]
    assert ("survey", "promised", "within", 2, "WD", 4, "2026-09-22") in clocks
    assert ("police", "promised", "within", 3, "WD", 4, "2026-09-23") in clocks
    assert ("", "statutory", "within", 20, "WD", 4, "2026-10-23") in clocks


def test_tampered_entry_is_named() -> None:
    history = read_history(next(path for path in _HISTORIES if path.stem == "E01-granted"))
    whole = _again(history)
    gone = _again(history, (*history.entries[:4], *history.entries[5:]))
    assert gone.differs in (6, 7) and "没有开启" in gone.message
    facts = {**history.entries[2].facts, "收件结果": "补正"}
    turned = _again(history, (*history.entries[:2], replace(history.entries[2], facts=facts), *history.entries[3:]))
    assert turned.differs == 4
    assert turned.states[1].digest == whole.states[1].digest and turned.states[2].digest != whole.states[2].digest


def test_later_time_gives_other_states_from_there_on() -> None:
    history = read_history(next(path for path in _HISTORIES if path.stem == "E01-granted"))
    late = tuple(replace(entry, at=entry.at + timedelta(days=1)) if entry.seq > 4 else entry for entry in history.entries)
    one, other = _again(history).states, _again(history, late).states
    assert one[:4] == other[:4] and one[-2].digest != other[-2].digest


def _reproduces(tree: Tree, seed: int) -> None:
    random = Random(seed)
    with own_desk() as desk:
        walk = TimedWalk(desk, timed_chart(named(tree, count(1)), random, ample=False), random, [timedelta(hours=7), timedelta(days=4)])
        walk.to_its_end()
        history = desk.store.read(walk.file.history.case)
        again = run_again(history, walk.file.chart, desk.calendar)
        assert again.is_same and len(again.states) == len(history.entries)
        for number in range(1, len(history.entries)):
            prefix = run_again(replace(history, entries=history.entries[:number]), walk.file.chart, desk.calendar)
            assert prefix.states == again.states[:number]


@settings(max_examples=10, deadline=None)
@given(tree=TREES, seed=st.integers(0, 2**32))
def test_generated_case_is_reproduced_at_every_prefix(tree: Tree, seed: int) -> None:
    _reproduces(tree, seed)


@pytest.mark.full
@settings(max_examples=300, deadline=None)
@given(tree=TREES, seed=st.integers(0, 2**32))
def test_many_generated_cases_are_reproduced_at_every_prefix(tree: Tree, seed: int) -> None:
    _reproduces(tree, seed)
