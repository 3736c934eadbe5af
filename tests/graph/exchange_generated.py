"""Draws small collaborations by lot: pools of sound blocks that send and receive, each a partner of the others or not."""
from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from powerflow.model import Flowchart
from tests.graph.pools import read

_MESSAGE = "<messageEventDefinition/>"


@dataclass
class _Pool:
    """One process as it grows; what it sends and receives waits for a partner."""

    name: str
    random: Random
    parts: list[str] = field(default_factory=list)
    sends: list[str] = field(default_factory=list)
    receives: list[str] = field(default_factory=list)
    count: int = 0

    def new(self, kind: str) -> str:
        self.count += 1
        return f"{self.name}-{kind}{self.count}"

    def node(self, type: str, inner: str = "", more: str = "", kind: str = "n") -> str:
        id = self.new(kind)
        self.parts.append(f'<{type} id="{id}" {more}>{inner}</{type}>')
        return id

    def flow(self, source: str, target: str) -> None:
        self.parts.append(f'<sequenceFlow id="{self.new("f")}" sourceRef="{source}" targetRef="{target}"/>')

    def chain(self, before: str, size: int, depth: int) -> str:
        """Adds some blocks one after the other; answers the node at their end."""
        for _ in range(size):
            before = self.block(before, depth)
        return before

    def block(self, before: str, depth: int) -> str:
        kinds = ["send", "receive"] * 3 + ["task", "guarded"]
        if depth:
            kinds += ["exclusive", "parallel", "loop", "first", "first", "poll", "inside", "inclusive"]
        return getattr(self, f"_{self.random.choice(kinds)}")(before, depth)

    def after(self, before: str, type: str, inner: str = "", more: str = "") -> str:
        id = self.node(type, inner, more)
        self.flow(before, id)
        return id

    def _task(self, before: str, depth: int) -> str:
        return self.after(before, "task")

    def _send(self, before: str, depth: int) -> str:
        type, inner = self.random.choice([("sendTask", ""), ("userTask", ""), ("intermediateThrowEvent", _MESSAGE)])
        id = self.after(before, type, inner)
        self.sends.append(id)
        return id

    def _receive(self, before: str, depth: int) -> str:
        type, inner = self.random.choice([("receiveTask", ""), ("intermediateCatchEvent", _MESSAGE)])
        id = self.after(before, type, inner)
        self.receives.append(id)
        return id

    def _fork(self, before: str, depth: int, type: str) -> str:
        split, join = self.after(before, type), self.node(type)
        for _ in range(2):
            self.flow(self.chain(split, self.random.randint(1, 2), depth - 1), join)
        return join

    def _exclusive(self, before: str, depth: int) -> str:
        return self._fork(before, depth, "exclusiveGateway")

    def _parallel(self, before: str, depth: int) -> str:
        return self._fork(before, depth, "parallelGateway")

    def _inclusive(self, before: str, depth: int) -> str:
        return self._fork(before, depth, "inclusiveGateway")

    def _loop(self, before: str, depth: int) -> str:
        merge, split = self.after(before, "exclusiveGateway"), self.node("exclusiveGateway")
        # A loop that only sends makes more and more messages, which no plain exploration can follow.
        self.flow(self._receive(merge, 0) if self.random.random() < 0.8 else self.chain(merge, 1, depth - 1), split)
        self.flow(self.after(split, "task"), merge)
        return split

    def _first(self, before: str, depth: int) -> str:
        gate, join = self.after(before, "eventBasedGateway"), self.node("exclusiveGateway")
        for _ in range(2):
            self.flow(self.chain(self._receive(gate, 0), self.random.randint(0, 1), depth - 1), join)
        if self.random.random() < 0.4:
            self.flow(self.after(gate, "intermediateCatchEvent", "<timerEventDefinition/>"), join)
        return join

    def _poll(self, before: str, depth: int) -> str:
        """Looks for a message again and again."""
        merge = self.after(before, "exclusiveGateway")
        gate = self.after(merge, "eventBasedGateway")
        self.flow(self.after(gate, "intermediateCatchEvent", "<timerEventDefinition/>"), merge)
        return self._receive(gate, 0)

    def _guarded(self, before: str, depth: int) -> str:
        """A task with a boundary event."""
        type = self.random.choice(["receiveTask", "sendTask", "task"])
        return self._with_boundary(self.after(before, type), {"receiveTask": self.receives, "sendTask": self.sends}.get(type))

    def _inside(self, before: str, depth: int) -> str:
        """A sub-process, perhaps with a boundary event."""
        id = self.after(before, "subProcess")
        at = len(self.parts)
        last = self.chain(self.node("startEvent"), self.random.randint(1, 2), depth - 1)
        kind = self.random.choice(["", "", _MESSAGE, "<terminateEventDefinition/>", "<errorEventDefinition/>"])
        end = self.after(last, "endEvent", kind)
        if kind == _MESSAGE:
            self.sends.append(end)
        if self.random.random() < 0.3:
            other = self.node("endEvent")
            split = self.node("exclusiveGateway")
            self.parts = [each.replace(f'targetRef="{end}"', f'targetRef="{split}"') for each in self.parts]
            self.flow(split, end)
            self.flow(split, other)
        inner, self.parts = self.parts[at:], self.parts[:at]
        own = f'<subProcess id="{id}" ></subProcess>'
        self.parts = [each.replace(own, own.replace("><", ">" + "".join(inner) + "<")) for each in self.parts]
        if self.random.random() < 0.6:
            return self._with_boundary(id, None)
        return id

    def _with_boundary(self, id: str, wanted: list[str] | None) -> str:
        if wanted is not None:
            wanted.append(id)
        definition = self.random.choice([_MESSAGE, _MESSAGE, "<timerEventDefinition/>", "<errorEventDefinition/>"])
        interrupting = self.random.random() < 0.6 or "error" in definition
        event = self.node(
            "boundaryEvent", definition, f'attachedToRef="{id}" cancelActivity="{str(interrupting).lower()}"'
        )
        if definition == _MESSAGE:
            self.receives.append(event)
        last = self.chain(event, self.random.randint(0, 1), 0)
        if not interrupting:
            self.flow(last, self.node("endEvent"))
            return id
        join = self.node("exclusiveGateway")
        self.flow(id, join)
        self.flow(last, join)
        return join


