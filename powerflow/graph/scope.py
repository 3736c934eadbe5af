"""One scope of a chart (a process or sub-process) as a directed graph; a sub-process is one node of the scope around it."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from powerflow.model import Event, Flowchart, Node, Step

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.DiGraph[str]


@dataclass(frozen=True)
class Scope:
    """The nodes directly inside a process or sub-process, and what follows what.

    Besides sequence flows there is an edge from an activity to each of its boundary events, and from a link's near
    side to its far side. A flow that leaves the scope is no edge: `crossing` names its end that lies inside.
    """

    id: str
    chart: Flowchart
    nodes: tuple[str, ...]
    graph: Graph
    crossing: frozenset[str]

    @property
    def entries(self) -> tuple[str, ...]:
        """Where a token may come to be: the start events; where there is none, every node that nothing leads to.

        Nodes that something else starts count too: event sub-processes and compensation.
        """
        starts = [id for id in self.nodes if self.chart.nodes[id].type == "startEvent"]
        implied = [] if starts else [id for id in self.nodes if not self.graph.in_degree(id)]
        return tuple(dict.fromkeys([*starts, *implied, *(id for id in self.nodes if self._is_started_elsewhere(id))]))

    @property
    def exits(self) -> tuple[str, ...]:
        """Where a token may rest for good: the end events; where there is none, every node that leads to nothing.

        Nodes that go on by other means count too: event sub-processes and compensation.
        """
        ends = [id for id in self.nodes if self.chart.nodes[id].type == "endEvent"]
        implied = [] if ends else [id for id in self.nodes if not self.graph.out_degree(id)]
        return tuple(dict.fromkeys([*ends, *implied, *(id for id in self.nodes if self._goes_on_elsewhere(id))]))

    def _is_started_elsewhere(self, id: str) -> bool:
        return id in self.crossing or _stands_apart(self.chart.nodes[id])

    def _goes_on_elsewhere(self, id: str) -> bool:
        node = self.chart.nodes[id]
        compensates = isinstance(node, Event) and node.type == "boundaryEvent" and node.trigger == "compensate"
        return id in self.crossing or compensates or _stands_apart(node)


def _stands_apart(node: Node) -> bool:
    return isinstance(node, Step) and (node.triggered_by_event or node.for_compensation)


def scopes(chart: Flowchart) -> Iterator[Scope]:
    """Every process and sub-process of the chart that holds nodes, in file order."""
    inner = {id: step.inner for id, step in chart.steps.items() if step.inner}
    for id, nodes in [*((id, process.nodes) for id, process in chart.processes.items()), *inner.items()]:
        if nodes:
            yield _scope(chart, id, nodes)


def _scope(chart: Flowchart, id: str, nodes: tuple[str, ...]) -> Scope:
    import networkx as nx  # 0.3 s, paid only where a graph is asked for

    graph: Graph = nx.DiGraph()
    graph.add_nodes_from(nodes)
    crossing = set()
    for node in (chart.nodes[each] for each in nodes):
        for flow in chart.outgoing(node):
            if flow.target in graph:
                graph.add_edge(node.id, flow.target)
            else:
                crossing.add(node.id)
        crossing |= {node.id for flow in chart.incoming(node) if flow.source not in graph}
        if isinstance(node, Step):
            graph.add_edges_from((node.id, event) for event in node.boundary if event in graph)
    graph.add_edges_from(_links(chart, nodes))
    return Scope(id, chart, nodes, graph, frozenset(crossing))


def _links(chart: Flowchart, nodes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The link events of one scope that belong together: thrower, catcher."""
    events = [event for id in nodes if (event := chart.events.get(id)) and event.trigger == "link"]
    for thrower, catcher in product(events, events):
        names = {event.reference or event.name for event in (thrower, catcher)}
        if thrower.type == "intermediateThrowEvent" and catcher.type == "intermediateCatchEvent" and len(names) == 1:
            yield thrower.id, catcher.id
