"""An SVG with its letters embedded needs no font of the machine, and no more letters than it shows."""
from __future__ import annotations

import base64
import io
import re

import pytest

from powerflow.diagram import draw
from tests.diagram.charts import permit, tiny

ttlib = pytest.importorskip("fontTools.ttLib", reason="fonttools is not installed (pip install 'powerflow-bpmn[embed]')")
_FACE = re.compile(r"font-weight:(\d+);src:url\(data:font/woff;base64,([^)]+)\)")


def letters(svg: str) -> dict[str, set[str]]:
    """The letters of each weight in the embedded fonts, read back from the font files."""
    return {
        weight: {chr(code) for code in ttlib.TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap()}
        for weight, data in _FACE.findall(svg)
    }


@pytest.mark.exe
def test_the_embedded_fonts_hold_the_letters_of_the_drawing() -> None:
    svg = draw(permit()).svg(embed_font=True).decode()
    found = letters(svg)
    assert found.keys() == {"400", "700"}
    shown = set("".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg)))
    assert {letter for letter in shown if letter.isalnum()} <= found["400"] | found["700"]
    assert found["400"] | found["700"] <= shown | {" ", "&", "<", ">", "\xa0"}


@pytest.mark.exe
def test_only_data_is_referred_to_and_the_geometry_stays() -> None:
    plain, whole = draw(tiny()).svg(), draw(tiny()).svg(embed_font=True)
    assert set(re.findall(rb"url\((.{5})", whole)) == {b"data:"}
    assert re.sub(rb"@font-face\{[^}]*\}", b"", whole) == plain
    assert len(whole) < len(plain) + 200_000


@pytest.mark.exe
def test_the_same_letters_give_the_same_bytes() -> None:
    assert draw(tiny()).svg(embed_font=True) == draw(tiny()).svg(embed_font=True)