def collaboration(seed: int) -> Flowchart:
    """Two or three pools; each receiver hears from one or two senders of other pools, as far as there are any."""
    random = Random(seed)
    pools = [_Pool(name, random) for name in "ABC"[: random.choice([2, 2, 3])]]
    for pool in pools:
        kinds = ["none"] if pool is pools[0] else ["none", "message", "message", "both", "missing"]
        kind = random.choice(kinds)
        if kind == "missing":
            first = pool.node(*random.choice([("receiveTask", ""), ("intermediateCatchEvent", _MESSAGE), ("task", "")]))
            if "receiveTask" in pool.parts[-1] or _MESSAGE in pool.parts[-1]:
                pool.receives.append(first)
        else:
            first = pool.node("startEvent", _MESSAGE if kind == "message" else "")
            if kind == "message":
                pool.receives.append(first)
            if kind == "both":
                join, other = pool.after(first, "exclusiveGateway"), pool.node("startEvent", _MESSAGE)
                pool.receives.append(other)
                pool.flow(other, join)
                first = join
        last = pool.chain(first, random.randint(1, 3), random.choice([0, 1, 1, 2]))
        end = pool.after(last, "endEvent", random.choice(["", "", _MESSAGE, "<terminateEventDefinition/>"]))
        if _MESSAGE in pool.parts[-2]:
            pool.sends.append(end)
    return read({pool.name: "".join(pool.parts) for pool in pools}, _messages(pools, random))


def _messages(pools: list[_Pool], random: Random) -> dict[str, tuple[str, str]]:
    """Joins senders and receivers, mostly in the order in which they were drawn, so that many exchanges succeed."""
    found: dict[str, tuple[str, str]] = {}
    for pool in pools:
        others = [each for other in pools if other is not pool for each in other.sends]
        for index, receiver in enumerate(pool.receives):
            if random.random() < 0.08:
                found[f"m{len(found)}"] = ("outside", receiver)
            for sender in _senders(others, index, random):
                found[f"m{len(found)}"] = (sender, receiver)
    return found


def _senders(others: list[str], index: int, random: Random) -> list[str]:
    if not others:
        return []
    ordered = others[index % len(others)] if random.random() < 0.7 else random.choice(others)
    return list(dict.fromkeys((ordered, random.choice(others)))) if random.random() < 0.2 else [ordered]
