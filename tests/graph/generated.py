"""Draws charts at random, always the same ones for a seed: blocks that are sound by construction, spoilt blocks, tangles."""
from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

from powerflow.model import Decision, Event, Flow, Flowchart, Node, Place, Process, Step

PLACE = Place("generated.bpmn", 1)
GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")


@dataclass
class Drawn:
    """A node being drawn; `more` are the fields of its kind."""

    type: str
    scope: str
    more: dict[str, object] = field(default_factory=dict)


@dataclass
class Line:
    """A flow being drawn."""

    source: str
    target: str
    condition: str | None = None


class Sketch:
    """A chart in the making, easy to change; `chart()` freezes it."""

    def __init__(self) -> None:
        self.nodes: dict[str, Drawn] = {}
        self.lines: dict[str, Line] = {}
        self._count = 0

    def node(self, type: str, scope: str = "p", **more: object) -> str:
        """A new node."""
        self._count += 1
        id = f"n{self._count}"
        self.nodes[id] = Drawn(type, scope, more)
        return id

    def line(self, source: str, target: str, condition: str | None = None) -> str:
        """A new flow."""
        self._count += 1
        id = f"f{self._count}"
        self.lines[id] = Line(source, target, condition)
        return id

    def chart(self) -> Flowchart:
        """The chart as drawn so far."""
        nodes = {id: self._frozen(id, drawn) for id, drawn in self.nodes.items()}
        flows = {
            id: Flow(id=id, source=line.source, target=line.target, place=PLACE, scope=self.nodes[line.source].scope,
                     condition=line.condition)
            for id, line in self.lines.items()
        }
        inside = tuple(id for id, drawn in self.nodes.items() if drawn.scope == "p")
        return Flowchart(
            path="generated.bpmn", digest="", nodes=nodes, flows=flows,
            processes={"p": Process(id="p", place=PLACE, nodes=inside)},
        )

    def _frozen(self, id: str, drawn: Drawn) -> Node:
        known = {
            "id": id, "type": drawn.type, "place": PLACE, "scope": drawn.scope,
            "incoming": tuple(flow for flow, line in self.lines.items() if line.target == id),
            "outgoing": tuple(flow for flow, line in self.lines.items() if line.source == id),
            **drawn.more,
        }
        if known.get("default") not in self.lines or self.lines[str(known["default"])].source != id:
            known["default"] = None
        if drawn.type.endswith("Gateway"):
            return Decision(**known)  # type: ignore[arg-type]
        if drawn.type.endswith("Event"):
            return Event(**known)  # type: ignore[arg-type]
        known["inner"] = tuple(other for other, each in self.nodes.items() if each.scope == id)
        known["boundary"] = tuple(other for other, each in self.nodes.items() if each.more.get("attached_to") == id)
        return Step(**known)  # type: ignore[arg-type]


