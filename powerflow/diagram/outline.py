"""What of a chart is drawn: figures and links, joins without words left out, steps numbered, each in lane and phase."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from powerflow.diagram.order import Course, course
from powerflow.model import Decision, Event, Flow, Flowchart, Lane, Node, Step


class Shape(str, Enum):
    """The kinds of figure; a connector leads to another sheet."""

    CARD = "card"
    DECISION = "decision"
    GATE = "gate"
    PILL = "pill"
    EVENT = "event"
    CONNECTOR = "connector"


class Manner(str, Enum):
    """How a link is drawn: the happy path heavy, others thin, the way back and what a timer sets off dashed."""

    MAIN = "main"
    SIDE = "side"
    BACK = "back"
    TIMER = "timer"
    MESSAGE = "message"


@dataclass(frozen=True)
class Figure:
    """A node as it is drawn. `number` counts the steps in reading order, 0 for all else."""

    id: str
    shape: Shape
    node: Node
    lane: str
    phase: str
    number: int = 0


@dataclass(frozen=True)
class Link:
    """An arrow. `flows` are the BPMN flows it stands for (a join between them is not drawn).

    `timer` is the event on the border of `source` that sets it off, None for ordinary flows.
    """

    id: str
    flows: tuple[str, ...]
    source: str
    target: str
    label: str
    manner: Manner
    timer: Event | None = None


@dataclass(frozen=True)
class Outline:
    """All that is drawn of one chart, figures in reading order."""

    figures: Mapping[str, Figure]
    links: tuple[Link, ...]
    lanes: tuple[Lane, ...]
    phases: tuple[str, ...]


def outline(chart: Flowchart, label_of_timer: Mapping[str, str]) -> Outline:
    """The outline of `chart`; `label_of_timer` gives the words for each boundary event."""
    links = _links(chart, label_of_timer)
    shapes = {id: shape_of(node) for id, node in chart.nodes.items() if not _is_hidden(chart, node)}
    ordered = [link for link in links if link.manner is not Manner.MESSAGE]
    usual = {(link.source, link.target) for link in ordered if link.timer is None}
    late = {(link.source, link.target) for link in ordered} - usual
    way = course(shapes, [(link.source, link.target) for link in ordered], late, _ends(chart, shapes))
    phases = _phases(chart, way)
    lanes = _lanes(chart, way)
    figures = _figures(chart, way, shapes, lanes, phases)
    used = {figure.lane for figure in figures.values()}
    return Outline(
        figures=figures,
        links=tuple(replace(link, manner=_manner(link, way)) for link in links),
        lanes=tuple(lane for lane in chart.lanes.values() if lane.id in used),
        phases=tuple(dict.fromkeys(figure.phase for figure in figures.values())),
    )


def shape_of(node: Node) -> Shape:
    """The figure that a node is drawn as."""
    if isinstance(node, Step):
        return Shape.CARD
    if isinstance(node, Decision):
        asks = node.type in ("exclusiveGateway", "inclusiveGateway", "complexGateway")
        return Shape.DECISION if asks and node.name else Shape.GATE
    return Shape.PILL if node.type in ("startEvent", "endEvent") else Shape.EVENT


def is_join(node: Node) -> bool:
    """A gateway that only brings alternatives together: an arrow that runs into the next figure says the same."""
    waits = node.type == "parallelGateway" and len(node.incoming) > 1
    asks = node.name and len(node.incoming) == 1
    return isinstance(node, Decision) and not waits and not asks and len(node.outgoing) == 1 and len(node.incoming) > 0


def _is_hidden(chart: Flowchart, node: Node) -> bool:
    return node.type == "boundaryEvent" or (is_join(node) and _past_joins(chart, chart.outgoing(node)[0]) is not None)


def _past_joins(chart: Flowchart, flow: Flow) -> tuple[Flow, ...] | None:
    """The flow with those that follow it through joins; None if the joins run in a circle."""
    chain = [flow]
    while is_join(node := chart.nodes[chain[-1].target]):
        chain.append(chart.outgoing(node)[0])
        if len(chain) > len(chart.nodes):
            return None
    return tuple(chain)


def _links(chart: Flowchart, label_of_timer: Mapping[str, str]) -> list[Link]:
    links = []
    for flow in chart.flows.values():
        start = chart.nodes[flow.source]
        if is_join(start) and _is_hidden(chart, start):
            continue
        chain = _past_joins(chart, flow) or (flow,)
        timer = start if isinstance(start, Event) and start.type == "boundaryEvent" else None
        source = (timer.attached_to or "") if timer else flow.source
        if source in chart.nodes:
            label = label_of_timer.get(flow.source, "") if timer else next((each.name for each in chain if each.name), "")
            links.append(Link(flow.id, tuple(each.id for each in chain), source, chain[-1].target, label, Manner.SIDE, timer))
    return [*links, *_messages(chart)]


def _messages(chart: Flowchart) -> list[Link]:
    drawn = [each for each in chart.message_flows.values() if each.source in chart.nodes and each.target in chart.nodes]
    return [Link(each.id, (each.id,), each.source, each.target, each.name, Manner.MESSAGE) for each in drawn]


def _ends(chart: Flowchart, shapes: Iterable[str]) -> dict[str, bool]:
    """The ends, and whether each is adverse to the party."""
    found = {}
    for id in shapes:
        node = chart.nodes[id]
        if not node.outgoing:
            found[id] = isinstance(node, Event) and node.outcome is not None and node.outcome.adverse
    return found


def _manner(link: Link, way: Course) -> Manner:
    pair = (link.source, link.target)
    if link.manner is Manner.MESSAGE:
        return Manner.MESSAGE
    if pair in way.back:
        return Manner.BACK
    if link.timer:
        return Manner.TIMER
    return Manner.MAIN if pair in way.main else Manner.SIDE


def _phases(chart: Flowchart, way: Course) -> dict[str, str]:
    """Each figure's phase: as annotated, else that of a figure before it, else that of one after it."""
    phase = {id: chart.nodes[id].notes.phase for id in way.order}
    for id in way.order:
        phase[id] = phase[id] or next((phase[before] for before in way.before[id] if phase[before]), "")
    for id in reversed(way.order):
        phase[id] = phase[id] or next((phase[after] for after in way.after[id] if phase[after]), "")
    first = next((each for each in phase.values() if each), "")
    return {id: each or first for id, each in phase.items()}


def _lanes(chart: Flowchart, way: Course) -> dict[str, str]:
    """Each figure's lane; a gateway that no lane lists stands with a neighbour."""
    lane = {id: chart.nodes[id].lane or "" for id in way.order}
    for id in way.order:
        lane[id] = lane[id] or next((lane[before] for before in way.before[id] if lane[before]), "")
    for id in reversed(way.order):
        lane[id] = lane[id] or next((lane[after] for after in way.after[id] if lane[after]), "")
    first = next(iter(chart.lanes), "")
    return {id: each or first for id, each in lane.items()}


def _figures(
    chart: Flowchart, way: Course, shapes: Mapping[str, Shape], lanes: Mapping[str, str], phases: Mapping[str, str]
) -> dict[str, Figure]:
    rank = {phase: index for index, phase in enumerate(dict.fromkeys(phases.values()))}
    figures, number = {}, 0
    for id in sorted(way.order, key=lambda each: rank[phases[each]]):
        is_card = shapes[id] is Shape.CARD
        number += is_card
        figures[id] = Figure(id, shapes[id], chart.nodes[id], lanes[id], phases[id], number if is_card else 0)
    return figures
