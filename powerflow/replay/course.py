"""How a case has gone (进程), as its clocks look at it: told alike by the engine of a running case and by a replayed history."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from powerflow import graph
from powerflow.model import Entry, Event, Flowchart, Node


class When(NamedTuple):
    """When something happened: by the entry at `position` (from 0) or in its wake; `at` is the instant."""

    position: int
    at: datetime


class Done(NamedTuple):
    """A node that was done or passed. A step that was passed over unrecorded is none: nobody knows when it happened."""

    node: str
    when: When


@dataclass(frozen=True)
class Opening:
    """A step, timer or sub-process that was open from `since` to `until` (None: it still is).

    `is_done`: it ended by being done itself, not by a timer, another branch or an end that cut it short. One that began
    and ended with the same entry was opened by passing over steps; since when it was open is not known.
    """

    node: str
    since: When
    until: When | None = None
    is_done: bool = False


@dataclass(frozen=True, kw_only=True)
class Course:
    """How a case stands after its entries. All ids are the chart's.

    `openings` in the order in which they began, `done` in the order in which it happened; `places` are the nodes at
    which something stands now, sub-processes left out; `ended`: nothing is left to do.
    """

    chart: Flowchart = field(repr=False)
    entries: tuple[Entry, ...]
    openings: tuple[Opening, ...]
    done: tuple[Done, ...]
    places: frozenset[str]
    ended: bool

    @property
    def ends(self) -> tuple[str, ...]:
        """The end events that were reached, in order."""
        return tuple(node for node, _ in self.done if node in self.chart.events and self.chart.nodes[node].type == "endEvent")

    @cached_property
    def remarks(self) -> tuple[tuple[int, Entry], ...]:
        """The entries that are no act of the chart, with their positions."""
        return tuple((position, entry) for position, entry in enumerate(self.entries) if not entry.is_doing)

    @cached_property
    def open(self) -> tuple[Opening, ...]:
        """What is open now: steps, timers and sub-processes."""
        return tuple(each for each in self.openings if each.until is None)

    def openings_of(self, node: str, *, latest_first: bool = False) -> Iterator[Opening]:
        """The openings of one node, in the order in which they began."""
        found = self._openings_of.get(node, ())
        return iter(found[::-1] if latest_first else found)

    def done_of(self, node: str) -> Sequence[tuple[int, When]]:
        """When one node was done or passed, each time with its number in `done`."""
        return self._done_of.get(node, ())

    @cached_property
    def _openings_of(self) -> Mapping[str, Sequence[Opening]]:
        found: defaultdict[str, list[Opening]] = defaultdict(list)
        for each in self.openings:
            found[each.node].append(each)
        return found

    @cached_property
    def _done_of(self) -> Mapping[str, Sequence[tuple[int, When]]]:
        found: defaultdict[str, list[tuple[int, When]]] = defaultdict(list)
        for number, (node, when) in enumerate(self.done):
            found[node].append((number, when))
        return found

    def is_open(self, node: str) -> bool:
        """Whether `node` is open now."""
        return any(each.node == node for each in self.open)

    def may_come(self, node: str) -> bool:
        """Whether `node` may still be done, as things stand; errs on the side of yes."""
        return not self.places.isdisjoint(graph.leading_to(self.chart, node))


def is_timer(node: Node | None) -> bool:
    """Whether the node is an event that waits for time alone; a start event waits for nothing."""
    return isinstance(node, Event) and node.trigger == "timer" and node.type != "startEvent"
