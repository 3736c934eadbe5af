"""Plays every course that tokens can take through a net, as bit masks; says what goes wrong, and how it came to that."""
from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from powerflow.graph.net import NOWHERE, Kind, Net

_MOST_CHOICES_KEPT = 8

# One move: the node that acted, the edges it emptied and the edges it filled, and the state after it.
Move = tuple[int, int, int, int]
# How a state was reached: the state before and the move; None for the beginning.
Course = tuple[int, Move] | None


@dataclass
class Exploration:
    """What was found. States are masks: a bit an edge that holds a token, above them a bit an end that was reached.

    `stuck`: states in which nothing can happen though tokens are left. `doubled`: edge → (state, move) that puts a
    second token there. `repeated`: end → (state, move) that reaches it a second time. `endless`: states from which
    no end of any kind can be reached. `used` is the union of all edges that ever held a token, `acted` of all nodes
    that ever acted. `complete` is False if there
    were more states than asked for, `seen` holds the states.
    """

    states: int = 0
    complete: bool = True
    seen: Collection[int] = ()
    stuck: list[int] = field(default_factory=list)
    doubled: dict[int, tuple[int, Move]] = field(default_factory=dict)
    repeated: dict[int, tuple[int, Move]] = field(default_factory=dict)
    endless: list[int] = field(default_factory=list)
    used: int = 0
    acted: int = 0
    can_complete: bool = False


class Play:
    """The rules of the game on one net."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.nodes = [node for node in range(len(net.kinds)) if net.ins[node]]
        ends = [node for node in self.nodes if net.kinds[node] is Kind.END]
        shift = len(net.sources)
        self.edges = (1 << shift) - 1
        self.end_bit = {node: 1 << (shift + index) for index, node in enumerate(ends)}
        self._in_mask = {node: self._mask(net.ins[node]) for node in self.nodes}
        self._rank = self._ranks()
        self._gates = {node: self._reach(node) for node in self.nodes if net.kinds[node] is Kind.OR and len(net.ins[node]) > 1}
        self._joined = {
            node: self._in_mask[node] for node in self.nodes
            if net.kinds[node] is Kind.AND or (net.kinds[node] is Kind.OR and len(net.ins[node]) > 1)
        }
        self._gifts = {node: gifts for node in self.nodes if (gifts := self._fixed_gifts(node))}
        # Only where nodes never look at each other's tokens may one of several independent moves stand for all.
        self.is_free_choice = all(
            kind in (Kind.XOR, Kind.AND, Kind.END) or (kind is Kind.OR and len(net.ins[node]) == 1)
            for node, kind in enumerate(net.kinds) if net.ins[node]
        )

    @staticmethod
    def _mask(edges: list[int]) -> int:
        mask = 0
        for edge in edges:
            mask |= 1 << edge
        return mask

    def _ranks(self) -> dict[int, int]:
        """How far each node is from the beginning; moves nearer to it come first, so that tokens catch up."""
        ranks = {0: 0}
        waiting = deque([0])
        while waiting:
            node = waiting.popleft()
            for edge in self.net.outs[node]:
                target = self.net.targets[edge]
                if target not in ranks:
                    ranks[target] = len(ranks)
                    waiting.append(target)
        return ranks

    def _reach(self, gate: int) -> list[tuple[int, int]]:
        """For each edge into an inclusive join: its bit, and the edges from which a token could still come to it."""
        net, found = self.net, []
        for edge in net.ins[gate]:
            mask, waiting, seen = 0, [net.sources[edge]], {gate, NOWHERE}
            while waiting:
                node = waiting.pop()
                if node in seen:
                    continue
                seen.add(node)
                mask |= self._in_mask.get(node, 0)
                waiting += [net.sources[each] for each in net.ins[node]]
            found.append((1 << edge, mask))
        return found

    def groups(self, state: int) -> Iterator[tuple[int, int]]:
        """What can act: a node and the edges it would empty. Moves of one group exclude each other."""
        held = state & self.edges
        while held:
            bit = held & -held
            node = self.net.targets[bit.bit_length() - 1]
            mask = self._joined.get(node)
            if mask is None:
                held ^= bit
                yield node, bit
                continue
            here = held & mask
            held &= ~mask
            if node in self._gates:
                if self._may_go(node, here, state):
                    yield node, here
            elif here == mask:
                yield node, mask

    def _may_go(self, gate: int, here: int, state: int) -> bool:
        """An inclusive join waits for a token that could come to an empty flow in, but to none that has come already."""
        awaited = reachable = 0
        for bit, reach in self._gates[gate]:
            if here & bit:
                reachable |= reach
            else:
                awaited |= reach
        return not (state & awaited & ~reachable & ~here)

    def moves(self, state: int, node: int, taken: int) -> Iterator[Move]:
        """The moves of one group."""
        kind, left = self.net.kinds[node], state & ~taken
        if kind is Kind.TERMINATE:
            yield node, taken, 0, left & ~self.edges
        elif kind is Kind.END:
            yield node, taken, 0, left | self.end_bit[node]
        else:
            for given in self._gifts.get(node) or self._subsets(node, kind):
                yield node, taken, given, left | given

    def _fixed_gifts(self, node: int) -> tuple[int, ...]:
        """The edges that a node may fill at once, where that does not depend on more than one choice."""
        outs, kind = self.net.outs[node], self.net.kinds[node]
        if not outs:
            return (0,)
        if kind is Kind.AND:
            return (self._mask(outs),)
        if kind is Kind.XOR or len(outs) == 1:
            return tuple(1 << edge for edge in outs)
        return tuple(self._subsets(node, kind)) if len(outs) <= _MOST_CHOICES_KEPT else ()

    def _subsets(self, node: int, kind: Kind) -> Iterator[int]:
        """One or more of the edges out of an OR; the first and any of the others out of an OPT."""
        outs = self.net.outs[node]
        fixed = self._mask(outs[:1]) if kind is Kind.OPT else 0
        free = outs[1:] if kind is Kind.OPT else outs
        for choice in range(0 if kind is Kind.OPT else 1, 1 << len(free)):
            yield fixed | self._mask([edge for index, edge in enumerate(free) if choice >> index & 1])

    def fault(self, state: int, move: Move) -> str:
        """`doubled` or `repeated` if the move puts a token where one is, or reaches an end again; else ""."""
        node, taken, given, _ = move
        if given & (state & ~taken):
            return "doubled"
        return "repeated" if node in self.end_bit and state & self.end_bit[node] else ""

    def rank(self, node: int) -> int:
        """The node's distance from the beginning."""
        return self._rank.get(node, len(self._rank))


