"""Every shipped item runs, by officers of the shipped table, to each of its ends."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from powerflow import bpmn
from powerflow.cases import CaseFile, Registry, obstacles, open_store
from powerflow.deadlines import national_calendar
from powerflow.library import shipped
from powerflow.organisation import read
from powerflow.replay import Clocks, Fit, replay
from tests.cases.desk import url
from tests.cases.walks import in_time, walk
from tests.replay.histories import breaches

ITEMS = sorted(shipped().rglob("*.bpmn"))
_WALKS = 400


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Registry]:
    with open_store(url(tmp_path), create=True) as store:
        yield Registry(store, read(shipped() / "organisation.toml"), national_calendar())


@pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.stem)
def test_item_can_run(path: Path) -> None:
    assert [each.say() for each in obstacles(bpmn.read(path))] == []


@pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.stem)
def test_replay_finds_in_every_history_of_the_engine_only_what_was_open(desk: Registry, path: Path) -> None:
    """Two meanings of one chart, SpiffWorkflow's and the token game's, are kept equal."""
    for seed in range(4):
        file = walk(desk, path, Random(seed))
        acts = replay(file.history, file.chart, desk.calendar).acts
        assert [(act.entry.node, act.fit, act.missed) for act in acts] == [
            (entry.node, Fit.OPEN if entry.is_doing else Fit.REMARK, ()) for entry in file.history.entries
        ]
        for entry in file.history.entries:
            _shows_the_same_clocks(desk, file.at(entry.at), entry.at)
            _shows_the_same_clocks(desk, file.at(entry.at), entry.at + timedelta(days=2))


def _shows_the_same_clocks(desk: Registry, file: CaseFile, moment: datetime) -> None:
    """The case as it stands then, and a replay of what was recorded by then."""
    case = replay(file.history, file.chart, desk.calendar, moment=moment)
    assert case.readings == Clocks(file.course, desk.calendar, moment).readings()
    assert file.clocks(desk.calendar, moment) == tuple(each for each in case.readings if each.is_running)
    timers = [step for step in file.open_steps(desk.calendar, moment) if step.is_timer]
    assert {(each.node.id, each.clock.deadline) for each in timers if each.clock} == {
        (each.node.id, each.due) for each in case.open if each.due
    }


@pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.stem)
def test_case_in_which_nobody_dawdles_replays_without_findings(desk: Registry, path: Path) -> None:
    for seed in range(8):
        file = walk(desk, path, Random(seed), in_time)
        assert file.course.ended
        assert breaches(replay(file.history, file.chart, desk.calendar)) == []


@pytest.mark.slow
@pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.stem)
def test_item_runs_to_each_of_its_ends(desk: Registry, path: Path) -> None:
    chart = bpmn.read(path)
    wanted = {id for id, node in chart.events.items() if node.type == "endEvent"}
    reached: set[str] = set()
    for seed in range(_WALKS):
        reached |= set(walk(desk, path, Random(seed)).course.ends)
        if reached == wanted:
            break
    assert sorted(wanted - reached) == []
