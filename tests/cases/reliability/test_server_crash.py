"""The PostgreSQL server is killed under load, or the connection is cut while the answer to COMMIT is on its way (R3)."""
from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from powerflow.cases import Registry
from powerflow.errors import StoreError
from tests.cases.faults import begin_work, heard
from tests.cases.reliability.commands import COMMANDS, refuse_doubles
from tests.cases.reliability.scenes import Tally, begun, calendar, desk, found, looped, office, step
from tests.cases.reliability.wire import Wire
from tests.cases.server import Server, mortal_server, new_database

_WORKERS = 3


def _work(place: str, case: str, worker: int, told: int, over: Path) -> int:
    """Does step after step; what was refused because the store was away is sent again under its id. How many it did."""
    registry = None
    for number in range(10**9):
        if over.exists():
            return number
        command, is_done = f"{worker}.{number}", False
        while not is_done:
            try:
                registry = registry or desk(place)
                step(registry, case, command=command)
                is_done = True
            except StoreError:
                time.sleep(0.02)
        os.write(told, f"{command}\n".encode())
    raise AssertionError


def _crashes(server: Server, folder: Path, kills: int, seed: int) -> tuple[int, float]:
    """Kills the server so often; how many steps were acknowledged in all, and the longest time from a kill to the next one."""
    place, random = new_database(server.address), Random(seed)
    cases, over = begun(place, looped, 2), folder / "over"
    hearing, telling = os.pipe()
    os.set_blocking(hearing, False)
    workers = [begin_work(lambda worker=worker: _work(place, cases[worker % 2], worker, telling, over)) for worker in range(_WORKERS)]  # type: ignore[misc]
    acknowledged, longest = [*_first(hearing)], 0.0
    for _ in range(kills):
        time.sleep(random.uniform(0.05, 0.6))
        acknowledged += _said(hearing)
        server.kill()
        away = time.monotonic()
        acknowledged += _said(hearing)
        server.resume()
        acknowledged += _first(hearing)
        longest = max(longest, time.monotonic() - away)
    over.touch()
    ended = [heard(*worker) for worker in workers]
    acknowledged += _said(hearing)
    assert [code for code, _ in ended] == [0] * _WORKERS, ended
    _refuse_losses(place, cases, acknowledged, sum(int(said) for _, said in ended))
    return len(acknowledged), longest


def _said(hearing: int) -> list[str]:
    try:
        return os.read(hearing, 1 << 20).decode().split()
    except BlockingIOError:
        return []


def _first(hearing: int) -> list[str]:
    """What is acknowledged next, however long it takes."""
    while not (said := _said(hearing)):
        time.sleep(0.005)
    return said


def _refuse_losses(place: str, cases: list[str], acknowledged: list[str], done: int) -> None:
    there = sum((each.commands for each in found(place, cases).values()), Counter[str]())
    assert len(acknowledged) == len(set(acknowledged)) == done
    assert there == Counter(acknowledged)


@pytest.mark.slow
def test_a_server_killed_under_load_loses_and_doubles_nothing(tmp_path: Path, tally: Tally) -> None:
    with mortal_server() as server:
        acknowledged, longest = _crashes(server, tmp_path, 3, 0)
    tally("R3 kills of the server, steps acknowledged", 3, acknowledged)
    tally("R3 seconds from a kill of the server to the next step, at most", round(longest, 1), is_sum=False)


@pytest.mark.full
@pytest.mark.parametrize("part", range(5))
def test_fifty_kills_of_the_server_lose_and_double_nothing(part: int, tmp_path: Path, tally: Tally) -> None:
    with mortal_server() as server:
        acknowledged, longest = _crashes(server, tmp_path, 11, part + 1)
    tally("R3 kills of the server, steps acknowledged", 11, acknowledged)
    tally("R3 seconds from a kill of the server to the next step, at most", round(longest, 1), is_sum=False)


@pytest.mark.parametrize("mode", ["before", "after"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_connection_cut_at_the_commit_is_said_and_the_command_can_be_sent_again(
    address: str, tmp_path: Path, name: str, mode: str, tally: Tally
) -> None:
    """Whether the server has done it or not, whoever sends it again finds it done once."""
    command, place = COMMANDS[name], new_database(address)
    [case] = begun(place, command.drawn, before=command.before)
    with Wire(tmp_path, place) as wire, desk(wire.address, wait=5).store as store:
        registry = Registry(store, office(), calendar())
        wire.cut = mode
        with pytest.raises(StoreError, match="无法读写") as refused:
            command.act(registry, case, "k")
        assert wire.cuts == 1
        assert "\n" not in refused.value.say()
        command.act(registry, case, "k")
    refuse_doubles(place, command, {case: "k"})
    tally("R3 connections cut at the commit", 1)
