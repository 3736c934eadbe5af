"""Changes the drawing of a BPMN document: the kind of a gateway, a gateway more, a flow less, with its picture."""
from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from powerflow import xml
from powerflow.bpmn.document import Document, parse
from powerflow.bpmn.joining import draw_gateway
from powerflow.bpmn.names import BPMN, BPMNDI, GATEWAYS
from powerflow.errors import UsageError

_DECIDING = ("exclusiveGateway", "inclusiveGateway", "complexGateway")
_Change = Callable[[xml.Tree], None]


def retype(document: Document, gateway: str, to: str) -> Document:
    """A new document in which the gateway with the id `gateway` is a `to` (`parallelGateway`, …).

    A default flow goes where the new kind has none. Raises UsageError if there is no such gateway.
    """

    def change(tree: xml.Tree) -> None:
        element = _found(tree, document, gateway)
        if xml.local_name(element) not in GATEWAYS or to not in GATEWAYS:
            raise UsageError("{path}：“{element}”不是网关", path=document.path, element=gateway)
        element.tag = f"{{{BPMN}}}{to}"
        if to not in _DECIDING:
            element.attrib.pop("default", None)
        for shape in _drawn(tree, "BPMNShape", gateway):
            shape.attrib.pop("isMarkerVisible", None)
            if to == "exclusiveGateway":
                shape.set("isMarkerVisible", "true")

    return _changed(document, change)


def set_default(document: Document, flow: str) -> Document:
    """A new document in which the gateway before the sequence flow `flow` takes it where no condition holds.

    Raises UsageError if there is no such flow, or none that leaves a gateway with conditions.
    """

    def change(tree: xml.Tree) -> None:
        element = _found(tree, document, flow)
        gateway = xml.select(tree, "//*[@id=$id]", id=str(element.get("sourceRef")))
        if xml.local_name(element) != "sequenceFlow" or not gateway or xml.local_name(gateway[0]) not in _DECIDING:
            raise UsageError("{path}：“{element}”不是判断的出口", path=document.path, element=flow)
        gateway[0].set("default", flow)

    return _changed(document, change)


def drop_flow(document: Document, flow: str) -> Document:
    """A new document without the sequence flow `flow`. Raises UsageError if there is no such flow."""

    def change(tree: xml.Tree) -> None:
        element = _found(tree, document, flow)
        if xml.local_name(element) != "sequenceFlow":
            raise UsageError("{path}：“{element}”不是流向", path=document.path, element=flow)
        for each in (element, *_drawn(tree, "BPMNEdge", flow), *_mentions(tree, flow)):
            _remove(each)
        for holder in xml.select(tree, "//*[@default=$id]", id=flow):
            del holder.attrib["default"]

    return _changed(document, change)


def insert_join(document: Document, before: str, gateway: str, id: str) -> Document:
    """A new document in which all flows into `before` meet in a new gateway of the type `gateway` first.

    The gateway is called `id`, the flow from it `<id>-flow`. Raises UsageError if there is no element `before`.
    """

    def change(tree: xml.Tree) -> None:
        target = _found(tree, document, before)
        link = f"{id}-flow"
        flows = xml.select(tree, "//*[local-name()='sequenceFlow'][@targetRef=$id]", id=before)
        for flow in flows:
            flow.set("targetRef", id)
        ids = [str(flow.get("id")) for flow in flows if flow.get("id")]
        mentions = [each for each in xml.children(target) if xml.local_name(each) == "incoming"]
        join = xml.make(f"{{{BPMN}}}{gateway}", {"id": id})
        flow = xml.make(f"{{{BPMN}}}sequenceFlow", {"id": link, "sourceRef": id, "targetRef": before})
        _insert_before(target, join)
        _insert_before(target, flow)
        if mentions:
            _mention(join, target, [*(("incoming", id) for id in ids), ("outgoing", link)])
            mentions[0].text = link
            for each in mentions[1:]:
                _remove(each)
        for member in xml.select(tree, "//*[local-name()='flowNodeRef'][normalize-space()=$id]", id=before):
            also = xml.make(f"{{{BPMN}}}flowNodeRef", {})
            also.text = id
            _insert_before(member, also)
        draw_gateway(tree, before, id, ids)

    return _changed(document, change)


def _changed(document: Document, change: _Change) -> Document:
    tree = deepcopy(document.tree)
    change(tree)
    return parse(xml.write(tree), document.path)


def _found(tree: xml.Tree, document: Document, id: str) -> xml.Element:
    found = xml.select(tree, "//*[@id=$id]", id=id)
    if not found:
        raise UsageError("{path}：没有标识为“{element}”的元素", path=document.path, element=id)
    return found[0]


def _drawn(tree: xml.Tree, tag: str, id: str) -> list[xml.Element]:
    return [each for each in tree.getroot().iter(f"{{{BPMNDI}}}{tag}") if str(each.get("bpmnElement")).rpartition(":")[2] == id]


def _mentions(tree: xml.Tree, flow: str) -> list[xml.Element]:
    return xml.select(tree, "//*[local-name()='incoming' or local-name()='outgoing'][normalize-space()=$id]", id=flow)


def _remove(element: xml.Element) -> None:
    """Takes an element out with the white space before it, so that no empty line is left."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if before is not None:
        before.tail = element.tail
    else:
        parent.text = element.tail
    parent.remove(element)


def _insert_before(element: xml.Element, new: xml.Element) -> None:
    before, parent = element.getprevious(), element.getparent()
    assert parent is not None
    new.tail = before.tail if before is not None else parent.text
    element.addprevious(new)


def _mention(join: xml.Element, like: xml.Element, references: list[tuple[str, str]]) -> None:
    """The flows of the new gateway as child elements, indented like those of `like`."""
    join.text = like.text
    for tag, id in references:
        child = xml.make(f"{{{BPMN}}}{tag}", {})
        child.text, child.tail = id, like.text
        join.append(child)
    join[-1].tail = like[-1].tail
