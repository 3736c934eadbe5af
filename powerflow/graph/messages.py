"""Pools that exchange messages: whether one waits for a message that never comes, or sends one that nobody takes.

The semantics settled here (BPMN 2.0.2, sections 10.5, 13.3 and 13.5), each with a test:

- One case of each pool is played, together with those of the others. A pool begins by itself, unless each of its start
  events and receive tasks that begin a case (or, without any, each node that nothing leads to) waits for a message of
  another pool: then a message begins it. When it has ended, another message may begin it anew.
- Message events that catch (start, intermediate, boundary) and receive tasks wait for a message on one of the flows
  that lead to them. No other step waits: it takes what has come (13.3.3: only a receive task waits for its message).
- Whatever has a message flow out sends on all of them when it is done: a task of any kind, a throw or end event, a
  sub-process. A step that is interrupted sends nothing.
- What comes first decides: at an event-based gateway, among the start events of a pool, at a boundary event. A timer,
  condition or signal may always come first; a step that waits may be interrupted while it waits, and boundary events
  that do not interrupt may happen once while it does.
- Nodes in a sub-process take part where they are: it is done when its tokens are gone, its boundary events and its
  terminate ends clear it. Where an end with an error is drawn in it, that end alone leads to the boundary event
  that catches it. Repeated and multi-instance steps speak once.
- A message waits until it is taken. Of one flow up to two are counted; where there are more, a deadlock is not certain.
- Of what a black box, a pool's border, or a step that stands outside the order of flows (ad hoc, compensation, event
  sub-process) sends there is always enough. Message flows within one process are none.

What a pool does wrong by itself is told elsewhere: a state that one of the pools could not leave by any message is no
deadlock of the exchange, and after a course that was cut short nothing is said of messages that never come.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from powerflow.graph.conversation import Conversation, conversation
from powerflow.graph.talk import Group, Seen, Talk, courses, explore
from powerflow.model import Flowchart, MessageFlow

_MOST_TO_SHOW = 1_500


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """Nodes that wait in vain, the message flows on which one would have to come, and the course that led there."""

    waiting: tuple[str, ...]
    missing: tuple[str, ...]
    course: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """What playing the pools together showed; nodes and message flows are ids.

    `stuck`: the deadlocks, so many that each node that waits in one is named. `endless`: the same for a state from which
    something can always happen, but the pools can never all end; nothing is missing where they begin each other anew.
    `unserved`: receivers that a case comes to and no message ever does. `untaken`: message flows on which something is sent
    that nobody ever takes. `complete` is False if there were too many states to see all of them, or too many messages to be
    certain.
    """

    stuck: tuple[Stuck, ...] = ()
    endless: tuple[Stuck, ...] = ()
    unserved: tuple[str, ...] = ()
    untaken: tuple[str, ...] = ()
    complete: bool = True
    states: int = 0


def exchange(chart: Flowchart, most: int) -> Exchange | None:
    """The exchange between the pools of `chart`; None where no two of its processes speak with each other.

    Pools that do not speak with each other, not even by way of others, are played apart, each group in at most `most`
    states.
    """
    between = [
        flow for flow in chart.message_flows.values() if flow.source in chart.nodes and flow.target in chart.nodes
        and _process_of(chart, flow.source) != _process_of(chart, flow.target)
    ]
    if not between:
        return None
    parts = [_played(conversation(chart, *group), most) for group in _groups(chart, between)]
    return Exchange(
        stuck=tuple(each for part in parts for each in part.stuck),
        endless=tuple(each for part in parts for each in part.endless),
        unserved=tuple(each for part in parts for each in part.unserved),
        untaken=tuple(each for part in parts for each in part.untaken),
        complete=all(part.complete for part in parts), states=sum(part.states for part in parts),
    )


def _process_of(chart: Flowchart, node: str) -> str:
    scope = chart.nodes[node].scope
    while scope in chart.nodes:
        scope = chart.nodes[scope].scope
    return scope


def _groups(chart: Flowchart, flows: list[MessageFlow]) -> Iterator[tuple[list[str], list[MessageFlow]]]:
    """The processes that speak with each other, with what they say."""
    group: dict[str, set[str]] = {}
    for flow in flows:
        ends = _process_of(chart, flow.source), _process_of(chart, flow.target)
        joined = set(ends).union(*(group.get(end, ()) for end in ends))
        group.update(dict.fromkeys(joined, joined))
    for members in {id(each): each for each in group.values()}.values():
        said = [flow for flow in flows if _process_of(chart, flow.source) in members]
        yield [process for process in chart.processes if process in members], said


def _played(what: Conversation, most: int) -> Exchange:
    if what.undecided:
        return Exchange(complete=False)
    if not what.flows:
        return Exchange()
    talk = Talk(what)
    seen = explore(talk, most)
    return _Listener(talk, seen).exchange()


class _Listener:
    """Turns what was seen into what is said of the exchange."""

    def __init__(self, talk: Talk, seen: Seen) -> None:
        self._talk = talk
        self._what = talk.what
        self._seen = seen
        self._certain = True

    def exchange(self) -> Exchange:
        seen = self._seen
        stuck = tuple(self._stuck())
        complete = seen.complete and (self._certain or bool(stuck))
        sure = complete and not seen.cut
        endless = tuple(self._endless()) if sure else ()
        ends = not stuck and not endless
        told = {id for each in (*stuck, *endless) for id in each.waiting}
        unserved = [
            node for node in self._receivers() if self._is_unserved(node, ends=ends) and self._name(node) not in told
        ] if sure else []
        return Exchange(
            stuck=stuck, endless=endless, complete=complete, states=len(seen.before),
            unserved=tuple(self._name(node) for node in unserved),
            untaken=tuple(self._untaken(unserved)) if sure and ends else (),
        )

    def _stuck(self) -> Iterator[Stuck]:
        """The shortest deadlock for each set of nodes that wait, but for those that show nothing new."""
        states = [state for state in self._seen.stuck if self._is_by_messages(state)]
        courses = self._courses(states)
        told: set[str] = set()
        for state in sorted(states, key=lambda each: (len(courses[each]), each)):
            blocked = self._blocked(self._blockers(state), state, courses[state])
            if not told.issuperset(blocked.waiting):
                told.update(blocked.waiting)
                yield blocked

    def _blocked(self, groups: list[Group], state: int, course: tuple[str, ...]) -> Stuck:
        flows = [
            flow for group in groups for node in self._called(group.node) for flow in self._what.awaits[node]
            if not self._talk.is_served(state, node)
        ]
        return Stuck(
            waiting=tuple(dict.fromkeys(id for group in groups for id in self._names(group.node))),
            missing=tuple(dict.fromkeys(self._what.flows[flow] for flow in flows)), course=course,
        )

    def _is_by_messages(self, state: int) -> bool:
        """Whether every pool that has not ended waits for a message; one that does not went wrong by itself."""
        held = 0
        for group in self._blockers(state):
            held |= group.held
        for region in self._what.pools.values():
            if state & region and not held & region:
                self._seen.cut = True
                return False
        if state & self._talk.uncertain:
            self._certain = False
            return False
        return True

    def _blockers(self, state: int) -> list[Group]:
        """Where a case waits for a message in `state`; boundary events and pools that have ended wait for nothing."""
        what = self._what
        return [
            group for group in self._talk.groups(state)
            if not group.turns and group.node not in what.optional and group.node not in what.beginnings
            and not (group.node in what.guards and state & what.guards[group.node].inner)
        ]

    def _courses(self, states: list[int]) -> dict[int, tuple[str, ...]]:
        found = courses(self._talk, states, _MOST_TO_SHOW)
        if any(state not in found for state in states):
            found = {**courses(self._talk, states, len(self._seen.before), within=self._seen.before), **found}
        return found

    def _called(self, node: int) -> list[int]:
        calls = self._talk.calls.get(node, 0)
        return [each for each in range(calls.bit_length()) if calls >> each & 1]

    def _names(self, node: int) -> list[str]:
        """The node by its id; one without, by those that it waits for."""
        name = self._name(node)
        return [name] if name else [self._name(each) for each in self._called(node)]

    def _name(self, node: int) -> str:
        return self._what.names.get(node) or self._what.net.ids[node]

    def _receivers(self) -> list[int]:
        return [node for node in self._what.awaits if self._seen.came >> node & 1]

    def _is_unserved(self, node: int, *, ends: bool) -> bool:
        """Whether no message is ever taken. Where not every course `ends`, one must have been sent: else that is why."""
        flows = 0
        for flow in self._what.awaits[node]:
            flows |= 1 << flow
        return not self._seen.taken & flows and (ends or bool(self._seen.sent & flows))

    def _untaken(self, unserved: list[int]) -> Iterator[str]:
        receiver = {flow: node for node, flows in self._what.awaits.items() for flow in flows}
        for flow, id in enumerate(self._what.flows):
            if self._seen.sent >> flow & 1 and not self._seen.taken >> flow & 1 and receiver.get(flow) not in unserved:
                yield id

    def _endless(self) -> Iterator[Stuck]:
        """One state from which the pools can neither end nor get stuck: that with the fewest tokens where some wait.

        Where none ever waits, the pools begin each other anew for ever: then one in which a pool is about to be begun.
        """
        reached = {*self._seen.done, *self._seen.stuck}
        waiting = list(reached)
        while waiting:
            for state in self._seen.before[waiting.pop()]:
                if state not in reached:
                    reached.add(state)
                    waiting.append(state)
        left = [state for state in self._seen.before if state not in reached]
        left.sort(key=lambda each: (bin(each & self._talk.tokens).count("1"), each))
        for groups_of in (self._in_vain, self._about_to_begin):
            for state in left:
                if groups := groups_of(state):
                    yield self._blocked(groups, state, self._courses([state])[state])
                    return

    def _in_vain(self, state: int) -> list[Group]:
        return [
            group for group in self._talk.groups(state)
            if group.node not in self._what.beginnings and not all(
                self._talk.is_served(state, node) for node in self._called(group.node)
            )
        ]

    def _about_to_begin(self, state: int) -> list[Group]:
        return [group for group in self._talk.groups(state) if group.node in self._what.beginnings and group.turns]
