"""The QR code: it says where the item is published, and its squares are exact."""
from __future__ import annotations

import re
import struct
import zlib
from dataclasses import replace

import pytest

from powerflow import xml
from powerflow.diagram import Office, draw
from powerflow.diagram.code import MODULE, PIXELS, QUIET, code_items, content, modules, picture, side
from powerflow.diagram.look import CODE
from powerflow.diagram.wording import Words
from tests.diagram.charts import ITEM, permit, tiny
from tests.diagram.qr import decoded


@pytest.mark.parametrize("text", ["https://lx.example/power/E01", "https://lx.example/items/T01?x=1&y=2", "SHA256:" + "0F" * 32])
def test_what_is_read_is_what_was_meant(text: str) -> None:
    assert decoded(modules(text)) == text


def test_says_where_the_item_is_published() -> None:
    chart = replace(permit(), item=replace(ITEM, published_at="https://lx.example/a"))
    assert content(chart, Office(base_url="https://other.example")) == "https://lx.example/a"


def test_says_the_offices_address_with_the_code_of_the_item() -> None:
    assert content(permit(), Office(base_url="https://lx.example/power/")) == "https://lx.example/power/T01"


def test_says_the_digest_of_the_model_where_no_address_is_known() -> None:
    chart = permit()
    assert content(chart, Office()) == "SHA256:" + chart.digest.upper()
    assert content(replace(chart, item=replace(ITEM, published_at="门户网站专栏")), Office()).startswith("SHA256:")


def test_a_chart_without_an_item_has_none() -> None:
    assert content(tiny(), Office(base_url="https://lx.example")) == ""


def pixels(image: bytes) -> list[list[bool]]:
    """The pixels of a PNG of one bit a pixel, not interlaced, True where dark; read without any library of pictures."""
    wide, high, depth, kind = struct.unpack(">IIBB", image[16:26])
    assert (depth, kind) in ((1, 0), (1, 3))
    place, data, palette = 8, b"", b""
    while place < len(image):
        length, name = struct.unpack(">I4s", image[place:place + 8])
        data += image[place + 8:place + 8 + length] if name == b"IDAT" else b""
        palette = image[place + 8:place + 8 + length] if name == b"PLTE" else palette
        place += length + 12
    raw, row = zlib.decompress(data), (wide + 7) // 8 + 1
    dark = 0 if not palette or sum(palette[:3]) < sum(palette[3:6]) else 1
    lines: list[bytes] = []
    for start in range(0, high * row, row):
        above, here = lines[-1] if lines else bytes(row - 1), raw[start + 1:start + row]
        assert raw[start] in (0, 2), "no filter, or the difference from the line above"
        lines.append(here if raw[start] == 0 else bytes((one + other) % 256 for one, other in zip(here, above, strict=True)))
    return [[(line[column // 8] >> (7 - column % 8)) & 1 == dark for column in range(wide)] for line in lines]


def test_squares_are_exact_and_have_light_around_them() -> None:
    text = "https://lx.example/power/E01"
    image = pixels(picture(text))
    count = len(image) // PIXELS - 2 * QUIET
    squares = [[image[(QUIET + row) * PIXELS][(QUIET + column) * PIXELS] for column in range(count)] for row in range(count)]
    assert decoded(squares) == text
    for row, line in enumerate(image):
        for column, dark in enumerate(line):
            at = row // PIXELS - QUIET, column // PIXELS - QUIET
            assert dark == (squares[at[0]][at[1]] if min(at) >= 0 and max(at) < count else False)
    (ground, _) = code_items(text, Words("zh"), 100.0, 50.0)
    assert ground.box.width == ground.box.height == side(text) == pytest.approx((count + 8) * MODULE)


@pytest.mark.exe
def test_the_chart_shows_the_code_in_every_form() -> None:
    drawing = draw(permit())
    text = content(permit(), Office())
    root = xml.parse(drawing.svg(), "chart.svg").getroot()
    path = next(each for each in root.iter("{http://www.w3.org/2000/svg}path") if each.get("fill") == CODE)
    assert decoded(squares_of(path.get("d") or "", len(modules(text)))) == text
    assert b"#fffffd" not in drawing.svg()
    assert b"/Subtype /Image" in drawing.pdf()
    assert drawing.png(40).startswith(b"\x89PNG")


def squares_of(path: str, count: int) -> list[list[bool]]:
    """The squares that a path of rectangles covers, the first of them at the upper left corner."""
    found = [tuple(map(float, each)) for each in re.findall(r"M([-\d.]+),([-\d.]+)h([\d.]+)v([\d.]+)", path)]
    left, top, size = min(each[0] for each in found), min(each[1] for each in found), found[0][3]
    squares = [[False] * count for _ in range(count)]
    for x, y, wide, _ in found:
        for column in range(round((x - left) / size), round((x - left + wide) / size)):
            squares[round((y - top) / size)][column] = True
    return squares
