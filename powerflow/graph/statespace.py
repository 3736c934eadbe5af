"""Plays every course that tokens can take through a net, as bit masks; says what goes wrong, and how it came to that."""
from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator
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
        ends = [node for node in self.nodes if net.kinds[node] is Kind.END or node in net.breaks]
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
        self._puts = {node: [(given, given) for given in gifts] for node, gifts in self._gifts.items()}
        self._puts.update({node: [(0, bit)] for node, bit in self.end_bit.items()})
        self._broken = sum(self.end_bit[node] for node in net.breaks if node in self.end_bit)
        self._terminates = {node for node in self.nodes if net.kinds[node] is Kind.TERMINATE}
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

    def ways_into(self, join: int) -> tuple[int, list[tuple[int, int]]]:
        """The edges into a join as a mask; for each its bit and the edges from which a token could come to it."""
        return self._in_mask[join], self._reach(join)

    def groups(self, state: int) -> list[tuple[int, int]]:
        """What can act: a node and the edges it would empty. Moves of one group exclude each other."""
        groups = []
        targets, joined = self.net.targets, self._joined
        held = state & self.edges
        while held:
            bit = held & -held
            node = targets[bit.bit_length() - 1]
            mask = joined.get(node)
            if mask is None:
                held ^= bit
                groups.append((node, bit))
                continue
            here = held & mask
            held ^= here
            if here == mask if node not in self._gates else self._may_go(node, here, state):
                groups.append((node, here))
        return groups

    def _may_go(self, gate: int, here: int, state: int) -> bool:
        """An inclusive join waits for a token that could come to an empty flow in, but to none that has come already."""
        awaited = reachable = 0
        for bit, reach in self._gates[gate]:
            if here & bit:
                reachable |= reach
            else:
                awaited |= reach
        return not (state & awaited & ~reachable & ~here)

    def gifts(self, node: int) -> Iterable[int]:
        """The sets of edges of which the node may fill one."""
        return self._gifts.get(node) or self._subsets(node, self.net.kinds[node])

    def puts(self, node: int) -> Iterable[tuple[int, int]]:
        """What the node may do: the edges it fills, and what is added to the state, its bit if it is an end."""
        return self._puts.get(node) or ((given, given) for given in self.gifts(node))

    def is_broken(self, state: int) -> bool:
        """Whether an error or a cancellation has ended all."""
        return bool(state & self._broken)

    def left(self, state: int, node: int, taken: int) -> int:
        """The state when the node has taken its tokens. Whatever it then adds that is there already is a fault."""
        left = state ^ taken
        return left & ~self.edges if node in self._terminates else left

    def _fixed_gifts(self, node: int) -> tuple[int, ...]:
        """The edges that a node may fill at once, where that does not depend on more than one choice."""
        outs, kind = self.net.outs[node], self.net.kinds[node]
        if not outs or kind >= Kind.END:
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
        groups = play.groups(state)
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
    found.can_complete = any(not (state & play.edges or play.is_broken(state)) for state in done)
    if found.complete:
        found.endless = _endless(before, [*done, *found.stuck])
    return found


def _expand(
    play: Play, state: int, group: tuple[int, int], found: Exploration, before: dict[int, list[int]], done: list[int]
) -> list[int]:
    """Makes the moves of one group; answers the states that are new."""
    fresh = []
    node, taken = group
    found.acted |= 1 << node
    left = play.left(state, node, taken)
    for given, added in play.puts(node):
        after = left | added
        if added & left:
            _note_fault(found, state, (node, taken, given, after))
            done.append(state)
            if given:
                continue
        # An end that is reached again takes its token all the same, and the others go on.
        if after in before:
            before[after].append(state)
        else:
            before[after] = [state]
            fresh.append(after)
    return fresh


def _note_fault(found: Exploration, state: int, move: Move) -> None:
    node, _, given, _ = move
    if given:
        found.doubled.setdefault((given & state).bit_length() - 1, (state, move))
    else:
        found.repeated.setdefault(node, (state, move))
    found.used |= given


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
        for node, taken in play.groups(state):
            left = play.left(state, node, taken)
            for given, added in play.puts(node):
                after = left | added
                if given & left or after in came or (within is not None and after not in within):
                    continue
                came[after] = (state, (node, taken, given, after))
                missing.discard(after)
                waiting.append(after)
    return came


