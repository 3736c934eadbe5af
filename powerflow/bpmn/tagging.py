"""Writes a confirmed step tag into a BPMN document, leaving everything else as it was."""
from __future__ import annotations

from copy import deepcopy
from datetime import date

from powerflow import xml
from powerflow.bpmn.annotate import extension_elements
from powerflow.bpmn.document import Document, parse
from powerflow.bpmn.names import OURS
from powerflow.bpmn.tags import tags
from powerflow.errors import UsageError


def confirm_tag(document: Document, element: str, tag: str, *, by: str, on: date) -> Document:
    """A new document in which the step `element` carries `tag`, confirmed by the person `by` on the day `on`.

    Raises UsageError if there is no such element or tag.
    """
    if tag not in tags():
        raise UsageError("没有标签“{tag}”；全部标签见 docs/vocabulary.md", tag=tag)
    tree = deepcopy(document.tree)
    found = xml.select(tree, "//*[@id=$id]", id=element)
    if not found:
        raise UsageError("{path}：没有标识为“{element}”的元素", path=document.path, element=element)
    holder = extension_elements(found[0])
    written = next((each for each in holder if _is_tag(each) and each.get("name") == tag), None)
    if written is None:
        written = xml.make(f"{{{OURS}}}tag", {"name": tag})
        _place(holder, written)
    written.set("confirmedBy", by)
    written.set("confirmedOn", on.isoformat())
    return parse(xml.write(tree), document.path)


def _is_tag(element: xml.Element) -> bool:
    return xml.namespace(element) == OURS and xml.local_name(element) == "tag"


def _place(holder: xml.Element, tag: xml.Element) -> None:
    """Puts the tag after the other tags, else after `pf:step`, else at the end, indented as its neighbours are."""
    ours = [each for each in holder if xml.namespace(each) == OURS]
    before = next((each for each in reversed(ours) if _is_tag(each)), None)
    before = before if before is not None else next((each for each in ours if xml.local_name(each) == "step"), None)
    before = before if before is not None else next(iter(holder[-1:]), None)
    if before is None:
        _indent(holder, tag)
        return
    tag.tail, before.tail = before.tail, holder.text
    holder.insert(holder.index(before) + 1, tag)


def _indent(holder: xml.Element, tag: xml.Element) -> None:
    """Puts the first tag into an empty holder, indented as the element around them is."""
    around = holder.getparent()
    assert around is not None
    inside = around.text if around.text and not around.text.strip() else None
    holder.append(tag)
    if inside is not None:
        holder.text, tag.tail, holder.tail = f"{inside}  ", inside, holder.tail or inside
