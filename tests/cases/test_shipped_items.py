"""Every shipped item runs, by officers of the shipped table, to each of its ends."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from powerflow import bpmn
from powerflow.cases import Act, CaseFile, OpenStep, Registry, do, obstacles, open_store, start, tick
from powerflow.deadlines import national_calendar
from powerflow.errors import PowerflowError
from powerflow.library import shipped
from powerflow.model import Fact, FactType, Flowchart
from powerflow.organisation import read
from powerflow.replay import Clocks, Fit, replay, runs_out
from tests.cases.desk import FRIDAY, url
from tests.replay.histories import breaches

ITEMS = sorted(shipped().rglob("*.bpmn"))
_WALKS = 60
_MOST_TURNS = 120


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Registry]:
    with open_store(url(tmp_path), create=True) as store:
        yield Registry(store, read(shipped() / "organisation.toml"), national_calendar())


def _text(fact: Fact, random: Random) -> str:
    if fact.type is FactType.CHOICE:
        return random.choice(fact.choices)
    return {
        FactType.YESNO: random.choice(["是", "否"]), FactType.INTEGER: str(random.choice([0, 1, 2, 3, 30])),
        FactType.AMOUNT: str(random.choice([0, 200, 5_000, 60_000, 2_000_000])), FactType.DATE: "2026-09-18",
        FactType.TEXT: "某某",
    }[fact.type]


def _act(desk: Registry, chart: Flowchart, step: OpenStep, at: datetime, random: Random) -> Act:
    holders = desk.organisation.holders(step.post, at.date())
    everybody = tuple(term.officer for term in desk.organisation.terms if term.covers(at.date()))
    officers = tuple(dict.fromkeys(holders + everybody))[: step.node.notes.min_staff or 1] if holders else ("张三",)
    return Act(post=step.post, officers=officers, facts={fact.name: _text(fact, random) for fact in step.facts})


# When something happens next, and whether a timer is waited for rather than a step done; `at` is the last instant.
Pace = Callable[[Random, Sequence[OpenStep], datetime], "tuple[datetime, bool]"]


def _at_any_pace(random: Random, opened: Sequence[OpenStep], at: datetime) -> tuple[datetime, bool]:
    """Soon or the next day; timers run out long before anybody looks."""
    at += timedelta(hours=random.choice([1, 20]))
    timers = [step for step in opened if step.is_timer]
    if timers and (len(timers) == len(opened) or random.random() < 0.3):
        return at + timedelta(days=random.choice([30, 250])), True
    return at, False


def _in_time(random: Random, opened: Sequence[OpenStep], at: datetime) -> tuple[datetime, bool]:
    """Whatever can be done is done on the day; a timer is waited for, and not a second longer, where nothing else is open."""
    clocks = [step.clock for step in opened if step.is_timer and step.clock]
    if len(clocks) == len(opened):
        return max(at, min(runs_out(clock.deadline) for clock in clocks)), True
    return min(at + timedelta(minutes=20), at.replace(hour=23, minute=59)), False


def _walk(desk: Registry, path: Path, random: Random, pace: Pace = _at_any_pace) -> CaseFile:
    """A case whose steps are done in any order, with any facts, until it ends."""
    content = path.read_bytes()
    chart = bpmn.parse(content, path.name).chart
    begun = next(node for node in chart.events.values() if node.type == "startEvent")
    holders = desk.organisation.holders(chart.post_of(begun), FRIDAY.date())[:1]
    declared = {fact.name: fact for fact in chart.item.facts} if chart.item else {}
    facts = {name: _text(declared[name], random) for name in begun.notes.sets}
    file = start(
        desk, content, path.name, Act(officers=holders, facts=facts), now=FRIDAY, at=FRIDAY, simulated=True,
        event=begun.id,
    )
    at = FRIDAY
    for _ in range(_MOST_TURNS):
        if file.course.ended:
            break
        opened = file.open_steps(desk.calendar, at)
        at, waits = pace(random, opened, max(at, file.history.entries[-1].at))
        if waits:
            tick(desk, now=FRIDAY, at=at)
        else:
            step = random.choice([step for step in opened if not step.is_timer])
            try:
                do(desk, file.history.case, step.node.id, _act(desk, chart, step, at, random), now=FRIDAY, at=at)
            except PowerflowError as error:
                assert "定时事件已到期" in error.say(), error.say()
                tick(desk, now=FRIDAY, at=at)
        file = CaseFile(desk.store.read(file.history.case), file.document)
    return file


@pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.stem)
def test_item_can_run(path: Path) -> None:
    assert [each.say() for each in obstacles(bpmn.read(path))] == []


@pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.stem)
def test_replay_finds_in_every_history_of_the_engine_only_what_was_open(desk: Registry, path: Path) -> None:
    """Two meanings of one chart, SpiffWorkflow's and the token game's, are kept equal."""
    for seed in range(4):
        file = _walk(desk, path, Random(seed))
        acts = replay(file.history, file.chart, desk.calendar).acts
        assert [(act.entry.node, act.fit, act.missed) for act in acts] == [
            (entry.node, Fit.OPEN, ()) for entry in file.history.entries
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
        file = _walk(desk, path, Random(seed), _in_time)
        assert file.course.ended
        assert breaches(replay(file.history, file.chart, desk.calendar)) == []


@pytest.mark.slow
@pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.stem)
def test_item_runs_to_each_of_its_ends(desk: Registry, path: Path) -> None:
    chart = bpmn.read(path)
    wanted = {id for id, node in chart.events.items() if node.type == "endEvent"}
    reached: set[str] = set()
    for seed in range(_WALKS):
        reached |= set(_walk(desk, path, Random(seed)).course.ends)
        if reached == wanted:
            break
    assert sorted(wanted - reached) == []
