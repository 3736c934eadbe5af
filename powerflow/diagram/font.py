"""How wide a text is in the chart's font, from a table of advances: no font file is opened to lay a chart out.

The advances are those of Noto Sans CJK SC in thousandths of the font size; all that East Asian typography calls
wide or ambiguous is a full em there.
"""
from __future__ import annotations

from functools import lru_cache
from unicodedata import category, combining, east_asian_width

_REGULAR = (
    224, 323, 474, 555, 555, 921, 680, 278, 338, 338, 467, 555, 278, 347, 278, 392, 555, 555, 555, 555, 555, 555, 555,
    555, 555, 555, 278, 278, 555, 555, 555, 474, 946, 608, 657, 638, 688, 589, 552, 689, 728, 293, 535, 646, 543, 812,
    723, 742, 633, 742, 635, 596, 599, 721, 575, 878, 573, 531, 603, 338, 392, 338, 555, 559, 606, 563, 618, 510, 620,
    554, 325, 564, 607, 275, 275, 552, 284, 926, 610, 606, 620, 620, 388, 468, 377, 607, 521, 802, 498, 521, 475, 338,
    270, 338, 555,
)
_BOLD = (
    227, 370, 574, 590, 590, 963, 740, 325, 378, 378, 507, 590, 325, 370, 325, 387, 590, 590, 590, 590, 590, 590, 590,
    590, 590, 590, 325, 325, 590, 590, 590, 514, 1007, 641, 681, 656, 714, 615, 585, 717, 757, 330, 568, 686, 578, 853,
    749, 770, 667, 770, 682, 624, 625, 748, 619, 915, 627, 580, 613, 378, 387, 378, 590, 567, 626, 591, 644, 527, 644,
    581, 372, 597, 640, 304, 306, 604, 315, 964, 641, 626, 644, 644, 436, 495, 421, 637, 576, 863, 562, 574, 511, 378,
    296, 378, 590,
)
_OTHERS = {"–": 544, "—": 908, "‐": 370, "№": 1074, "\u00a0": 227, "✓": 723, "‹": 324, "›": 324}
# Letters beyond ASCII differ; the widest that are common (М, Œ, Ш) set the measure, so that nothing runs out of its box.
_NARROW = 760


@lru_cache(maxsize=20_000)
def advance(character: str, bold: bool = False) -> int:
    """The width of one character in thousandths of the font size."""
    code = ord(character)
    if 32 <= code < 127:
        return (_BOLD if bold else _REGULAR)[code - 32]
    if character in _OTHERS:
        return _OTHERS[character]
    if combining(character) or category(character) in ("Cf", "Mn", "Me"):
        return 0
    if code > 0xFFFF and category(character) == "So":
        return 1300
    return 1000 if (east_asian_width(character) in "WFA" and category(character)[0] != "L") or _is_ideograph(character) else _NARROW


def _is_ideograph(character: str) -> bool:
    return east_asian_width(character) in "WF"


def width(text: str, size: float, bold: bool = False) -> float:
    """The width of `text` in points at `size` points."""
    return sum(advance(character, bold) for character in text) * size / 1000
