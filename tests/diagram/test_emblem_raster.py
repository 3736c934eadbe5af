"""An SVG emblem is painted as a PNG: which pixels have which colour is known beforehand."""
from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from powerflow.diagram import Office, draw
from powerflow.diagram.emblem import Emblem, read_emblem
from powerflow.diagram.emblem_raster import painted
from tests.diagram.charts import permit

_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}">{shapes}</svg>'
CLEAR = (0, 0, 0, 0)


def pixels(shapes: str, wide: int = 320, high: int = 320) -> list[list[tuple[int, ...]]]:
    """Rows of red, green, blue and alpha; one pixel for each unit."""
    data = painted(_SVG.format(wide=wide, high=high, shapes=shapes).encode())
    assert data is not None
    across, down = struct.unpack(">II", data[16:24])
    begin = data.index(b"IDAT") + 4
    raw = zlib.decompress(data[begin:])
    step = 4 * across + 1
    return [[tuple(raw[row * step + 1 + 4 * at:row * step + 5 + 4 * at]) for at in range(across)] for row in range(down)]


@pytest.mark.parametrize("shape", [
    '<rect x="10" y="20" width="40" height="30" fill="#ff0000"/>', '<path d="M10 20h40v30h-40z" fill="#f00"/>',
    '<path d="M10,20 L50,20 50,50 10,50" fill="red"/>', '<polygon points="10,20 50,20 50,50 10,50" style="fill:rgb(255,0,0)"/>',
    '<g transform="translate(10 20)" fill="red"><rect width="40" height="30"/></g>',
    '<g transform="scale(10)"><rect x="1" y="2" width="4" height="3" fill="red"/></g>',
    '<rect x="20" y="-50" width="30" height="40" fill="red" transform="rotate(90)"/>',
    '<line x1="10" y1="35" x2="50" y2="35" stroke="red" stroke-width="30"/>',
])
def test_a_rectangle_however_it_is_written(shape: str) -> None:
    drawn = pixels(shape)
    inside = {(row, column) for row in range(320) for column in range(320) if drawn[row][column] != CLEAR}
    assert inside == {(row, column) for row in range(20, 50) for column in range(10, 50)}
    assert drawn[30][30] == (255, 0, 0, 255)


@pytest.mark.parametrize("shape", [
    '<circle cx="160" cy="160" r="100"/>', '<ellipse cx="160" cy="160" rx="100" ry="100"/>',
    '<path d="M60 160 A100 100 0 0 1 260 160 A100 100 0 0 1 60 160z"/>', '<path d="M160 60a100 100 0 1 0 .01 0z"/>',
])
def test_the_ground_of_a_circle(shape: str) -> None:
    """Pi times the square of the radius, to half a per cent."""
    covered = sum(pixel[3] for row in pixels(shape) for pixel in row) / 255
    assert covered == pytest.approx(31416, rel=0.005)


def test_holes_by_both_rules() -> None:
    shape = '<path fill-rule="{}" d="M0 0h100v100h-100z M20 20h60v60h-60z"/>'
    assert pixels(shape.format("evenodd"))[50][50] == CLEAR
    assert pixels(shape.format("nonzero"))[50][50] == (0, 0, 0, 255)


def test_a_gradient_runs_from_one_colour_to_the_other() -> None:
    stops = '<stop offset="0" stop-color="#000"/><stop offset="100%" stop-color="#fff"/>'
    drawn = pixels(f'<defs><linearGradient id="g">{stops}</linearGradient></defs><rect width="320" height="320" fill="url(#g)"/>')
    assert [drawn[100][at][0] for at in (0, 160, 319)] == pytest.approx([0, 128, 255], abs=2)


def test_what_lies_above_covers_and_half_covers() -> None:
    drawn = pixels('<rect width="100" height="100" fill="#000"/><rect width="50" height="100" fill="#fff" opacity="0.5"/>')
    assert drawn[50][80] == (0, 0, 0, 255) and drawn[50][20] == (128, 128, 128, 255)


@pytest.mark.parametrize("shapes", [
    '<clipPath id="c"><rect width="9" height="9"/></clipPath>', '<rect width="9" height="9" fill="hsl(0,0%,0%)"/>',
    '<rect width="9" height="9" fill="url(#none)"/>',
])
def test_what_is_not_understood_is_not_painted_wrongly(shapes: str) -> None:
    assert painted(_SVG.format(wide=9, high=9, shapes=shapes).encode()) is None


@pytest.mark.exe
def test_an_svg_emblem_stands_on_paper_too(tmp_path: Path) -> None:
    (tmp_path / "e.svg").write_text(_SVG.format(wide=9, high=9, shapes='<rect width="9" height="9" fill="red"/>'))
    worn = Office(name="临溪县行政审批局", emblem=read_emblem(tmp_path / "e.svg"))
    assert isinstance(worn.printed_emblem, Emblem) and worn.printed_emblem.type == "image/png"
    drawing = draw(permit(), office=worn)
    assert not any("emblem_png" in note for note in drawing.notes)
    assert len(drawing.pdf()) != len(draw(permit()).pdf())
