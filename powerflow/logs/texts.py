"""Columns of texts in the making, block by block, where the rows of a table come in any order."""
from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from powerflow.logs.table import NO_CODE, Coded, Int64s


class Block(NamedTuple):
    """Some rows of a table: the number of each row in its file, and the texts of each column."""

    rows: Sequence[int]
    columns: Sequence[Sequence[str]]


class Texts:
    """The columns of one table; a text that comes again takes no room."""

    def __init__(self, count: int) -> None:
        self._known: list[dict[str, int]] = [{} for _ in range(count)]
        self._codes = [array("i") for _ in range(count)]
        self._rows = array("q")

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, block: Block) -> None:
        """Some rows more."""
        self._rows.extend(block.rows)
        for known, codes, texts in zip(self._known, self._codes, block.columns, strict=True):
            codes.extend([known.setdefault(text, len(known)) if text else NO_CODE for text in texts])

    def blocks(self, size: int) -> Iterator[Block]:
        """What was added, so many rows at a time; it is gone afterwards."""
        values = [[*known, ""] for known in self._known]
        for begin in range(0, len(self._rows), size):
            columns = [[some[code] for code in codes[begin:begin + size]] for some, codes in zip(values, self._codes, strict=True)]
            yield Block(self._rows[begin:begin + size], columns)

    def columns(self) -> list[Coded]:
        """The columns."""
        return [
            Coded(np.array(codes, np.int32), tuple(known)) for known, codes in zip(self._known, self._codes, strict=True)
        ]

    def rows(self) -> Int64s:
        """The number of each row in its file."""
        return np.array(self._rows, np.int64)
