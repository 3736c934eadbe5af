"""How fast the verdict on soundness is, over the public files: run `python -m benchmarks.soundness` from the project.

Times are CPU times of one process, XML included. bpmnlint is measured in the same run where node and npm are at hand;
it is installed into a temporary folder. `--no-peer` leaves it out.
"""
from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from powerflow import bpmn
from powerflow.errors import InputError
from powerflow.graph import Verdict, soundness
from powerflow.model import Flowchart
from tests.builders import chart
from tests.corpus import ARCHIVE, files

LADDER = 20
ROUNDS = 20

PEER = """
const { Linter } = require('bpmnlint'), { BpmnModdle } = require('bpmn-moddle');
const NodeResolver = require('bpmnlint/lib/resolver/node-resolver'), fs = require('fs');
async function main() {
  const linter = new Linter({ config: { extends: 'bpmnlint:recommended' }, resolver: new NodeResolver() });
  const names = fs.readFileSync(0, 'utf8').split('\\n').filter(Boolean);
  const texts = names.map(name => fs.readFileSync(name, 'utf8'));
  const before = process.cpuUsage();
  let done = 0;
  for (const text of texts) {
    try {
      const { rootElement } = await new BpmnModdle().fromXML(text);
      await linter.lint(rootElement);
      done += 1;
    } catch (error) { /* not a file that it reads */ }
  }
  const used = process.cpuUsage(before);
  console.log(JSON.stringify({ done, seconds: (used.user + used.system) / 1e6 }));
}
main();
"""


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
    measured = [each for name, data in corpus if (each := measure(name, data)) is not None]
    rate = len(measured) / sum(each.seconds for each in measured)
    print_corpus(measured, rate)
    print_ladder()
    if "--no-peer" not in sys.argv:
        print_peer(corpus, rate)
    return 0


def measure(name: str, data: bytes) -> Measured | None:
    """Parse and verdict of one file; None if it is not one that can be read."""
    begin = process_time()
    try:
        drawn = bpmn.parse(data, name).chart
    except InputError:
        return None
    answer = soundness(drawn)
    return Measured(name, process_time() - begin, len(drawn.nodes), answer.verdict)


def print_corpus(measured: list[Measured], rate: float) -> None:
    """Files per second, the slow tail, and what was decided."""
    ordered = sorted(measured, key=lambda each: each.seconds)
    verdicts = Counter(each.verdict for each in measured)
    print(f"{len(measured)} files, {sum(each.nodes for each in measured)} nodes: {rate:,.0f} files per CPU-second")
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
    whole = min(each.seconds for _ in range(ROUNDS) if (each := measure("p20x01", data)) is not None)
    read = bpmn.parse(data, "p20x01").chart
    alone = min(_seconds_of_soundness(read) for _ in range(ROUNDS))
    print(f"p{LADDER}x01: {whole * 1000:.2f} ms, of which soundness {alone * 1000:.2f} ms")


def _seconds_of_soundness(drawn: Flowchart) -> float:
    begin = process_time()
    soundness(drawn)
    return process_time() - begin


def print_peer(corpus: list[tuple[str, bytes]], rate: float) -> None:
    """The ratio to bpmnlint's recommended rules on the same files."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        print("bpmnlint: skipped, node and npm are not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            figures = _run_peer(Path(folder), npm, node, corpus)
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            print(f"bpmnlint: skipped, it could not be installed or run ({error})")
            return
    peer = figures["done"] / figures["seconds"]
    print(f"bpmnlint: {figures['done']:.0f} files, {peer:,.0f} files per CPU-second; we are {rate / peer:.1f} times as fast")


def _run_peer(folder: Path, npm: str, node: str, corpus: list[tuple[str, bytes]]) -> dict[str, float]:
    subprocess.run(
        [npm, "install", "--silent", "--no-audit", "--no-fund", "bpmnlint", "bpmn-moddle"],
        cwd=folder, check=True, capture_output=True, timeout=300,
    )
    paths = []
    for number, (_, data) in enumerate(corpus):
        path = folder / f"{number}.bpmn"
        path.write_bytes(data)
        paths.append(str(path))
    (folder / "peer.js").write_text(PEER, encoding="utf-8")
    done = subprocess.run(
        [node, "peer.js"], cwd=folder, check=True, capture_output=True, timeout=900, text=True, input="\n".join(paths)
    )
    figures = json.loads(done.stdout)
    return {"done": float(figures["done"]), "seconds": float(figures["seconds"])}


def _ms(each: Measured) -> str:
    return f"{each.seconds * 1000:.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
