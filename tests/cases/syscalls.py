"""The system refuses or kills at a chosen call of a chosen kind: strace lays itself over a process that was forked and waits."""
from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.cases.faults import begin_work, heard


def traced(work: Callable[[], object], calls: str, what: str, when: int) -> tuple[int, str]:
    """Runs `work` in a process of its own, in which at the `when`-th of the `calls` (`pwrite64,fdatasync`) happens `what`.

    `what` is `signal=KILL` or `error=ENOSPC`; with `when` as `3+` in strace's words an error would last, here it happens once.
    Its exit status (-9: killed) and what it said.
    """
    opened, gate = os.pipe()

    def waiting() -> object:
        os.close(gate)
        os.read(opened, 1)
        return work()

    child, said = begin_work(waiting)
    os.close(opened)
    tracer = subprocess.Popen(
        ["strace", "-qq", "-o", "/dev/null", "-p", str(child), "-e", f"trace={calls}", "-e", f"inject={calls}:{what}:when={when}"],
        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    while not _is_traced(child) and tracer.poll() is None:
        time.sleep(0.001)
    os.close(gate)
    found = heard(child, said)
    tracer.wait(20)
    return found


def _is_traced(process: int) -> bool:
    return "TracerPid:\t0\n" not in Path(f"/proc/{process}/status").read_text(encoding="ascii")


@cache
def can_trace() -> bool:
    """Whether strace is installed and the system lets it lay itself over a process of ours."""
    return shutil.which("strace") is not None and traced(lambda: os.write(2, b""), "write", "signal=KILL", 1)[0] == -9
