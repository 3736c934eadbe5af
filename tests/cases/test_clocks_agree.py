"""The engine and the replay read one clock: what ran in time replays clean, what was late is found, and nothing else is."""
from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import count
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from powerflow.deadlines import national_calendar
from powerflow.model import EntryKind
from powerflow.replay import Clocks, Fit, Replay
from tests.cases.blocks import TREES, Tree, named
from tests.cases.timed_walk import TimedWalk, own_desk, replayed, timed_chart
from tests.replay.histories import breaches


def _agrees(walk: TimedWalk) -> Replay:
    """The whole case: every entry was open, every clock ran alike in the engine, the replay and the clockwork."""
    case = replayed(walk.file)
    assert [(act.entry.node, act.fit, act.missed, act.timers) for act in case.acts] == [
        (entry.node, Fit.OPEN, (), ()) for entry in walk.file.history.entries
    ]
    assert case.complete and case.overdue == ()
    assert case.readings == Clocks(walk.file.course, national_calendar(), case.moment).readings()
    assert Counter((each.owner, each.limit, each.started, each.ended, each.deadline.due, each.void) for each in case.readings) == (
        Counter((run.owner, run.limit, run.since, run.until, run.last, run.void) for run in walk.clockwork.runs(case.moment))
    )
    return case


def _of_time(case: Replay) -> list[tuple[str, str | None, int | None]]:
    """The findings but one: in a loop an extension may come round again, which is a fault of its own, not of the clock."""
    return [breach for breach in breaches(case) if breach[0] != "extension-repeated"]


def _walk_in_time(tree: Tree, seed: int) -> None:
    random = Random(seed)
    timed = timed_chart(named(tree, count(1)), random, ample=True)
    with own_desk() as desk:
        walk = TimedWalk(desk, timed, random, [timedelta(minutes=20), timedelta(hours=5), timedelta(hours=20)])
        walk.to_its_end()
        assert _of_time(_agrees(walk)) == []


def _walk_at_any_pace(tree: Tree, seed: int) -> None:
    random = Random(seed)
    timed = timed_chart(named(tree, count(1)), random, ample=False)
    with own_desk() as desk:
        walk = TimedWalk(desk, timed, random, [timedelta(minutes=20), timedelta(hours=7), timedelta(days=2), timedelta(days=9)])
        walk.to_its_end()
        case = _agrees(walk)
        assert Counter(_of_time(case)) == walk.clockwork.late(walk.clockwork.runs(case.moment))


def _walk_with_one_delay(tree: Tree, seed: int, turn: int) -> None:
    """Only what was open while nothing was done is exceeded; all of it that no other step stopped and nothing extended."""
    random, delay = Random(seed), timedelta(days=300)
    timed = timed_chart(named(tree, count(1)), random, ample=True)
    with own_desk() as desk:
        walk = TimedWalk(desk, timed, random, [timedelta(hours=5)], delayed=turn, delay=delay)
        walk.to_its_end()
        case = _agrees(walk)
    runs, instants = walk.clockwork.runs(case.moment), walk.clockwork.instants
    assert Counter(_of_time(case)) == walk.clockwork.late(runs)
    acts = [number for number, entry in enumerate(case.history.entries) if entry.kind is EntryKind.STEP]
    late = next((each for each in acts if instants[each] - instants[0] >= delay), len(instants))
    for reading in case.readings:
        was_open = reading.started < late <= (reading.ended or 0)
        assert was_open or not reading.is_late
        if was_open and reading.end - reading.start >= _LONGEST and not (reading.pauses or reading.extended):
            assert reading.is_late


# Nine times thirty calendar days and the days of rest behind them; six times thirty working days are less.
_LONGEST = timedelta(days=281)
_SEEDS = st.integers(0, 2**32)


@settings(max_examples=15)
@given(tree=TREES, seed=_SEEDS)
def test_case_in_time_replays_without_findings(tree: Tree, seed: int) -> None:
    _walk_in_time(tree, seed)


@settings(max_examples=40)
@given(tree=TREES, seed=_SEEDS)
def test_case_at_any_pace_replays_to_exactly_the_limits_that_it_exceeded(tree: Tree, seed: int) -> None:
    _walk_at_any_pace(tree, seed)


@settings(max_examples=15)
@given(tree=TREES, seed=_SEEDS, turn=st.integers(0, 8))
def test_one_delay_is_found_in_every_limit_that_was_open_then(tree: Tree, seed: int, turn: int) -> None:
    _walk_with_one_delay(tree, seed, turn)


@pytest.mark.full
@settings(max_examples=400)
@given(tree=TREES, seed=_SEEDS)
def test_many_cases_in_time_replay_without_findings(tree: Tree, seed: int) -> None:
    _walk_in_time(tree, seed)


@pytest.mark.full
@settings(max_examples=800)
@given(tree=TREES, seed=_SEEDS)
def test_many_cases_at_any_pace_replay_to_exactly_the_limits_that_they_exceeded(tree: Tree, seed: int) -> None:
    _walk_at_any_pace(tree, seed)


@pytest.mark.full
@settings(max_examples=400)
@given(tree=TREES, seed=_SEEDS, turn=st.integers(0, 8))
def test_in_many_cases_one_delay_is_found_in_every_limit_that_was_open_then(tree: Tree, seed: int, turn: int) -> None:
    _walk_with_one_delay(tree, seed, turn)
