"""The table of widths agrees with the font's own file on every letter that shipped items and our own signs use."""
from __future__ import annotations

from pathlib import Path

import pytest

from powerflow.diagram.embed import _font_file
from powerflow.diagram.font import advance

_ROOT = Path(__file__).resolve().parents[2]
ttlib = pytest.importorskip("fontTools.ttLib", reason="fonttools is not installed (pip install 'powerflow-bpmn[embed]')")
_SIGNS = "①②③④⑤⑥⑦▲◆●☎·、；：（）《》“”→×√！？▶＋≠○◎‹›"


@pytest.mark.exe
@pytest.mark.parametrize("bold", [False, True])
def test_no_letter_is_wider_than_the_table_says(bold: bool) -> None:
    """Nothing differs by more than a fortieth of an em."""
    path, number = _font_file(bold)
    font = ttlib.TTFont(path, fontNumber=number, lazy=True)
    if "fvar" in font:
        pytest.skip("the font at hand holds all weights in one")
    names, metrics, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    letters = set(_SIGNS).union(*(file.read_text(encoding="utf-8") for file in _ROOT.glob("processes/*/*.bpmn")))
    wrong = {
        letter: (real, advance(letter, bold)) for letter in letters
        if letter.isprintable() and ord(letter) in names
        and abs((real := metrics[names[ord(letter)]][0] * 1000 / em) - advance(letter, bold)) > 25
    }
    assert wrong == {}