class _Blocks:
    """Draws blocks within blocks: every split has its join, so that nothing can go wrong.

    `alone`: no other token is about, so a case may end here. `once`: it is not in a loop, so a side branch that is
    not waited for cannot be there twice. (Not `in_any`: in an inclusive block an end of its own would be sound too.)
    """

    def __init__(self, random: Random, size: int) -> None:
        self.random = random
        self.left = size
        self.sketch = Sketch()

    def scope(self, scope: str, depth: int = 0) -> None:
        """A whole process or sub-process."""
        first = self._starts(scope)
        last = self._sequence(scope, first, depth=depth, alone=True, once=True)
        self._close(scope, last)

    def _starts(self, scope: str) -> str:
        kind = self.random.random()
        if kind < 0.1:
            return self.sketch.node("task", scope)
        starts = [self.sketch.node("startEvent", scope) for _ in range(1 if kind < 0.85 else 2)]
        if len(starts) == 1:
            return starts[0]
        merge = self.sketch.node(self.random.choice(("exclusiveGateway", "task", "inclusiveGateway")), scope)
        for start in starts:
            self.sketch.line(start, merge)
        return merge

    def _close(self, scope: str, last: str | None) -> None:
        """Ends a branch, now and then only by going no further; a loop's exit must not do that."""
        if last is not None and (self.random.random() < 0.8 or self.sketch.nodes[last].type.endswith("Gateway")):
            self._end(scope, last)

    def _end(self, scope: str, after: str, trigger: str = "none") -> None:
        self.sketch.line(after, self.sketch.node("endEvent", scope, trigger=trigger))

    def _sequence(self, scope: str, first: str, *, depth: int, alone: bool, once: bool) -> str | None:
        """Blocks after `first`; the last node, None where the branch has ended."""
        last: str | None = first
        for _ in range(self.random.randint(1, 3)):
            if last is None or self.left <= 0:
                return last
            last = self._block(scope, last, depth=depth, alone=alone, once=once)
        return last

    def _block(self, scope: str, last: str, *, depth: int, alone: bool, once: bool) -> str | None:
        kind = self.random.choice(
            ("task", "task", "and", "and", "xor", "xor", "or", "event", "loop", "border", "aside", "inner", "link", "end", "multi")
        )
        self.left -= 1
        deep = depth >= 3
        if kind in ("and", "xor", "or", "event") and not deep:
            return self._split(scope, last, kind, depth=depth, alone=alone, once=once)
        if kind == "loop" and not deep:
            return self._loop(scope, last, depth=depth)
        if kind == "border":
            return self._border(scope, last, depth=depth, alone=alone, once=once)
        if kind == "aside" and once:
            return self._aside(scope, last, depth=depth)
        if kind == "inner" and not deep:
            step = self._after(scope, last, "subProcess")
            self.scope(step, depth + 2)
            return step
        if kind == "link":
            return self._link(scope, last)
        if kind == "end" and depth:
            return self._ended(scope, last, alone=alone, once=once)
        looped = self.random.choice(("multi", "loop", "")) if kind == "multi" else ""
        return self._after(scope, last, "task", looped=looped)

    def _after(self, scope: str, last: str, type: str, condition: str | None = None, **more: object) -> str:
        id = self.sketch.node(type, scope, **more)
        self.sketch.line(last, id, condition)
        return id

    def _split(self, scope: str, last: str, kind: str, *, depth: int, alone: bool, once: bool) -> str | None:
        only_one = kind in ("xor", "event")
        branches = self.random.randint(2, 3)
        split, conditions, default = self._opening(scope, last, kind, branches)
        ends = []
        for number in range(branches):
            first = self.sketch.node("intermediateCatchEvent" if kind == "event" else "task", scope)
            flow = self.sketch.line(split, first, "甲" if conditions and number != default else None)
            if number == default:
                self.sketch.nodes[split].more["default"] = flow
            self.left -= 1
            ends.append(self._sequence(scope, first, depth=depth + 1, alone=alone and only_one, once=once))
        left = [end for end in ends if end is not None]
        if not left:
            return None
        join = self.sketch.node(self._joining(kind), scope)
        for end in left:
            self.sketch.line(end, join)
        return join

    def _opening(self, scope: str, last: str, kind: str, branches: int) -> tuple[str, bool, int | None]:
        """The split, whether its flows have conditions, which of them is the default one.

        It is a gateway, or an activity with several flows out. Where one of two flows is the default one, even an
        inclusive gateway takes only one of them.
        """
        chosen = self.random.random()
        if kind == "event":
            return self._after(scope, last, "eventBasedGateway"), False, None
        if kind == "xor" and chosen < 0.2 and branches == 2:
            return self._after(scope, last, self.random.choice(("task", GATEWAYS[2]))), True, self.random.randrange(2)
        default = self.random.randrange(branches) if kind == "or" and chosen < 0.3 else None
        if kind == "xor" or self.random.random() < 0.7:
            return self._after(scope, last, {"xor": GATEWAYS[0], "and": GATEWAYS[1], "or": GATEWAYS[2]}[kind]), False, default
        return self._after(scope, last, "task"), kind == "or", default

    def _joining(self, kind: str) -> str:
        if kind == "and":
            return self.random.choice(("parallelGateway", "parallelGateway", "inclusiveGateway"))
        if kind == "or":
            return "inclusiveGateway"
        return self.random.choice(("exclusiveGateway", "exclusiveGateway", "task", "inclusiveGateway"))

    def _loop(self, scope: str, last: str, *, depth: int) -> str:
        enter = self._after(scope, last, self.random.choice(("exclusiveGateway", "task")))
        body = self._sequence(scope, enter, depth=depth + 1, alone=False, once=False)
        leave = self._after(scope, body or enter, "exclusiveGateway")
        back = self._after(scope, leave, "task")
        self.sketch.line(back, enter)
        return leave

    def _border(self, scope: str, last: str, *, depth: int, alone: bool, once: bool) -> str | None:
        step = self._after(scope, last, "task")
        if once and self.random.random() < 0.3:
            self._remind(scope, step, depth=depth)
        event = self.sketch.node("boundaryEvent", scope, attached_to=step, trigger="timer", interrupting=True)
        other = self._sequence(scope, event, depth=depth + 1, alone=alone, once=once)
        if other is None:
            return step
        merge = self._after(scope, step, "exclusiveGateway")
        self.sketch.line(other, merge)
        return merge

    def _aside(self, scope: str, last: str, *, depth: int) -> str:
        step = self._after(scope, last, "task")
        self._remind(scope, step, depth=depth)
        return step

    def _remind(self, scope: str, step: str, *, depth: int) -> None:
        """A reminder beside the step, with an end of its own."""
        event = self.sketch.node("boundaryEvent", scope, attached_to=step, trigger="timer", interrupting=False)
        self._close(scope, self._sequence(scope, event, depth=depth + 1, alone=False, once=True))

    def _link(self, scope: str, last: str) -> str:
        name = f"link {last}"
        self._after(scope, last, "intermediateThrowEvent", trigger="link", reference=name)
        return self.sketch.node("intermediateCatchEvent", scope, trigger="link", reference=name)

    def _ended(self, scope: str, last: str, *, alone: bool, once: bool) -> str | None:
        """An end within a branch: of this token where it is alone, else of all."""
        choose = self._after(scope, last, "exclusiveGateway")
        if alone and self.random.random() < 0.7:
            self._end(scope, choose)
        elif once:
            self._end(scope, choose, "terminate")
        return self._after(scope, choose, "task")


