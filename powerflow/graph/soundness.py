"""Whether every case can come to a proper end: the verdict on a chart, and the course that proves a fault."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from powerflow.graph.leaving import ways_out
from powerflow.graph.messages import Exchange, exchange
from powerflow.graph.net import NOWHERE, Kind, Net, net
from powerflow.graph.reduction import reduce
from powerflow.graph.scope import is_broken_off
from powerflow.graph.single import runs_through
from powerflow.graph.statespace import Course, Exploration, Move, Play, circle, courses, explore, is_implied, never_joined, told
from powerflow.model import Flowchart, Step

# The largest net seen in some 12,000 real files needed 11,181 states before reductions.
MOST_STATES = 20_000
_MOST_TO_SHOW = 6_000
# Among so many states the shortest course to a fault is looked for; past them one is told that was come by in looking
# for faults: as short in every real file where both were compared.
_MOST_FOR_SHORTEST = 1_500
_MOST_WITH_FAULT = 1_000
# So many moves show a round of a loop that no end can be reached from.
_MOST_ROUND = 100
# The largest exchange between pools in those files needed 470; its states cost more than those of one net.
_MOST_TOGETHER = 2_000


class Verdict(str, Enum):
    """Sound, unsound, or honestly undecided."""

    SOUND = "sound"
    UNSOUND = "unsound"
    UNDECIDED = "undecided"


class Fault(str, Enum):
    """What is wrong: the names under which the literature knows it.

    DEADLOCK: tokens are left and nothing can happen. UNSYNCHRONISED: a second token comes where one is, so that what
    follows happens twice. LIVELOCK: no end can be reached any more. REPEATED_END: one end is reached twice in a case.
    DEAD: an element that no case ever reaches. NO_START, NO_END: nothing begins, nothing ends.

    Between pools: MESSAGE_DEADLOCK: pools wait for messages that cannot come any more. MESSAGE_LIVELOCK: they go on, but
    can never end for want of a message. UNSERVED: a receiver that a case comes to and no message ever does. UNTAKEN: a
    message flow on which something is sent that nobody ever takes; told beside the others, for a message that is left
    over keeps no case from its end.
    """

    DEADLOCK = "deadlock"
    UNSYNCHRONISED = "unsynchronised"
    LIVELOCK = "livelock"
    REPEATED_END = "repeated-end"
    DEAD = "dead"
    NO_START = "no-start"
    NO_END = "no-end"
    MESSAGE_DEADLOCK = "message-deadlock"
    MESSAGE_LIVELOCK = "message-livelock"
    UNSERVED = "receiver-unserved"
    UNTAKEN = "message-untaken"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One fault of one scope.

    `element` is the node to look at; `trace` the shortest course that shows it, as ids of nodes and flows in order;
    `waiting` the nodes before which tokens stand in the end, `missing` the flows on which one would have to come. Of an
    exchange `scope` is the process of the receiver, `element` of an untaken message its flow; `missing` are message flows.
    """

    fault: Fault
    scope: str
    element: str
    trace: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Soundness:
    """The verdict on a chart with all its faults; `reason` says why it is undecided (an element id, or a cause)."""

    verdict: Verdict
    problems: tuple[Problem, ...] = ()
    reason: str = ""
    states: int = 0


def soundness(chart: Flowchart, most: int = MOST_STATES) -> Soundness:
    """The verdict on every process and sub-process of `chart` and on how they speak, in at most `most` states of each."""
    parts = [_scope(chart, scope, inside, most) for scope, inside in _scopes(chart)]
    if not parts:
        return Soundness(verdict=Verdict.UNDECIDED, reason="empty")
    spoken = exchange(chart, min(most, _MOST_TOGETHER))
    if spoken:
        parts.append(_between(chart, spoken, alone=any(part.problems for part in parts)))
    verdicts = [part.verdict for part in parts]
    worst = next((each for each in (Verdict.UNSOUND, Verdict.UNDECIDED) if each in verdicts), Verdict.SOUND)
    return Soundness(
        verdict=worst, problems=tuple(problem for part in parts for problem in part.problems),
        reason=next((part.reason for part in parts if part.reason), ""), states=sum(part.states for part in parts),
    )


