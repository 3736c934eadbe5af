"""The blocks of which a chart is built, one within the other: sequences, choices, steps at the same time, loops (结构块)."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from powerflow.graph.exits import is_conditional
from powerflow.graph.tokens import CAUGHT
from powerflow.graph.wiring import Wiring, wired
from powerflow.model import Decision, Event, Flowchart, Node, Step


class BlockKind(str, Enum):
    """What a block does with its parts: one node that is recorded, nothing, one after the other, one of them, all in any
    order, some in any order, the first and then again and again the second and the first; or a web of choices.
    """

    NODE = "node"
    NOTHING = "nothing"
    SEQUENCE = "sequence"
    CHOICE = "choice"
    ALL = "all"
    SOME = "some"
    LOOP = "loop"
    WEB = "web"


@dataclass(frozen=True, eq=False)
class Block:
    """A part of a chart with one way in and one way out.

    `node` is the id of a recorded node; `names` are the labels in the block. Of a web the n-th part leads from
    `ends[n][0]` to `ends[n][1]`; 0 is where it begins, 1 where it ends.
    """

    kind: BlockKind
    parts: tuple[Block, ...] = ()
    node: str = ""
    names: frozenset[str] = frozenset()
    ends: tuple[tuple[int, int], ...] = ()


_NOTHING = Block(BlockKind.NOTHING)
_JOINS = {
    "parallelGateway": "all", "inclusiveGateway": "some", "exclusiveGateway": "one", "eventBasedGateway": "one",
}


def blocks(chart: Flowchart, labels: Mapping[str, str]) -> Block | None:
    """The whole chart as one block; None if it is not built so, or has what no block can say: border events, messages
    between processes, tokens that are taken away, the same label in branches that run at the same time.

    `labels` names the nodes that are recorded. What runs and ends, runs and ends as the token game has it.
    """
    scopes = [id for id, process in chart.processes.items() if process.nodes]
    if len(scopes) != 1:
        return None
    try:
        return _Drawing(chart, labels).scope(scopes[0], within=False)
    except _NotBlocksError:
        return None


class _NotBlocksError(Exception):
    """Something cannot be said in blocks."""


class _Drawing:
    def __init__(self, chart: Flowchart, labels: Mapping[str, str]) -> None:
        self._chart, self._labels = chart, labels
        self._wiring: Wiring = wired(chart)

    def scope(self, scope: str, *, within: bool) -> Block:
        """A process or sub-process."""
        starts = self._wiring.starts(scope) or self._wiring.entries(scope)
        if len(starts) != 1 or self._wiring.event_subs(scope):
            raise _NotBlocksError
        graph, reached, waiting = _Graph(), {starts[0]}, [starts[0]]
        graph.add("begin", f"in {starts[0]}", _NOTHING)
        stops = False
        while waiting:
            node = self._chart.nodes[waiting.pop()]
            stops |= isinstance(node, Event) and node.trigger == "terminate"
            for target in self._drawn(node, graph, within=within):
                if target not in reached:
                    reached.add(target)
                    waiting.append(target)
        if stops and (within or not graph.is_single):
            raise _NotBlocksError  # what else runs would be broken off
        if any(self._waits_in_vain(self._chart.nodes[id], reached) for id in reached):
            raise _NotBlocksError
        return graph.block()

    def _waits_in_vain(self, node: Node, reached: set[str]) -> bool:
        """Whether it waits for a token on a flow to which none can come."""
        return node.type == "parallelGateway" and any(flow.source not in reached for flow in self._chart.incoming(node))

    def _drawn(self, node: Node, graph: _Graph, *, within: bool) -> list[str]:
        """Draws one node and its way on; gives the nodes that follow."""
        own_in, own_out = f"in {node.id}", f"out {node.id}"
        joins, splits = "one", "all"
        if isinstance(node, Decision):
            if node.type not in _JOINS:
                raise _NotBlocksError
            joins = splits = _JOINS[node.type]
        elif is_conditional(self._chart, node):
            raise _NotBlocksError
        graph.joins[own_in], graph.splits[own_out] = joins, splits
        graph.add(own_in, own_out, self._own(node, within=within))
        targets = [flow.target for flow in self._chart.outgoing(node)]
        if node.type == "eventBasedGateway" and any(not self._is_plain(self._chart.nodes[target]) for target in targets):
            raise _NotBlocksError
        for target in targets:
            graph.add(own_out, f"in {target}", _NOTHING)
        if not targets:
            graph.add(own_out, "end", _NOTHING)
        return targets

    def _is_plain(self, node: Node) -> bool:
        return not isinstance(node, Decision) and not self._wiring.is_scope(node.id)

    def _own(self, node: Node, *, within: bool) -> Block:
        if isinstance(node, Step):
            return self._step(node)
        if isinstance(node, Event):
            if node.trigger == "link" or node.trigger in CAUGHT:
                raise _NotBlocksError
            waits = node.type == "intermediateCatchEvent" and node.trigger != "none"
            if waits or (node.type == "startEvent" and not within):
                return self._node(node)
        return _NOTHING

    def _step(self, step: Step) -> Block:
        if self._wiring.boundaries(step.id) or step.type == "adHocSubProcess" or step.triggered_by_event:
            raise _NotBlocksError
        block = self.scope(step.id, within=True) if self._wiring.is_scope(step.id) else self._node(step)
        return Block(BlockKind.LOOP, (block, _NOTHING), names=block.names) if step.looped else block

    def _node(self, node: Node) -> Block:
        name = self._labels.get(node.id)
        return _NOTHING if name is None else Block(BlockKind.NODE, node=node.id, names=frozenset([name]))


class _Graph:
    """Ways from one point to another, each with the block that lies on it; drawn together until one way is left."""

    def __init__(self) -> None:
        self.joins: dict[str, str] = {}
        self.splits: dict[str, str] = {}
        self._ways: dict[int, tuple[str, str, Block]] = {}
        self._into: dict[str, set[int]] = {}
        self._out: dict[str, set[int]] = {}
        self._made = 0

    def add(self, begin: str, end: str, block: Block) -> None:
        """One more way."""
        self._made += 1
        self._ways[self._made] = (begin, end, block)
        self._out.setdefault(begin, set()).add(self._made)
        self._into.setdefault(end, set()).add(self._made)

    @property
    def is_single(self) -> bool:
        """Whether only one thing at a time is ever done."""
        return all(len(self._out.get(point, ())) < 2 or kind == "one" for point, kind in self.splits.items())

    def block(self) -> Block:
        """The whole, from `begin` to `end`."""
        while self._series() or self._side_by_side() or self._loops():
            pass
        if len(self._ways) == 1:
            [(begin, end, block)] = self._ways.values()
            if (begin, end) == ("begin", "end"):
                return block
        return self._web()

    def _take(self, *ways: int) -> list[Block]:
        found = []
        for way in ways:
            begin, end, block = self._ways.pop(way)
            self._out[begin].discard(way)
            self._into[end].discard(way)
            found.append(block)
        return found

    def _series(self) -> bool:
        """Draws ways together that follow one another with nothing between."""
        changed = False
        for point in [*self._into]:
            into, out = self._into[point], self._out.get(point, set())
            if len(into) == 1 and len(out) == 1 and into != out:
                [first], [second] = into, out
                begin, end = self._ways[first][0], self._ways[second][1]
                self.add(begin, end, _sequence(self._take(first, second)))
                changed = True
        return changed

    def _side_by_side(self) -> bool:
        """Draws ways together that lead from one point to another."""
        beside: dict[tuple[str, str], list[int]] = {}
        for way, (begin, end, _) in self._ways.items():
            beside.setdefault((begin, end), []).append(way)
        changed = False
        for (begin, end), ways in beside.items():
            kind = self._together(begin, end, len(ways)) if len(ways) > 1 and begin != end else None
            if kind is not None:
                self.add(begin, end, _beside(kind, self._take(*sorted(ways))))
                changed = True
        return changed

    def _together(self, begin: str, end: str, count: int) -> BlockKind | None:
        splits, joins = self.splits.get(begin), self.joins.get(end, "any")
        if splits == "one" and joins in ("one", "some", "any"):
            return BlockKind.CHOICE
        if splits == "all" and joins in ("all", "some", "any"):
            return BlockKind.ALL
        if splits == "some" and joins in ("some", "any") and count == len(self._out[begin]):
            return BlockKind.SOME
        return None

    def _loops(self) -> bool:
        """Draws a way and the way back together."""
        for back, (begin, end, _) in self._ways.items():
            forth = self._into.get(begin, set())
            if (
                self.joins.get(end) == "one" and self.splits.get(begin) == "one" and len(forth) == 1 and forth == self._out[end]
                and begin != end
            ):
                body, again = self._take(*forth, back)
                self.add(end, begin, Block(BlockKind.LOOP, (body, again), names=body.names | again.names))
                return True
        return False

    def _web(self) -> Block:
        """What is left, if it knows choices only: then one point after the other is passed."""
        for point, kind in (*self.joins.items(), *self.splits.items()):
            ways = self._into if point.startswith("in ") else self._out
            if len(ways.get(point, ())) > 1 and kind != "one":
                raise _NotBlocksError
        numbers = {"begin": 0, "end": 1}
        ends = tuple(
            (numbers.setdefault(begin, len(numbers)), numbers.setdefault(end, len(numbers))) for begin, end, _ in self._ways.values()
        )
        parts = tuple(block for _, _, block in self._ways.values())
        return Block(BlockKind.WEB, parts, names=_names(parts), ends=ends)


def _names(parts: tuple[Block, ...]) -> frozenset[str]:
    return frozenset[str]().union(*(part.names for part in parts))


def _sequence(parts: list[Block]) -> Block:
    flat = [each for part in parts for each in (part.parts if part.kind is BlockKind.SEQUENCE else (part,))]
    some = tuple(part for part in flat if part.kind is not BlockKind.NOTHING)
    if len(some) < 2:
        return some[0] if some else _NOTHING
    return Block(BlockKind.SEQUENCE, some, names=_names(some))


def _beside(kind: BlockKind, parts: list[Block]) -> Block:
    same = (kind,) if kind in (BlockKind.CHOICE, BlockKind.ALL) else ()
    flat = tuple(each for part in parts for each in (part.parts if part.kind in same else (part,)))
    names = _names(flat)
    if kind is not BlockKind.CHOICE and sum(len(part.names) for part in flat) > len(names):
        raise _NotBlocksError  # whose event it was could not be told by its name
    return Block(kind, flat, names=names)
