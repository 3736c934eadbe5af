"""The token game: how tokens move over a chart by BPMN 2.0.2, without an engine, without facts, without a clock.

- A process begins at one of its start events (several are alternatives); one without start events begins at every
  node that nothing leads to. Several processes of a file begin independently; message flows are not followed.
- A step, a start event of a process and a timer leave an entry in a case's history: they move only by `acts`.
  Whatever can happen unrecorded but need not (an exit of a decision, a message that comes, another turn of a loop)
  moves by `choices`. All else moves by itself, at once (`settle`).
- A parallel gateway waits for a token on every incoming flow. An inclusive one waits while a token elsewhere can
  still come to an empty incoming flow, and cannot come to a waiting one, without passing it. An exclusive one
  passes every token on. A complex gateway is taken as inclusive.
- Several flows out of a step are all taken; of those with conditions any may be, and the default if none is.
- After an event-based gateway the first event or receive task withdraws the others.
- A boundary event can happen while its step is open; an interrupting one closes the step with all that is in it,
  a non-interrupting timer happens once each time. Compensation never happens by itself.
- A sub-process is open until nothing in it can move; one without content is a step. An event sub-process can begin
  while the scope around it is open. What is in an ad-hoc sub-process may be done in any order, once, or not at all.
- A step with loop or multi-instance markers may be done again before it is left.
- Terminate clears its process or sub-process. An error, cancel or escalation goes to the nearest boundary event that
  catches it; an error that none catches ends the process. Links join throw and catch of one name.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from powerflow.errors import InputError
from powerflow.graph.exits import exit_sets, is_conditional
from powerflow.graph.wiring import wired
from powerflow.model import Decision, Event, Flowchart, Node, Step

_MOST_MOVES = 5_000
CAUGHT = ("error", "cancel", "escalation")


class Stand(str, Enum):
    """Where a token stands: before a scope begins; on a flow; before a node that no flow leads to; in an open step,
    waiting event or active scope; in a timer that has not fired yet; in a looped step done at least once; after a
    step whose exits are still to be chosen; spent, which only remembers when a sub-process last had something end in it.
    """

    BEGIN = "begin"
    FLOW = "flow"
    AT = "at"
    OPEN = "open"
    ARMED = "armed"
    AGAIN = "again"
    LEAVING = "leaving"
    SPENT = "spent"


class Token(NamedTuple):
    """A token on the flow, node or scope `id`. `since` is the caller's number of the act that brought it there."""

    stand: Stand
    id: str
    since: int = 0


Marking = tuple[Token, ...]
Put = tuple[Stand, str]


class MoveKind(str, Enum):
    """`silent` moves happen at once, `choice` ones may happen unrecorded, `act`s leave an entry."""

    SILENT = "silent"
    CHOICE = "choice"
    ACT = "act"


@dataclass(frozen=True)
class Move:
    """What happens when `node` moves: the tokens that go, what comes, and the exits chosen by a decision.

    `since`: the highest `since` of the tokens that made it possible; it is handed on to what comes.
    """

    node: str
    kind: MoveKind
    taken: Marking
    put: tuple[Put, ...]
    since: int
    exits: tuple[str, ...] = ()

    @property
    def flows(self) -> tuple[str, ...]:
        """The flows that get a token."""
        return tuple(id for stand, id in self.put if stand is Stand.FLOW)


