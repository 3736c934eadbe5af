"""Reads a flowchart out of a BPMN tree, whatever modeller wrote it; nothing is refused for being wrong."""
from __future__ import annotations

from collections import defaultdict
from typing import Any

from powerflow import xml
from powerflow.bpmn.drawing import Drawing
from powerflow.bpmn.making import made
from powerflow.bpmn.names import ACTIVITIES, BPMN, EVENTS, GATEWAYS, LOOPS, PASSIVE, SUB_PROCESSES, TRIGGERS
from powerflow.bpmn.notes import NotesReader, inside, ours
from powerflow.bpmn.vocabulary import BY_NAME, HOSTS
from powerflow.model import (
    Decision,
    Event,
    Flow,
    Flowchart,
    HandOver,
    Kept,
    Lane,
    LaneNotes,
    LooseEnd,
    MessageFlow,
    Misfit,
    Node,
    Outcome,
    Place,
    PlacedSuppression,
    Pool,
    PowerItem,
    Process,
    Step,
    StepNotes,
    Suppression,
    WayIn,
)

_NODES = ACTIVITIES | GATEWAYS | EVENTS
_LOOPS_AND_CONDITIONS = LOOPS.keys() | {"completionCondition"}
# The children of one element as `inside` gives them.
_Inner = list[tuple[str, xml.Element]]


