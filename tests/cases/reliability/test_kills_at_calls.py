"""A process that is killed at any write or synchronisation, of the command or of the closing after it, loses and doubles nothing (R1)."""
from __future__ import annotations

import os
from pathlib import Path

import pytest

from powerflow.cases import check, open_store
from tests.cases.reliability.scenes import Tally, asked, begun, desk, found, looped, step, warm_up
from tests.cases.syscalls import can_trace, traced

_KILLED = -9
# What SQLite writes with, and what the driver of PostgreSQL sends with.
_CALLS = {"sqlite": "pwrite64,fdatasync,fsync,ftruncate,unlink", "postgresql": "sendto"}
_MOST_CALLS = 60


@pytest.fixture(autouse=True)
def _tracing() -> None:
    if not can_trace():
        pytest.skip("strace is not installed, or may not trace")


def _kills(place: str, rounds: int) -> tuple[int, int]:
    """Kills a step and the closing after it at their first call, their second, until one is over first; kills and acknowledged steps."""
    [case], calls = begun(place, looped), _CALLS[place.split(":")[0]]
    dead = acknowledged = entries = 0
    for number in range(rounds):
        for when in range(1, _MOST_CALLS):
            command = f"{number}.{when}"
            code, is_told = _killed_step(place, case, command, calls, when)
            assert code in (0, _KILLED)
            dead, acknowledged = dead + (code == _KILLED), acknowledged + is_told
            there = found(place, [case])[case]
            assert there.commands[command] == 1 or not is_told
            asked(lambda command=command: step(desk(place), case, command=command).history.case)  # type: ignore[misc]
            entries += 1
            if code == 0:
                break
    there = found(place, [case])[case]
    assert there.entries == entries + 1
    assert set(there.commands.values()) == {1}
    return dead, acknowledged


def _killed_step(place: str, case: str, command: str, calls: str, when: int) -> tuple[int, bool]:
    """How it ended, and whether the step was acknowledged before; then the store is closed, which writes as well."""
    hearing, telling = os.pipe()

    def work() -> None:
        registry = desk(place)
        step(registry, case, command=command)
        os.write(telling, b"1")
        registry.store.close()

    code, _ = traced(work, calls, "signal=KILL", when)
    os.close(telling)
    with os.fdopen(hearing, "rb") as pipe:
        return code, pipe.read() == b"1"


@pytest.mark.slow
def test_a_kill_at_any_write_loses_and_doubles_nothing(place: str, tally: Tally) -> None:
    dead, acknowledged = _kills(place, 1)
    assert dead >= 3
    tally("R1 kills at writes, steps acknowledged before", dead, acknowledged)


@pytest.mark.full
@pytest.mark.parametrize("part", range(8))
def test_many_kills_at_writes_lose_and_double_nothing(place: str, part: int, tally: Tally) -> None:
    tally("R1 kills at writes, steps acknowledged before", *_kills(place, 5))


def test_a_store_whose_making_is_killed_at_any_write_is_made_by_the_next_one(tmp_path: Path, tally: Tally) -> None:
    warm_up()
    dead = 0
    for when in range(1, _MOST_CALLS):
        place = f"sqlite:///{tmp_path}/{when}.db"
        code, said = traced(lambda place=place: desk(place, create=True), _CALLS["sqlite"], "signal=KILL", when)  # type: ignore[misc]
        assert code in (0, _KILLED), said
        with open_store(place, create=True) as store:
            assert list(check(store)) == []
            assert store.cases() == ()
        if code == 0:
            break
        dead += 1
    assert dead >= 3
    tally("R1 kills at writes, steps acknowledged before", dead, 0)
