"""What of a chart the public may see: withheld items are refused, withheld steps keep their place and lose their words."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from powerflow.diagram.figures import Profile
from powerflow.diagram.wording import Words
from powerflow.errors import InputError
from powerflow.model import Event, Flow, Flowchart, Lane, LaneNotes, Node, Step, StepNotes, TimeLimit


def published(chart: Flowchart, profile: Profile, lang: str) -> Flowchart:
    """The chart as `profile` may show it; the internal profile shows it whole.

    A step that says what is disclosed of it, and of which nothing is public, is withheld: it becomes a nameless internal step
    under another id, so that neither its words nor its id reach a file. Raises InputError for an item withheld as a whole.
    """
    if profile is Profile.INTERNAL:
        return chart
    if chart.item and chart.item.is_withheld:
        raise InputError("{path}：该事项依法不公开，不能按公示版式绘制。供内部使用请加 --profile internal", path=chart.path)
    hidden = _hidden(chart)
    return _Censor(chart, hidden, Words(lang)).chart() if hidden else chart


def is_withheld(node: Node) -> bool:
    """Whether a step or other node says what is disclosed of it, and nothing of that is public."""
    return bool(node.notes.disclosures) and not any(each.public for each in node.notes.disclosures)


def _hidden(chart: Flowchart) -> frozenset[str]:
    """The withheld nodes, with all that stands inside them or on their borders."""
    hidden: set[str] = set()
    while True:
        more = {
            node.id for node in chart.nodes.values()
            if is_withheld(node) or node.scope in hidden or (isinstance(node, Event) and node.attached_to in hidden)
        }
        if more <= hidden:
            return frozenset(hidden)
        hidden |= more


@dataclass(frozen=True)
class _Names:
    """New names for what must not be named."""

    of: Mapping[str, str]

    def __call__(self, id: str) -> str:
        return self.of.get(id, id)

    def every(self, ids: Iterable[str], gone: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """The names of all that is left."""
        return tuple(self(id) for id in ids if id not in gone)


class _Censor:
    """Rewrites one chart without the words and ids of its hidden nodes."""

    def __init__(self, chart: Flowchart, hidden: frozenset[str], words: Words) -> None:
        self._chart = chart
        self._hidden = hidden
        self._words = words
        # What is inside a hidden sub-process goes altogether.
        self._gone = frozenset(id for id in hidden if chart.nodes[id].scope in hidden)
        self._flows_gone = frozenset(id for id, flow in chart.flows.items() if flow.scope in hidden)
        ends = [(each.id, each.source, each.target) for each in chart.flows.values()]
        ends += [(each.id, each.source, each.target) for each in chart.message_flows.values()]
        self._near = frozenset(id for id, source, target in ends if {source, target} & hidden)
        # A lane in which nothing but hidden nodes stand would name who does them.
        members = {lane: {id for id, node in chart.nodes.items() if node.lane == lane} for lane in chart.lanes}
        self._lanes = frozenset(lane for lane, inside in members.items() if inside and inside <= hidden)
        unspoken = (*sorted(hidden), *sorted(self._near), *sorted(self._lanes))
        self._names = _Names({id: f"withheld.{index}" for index, id in enumerate(unspoken, 1)})

    def chart(self) -> Flowchart:
        """The chart for the public."""
        chart, names = self._chart, self._names
        item = chart.item and replace(chart.item, time_limits=tuple(self._limit(limit) for limit in chart.item.time_limits))
        return replace(
            chart, item=item, shapes={}, lines={}, misfits=(), kept=(), loose_ends=(), duplicates=(), suppressions=(),
            nodes={names(id): self._node(node) for id, node in chart.nodes.items() if id not in self._gone},
            flows={names(id): self._flow(flow) for id, flow in chart.flows.items() if id not in self._flows_gone},
            lanes={names(id): self._lane(lane) for id, lane in chart.lanes.items()},
            processes={id: replace(each, nodes=names.every(each.nodes, self._gone)) for id, each in chart.processes.items()},
            message_flows={
                names(id): replace(each, id=names(id), source=names(each.source), target=names(each.target),
                                   name="" if id in self._near else each.name)
                for id, each in chart.message_flows.items() if not {each.source, each.target} & self._gone
            },
        )

    def _limit(self, limit: TimeLimit) -> TimeLimit:
        return replace(limit, start=limit.start and self._names(limit.start), end=limit.end and self._names(limit.end))

    def _node(self, node: Node) -> Node:
        names = self._names
        node = replace(
            node, id=names(node.id), incoming=names.every(node.incoming), outgoing=names.every(node.outgoing),
            default=node.default and names(node.default), lane=node.lane and names(node.lane),
            notes=replace(node.notes, time_limits=tuple(self._limit(limit) for limit in node.notes.time_limits)),
        )
        if isinstance(node, Step):
            node = replace(node, inner=names.every(node.inner, self._gone), boundary=names.every(node.boundary))
        if isinstance(node, Event) and node.attached_to:
            node = replace(node, attached_to=names(node.attached_to))
        return self._bare(node) if node.id not in self._chart.nodes else node

    def _bare(self, node: Node) -> Node:
        """A hidden node: its place in the flow and nothing else."""
        name = "" if node.type == "boundaryEvent" else self._words.say("（依法不公开的内部环节）")
        node = replace(node, name=name, notes=StepNotes(phase=node.notes.phase), place=self._chart.place)
        if isinstance(node, Step):
            return replace(node, called="", looped="", inner=())
        return replace(node, reference="", outcome=None, way_in=None) if isinstance(node, Event) else node

    def _flow(self, flow: Flow) -> Flow:
        names = self._names
        renamed = replace(flow, id=names(flow.id), source=names(flow.source), target=names(flow.target))
        return replace(renamed, name="", condition=None, hand_overs=(), place=self._chart.place) if flow.id in self._near else renamed

    def _lane(self, lane: Lane) -> Lane:
        lane_now = replace(
            lane, id=self._names(lane.id), parent=lane.parent and self._names(lane.parent),
            members=self._names.every(lane.members, self._gone),
        )
        if lane.id not in self._lanes:
            return lane_now
        return replace(lane_now, name=self._words.say("（内部岗位）"), notes=LaneNotes(), place=self._chart.place)
