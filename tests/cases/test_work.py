"""The long-running worker: on SQLite a loop, on PostgreSQL jobs; stopped cleanly, killed without loss, on several machines."""
from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from powerflow.cases import Act, HistoryStore, Registry, open_store, start, work
from powerflow.deadlines import BEIJING, national_calendar
from powerflow.errors import UsageError
from powerflow.model import EntryKind, LimitRole, LimitSense, TimeLimit, Unit
from tests.builders import ChartBuilder
from tests.cases.called import desk
from tests.cases.desk import drawing, organisation, url
from tests.cases.server import new_database, server
from tests.conftest import ROOT

_HOUR = TimeLimit(role=LimitRole.STATUTORY, amount=1, unit=Unit.HOUR, sense=LimitSense.WAIT)


def waiting() -> ChartBuilder:
    """A wait of one hour, then a step."""
    return drawing().start().timer("t", _HOUR).step("审查").end()


def _begin(registry: Registry, due: datetime) -> str:
    """A real case whose wait is over at `due`, a second after its last one."""
    return start(registry, waiting().data(), "t.bpmn", Act(), now=due - timedelta(hours=1, seconds=1)).history.case


def _now() -> datetime:
    return datetime.now(BEIJING).replace(microsecond=0)


def _fired(store: HistoryStore) -> dict[str, list[datetime]]:
    """When the timers of each case fired."""
    histories = (store.read(row.case) for row in store.cases())
    return {each.case: [entry.at for entry in each.entries if entry.kind is EntryKind.TIMER] for each in histories}


@contextmanager
def _worker(place: str, folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """A running `powerflow work`; it has said that it has begun."""
    command = [sys.executable, "-m", "powerflow", "work", "--store", place, "--every", "2", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={
        **os.environ, "POWERFLOW_DEBUG": "1", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8",
    })
    try:
        assert process.stderr is not None
        assert "开始办理" in process.stderr.readline()
        yield process
    finally:
        process.kill()
        process.wait()


def _until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    """Waits until something is so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.2)


def _stopped(process: subprocess.Popen[str]) -> str:
    """What the worker said after it was asked to end."""
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=40)
    assert process.returncode == 0, said
    return said


def test_after_downtime_each_timer_fires_once_stamped_with_its_own_instant(tmp_path: Path) -> None:
    """Three days down; the store's `recorded` holds the other time."""
    where = desk(tmp_path)
    due = [_now() - timedelta(days=3, minutes=minute) for minute in (5, 30, 1)]
    cases = [_begin(where, each) for each in due]
    done = work(where, now=_now()).of(EntryKind.TIMER)
    assert [case for case, _ in done] == [cases[1], cases[0], cases[2]]
    assert [entry.at for _, entry in done] == sorted(due)
    assert work(where, now=_now()).done == ()


def test_a_poison_case_does_not_hold_up_the_others(tmp_path: Path) -> None:
    """Its history was tampered with; it is named, and the rest is done."""
    where = desk(tmp_path)
    bad, good = _begin(where, _now() - timedelta(hours=3)), _begin(where, _now() - timedelta(hours=2))
    from powerflow.cases.sqlite import driver

    connection = driver().connect(tmp_path / "cases.db", isolation_level=None)
    connection.execute("UPDATE entries SET body = replace(body, 'start', 'strat') WHERE case_id = ?", (bad,))
    connection.close()
    again = Registry(open_store(url(tmp_path)), where.organisation, where.calendar)
    worked = work(again, now=_now())
    assert [case for case, _ in worked.done] == [good]
    assert [case for case, _ in worked.failed] == [bad]


def test_a_loop_on_sqlite_ends_cleanly_when_it_is_told_to(tmp_path: Path) -> None:
    where = desk(tmp_path)
    case = _begin(where, _now() + timedelta(seconds=2))
    with _worker(url(tmp_path), tmp_path) as process:
        _until(lambda: bool(_fired(where.store)[case]))
        assert "已停止" in _stopped(process)
    assert len(_fired(where.store)[case]) == 1


@pytest.mark.slow
def test_two_workers_on_one_database_of_which_one_is_killed_lose_and_double_nothing(tmp_path: Path) -> None:
    """Jobs are laid for instants to come; none is more than a minute late, though a worker died with jobs in its hands."""
    pytest.importorskip("procrastinate")
    with server() as address:
        place = new_database(address)
        with open_store(place, create=True) as store:
            where = Registry(store, organisation(), national_calendar())
            due = [_now() + timedelta(seconds=3 + number // 3) for number in range(24)]
            cases = [_begin(where, each) for each in due]
            assert _jobs(store) == 24
            with _worker(place, tmp_path) as doomed, _worker(place, tmp_path, "--workers", "2") as other:
                _until(lambda: any(_fired(store).values()))
                doomed.kill()
                _until(lambda: all(_fired(store).values()))
                late = max(_recorded(store, case) - instant for case, instant in zip(cases, due, strict=True))
                assert late <= timedelta(seconds=60)
                assert _fired(store) == {case: [instant] for case, instant in zip(cases, due, strict=True)}
                assert "已停止" in _stopped(other)


def test_a_turn_that_is_rolled_back_leaves_no_job_and_a_called_case_wakes_its_caller(tmp_path: Path) -> None:
    pytest.importorskip("procrastinate")
    from powerflow.cases import case_file, do, settle
    from tests.cases.called import licence

    with server() as address, open_store(new_database(address), create=True) as store:
        where = replace(desk(tmp_path), store=store)
        by = Act(officers=("甲",), post="承办人")
        caller = start(where, licence().data(), "l.bpmn", Act(), now=_now())
        do(where, caller.history.case, "受理", replace(by, facts={"面积": "1"}), now=_now())
        assert _jobs(store) == 1
        settle(where, caller.history.case, now=_now())
        called = next(row.case for row in store.cases() if row.item == "F01")
        laid = _jobs(store)
        with pytest.raises(UsageError, match="没有声明"):
            do(where, called, "核定", replace(by, facts={"无此": "1"}), now=_now())
        assert _jobs(store) == laid
        do(where, called, "核定", replace(by, facts={"应缴": "0", "免收": "是"}), now=_now())
        assert _jobs(store) == laid + 1
        settle(where, called, now=_now())
        assert [each.node for each in case_file(store, caller.history.case).course.open] == ["发证"]


def _jobs(store: HistoryStore) -> int:
    """How many jobs were laid."""
    from sqlalchemy import text

    with store.database.reading() as connection:  # type: ignore[attr-defined]
        return int(connection.scalar(text("SELECT count(*) FROM procrastinate_jobs")))


def _recorded(store: HistoryStore, case: str) -> datetime:
    """When the last entry of a case was written."""
    from sqlalchemy import text

    query = text("SELECT max(recorded) FROM entries WHERE case_id = :case")
    with store.database.reading() as connection:  # type: ignore[attr-defined]
        return datetime.fromisoformat(connection.scalar(query, {"case": case}))