def explore(play: Play, most: int, most_with_fault: int | None = None) -> Exploration:
    """All states, or `most` of them; once a fault is found, no more than `most_with_fault`.

    Where nodes are independent, one of them acts first and the others wait.
    """
    found = Exploration()
    start = 1
    before: dict[int, list[int]] = {start: []}
    waiting = [start]
    done: list[int] = []
    while waiting:
        if most_with_fault is not None and (found.stuck or found.doubled or found.repeated):
            most = min(most, most_with_fault)
        if len(before) > most:
            found.complete = False
            break
        state = waiting.pop()
        found.used |= state
        groups = list(play.groups(state))
        if not groups:
            (done if not state & play.edges else found.stuck).append(state)
            continue
        if play.is_free_choice and len(groups) > 1:
            groups.sort(key=lambda group: play.rank(group[0]))
        for group in groups:
            fresh = _expand(play, state, group, found, before, done)
            waiting += fresh
            if play.is_free_choice and fresh:
                break
    found.states, found.seen = len(before), before
    found.can_complete = bool(done)
    if found.complete:
        found.endless = _endless(before, [*done, *found.stuck])
    return found


def _expand(
    play: Play, state: int, group: tuple[int, int], found: Exploration, before: dict[int, list[int]], done: list[int]
) -> list[int]:
    """Makes the moves of one group; answers the states that are new."""
    fresh = []
    found.acted |= 1 << group[0]
    for move in play.moves(state, *group):
        fault = play.fault(state, move)
        if fault:
            edge = (move[2] & state).bit_length() - 1 if fault == "doubled" else move[0]
            (found.doubled if fault == "doubled" else found.repeated).setdefault(edge, (state, move))
            found.used |= move[2]
            done.append(state)
            continue
        after = move[3]
        if after in before:
            before[after].append(state)
        else:
            before[after] = [state]
            fresh.append(after)
    return fresh


def _endless(before: dict[int, list[int]], ends: list[int]) -> list[int]:
    """The states from which none of `ends` can be reached."""
    reached = set(ends)
    waiting = list(reached)
    while waiting:
        for state in before[waiting.pop()]:
            if state not in reached:
                reached.add(state)
                waiting.append(state)
    return [state for state in before if state not in reached]


def courses(play: Play, goals: Collection[int], most: int, within: Collection[int] | None = None) -> dict[int, Course]:
    """For each state of `goals` the course with the fewest moves that leads there: the state before and the move.

    The answer holds every state that was passed. With `within` only these states are passed; past `most` states the
    search stops, and goals may be missing.
    """
    came: dict[int, Course] = {1: None}
    missing = set(goals) - {1}
    waiting = deque([1])
    while waiting and missing and len(came) <= most:
        state = waiting.popleft()
        for group in play.groups(state):
            for move in play.moves(state, *group):
                after = move[3]
                if after in came or (within is not None and after not in within) or play.fault(state, move):
                    continue
                came[after] = (state, move)
                missing.discard(after)
                waiting.append(after)
    return came


def told(play: Play, state: int, came: dict[int, Course], last: Move | None = None) -> tuple[str, ...]:
    """The course to `state` and then `last`, as ids of nodes and flows in order."""
    moves: list[Move] = [last] if last else []
    while (step := came.get(state)) is not None:
        state, move = step
        moves.append(move)
    passed: list[str] = list(play.net.labels[0])
    for node, _, given, _ in reversed(moves):
        if play.net.ids[node]:
            passed.append(play.net.ids[node])
        for edge in _edges(given):
            passed += play.net.labels[edge]
    return tuple(passed)


def _edges(mask: int) -> Iterator[int]:
    while mask:
        bit = mask & -mask
        mask ^= bit
        yield bit.bit_length() - 1