def _between(chart: Flowchart, spoken: Exchange, *, alone: bool) -> Soundness:
    """The verdict on the exchange; where a pool goes wrong `alone`, that it never ends is told there."""
    faults = [(Fault.MESSAGE_DEADLOCK, each) for each in spoken.stuck]
    if not alone:
        faults += [(Fault.MESSAGE_LIVELOCK, each) for each in spoken.endless]
    problems = [_spoken(chart, fault, each.waiting[0], each.waiting, each.missing, each.course) for fault, each in faults]
    for id in spoken.unserved:
        flows = tuple(flow.id for flow in chart.message_flows.values() if flow.target == id)
        problems.append(_spoken(chart, Fault.UNSERVED, id, (id,), flows))
    verdict = Verdict.UNSOUND if problems else Verdict.SOUND if spoken.complete else Verdict.UNDECIDED
    problems += [_spoken(chart, Fault.UNTAKEN, id, missing=(id,)) for id in spoken.untaken]
    return Soundness(
        verdict=verdict, problems=tuple(problems), reason="" if spoken.complete else "messages", states=spoken.states
    )


def _spoken(
    chart: Flowchart, fault: Fault, element: str, waiting: tuple[str, ...] = (), missing: tuple[str, ...] = (),
    trace: tuple[str, ...] = (),
) -> Problem:
    receiver = chart.nodes[element if element in chart.nodes else chart.message_flows[element].target]
    while receiver.scope in chart.nodes:
        receiver = chart.nodes[receiver.scope]
    return Problem(fault=fault, scope=receiver.scope, element=element, trace=trace, waiting=waiting, missing=missing)


def soundness_of(chart: Flowchart, scope: str, most: int = MOST_STATES) -> Soundness:
    """The verdict on one process or sub-process alone."""
    inside = next((inside for each, inside in _scopes(chart) if each == scope), ())
    return _scope(chart, scope, inside, most)


def _scopes(chart: Flowchart) -> Iterable[tuple[str, tuple[str, ...]]]:
    for process in chart.processes.values():
        if process.nodes:
            yield process.id, process.nodes
    for node in chart.nodes.values():
        # The steps of an ad-hoc sub-process may happen in any order and need no flows.
        if isinstance(node, Step) and node.inner and node.type != "adHocSubProcess":
            yield node.id, node.inner


def is_sound(chart: Flowchart, scope: str, most: int = MOST_STATES) -> bool:
    """Whether one process or sub-process is sound; much quicker than the whole verdict where it is not."""
    inside = next((inside for each, inside in _scopes(chart) if each == scope), ())
    judged = _shape(chart, scope, inside)
    if isinstance(judged, Soundness):
        return judged.verdict is Verdict.SOUND
    built, unreachable = judged
    reduce(built)
    play = Play(built)
    found = _explored(chart, scope, play, most, most_with_fault=0)
    return not unreachable and found.complete and _is_clean(found) and not _dead(play, found)


def _scope(chart: Flowchart, scope: str, inside: tuple[str, ...], most: int) -> Soundness:
    judged = _shape(chart, scope, inside)
    if isinstance(judged, Soundness):
        return judged
    built, unreachable = judged
    reduce(built)
    play = Play(built)
    found = _explored(chart, scope, play, most, most_with_fault=0)
    if _is_clean(found) and not _dead(play, found):
        verdict = Verdict.UNSOUND if unreachable else Verdict.SOUND if found.complete else Verdict.UNDECIDED
        reason = "" if found.complete else "states"
        return Soundness(verdict=verdict, problems=tuple(unreachable), reason=reason, states=found.states)
    problems = _located(chart, scope, inside, play, found)
    return Soundness(verdict=Verdict.UNSOUND, problems=(*problems, *unreachable), states=found.states)


def _shape(chart: Flowchart, scope: str, inside: tuple[str, ...]) -> Soundness | tuple[Net, list[Problem]]:
    """The verdict where the shape alone decides it; else the net to play, with what its flows never reach."""
    ways = ways_out(chart)
    if not ways.keys() & set(inside) and runs_through(chart, inside):
        return Soundness(verdict=Verdict.SOUND)
    built = net(chart, scope, inside, ways)
    if built is None:
        if all(isinstance(node := chart.nodes[id], Step) and (node.triggered_by_event or node.for_compensation) for id in inside):
            return Soundness(verdict=Verdict.SOUND)
        return _unsound(Problem(fault=Fault.NO_START, scope=scope, element=scope))
    if Kind.END not in built.kinds and Kind.TERMINATE not in built.kinds and not is_broken_off(chart, scope):
        return _unsound(Problem(fault=Fault.NO_END, scope=scope, element=scope))
    reach = _reached(built)
    unreachable = [
        Problem(fault=Fault.DEAD, scope=scope, element=id) for node, id in enumerate(built.ids)
        if id and node not in reach and not is_implied(built, node)
    ]
    reason = next((id for node in reach if (id := built.ids[node]) in built.undecided), "")
    if reason:
        verdict = Verdict.UNSOUND if unreachable else Verdict.UNDECIDED
        return Soundness(verdict=verdict, problems=tuple(unreachable), reason=reason)
    if _runs_through(built, reach):
        return _unsound(*unreachable) if unreachable else Soundness(verdict=Verdict.SOUND)
    return built, unreachable


