"""A log cut into pieces of whole cases (分批): each is made a table by itself, here, in another process or on another machine."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from powerflow.logs.table import EventTable

# Some 16 MB of XES: small enough to stay near the processor, large enough that cutting costs nothing.
PIECE_EVENTS = 50_000


class NotAloneError(Exception):
    """A piece cannot be read without what stands before it in its file: the log must be read carefully from its beginning."""


class Piece(Protocol):
    """Some whole cases of a log."""

    @property
    def done(self) -> float:
        """The share of the log's file that was read when this piece was cut."""

    def table(self) -> EventTable:
        """The cases as a table. Raises NotAloneError, and InputError for what cannot be read at all."""


class Cuttable(Protocol):
    """A log that can be cut, any number of times."""

    def pieces(self, *, careful: bool = False) -> Iterator[Piece]:
        """The pieces, anew; `careful` reads all in one go, slowly, what cannot be read piece by piece."""


@dataclass(frozen=True)
class TablePiece:
    """A piece that is a table already."""

    read: EventTable
    done: float = 1.0

    def table(self) -> EventTable:
        """The table."""
        return self.read


@dataclass(frozen=True)
class Tables:
    """A log that is in memory, cut where it is said."""

    each: tuple[EventTable, ...]

    def pieces(self, *, careful: bool = False) -> Iterator[Piece]:
        """The tables in their order."""
        cases = 0
        for table in self.each:
            yield TablePiece(table.ranked(cases))
            cases += len(table.cases)


def parted(wholes: Iterable[EventTable], most_events: int) -> Iterator[Piece]:
    """Tables that follow one another, as pieces of whole cases with no more events than that, where a case has no more."""
    cases = 0
    for whole in wholes:
        first, count = 0, len(whole.cases)
        for case in range(1, count + 1):
            if case == count or int(whole.starts[case + 1] - whole.starts[first]) > most_events:
                part = whole.part(first, case).ranked(cases)
                yield TablePiece(part.with_broken(whole.broken, whole.broken_count) if not first else part, case / count)
                first = case
        if not count:
            yield TablePiece(whole)
        cases += count
