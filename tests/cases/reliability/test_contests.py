"""Of several workers that want one step, or one timer, one wins; the others are told, or find it done (R4)."""
from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from powerflow.cases import Registry, tick
from powerflow.errors import PowerflowError
from tests.builders import ChartBuilder
from tests.cases.desk import FRIDAY, drawing
from tests.cases.faults import begin_work, forked_at_once, heard
from tests.cases.reliability.scenes import LATE, Tally, begun, deemed, desk, found, looped, step

_LENGTH = 50


def _long() -> ChartBuilder:
    drawn = drawing().start()
    for number in range(_LENGTH):
        drawn = drawn.step(f"s{number}")
    return drawn.end()


def _contest(place: str, folder: Path, cases: int, workers: int, *, same_ids: bool) -> tuple[int, int]:
    """All workers want every step of every case, in order; `same_ids`: theirs is one command, sent several times. Steps, and losers."""
    ids = begun(place, _long, cases)
    steps = len(ids) * _LENGTH

    def work(worker: int) -> str:
        registry, told = desk(place), Counter[str]()
        for case in ids:
            _meet(folder, case, worker, workers)
            for number in range(_LENGTH):
                told[_tried(registry, case, f"s{number}", "" if same_ids else f".{worker}")] += 1
        return f"{told['won']} {told['lost']}"

    ended = forked_at_once([lambda worker=worker: work(worker) for worker in range(workers)])  # type: ignore[misc]
    assert [code for code, _ in ended] == [0] * workers, ended
    shares = [tuple(int(each) for each in said.split()) for _, said in ended]
    won, lost = (sum(share) for share in zip(*shares, strict=True))
    assert (won, lost) == ((steps * workers, 0) if same_ids else (steps, steps * (workers - 1)))
    for there in found(place, ids).values():
        assert there.nodes == Counter(["start", *(f"s{number}" for number in range(_LENGTH))])
        assert set(there.commands.values()) == {1}
    return steps, steps * (workers - 1)


def _meet(folder: Path, case: str, worker: int, workers: int) -> None:
    """Waits until all have come to the case: who comes to a step that is long done contests nothing."""
    (folder / f"{case}.{worker}").touch()
    while len(list(folder.glob(f"{case}.*"))) < workers:
        time.sleep(0.001)


def _tried(registry: Registry, case: str, name: str, suffix: str) -> str:
    try:
        step(registry, case, name, f"{name}{suffix}")
    except PowerflowError as error:
        assert "没有打开" in error.say() or "办结" in error.say(), error.say()
        return "lost"
    return "won"


@pytest.mark.slow
@pytest.mark.parametrize("same_ids", [False, True])
def test_each_contested_step_has_one_winner(place: str, same_ids: bool, tmp_path: Path, tally: Tally) -> None:
    tally("R4 contested steps, clean conflicts or duplicates", *_contest(place, tmp_path, 2, 4, same_ids=same_ids))


@pytest.mark.full
@pytest.mark.parametrize("part", range(5))
@pytest.mark.parametrize("same_ids", [False, True])
def test_ten_thousand_contested_steps_have_one_winner_each(
    place: str, same_ids: bool, part: int, tmp_path: Path, tally: Tally
) -> None:
    tally("R4 contested steps, clean conflicts or duplicates", *_contest(place, tmp_path, 20, 6, same_ids=same_ids))


def _race_for_timers(place: str, cases: int, workers: int) -> int:
    ids = begun(place, deemed, cases)

    def work() -> int:
        ticked = tick(desk(place), now=FRIDAY, at=LATE)
        assert ticked.failed == (), ticked.failed
        return len(ticked.fired)

    ended = forked_at_once([work] * workers)
    assert [code for code, _ in ended] == [0] * workers, ended
    assert sum(int(said) for _, said in ended) == cases
    assert all(there.nodes == Counter(["start", "t"]) for there in found(place, ids).values())
    return cases


@pytest.mark.slow
def test_workers_that_tick_at_once_fire_each_timer_once(place: str, tally: Tally) -> None:
    tally("R4 contested timers", _race_for_timers(place, 40, 4))


@pytest.mark.full
def test_eight_workers_that_tick_at_once_fire_each_of_two_thousand_timers_once(place: str, tally: Tally) -> None:
    tally("R4 contested timers", _race_for_timers(place, 2000, 8))


def test_every_process_that_writes_to_one_file_gets_on(tmp_path: Path) -> None:
    """How long each has to wait is measured by `python -m benchmarks.fairness`."""
    place, over = f"sqlite:///{tmp_path}/cases.db", tmp_path / "over"
    cases = begun(place, looped, 4)

    def work(case: str) -> int:
        registry, done = desk(place), 0
        while not over.exists():
            step(registry, case)
            done += 1
        return done

    workers = [begin_work(lambda case=case: work(case)) for case in cases]  # type: ignore[misc]
    time.sleep(1.0)
    over.touch()
    done = [int(heard(*worker)[1]) for worker in workers]
    assert min(done) > 0
    assert [each.entries - 1 for each in found(place, cases).values()] == done
