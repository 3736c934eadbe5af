"""Writes our annotations into a BPMN document, leaving everything else as it was."""
from __future__ import annotations

from copy import deepcopy

from powerflow import xml
from powerflow.bpmn.document import Document, parse
from powerflow.bpmn.names import BPMN, OURS
from powerflow.bpmn.notes import spread_to_xml, to_xml
from powerflow.errors import UsageError
from powerflow.model import HandOver, LaneNotes, Outcome, PowerItem, StepNotes, Suppression, WayIn

Annotation = PowerItem | StepNotes | LaneNotes | Outcome | WayIn | HandOver | Suppression

_NAMES: dict[type, str] = {
    PowerItem: "item", LaneNotes: "lane", Outcome: "outcome", WayIn: "wayIn", HandOver: "handOver",
    Suppression: "suppress",
}


def annotate(document: Document, element: str, *values: Annotation) -> Document:
    """A new document in which the BPMN element with the id `element` carries `values` instead of its former annotations.

    Raises UsageError if there is no such element.
    """
    tree = deepcopy(document.tree)
    found = xml.select(tree, "//*[@id=$id]", id=element)
    if not found:
        raise UsageError("{path}：没有标识为“{element}”的元素", path=document.path, element=element)
    holder = extension_elements(found[0])
    for old in [each for each in xml.children(holder) if xml.namespace(each) == OURS]:
        holder.remove(old)
    for value in values:
        for each in spread_to_xml(value, "step") if isinstance(value, StepNotes) else [to_xml(value, _NAMES[type(value)])]:
            holder.append(each)
    if not len(holder):
        found[0].remove(holder)
    return parse(xml.write(tree), document.path)


def extension_elements(element: xml.Element) -> xml.Element:
    """The element's `extensionElements`; a new one comes where BPMN's schema wants it, after the documentation."""
    position = 0
    for index, child in enumerate(element):
        if xml.local_name(child) == "extensionElements":
            return child
        if xml.local_name(child) == "documentation":
            position = index + 1
    made = xml.make(f"{{{BPMN}}}extensionElements", {})
    element.insert(position, made)
    return made
