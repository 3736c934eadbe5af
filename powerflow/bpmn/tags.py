"""The step tags (环节标签): their Chinese names, the words that suggest them, and whose step it is."""
from __future__ import annotations

import csv
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
