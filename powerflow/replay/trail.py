"""Writes down, move by move of the token game, what was opened and done when: the course of a replayed case."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from powerflow.graph import Marking, Move, MoveKind, Stand, Token, receives
from powerflow.model import Decision, Entry, Event, Flowchart, Step
from powerflow.replay.course import Course, Done, Opening, When, is_timer


def _waits(event: Event) -> bool:
    """Whether an event on a border waits for time or for a message; what is thrown from within it does not wait for."""
    return is_timer(event) or receives(event)


def is_opening(move: Move) -> bool:
    """Whether the token only came to the node and waits there."""
    return (Stand.OPEN, move.node) in move.put


class Trail:
    """What the entries laid so far have left behind."""

    def __init__(self, chart: Flowchart) -> None:
        self._chart = chart
        self._entries: list[Entry] = []
        self._openings: list[Opening] = []
        self._done: list[Done] = []

    def follow(self, entry: Entry, moves: Sequence[Move], fired: Mapping[str, datetime]) -> None:
        """The next entry, with the moves that made its node happen.

        `fired`: when timers did that have no entry. Other acts on the way are steps that were passed over.
        """
        self._entries.append(entry)
        now = len(self._entries) - 1
        own = [move for move in moves if move.kind is not MoveKind.SILENT][-1]  # only silent moves come after it
        for move in moves:
            if move is own or move.kind is not MoveKind.ACT:
                self._note(move, self._when(now if move is own else move.since))
            elif is_timer(self._chart.nodes.get(move.node)):
                self._note(move, When(now, fired.get(move.node, entry.at)))
            else:
                self._note(move, self._when(now), is_recorded=False)

    def follow_astray(self, entry: Entry) -> None:
        """The next entry, which has no place in the run of the chart: its node was done all the same."""
        self._entries.append(entry)
        self._done.append(Done(entry.node, When(len(self._entries) - 1, entry.at)))

    def remark(self, entry: Entry) -> None:
        """The next entry, which does nothing of the chart."""
        self._entries.append(entry)

    def pass_by(self, move: Move) -> None:
        """A move that the facts had settled but no entry has shown."""
        self._note(move, self._when(move.since))

    def give_up(self, entry: Entry, tokens: Iterable[Token], moves: Sequence[Move] = ()) -> None:
        """The next entry: what stood open with `tokens` closes undone, and `moves` open something instead."""
        self._entries.append(entry)
        when = When(len(self._entries) - 1, entry.at)
        for token in tokens:
            since = self._when(token.since) or when
            self._openings += [Opening(id, since, when) for id in self._open_with(token)]
        for move in moves:
            self._note(move, when)

    def mark(self) -> tuple[int, int]:
        """How far it is written, for `rewind`."""
        return len(self._openings), len(self._done)

    def rewind(self, mark: tuple[int, int]) -> None:
        """Forgets what was opened and done since `mark`; the entries stay."""
        openings, done = mark
        del self._openings[openings:], self._done[done:]

    def course(self, marking: Marking, ahead: Sequence[Move], *, ended: bool) -> Course:
        """How the case stands where the moves `ahead`, which no entry has shown yet, have led to `marking`."""
        whole = Trail(self._chart)
        whole._entries, whole._openings, whole._done = self._entries, [*self._openings], [*self._done]
        for move in ahead:
            whole._note(move, self._when(move.since))
        still = (
            Opening(id, since) for token in marking if (since := self._when(token.since)) for id in self._open_with(token)
        )
        return Course(
            chart=self._chart, entries=tuple(self._entries),
            openings=tuple(sorted([*whole._openings, *still], key=lambda each: each.since.position)),
            done=tuple(sorted(whole._done, key=lambda each: each.when.position)),
            places=frozenset(self._places(marking)), ended=ended,
        )

    def _when(self, position: int) -> When | None:
        """None before the first entry."""
        return When(position, self._entries[position].at) if position >= 0 else None

    def _note(self, move: Move, when: When | None, *, is_recorded: bool = True) -> None:
        if when is None:
            return
        for token in move.taken:
            since = self._when(token.since) or when
            for id in self._open_with(token):
                # When an unrecorded step was really done nobody knows, so that no time is left out for it either.
                if is_recorded or id != move.node:
                    self._openings.append(Opening(id, since, when, is_done=id == move.node))
        if is_recorded and not is_opening(move):
            self._done.append(Done(move.node, when))

    def _open_with(self, token: Token) -> Iterator[str]:
        """What is open while the token stands there: a step with the timers that may end it, a timer, a sub-process."""
        node = self._chart.nodes.get(token.id)
        if node is None or token.stand not in (Stand.OPEN, Stand.ARMED):
            return
        if isinstance(node, Decision):
            yield from (flow.target for flow in self._chart.outgoing(node))
            return
        yield node.id
        if isinstance(node, Step):
            yield from (id for id in node.boundary if _waits(event := self._chart.events[id]) and event.interrupting)

    def _places(self, marking: Marking) -> Iterator[str]:
        for token in marking:
            if token.stand is Stand.FLOW:
                yield self._chart.flows[token.id].target
            elif token.stand is not Stand.SPENT and not (token.stand is Stand.OPEN and self._is_scope(token.id)):
                # An open scope leads nowhere by itself; what stands in it does.
                yield token.id

    def _is_scope(self, id: str) -> bool:
        return id in self._chart.processes or (id in self._chart.steps and bool(self._chart.steps[id].inner))