class ChartReader:
    """One pass over one file. Ids that are missing are made from tag and line; of duplicates the first one holds."""

    def __init__(self, path: str, tree: xml.Tree, digest: str) -> None:
        self._path = path
        self._root = tree.getroot()
        self._digest = digest
        self._processes: dict[str, Process] = {}
        self._pools: dict[str, Pool] = {}
        self._lanes: dict[str, Lane] = {}
        # What each node will be made of, until its flows and lane are known.
        self._parts: dict[str, tuple[type[Node], dict[str, Any]]] = {}
        self._nodes: dict[str, Node] = {}
        self._flows: dict[str, Flow] = {}
        self._messages: dict[str, MessageFlow] = {}
        self._ids: set[str] = set()
        self._loose: list[LooseEnd] = []
        self._duplicates: list[Place] = []
        self._misfits: list[Misfit] = []
        self._kept: list[Kept] = []
        self._suppressions: list[PlacedSuppression] = []
        self._notes = NotesReader(path, self._misfits)
        self._item: PowerItem | None = None
        self._item_place: Place | None = None

    def read(self) -> Flowchart:
        """The whole chart."""
        for space, tag, element in xml.named_children(self._root):
            if space != BPMN:
                continue
            if tag == "process":
                self._read_process(element)
            elif tag == "collaboration":
                self._read_collaboration(element)
            elif tag not in PASSIVE and tag not in TRIGGERS:
                self._keep(element)
        drawing = Drawing(self._root)
        self._connect()
        return Flowchart(
            path=self._path, digest=self._digest, item=self._item, item_place=self._item_place,
            processes=self._processes, pools=self._pools, lanes=self._lanes, nodes=self._nodes, flows=self._flows,
            message_flows=self._messages, shapes=drawing.boxes, lines=drawing.lines, loose_ends=tuple(self._loose),
            duplicates=tuple(self._duplicates), misfits=tuple(self._misfits), kept=tuple(self._kept),
            suppressions=tuple(self._suppressions),
        )

    # -- ids and places --------------------------------------------------------------------------------------

    def _place(self, element: xml.Element, id: str | None = None) -> Place:
        return Place(self._path, xml.line_of(element), id or element.get("id"), (element.get("name") or "").strip())

    def _claim(self, element: xml.Element) -> str | None:
        """The element's id, made up where it has none; None if another element has it already."""
        id = element.get("id") or self._made_up(element)
        if id in self._ids:
            self._duplicates.append(self._place(element))
            return None
        self._ids.add(id)
        return id

    def _made_up(self, element: xml.Element) -> str:
        id = made = f"{xml.local_name(element)}@{xml.line_of(element)}"
        count = 1
        while id in self._ids:
            count += 1
            id = f"{made}.{count}"
        return id

    def _keep(self, element: xml.Element) -> None:
        """Notes an element of BPMN that says something of the flow which we do not understand."""
        self._kept.append(Kept(place=self._place(element), name=xml.local_name(element), namespace=BPMN))

    # -- processes and what is in them -----------------------------------------------------------------------

    def _read_process(self, element: xml.Element) -> None:
        id = self._claim(element)
        if id is None:
            return
        self._read_item(element)
        inner = self._read_scope(element, id)
        self._processes[id] = Process(
            id=id, place=self._place(element, id), name=_tidy(element.get("name")),
            executable=element.get("isExecutable") == "true", nodes=inner,
        )

    def _read_item(self, element: xml.Element) -> None:
        annotations = ours(element)
        self._read_suppressions(annotations, "")
        for each in annotations:
            if xml.local_name(each) in HOSTS["any"]:
                continue
            if xml.local_name(each) != "item":
                self._notes.unknown(each)
            elif self._item is None:
                value = self._notes.read(each)
                self._item = value if isinstance(value, PowerItem) else None
                self._item_place = self._place(each)

    def _read_scope(self, holder: xml.Element, scope: str) -> tuple[str, ...]:
        inner: list[str] = []
        for space, tag, element in xml.named_children(holder):
            if space != BPMN:
                continue
            if tag in _NODES:
                id = self._claim(element)
                if id is not None:
                    self._parts[id] = self._node(element, tag, id, scope)
                    inner.append(id)
            elif tag == "sequenceFlow":
                self._read_flow(element, scope)
            elif tag == "laneSet":
                self._read_lanes(element, scope, None)
            elif tag not in PASSIVE and tag not in _LOOPS_AND_CONDITIONS:
                self._keep(element)
        return tuple(inner)

    def _node(self, element: xml.Element, tag: str, id: str, scope: str) -> tuple[type[Node], dict[str, Any]]:
        said = xml.attributes(element)
        annotations, inner = inside(element)
        name = said.get("name", "")
        known: dict[str, Any] = {
            "id": id, "type": tag, "place": Place(self._path, xml.line_of(element), id, name.strip()), "scope": scope,
            "name": _tidy(name), "default": said.get("default"), "notes": _NO_NOTES,
        }
        if annotations:
            known["notes"] = self._step_notes(annotations)
            self._read_suppressions(annotations, id)
            self._refuse(annotations, HOSTS["node"] + (HOSTS["event"] if tag in EVENTS else ()))
        if tag in GATEWAYS:
            return Decision, known
        if tag in EVENTS:
            known.update(self._event(said, inner, annotations, tag))
            return Event, known
        known.update(self._step(element, said, inner, known))
        return Step, known

    def _step(self, element: xml.Element, said: dict[str, str], inner: _Inner, known: dict[str, Any]) -> dict[str, Any]:
        return {
            "called": said.get("calledElement", ""), "looped": next((LOOPS[name] for name, _ in inner if name in LOOPS), ""),
            "inner": self._read_scope(element, known["id"]) if known["type"] in SUB_PROCESSES else (),
            "triggered_by_event": said.get("triggeredByEvent") == "true",
            "for_compensation": said.get("isForCompensation") == "true", "instantiates": said.get("instantiate") == "true",
        }

    def _event(self, said: dict[str, str], inner: _Inner, annotations: list[xml.Element], tag: str) -> dict[str, Any]:
        is_boundary = tag == "boundaryEvent"
        return {
            "trigger": _trigger(said, inner) if inner else "none", "reference": _reference(inner) if inner else "",
            "attached_to": said.get("attachedToRef") if is_boundary else None,
            "interrupting": said.get("cancelActivity" if is_boundary else "isInterrupting") != "false",
            "outcome": self._single(annotations, "outcome", Outcome), "way_in": self._single(annotations, "wayIn", WayIn),
        }

    def _read_flow(self, element: xml.Element, scope: str) -> None:
        id = self._claim(element)
        if id is None:
            return
        said = xml.attributes(element)
        annotations, inner = inside(element)
        name = said.get("name", "")
        self._flows[id] = made(Flow, {
            "id": id, "source": said.get("sourceRef", ""), "target": said.get("targetRef", ""), "scope": scope,
            "place": Place(self._path, xml.line_of(element), id, name.strip()), "name": _tidy(name),
            "condition": _condition(inner) if inner else None,
            "hand_overs": self._hand_overs(annotations, id) if annotations else (),
        })

    def _hand_overs(self, annotations: list[xml.Element], id: str) -> tuple[HandOver, ...]:
        self._read_suppressions(annotations, id)
        self._refuse(annotations, HOSTS["flow"])
        values = (self._notes.read(each) for each in annotations if xml.local_name(each) == "handOver")
        return tuple(value for value in values if isinstance(value, HandOver))

    def _read_lanes(self, lane_set: xml.Element, scope: str, parent: str | None) -> None:
        for _, tag, element in xml.named_children(lane_set):
            if tag != "lane":
                continue
            id = self._claim(element)
            if id is None:
                continue
            annotations, inner = inside(element)
            self._read_suppressions(annotations, id)
            self._refuse(annotations, HOSTS["lane"])
            self._lanes[id] = Lane(
                id=id, place=self._place(element, id), process=scope, name=_tidy(element.get("name")), parent=parent,
                members=tuple((each.text or "").strip() for name, each in inner if name == "flowNodeRef"),
                notes=self._single(annotations, "lane", LaneNotes) or LaneNotes(),
            )
            for name, child in inner:
                if name in ("childLaneSet", "childLaneset"):
                    self._read_lanes(child, scope, id)

    def _read_collaboration(self, element: xml.Element) -> None:
        for space, tag, child in xml.named_children(element):
            if space != BPMN or tag not in ("participant", "messageFlow"):
                continue
            id = self._claim(child)
            if id is None:
                continue
            if tag == "participant":
                process = child.get("processRef")
                self._pools[id] = Pool(
                    id=id, place=self._place(child, id), name=_tidy(child.get("name")), process=_local(process)
                )
            else:
                self._messages[id] = MessageFlow(
                    id=id, source=_local(child.get("sourceRef")) or "", target=_local(child.get("targetRef")) or "",
                    place=self._place(child, id), name=_tidy(child.get("name")),
                )

    # -- annotations -----------------------------------------------------------------------------------------

    def _step_notes(self, annotations: list[xml.Element]) -> StepNotes:
        mine = [each for each in annotations if xml.local_name(each) in HOSTS["node"]]
        value = self._notes.gather(BY_NAME["step"], mine)
        return value if isinstance(value, StepNotes) else _NO_NOTES

    def _single(self, annotations: list[xml.Element], name: str, model: type[Any]) -> Any:
        for each in annotations:
            if xml.local_name(each) == name:
                value = self._notes.read(each)
                return value if isinstance(value, model) else None
        return None

    def _read_suppressions(self, annotations: list[xml.Element], id: str) -> None:
        for each in annotations:
            if xml.local_name(each) == "suppress" and isinstance(value := self._notes.read(each), Suppression):
                place = Place(self._path, xml.line_of(each), id or None)
                self._suppressions.append(PlacedSuppression(**vars(value), element=id, place=place))

    def _refuse(self, annotations: list[xml.Element], allowed: tuple[str, ...]) -> None:
        for each in annotations:
            if xml.local_name(each) not in (*allowed, *HOSTS["any"]):
                self._notes.unknown(each)

    # -- references ------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        """Ties nodes, flows, lanes and boundary events together; references that lead nowhere are noted."""
        incoming, outgoing = defaultdict(list), defaultdict(list)
        for flow in list(self._flows.values()):
            if flow.source in self._parts and flow.target in self._parts:
                outgoing[flow.source].append(flow.id)
                incoming[flow.target].append(flow.id)
                continue
            for name, end in (("sourceRef", flow.source), ("targetRef", flow.target)):
                if end not in self._parts:
                    self._loose.append(LooseEnd(place=flow.place, attribute=name, target=end))
            del self._flows[flow.id]
        lane_of = self._lane_of()
        boundary = self._boundaries()
        for id, (kind, known) in self._parts.items():
            known["incoming"], known["outgoing"] = tuple(incoming[id]), tuple(outgoing[id])
            known["lane"] = lane_of.get(id)
            if known["default"] and known["default"] not in known["outgoing"]:
                self._loose.append(LooseEnd(place=known["place"], attribute="default", target=known["default"]))
                known["default"] = None
            if kind is Step:
                known["boundary"] = tuple(boundary[id])
            self._nodes[id] = made(kind, known)
        self._check_pools()

    def _lane_of(self) -> dict[str, str]:
        """Each node's lane; a lane inside another one comes later and so wins."""
        lane_of = {}
        for lane in self._lanes.values():
            for member in lane.members:
                if member in self._parts:
                    lane_of[member] = lane.id
                else:
                    self._loose.append(LooseEnd(place=lane.place, attribute="flowNodeRef", target=member))
        return lane_of

    def _boundaries(self) -> defaultdict[str, list[str]]:
        boundary = defaultdict(list)
        for id, (_, known) in self._parts.items():
            if known["type"] == "boundaryEvent":
                host = known["attached_to"] or ""
                if host in self._parts and self._parts[host][0] is Step:
                    boundary[host].append(id)
                else:
                    self._loose.append(LooseEnd(place=known["place"], attribute="attachedToRef", target=host))
        return boundary

    def _check_pools(self) -> None:
        for pool in self._pools.values():
            if pool.process and pool.process not in self._processes:
                self._loose.append(LooseEnd(place=pool.place, attribute="processRef", target=pool.process))
        for message in self._messages.values():
            for name, end in (("sourceRef", message.source), ("targetRef", message.target)):
                if end not in self._nodes and end not in self._pools:
                    self._loose.append(LooseEnd(place=message.place, attribute=name, target=end))


