"""States on a chart: which marks a finding, a difference and a replayed case leave."""
from __future__ import annotations

from pathlib import Path

import pytest

from powerflow.deadlines import national_calendar
from powerflow.diagram import Mark
from powerflow.library import Library
from powerflow.model import diff
from powerflow.publishing import diff_marks, replay_marks
from powerflow.replay import Replay, read_history, replay
from tests.builders import chart

_HISTORIES = Path(__file__).resolve().parents[2] / "examples" / "histories"


@pytest.fixture(scope="module")
def late() -> Replay:
    """A permit whose approval by the county took 15 of 3 working days."""
    return replay(read_history(_HISTORIES / "E01-late.jsonl"), Library().find("E01").chart, national_calendar())


def test_a_replayed_case_shows_what_was_late_and_the_time_used(late: Replay) -> None:
    marks = {mark.element: mark for mark in replay_marks(late, "zh")}
    assert (marks["government"].kind, marks["government"].text) == ("late", "超期 15/3个工作日")
    assert (marks["survey"].kind, marks["survey"].text) == ("done", "2/2个工作日")
    assert {mark.turn for mark in marks.values()} == {0}


def test_a_moving_case_lights_up_in_the_order_of_its_history(late: Replay) -> None:
    turns = {mark.element: mark.turn for mark in replay_marks(late, "en", moving=True)}
    assert turns["start"] == 1 and turns["apply"] < turns["receive"] < turns["survey"] < turns["government"] < turns["end_denied"]
    assert min(turns.values()) == 1


def test_two_versions_are_marked_on_the_new_chart_and_the_removed_on_the_old_one() -> None:
    old = chart("甲").start().step("收件", "a", post="科", days=1).step("会签", "b", post="科").end().build()
    new = chart("甲").start().step("收件", "a", post="科", days=2).step("听证", "c", post="科").end().build()
    on_new, on_old = diff_marks(diff(old, new), "zh")
    assert Mark("c", "added") in on_new and Mark("a", "changed", "办理时限") in on_new
    assert Mark("b", "removed") in on_old and not any(mark.kind == "removed" for mark in on_new)
