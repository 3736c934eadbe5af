"""Columns of text on a terminal, where a Chinese character takes two places."""
from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def width(text: str) -> int:
    """How many places of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 0 if unicodedata.combining(char) else 1 for char in text)


def padded(text: str, places: int) -> str:
    """The text with spaces behind it up to so many places."""
    return text + " " * (places - width(text))


def cut(text: str, places: int) -> str:
    """The text, shortened with … if it takes more than so many places."""
    if width(text) <= places:
        return text
    kept = ""
    for char in text:
        if width(kept + char) > places - 1:
            break
        kept += char
    return kept + "…"


def widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """The places that each column takes; all rows have equally many."""
    return [max(map(width, column)) for column in zip(*rows, strict=True)]
