"""Our annotations between XML and dataclasses, both ways, by the table in `vocabulary`."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum

from powerflow import xml
from powerflow.bpmn.rows import Attribute, Child, Element, Form
from powerflow.bpmn.tags import tags
from powerflow.bpmn.vocabulary import BY_NAME, NAMESPACE, PREFIX
from powerflow.model import Misfit, Place

_TRUE_FALSE = {"true": True, "1": True, "false": False, "0": False}

Report = Callable[[xml.Element, str, Mapping[str, object]], None]


# What stands in every node and repeats what the sequence flows say, or is only for readers.
_SILENT = frozenset({"incoming", "outgoing", "documentation"})


def ours(holder: xml.Element) -> list[xml.Element]:
    """The `pf:` elements in the `extensionElements` of a BPMN element."""
    return inside(holder)[0]


def inside(holder: xml.Element) -> tuple[list[xml.Element], list[tuple[str, xml.Element]]]:
    """The `pf:` elements of a BPMN element, and its other children that say something, each with its local name."""
    annotations: list[xml.Element] = []
    others: list[tuple[str, xml.Element]] = []
    if not len(holder):
        return annotations, others
    for _, name, child in xml.named_children(holder):
        if name in _SILENT:
            continue
        if name == "extensionElements":
            annotations += [each for each in child if xml.namespace(each) == NAMESPACE]
        elif name:
            others.append((name, child))
    return annotations, others


_ATTRIBUTES = {row.name: {attribute.name: attribute for attribute in row.attributes} for row in BY_NAME.values()}
_PLACES = {row.name: {child.element: child for child in row.children} for row in BY_NAME.values()}


@dataclass(frozen=True)
class NotesReader:
    """Reads annotations of one file; what does not fit the vocabulary is collected, never raised."""

    path: str
    misfits: list[Misfit]

    def read(self, element: xml.Element) -> object | None:
        """The value of one `pf:` element; None if it lacks what it must have."""
        return self._value(element, BY_NAME[xml.local_name(element)])

    def gather(self, row: Element, elements: Iterable[xml.Element]) -> object | None:
        """The value of a row whose children stand beside it (`pf:step`); None where there is none of them."""
        found = list(elements)
        if not found:
            return None
        own = next((each for each in found if xml.local_name(each) == row.name), None)
        values = self._attributes(own, row) if own is not None else {}
        if values is None or row.model is None:
            return None
        values.update(self._children(row, (each for each in found if each is not own)))
        return row.model(**values)

    def unknown(self, element: xml.Element) -> None:
        """Notes that `element` is not of our vocabulary or does not belong here."""
        self._misfit(element, "标注 pf:{tag} 不能写在这里，或不在词汇表中", {"tag": xml.local_name(element)})

    def _value(self, element: xml.Element, row: Element) -> object | None:
        if row.model is None:
            return (element.text or "").strip()
        values = self._attributes(element, row)
        if values is None:
            return None
        if row.body:
            values[row.body] = (element.text or "").strip()
        values.update(self._children(row, xml.children(element)))
        return row.model(**values)

    def _attributes(self, element: xml.Element, row: Element) -> dict[str, object] | None:
        values: dict[str, object] = {}
        complete = True
        for name, text in xml.attributes(element).items():
            attribute = _ATTRIBUTES[row.name].get(name)
            if attribute is None:
                if not name.startswith("{"):
                    self._misfit(element, "标注 pf:{tag} 没有属性“{name}”", {"tag": row.name, "name": name})
                continue
            value = self._convert(element, row, attribute, text)
            if value is not None:
                values[attribute.field] = value
        for attribute in row.attributes:
            if attribute.required and attribute.field not in values:
                if attribute.name not in element.attrib:
                    self._misfit(element, "标注 pf:{tag} 缺少属性“{name}”（{zh}）",
                                 {"tag": row.name, "name": attribute.name, "zh": attribute.zh})
                complete = False
        return values if complete else None

    def _convert(self, element: xml.Element, row: Element, attribute: Attribute, text: str) -> object | None:
        try:
            value = _READ[attribute.form](attribute, text.strip())
        except ValueError:
            self._misfit(element, "标注 pf:{tag} 的属性“{name}”不能是“{text}”，应当是{expected}", {
                "tag": row.name, "name": attribute.name, "text": text, "expected": expected(attribute)})
            return None
        if row.name == "tag" and attribute.name == "name" and value not in tags():
            self._misfit(element, "环节标签“{text}”不在标签表中", {"text": text})
        return value

    def _children(self, row: Element, elements: Iterable[xml.Element]) -> dict[str, object]:
        if not row.children:
            return {}
        many: dict[str, list[object]] = {}
        single: dict[str, object] = {}
        for element in elements:
            space, local = xml.name(element)
            if space != NAMESPACE:
                continue
            child = _PLACES[row.name].get(local)
            if child is None:
                self.unknown(element)
                continue
            value = self._value(element, BY_NAME[child.element])
            if value is None:
                continue
            if child.many:
                many.setdefault(child.field, []).append(value)
            elif child.field in single:
                self._misfit(element, "标注 pf:{tag} 只能写一个", {"tag": child.element})
            else:
                single[child.field] = value
        return {**single, **{name: tuple(values) for name, values in many.items()}}

    def _misfit(self, element: xml.Element, message: str, values: Mapping[str, object]) -> None:
        place = Place(self.path, xml.line_of(element), holder_id(element))
        self.misfits.append(Misfit(place=place, message=message, values=values))


def holder_id(element: xml.Element) -> str | None:
    """The id of the nearest element around `element` that has one."""
    around: xml.Element | None = element
    while around is not None:
        if around.get("id"):
            return str(around.get("id"))
        around = around.getparent()
    return None


def expected(attribute: Attribute) -> str:
    """What an attribute may say, for a message: its values or an example of its form."""
    if attribute.values:
        return " | ".join(attribute.values)
    return {Form.DATE: "2026-07-01", Form.WHOLE: "0, 1, 2 …", Form.YESNO: "true | false"}.get(attribute.form, "…")


def _choice(attribute: Attribute, text: str) -> object:
    if attribute.values and text not in attribute.values:
        raise ValueError(text)
    return text if attribute.enum is None else attribute.enum(text)


def _yesno(_: Attribute, text: str) -> object:
    if text not in _TRUE_FALSE:
        raise ValueError(text)
    return _TRUE_FALSE[text]


_READ: dict[Form, Callable[[Attribute, str], object]] = {
    Form.TEXT: lambda _, text: text,
    Form.REFERENCE: lambda _, text: text,
    Form.DATE: lambda _, text: date.fromisoformat(text),
    Form.WHOLE: lambda _, text: int(text),
    Form.YESNO: _yesno,
    Form.CHOICE: _choice,
    Form.WORDS: lambda _, text: tuple(word.strip() for word in text.split("|") if word.strip()),
}


def to_xml(value: object, name: str) -> xml.Element:
    """The `pf:` element `name` that says `value`; what equals the default is left out."""
    row = BY_NAME[name]
    if row.model is None:
        element = _element(name, {})
        element.text = str(value)
        return element
    element = _element(name, _written(row, value))
    if row.body and getattr(value, row.body):
        element.text = getattr(value, row.body)
    for each in children_to_xml(row, value):
        element.append(each)
    return element


def spread_to_xml(value: object, name: str) -> list[xml.Element]:
    """The elements for a row whose children stand beside it: itself if it has attributes, then its children."""
    row = BY_NAME[name]
    attributes = _written(row, value)
    return [_element(name, attributes)] * bool(attributes) + list(children_to_xml(row, value))


def children_to_xml(row: Element, value: object) -> Iterator[xml.Element]:
    """The child elements of `value`, in the order of the table."""
    for child in row.children:
        for each in _values(child, value):
            yield to_xml(each, child.element)


def _values(child: Child, value: object) -> tuple[object, ...]:
    held = getattr(value, child.field)
    if child.many:
        return tuple(held)
    return () if held is None or held == _defaults(type(value)).get(child.field) else (held,)


def _element(name: str, attributes: dict[str, str]) -> xml.Element:
    return xml.make(f"{{{NAMESPACE}}}{name}", attributes, {PREFIX: NAMESPACE})


def _written(row: Element, value: object) -> dict[str, str]:
    defaults = _defaults(type(value))
    written = {}
    for attribute in row.attributes:
        held = getattr(value, attribute.field)
        if attribute.required or held != defaults.get(attribute.field):
            written[attribute.name] = _text(held)
    return written


def _defaults(model: type) -> dict[str, object]:
    return {each.name: each.default for each in fields(model)}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return "|".join(str(each) for each in value)
    return value.isoformat() if isinstance(value, date) else str(value)
