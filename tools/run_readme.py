"""Runs the commands of the READMEs; `python tools/run_readme.py` writes what they print below them.

A command is a line `$ …` in a block marked `console`; the lines up to the next one are its output.
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = (*READMES, "examples/README.md")

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_EXPORT = re.compile(r"export (\w+)=(\S+)")


def played(text: str, folder: Path) -> str:
    """The README with fresh output, its commands run one after the other in `folder`, as in one session."""
    for name in ("processes", "examples"):
        (folder / name).symlink_to(ROOT / name)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}
    return _BLOCK.sub(lambda block: f"```console\n{_session(block[1], folder, environment)}```", text)


def _session(block: str, folder: Path, environment: dict[str, str]) -> str:
    lines = []
    for line in block.splitlines():
        if line.startswith("$ "):
            lines.append(line)
            lines += _output(line[2:], folder, environment)
    return "".join(f"{line}\n" for line in lines)


def _output(command: str, folder: Path, environment: dict[str, str]) -> list[str]:
    export = _EXPORT.fullmatch(command)
    if export:
        environment[export[1]] = export[2]
        return []
    done = subprocess.run(
        ["sh", "-c", command], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return [line.rstrip() for line in done.stdout.splitlines()]


def main() -> None:
    for name in DOCUMENTS:
        path = ROOT / name
        with tempfile.TemporaryDirectory() as folder:
            path.write_text(played(path.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
