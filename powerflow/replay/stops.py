"""When a whole case stood still (停止计时): suspended by a notice, or waiting for what the party has to supplement."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from powerflow.model import Entry, EntryKind
from powerflow.replay.course import When

_ENDED_BY = {EntryKind.RESUME: EntryKind.SUSPEND, EntryKind.SUPPLEMENTED: EntryKind.SUPPLEMENT}
_SUPPLEMENT = "补正"  # not shown: the legal word, as charts write it in pf:excludedPeriod


@dataclass(frozen=True, kw_only=True)
class Stop:
    """Clocks stand still from `since` to `until` (None: they still do), because of `entry`; not those of its step, if it names one."""

    entry: Entry
    since: When
    until: When | None = None

    @property
    def node(self) -> str:
        """The step whose own clocks go on; "" for none."""
        return self.entry.node

    @property
    def why(self) -> str:
        """The reason, for people."""
        return _SUPPLEMENT if self.entry.kind is EntryKind.SUPPLEMENT else self.entry.note or self.entry.document


def stops(remarks: Iterable[tuple[int, Entry]]) -> tuple[Stop, ...]:
    """The times during which the clocks of the whole case stood still, by the entries that say so with their positions."""
    found: list[Stop] = []
    for position, entry in remarks:
        if entry.kind in _ENDED_BY.values():
            found.append(Stop(entry=entry, since=When(position, entry.at)))
        elif entry.kind in _ENDED_BY:
            for index in _ended(found, entry):
                found[index] = replace(found[index], until=When(position, entry.at))
    return tuple(found)


def _ended(found: list[Stop], entry: Entry) -> list[int]:
    """Those that still run and are of its kind; the one that it names, if it names one of them."""
    running = [
        index for index, stop in enumerate(found) if stop.until is None and stop.entry.kind is _ENDED_BY[entry.kind]
    ]
    return [index for index in running if found[index].entry.seq == entry.refers] or running
