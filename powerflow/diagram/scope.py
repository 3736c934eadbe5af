"""What belongs on one drawing: the processes of a file, or the inside of one sub-process, and in which lanes it stands."""
from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from powerflow.model import Event, Flowchart, Lane, Node, Step

POOL = "participant"


class Scope:
    """The nodes of `chart` that are drawn together: those of its processes, or those right inside the sub-process `inside`."""

    def __init__(self, chart: Flowchart, inside: str = "") -> None:
        self.chart = chart
        self.inside = inside

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """The nodes in file order; pools that messages lead to and whose inside is not known are nodes too."""
        chart = self.chart
        if self.inside:
            return {id: node for id, node in chart.nodes.items() if node.scope == self.inside}
        found = {id: node for id, node in chart.nodes.items() if node.scope not in chart.nodes}
        ends = {end for each in chart.message_flows.values() for end in (each.source, each.target)}
        for pool in chart.pools.values():
            if pool.id in ends and pool.id not in chart.nodes and not self._first_of(pool.id):
                found[pool.id] = Node(id=pool.id, type=POOL, place=pool.place, scope="", name=pool.name)
        return found

    @cached_property
    def lanes(self) -> tuple[Lane, ...]:
        """The lanes from left to right, those of a pool together; a process or pool without lanes is a lane itself."""
        chart, found = self.chart, []
        names = {pool.process: pool.name for pool in chart.pools.values() if pool.process}
        several = len(chart.processes) > 1
        for process in chart.processes.values():
            name = names.get(process.id, "") or process.name
            own = [lane for lane in chart.lanes.values() if lane.process == process.id]
            found += [replace(lane, notes=replace(lane.notes, organ=lane.notes.organ or name)) if several else lane for lane in own]
            found.append(Lane(id=f"@{process.id}", place=process.place, process=process.id, name=name))
        found += [lane for lane in chart.lanes.values() if lane.process not in chart.processes]
        found += [Lane(id=f"@{pool.id}", place=pool.place, process="", name=pool.name) for pool in chart.pools.values()]
        return tuple(found)

    def lane_of(self, node: Node) -> str:
        """The lane of a node or of the sub-process around it; "" where no lane lists either."""
        around: Node | None = node
        while around is not None:
            if around.lane in self.chart.lanes:
                return around.lane or ""
            around = self.chart.nodes.get(around.scope)
        return self.lane_without(node) if node.type == POOL else ""

    def lane_without(self, node: Node) -> str:
        """The lane of a node that neither a lane nor a neighbour's lane holds."""
        if node.type == POOL:
            return f"@{node.id}"
        top = self._top(node)
        return next((lane.id for lane in self.lanes if lane.process == top.scope), self.lanes[0].id)

    def shown(self, end: str) -> str:
        """The figure that an end of a message belongs to here: the node, what it lies in, or its pool; "" for none."""
        node = self.chart.nodes.get(end)
        while node is not None and node.id not in self.nodes:
            node = self.chart.nodes.get(node.scope)
        if node is not None:
            return (node.attached_to or node.id) if isinstance(node, Event) and node.attached_to in self.nodes else node.id
        return end if end in self.nodes else ("" if self.inside else self._first_of(end))

    def silent_events(self, node: Node) -> tuple[Event, ...]:
        """The events on the border of a step from which nothing leads on: they are told on its card."""
        found = (self.chart.nodes.get(id) for id in node.boundary) if isinstance(node, Step) else ()
        return tuple(each for each in found if isinstance(each, Event) and not each.outgoing)

    def _first_of(self, pool: str) -> str:
        """The first node of a pool's process; "" for a pool whose inside is not known."""
        known = self.chart.pools.get(pool)
        process = self.chart.processes.get(known.process or "") if known else None
        return next((id for id in (process.nodes if process else ()) if self.chart.nodes[id].type != "boundaryEvent"), "")

    def _top(self, node: Node) -> Node:
        while node.scope in self.chart.nodes:
            node = self.chart.nodes[node.scope]
        return node
