"""Workers that die and workers that race lose nothing, double nothing; in quick and, marked `full`, in full size."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from powerflow.cases import Act, Registry, check, do, open_store, tick
from powerflow.cases.sql_store import SqlStore
from powerflow.deadlines import national_calendar
from powerflow.errors import PowerflowError
from tests.cases.desk import FRIDAY, begin, days, drawing, organisation
from tests.cases.faults import Deadly, forked, forked_at_once
from tests.cases.server import new_database, server

# Statements of a turn are about ten; whatever lies beyond the last is a turn that ends well.
_POINTS = (-1, *range(12))
_LATE = FRIDAY + timedelta(days=30)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return new_database(request.getfixturevalue("address"))
    return f"sqlite:///{tmp_path}/cases.db"


def desk(place: str, point: int | None = None, *, create: bool = False) -> Registry:
    """A registry that dies at that point."""
    store = open_store(place, create=create)
    if point is not None:
        assert isinstance(store, SqlStore)
        store.database = Deadly(store.database, point)  # type: ignore[assignment]
    return Registry(store, organisation(), national_calendar())


def step(registry: Registry, case: str, name: str, command: str = "") -> int:
    """Does a step; gives the number of entries then."""
    act = Act(post="承办人", officers=("甲",), facts={"听证": "否"} if name == "a" else {}, command=command)
    return len(do(registry, case, name, act, now=FRIDAY, at=FRIDAY).history.entries)


def begun(place: str, drawn: object) -> str:
    """A case in a new store, begun in another process: this one must have no connection when it forks."""
    code, said = forked(lambda: begin(desk(place, create=True), drawn).history.case)  # type: ignore[arg-type]
    assert code == 0, said
    return said


def looped() -> object:
    drawn = drawing().start().decision("m").step("a", sets=["听证"]).decision("g", default="rest").via("", "听证").end()
    return drawn.flow("g", "m", "rest")


def _kills(place: str, rounds: int) -> Counter[int]:
    """Does one step after the other, dying at each point in turn, and sends each again under its id until it is told."""
    case, codes = begun(place, looped()), Counter[int]()
    for number in range(rounds):
        for point in _POINTS:
            command = f"c{number}.{point}"
            code, said = forked(lambda point=point, command=command: step(desk(place, point), case, "a", command))  # type: ignore[misc]
            codes[code] += 1
            assert code in (0, -9), said
            code, said = forked(lambda command=command: step(desk(place), case, "a", command))  # type: ignore[misc]
            assert code == 0, said
    _refuse_doubles(place, case, rounds * len(_POINTS))
    return codes


def _refuse_doubles(place: str, case: str, count: int) -> None:
    with open_store(place) as store:
        entries = store.read(case).entries
        commands = Counter(entry.command for entry in entries[1:])
        assert len(entries) == count + 1
        assert set(commands.values()) == {1}
        assert list(check(store)) == []


@pytest.mark.slow
def test_a_worker_killed_at_any_point_loses_and_doubles_nothing(place: str) -> None:
    codes = _kills(place, 1)
    assert codes[-9] >= 8
    assert codes[0] >= 1


@pytest.mark.full
def test_two_thousand_kills_lose_and_double_nothing(place: str) -> None:
    assert _kills(place, 110)[-9] >= 1000


def _timers(place: str) -> None:
    drawn = drawing().start().step("收件").step("审查").end().boundary_timer("t", "收件", days(5)).step("视为受理").end("e2")
    case = begun(place, drawn)
    for point in _POINTS:
        forked(lambda point=point: tick(desk(place, point), now=FRIDAY, at=_LATE).fired)  # type: ignore[misc]
    with open_store(place) as store:
        assert [entry.node for entry in store.read(case).entries] == ["start", "t"]
        assert list(check(store)) == []


def test_a_timer_whose_worker_was_killed_fires_once(place: str) -> None:
    _timers(place)


def _contest(place: str, steps: int, workers: int, *, same_ids: bool) -> None:
    """All workers want every step, in order; `same_ids`: they are one command that was sent several times."""
    drawn = drawing().start()
    for number in range(steps):
        drawn = drawn.step(f"s{number}")
    case = begun(place, drawn.end())

    def work(worker: int) -> str:
        registry, won = desk(place), 0
        for number in range(steps):
            try:
                step(registry, case, f"s{number}", f"c{number}" if same_ids else f"c{number}.{worker}")
                won += 1
            except PowerflowError as error:
                assert "没有打开" in error.say() or "办结" in error.say(), error.say()
        return f"{won}"

    found = forked_at_once([lambda worker=worker: work(worker) for worker in range(workers)])  # type: ignore[misc]
    assert [code for code, _ in found] == [0] * workers, found
    won = [int(said) for _, said in found]
    assert won == [steps] * workers if same_ids else sum(won) == steps
    with open_store(place) as store:
        assert [entry.node for entry in store.read(case).entries] == ["start", *(f"s{number}" for number in range(steps))]
        assert list(check(store)) == []


@pytest.mark.parametrize("same_ids", [False, True])
def test_each_contested_step_has_one_winner(place: str, same_ids: bool) -> None:
    _contest(place, 25, 4, same_ids=same_ids)


@pytest.mark.full
@pytest.mark.parametrize("same_ids", [False, True])
def test_ten_thousand_contested_steps_have_one_winner_each(place: str, same_ids: bool) -> None:
    for _ in range(40):
        _contest(place, 250, 6, same_ids=same_ids)
