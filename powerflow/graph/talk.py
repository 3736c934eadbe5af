"""Plays a conversation of pools: every course that their tokens and messages can take."""
from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from powerflow.graph.conversation import Conversation
from powerflow.graph.net import Net
from powerflow.graph.statespace import Play

# So many messages of one flow are counted while they wait; more are "many", and what follows is not certain.
MOST_COUNTED = 2
_MANY = MOST_COUNTED + 1


class Turn(NamedTuple):
    """One move: the node that acts, the message flow it takes from (-1: none), the edges it fills, the state after it.

    `is_done` says that the node gives the messages it sends: a step that is interrupted does not.
    """

    node: int
    taken: int
    given: int
    after: int
    is_done: bool = True


class Group(NamedTuple):
    """The turns of which one can be next where a token stands; none if it waits. `held` are the edges it stands on.

    `whole` says that no other turn can come to these while they wait.
    """

    node: int
    held: int
    turns: list[Turn]
    whole: bool


@dataclass
class Seen:
    """What was found. A state is a mask: a bit an edge with a token, one for "not certain", two a message flow.

    `before` holds the states with those that lead to them, `stuck` those in which nothing can happen though tokens are
    left. `came`, `sent` and `taken` are masks of the nodes that waited for a message, the flows that one was sent on,
    and those that one was taken from. `cut` says that a course was not followed because a pool goes wrong by itself.
    """

    before: dict[int, list[int]]
    stuck: list[int] = field(default_factory=list)
    done: list[int] = field(default_factory=list)
    came: int = 0
    sent: int = 0
    taken: int = 0
    cut: bool = False
    complete: bool = True


class Talk:
    """The rules of the game."""

    def __init__(self, what: Conversation) -> None:
        self.what = what
        self.net: Net = what.net
        self._play = Play(what.net)
        edges = len(what.net.sources)
        self.uncertain = 1 << edges
        self.tokens = (1 << edges) - 1 & ~what.standing
        self.first = what.first | what.standing
        self._shifts = [edges + 1 + 2 * flow for flow in range(len(what.flows))]
        special = (what.awaits, what.sends, what.choosers, what.opens, what.clears, what.throws)
        self._silent = [not any(node in table for table in special) for node in range(len(what.net.kinds))]
        self.calls = {node: mask for node in range(len(what.net.kinds)) if (mask := self._called(node))}

    def _called(self, node: int) -> int:
        """The receivers that a token before `node` waits at."""
        mask = 1 << node if node in self.what.awaits else 0
        if node in self.what.choosers or node in self.what.guards:
            # The first flow out of a guard is that of the step that was done.
            for edge in self.net.outs[node][node in self.what.guards:]:
                mask |= 1 << self.net.targets[edge] if self.net.targets[edge] in self.what.awaits else 0
        if node in self.what.beginnings:
            for _, receivers in self.what.beginnings[node].ways:
                mask |= sum(1 << receiver for receiver in receivers)
        return mask

    def groups(self, state: int) -> Iterator[Group]:
        """Where something can be next, or waits for a message."""
        what = self.what
        for node, held in self._play.groups(state):
            left = state & ~held
            if node in what.beginnings:
                turns, whole = self._begin(state, node)
            elif node in what.guards:
                turns, whole = self._guarded(left, node)
            else:
                turns, whole = self._acts(state, left, node)
            yield Group(node, held, turns, whole and node not in what.entangled)

    def _acts(self, state: int, left: int, node: int) -> tuple[list[Turn], bool]:
        if self._silent[node]:
            return [Turn(node, -1, given, left | given) for given in self._play.gifts(node)], True
        what, turns, whole = self.what, [], True
        opened = 1 << what.opens[node] if node in what.opens else 0
        left &= ~what.clears.get(node, 0)
        gifts = [given | opened for given in self._play.gifts(node)]
        if node in what.throws:
            gifts = [1 << what.throws[node]]
        if node in what.choosers:
            offered = [given for given in gifts if self._is_offered(state, given)]
            whole, gifts = len(offered) == len(gifts), offered
        if node not in what.awaits:
            return [Turn(node, -1, given, self._after(left, given, node)) for given in gifts], whole
        for taken, rest in self._takes(left, node):
            turns += [Turn(node, taken, given, self._after(rest, given, node)) for given in gifts]
        return turns, self._has_all(state, node)

    def _begin(self, state: int, node: int) -> tuple[list[Turn], bool]:
        """A pool that holds no token begins by any message that is there for it."""
        beginning = self.what.beginnings[node]
        if state & beginning.region:
            return [], False
        turns = [
            Turn(node, -1, given, state | given) for given, receivers in beginning.ways
            if any(self.is_served(state, receiver) for receiver in receivers)
        ]
        return turns, len(turns) == len(beginning.ways)

    def _guarded(self, left: int, node: int) -> tuple[list[Turn], bool]:
        """A step under way is done, or interrupted."""
        guard, turns = self.what.guards[node], []
        done, *others = (1 << edge for edge in self.net.outs[node] if not self.what.caught >> edge & 1)
        whole = not left & guard.inner and self._has_all(left, node)
        if not left & guard.inner:
            rest = left & ~guard.armed
            takes = self._takes(rest, node) if node in self.what.awaits else [(-1, rest)]
            turns += [Turn(node, taken, done, self._after(base, done, node)) for taken, base in takes]
        for given in others:
            if self._is_offered(left, given):
                turns.append(Turn(node, -1, given, left & ~(guard.inner | guard.armed) | given, is_done=False))
            else:
                whole = False
        return turns, whole

    def _after(self, rest: int, given: int, node: int) -> int:
        """The tokens put, the messages sent."""
        for flow in self.what.sends.get(node, ()):
            count = self.count(rest, flow)
            if count == MOST_COUNTED:
                rest |= self.uncertain
            if count < _MANY:
                rest += 1 << self._shifts[flow]
        return rest | given

    def _takes(self, state: int, node: int) -> list[tuple[int, int]]:
        """Each flow on which a message waits for the node, and the state without it."""
        taken = []
        for flow in self.what.awaits[node]:
            count = self.count(state, flow)
            if count:
                taken.append((flow, state - (1 << self._shifts[flow])))
            if count == _MANY:
                taken.append((flow, state))
        return taken

    def _has_all(self, state: int, node: int) -> bool:
        return all(self.count(state, flow) for flow in self.what.awaits.get(node, ()))

    def _is_offered(self, state: int, given: int) -> bool:
        """Whether what comes first may choose the exit: nothing to wait for there, or its message has come."""
        return self.is_served(state, self.net.targets[given.bit_length() - 1])

    def is_served(self, state: int, node: int) -> bool:
        """Whether the node has not to wait for a message."""
        flows = self.what.awaits.get(node)
        return flows is None or any(self.count(state, flow) for flow in flows)

    def count(self, state: int, flow: int) -> int:
        """How many messages of the flow wait; one above MOST_COUNTED means many."""
        return state >> self._shifts[flow] & _MANY

    def is_doubled(self, state: int, group: Group, turn: Turn) -> bool:
        """Whether the turn puts a token where one is: the pool goes wrong by itself."""
        left = state & ~group.held & ~self.what.clears.get(turn.node, 0)
        return bool(left & turn.given)


