"""How fast a log is read and laid over a chart: run `python -m benchmarks.audit` from the project.

All figures are CPU seconds of fresh processes in one run. pm4py and r4pm do the same work where pip can install them into
temporary folders, each alone in one; they are never a dependency. `--no-peer` leaves them out. Ten million events:
`benchmarks/audit_scale.py`.
"""
from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from tests.corpus import DATA, ROOT

LOGS, CHARTS = DATA / "logs", DATA / "charts"
FINES_LOG, CHART = LOGS / "road-fines.xes.gz", CHARTS / "road-fines-normative.bpmn"
MAPPING = ROOT / "examples" / "mappings" / "road-fines.toml"
FINES = (FINES_LOG, CHART)
RECEIPT = (LOGS / "environmental-permit-receipt.xes.gz", CHARTS / "environmental-permit-receipt-mined.bpmn")
ROUNDS = 3

OURS = """
import sys, json
from pathlib import Path
from time import process_time
log, chart, keep = sys.argv[1:4]
begin = process_time()
import numpy
from powerflow import bpmn
from powerflow.logs import Wanted, read_log
from powerflow.replay import align
loaded = process_time()
table = read_log(Path(log), Wanted(keep=None if keep == "all" else ()))
read = process_time()
variants = table.variants()
grouped = process_time()
drawn = bpmn.parse(Path(chart).read_bytes(), chart).chart
first = process_time()
found = align(drawn, variants.each)
aligned = process_time()
fitness = found.fitness(variants.cases.tolist())
memory = next(int(line.split()[1]) / 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps({
    "import": loaded - begin, "read": read - loaded, "variants": grouped - read, "align": aligned - first,
    "whole": aligned - begin, "MB": memory, "cost": fitness.cost, "fitting": fitness.fitting, "events": len(table),
}))
"""

# The whole command: the log read, aligned with named moves, held to three deadlines, a wait, a notice and a step that must be.
FINDINGS = """
import sys, json
from time import process_time
from powerflow.commands import run
code = run(["audit", *sys.argv[1:], "--calendar", "none", "--fail-on", "never", "--format", "json", "-o", "/dev/null"])
memory = next(int(line.split()[1]) / 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps({"whole": process_time(), "MB": memory, "code": code}))
"""

PM4PY = """
import sys, json
from time import process_time
import pm4py
from pm4py.objects.conversion.bpmn import converter
begin = process_time()
log = pm4py.read_xes(sys.argv[1])
read = process_time()
net, first, last = converter.apply(pm4py.read_bpmn(sys.argv[2]))
ready = process_time()
found = pm4py.conformance_diagnostics_alignments(log, net, first, last, multi_processing=False)
done = process_time()
pm4py.write_pnml(net, first, last, sys.argv[3])
print(json.dumps({"read": read - begin, "align": done - ready, "cost": sum(each["cost"] // 10000 for each in found)}))
"""

# It plays the net that pm4py made of the chart.
R4PM = """
import sys, json
from time import process_time
import r4pm
begin = process_time()
log = r4pm.import_item("EventLog", sys.argv[1])
read = process_time()
projection = r4pm.bindings.log_to_activity_projection(log)
net = r4pm.petri_net.import_pnml(sys.argv[3])
ready = process_time()
found = r4pm.bindings.align_variants(net, projection)
done = process_time()
print(json.dumps({"read": read - begin, "project": ready - read, "align": done - ready, "variants": len(found)}))
"""


def main() -> int:
    """Prints all figures."""
    if not LOGS.is_dir():
        print(f"the public event logs are not at {LOGS} (set POWERFLOW_TEST_DATA)")
        return 1
    ours = {name: _ours(*paths, "few") for name, paths in (("road fines", FINES), ("receipt", RECEIPT))}
    for name, figures in ours.items():
        _say(f"powerflow, {name}", figures)
    _say("powerflow, road fines, every attribute", _ours(*FINES, "all"))
    command = [sys.executable, "-c", FINDINGS, str(FINES_LOG), "--chart", str(CHART), "--map", str(MAPPING)]
    whole = _best([_run(command) for _ in range(ROUNDS)])
    _say("powerflow, road fines, from the file to the findings", whole)
    if "--no-peer" not in sys.argv:
        _peers(ours, whole["whole"])
    return 0


def _ours(log: Path, chart: Path, keep: str) -> dict[str, float]:
    """The run with the least CPU time of some."""
    return _best([_run([sys.executable, "-c", OURS, str(log), str(chart), keep]) for _ in range(ROUNDS)])


def _best(runs: list[dict[str, float]]) -> dict[str, float]:
    return min((run for run in runs if run), key=lambda run: run["whole"])


def _run(command: list[str]) -> dict[str, float]:
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        print("  failed:", (done.stderr.strip().splitlines() or ["no output"])[-1])
        return {}
    found: dict[str, float] = json.loads(lines[-1])
    return found


def _peers(ours: dict[str, dict[str, float]], whole: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for peer, script in (("pm4py", PM4PY), ("r4pm", R4PM)):
            venv.create(Path(folder) / peer, with_pip=True)
            python = str(Path(folder) / peer / "bin" / "python")
            if subprocess.run([python, "-m", "pip", "install", "-q", peer], capture_output=True, check=False).returncode:
                print(f"{peer} could not be installed")
                continue
            for name, paths in (("road fines", FINES), ("receipt", RECEIPT)):
                net = Path(folder) / f"{name}.pnml"
                figures = _run([python, "-c", script, *map(str, (*paths, net))])
                _compare(peer, name, figures, ours[name])
                if paths is FINES and figures:
                    both = figures["read"] + figures["align"]
                    print(f"  from the file to the findings powerflow takes {whole:.2f} s, {peer} to read and align {both:.2f} s: "
                          f"{both / whole:.1f} times as long")


def _compare(peer: str, name: str, figures: dict[str, float], ours: dict[str, float]) -> None:
    _say(f"{peer}, {name}", figures)
    for work in ("read", "align"):
        if figures.get(work):
            print(f"  {work}: powerflow is {figures[work] / ours[work]:,.1f} times as fast")
    if figures.get("align"):
        both = figures.get("project", 0) + figures["align"]
        print(f"  group by variant and align: powerflow is {both / (ours['variants'] + ours['align']):,.1f} times as fast")


def _say(what: str, figures: dict[str, float]) -> None:
    said = (f"{name} {value:,.3f}" if isinstance(value, float) else f"{name} {value:,}" for name, value in figures.items())
    print(f"{what}: " + ", ".join(said))


if __name__ == "__main__":
    raise SystemExit(main())
