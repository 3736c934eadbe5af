"""The step tags (环节标签): their Chinese names, the words that suggest them, and whose step it is."""
from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True)
class TagMeaning:
    """One row of `tags.csv`. `keywords` is a regular expression that only suggests; `side` is P, A, L or X."""

    name: str
    zh: str
    keywords: str
    side: str


@lru_cache(maxsize=1)
def tags() -> dict[str, TagMeaning]:
    """All tags by name, in the order of the table."""
    with Path(__file__).with_name("tags.csv").open(encoding="utf-8", newline="") as rows:
        return {
            row["tag"]: TagMeaning(row["tag"], row["zh"], row["keywords"], row["side"]) for row in csv.DictReader(rows)
        }


def suggested(name: str, side: str = "") -> tuple[str, ...]:
    """The tags that the words of a step's name suggest, the best first; only a person can confirm one.

    Words at the beginning of the name come first, then the longer ones; a tag whose words are only a part of another's
    is left out (“告知” in “听证告知”). `side` is the side of the step's lane: a step of the party is no act of the authority.
    """
    found = [(match.span(), tag) for tag in tags().values() for match in re.finditer(tag.keywords, name)]
    whole = [(span, tag) for span, tag in found if not any(_is_inside(span, other) for other, _ in found)]
    whole = [(span, tag) for span, tag in whole if _fits(tag.side, side)] or whole
    # A name begins with what is done (“送达决定书”) or ends with it (“听证告知”).
    whole.sort(key=lambda each: (each[0][0] > 0, each[0][0] - each[0][1], -each[0][1]))
    return tuple(dict.fromkeys(tag.name for _, tag in whole))


def _is_inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= span[0] and span[1] <= other[1] and span != other


def _fits(side: str, lane: str) -> bool:
    return not lane or (side in "PX") == (lane in "PX")
