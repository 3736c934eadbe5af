"""What of a chart is drawn: figures and links, joins without words left out, steps numbered, each in lane and phase."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from powerflow.diagram.order import Course, course
from powerflow.diagram.scope import POOL, Scope
from powerflow.model import Decision, Event, Flow, Flowchart, Lane, Node, Step


class Shape(str, Enum):
    """The kinds of figure; a connector leads to another sheet, a pool is one whose inside is not known."""

    CARD = "card"
    DECISION = "decision"
    GATE = "gate"
    PILL = "pill"
    EVENT = "event"
    CONNECTOR = "connector"
    POOL = "pool"


class Manner(str, Enum):
    """How a link is drawn: the happy path heavy, others thin, the way back and what a timer sets off dashed."""

    MAIN = "main"
    SIDE = "side"
    BACK = "back"
    TIMER = "timer"
    MESSAGE = "message"


@dataclass(frozen=True)
class Figure:
    """A node as it is drawn. `number` counts the steps in reading order, 0 for all else.

    `events` are those on its border from which nothing leads on.
    """

    id: str
    shape: Shape
    node: Node
    lane: str
    phase: str
    number: int = 0
    events: tuple[Event, ...] = ()


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


def outline(chart: Flowchart, label_of_timer: Mapping[str, str], inside: str = "", number: int = 0) -> Outline:
    """The outline of `chart`, or of the sub-process `inside` it; `label_of_timer` gives the words for each boundary event.

    Steps are numbered from `number` + 1. Sub-processes are cards; each has an outline of its own.
    """
    scope = Scope(chart, inside)
    links = _links(scope, label_of_timer)
    shapes = {id: shape_of(node) for id, node in scope.nodes.items() if not _is_hidden(scope, node)}
    ordered = [link for link in links if link.manner is not Manner.MESSAGE]
    usual = {(link.source, link.target) for link in ordered if link.timer is None}
    late = {(link.source, link.target) for link in ordered} - usual
    way = course(shapes, [(link.source, link.target) for link in ordered], late, _ends(scope, shapes))
    phases = _phases(scope, way)
    lanes = _lanes(scope, way)
    figures = _figures(scope, way, shapes, lanes, phases, number)
    used = {figure.lane for figure in figures.values()}
    return Outline(
        figures=figures,
        links=tuple(replace(link, manner=_manner(link, way)) for link in links),
        lanes=tuple(lane for lane in scope.lanes if lane.id in used),
        phases=tuple(dict.fromkeys(figure.phase for figure in figures.values())),
    )


def shape_of(node: Node) -> Shape:
    """The figure that a node is drawn as."""
    if isinstance(node, Step):
        return Shape.CARD
    if isinstance(node, Decision):
        asks = node.type in ("exclusiveGateway", "inclusiveGateway", "complexGateway")
        return Shape.DECISION if asks and node.name else Shape.GATE
    if node.type == POOL:
        return Shape.POOL
    return Shape.PILL if node.type in ("startEvent", "endEvent") else Shape.EVENT


def is_join(node: Node) -> bool:
    """A gateway that only brings alternatives together: an arrow that runs into the next figure says the same."""
    waits = node.type == "parallelGateway" and len(node.incoming) > 1
    asks = node.name and len(node.incoming) == 1
    return isinstance(node, Decision) and not waits and not asks and len(node.outgoing) == 1 and len(node.incoming) > 0


def _is_hidden(scope: Scope, node: Node) -> bool:
    return node.type == "boundaryEvent" or (is_join(node) and _past_joins(scope, scope.chart.outgoing(node)[0]) is not None)


def _past_joins(scope: Scope, flow: Flow) -> tuple[Flow, ...] | None:
    """The flow with those that follow it through joins; None if the joins run in a circle or lead out of the scope."""
    chain = [flow]
    while (target := scope.nodes.get(chain[-1].target)) is not None and is_join(target):
        chain.append(scope.chart.outgoing(target)[0])
        if len(chain) > len(scope.nodes):
            return None
    return tuple(chain) if target is not None else None


def _links(scope: Scope, label_of_timer: Mapping[str, str]) -> list[Link]:
    chart, links = scope.chart, []
    for flow in chart.flows.values():
        start = scope.nodes.get(flow.source)
        if start is None or flow.target not in scope.nodes or (is_join(start) and _is_hidden(scope, start)):
            continue
        chain = _past_joins(scope, flow) or (flow,)
        timer = start if isinstance(start, Event) and start.type == "boundaryEvent" else None
        source = (timer.attached_to or "") if timer else flow.source
        target = scope.nodes[chain[-1].target]
        if source in scope.nodes and target.type != "boundaryEvent":
            label = label_of_timer.get(flow.source, "") if timer else next((each.name for each in chain if each.name), "")
            links.append(Link(flow.id, tuple(each.id for each in chain), source, chain[-1].target, label, Manner.SIDE, timer))
    return [*links, *_messages(scope)]


def _messages(scope: Scope) -> list[Link]:
    """The messages between what is drawn here."""
    found = []
    for each in scope.chart.message_flows.values():
        source, target = scope.shown(each.source), scope.shown(each.target)
        drawn = [id and not _is_hidden(scope, scope.nodes[id]) for id in (source, target)]
        if all(drawn) and source != target:
            found.append(Link(each.id, (each.id,), source, target, each.name, Manner.MESSAGE))
    return found


def _ends(scope: Scope, shapes: Iterable[str]) -> dict[str, bool]:
    """The ends, and whether each is adverse to the party."""
    found = {}
    for id in shapes:
        node = scope.nodes[id]
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


def _phases(scope: Scope, way: Course) -> dict[str, str]:
    """Each figure's phase: as annotated, else that of a figure before it, else that of one after it; inside a sub-process its name."""
    if scope.inside:
        return dict.fromkeys(way.order, scope.chart.nodes[scope.inside].name or scope.inside)
    phase = {id: scope.nodes[id].notes.phase for id in way.order}
    for id in way.order:
        phase[id] = phase[id] or next((phase[before] for before in way.before[id] if phase[before]), "")
    for id in reversed(way.order):
        phase[id] = phase[id] or next((phase[after] for after in way.after[id] if phase[after]), "")
    first = next((each for each in phase.values() if each), "")
    return {id: each or first for id, each in phase.items()}


def _lanes(scope: Scope, way: Course) -> dict[str, str]:
    """Each figure's lane; a gateway that no lane lists stands with a neighbour, a process without lanes is one lane."""
    lane = {id: scope.lane_of(scope.nodes[id]) for id in way.order}
    for id in way.order:
        lane[id] = lane[id] or next((lane[before] for before in way.before[id] if lane[before]), "")
    for id in reversed(way.order):
        lane[id] = lane[id] or next((lane[after] for after in way.after[id] if lane[after]), "")
    return {id: each or scope.lane_without(scope.nodes[id]) for id, each in lane.items()}


def _figures(
    scope: Scope, way: Course, shapes: Mapping[str, Shape], lanes: Mapping[str, str], phases: Mapping[str, str], number: int
) -> dict[str, Figure]:
    rank = {phase: index for index, phase in enumerate(dict.fromkeys(phases.values()))}
    figures = {}
    for id in sorted(way.order, key=lambda each: rank[phases[each]]):
        is_card = shapes[id] is Shape.CARD
        number += is_card
        figures[id] = Figure(
            id, shapes[id], scope.nodes[id], lanes[id], phases[id], number if is_card else 0, scope.silent_events(scope.nodes[id])
        )
    return figures
