"""Small charts at random, of every kind of node that moves tokens, and alignments of them by plain search over the token game."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush
from random import Random

from powerflow import bpmn
from powerflow.graph import Marking, MoveKind, Token, TokenGame
from powerflow.model import Flowchart

_NAMESPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_KINDS = ("step", "step", "step", "sequence", "choice", "parallel", "inclusive", "loop", "events", "sub", "border", "again", "stop")


class Draft:
    """A chart of nested blocks; a few flows may then be bent so that it is not well structured."""

    def __init__(self, seed: int, *, bent: bool) -> None:
        self._random = Random(seed)
        self._count = 0
        self._steps = 0
        self._flows: list[list[str]] = []
        self._scopes: list[list[str]] = [[]]
        self._owner: dict[str, int] = {}
        start = self._node("startEvent")
        last = self._block(start, 3)
        self._join(last, self._node("endEvent"))
        if bent:
            self._bend()

    def chart(self) -> Flowchart:
        """The chart, read from its XML."""
        flows = "".join(f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(self._flows))
        text = (
            f'<definitions xmlns="{_NAMESPACE}" id="d" targetNamespace="urn:test"><process id="p">'
            f'{"".join(self._scopes[0])}{flows}</process></definitions>'
        )
        return bpmn.parse(text.encode(), "draft.bpmn").chart

    def traces(self, chart: Flowchart, count: int) -> list[tuple[str, ...]]:
        """Runs of the chart with some events lost, doubled, moved or made up."""
        return [self._spoilt(self._run(chart)) for _ in range(count)]

    def _run(self, chart: Flowchart) -> list[str]:
        game = TokenGame(chart)
        marking, _ = game.settle(game.initial())
        done: list[str] = []
        for _ in range(40):
            moves = [*game.moves(marking)]
            if not moves or len(done) > 7:
                break
            move = self._random.choice(moves)
            if move.kind is MoveKind.ACT and move.node in chart.steps:
                done.append(chart.steps[move.node].name)
            marking, _ = game.settle(game.after(marking, move, 0))
        return done

    def _spoilt(self, events: list[str]) -> tuple[str, ...]:
        events = events[:7]
        for _ in range(self._random.randrange(4)):
            place = self._random.randrange(len(events) + 1)
            kind = self._random.randrange(4)
            if kind == 0 and events:
                del events[place - 1]
            elif kind == 1 and events:
                events.insert(place, self._random.choice(events))
            elif kind == 2 and events:
                events.insert(place, events.pop(self._random.randrange(len(events))))
            elif kind == 3:
                events.insert(place, self._random.choice(["S1", "S2", "S3", "?"]))
        return tuple(events)

    # -- drawing ---------------------------------------------------------------------------------------------

    def _node(self, type: str, attributes: str = "", inner: str = "", id: str = "") -> str:
        self._count += 1
        id = id or f"n{self._count}"
        self._scopes[-1].append(f'<{type} id="{id}" {attributes}>{inner}</{type}>')
        return id

    def _join(self, source: str, target: str) -> None:
        self._flows.append([source, target])

    def _after(self, source: str, type: str, attributes: str = "", inner: str = "") -> str:
        id = self._node(type, attributes, inner)
        self._join(source, id)
        return id

    def _step(self, before: str, inner: str = "") -> str:
        self._steps += 1
        # Some names come twice.
        number = self._random.randrange(1, self._steps + 1) if self._random.random() < 0.15 else self._steps
        return self._after(before, "userTask", f'name="S{number}"', inner)

    def _block(self, before: str, depth: int) -> str:
        kind = self._random.choice(_KINDS) if depth and self._steps < 6 else "step"
        if kind == "step":
            return self._step(before)
        if kind == "sequence":
            return self._block(self._block(before, depth - 1), depth - 1)
        return getattr(self, f"_{kind}")(before, depth - 1)  # type: ignore[no-any-return]

    def _split(self, before: str, depth: int, type: str, *, may_skip: bool) -> str:
        fork, join = self._after(before, type), self._node(type)
        for number in range(2):
            if may_skip and number and self._random.random() < 0.4:
                self._join(fork, join)
            else:
                self._join(self._block(fork, depth), join)
        return join

    def _choice(self, before: str, depth: int) -> str:
        return self._split(before, depth, "exclusiveGateway", may_skip=True)

    def _parallel(self, before: str, depth: int) -> str:
        return self._split(before, depth, "parallelGateway", may_skip=False)

    def _inclusive(self, before: str, depth: int) -> str:
        return self._split(before, depth, "inclusiveGateway", may_skip=True)

    def _loop(self, before: str, depth: int) -> str:
        entry = self._after(before, "exclusiveGateway")
        exit = self._after(self._block(entry, depth), "exclusiveGateway")
        self._join(exit, entry)
        return exit

    def _events(self, before: str, depth: int) -> str:
        gate, join = self._after(before, "eventBasedGateway"), self._node("exclusiveGateway")
        for definition in ("<timerEventDefinition/>", '<messageEventDefinition/>'):
            caught = self._after(gate, "intermediateCatchEvent", inner=definition)
            self._join(self._block(caught, depth), join)
        return join

    def _sub(self, before: str, depth: int) -> str:
        self._scopes.append([])
        start = self._node("startEvent")
        flows = len(self._flows)
        last = self._block(start, depth)
        self._join(last, self._node("endEvent"))
        inside, self._flows = self._flows[flows:], self._flows[:flows]
        base = 1000 * self._count
        drawn = "".join(f'<sequenceFlow id="g{base + n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(inside))
        content = "".join(self._scopes.pop()) + drawn
        return self._with_border(self._after(before, "subProcess", inner=content), depth)

    def _border(self, before: str, depth: int) -> str:
        return self._with_border(self._step(before), depth)

    def _with_border(self, host: str, depth: int) -> str:
        if self._random.random() < 0.4:
            return host
        interrupting = self._random.random() < 0.6
        attributes = f'attachedToRef="{host}" cancelActivity="{str(interrupting).lower()}"'
        event = self._node("boundaryEvent", attributes, "<timerEventDefinition/>")
        last = self._block(event, min(depth, 1))
        if not interrupting or self._random.random() < 0.5:
            self._join(last, self._node("endEvent"))
            return host
        join = self._after(host, "exclusiveGateway")
        self._join(last, join)
        return join

    def _again(self, before: str, depth: int) -> str:
        return self._step(before, "<standardLoopCharacteristics/>")

    def _stop(self, before: str, depth: int) -> str:
        choice = self._after(before, "exclusiveGateway")
        self._join(choice, self._node("endEvent", inner="<terminateEventDefinition/>"))
        return self._block(choice, depth)

    def _bend(self) -> None:
        """Lets one flow out of a gateway lead to where another one leads."""
        own = [flow for flow in self._flows if self._random.random() < 0.3]
        for flow in own[:1]:
            other = self._random.choice(self._flows)
            if other[1] != flow[0]:
                flow[1] = other[1]


def least_cost(chart: Flowchart, names: Mapping[str, str], trace: Sequence[str], most: int = 40_000) -> int | None:
    """The cost of the best alignment by searching the token game move by move; None if it has none or is too large."""
    game = TokenGame(chart)
    first, _ = game.settle(tuple(Token(token.stand, token.id) for token in game.initial()))
    best: dict[tuple[int, Marking], int] = {(0, first): 0}
    heap: list[tuple[int, int, int, Marking]] = [(0, 0, 0, first)]
    made = 0
    while heap and made < most:
        cost, done, _, marking = heappop(heap)
        if best[-done, marking] < cost:
            continue
        used = -done
        if used == len(trace) and game.is_complete(marking):
            return cost
        reached = [(used + 1, marking, cost + 1)] if used < len(trace) else []
        for move in game.moves(marking):
            after, _ = game.settle(game.after(marking, move, 0))
            name = names.get(move.node) if move.kind is MoveKind.ACT else None
            reached.append((used, after, cost + (name is not None)))
            if name is not None and used < len(trace) and trace[used] == name:
                reached.append((used + 1, after, cost))
        for used_next, after, price in reached:
            if price < best.get((used_next, after), price + 1):
                best[used_next, after] = price
                made += 1
                heappush(heap, (price, -used_next, made, after))
    return None
