"""Large charts of nested blocks at random, and logs as noisy as real ones: what was done, with steps lost, doubled, moved, made up."""
from __future__ import annotations

from random import Random

from powerflow import bpmn
from powerflow.model import Flowchart

_NAMESPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_GATES = {"choice": "exclusiveGateway", "all": "parallelGateway", "some": "inclusiveGateway"}
_Spec = tuple[str, tuple["_Spec", ...], str]


class Large:
    """A chart of so many steps, with choices, branches at the same time, some of several, and loops.

    `bent`: two flows jump from one part into another, so that it is no longer built of blocks.
    """

    def __init__(self, seed: int, steps: int, *, bent: bool = False) -> None:
        self._random = Random(seed)
        self._left, self._nodes, self._flows = steps, list[str](), list[tuple[str, str]]()
        self._count = 0
        parts: list[_Spec] = []
        while self._left:
            parts.append(self._block(3))
        self._spec: _Spec = ("row", tuple(parts), "")
        end = self._drawn(self._spec, self._node("startEvent"))
        self._flows.append((end, self._node("endEvent")))
        if bent:
            self._bend()

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self._nodes)

    def chart(self) -> Flowchart:
        """The chart, read from its XML."""
        flows = "".join(f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(self._flows))
        text = (
            f'<definitions xmlns="{_NAMESPACE}" id="d" targetNamespace="urn:test"><process id="p">{"".join(self._nodes)}{flows}'
            "</process></definitions>"
        )
        return bpmn.parse(text.encode(), "large.bpmn").chart

    def variants(self, count: int, noise: int) -> list[tuple[str, ...]]:
        """So many different runs, each with up to `noise` disturbances."""
        found: dict[tuple[str, ...], None] = {}
        while len(found) < count:
            found[tuple(self._spoilt(self._run(self._spec), self._random.randrange(noise + 1)))] = None
        return [*found]

    def _block(self, depth: int) -> _Spec:
        kind = self._random.choice(("step", "step", "choice", "all", "some", "loop")) if depth else "step"
        if kind == "step" or self._left < 4:
            self._left -= 1
            return ("step", (), f"环节{self._left}")
        count = 2 if kind == "loop" else self._random.randrange(2, 5)
        return (kind, tuple(self._row(depth - 1) for _ in range(count) if self._left), "")

    def _row(self, depth: int) -> _Spec:
        return ("row", tuple(self._block(depth) for _ in range(self._random.randrange(1, 3)) if self._left), "")

    def _node(self, type: str, name: str = "") -> str:
        self._count += 1
        self._nodes.append(f'<{type} id="n{self._count}" name="{name}"/>')
        return f"n{self._count}"

    def _after(self, before: str, type: str, name: str = "") -> str:
        node = self._node(type, name)
        self._flows.append((before, node))
        return node

    def _drawn(self, spec: _Spec, before: str) -> str:
        kind, parts, name = spec
        if kind == "step":
            return self._after(before, "userTask", name)
        if kind == "row":
            for part in parts:
                before = self._drawn(part, before)
            return before
        if kind == "loop":
            entry = self._after(before, "exclusiveGateway")
            out = self._after(self._drawn(parts[0], entry), "exclusiveGateway")
            self._flows.append((self._drawn(parts[1], out) if len(parts) > 1 else out, entry))
            return out
        fork, join = self._after(before, _GATES[kind]), self._node(_GATES[kind])
        for part in parts:
            self._flows.append((self._drawn(part, fork), join))
        return join

    def _bend(self) -> None:
        for _ in range(2):
            number = self._random.randrange(len(self._flows))
            self._flows[number] = (self._flows[number][0], self._random.choice(self._flows)[1])

    def _run(self, spec: _Spec) -> list[str]:
        kind, parts, name = spec
        if kind == "step":
            return [name]
        if kind == "row":
            return [each for part in parts for each in self._run(part)]
        if kind == "choice":
            return self._run(self._random.choice(parts))
        if kind == "loop":
            done = self._run(parts[0])
            while self._random.random() < 0.4:
                done += [*(self._run(parts[1]) if len(parts) > 1 else []), *self._run(parts[0])]
            return done
        chosen = self._random.sample(parts, self._random.randrange(1, len(parts) + 1)) if kind == "some" else parts
        rows = [self._run(part) for part in chosen]
        return [rows[number].pop(0) for number in self._shuffled(rows)]

    def _shuffled(self, rows: list[list[str]]) -> list[int]:
        turns = [number for number, row in enumerate(rows) for _ in row]
        self._random.shuffle(turns)
        return turns

    def _spoilt(self, events: list[str], noise: int) -> list[str]:
        for _ in range(noise):
            place, kind = self._random.randrange(len(events) + 1), self._random.randrange(4)
            if kind == 0 and len(events) > 1:
                del events[place - 1]
            elif kind == 1:
                events.insert(place, self._random.choice(events))
            elif kind == 2:
                events.insert(place, events.pop(self._random.randrange(len(events))))
            else:
                events.insert(place, self._random.choice((*events, "图上没有")))
        return events
