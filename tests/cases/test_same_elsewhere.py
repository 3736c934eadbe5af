"""A case shown as it stood at any past instant is the same in every process, to the last byte."""
from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from powerflow.cases import Registry
from powerflow.cases.sqlite import open_sqlite
from powerflow.deadlines import national_calendar
from powerflow.library import shipped
from powerflow.model import History
from powerflow.organisation import read
from tests.cases.elsewhere import state
from tests.cases.walks import in_time, walk

_ITEMS = sorted(shipped().rglob("*.bpmn"))
_PARTS = 10


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Registry]:
    # Nothing here asks what a power failure leaves, so nobody waits for the disk.
    with open_sqlite(str(tmp_path / "gov.db"), create=True, wait=30, waiting=lambda: None, lax=True) as store:
        yield Registry(store, read(shipped() / "organisation.toml"), national_calendar())


def test_fifty_random_cases_at_random_instants(desk: Registry, tmp_path: Path) -> None:
    _compare(desk, tmp_path, range(50))


@pytest.mark.full
@pytest.mark.parametrize("part", range(_PARTS))
def test_a_thousand_random_cases_at_random_instants(desk: Registry, tmp_path: Path, part: int) -> None:
    _compare(desk, tmp_path, range(1000 + part, 2000 + part, _PARTS))


def _compare(desk: Registry, tmp_path: Path, seeds: range) -> None:
    asked = [_asked(desk, Random(seed)) for seed in seeds]
    here = [state(desk.store, case, instant, desk.calendar) for case, instant in asked]
    lines = "".join(f"{case} {instant.isoformat()}\n" for case, instant in asked)
    there = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("elsewhere.py")), f"sqlite:///{tmp_path / 'gov.db'}"], input=lines,
        capture_output=True, check=True, text=True, env={**os.environ, "PYTHONHASHSEED": str(seeds.start + 1)},
    ).stdout.split()
    assert here == there
    assert len(set(here)) == len(seeds)


def _asked(desk: Registry, random: Random) -> tuple[str, datetime]:
    """A case of a shipped item, in time or not, and an instant between its start and some days after its end."""
    item = random.choice(_ITEMS)
    file = walk(desk, item, random, in_time) if random.random() < 0.5 else walk(desk, item, random)
    return file.history.case, _instant(file.history, random)


def _instant(history: History, random: Random) -> datetime:
    first, last = history.entries[0].at, history.entries[-1].at
    near = random.choice(history.entries).at + timedelta(seconds=random.randint(-3600, 3600))
    return max(first, random.choice((near, first + (last - first) * random.random(), last + timedelta(days=random.randint(0, 9)))))