def _unsound(*problems: Problem) -> Soundness:
    return Soundness(verdict=Verdict.UNSOUND, problems=problems)


def _reached(net: Net) -> set[int]:
    reached = {0}
    waiting = [0]
    while waiting:
        for edge in net.outs[waiting.pop()]:
            target = net.targets[edge]
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


def _runs_through(net: Net, reached: set[int]) -> bool:
    """Whether one token runs through the net and can leave every place again: then nothing else has to be played."""
    for node in reached:
        if net.kinds[node] not in (Kind.XOR, Kind.END) and (len(net.outs[node]) > 1 or len(net.ins[node]) > 1):
            return False
        if net.kinds[node] is Kind.TERMINATE:
            return False
    returning = {node for node in reached if net.kinds[node] is Kind.END}
    waiting = list(returning)
    while waiting:
        for edge in net.ins[waiting.pop()]:
            source = net.sources[edge]
            if source != NOWHERE and source in reached and source not in returning:
                returning.add(source)
                waiting.append(source)
    return returning >= reached


def _is_clean(found: Exploration) -> bool:
    return not (found.stuck or found.doubled or found.repeated or found.endless)


def _dead(play: Play, found: Exploration) -> list[str]:
    """The elements that tokens could come to by the flows, yet never do. Nothing is said where courses were cut short."""
    if found.doubled or not found.complete:
        return []
    net = play.net
    alive: set[str] = set()
    reached = _reached(net)
    for edge, covered in enumerate(net.covers):
        if found.used >> edge & 1:
            alive.update(covered)
    for node in reached:
        if found.acted >> node & 1:
            alive.update((net.ids[node], *net.passed[node]))
    possible: dict[str, None] = {}
    for node in sorted(reached):
        possible.update(dict.fromkeys((net.ids[node], *net.passed[node])))
        for edge in net.outs[node]:
            possible.update(dict.fromkeys(net.covers[edge]))
    return [id for id in possible if id and id not in alive]


def _explored(chart: Flowchart, scope: str, play: Play, most: int, most_with_fault: int) -> Exploration:
    """What may happen in a scope; going round for ever is no fault where something from outside breaks it off."""
    found = explore(play, most, most_with_fault)
    if found.endless and is_broken_off(chart, scope):
        found.endless = []
    return found


def _located(chart: Flowchart, scope: str, inside: tuple[str, ...], play: Play, found: Exploration) -> list[Problem]:
    """The faults, at the elements as drawn: the whole net is played where it is small enough, else the reduced one."""
    whole = net(chart, scope, inside, ways_out(chart))
    if whole is not None:
        fine = Play(whole)
        seen = _explored(chart, scope, fine, _MOST_TO_SHOW, _MOST_WITH_FAULT)
        if not _is_clean(seen) or _dead(fine, seen):
            play, found = fine, seen
    return _Teller(chart, scope, play, found).problems()


