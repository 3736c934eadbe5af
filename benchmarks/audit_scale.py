"""Ten million events: run `python -m benchmarks.audit_scale` from the project; `--dask` does the same on a cluster of two workers.

The log of road fines is repeated under new case numbers into a temporary file. Every audit is a fresh process (with two more for
`--jobs 2`); CPU seconds are those of all its processes, and of the cluster's; memory is what the audit's own hold together at the
worst. To see whether the time is linear, that of a log of 231 cases, which is all beginning, is taken off.
"""
from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from benchmarks.audit import CHART, FINES_LOG, MAPPING
from tests.corpus import ROOT

COPIES = (1, 4, 18)
FEW = FINES_LOG.with_name("road-fines-one-case-per-variant.xes.gz")
_SAID = "scheduler.json"
_NAME = b'<trace>\n\t\t<string key="concept:name" value="'


def main() -> int:
    """Prints the CPU seconds for each million events of ever larger logs, and whether the numbers are those of one log repeated."""
    if not FINES_LOG.is_file():
        print(f"the public event logs are not at {FINES_LOG} (set POWERFLOW_TEST_DATA)")
        return 1
    copies = [int(text) for text in sys.argv[1:] if text.isdigit()] or COPIES
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        cluster = _cluster(folder, stack) if "--dask" in sys.argv else []
        means = ["--scheduler", _address(folder)] if cluster else ["--jobs", "2"]
        first: dict[str, object] = {}
        rates = []
        _audited(FEW, means, cluster)  # what a worker loads at the first piece, it keeps
        begin = _audited(FEW, means, cluster)[1]["CPU s"]
        print(f"beginning: {begin:.2f} s")
        for count in copies:
            path = _repeated(folder / "fines.xes.gz", count)
            found, figures = _audited(path, means, cluster)
            figures["CPU s a million"] = (figures["CPU s"] - begin) / figures["events"] * 1e6
            rates.append(figures["CPU s a million"])
            print(f"{count} x road fines: " + ", ".join(f"{name} {value:,.2f}" for name, value in figures.items()), flush=True)
            first = first or _each(found, count)
            print(f"  the numbers are those of one log, {count} times: {_each(found, count) == first}", flush=True)
        print(f"for each million events: between {min(rates):.2f} and {max(rates):.2f} s, {max(rates) / min(rates) - 1:.0%} apart")
    return 0


def _repeated(path: Path, count: int) -> Path:
    """The log so many times over, every case under a name of its own."""
    text = gzip.decompress(FINES_LOG.read_bytes())
    begin, end = text.index(b"<trace>"), text.rindex(b"</trace>") + len(b"</trace>")
    with path.open("wb") as file:
        file.write(gzip.compress(text[:begin], 1))
        for number in range(count):
            again = text[begin:end].replace(_NAME, _NAME + b"%d-" % number)
            file.write(gzip.compress(again + b"\n", 1))
        file.write(gzip.compress(text[end:], 1))
    return path


def _audited(path: Path, means: list[str], cluster: list[int]) -> tuple[dict[str, object], dict[str, float]]:
    command = [
        sys.executable, "-m", "powerflow", "audit", str(path), "--chart", str(CHART), "--map", str(MAPPING), "--calendar", "none",
        "--memory", "4G", "--fail-on", "never", "--format", "json", *means,
    ]
    before, begin, used = getrusage(RUSAGE_CHILDREN), time.perf_counter(), sum(map(_used, cluster))
    worst = 0.0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        text = b""
        while process.poll() is None:
            worst = max(worst, _held(process.pid))
            text += process.stdout.read() or b""
            time.sleep(0.5)
        text += process.stdout.read() or b""
    after = getrusage(RUSAGE_CHILDREN)
    found = json.loads(text)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime + sum(map(_used, cluster)) - used
    return found, {
        "events": found["events"], "CPU s": cpu, "s": time.perf_counter() - begin, "MB": worst,
    }


def _used(pid: int) -> float:
    """The CPU seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _held(pid: int) -> float:
    """The memory of a process and those it started, in MB."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0.0
    own = next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS")), 0.0)
    return own + sum(_held(int(child)) for child in children)


def _each(found: dict[str, object], count: int) -> dict[str, object]:
    """The numbers of an audit divided by how often the log was repeated."""
    fitness, groups = found["conformance"], found["findings"]
    assert isinstance(fitness, dict) and isinstance(groups, list)
    numbers = {name: fitness[name] / count for name in ("fitting_cases", "cost")}
    return {**numbers, "groups": {group["name"]: (group["count"] / count, group["of"] / count) for group in groups}}


def _cluster(folder: Path, stack: ExitStack) -> list[int]:
    """A scheduler and two workers on this machine, as two commands start them; their processes."""
    pids = []
    for arguments in (
        ("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"),
        *(("worker", "--no-nanny", "--no-dashboard", "--nthreads", "1", "--local-directory", str(folder / name)) for name in "ab"),
    ):
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments, "--scheduler-file", str(folder / _SAID)], cwd=ROOT,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        pids.append(process.pid)
        stack.callback(process.wait)
        stack.callback(process.terminate)
    return pids


def _address(folder: Path) -> str:
    said = folder / _SAID
    while not said.is_file() or not said.read_text(encoding="utf-8"):
        time.sleep(0.2)
    return str(json.loads(said.read_text(encoding="utf-8"))["address"])


if __name__ == "__main__":
    raise SystemExit(main())
