"""The plain chart: laid out by Graphviz's `dot`, for charts of other tools that the poster has no place for."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphviz import Digraph

from powerflow.diagram import look
from powerflow.diagram.dot_text import LOST_IN_PDF, SISTER_FONT, escaped
from powerflow.diagram.figures import Draughtsman, Profile
from powerflow.diagram.lines import balanced
from powerflow.diagram.marks import Marks
from powerflow.diagram.outline import Figure, Shape, shape_of
from powerflow.diagram.sheet import Order
from powerflow.diagram.wording import Words
from powerflow.model import Flowchart, Node, Step

_SHAPES = {
    Shape.CARD: {"shape": "box", "style": "filled,rounded", "fillcolor": look.WHITE, "color": look.BLUE},
    Shape.DECISION: {"shape": "diamond", "style": "filled", "fillcolor": look.GROUND_OF_DECISION, "color": look.EDGE_OF_DECISION},
    Shape.GATE: {"shape": "diamond", "style": "filled", "fillcolor": look.GROUND_OF_DECISION, "color": look.EDGE_OF_DECISION},
    Shape.PILL: {"shape": "box", "style": "filled,rounded", "fillcolor": look.INK, "color": look.INK, "fontcolor": look.WHITE},
    Shape.EVENT: {"shape": "box", "style": "filled,rounded", "fillcolor": look.WHITE, "color": look.INK, "peripheries": "2"},
}
_SIGNS = {"parallelGateway": "＋", "inclusiveGateway": "○", "eventBasedGateway": "◎"}
_MOST_NODES = 1500
_MOST_LAID_OUT = 600


@dataclass(frozen=True)
class Plain:
    """A plain chart as DOT, with a sentence for each element."""

    dot: str
    description: str
    sentences: Mapping[str, str]
    remarks: tuple[tuple[str, Mapping[str, object]], ...]


def reason_for_plain(chart: Flowchart) -> str | None:
    """Why the chart cannot be a poster, as a template; None if it can."""
    if len(chart.nodes) > _MOST_LAID_OUT:
        return "流程图超过 600 个节点，按普通图绘制"
    return None


class PlainMaker:
    """Writes one chart as a plain graph: pools and sub-processes as frames, flows with their words."""

    def __init__(self, chart: Flowchart, order: Order) -> None:
        self._chart = chart
        self._words = Words(order.lang)
        self._marks = Marks(order.marks, self._words)
        self._names = {id: f"n{index}" for index, id in enumerate((*chart.nodes, *chart.pools))}
        self._artist = Draughtsman(self._words, look.AFFAIRS, Profile.LEAFLET, party_lanes=frozenset())
        self._sentences: dict[str, str] = {}
        self._frames: dict[str, str] = {}

    def make(self) -> Plain:
        """The plain chart."""
        graph = Digraph(engine="dot")
        graph.attr(
            "graph", fontname=look.FONT_BOLD, fontsize="20", label=_label(balanced(self._words.title_of_chart(self._chart), 700, 20, True)),
            labelloc="t", rankdir="TB", nodesep="0.35", ranksep="0.45", bgcolor=look.WHITE, margin="0", pad="0.2", charset="UTF-8",
            compound="true", **self._haste(),
        )
        graph.attr("node", fontname=look.FONT, fontsize="10", margin="0.12,0.06", penwidth="1.2")
        graph.attr("edge", fontname=look.FONT, fontsize="9", color=look.FLOW_SIDE, fontcolor=look.EXIT, arrowsize="0.7")
        for process in self._chart.processes.values():
            self._scope(graph, process.id, self._title_of_process(process.id, process.name))
        for pool in self._chart.pools.values():
            if pool.process not in self._chart.processes:
                self._box(graph, pool.id, pool.name)
        self._edges(graph)
        count = len(self._chart.nodes)
        remarks: tuple[tuple[str, Mapping[str, object]], ...] = ()
        if count > _MOST_NODES:
            remarks = (("节点太多（{count} 个），连线从简", {"count": count}),)
        return Plain(str(graph.source), self._description(), self._sentences, remarks)

    def _description(self) -> str:
        return self._words.say(
            "{name}的运行流程图，共{steps}个环节、{decisions}处判断", name=self._words.title_of_chart(self._chart),
            steps=len(self._chart.steps), decisions=len(self._chart.decisions),
        ) + self._words.say("。")

    def _haste(self) -> dict[str, str]:
        """Settings that keep `dot` quick on very large charts."""
        return {"splines": "line", "nslimit": "2", "mclimit": "0.2"} if len(self._chart.nodes) > _MOST_NODES else {}

    def _title_of_process(self, id: str, name: str) -> str:
        pool = next((pool.name for pool in self._chart.pools.values() if pool.process == id and pool.name), "")
        return pool or (name if len(self._chart.processes) > 1 else "")

    def _scope(self, graph: Digraph, scope: str, title: str) -> None:
        """The nodes of a process or sub-process, in a frame where it has a title."""
        inside: defaultdict[str, list[Node]] = defaultdict(list)
        for node in self._chart.nodes.values():
            if node.scope == scope:
                inside[scope].append(node)
        if not title:
            self._nodes(graph, inside[scope])
            return
        self._frames[scope] = f"cluster_{len(self._frames)}"
        with graph.subgraph(name=self._frames[scope]) as frame:
            frame.attr(
                label=_label(balanced(title, 300, 11, True, most=3)), fontname=look.FONT_BOLD, fontsize="11",
                color=self._marks.colour(scope) or look.LINE, style="rounded", labelloc="t", margin="12", bgcolor=look.WHITE,
            )
            self._nodes(frame, inside[scope])

    def _nodes(self, graph: Digraph, nodes: list[Node]) -> None:
        for node in nodes:
            if isinstance(node, Step) and node.inner:
                self._sentences[node.id] = self._words.title_of(node)
                self._scope(graph, node.id, self._words.title_of(node))
            else:
                self._node(graph, node)

    def _node(self, graph: Digraph, node: Node) -> None:
        shape = shape_of(node)
        figure = Figure(node.id, shape, node, node.lane or "", node.notes.phase)
        post = self._chart.post_of(node)
        sentence = self._words.parts((self._artist.sentence(figure, post), *self._marks.said(node.id)))
        self._sentences[node.id] = sentence
        lines = self._lines(figure, post)
        look_of = {**_SHAPES[shape]}
        if self._marks.colour(node.id):
            look_of.update(color=self._marks.colour(node.id), penwidth="2.6")
        if any(letter in LOST_IN_PDF for line in lines for letter in line):
            look_of.update(fontname=SISTER_FONT)
        if shape is Shape.GATE:
            look_of.update(width="0.35", height="0.35", fixedsize="true")
        graph.node(self._names[node.id], label=_label(lines), id=escaped(node.id), **look_of)

    def _lines(self, figure: Figure, post: str) -> list[str]:
        """Title, post and limit of a figure."""
        if figure.shape is Shape.GATE:
            return [_SIGNS.get(figure.node.type, "×")]
        title = self._artist.title(figure)
        lines = list(balanced(title, 90 if figure.shape is Shape.DECISION else 150, 10.0, most=8))
        if figure.shape is Shape.CARD:
            facts = self._words.facts((post, self._words.limits(figure.node.notes.time_limits)))
            lines += balanced(facts, 150, 10.0, most=3)
        return lines or [" "]

    def _box(self, graph: Digraph, id: str, name: str) -> None:
        self._sentences[id] = name
        graph.node(
            self._names[id], label=_label(balanced(name or " ", 300, 10.0, most=3)), shape="box", style="filled",
            fillcolor=look.PALE, color=look.LINE, id=escaped(id),
        )

    def _edges(self, graph: Digraph) -> None:
        for flow in self._chart.flows.values():
            self._edge(graph, flow.id, flow.source, flow.target, flow.name)
        for node in self._chart.events.values():
            if node.attached_to in self._chart.nodes:
                self._join(graph, node.attached_to or "", node.id, style="dotted", arrowhead="none", weight="4")
        for message in self._chart.message_flows.values():
            if message.source in self._names and message.target in self._names:
                self._edge(
                    graph, message.id, message.source, message.target, message.name,
                    style="dashed", constraint="false", arrowhead="empty",
                )

    def _edge(self, graph: Digraph, id: str, source: str, target: str, name: str, **style: str) -> None:
        lit = self._marks.colour(id)
        if lit:
            style |= {"color": lit, "penwidth": "2.4"}
        label = _label(balanced(name, 90, 9.0, most=4))
        self._sentences[id] = self._words.parts((name, *self._marks.said(id)))
        self._join(graph, source, target, label=label, id=escaped(id), **style)

    def _join(self, graph: Digraph, source: str, target: str, **style: str) -> None:
        """An edge; at a frame (an expanded sub-process, a pool) it stops at the border."""
        if source in self._frames or self._process_of(source) in self._frames:
            style["ltail"] = self._frames.get(source) or self._frames[self._process_of(source)]
        if target in self._frames or self._process_of(target) in self._frames:
            style["lhead"] = self._frames.get(target) or self._frames[self._process_of(target)]
        graph.edge(self._inner(source, last=True), self._inner(target, last=False), **style)

    def _process_of(self, pool: str) -> str:
        return (self._chart.pools[pool].process or "") if pool in self._chart.pools else ""

    def _inner(self, id: str, *, last: bool) -> str:
        """The node that stands for `id` as an end of an edge: for a frame its last or its first node."""
        seen: set[str] = set()
        while id not in seen:
            seen.add(id)
            node = self._chart.nodes.get(id)
            process = self._chart.processes.get(self._process_of(id))
            inside = node.inner if isinstance(node, Step) else process.nodes if process else ()
            free = [each for each in inside if not (self._chart.nodes[each].outgoing if last else self._chart.nodes[each].incoming)]
            id = (free or list(inside) or [id])[0]
        return self._names[id]


def _label(lines: Iterable[str]) -> str:
    return "\\n".join(escaped(line) for line in lines)
