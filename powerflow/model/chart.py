"""A flowchart (流程图) as read from a BPMN file: nodes, flows, lanes and what hangs on them."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from powerflow.model.finding import PlacedSuppression
from powerflow.model.item import PowerItem
from powerflow.model.law import (
    Disclosure,
    Document,
    HandOver,
    LegalBasis,
    Outcome,
    PartyRight,
    RiskPoint,
    StepTag,
    WayIn,
    governing,
)
from powerflow.model.limits import ExcludedPeriod, Extension, Suspension, TimeLimit
from powerflow.model.machine import Call, Draw
from powerflow.model.place import Place


@dataclass(frozen=True, kw_only=True)
class StepNotes:
    """What our annotations (`pf:step`) say of a step or timer."""

    post: str = ""
    phase: str = ""
    source: str = ""
    min_staff: int | None = None
    qualified: bool | None = None
    authority: str = ""
    record: str = ""
    channel: str = ""
    sets: tuple[str, ...] = ()
    service: str = ""
    tags: tuple[StepTag, ...] = ()
    time_limits: tuple[TimeLimit, ...] = ()
    excluded: ExcludedPeriod | None = None
    suspension: Suspension | None = None
    extension: Extension | None = None
    bases: tuple[LegalBasis, ...] = ()
    rights: tuple[PartyRight, ...] = ()
    risks: tuple[RiskPoint, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    documents: tuple[Document, ...] = ()
    call: Call | None = None
    draw: Draw | None = None


@dataclass(frozen=True, kw_only=True)
class LaneNotes:
    """What our annotations (`pf:lane`) say of a lane: the post behind it and how to reach it."""

    post: str = ""
    organ: str = ""
    unit: str = ""
    telephone: str = ""
    side: str = ""
    accountable: str = ""


@dataclass(frozen=True, kw_only=True)
class Node:
    """Anything a token can stand on. `type` is the BPMN element name, `scope` the process or sub-process around it.

    `lane` is the innermost lane that lists the node; `incoming` and `outgoing` are flow ids in file order,
    taken from the flows' own sourceRef and targetRef.
    """

    id: str
    type: str
    place: Place
    scope: str
    name: str = ""
    lane: str | None = None
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default: str | None = None
    notes: StepNotes = StepNotes()

    @property
    def time_limit(self) -> TimeLimit | None:
        """The limit that binds first: promised, else statutory."""
        return governing(self.notes.time_limits)

    @property
    def tags(self) -> frozenset[str]:
        """The names of its confirmed tags."""
        return frozenset(tag.name for tag in self.notes.tags)


@dataclass(frozen=True, kw_only=True)
class Step(Node):
    """An activity (环节): a task, a sub-process (`inner` lists its nodes) or a call of another item."""

    called: str = ""
    inner: tuple[str, ...] = ()
    looped: str = ""
    triggered_by_event: bool = False
    for_compensation: bool = False
    instantiates: bool = False
    boundary: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Decision(Node):
    """A gateway (判断, or a fork or join of parallel work)."""


@dataclass(frozen=True, kw_only=True)
class Event(Node):
    """A start, end, intermediate or boundary event. `trigger` is none, timer, message, signal, terminate, link …"""

    trigger: str = "none"
    reference: str = ""
    attached_to: str | None = None
    interrupting: bool = True
    outcome: Outcome | None = None
    way_in: WayIn | None = None


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A sequence flow (流向); `condition` is the text as written, None where there is none."""

    id: str
    source: str
    target: str
    place: Place
    scope: str
    name: str = ""
    condition: str | None = None
    hand_overs: tuple[HandOver, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MessageFlow:
    """A message between pools."""

    id: str
    source: str
    target: str
    place: Place
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A lane (泳道): `members` are its flowNodeRefs as written, `parent` the lane around it."""

    id: str
    place: Place
    process: str
    name: str = ""
    parent: str | None = None
    members: tuple[str, ...] = ()
    notes: LaneNotes = LaneNotes()

    @property
    def post(self) -> str:
        """The post that acts in this lane: as annotated, else the lane's name."""
        return self.notes.post or self.name


@dataclass(frozen=True, kw_only=True)
class Pool:
    """A participant of a collaboration; `process` is None for a black box."""

    id: str
    place: Place
    name: str = ""
    process: str | None = None


@dataclass(frozen=True, kw_only=True)
class Process:
    """A BPMN process; `nodes` are the ids directly inside it."""

    id: str
    place: Place
    name: str = ""
    executable: bool = False
    nodes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """A shape of the drawing, in pixels of the BPMN diagram."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class LooseEnd:
    """A reference that leads nowhere: `attribute` of the element at `place` names `target`, which is not in the file."""

    place: Place
    attribute: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Misfit:
    """One of our annotations that does not fit the vocabulary: what is wrong, as a message template with values."""

    place: Place
    message: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An element or attribute that we do not understand and keep as it is."""

    place: Place
    name: str
    namespace: str


@dataclass(frozen=True, kw_only=True)
class Flowchart:
    """A whole BPMN file. Mappings keep file order; `digest` is the SHA-256 of the bytes that were read.

    `kept` are the elements of BPMN that say something of the flow which we do not understand; `lines` counts the points
    of the line that the drawing has for each flow.
    """

    path: str
    digest: str
    item: PowerItem | None = None
    item_place: Place | None = None
    processes: Mapping[str, Process] = field(default_factory=dict)
    pools: Mapping[str, Pool] = field(default_factory=dict)
    lanes: Mapping[str, Lane] = field(default_factory=dict)
    nodes: Mapping[str, Node] = field(default_factory=dict)
    flows: Mapping[str, Flow] = field(default_factory=dict)
    message_flows: Mapping[str, MessageFlow] = field(default_factory=dict)
    shapes: Mapping[str, Bounds] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    loose_ends: tuple[LooseEnd, ...] = ()
    duplicates: tuple[Place, ...] = ()
    misfits: tuple[Misfit, ...] = ()
    kept: tuple[Kept, ...] = ()
    suppressions: tuple[PlacedSuppression, ...] = ()

    @property
    def name(self) -> str:
        """The item's name, else the first process's, else the file's path."""
        if self.item and self.item.name:
            return self.item.name
        return next((process.name for process in self.processes.values() if process.name), self.path)

    @property
    def place(self) -> Place:
        """Where findings about the whole chart point: the item, else the first process, else the file."""
        first = next(iter(self.processes.values()), None)
        return self.item_place or (first.place if first else Place(self.path, 1))

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """The activities, in file order."""
        return {id: node for id, node in self.nodes.items() if isinstance(node, Step)}

    @cached_property
    def decisions(self) -> Mapping[str, Decision]:
        """The gateways, in file order."""
        return {id: node for id, node in self.nodes.items() if isinstance(node, Decision)}

    @cached_property
    def events(self) -> Mapping[str, Event]:
        """The events, in file order."""
        return {id: node for id, node in self.nodes.items() if isinstance(node, Event)}

    @cached_property
    def limited(self) -> tuple[Node, ...]:
        """The nodes that bear time limits, in file order."""
        return tuple(node for node in self.nodes.values() if node.notes.time_limits)

    @cached_property
    def stopping(self) -> tuple[tuple[str, str], ...]:
        """The nodes whose time does not count or that suspend the clocks (中止), and why."""
        notes = ((node.id, node.notes) for node in self.nodes.values())
        return tuple(
            (id, each.excluded.kind if each.excluded else each.suspension.reason if each.suspension else "")
            for id, each in notes if each.excluded or each.suspension
        )

    @cached_property
    def extending(self) -> tuple[tuple[str, Extension], ...]:
        """The nodes that grant an extension, and which."""
        notes = ((node.id, node.notes) for node in self.nodes.values())
        return tuple((id, each.extension) for id, each in notes if each.extension)

    def post_of(self, node: Node) -> str:
        """The post (岗位) that acts at `node`: its own annotation, else its lane's, else that of the sub-process around it.

        "" where nobody is named.
        """
        around: Node | None = node
        while around is not None:
            post = around.notes.post or (self.lanes[around.lane].post if around.lane else "")
            if post:
                return post
            around = self.nodes.get(around.scope)
        return ""

    def outgoing(self, node: Node) -> tuple[Flow, ...]:
        """The flows that leave `node`, in file order."""
        return tuple(self.flows[id] for id in node.outgoing)

    def incoming(self, node: Node) -> tuple[Flow, ...]:
        """The flows that enter `node`, in file order."""
        return tuple(self.flows[id] for id in node.incoming)
