"""Walks a chart through the engine: whatever is open is done, in any order and with any facts, until the case ends."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from powerflow import bpmn
from powerflow.cases import Act, CaseFile, OpenStep, Registry, case_file, commit, do, reveal, settle, start, waits_for
from powerflow.errors import PowerflowError
from powerflow.model import RANDOM_DRAW, EntryKind, Fact, FactType, Flowchart
from powerflow.replay import runs_out
from tests.cases.desk import FRIDAY

_MOST_TURNS = 120
# Those who act for a party or a third party are in nobody's table; nobody is of two parties.
_STRANGERS = ("甲", "乙", "丙", "丁", "戊")


def _text(fact: Fact, random: Random) -> str:
    if fact.type is FactType.CHOICE:
        return random.choice(fact.choices)
    return {
        FactType.YESNO: random.choice(["是", "否"]), FactType.INTEGER: str(random.choice([0, 0, 1, 3, 30])),
        FactType.AMOUNT: str(random.choice([0, 200, 5_000, 60_000, 2_000_000])), FactType.DATE: "2026-09-18",
        FactType.TEXT: "某某",
    }[fact.type]


def _act(desk: Registry, chart: Flowchart, step: OpenStep, at: datetime, random: Random) -> Act:
    holders = desk.organisation.holders(step.post, at.date())
    # Where more must act than hold the post (experts, bidders), outsiders join them, who have no other duty in the case.
    people = holders + tuple(f"{step.post}某{each}" for each in _STRANGERS)
    officers = people[: step.node.notes.min_staff or 1]
    return Act(post=step.post, officers=officers, facts={fact.name: _text(fact, random) for fact in step.facts})


# When something happens next, and whether a timer is waited for rather than a step done; `at` is the last instant.
Pace = Callable[[Random, Sequence[OpenStep], datetime], "tuple[datetime, bool]"]


def at_any_pace(random: Random, opened: Sequence[OpenStep], at: datetime) -> tuple[datetime, bool]:
    """Soon or the next day; timers run out long before anybody looks."""
    at += timedelta(hours=random.choice([1, 20]))
    timers = [step for step in opened if step.is_timer]
    if timers and (len(timers) == len(opened) or random.random() < 0.3):
        return at + timedelta(days=random.choice([30, 250])), True
    return at, False


def in_time(random: Random, opened: Sequence[OpenStep], at: datetime) -> tuple[datetime, bool]:
    """Whatever can be done is done on the day; a timer is waited for, and not a second longer, where nothing else is open."""
    clocks = [step.clock for step in opened if step.is_timer and step.clock]
    if len(clocks) == len(opened):
        return max(at, min(runs_out(clock.deadline) for clock in clocks)), True
    return min(at + timedelta(minutes=20), at.replace(hour=23, minute=59)), False


def walk(desk: Registry, path: Path, random: Random, pace: Pace = at_any_pace) -> CaseFile:
    """A case whose steps are done in any order, with any facts, until it ends; cases that it waits for are walked too.

    Where `desk` knows no items or lists, those of the file's own library are used.
    """
    office = path.parent.parent
    desk = replace(desk, items=desk.items or office, rolls=desk.rolls or office / "rolls.toml")
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
    settle(desk, file.history.case, now=FRIDAY, at=at)
    for _ in range(_MOST_TURNS):
        if file.course.ended:
            break
        at = _turn(desk, file, random, pace, max(at, file.history.entries[-1].at))
        file = case_file(desk.store, file.history.case)
    return file


def _turn(desk: Registry, file: CaseFile, random: Random, pace: Pace, at: datetime) -> datetime:
    """One more step, or timers that are waited for, in a case or in one that it waits for; the time after it."""
    called = waits_for(file.course)
    opened = [step for step in file.open_steps(desk.calendar, at) if step.node.id not in called]
    if not opened:
        return _turn(desk, case_file(desk.store, next(iter(called.values()))), random, pace, at)
    at, waits = pace(random, opened, max(at, file.history.entries[-1].at))
    if waits:
        settle(desk, file.history.case, now=FRIDAY, at=at)
        return at
    step = random.choice([step for step in opened if not step.is_timer])
    try:
        _do(desk, file, step, at, random)
    except PowerflowError as error:
        assert "定时事件已到期" in error.say(), error.say()
    settle(desk, file.history.case, now=FRIDAY, at=at)
    return at


def _do(desk: Registry, file: CaseFile, step: OpenStep, at: datetime, random: Random) -> None:
    act, case = _act(desk, file.chart, step, at, random), file.history.case
    if step.node.notes.service != RANDOM_DRAW:
        do(desk, case, step.node.id, act, now=FRIDAY, at=at)
        return
    again = any(entry.kind is EntryKind.DRAW and entry.node == step.node.id for entry in file.history.entries)
    drawn = step.node.notes.draw.result if step.node.notes.draw else ""
    act = replace(act, facts={name: text for name, text in act.facts.items() if name != drawn})
    commit(desk, case, step.node.id, replace(act, facts={}, note="须回避，改派" if again else ""), now=FRIDAY, at=at)
    reveal(desk, case, step.node.id, act, witness="三一四一五九", now=FRIDAY, at=at)
