"""Whoever audits a log, piece by piece: the numbers, the examples and their order are those of the whole in one piece."""
from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest

from powerflow import bpmn
from powerflow.auditing import Cluster, Hands, LogRules, Processes, audit_log
from powerflow.deadlines import national_calendar
from powerflow.errors import InputError, ToolError
from powerflow.logs import LogFile, LogMap, read_map
from powerflow.reports import Audited
from tests.corpus import DATA, ROOT

_LOGS = DATA / "logs"
_MAP = """schema = "powerflow/mapping/1"
[[limit]]
from = "受理"
to = "决定"
amount = 20
unit = "WD"
required = true
[[required]]
activity = "决定"
needs = "审查"
when = "before"
[[separation]]
first = "受理"
second = "决定"
"""
_MIB = 2**20


def _log(path: Path, cases: int) -> Path:
    random = Random(11)
    rows = [
        f"办件{case},{random.choice(('受理', '审查', '决定', '送达'))},2026-{random.randrange(1, 9):02}-{random.randrange(1, 29):02},"
        f"{random.choice('甲乙丙')},{random.choice(('窗口', '科室'))},2026-0{random.randrange(1, 9)}-01"
        for case in range(cases) for _ in range(random.randrange(1, 8))
    ]
    random.shuffle(rows)
    lines = ["case,activity,time,resource,group,应办结日", *rows, ",受理,2026-01-01,甲,窗口,", "x,受理,后天,,,"]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _rules(path: Path) -> LogRules:
    file = path / "map.toml"
    file.write_text(_MAP, encoding="utf-8")
    chart = bpmn.load(ROOT / "examples" / "rules" / "post-not-held" / "chart.bpmn").chart
    return LogRules(log_map=read_map(file), calendar=national_calendar(), chart=chart, due="应办结日")


def _audit(path: Path, held: LogRules, most: int, hands: Hands | None = None) -> Audited:
    log = LogFile(path, held.wanted, most)
    return audit_log(log, "log", held, hands=hands) if hands else audit_log(log, "log", held)


def test_pieces_of_any_size_come_to_the_same(tmp_path: Path) -> None:
    path, held = _log(tmp_path / "log.csv", 800), _rules(tmp_path)
    whole = _audit(path, held, 1_000_000)
    assert (whole.cases, whole.broken, len(whole.named_broken)) == (801, 2, 2)
    assert sum(group.count for group in whole.groups) > 500
    for most in (50, 400, 3_000):
        assert _audit(path, held, most) == whole


def test_processes_come_to_the_same(tmp_path: Path) -> None:
    path, held = _log(tmp_path / "log.csv", 600), _rules(tmp_path)
    shares: list[float] = []
    found = audit_log(LogFile(path, held.wanted, 300), "log", held, hands=Processes(2), tell=shares.append)
    assert found == _audit(path, held, 1_000_000)
    assert len(shares) > 4 and max(shares) == 1


def test_what_a_process_cannot_read_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    case = '<trace><event><string key="concept:name" value="a"/></event></trace>'
    path.write_text("<log>" + 30_000 * case + "<trace></log>", encoding="utf-8")
    with pytest.raises(InputError, match=str(path)):
        audit_log(LogFile(path, most_events=3_000), "log", LogRules(log_map=LogMap(), calendar=None), hands=Processes(2))


def test_a_cluster_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="a cluster needs Dask")
    with pytest.raises(ToolError, match=r"tcp://127\.0\.0\.1:1"):
        _audit(_log(tmp_path / "log.csv", 3), _rules(tmp_path), 300, Cluster("tcp://127.0.0.1:1", patience=1))


