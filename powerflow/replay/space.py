"""The states of a compiled chart by small numbers, worked out when first asked for."""
from __future__ import annotations

from typing import NamedTuple

from powerflow.graph import FlatNet


class Way(NamedTuple):
    """One recorded step from a state: its label's number, its id, and the state it leads to."""

    label: int
    node: str
    to: int


class Link(NamedTuple):
    """What an event added to the alignment of the events before it: the steps skipped, then the event, with its step or none."""

    before: Link | None
    skipped: tuple[Way, ...]
    way: Way | None


class Space:
    """States of a net by number; 0 is the start."""

    def __init__(self, net: FlatNet) -> None:
        self.net = net
        self._states = [net.start]
        self._numbers = {net.start: 0}
        self._ways: list[tuple[Way, ...] | None] = [None]
        self._ends: list[bool | None] = [None]
        self._ahead: list[tuple[int, int] | None] = [None]

    def __len__(self) -> int:
        return len(self._states)

    def ways(self, number: int) -> tuple[Way, ...]:
        """The recorded steps from a state."""
        ways = self._ways[number]
        if ways is None:
            net = self.net
            found = net.steps(self._states[number])
            ways = self._ways[number] = tuple(Way(net.label(node), node, self._number(after)) for node, after in found)
        return ways

    def ends(self, number: int) -> bool:
        """Whether the case can end here."""
        ends = self._ends[number]
        if ends is None:
            ends = self._ends[number] = not self.ahead(number)[0] and self.net.can_end(self._states[number])
        return ends

    def ahead(self, number: int) -> tuple[int, int]:
        """The labels (as bits) that must still come before the end, and those that may."""
        ahead = self._ahead[number]
        if ahead is None:
            state = self._states[number]
            ahead = self._ahead[number] = (self.net.must(state), self.net.may(state))
        return ahead

    def explored(self, most: int) -> bool:
        """Works out every state; False if there are more than `most`."""
        number = 0
        while number < len(self._states):
            if len(self._states) > most:
                return False
            self.ways(number)
            number += 1
        return len(self._states) <= most

    def _number(self, state: int) -> int:
        number = self._numbers.get(state)
        if number is None:
            number = self._numbers[state] = len(self._states)
            self._states.append(state)
            self._ways.append(None)
            self._ends.append(None)
            self._ahead.append(None)
        return number