def explore(talk: Talk, most: int) -> Seen:
    """All states, or `most` of them. Where a group is independent of all others, it acts first and they wait."""
    seen = Seen({talk.first: []})
    waiting = [talk.first]
    while waiting:
        if len(seen.before) > most:
            seen.complete = False
            break
        state = waiting.pop()
        groups = list(talk.groups(state))
        for group in groups:
            seen.came |= talk.calls.get(group.node, 0)
        moving = [group for group in groups if group.turns]
        if not moving:
            (seen.stuck if state & talk.tokens else seen.done).append(state)
        # Messages are taken before more are sent, so that few of them wait.
        moving.sort(key=lambda group: (not group.whole, group.node in talk.what.sends))
        for group in moving:
            fresh = _expand(talk, state, group, seen)
            waiting += fresh
            if fresh and group.whole:
                break
    return seen


def _expand(talk: Talk, state: int, group: Group, seen: Seen) -> list[int]:
    fresh = []
    for turn in group.turns:
        if talk.is_doubled(state, group, turn):
            seen.cut = True
            continue
        if turn.taken >= 0:
            seen.taken |= 1 << turn.taken
        for flow in talk.what.sends.get(turn.node, ()) if turn.is_done else ():
            seen.sent |= 1 << flow
        if turn.after in seen.before:
            seen.before[turn.after].append(state)
        else:
            seen.before[turn.after] = [state]
            fresh.append(turn.after)
    return fresh


def courses(talk: Talk, goals: Collection[int], most: int, within: Collection[int] | None = None) -> dict[int, tuple[str, ...]]:
    """For each state of `goals` the course with the fewest turns that leads there, as ids; only through states `within`."""
    came: dict[int, tuple[int, Turn] | None] = {talk.first: None}
    missing = set(goals) - {talk.first}
    waiting = deque([talk.first])
    while waiting and missing and len(came) <= most:
        state = waiting.popleft()
        for group in talk.groups(state):
            for turn in group.turns:
                if turn.after in came or talk.is_doubled(state, group, turn) or not (within is None or turn.after in within):
                    continue
                came[turn.after] = (state, turn)
                missing.discard(turn.after)
                waiting.append(turn.after)
    return {goal: _told(talk, goal, came) for goal in goals if goal in came}


def _told(talk: Talk, state: int, came: dict[int, tuple[int, Turn] | None]) -> tuple[str, ...]:
    turns: list[Turn] = []
    while (step := came[state]) is not None:
        state, turn = step
        turns.append(turn)
    passed = list(_labels(talk.net, talk.what.first))
    for turn in reversed(turns):
        if turn.taken >= 0:
            passed.append(talk.what.flows[turn.taken])
        name = talk.what.names.get(turn.node, talk.net.ids[turn.node])
        passed += (name,) if name else ()
        passed += _labels(talk.net, turn.given)
    return tuple(passed)


def _labels(net: Net, edges: int) -> Iterator[str]:
    while edges:
        bit = edges & -edges
        edges ^= bit
        yield from net.labels[bit.bit_length() - 1]