class _Teller:
    """Turns what an exploration found into problems, one for each element and fault."""

    def __init__(self, chart: Flowchart, scope: str, play: Play, found: Exploration) -> None:
        self._chart = chart
        self._scope = scope
        self._play = play
        self._found = found
        self._net = play.net
        # Where two tokens on one flow keep courses from being played to their end, and none ends all at once.
        is_cut_short = bool(found.doubled) and Kind.TERMINATE not in play.net.kinds
        self._in_vain = dict(never_joined(play, found.seen)) if is_cut_short else {}
        self._shortest: dict[int, Course] | None = None
        self._known: dict[int, Course] | None = None

    def problems(self) -> list[Problem]:
        told: dict[tuple[Fault, str], Problem] = {}
        for problem in (
            *self._deadlocks(), *self._never_joined(), *self._doubled(), *self._repeated(), *self._endless(), *self._never()
        ):
            told.setdefault((problem.fault, problem.element), problem)
        return list(told.values())

    def _deadlocks(self) -> Iterable[Problem]:
        for state in self._first(self._found.stuck):
            joins = self._joins_waiting(state)
            missing = tuple(
                name for join in joins for edge in self._net.ins[join]
                if not state >> edge & 1 and (name := self._name_of_edge(edge))
            )
            yield self._problem(Fault.DEADLOCK, joins[0] if joins else 0, state, missing=missing)

    def _never_joined(self) -> Iterable[Problem]:
        """Joins that wait in vain, whatever becomes of the tokens elsewhere."""
        for join, state in self._in_vain.items():
            missing = tuple(name for edge in self._net.ins[join] if not state >> edge & 1 and (name := self._name_of_edge(edge)))
            told = self._problem(Fault.DEADLOCK, join, state, missing=missing)
            yield replace(told, waiting=(told.element,))

    def _doubled(self) -> Iterable[Problem]:
        for edge, (state, move) in self._found.doubled.items():
            node = move[0] if self._net.ids[move[0]] and len(self._net.ins[move[0]]) > 1 else self._net.targets[edge]
            yield self._problem(Fault.UNSYNCHRONISED, node, state, move)

    def _repeated(self) -> Iterable[Problem]:
        for node, (state, move) in self._found.repeated.items():
            yield self._problem(Fault.REPEATED_END, node, state, move)

    def _endless(self) -> Iterable[Problem]:
        if self._found.endless:
            state = min(self._found.endless, key=lambda each: (bin(each).count("1"), each))
            round_ = circle(self._play, state, _MOST_ROUND)
            nodes = (*self._tokens_before(state), *(move[0] for move in round_))
            yield self._problem(Fault.LIVELOCK, next((node for node in nodes if self._net.ids[node]), 0), state, *round_)

    def _never(self) -> Iterable[Problem]:
        for id in _dead(self._play, self._found):
            if id in self._chart.nodes:
                yield Problem(fault=Fault.DEAD, scope=self._scope, element=id)

    def _first(self, states: list[int]) -> list[int]:
        """One state for each set of joins that wait, the one with the fewest tokens."""
        seen: dict[tuple[int, ...], int] = {}
        for state in sorted(states, key=lambda each: (bin(each).count("1"), each)):
            seen.setdefault(tuple(self._joins_waiting(state)), state)
        return list(seen.values())

    def _joins_waiting(self, state: int) -> list[int]:
        return [node for node in self._tokens_before(state) if self._net.kinds[node] in (Kind.AND, Kind.OR)]

    def _tokens_before(self, state: int) -> list[int]:
        held = state & self._play.edges
        return list(dict.fromkeys(self._net.targets[edge] for edge in range(held.bit_length()) if held >> edge & 1))

    def _problem(
        self, fault: Fault, node: int, state: int, *moves: Move, missing: tuple[str, ...] = ()
    ) -> Problem:
        course = told(self._play, state, self._course(state), moves)
        after = moves[-1][3] if moves else state
        waiting = tuple(id for each in self._tokens_before(after) if (id := self._element(each)))
        return Problem(
            fault=fault, scope=self._scope, element=self._element(node) or self._scope, trace=course, waiting=waiting,
            missing=missing,
        )

    def _course(self, goal: int) -> dict[int, Course]:
        """How a state with a fault is reached: by the fewest moves where they are soon found, else by some that were looked at."""
        found = self._found
        faulty = (state for state, _ in (*found.doubled.values(), *found.repeated.values()))
        goals = (*found.stuck, *found.endless, *self._in_vain.values(), *faulty)
        if self._shortest is None:
            self._shortest = courses(self._play, goals, _MOST_FOR_SHORTEST)
        if goal in self._shortest:
            return self._shortest
        if self._known is None:
            self._known = courses(self._play, goals, len(found.seen), within=found.seen)
        return self._known

    def _element(self, node: int) -> str:
        """The id of a node; of one that only stands for semantics, that of the node before it."""
        seen = set()
        while not self._net.ids[node] and node not in seen:
            seen.add(node)
            edge = next(iter(self._net.ins[node]), None)
            if edge is None or self._net.sources[edge] == NOWHERE:
                return ""
            node = self._net.sources[edge]
        return self._net.ids[node]

    def _name_of_edge(self, edge: int) -> str:
        """The flow that enters where the edge ends."""
        flows = [id for id in self._net.labels[edge] if id in self._chart.flows]
        return flows[-1] if flows else ""
