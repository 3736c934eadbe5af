"""`powerflow demo`: the whole tour with its pictures, as a newcomer runs it."""
from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from powerflow import tour
from powerflow.commands import run
from powerflow.deadlines import BEIJING

pytestmark = [pytest.mark.exe, pytest.mark.slow]


def test_demo_makes_a_page_with_every_chart_and_every_way_through_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    demo = tmp_path / "demo"
    assert run(["demo", "--out", str(demo), "--jobs", "1"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-1].endswith(str(demo / "index.html"))
    page = (demo / "index.html").read_text(encoding="utf-8")
    shown = re.findall(r'<img src="([^"]+)"', page)
    assert len(shown) == 12  # 3 charts, 6 cases, 3 altered histories
    for name in shown:
        svg = (demo / name).read_text(encoding="utf-8")
        assert svg.startswith("<?xml")
        assert ('class="flow lit"' in svg) == name.startswith(("cases/", "breaches/"))
    for pdf in (demo / "charts").glob("*.pdf"):
        assert pdf.read_bytes().startswith(b"%PDF")


def test_commands_that_the_page_names_work_in_its_folder(tmp_path: Path) -> None:
    """Every command of the page but `render`, which has its own tests and takes long."""
    demo = tmp_path / "demo"
    tour.perform(tour.Setting(path=demo, lang="zh", now=datetime.now(BEIJING), tell=print, draws=False))
    page = (demo / "index.html").read_text(encoding="utf-8")
    named = [line for block in re.findall(r"<dd><pre>(.*?)</pre>", page, re.DOTALL) for line in block.splitlines()]
    codes = {line: _call(line.split()[1:], demo).returncode for line in named if " render " not in line}
    # What the altered histories hold is what replay is to find: exit code 1.
    assert codes == {line: 1 if line == "powerflow replay breaches/" else 0 for line in codes}
    assert len(codes) >= 6


@pytest.mark.skipif(importlib.util.find_spec("pygraphviz") is not None, reason="the pygraphviz wheel stands in for dot")
def test_machine_that_cannot_draw_gets_all_the_rest_and_exit_code_3(tmp_path: Path) -> None:
    done = _call(["demo", "--out", "demo"], tmp_path, {**os.environ, "PATH": os.devnull})
    assert done.returncode == 3
    assert "Graphviz" in done.stderr
    assert (tmp_path / "demo" / "index.html").is_file()


def _call(arguments: list[str], cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "powerflow", *arguments]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
