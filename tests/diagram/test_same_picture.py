"""The same chart gives the same bytes in every process, and the same picture with every Graphviz."""
from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from powerflow.diagram import draw
from powerflow.diagram.measure_geometry import Extent
from powerflow.diagram.measure_svg import Picture, read_svg
from tests.diagram.pages import ITEMS, item

_ROOT = Path(__file__).resolve().parents[2]
_EVERY = sorted(path.relative_to(_ROOT / "processes").as_posix().removesuffix(".bpmn") for path in _ROOT.glob("processes/*/*.bpmn"))
_DIGESTS = """
import hashlib, sys
from pathlib import Path
from powerflow import bpmn
from powerflow.diagram import draw
paper, *names = sys.argv[1:]
for name in names:
    drawing = draw(bpmn.read(Path("processes") / f"{name}.bpmn"), paper=paper)
    for made in (drawing.svg(), drawing.pdf(), drawing.png(40), drawing.text().encode(), drawing.html().encode()):
        print(name, hashlib.sha256(made).hexdigest())
"""


def python(script: str, *arguments: str, **environment: str) -> str:
    """What a script prints in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=_ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.exe
@pytest.mark.slow
def test_two_runs_with_different_hash_seeds_give_the_same_bytes() -> None:
    first, second = (python(_DIGESTS, "a3", *ITEMS[:2], PYTHONHASHSEED=seed) for seed in ("1", "4242"))
    assert first == second and len(first.splitlines()) == 10


@pytest.mark.full
@pytest.mark.parametrize("paper", ["a3", "a3-landscape", "a4"])
def test_every_item_has_the_same_bytes_on_every_paper(paper: str) -> None:
    first, second = (python(_DIGESTS, paper, *_EVERY, PYTHONHASHSEED=seed) for seed in ("0", "99"))
    assert first == second and len(first.splitlines()) == 5 * len(_EVERY)


@pytest.mark.exe
@pytest.mark.slow
@pytest.mark.parametrize("name", ITEMS)
def test_debians_graphviz_and_the_wheel_draw_the_same_to_a_tenth_of_a_point(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("pygraphviz", reason="the drawing wheels are not installed (pip install 'powerflow-bpmn[draw]')")
    drawing = draw(item(name))
    ours = read_svg(drawing.svg())
    # Without programs on the path the wheel draws.
    monkeypatch.setenv("PATH", str(tmp_path))
    theirs = read_svg(drawing.svg())
    assert [line.text for line in ours.lines] == [line.text for line in theirs.lines]
    assert [len(each) for each in _places(ours)] == [len(each) for each in _places(theirs)]
    for one, other in zip(_places(ours), _places(theirs), strict=True):
        assert max((abs(a - b) for a, b in zip(one, other, strict=True)), default=0.0) <= 0.1


def _places(picture: Picture) -> list[list[float]]:
    """Every coordinate of text, of shapes, and of lines with their length."""
    lines = [value for line in picture.lines for value in (*_sides(line.extent), line.size)]
    shapes = [value for ground in picture.grounds for value in _sides(ground.outline.extent)]
    ways = [value for way in picture.ways for point in (way.points[0], way.points[-1]) for value in point]
    lengths = [sum(abs(x - x2) + abs(y - y2) for (x, y), (x2, y2) in pairwise(way.points)) for way in picture.ways]
    return [lines, shapes, ways, lengths]


def _sides(extent: Extent) -> tuple[float, float, float, float]:
    return extent.left, extent.top, extent.right, extent.bottom
