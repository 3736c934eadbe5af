"""Where something stands in a file."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """File, line (1-based, as in the file) and element a finding or error speaks of."""

    path: str
    line: int | None = None
    element: str | None = None
    name: str = ""
