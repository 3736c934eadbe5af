"""The course of a running case as it stands, without a copy: what a turn asks of it costs the same late in a long case."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from powerflow.model import Entry
from powerflow.replay import Course, Opening, When


@dataclass(frozen=True, kw_only=True)
class LiveCourse(Course):
    """A course over the lists of the run itself. Not to be kept: it goes on with the case.

    `places_of` are the places in `openings` of each node, `done_by` when each was done with its numbers in `done`,
    `now_open` the openings that last, `noted` the remarks.
    """

    places_of: Mapping[str, Sequence[int]] = field(repr=False)
    done_by: Mapping[str, Sequence[tuple[int, When]]] = field(repr=False)
    now_open: tuple[Opening, ...]
    noted: Sequence[tuple[int, Entry]] = field(repr=False)

    @property
    def open(self) -> tuple[Opening, ...]:
        """See Course."""
        return self.now_open

    @property
    def remarks(self) -> tuple[tuple[int, Entry], ...]:
        """See Course."""
        return tuple(self.noted)

    def openings_of(self, node: str, *, latest_first: bool = False) -> Iterator[Opening]:
        """See Course."""
        places = self.places_of.get(node, ())
        return (self.openings[place] for place in (reversed(places) if latest_first else places))

    def done_of(self, node: str) -> Sequence[tuple[int, When]]:
        """See Course."""
        return self.done_by.get(node, ())