def circle(play: Play, state: int, most: int) -> list[Move]:
    """Moves that lead on from `state` until a state comes again; at most `most`, none where nothing can happen."""
    seen: set[int] = set()
    moves: list[Move] = []
    while state not in seen and len(moves) < most:
        seen.add(state)
        move = next(_moves(play, state), None)
        if move is None:
            break
        moves.append(move)
        state = move[3]
    return moves


def _moves(play: Play, state: int) -> Iterator[Move]:
    for node, taken in play.groups(state):
        left = play.left(state, node, taken)
        for given, added in play.puts(node):
            if not given & left:
                yield node, taken, given, left | added


def told(play: Play, state: int, came: dict[int, Course], last: Iterable[Move] = ()) -> tuple[str, ...]:
    """The course to `state` and then `last`, as ids of nodes and flows in order; an end that is not drawn is not told."""
    moves: list[Move] = [*last][::-1]
    while (step := came.get(state)) is not None:
        state, move = step
        moves.append(move)
    net = play.net
    passed: list[str] = list(net.labels[0])
    for node, _, given, _ in _chosen_at_once(play, reversed(moves)):
        if net.ids[node] and not is_implied(net, node):
            passed.append(net.ids[node])
        for edge in _edges(given):
            passed += play.net.labels[edge]
    return tuple(passed)


def _chosen_at_once(play: Play, moves: Iterable[Move]) -> list[Move]:
    """The same course, but what only stands for semantics acts before the inclusive joins that do not wait for it.

    Which flows a step chooses shows when it is done: a join that goes on because of what was not chosen comes after that.
    """
    ordered: list[Move] = []
    before = [1]
    for move in moves:
        node, taken, given, _ = move
        place = back = len(ordered)
        while back and not play.net.ids[node] and _may_go_before(play, move, ordered[back - 1], before[back - 1]):
            back -= 1
            place = back if play.net.kinds[ordered[back][0]] is Kind.OR else place
        ordered.insert(place, move)
        before[place + 1:] = [before[place], *before[place + 1:]]
        before[place + 1:] = [state & ~taken | given for state in before[place + 1:]]
    return ordered


def _may_go_before(play: Play, move: Move, other: Move, before: int) -> bool:
    """Whether the two, of which `other` happens in the state `before`, touch nothing in common, not even by what a join sees."""
    node, taken, given, _ = other
    if (taken | given) & (move[1] | move[2]):
        return False
    return play.net.kinds[node] is not Kind.OR or (node, taken) in play.groups(before & ~move[1] | move[2])


def is_implied(net: Net, node: int) -> bool:
    """Whether the node is an end that is not drawn and bears the id of what it follows."""
    return net.kinds[node] is Kind.END and net.ids.index(net.ids[node]) != node


def _edges(mask: int) -> Iterator[int]:
    while mask:
        bit = mask & -mask
        mask ^= bit
        yield bit.bit_length() - 1


def never_joined(play: Play, states: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Each parallel join with a state in which it waits for a branch to which no token anywhere else can come any more.

    The others may still go on; of the states the one with the fewest tokens is given.
    """
    net = play.net
    joins = [node for node in play.nodes if net.kinds[node] is Kind.AND and len(net.ins[node]) > 1]
    ahead = [(node, *play.ways_into(node)) for node in joins]
    least: dict[int, int] = {}
    for state in states:
        for node, own, reach in ahead:
            if state & own and _waits_in_vain(state, own, reach) and _fewer(state, least.get(node)):
                least[node] = state
    return iter(least.items())


def _waits_in_vain(state: int, own: int, reach: list[tuple[int, int]]) -> bool:
    return any(not state & (bit | mask & ~own) for bit, mask in reach)


def _fewer(state: int, other: int | None) -> bool:
    return other is None or (bin(state).count("1"), state) < (bin(other).count("1"), other)
