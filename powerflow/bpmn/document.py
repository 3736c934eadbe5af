"""A BPMN file in memory: its tree as it came, the chart read from it, and the way back to bytes."""
from __future__ import annotations

from codecs import lookup
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from powerflow import xml
from powerflow.bpmn.names import BPMN, BPMNDI, DC, DI, OURS
from powerflow.bpmn.reader import ChartReader
from powerflow.errors import InputError
from powerflow.model import Flowchart, Kept, Place


@dataclass(frozen=True)
class Document:
    """A file that was read. The tree keeps everything: other tools' elements, drawing, comments."""

    path: str
    tree: xml.Tree
    digest: str

    @cached_property
    def chart(self) -> Flowchart:
        """The flowchart that the file describes."""
        return ChartReader(self.path, self.tree, self.digest).read()

    @property
    def encoding(self) -> str:
        """The encoding of the file as it says itself, in a name that Python knows; UTF-8 where it says none."""
        name = self.tree.docinfo.encoding or "utf-8"
        try:
            return lookup(name).name
        except LookupError:
            return "utf-8"

    def has(self, id: str) -> bool:
        """Whether an element of the file has this id."""
        return bool(xml.select(self.tree, "//*[@id=$id]", id=id))

    @cached_property
    def kept(self) -> tuple[Kept, ...]:
        """What stands in the file that we do not understand and keep, in file order.

        Unknown elements of BPMN (these alone are in the chart too), elements and attributes of other tools.
        """
        found = list(self.chart.kept)
        for element in _FOREIGN_ELEMENTS(self.tree):
            found.append(self._kept(element, xml.local_name(element), xml.namespace(element)))
        for element in _WITH_FOREIGN_ATTRIBUTES(self.tree):
            for name in element.attrib:
                space, _, local = str(name)[1:].partition("}")
                if str(name)[0] == "{" and space not in _KNOWN_ATTRIBUTES:
                    found.append(self._kept(element, f"@{local}", space))
        return tuple(sorted(found, key=lambda kept: kept.place.line or 0))

    def _kept(self, element: xml.Element, name: str, namespace: str) -> Kept:
        return Kept(place=Place(self.path, xml.line_of(element), element.get("id")), name=name, namespace=namespace)


_KNOWN_ATTRIBUTES = frozenset(
    {"http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/XML/1998/namespace"}
)


def _in_none_of(namespaces: Iterable[str]) -> str:
    return " and ".join(f"namespace-uri() != '{namespace}'" for namespace in sorted(namespaces))


_OWN = frozenset({BPMN, BPMNDI, DC, DI, OURS})
# The outermost foreign elements, and our own elements that carry foreign attributes.
_FOREIGN_ELEMENTS = xml.selector(f"//*[{_in_none_of(_OWN)}][not(parent::*[{_in_none_of(_OWN)}])]")
_WITH_FOREIGN_ATTRIBUTES = xml.selector(
    f"//*[@*[namespace-uri() != '' and {_in_none_of(_KNOWN_ATTRIBUTES)}]][not({_in_none_of(_OWN)})]"
)


def parse(data: bytes, path: str) -> Document:
    """The document in `data`; `path` names it in messages.

    Raises InputError (file, line, cause) for what is not safe, not XML, or not BPMN 2.0.
    """
    tree = xml.parse(data, path)
    root = tree.getroot()
    if xml.local_name(root) != "definitions" or xml.namespace(root) != BPMN:
        raise InputError(
            "{path} 第 {line} 行：不是 BPMN 2.0 文件，根元素是“{root}”（命名空间“{namespace}”），应当是 bpmn:definitions",
            path=path, line=xml.line_of(root), root=xml.local_name(root), namespace=xml.namespace(root),
        )
    return Document(path, tree, sha256(data).hexdigest())


def load(path: Path) -> Document:
    """The document in the file `path`. Raises InputError if it cannot be read."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError("{path}：没有这个文件", path=path) from error
    except OSError as error:
        raise InputError("{path}：文件无法读取（{cause}）", path=path, cause=error.strerror or error) from error
    return parse(data, str(path))


def read(path: Path) -> Flowchart:
    """The flowchart in the file `path`. Raises InputError if it cannot be read."""
    return load(path).chart


def write(document: Document) -> bytes:
    """The document as bytes, with everything that its file held."""
    return xml.write(document.tree)
