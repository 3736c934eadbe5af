"""How fast a check with all rules is, over the public files: run `python -m benchmarks.check` from the project.

Times are CPU times of one process, the least of some rounds for each file: the XML is parsed and every rule about a
flowchart judges it. What `check` adds to that, trying mends for what is unsound and writing the report, is told beside
it; so is how fast we are beside bpmnlint in the same run (not with `--no-peer`). `--profile` tells where the time goes.
"""
from __future__ import annotations

import cProfile
import pstats
import sys
from contextlib import suppress
from datetime import date
from time import process_time

from benchmarks.peer import print_peer
from benchmarks.soundness import ROUNDS, measure_all, rate_of
from powerflow import bpmn
from powerflow.checking import Order, Source, check_all
from powerflow.errors import InputError
from powerflow.graph import shapes
from powerflow.reports import check_json
from powerflow.rules import Rule, Subject, judge, select
from tests.builders import chart
from tests.corpus import ARCHIVE, files

DAY = date(2026, 11, 21)


def main() -> None:
    if not ARCHIVE.is_file():
        sys.exit(f"the public files are not at {ARCHIVE}; set POWERFLOW_TEST_DATA")
    data = list(files())
    rules = [rule for rule in select() if rule.subject is Subject.CHART]
    shapes(chart().start().step("a").flow("a", "a").end().build())  # libraries are loaded once, not for each file
    profile = cProfile.Profile()
    if "--profile" in sys.argv:
        profile.enable()
    rounds = [[judged(content, name, rules) for name, content in data] for _ in range(1 if "--profile" in sys.argv else ROUNDS)]
    profile.disable()
    times = sorted(map(min, zip(*rounds, strict=True)))
    total = sum(times)
    print(f"{len(data)} files, {len(rules)} rules about a flowchart, parse included")
    p99, worst = times[len(times) * 99 // 100] * 1000, times[-1] * 1000
    print(f"  {len(data) / total:,.0f} files per CPU-second; p99 {p99:.1f} ms, worst {worst:.0f} ms")
    rates = {"soundness": rate_of(measure_all(data)), "all rules": len(data) / sum(rounds[0])}
    if "--no-peer" not in sys.argv:
        print_peer(data, rates)
    before = process_time()
    checked = check_all([Source(name, data=content) for name, content in data], Order(DAY))
    between = process_time()
    report = check_json(checked, "zh")
    print(f"`check` with mends tried: {between - before:.1f} s; its JSON ({len(report) / 1e6:.1f} MB): {process_time() - between:.1f} s")
    if "--profile" in sys.argv:
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)


def judged(content: bytes, name: str, rules: list[Rule]) -> float:
    """CPU seconds for one file."""
    before = process_time()
    with suppress(InputError):
        judge(bpmn.parse(content, name).chart, rules, DAY)
    return process_time() - before


if __name__ == "__main__":
    main()
