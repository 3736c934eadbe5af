"""The QR code (二维码) of a poster: where its item is published, else the digest of its model, as squares of one size.

It goes into the drawing as one picture: its two or three hundred dark squares would be more shapes than all the rest of a chart.
"""
from __future__ import annotations

from functools import lru_cache
from io import BytesIO

import segno

from powerflow.diagram import look
from powerflow.diagram.office import Office
from powerflow.diagram.scene import Align, Box, Fill, Item, Text
from powerflow.diagram.wording import Words
from powerflow.model import Flowchart

# In points of the design; on paper at least 0.37 mm, which telephones read from an arm's length.
MODULE = 1.8
# ISO/IEC 18004 wants four modules of light around a code.
QUIET = 4
_CAPTION = 13.0
# Pixels of the picture for each square, so that no renderer blurs its borders.
PIXELS = 8


def content(chart: Flowchart, office: Office) -> str:
    """What the code says: a web address, else `SHA256:` with the digest of the model in capitals; "" without an item."""
    if chart.item is None:
        return ""
    return office.address(chart.item.published_at, chart.item.code) or f"SHA256:{chart.digest.upper()}"


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The squares of the code of `text` by rows, True where dark, without the light around them."""
    return tuple(tuple(bool(square) for square in row) for row in _code(text).matrix)


def side(text: str) -> float:
    """How wide the code of `text` is in points of the design, with the light around it."""
    return (len(modules(text)) + 2 * QUIET) * MODULE


def height(text: str) -> float:
    """How high it is with its caption."""
    return side(text) + _CAPTION


def code_items(text: str, words: Words, x: float, y: float) -> tuple[Item, ...]:
    """The code with its upper left corner at (x, y), and a caption under it that says what it leads to."""
    wide = side(text)
    caption = words.say("模型指纹") if text.startswith("SHA256:") else words.say("扫码查看")
    return (
        Fill(Box(x, y, wide, wide), look.CODE_GROUND),
        Text(Box(x, y + wide, wide, _CAPTION), caption, look.BODY_SIZE, look.FAINT, align=Align.MIDDLE),
    )


@lru_cache(maxsize=64)
def picture(text: str) -> bytes:
    """The code as a PNG with `PIXELS` for each square, and with the light around it."""
    image = BytesIO()
    _code(text).save(image, kind="png", scale=PIXELS, border=QUIET)
    return image.getvalue()


@lru_cache(maxsize=64)
def _code(text: str) -> segno.QRCode:
    # The micro kinds are read by few telephones; 15 % of the squares may be dirty.
    return segno.make(text, error="m", micro=False)
