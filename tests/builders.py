"""Draws flowcharts for tests: `chart().start().step("审查", post="承办人", days=20).end().build()`."""
from __future__ import annotations

from collections.abc import Iterable
from html import escape

from powerflow import bpmn
from powerflow.model import (
    Flowchart,
    HandOver,
    LaneNotes,
    LimitRole,
    Outcome,
    PowerItem,
    StepNotes,
    StepTag,
    TimeLimit,
    Unit,
    WayIn,
)


def quoteattr(text: str) -> str:
    """The text as a quoted XML attribute."""
    return f'"{escape(text)}"'


_NAMESPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"


class ChartBuilder:
    """Grows a chart node by node; each new node is joined to the one before it unless `at` said otherwise."""

    def __init__(self, name: str = "示例事项", item: PowerItem | None = None) -> None:
        self._name = name
        self._item = item
        self._nodes: list[str] = []
        self._flows: list[str] = []
        self._lanes: dict[str, list[str]] = {}
        self._annotations: dict[str, list[bpmn.Annotation]] = {}
        self._last: str | None = None
        self._next_flow: tuple[str, str | None] = ("", None)
        self._count = 0

    def start(self, id: str = "start", name: str = "申请", way: str = "application") -> ChartBuilder:
        """A start event."""
        self._last = None
        return self._node("startEvent", id, name, annotations=[WayIn(kind=way)])

    def step(
        self, name: str, id: str = "", *, post: str = "承办人", days: int | None = None, limits: Iterable[TimeLimit] = (),
        tags: Iterable[str] = (), type: str = "userTask", notes: StepNotes | None = None, sets: Iterable[str] = (),
        attributes: str = "",
    ) -> ChartBuilder:
        """An activity in the lane of `post`, with a promised limit of `days` working days."""
        all_limits = list(limits)
        if days is not None:
            all_limits.append(TimeLimit(role=LimitRole.PROMISED, amount=days, unit=Unit.WORKING_DAY))
        notes = notes or StepNotes(
            time_limits=tuple(all_limits), tags=tuple(StepTag(name=tag) for tag in tags), sets=tuple(sets)
        )
        return self._node(type, id or name, name, post=post, annotations=[notes], attributes=attributes)

    def decision(self, id: str, name: str = "", *, type: str = "exclusiveGateway", post: str = "", default: str = "") -> ChartBuilder:
        """A gateway."""
        attributes = f" default={quoteattr(default)}" if default else ""
        return self._node(type, id, name, post=post, attributes=attributes)

    def parallel(self, id: str) -> ChartBuilder:
        """A parallel gateway, to fork or to join."""
        return self._node("parallelGateway", id, "")

    def boundary_timer(self, id: str, on: str, limit: TimeLimit, *, interrupting: bool = True, name: str = "逾期") -> ChartBuilder:
        """A timer on the border of the step `on`; what follows is its path."""
        self._last = None
        attributes = f" attachedToRef={quoteattr(on)} cancelActivity=\"{str(interrupting).lower()}\""
        return self._node(
            "boundaryEvent", id, name, inner="<timerEventDefinition/>", attributes=attributes,
            annotations=[StepNotes(time_limits=(limit,))],
        )

    def timer(self, id: str, limit: TimeLimit, name: str = "等待") -> ChartBuilder:
        """An intermediate timer event."""
        return self._node(
            "intermediateCatchEvent", id, name, inner="<timerEventDefinition/>", annotations=[StepNotes(time_limits=(limit,))]
        )

    def end(self, id: str = "end", name: str = "办结", outcome: str = "办结", *, inner: str = "") -> ChartBuilder:
        """An end event with its outcome."""
        return self._node("endEvent", id, name, inner=inner, annotations=[Outcome(kind=outcome)])

    def at(self, id: str) -> ChartBuilder:
        """Goes on from the node `id`."""
        self._last = id
        return self

    def via(self, name: str = "", condition: str | None = None) -> ChartBuilder:
        """Names the next flow and gives it a condition."""
        self._next_flow = (name, condition)
        return self

    def to(self, id: str) -> ChartBuilder:
        """A flow from the last node to the node `id`."""
        assert self._last is not None
        self.flow(self._last, id)
        return self

    def flow(self, source: str, target: str, id: str = "", hand_over: str = "") -> ChartBuilder:
        """A flow between two nodes."""
        name, condition = self._next_flow
        self._next_flow = ("", None)
        self._count += 1
        id = id or f"f{self._count}"
        inner = ""
        if condition is not None:
            inner = f"<conditionExpression>{escape(condition)}</conditionExpression>"
        self._flows.append(
            f"<sequenceFlow id={quoteattr(id)} name={quoteattr(name)} sourceRef={quoteattr(source)}"
            f" targetRef={quoteattr(target)}>{inner}</sequenceFlow>"
        )
        if hand_over:
            self._annotations[id] = [HandOver(passes=hand_over)]
        return self

    def raw(self, text: str) -> ChartBuilder:
        """BPMN written by hand, put into the process as it is."""
        self._nodes.append(text)
        return self

    def data(self) -> bytes:
        """The file's bytes, with all annotations."""
        return bpmn.write(self.document())

    def document(self, path: str = "test.bpmn") -> bpmn.Document:
        """The document."""
        document = bpmn.parse(self._plain().encode(), path)
        for id, values in self._annotations.items():
            document = bpmn.annotate(document, id, *values)
        for post in self._lanes:
            document = bpmn.annotate(document, f"lane-{post}", LaneNotes(post=post))
        if self._item:
            document = bpmn.annotate(document, "process", self._item)
        return document

    def build(self, path: str = "test.bpmn") -> Flowchart:
        """The flowchart, read back from its bytes."""
        document = self.document(path)
        return bpmn.parse(bpmn.write(document), path).chart

    def _plain(self) -> str:
        lanes = "".join(
            f"<lane id={quoteattr(f'lane-{post}')} name={quoteattr(post)}>"
            + "".join(f"<flowNodeRef>{escape(id)}</flowNodeRef>" for id in members) + "</lane>\n"
            for post, members in self._lanes.items()
        )
        lane_set = f'<laneSet id="lanes">{lanes}</laneSet>\n' if lanes else ""
        body = "\n".join([*self._nodes, *self._flows])
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="{_NAMESPACE}" id="definitions"'
            f' targetNamespace="urn:test">\n<process id="process" name={quoteattr(self._name)} isExecutable="true">\n'
            f"{lane_set}{body}\n</process>\n</definitions>\n"
        )

    def _node(
        self, type: str, id: str, name: str, *, post: str = "", inner: str = "", attributes: str = "",
        annotations: Iterable[bpmn.Annotation] = (),
    ) -> ChartBuilder:
        if self._last is not None:
            self.flow(self._last, id)
        self._nodes.append(f"<{type} id={quoteattr(id)} name={quoteattr(name)}{attributes}>{inner}</{type}>")
        if post:
            self._lanes.setdefault(post, []).append(id)
        self._annotations[id] = [each for each in annotations if each != StepNotes()]
        self._last = None if type == "endEvent" else id
        return self


def chart(name: str = "示例事项", item: PowerItem | None = None) -> ChartBuilder:
    """A new chart without nodes."""
    return ChartBuilder(name, item)
