"""How long a catalogue of 2,000 powers takes, made of the shipped items: run `python -m benchmarks.catalogue [COUNT]`.

Each copy has its own code and name, and a register names them all. `powerflow check --jobs 2` runs with every rule as a
process of its own; wall time, CPU time and memory are those of it and its children. The limits are 30 s and 1 GB.
"""
from __future__ import annotations

import re
import resource
import subprocess
import sys
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from powerflow.library import Library, shipped

_SECONDS, _MEGABYTES = 30, 1024


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with TemporaryDirectory() as folder:
        write(Path(folder), count)
        before = perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "powerflow", "check", folder, "--jobs", "2", "--no-cache", "--fail-on", "never"],
            capture_output=True, text=True, check=False,
        )
        seconds = perf_counter() - before
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print("\n".join(done.stdout.splitlines()[-2:]) or done.stderr)
    print(f"{count} powers: {seconds:.1f} s of {_SECONDS} s, {used.ru_utime + used.ru_stime:.1f} s of CPU time", end="; ")
    print(f"largest process {used.ru_maxrss / 1024:.0f} MB of {_MEGABYTES} MB; exit code {done.returncode}")


def write(folder: Path, count: int) -> None:
    """So many copies of the shipped items in turn, and the register that names them."""
    items = [(path.read_text(encoding="utf-8"), code, name) for path, code, name in _items()]
    register = ['schema = "powerflow/catalogue/1"']
    for number, (text, code, name) in enumerate(islice(cycle(items), count)):
        own_code, own_name = f"{code}-{number:04}", f"{name} {number:04}"
        head, item, rest = re.split(r"(<pf:item\b[^>]*>)", text, maxsplit=1)
        item = item.replace(f'code="{code}"', f'code="{own_code}"', 1).replace(f'name="{name}"', f'name="{own_name}"', 1)
        (folder / f"{number:04}.bpmn").write_text(head + item + rest, encoding="utf-8")
        register.append(f'[[power]]\ncode = "{own_code}"\nname = "{own_name}"')
    (folder / "catalogue.toml").write_text("\n".join(register) + "\n", encoding="utf-8")


def _items() -> list[tuple[Path, str, str]]:
    return [(shipped() / chart.path, chart.item.code, chart.item.name) for chart in Library().charts() if chart.item]


if __name__ == "__main__":
    main()
