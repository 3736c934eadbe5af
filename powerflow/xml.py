"""The one safe door to lxml: bytes of strangers in, a tree out, and the same tree written back."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

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

# What may stand before the root: white space, comments, processing instructions. Then nothing but the root.
_DOCTYPE = re.compile(rb"^(?:\s|<\?.*?\?>|<!--.*?-->)*<!DOCTYPE", re.DOTALL)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, strip_cdata=False
    )


def parse(data: bytes, path: str, limits: Limits = LIMITS) -> Tree:
    """The tree of `data`; `path` is only for messages.

    Raises InputError for what is too large, has a DOCTYPE, is not well-formed XML or not in a known encoding.
    """
    if len(data) > limits.size:
        raise InputError(
            "{path}: 文件有 {size} 字节,超过上限 {limit} 字节", path=path, size=len(data), limit=limits.size
        )
    if not data.strip():
        raise InputError("{path}: 文件是空的", path=path)
    if has_doctype(data):
        raise InputError("{path} 第 1 行: 文件带有 DOCTYPE 声明,为安全起见不予读取。请删去该声明", path=path)
    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        raise InputError(
            "{path} 第 {line} 行: 不是格式正确的 XML ({cause})",
            path=path, line=error.lineno or 1, cause=error.msg or "empty document",
        ) from error
    except (LookupError, ValueError) as error:
        raise InputError("{path}: 无法识别文件的编码 ({cause})", path=path, cause=str(error)) from error
    tree = root.getroottree()
    _refuse_excess(tree, path, limits)
    return tree


def has_doctype(data: bytes) -> bool:
    """Whether a DOCTYPE stands before the root, in any encoding that keeps ASCII bytes apart (UTF-8, GBK, UTF-16)."""
    for bom in _BOMS:
        data = data.removeprefix(bom)
    return _DOCTYPE.match(data.replace(b"\0", b"")) is not None


def _refuse_excess(tree: Tree, path: str, limits: Limits) -> None:
    if tree.docinfo.doctype:
        raise InputError("{path} 第 1 行: 文件带有 DOCTYPE 声明,为安全起见不予读取。请删去该声明", path=path)
    count = int(cast(float, tree.xpath("count(//*)")))
    if count > limits.elements:
        raise InputError(
            "{path}: 文件有 {count} 个元素,超过上限 {limit} 个", path=path, count=count, limit=limits.elements
        )
    if count > limits.depth and tree.xpath("/*" * (limits.depth + 1)):
        raise InputError("{path}: 元素嵌套超过 {limit} 层", path=path, limit=limits.depth)
    long = tree.xpath("//*[@*[string-length(.) > $most]]", most=limits.attribute)
    if long:
        line = cast("list[Element]", long)[0].sourceline
        raise InputError(
            "{path} 第 {line} 行: 属性值超过上限 {limit} 个字符", path=path, line=line, limit=limits.attribute
        )


def write(tree: Tree) -> bytes:
    """The tree as bytes, in its own encoding, with everything that stands before and after the root."""
    info = tree.docinfo
    data: bytes = etree.tostring(tree, encoding=info.encoding or "UTF-8", xml_declaration=True, standalone=True if info.standalone else None)
    return data


def select(tree: Tree | Element, path: str, **values: str) -> list[Element]:
    """The elements that the XPath `path` selects."""
    return cast("list[Element]", tree.xpath(path, **values))  # type: ignore[arg-type]


def local_name(element: Element) -> str:
    """The tag without its namespace; "" for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: Element) -> str:
    """The namespace of the tag; "" for none, and for comments and processing instructions."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag[0] == "{" else ""


def children(element: Element) -> Iterator[Element]:
    """The child elements, without comments and processing instructions."""
    return element.iterchildren(etree.Element)


def line_of(element: Element) -> int | None:
    """The element's line in its file; libxml2 counts to 65,535 exactly and is not asked beyond."""
    line = element.sourceline
    return line if isinstance(line, int) else None


def make(tag: str, attributes: dict[str, str], nsmap: dict[str | None, str] | None = None) -> Element:
    """A new element; `tag` in Clark notation (`{namespace}name`)."""
    return etree.Element(tag, attributes, nsmap=nsmap)