def structured(seed: int, size: int = 14) -> Flowchart:
    """Blocks within blocks, sound by construction; about `size` blocks."""
    return _blocks(Random(seed), size).chart()


def _blocks(random: Random, size: int) -> Sketch:
    blocks = _Blocks(random, random.randint(1, size))
    blocks.scope("p")
    if random.random() < 0.1:
        handler = blocks.sketch.node("subProcess", "p", triggered_by_event=True)
        blocks.left += 2
        blocks.scope(handler, 2)
    return blocks.sketch


def spoilt(seed: int, size: int = 14) -> Flowchart:
    """Blocks in which one to three things were changed."""
    random = Random(seed)
    sketch = _blocks(random, size)
    for _ in range(random.choice((1, 1, 2, 3))):
        _spoil(random, sketch)
    return sketch.chart()


def _spoil(random: Random, sketch: Sketch) -> None:
    lines = list(sketch.lines)
    if not lines:
        return
    line = sketch.lines[random.choice(lines)]
    near = [id for id, drawn in sketch.nodes.items() if drawn.scope == sketch.nodes[line.source].scope]
    giving = [id for id in near if sketch.nodes[id].type != "endEvent" and sketch.nodes[id].more.get("trigger") != "link"]
    taking = [id for id in near if sketch.nodes[id].type not in ("startEvent", "boundaryEvent")]
    gateways = [id for id, drawn in sketch.nodes.items() if drawn.type.endswith("Gateway")]
    match random.randint(0, 6):
        case 0 | 1 if gateways:
            sketch.nodes[random.choice(gateways)].type = random.choice(GATEWAYS)
        case 2:
            line.target = random.choice(taking)
        case 3 if giving:
            line.source = random.choice(giving)
        case 4 if giving:
            sketch.line(random.choice(giving), random.choice(taking), random.choice((None, None, "乙")))
        case 5:
            del sketch.lines[random.choice(lines)]
        case _:
            _drop_join(random, sketch, gateways)


