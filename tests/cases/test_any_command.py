"""Any commands on any case: the history replays to the state that the engine and the store have, after every entry."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from powerflow import cases
from powerflow.cases import CaseFile, Registry, case_file, check, open_store, run_again
from powerflow.cases.warm import Warm
from powerflow.deadlines import BEIJING, national_calendar
from powerflow.errors import UsageError
from powerflow.model import EntryKind
from powerflow.replay import Fit, replay
from tests.cases.blocks import TREES, Block, Step, Tree, named
from tests.cases.commanding import order
from tests.cases.desk import FRIDAY, begin, organisation
from tests.cases.server import new_database, server
from tests.cases.timed_walk import content_of, timed_chart

_OFFICERS = ("甲", "乙", "丙")
_BEGUN = datetime(2025, 1, 20, 9, tzinfo=BEIJING)
_SEEDS = st.integers(0, 2**32)


class _Hand:
    """Somebody who orders anything on one case, allowed or not; `kinds` counts what was recorded."""

    def __init__(self, desk: Registry, file: CaseFile, random: Random, at: datetime) -> None:
        self.desk, self.file, self.random, self.at = desk, file, random, at
        self.case = file.history.case

    def turn(self) -> None:
        """One order; a refusal leaves the history as it was."""
        self.at += self.random.choice([timedelta(minutes=9), timedelta(hours=7), timedelta(days=1), timedelta(days=3)])
        before = self.desk.store.length(self.case)
        try:
            self.random.choice(self._orders())()
        except UsageError:
            assert self.desk.store.length(self.case) == before
        self.file = case_file(self.desk.store, self.case)

    def _orders(self) -> list[Callable[[], object]]:
        desk, case, random = self.desk, self.case, self.random
        when: Any = {"now": FRIDAY, "at": self.at}
        steps = [each.node for each in self.file.course.open if each.node in self.file.chart.steps] or ["无"]
        every = [*self.file.chart.steps] or ["无"]
        who = random.choice(_OFFICERS)
        give = order(who, note="因故")
        step, other = random.choice(steps), random.choice(every)
        done = order(who, 听证=random.choice("是否"), 金额=str(random.randint(1, 8)))
        do: Callable[[], object] = lambda: cases.do(desk, case, step, done, **when)  # noqa: E731
        rest: list[Callable[[], object]] = [
            lambda: cases.tick(desk, **when),
            lambda: cases.claim(desk, case, step, give, **when),
            lambda: cases.give_back(desk, case, step, give, **when),
            lambda: cases.delegate(desk, case, step, random.choice(_OFFICERS), give, **when),
            lambda: cases.hand_over(desk, case, step, random.choice(["承办人", "别岗"]), give, **when),
            lambda: cases.send_back(desk, case, step, other, give, **when),
            lambda: cases.withdraw(desk, case, other, give, **when),
            lambda: cases.supplement(desk, case, give, document="补正通知书", **when),
            lambda: cases.supplemented(desk, case, give, **when),
            lambda: cases.suspend(desk, case, give, document="中止通知书", **when),
            lambda: cases.resume(desk, case, give, **when),
            lambda: cases.correct(desk, case, order(who, note="笔误", 金额=str(random.randint(1, 8))), **when),
            lambda: cases.extend(desk, case, give, limit="2WD", approver=who, **when),
        ]
        if random.random() < 0.02:
            return [lambda: cases.terminate(desk, case, give, document="终止决定书", **when)]
        if self.file.course.ended:
            return [lambda: cases.archive(desk, case, give, document="档1", **when)]
        before = [entry.node for entry in self.file.history.entries if entry.kind is EntryKind.STEP] or ["无"]
        earlier = random.choice(before)
        back: list[Callable[[], object]] = [
            lambda: cases.withdraw(desk, case, before[-1], give, **when),
            lambda: cases.send_back(desk, case, step, earlier, give, **when),
        ]
        return [do] * 8 + back * 2 + rest


def _walk(desk: Registry, tree: Tree, seed: int, turns: int) -> list[EntryKind]:
    random = Random(seed)
    timed = timed_chart(named(tree, count(1)), random, ample=False)
    file = begin(desk, content_of(timed), at=_BEGUN, facts={"金额": str(random.randint(1, 8))})
    hand = _Hand(desk, file, random, _BEGUN)
    for _ in range(turns):
        hand.turn()
    _agrees(desk, hand)
    return [entry.kind for entry in hand.file.history.entries]


def _agrees(desk: Registry, hand: _Hand) -> None:
    file, history = hand.file, hand.file.history
    again = run_again(history, file.chart, desk.calendar)
    assert again.is_same, (again.differs, again.message, dict(again.values), again.obstacle)
    told = replay(history, file.chart, desk.calendar, organisation=desk.organisation)
    assert told.breaks == () and told.complete == file.course.ended
    assert {act.fit for act in told.acts} <= {Fit.OPEN, Fit.REMARK}
    assert list(check(desk.store)) == []
    [row] = [row for row in desk.store.cases() if row.case == hand.case]
    assert [each.node for each in row.open] == [each.node.id for each in file.open_steps(desk.calendar, history.entries[-1].at)]


def _desk(url: str) -> Registry:
    table = organisation(承办人=_OFFICERS, 别岗=("乙",))
    return Registry(open_store(url, create=True), table, national_calendar(), warm=Warm(3))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with server() as running:
        yield running


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=TREES, seed=_SEEDS)
def test_any_commands_replay_to_the_state_of_the_store(tree: Tree, seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    with (desk := _desk(f"sqlite:///{tmp_path_factory.mktemp('any') / 'cases.db'}")).store:
        _walk(desk, tree, seed, 25)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=TREES, seed=_SEEDS)
def test_in_postgresql_as_well(tree: Tree, seed: int, address: str) -> None:
    with (desk := _desk(new_database(address))).store:
        _walk(desk, tree, seed, 25)


@pytest.mark.full
@settings(max_examples=600, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=TREES, seed=_SEEDS)
def test_very_many_commands_replay_to_the_state_of_the_store(tree: Tree, seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    with (desk := _desk(f"sqlite:///{tmp_path_factory.mktemp('any') / 'cases.db'}")).store:
        _walk(desk, tree, seed, 60)


def test_the_walk_comes_to_every_command(tmp_path: Path) -> None:
    """What the property is about does happen: of every kind something is recorded in a few cases."""
    seen: set[EntryKind] = set()
    tree = Block("seq", "", (Step(""), Block("and", "", (Block("seq", "", (Step(""), Step(""))), Step(""))), Step("")))
    for seed in range(30):
        (tmp_path / str(seed)).mkdir()
        with (desk := _desk(f"sqlite:///{tmp_path / str(seed) / 'cases.db'}")).store:
            seen |= set(_walk(desk, tree, seed, 25))
    assert seen >= {
        EntryKind.STEP, EntryKind.TIMER, EntryKind.CLAIM, EntryKind.RETURN, EntryKind.DELEGATE, EntryKind.TRANSFER,
        EntryKind.SEND_BACK, EntryKind.WITHDRAW, EntryKind.SUPPLEMENT, EntryKind.SUPPLEMENTED, EntryKind.SUSPEND, EntryKind.RESUME,
        EntryKind.CORRECT, EntryKind.TERMINATE,
    }
