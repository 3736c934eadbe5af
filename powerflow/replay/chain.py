"""Whether the entries of a history still hang together: numbers without gaps, each digest over the one before."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from powerflow.model import Entry, History, entry_digest


class BreakKind(str, Enum):
    """What is broken at an entry."""

    NUMBER = "number"      # it does not bear the number after the one before
    MISSING = "missing"    # others have a digest, it has none
    PREVIOUS = "previous"  # it does not name the digest of the entry before
    DIGEST = "digest"      # its own digest does not fit what it says


@dataclass(frozen=True)
class ChainBreak:
    """One place where the chain is broken; `expected` and `found` are numbers or digests."""

    entry: Entry
    kind: BreakKind
    expected: str
    found: str


def chain_breaks(history: History) -> tuple[ChainBreak, ...]:
    """Every break, in order. A history of which no entry has a digest (of another system) is judged by numbers alone."""
    return tuple(_breaks(history))


def _breaks(history: History) -> Iterator[ChainBreak]:
    digested = any(entry.digest for entry in history.entries)
    number, previous = 1, ""
    for entry in history.entries:
        if entry.seq != number:
            yield ChainBreak(entry, BreakKind.NUMBER, str(number), str(entry.seq))
        number = entry.seq + 1
        if digested:
            yield from _digest_breaks(entry, previous)
        previous = entry.digest


def _digest_breaks(entry: Entry, previous: str) -> Iterator[ChainBreak]:
    if not entry.digest:
        yield ChainBreak(entry, BreakKind.MISSING, entry_digest(previous, entry), "")
        return
    if entry.previous != previous:
        yield ChainBreak(entry, BreakKind.PREVIOUS, previous, entry.previous)
    true = entry_digest(entry.previous, entry)
    if entry.digest != true:
        yield ChainBreak(entry, BreakKind.DIGEST, true, entry.digest)
