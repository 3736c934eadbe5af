"""Several processes on one store: one wins a step, nobody starves, and what was acknowledged outlives a kill."""
from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

from powerflow.cases import Act, case_file, open_store, start
from powerflow.cases.store import broken_at
from powerflow.deadlines import BEIJING
from tests.cases.desk import decided, drawing, registry, url

_WORKER = Path(__file__).with_name("worker.py")


def _begin(folder: Path, content: bytes) -> str:
    from datetime import datetime

    desk = registry(folder)
    with desk.store:
        return start(desk, content, "t.bpmn", Act(), now=datetime.now(BEIJING)).history.case


def _worker(kind: str, folder: Path, case: str, officer: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(_WORKER), kind, url(folder), case, officer, str(folder / "gate")]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _round() -> bytes:
    """A step that is open again as soon as it is done."""
    drawn = drawing().start().decision("m").step("a", sets=["听证"]).decision("g", default="rest").via("", "听证").end()
    return drawn.flow("g", "m", "rest").data()


def test_of_two_processes_at_one_step_one_wins_and_the_other_is_told(tmp_path: Path) -> None:
    case = _begin(tmp_path, drawing().start().step("a").step("b").end().data())
    workers = [_worker("race", tmp_path, case, officer) for officer in ("甲", "乙")]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    (tmp_path / "gate").touch()
    said = sorted(worker.communicate(timeout=60)[0].strip() for worker in workers)
    assert said[0] == "done"
    assert said[1].startswith("refused 环节“a”没有打开") and said[1].endswith("打开的环节：b")
    with open_store(url(tmp_path)) as store:
        assert [entry.node for entry in store.read(case).entries] == ["start", "a"]


def test_what_was_acknowledged_outlives_a_kill(tmp_path: Path) -> None:
    case = _begin(tmp_path, _round())
    for pause in (0.0, 0.013, 0.031, 0.057):
        worker = _worker("loop", tmp_path, case, "甲")
        assert worker.stdout is not None
        acknowledged = [int(worker.stdout.readline())]
        time.sleep(pause)
        worker.kill()
        acknowledged += [int(line) for line in worker.communicate()[0].split("\n")[:-1]]
        with open_store(url(tmp_path)) as store:
            file = case_file(store, case)
            [row] = store.cases()
        assert len(file.history.entries) in (acknowledged[-1], acknowledged[-1] + 1)
        assert [entry.seq for entry in file.history.entries] == list(range(1, len(file.history.entries) + 1))
        assert broken_at(file.history) is None
        assert [step.node for step in row.open] == [opening.node for opening in file.course.open] == ["a"]


def test_no_writer_starves(tmp_path: Path) -> None:
    """Four threads, each with a connection of its own, begin cases as fast as they can."""
    desks = [registry(tmp_path) for _ in range(4)]
    content = decided().data()
    counts = [0] * 4
    over = time.monotonic() + 1.0

    def begin_cases(number: int) -> None:
        from datetime import datetime

        while time.monotonic() < over:
            start(desks[number], content, "t.bpmn", Act(), now=datetime.now(BEIJING))
            counts[number] += 1

    threads = [threading.Thread(target=begin_cases, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open_store(url(tmp_path)) as store:
        ids = [row.case for row in store.cases()]
    assert len(ids) == len(set(ids)) == sum(counts)
    assert min(counts) > 0
