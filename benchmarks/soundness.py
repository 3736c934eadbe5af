"""How fast the verdict on soundness is, over the public files: run `python -m benchmarks.soundness` from the project.

Times are CPU times of one process, XML included, the least of some rounds for each file. bpmnlint is measured in the same
run where node and npm are at hand; it is installed into a temporary folder. `--no-peer` leaves it out.
"""
from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from time import process_time

from benchmarks.peer import print_peer
from powerflow import bpmn
from powerflow.errors import InputError
from powerflow.graph import Verdict, soundness
from powerflow.model import Flowchart
from tests.builders import chart
from tests.corpus import ARCHIVE, files

# Each file is measured so often and the least time counts: other work on the machine is left out.
ROUNDS = 3
LADDER = 20
LADDER_ROUNDS = 20


@dataclass(frozen=True)
class Measured:
    """What one file cost, in CPU seconds."""

    name: str
    seconds: float
    nodes: int
    verdict: Verdict


def main() -> int:
    """Prints all figures."""
    if not ARCHIVE.is_file():
        print(f"the public BPMN files are not at {ARCHIVE} (set POWERFLOW_TEST_DATA)")
        return 1
    corpus = list(files())
    rounds = [measure_all(corpus) for _ in range(ROUNDS)]
    measured = [min(each, key=lambda one: one.seconds) for each in zip(*rounds, strict=True)]
    print_corpus(measured)
    print_ladder()
    if "--no-peer" not in sys.argv:
        print_peer(corpus, {"soundness": rate_of(rounds[0])})
    return 0


def measure_all(corpus: list[tuple[str, bytes]]) -> list[Measured]:
    """One round through the files, without those that cannot be read."""
    return [each for name, data in corpus if (each := measure(name, data)) is not None]


def rate_of(measured: list[Measured]) -> float:
    """Files per CPU-second."""
    return len(measured) / sum(each.seconds for each in measured)


def measure(name: str, data: bytes) -> Measured | None:
    """Parse and verdict of one file; None if it is not one that can be read."""
    begin = process_time()
    try:
        drawn = bpmn.parse(data, name).chart
    except InputError:
        return None
    answer = soundness(drawn)
    return Measured(name, process_time() - begin, len(drawn.nodes), answer.verdict)


def print_corpus(measured: list[Measured]) -> None:
    """Files per second, the slow tail, and what was decided."""
    ordered = sorted(measured, key=lambda each: each.seconds)
    verdicts = Counter(each.verdict for each in measured)
    print(f"{len(measured)} files, {sum(each.nodes for each in measured)} nodes: {rate_of(measured):,.0f} files per CPU-second")
    print(f"median {_ms(ordered[len(ordered) // 2])}, p99 {_ms(ordered[len(ordered) * 99 // 100])}")
    for each in ordered[:-6:-1]:
        print(f"  slowest: {_ms(each)}  {each.nodes} nodes  {each.name}")
    print(", ".join(f"{verdict.value} {count}" for verdict, count in verdicts.most_common()))
    print(f"undecided {verdicts[Verdict.UNDECIDED] / len(measured):.2%}")


def print_ladder() -> None:
    """Twenty parallel branches between a fork and a join."""
    drawn = chart().start().parallel("fork").step("0").parallel("join").end()
    for number in range(1, LADDER):
        drawn = drawn.at("fork").step(str(number)).to("join")
    data = drawn.data()
    whole = min(each.seconds for _ in range(LADDER_ROUNDS) if (each := measure("p20x01", data)) is not None)
    read = bpmn.parse(data, "p20x01").chart
    alone = min(_seconds_of_soundness(read) for _ in range(LADDER_ROUNDS))
    print(f"p{LADDER}x01: {whole * 1000:.2f} ms, of which soundness {alone * 1000:.2f} ms")


def _seconds_of_soundness(drawn: Flowchart) -> float:
    begin = process_time()
    soundness(drawn)
    return process_time() - begin


def _ms(each: Measured) -> str:
    return f"{each.seconds * 1000:.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
