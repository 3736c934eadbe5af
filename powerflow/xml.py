"""The one safe door to lxml: bytes of strangers in, a tree out, and the same tree written back."""
from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, cast

from lxml import etree

from powerflow.errors import InputError

Element = etree._Element
Tree = etree._ElementTree
QName = etree.QName


@dataclass(frozen=True)
class Limits:
    """How large a file may be before it is refused (a 37 MB chart once took 774 MB of memory).

    Attributes may be long: modellers embed icons of 70 KB and more in them.
    """

    size: int = 10 * 1024 * 1024
    elements: int = 20_000
    depth: int = 100
    attribute: int = 1024 * 1024


LIMITS = Limits()

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# What may stand before the root, besides white space: how it begins and ends.
_BEFORE_ROOT = ((b"<?", b"?>"), (b"<!--", b"-->"))


_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, strip_cdata=False)


def parse(data: bytes, path: str, limits: Limits = LIMITS) -> Tree:
    """The tree of `data`; `path` is only for messages.

    Raises InputError for what is too large, has a DOCTYPE, is not well-formed XML or not in a known encoding.
    """
    if len(data) > limits.size:
        raise InputError(
            "{path}：文件有 {size} 字节，超过上限 {limit} 字节", path=path, size=len(data), limit=limits.size
        )
    if not data.strip():
        raise InputError("{path}：文件是空的", path=path)
    if has_doctype(data):
        raise InputError("{path} 第 1 行：文件带有 DOCTYPE 声明，为安全起见不予读取。请删去该声明", path=path)
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        raise InputError(
            "{path} 第 {line} 行：不是格式正确的 XML（{cause}）",
            path=path, line=error.lineno or 1, cause=error.msg or "empty document",
        ) from error
    except (LookupError, ValueError) as error:
        raise InputError("{path}：无法识别文件的编码（{cause}）", path=path, cause=str(error)) from error
    tree = root.getroottree()
    _refuse_excess(tree, path, limits, len(data))
    return tree


def has_doctype(data: bytes) -> bool:
    """Whether a DOCTYPE stands before the root, in any encoding that keeps ASCII bytes apart (UTF-8, GBK, UTF-16)."""
    for bom in _BOMS:
        data = data.removeprefix(bom)
    if b"\0" in data[:4]:
        data = data.replace(b"\0", b"")
    at = 0
    while True:
        while data[at:at + 1].isspace():
            at += 1
        close = next((close for opens, close in _BEFORE_ROOT if data.startswith(opens, at)), None)
        if close is None:
            return data.startswith(b"<!DOCTYPE", at)
        at = data.find(close, at) + len(close)
        if at < len(close):
            return False


def _refuse_excess(tree: Tree, path: str, limits: Limits, size: int) -> None:
    """A file that is smaller than a limit cannot exceed it: most files are not counted at all."""
    if tree.docinfo.doctype:
        raise InputError("{path} 第 1 行：文件带有 DOCTYPE 声明，为安全起见不予读取。请删去该声明", path=path)
    count = int(cast(float, tree.xpath("count(//*)"))) if size > limits.elements * len("<a/>") else 0
    if count > limits.elements:
        raise InputError(
            "{path}：文件有 {count} 个元素，超过上限 {limit} 个", path=path, count=count, limit=limits.elements
        )
    if _deeper_than(limits.depth)(tree):
        raise InputError("{path}：元素嵌套超过 {limit} 层", path=path, limit=limits.depth)
    long = size > limits.attribute and tree.xpath("//*[@*[string-length(.) > $most]]", most=limits.attribute)
    if long:
        line = cast("list[Element]", long)[0].sourceline
        raise InputError(
            "{path} 第 {line} 行：属性值超过上限 {limit} 个字符", path=path, line=line, limit=limits.attribute
        )


@lru_cache(maxsize=8)
def _deeper_than(depth: int) -> Callable[[Tree], list[Element]]:
    return selector("/*" * (depth + 1))


def write(tree: Tree) -> bytes:
    """The tree as bytes, in its own encoding, with everything that stands before and after the root."""
    info = tree.docinfo
    standalone = True if info.standalone else None
    data: bytes = etree.tostring(tree, encoding=info.encoding or "UTF-8", xml_declaration=True, standalone=standalone)
    return data


def select(tree: Tree | Element, path: str, **values: str) -> list[Element]:
    """The elements that the XPath `path` selects."""
    return cast("list[Element]", tree.xpath(path, **values))  # type: ignore[arg-type]


def selector(path: str, **prefixes: str) -> Callable[[Tree], list[Element]]:
    """A function that selects elements by an XPath compiled once."""
    return cast("Callable[[Tree], list[Element]]", etree.XPath(path, namespaces=prefixes))


def local_name(element: Element) -> str:
    """The tag without its namespace; "" for comments and processing instructions."""
    return name(element)[1]


def namespace(element: Element) -> str:
    """The namespace of the tag; "" for none, and for comments and processing instructions."""
    return name(element)[0]


def name(element: Element) -> tuple[str, str]:
    """Namespace and local name of the tag; both are empty for comments and processing instructions."""
    return _split(element.tag)  # type: ignore[arg-type]  # lxml calls the kinds of tag that are no text unhashable


@lru_cache(maxsize=1024)
def _split(tag: Hashable) -> tuple[str, str]:
    """A file has thousands of elements and some forty names: each is taken apart once."""
    space, _, local = tag.rpartition("}") if isinstance(tag, str) else ("", "", "")
    return space[1:], local


def children(element: Element) -> list[Element]:
    """The child elements, without comments and processing instructions."""
    return [child for child in element if isinstance(child.tag, str)]


def named_children(element: Element) -> list[tuple[str, str, Element]]:
    """Everything in an element with its namespace and local name; both are empty for comments and processing instructions."""
    return [(*_split(child.tag), child) for child in element]  # type: ignore[arg-type]


def attributes(element: Element) -> dict[str, str]:
    """The attributes, by name in Clark notation: quicker than asking lxml for one after the other."""
    return dict(element.items())


def line_of(element: Element) -> int | None:
    """The element's line in its file; libxml2 counts to 65,535 exactly and is not asked beyond."""
    line = element.sourceline
    return line if isinstance(line, int) else None


def make(tag: str, attributes: dict[str, str], nsmap: dict[str | None, str] | None = None) -> Element:
    """A new element; `tag` in Clark notation (`{namespace}name`)."""
    return etree.Element(tag, attributes, nsmap=nsmap)


class Readable(Protocol):
    """What bytes can be read from, piece by piece."""

    def read(self, size: int = -1, /) -> bytes:
        """Some bytes; none at the end."""
        ...


def stream(source: Readable, tag: str, path: str) -> Iterator[Element]:
    """Every element of a large file with that local name, one after the other; each is gone when the next is asked for.

    Raises InputError for what has a DOCTYPE or is not well-formed XML.
    """
    try:
        parsed = etree.iterparse(
            source, events=("end",), tag=f"{{*}}{tag}", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        for _, element in parsed:
            if element.getroottree().docinfo.doctype:
                raise InputError("{path} 第 1 行：文件带有 DOCTYPE 声明，为安全起见不予读取。请删去该声明", path=path)
            yield element
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]  # type: ignore[union-attr]  # what has a brother has a parent
    except etree.XMLSyntaxError as error:
        raise InputError(
            "{path} 第 {line} 行：不是格式正确的 XML（{cause}）",
            path=path, line=error.lineno or 1, cause=error.msg or "empty document",
        ) from error
    except (LookupError, ValueError) as error:
        raise InputError("{path}：无法识别文件的编码（{cause}）", path=path, cause=str(error)) from error
