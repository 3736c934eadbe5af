"""A chart in the making for one demand of a row, with an item that the row binds."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from powerflow.law import Applies, Demand, Row
from powerflow.model import (
    Decision,
    Event,
    Flow,
    Flowchart,
    Lane,
    LaneNotes,
    LegalBasis,
    Node,
    Organ,
    Outcome,
    Place,
    PowerClass,
    PowerItem,
    PowerKind,
    Process,
    Step,
    StepNotes,
    StepTag,
    Traits,
)

PLACE = Place("minimal.bpmn", 1)


@dataclass
class Draft:
    """A chart in the making: steps in a row, each in a lane of its own post unless told otherwise."""

    item: PowerItem
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    lanes: dict[str, Lane] = field(default_factory=dict)
    last: str = "start"

    def step(self, tag: str, *, lane: Lane | None = None, id: str = "", **notes: object) -> Draft:
        """A step with a tag, after the last node."""
        id = id or f"s{len(self.nodes)}-{tag}"
        lane = lane or Lane(id=f"lane-{id}", place=PLACE, process="p", name=f"post-{id}", notes=LaneNotes(side="A"))
        self.lanes[lane.id] = lane
        tags = (StepTag(name=tag),) if tag else ()
        self.nodes[id] = Step(
            id=id, type="userTask", place=PLACE, scope="p", name=str(notes.pop("name", id)), lane=lane.id,
            notes=StepNotes(tags=tags, **notes),  # type: ignore[arg-type]
        )
        return self._go(id)

    def decision(self, id: str) -> Draft:
        """A gateway after the last node."""
        self.nodes[id] = Decision(id=id, type="exclusiveGateway", place=PLACE, scope="p", name=id)
        return self._go(id)

    def end(self, id: str = "end", name: str = "", kind: str = "", exit: str = "") -> Draft:
        """An end after the last node."""
        self.nodes[id] = Event(id=id, type="endEvent", place=PLACE, scope="p", name=name, outcome=Outcome(kind=kind or "x"))
        return self._go(id, exit)

    def at(self, id: str) -> Draft:
        """Goes on from here."""
        self.last = id
        return self

    def to(self, id: str, exit: str = "") -> Draft:
        """A flow from the last node."""
        return self._go(id, exit)

    def _go(self, id: str, exit: str = "") -> Draft:
        flow = f"f{len(self.flows)}"
        self.flows[flow] = Flow(id=flow, source=self.last, target=id, place=PLACE, scope="p", name=exit)
        self.last = id
        return self

    def chart(self, **more: Event) -> Flowchart:
        """The chart; what is left open ends."""
        if not any(isinstance(node, Event) for node in self.nodes.values()):
            self.end()
        nodes = {"start": Event(id="start", type="startEvent", place=PLACE, scope="p"), **self.nodes, **more}
        for id, node in nodes.items():
            nodes[id] = replace(
                node, incoming=tuple(flow.id for flow in self.flows.values() if flow.target == id),
                outgoing=tuple(flow.id for flow in self.flows.values() if flow.source == id),
            )
        for event in more.values():
            host = nodes[event.attached_to or ""]
            assert isinstance(host, Step)
            nodes[host.id] = replace(host, boundary=(event.id,))
        return Flowchart(
            path="minimal.bpmn", digest="", item=self.item, item_place=PLACE, nodes=nodes, flows=self.flows, lanes=self.lanes,
            processes={"p": Process(id="p", place=PLACE, nodes=tuple(nodes))},
        )


def item(row: Row, demand: Demand) -> PowerItem:
    """An item that the demand binds."""
    both = (row.applies, demand.applies)
    kind, way, code = (one(both, name) for name in ("kind", "way", "code"))
    nature = one(both, "nature")
    traits = {name: value[0] if isinstance(value, tuple) else value for each in both for name, value in each.trait.items()}
    if "penalty_kinds" in traits:
        traits["penalty_kinds"] = (traits["penalty_kinds"],)
    return PowerItem(
        code=code or "X01", name=one(both, "item") or "示例", kind=PowerKind(kind or "10"),
        power_class=PowerClass(one(both, "power_class") or "enforcement"), way=way, case_type=one(both, "case_type"),
        organ=Organ(name="organ", nature=nature or "1"), bases=(LegalBasis(law=one(both, "law") or "示例法", level="法律", url="x"),),
        packs=(row.pack,) if row.pack else (), traits=Traits(**traits),  # type: ignore[arg-type]
    )


def one(both: Iterable[Applies], name: str) -> str:
    found = [set(value) for each in both if (value := getattr(each, name))]
    common = set.intersection(*found) if found else {""}
    return next(value for value in (getattr(list(both)[-1], name) or getattr(next(iter(both)), name) or ("",)) if value in common)


def draft(row: Row, demand: Demand, **changes: object) -> Draft:
    """A draft with the item, that will get the steps which switch the demand on."""
    return Draft(replace(item(row, demand), **changes))  # type: ignore[arg-type]


def switched_on(made: Draft, row: Row, demand: Demand) -> Flowchart:
    """The chart, with a side branch that holds the tags which `applies` asks for and the chart does not have."""
    have = {tag.name for node in made.nodes.values() for tag in node.notes.tags}
    asked = [
        next((tag for tag in applies.tag if tag not in _spoken(demand)), applies.tag[0])
        for applies in (row.applies, demand.applies) if applies.tag and have.isdisjoint(applies.tag)
    ]
    if asked:
        first = next(flow for flow in made.flows.values() if flow.source == "start")
        made.at("start")
        made.nodes = {"before": Decision(id="before", type="exclusiveGateway", place=PLACE, scope="p"), **made.nodes}
        made.flows[first.id] = replace(first, source="before")
        made._go("before")
        side = next(each for each in "PAX" if each not in getattr(demand, "side", ()))
        for number, tag in enumerate(asked):
            bystander = Lane(id=f"side-lane{number}", place=PLACE, process="p", name=f"side-post{number}", notes=LaneNotes(side=side))
            made.step(tag, id=f"side{number}", lane=bystander)
        made.end("side-end")
    return made.chart()


def _spoken(demand: Demand) -> frozenset[str]:
    return frozenset(getattr(demand, "tags", ()) or ())