class TokenGame:
    """The token game over one chart; a marking is a sorted tuple of tokens."""

    def __init__(self, chart: Flowchart) -> None:
        self.chart = chart
        self.wiring = wired(chart)

    def initial(self) -> Marking:
        """Every process of the chart, before it begins."""
        return tuple(sorted(Token(Stand.BEGIN, id, -1) for id, process in self.chart.processes.items() if process.nodes))

    def settle(self, marking: Marking) -> tuple[Marking, tuple[Move, ...]]:
        """The marking after all silent moves, and these moves.

        Raises InputError for a chart in which tokens multiply for ever without a step in between.
        """
        moves: list[Move] = []
        seen = {marking}
        while (move := self._silent(marking)) is not None:
            marking = self.after(marking, move)
            moves.append(move)
            if marking in seen:  # a silent circle: the token stays in it for good
                break
            seen.add(marking)
            if len(moves) > _MOST_MOVES:
                raise InputError("{path}：令牌在没有环节的回路里不断增多，这张流程图无法运行", path=self.chart.path)
        return marking, tuple(moves)

    def after(self, marking: Marking, move: Move, now: int | None = None) -> Marking:
        """The marking after `move`; what comes stands there since `now`, else since what went."""
        left = Counter(marking)
        left.subtract(move.taken)
        since = move.since if now is None else now
        put, kept = move.put, list(left.elements())
        if not put:  # the token is gone, but what follows the sub-process around it opens only now
            scope = self.chart.nodes[move.node].scope if move.node in self.chart.nodes else ""
            put = ((Stand.SPENT, scope),) if scope in self.chart.steps else ()
            kept = [token for token in kept if (token.stand, token.id) not in put]
        return tuple(sorted([*kept, *(Token(stand, id, since) for stand, id in put)]))

    def acts(self, marking: Marking) -> Iterator[Move]:
        """The moves of a settled marking that leave an entry."""
        return (move for move in self.moves(marking) if move.kind is MoveKind.ACT)

    def open_nodes(self, marking: Marking) -> dict[str, int]:
        """The steps, timers and start events that can happen now, each with the `since` of what opened it."""
        return {move.node: move.since for move in self.acts(marking)}

    def is_complete(self, marking: Marking) -> bool:
        """Whether something began and nothing is left to do."""
        return all(token.stand is Stand.BEGIN for token in marking) and len(marking) < len(self.initial())

    def moves(self, marking: Marking) -> Iterator[Move]:
        """The acts and choices of a settled marking."""
        for token in dict.fromkeys(marking):
            if token.stand in (Stand.FLOW, Stand.AT, Stand.LEAVING):
                yield from self._exits(token, marking)
            elif token.stand is Stand.BEGIN:
                yield from self._beginnings(token)
            elif token.stand is Stand.AGAIN:
                yield self._move(token.id, MoveKind.CHOICE, [token], self._opened(token.id))
                yield self._move(token.id, MoveKind.CHOICE, [token], self._out(token.id))
            elif token.stand is Stand.OPEN:
                yield from self._of_open(token, marking)

    # -- acts and choices ------------------------------------------------------------------------------------

    def _exits(self, token: Token, marking: Marking) -> Iterator[Move]:
        node = self._target(token)
        taken = [token] if token.stand is Stand.LEAVING else self._joined(node, token, marking)
        if taken:
            for exits in exit_sets(self.chart, node):
                yield self._move(node.id, MoveKind.CHOICE, taken, [(Stand.FLOW, id) for id in exits], exits=exits)

    def _beginnings(self, token: Token) -> Iterator[Move]:
        process = token.id in self.chart.processes
        opened: list[Put] = [(Stand.OPEN, token.id)] if process else []
        starts = self.wiring.starts(token.id)
        for start in starts:
            kind = MoveKind.ACT if process else MoveKind.CHOICE
            yield self._move(start, kind, [token], [*opened, *self._out(start)])
        if not starts:
            entries: list[Put] = [(Stand.AT, id) for id in self.wiring.entries(token.id)]
            yield self._move(token.id, MoveKind.CHOICE, [token], [*opened, *entries])

    def _of_open(self, token: Token, marking: Marking) -> Iterator[Move]:
        node = self.chart.nodes.get(token.id)
        if isinstance(node, Decision):
            for event in (self.chart.nodes[flow.target] for flow in self.chart.outgoing(node)):
                yield self._move(event.id, self._kind(event), [token], self._out(event.id))
        elif self.wiring.is_scope(token.id):
            yield from self._of_scope(token, marking)
        elif isinstance(node, Step):
            again: list[Put] = [(Stand.AGAIN, node.id)] if node.looped else self._out(node.id)
            yield self._move(node.id, MoveKind.ACT, self._whole(token, marking), again)
        elif node is not None:
            yield self._move(node.id, self._kind(node), [token], self._out(node.id))
        for event in self.wiring.boundaries(token.id):
            yield from self._of_boundary(event, token, marking)

    def _of_boundary(self, event: Event, host: Token, marking: Marking) -> Iterator[Move]:
        if event.trigger in CAUGHT and self.wiring.is_scope(host.id):
            return  # thrown from within
        if event.interrupting:
            yield self._move(event.id, self._kind(event), self._whole(host, marking), self._out(event.id))
            return
        armed = [token for token in marking if (token.stand, token.id) == (Stand.ARMED, event.id)][:1]
        if armed or event.trigger != "timer":
            yield self._move(event.id, self._kind(event), armed, self._out(event.id), since=host.since)

    def _of_scope(self, token: Token, marking: Marking) -> Iterator[Move]:
        for step, start in self.wiring.event_subs(token.id):
            taken = self._within(token.id, marking) if start.interrupting else []
            put: list[Put] = [(Stand.OPEN, step.id), *self._out(start.id)]
            yield self._move(start.id, self._kind(start), taken, put, since=token.since)
        node = self.chart.nodes.get(token.id)
        if node is not None and node.type == "adHocSubProcess":
            yield self._move(node.id, MoveKind.CHOICE, self._whole(token, marking), self._out(node.id))

    def _kind(self, node: Node) -> MoveKind:
        recorded = isinstance(node, Step) or (isinstance(node, Event) and node.trigger == "timer")
        return MoveKind.ACT if recorded else MoveKind.CHOICE

    # -- silent moves ----------------------------------------------------------------------------------------

    def _silent(self, marking: Marking) -> Move | None:
        for token in marking:
            move = None
            if token.stand in (Stand.FLOW, Stand.AT):
                move = self._arrive(self._target(token), token, marking)
            elif token.stand is Stand.OPEN and self.wiring.is_scope(token.id):
                move = self._close(token, marking)
            if move is not None:
                return move
        return None

    def _arrive(self, node: Node, token: Token, marking: Marking) -> Move | None:
        if isinstance(node, Step):
            return self._move(node.id, MoveKind.SILENT, [token], self._opened(node.id))
        if isinstance(node, Decision):
            return self._pass(node, token, marking)
        if isinstance(node, Event) and node.type == "endEvent":
            return self._end(node, token, marking)
        if isinstance(node, Event) and node.type == "intermediateThrowEvent":
            return self._throw(node, token, marking)
        waits = isinstance(node, Event) and node.type != "startEvent" and node.trigger not in ("none", "link")
        put: list[Put] = [(Stand.OPEN, node.id)] if waits else self._out(node.id)
        return self._move(node.id, MoveKind.SILENT, [token], put)

    def _pass(self, node: Decision, token: Token, marking: Marking) -> Move | None:
        if node.type == "eventBasedGateway":
            return self._move(node.id, MoveKind.SILENT, [token], [(Stand.OPEN, node.id)])
        if node.type != "parallelGateway" and len(node.outgoing) > 1:
            return None  # a choice
        taken = self._joined(node, token, marking)
        return self._move(node.id, MoveKind.SILENT, taken, self._out(node.id)) if taken else None

    def _joined(self, node: Node, token: Token, marking: Marking) -> list[Token]:
        """The tokens that pass a gateway together; none while it waits."""
        if len(node.incoming) < 2 or node.type in ("exclusiveGateway", "eventBasedGateway") or not isinstance(node, Decision):
            return [token]
        here: dict[str, Token] = {}
        for each in marking:
            if each.stand is Stand.FLOW and each.id in node.incoming:
                here.setdefault(each.id, each)
        complete = len(here) == len(node.incoming)
        if complete or (node.type != "parallelGateway" and not self._more_may_come(node, here, marking)):
            return list(here.values())
        return []

    def _more_may_come(self, node: Decision, here: Iterable[str], marking: Marking) -> bool:
        waiting = frozenset().union(*(self.wiring.leading_into(node.id, flow) for flow in here))
        empty = (flow for flow in node.incoming if flow not in here)
        coming = frozenset().union(*(self.wiring.leading_into(node.id, flow) for flow in empty)) - waiting
        places = (self._target(token).id for token in marking if token.id not in self.chart.processes)
        return any(self.wiring.lifted(place, node.scope) in coming for place in places if place != node.id)

    def _close(self, token: Token, marking: Marking) -> Move | None:
        if any(inner.stand is not Stand.SPENT for inner in self._within(token.id, marking)):
            return None
        step = self.chart.steps.get(token.id)
        if step is None or step.triggered_by_event:
            return self._move(token.id, MoveKind.SILENT, self._whole(token, marking), [])
        put: list[Put] = [(Stand.AGAIN, step.id)] if step.looped else self._out(step.id)
        return self._move(step.id, MoveKind.SILENT, self._whole(token, marking), put)

    def _end(self, event: Event, token: Token, marking: Marking) -> Move:
        if event.trigger in CAUGHT:
            return self._throw(event, token, marking)
        taken = self._within(event.scope, marking) if event.trigger == "terminate" else [token]
        return self._move(event.id, MoveKind.SILENT, taken, [])

    def _throw(self, event: Event, token: Token, marking: Marking) -> Move:
        if event.trigger == "link":
            put: list[Put] = [(Stand.AT, target) for target in self.wiring.link_targets(event)]
            return self._move(event.id, MoveKind.SILENT, [token], put)
        catch = self._catch(event) if event.trigger in CAUGHT else None
        if catch is None:
            uncaught = event.trigger == "error"
            taken = self._within(self._process(event), marking) if uncaught else [token]
            return self._move(event.id, MoveKind.SILENT, taken, self._out(event.id))
        if not catch.interrupting:
            return self._move(event.id, MoveKind.SILENT, [token], [*self._out(event.id), *self._out(catch.id)])
        host = next(each for each in marking if (each.stand, each.id) == (Stand.OPEN, catch.attached_to))
        return self._move(catch.id, MoveKind.SILENT, self._whole(host, marking), self._out(catch.id), since=token.since)

    def _catch(self, event: Event) -> Event | None:
        scope = event.scope
        while scope in self.chart.steps:
            for boundary in self.wiring.boundaries(scope):
                if boundary.trigger == event.trigger and boundary.reference in ("", event.reference):
                    return boundary
            scope = self.wiring.around(scope)
        return None

    def _process(self, node: Node) -> str:
        scope = node.scope
        while self.wiring.around(scope):
            scope = self.wiring.around(scope)
        return scope

    # -- tokens ----------------------------------------------------------------------------------------------

    def _move(
        self, node: str, kind: MoveKind, taken: list[Token], put: list[Put], *,
        since: int | None = None, exits: tuple[str, ...] = (),
    ) -> Move:
        latest = max((token.since for token in taken), default=0) if since is None else since
        return Move(node, kind, tuple(taken), tuple(put), latest, exits)

    def _target(self, token: Token) -> Node:
        return self.chart.nodes[self.chart.flows[token.id].target if token.stand is Stand.FLOW else token.id]

    def _opened(self, id: str) -> list[Put]:
        """What stands in an activity that has just been opened."""
        armed = [event.id for event in self.wiring.boundaries(id) if event.trigger == "timer" and not event.interrupting]
        return [(Stand.OPEN, id), *((Stand.ARMED, event) for event in armed), *self._inner(id)]

    def _inner(self, id: str) -> list[Put]:
        starts = self.wiring.starts(id)
        if len(starts) > 1:
            return [(Stand.BEGIN, id)]
        return [(Stand.AT, each) for each in starts or self.wiring.entries(id)]

    def _out(self, id: str) -> list[Put]:
        """What comes when `id` is left: a token on each flow, or one that has yet to choose."""
        node = self.chart.nodes[id]
        if not isinstance(node, Decision) and is_conditional(self.chart, node):
            return [(Stand.LEAVING, id)]
        return [(Stand.FLOW, flow) for flow in node.outgoing]

    def _whole(self, host: Token, marking: Marking) -> list[Token]:
        """An activity's token, with all that is in it and its timers that have not fired."""
        timers = {event.id for event in self.wiring.boundaries(host.id)}
        armed: dict[str, Token] = {}
        for token in marking:
            if token.stand is Stand.ARMED and token.id in timers:
                armed.setdefault(token.id, token)
        return [host, *armed.values(), *self._within(host.id, marking)]

    def _within(self, scope: str, marking: Marking) -> list[Token]:
        """All tokens inside a scope."""
        inside = self.wiring.inside.get(scope)
        if inside is None:
            return []
        return [token for token in marking if self._scope_of(token) in inside]

    def _scope_of(self, token: Token) -> str:
        if token.id in self.chart.processes:
            return ""
        return token.id if token.stand in (Stand.BEGIN, Stand.SPENT) else self._target(token).scope