_NO_NOTES = StepNotes()


def _tidy(name: str | None) -> str:
    """A name on one line, without blanks around it."""
    return " ".join(name.split()) if name else ""


def _condition(inner: _Inner) -> str | None:
    text = next(("".join(each.itertext()) for name, each in inner if name == "conditionExpression"), None)
    return text.strip() if text is not None else None


def _trigger(said: dict[str, str], inner: _Inner) -> str:
    triggers = [TRIGGERS[name] for name, _ in inner if name in TRIGGERS]
    if len(triggers) > 1:
        return "parallel" if said.get("parallelMultiple") == "true" else "multiple"
    if triggers:
        return triggers[0]
    return "reference" if any(name == "eventDefinitionRef" for name, _ in inner) else "none"


def _reference(inner: _Inner) -> str:
    """What the event refers to: a message, signal or error by id, a link by its name."""
    name, definition = next((each for each in inner if each[0] in TRIGGERS), ("", None))
    if definition is None:
        return ""
    said = xml.attributes(definition)
    reference = next((value for attribute, value in said.items() if attribute.endswith("Ref")), None)
    if reference is not None:
        return reference
    return said.get("name", "") if name == "linkEventDefinition" else ""


def _local(reference: str | None) -> str | None:
    """A reference without its namespace prefix (`tns:task1` → `task1`), as some modellers write them."""
    return str(reference).rpartition(":")[2] if reference else None