class _Dask:
    """A scheduler and two workers of this machine, on loopback."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._stack = stack
        self._folder = folder
        said = folder / "scheduler.json"
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(said))
        self.workers = [
            self._start("worker", "--scheduler-file", str(said), "--no-nanny", "--no-dashboard", "--nthreads", "1", "--name", name,
                        "--local-directory", str(folder / name))
            for name in ("first", "second")
        ]
        self.address = self._address(said)

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments], cwd=self._folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        return process

    def _address(self, said: Path) -> str:
        for _ in range(600):
            if said.is_file() and (text := said.read_text(encoding="utf-8")):
                return str(json.loads(text)["address"])
            time.sleep(0.1)
        raise AssertionError("the scheduler did not start")

    def wait_for_both(self) -> None:
        """Until both workers have come."""
        from distributed import Client

        with Client(self.address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[_Dask]:
    """A cluster."""
    pytest.importorskip("distributed", reason="a cluster needs Dask")
    with ExitStack() as stack:
        yield _Dask(tmp_path, stack)


@pytest.mark.exe
@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_comes_to_the_same(dask: _Dask, tmp_path: Path) -> None:
    path, held = _log(tmp_path / "log.csv", 1_500), _rules(tmp_path)
    whole = _audit(path, held, 1_000_000)
    dask.wait_for_both()
    told: list[float] = []

    def tell(share: float) -> None:
        told.append(share)
        if len(told) == 5:
            dask.workers[0].kill()

    assert audit_log(LogFile(path, held.wanted, 100), "log", held, hands=Cluster(dask.address), tell=tell) == whole
    assert len(told) > 20 and dask.workers[0].poll() is not None and dask.workers[1].poll() is None


_CHILD = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
from powerflow.commands import run
code = run(["audit", *sys.argv[2:], "--format", "json", "--fail-on", "never"])
# Not ru_maxrss: that counts the memory of whoever started the process, too.
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")), file=sys.stderr)
raise SystemExit(code)
"""


def _in_a_child(limit: int, *arguments: str) -> tuple[dict[str, object], int]:
    """The audit by a process that may address so many bytes, and how many it held at the most."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(limit), *arguments], cwd=ROOT, capture_output=True, check=False,
        # A thread of the linear algebra that numpy brings along reserves more address space than the whole audit.
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout), int(done.stderr.split()[-1]) * 1024


def _xes(path: Path, events: int) -> Path:
    """Cases of ten events with much text that no rule asks for."""
    note = "".join(f'<string key="note {number}" value="{"说明" * 40}"/>' for number in range(6))
    with path.open("w", encoding="utf-8") as file:
        file.write("<log>")
        for case in range(events // 10):
            event = f'<date key="time:timestamp" value="2026-07-{case % 28 + 1:02}T09:00:00+08:00"/>{note}</event>'
            file.write(f'<trace><string key="concept:name" value="办件{case}"/>')
            for number in range(10):
                file.write(f'<event><string key="concept:name" value="{"受理审查决定"[2 * (number % 3):][:2]}"/>{event}')
            file.write("</trace>\n")
        file.write("</log>")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("form", ["xes", "csv"])
def test_memory_stays_within_what_was_given(form: str, tmp_path: Path) -> None:
    """A file of some 150 MB (XES), or of 400,000 rows (CSV), with 150 MB for everything, the program itself included."""
    path = _xes(tmp_path / "log.xes", 100_000) if form == "xes" else _log(tmp_path / "log.csv", 100_000)
    _rules(tmp_path)
    data, held = _in_a_child(700 * _MIB, str(path), "--map", str(tmp_path / "map.toml"), "--memory", "150M")
    assert data["events"] == (100_000 if form == "xes" else sum(1 for _ in path.open(encoding="utf-8")) - 2)
    assert held < 150 * _MIB


@pytest.mark.skipif(not _LOGS.is_dir(), reason=f"the public event logs are not at {_LOGS} (set POWERFLOW_TEST_DATA)")
def test_a_real_log_in_pieces_and_by_processes_comes_to_the_same() -> None:
    path = _LOGS / "environmental-permit-receipt.xes.gz"
    held = LogRules(log_map=LogMap(), calendar=None, due="deadline", done="enddate")
    whole = _audit(path, held, 1_000_000)
    assert [group.count for group in whole.groups] == [377]
    assert _audit(path, held, 500) == _audit(path, held, 2_000, Processes(2)) == whole
