"""bpmnlint on the same files in the same run, installed into a temporary folder where node and npm are at hand."""
from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

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


def print_peer(corpus: list[tuple[str, bytes]], rates: Mapping[str, float]) -> None:
    """How many times as fast each of our `rates` (files per CPU-second) is as bpmnlint's recommended rules on the same files.

    Both go through the files once.
    """
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
    print(f"bpmnlint: {figures['done']:.0f} files, {peer:,.0f} files per CPU-second")
    for what, rate in rates.items():
        print(f"  {what}: {rate:,.0f} files per CPU-second, {rate / peer:.1f} times as fast")


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
