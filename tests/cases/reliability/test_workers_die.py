"""Workers go on by the system's own clock and are killed: each timer is fired once, less than a minute after its time (R5)."""
from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from powerflow.cases import Act, Registry, start
from powerflow.deadlines import BEIJING
from powerflow.model import LimitRole, TimeLimit, Unit
from tests.builders import ChartBuilder
from tests.cases.desk import drawing
from tests.cases.reliability.scenes import Tally, content, desk, times

_DAY = timedelta(hours=24, seconds=1)
_PATIENCE = 120.0


def _a_day() -> ChartBuilder:
    """A step that time ends after a day."""
    drawn = drawing().start().step("查封").end()
    return drawn.boundary_timer("t", "查封", TimeLimit(role=LimitRole.STATUTORY, amount=24, unit=Unit.HOUR)).step("补办").end("e2")


def _begin(registry: Registry, count: int, first: datetime, last: datetime) -> list[str]:
    """So many real cases, begun a day ago, whose timers run out between these instants."""
    between = (last - first) / count
    return [
        start(registry, content(_a_day), "t.bpmn", Act(), now=first + number * between - _DAY).history.case for number in range(count)
    ]


@contextmanager
def _workers(place: str, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Programs that work, as users start them; those that are still there are ended."""
    command = [sys.executable, "-m", "powerflow", "work", "--store", place, "--every", "1"]
    running = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(count)]
    try:
        for each in running:
            # It says that it has begun; an old machine takes its time to get there.
            assert each.stderr is not None
            each.stderr.readline()
        yield running
    finally:
        for each in running:
            each.kill()
            each.communicate()


def _fired(registry: Registry, cases: list[str]) -> list[timedelta]:
    """How late each timer was fired that was; that none was fired twice is seen in the end."""
    found = (times(registry, case)[1:] for case in cases)
    return [recorded - at for entries in found for at, recorded in entries]


@pytest.mark.slow
def test_timers_are_fired_within_a_minute_although_workers_die(place: str, tally: Tally) -> None:
    registry = desk(place, create=True)
    with registry.store, _workers(place, 2) as two:
        now = datetime.now(BEIJING).replace(microsecond=0)
        cases = _begin(registry, 50, now, now + timedelta(seconds=4))
        time.sleep(2)
        two[0].send_signal(signal.SIGKILL)
        time.sleep(1)
        two[1].send_signal(signal.SIGKILL)
        with _workers(place, 1):
            over = time.monotonic() + _PATIENCE
            while len(_fired(registry, cases)) < len(cases) and time.monotonic() < over:
                time.sleep(0.2)
        late = _fired(registry, cases)
    assert len(late) == len(cases)
    assert {registry.store.length(case) for case in cases} == {2}
    assert timedelta(0) <= min(late)
    assert max(late) <= timedelta(seconds=60)
    tally("R5 seconds that a timer was late after its workers died, at most", max(late).total_seconds(), is_sum=False)