def _drop_join(random: Random, sketch: Sketch, gateways: list[str]) -> None:
    """Takes a gateway away; its flows go straight on to what came after it."""
    joins = [
        id for id in gateways
        if sum(line.source == id for line in sketch.lines.values()) == 1
        and sum(line.target == id for line in sketch.lines.values()) > 1
    ]
    if not joins:
        return
    join = random.choice(joins)
    after = next(id for id, line in sketch.lines.items() if line.source == join)
    target = sketch.lines[after].target
    if target == join:
        return
    del sketch.lines[after], sketch.nodes[join]
    for id, line in list(sketch.lines.items()):
        if line.target == join:
            sketch.lines[id] = replace(line, target=target)


def tangled(seed: int, size: int = 9) -> Flowchart:
    """Nodes and flows thrown together; most of them are reached."""
    random = Random(seed)
    sketch = Sketch()
    starts = [sketch.node("startEvent") for _ in range(random.choice((0, 1, 1, 1, 1, 2)))]
    middle = [_thing(random, sketch) for _ in range(random.randint(1, size))]
    ends = [
        sketch.node("endEvent", trigger=random.choice(("none", "none", "none", "terminate")))
        for _ in range(random.choice((0, 1, 1, 2)))
    ]
    placed = list(starts) or middle[:1]
    for id in [*middle, *ends]:
        if id not in placed and sketch.nodes[id].type != "boundaryEvent":
            sketch.line(random.choice([each for each in placed if each not in ends]), id)
        placed.append(id)
    for id in middle:
        if random.random() < 0.75:
            aims = [each for each in middle + ends if sketch.nodes[each].type != "boundaryEvent"]
            if aims:
                sketch.line(id, random.choice(aims), random.choice((None, None, None, "丙")))
    _attach(random, sketch)
    return sketch.chart()


def _thing(random: Random, sketch: Sketch) -> str:
    type = random.choice((*GATEWAYS, *GATEWAYS, "task", "task", "intermediateCatchEvent", "boundaryEvent"))
    if type == "boundaryEvent":
        return sketch.node(type, attached_to="", trigger="timer", interrupting=random.random() < 0.6)
    return sketch.node(type)


def _attach(random: Random, sketch: Sketch) -> None:
    """Gives every boundary event an activity, or makes it an event of the flow."""
    tasks = [id for id, drawn in sketch.nodes.items() if drawn.type == "task"]
    for drawn in sketch.nodes.values():
        if drawn.type != "boundaryEvent":
            continue
        if tasks:
            drawn.more["attached_to"] = random.choice(tasks)
        else:
            drawn.type, drawn.more = "intermediateThrowEvent", {}


def any_chart(seed: int, size: int = 14) -> Flowchart:
    """One of the three, by the seed."""
    return (spoilt, tangled, spoilt, structured, tangled)[seed % 5](seed, size if seed % 5 in (0, 2, 3) else min(size, 9))


def thrown(seed: int, size: int) -> Flowchart:
    """A spoilt chart in which some ends of sub-processes throw an error, and some events at their borders catch one."""
    random, chart = Random(f"thrown {seed}"), spoilt(seed, size)
    changed: dict[str, Node] = {}
    for node in chart.nodes.values():
        is_inner_end = node.type == "endEvent" and node.scope in chart.nodes
        at_sub = isinstance(node, Event) and bool(node.attached_to) and bool(chart.steps[node.attached_to or ""].inner)
        if isinstance(node, Event) and (is_inner_end or (at_sub and node.interrupting)) and random.random() < 0.7:
            changed[node.id] = replace(node, trigger="error", reference=random.choice(["", "", "X1", "X2"]))
    return replace(chart, nodes={**chart.nodes, **changed})
