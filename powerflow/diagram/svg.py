"""Makes Graphviz's SVG a page: exact paper, shapes in named groups, and every figure as a sentence for those who hear it."""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from powerflow import xml
from powerflow.diagram import look
from powerflow.diagram.embed import font_face
from powerflow.diagram.places import point, settle, span, stand
from powerflow.diagram.scene import Box, Fill, Group, Point, Scene, Text

_SVG = "http://www.w3.org/2000/svg"
_LIMITS = xml.Limits(size=64 * 1024 * 1024, elements=400_000)
_STYLE = (
    "[tabindex]:focus{outline:3px solid #ffb300;outline-offset:2px}"
    ".lit path{stroke-dasharray:6 3;animation:run 1.2s linear infinite}"
    "@keyframes run{to{stroke-dashoffset:-18}}"
    "@media (prefers-reduced-motion:reduce),print{.lit path{animation:none;stroke-dasharray:none}}"
)


def poster_svg(raw: bytes, scene: Scene, paper: look.Paper, pages: int, *, embed_font: bool = False) -> bytes:
    """The SVG of a poster whose pages stand one under the other in `scene`; `embed_font` puts its letters into the file.

    Raises ToolError if the font is to be embedded and cannot be.
    """
    tree = _parsed(raw)
    root = tree.getroot()
    _page(root, paper, pages, Box(0.0, 0.0, scene.width, scene.height))
    _tell(root, scene.title, scene.description, scene.lang)
    graph = next(each for each in xml.children(root) if xml.local_name(each) == "g")
    nodes = {_title_of(each): each for each in xml.children(graph) if each.get("class") == "node"}
    edges = [each for each in xml.children(graph) if each.get("class") == "edge"]
    ground = [each for each in xml.children(graph) if xml.local_name(each) == "polygon"]
    shift = settle(graph, scene, nodes)
    for child in list(graph):
        graph.remove(child)
    for each in ground:
        span(each, Fill(Box(0.0, 0.0, scene.width, scene.height), look.WHITE), shift)
        graph.append(each)
    ids: set[str] = set()
    for index, group in enumerate(scene.groups):
        graph.append(_group(index, group, nodes, ids, shift))
    for index, stroke in enumerate(scene.strokes):
        edge = next((each for each in edges if each.get("id") == f"s{index}"), None)
        if edge is not None:
            point(edge, stroke, shift)
            _name(edge, stroke.element, stroke.sentence, ("flow lit" if stroke.lit else "flow") if stroke.element else "rule", ids)
            graph.append(edge)
    _tidy(graph)
    if embed_font:
        _embed(root)
    return xml.write(tree)


def plain_svg(
    raw: bytes, title: str, description: str, lang: str, paper: look.Paper, sentences: Mapping[str, str], *, embed_font: bool = False
) -> bytes:
    """The SVG of a plain chart, as large as it fits on the paper; `sentences` by element id."""
    tree = _parsed(raw)
    root = tree.getroot()
    wide, high = _natural_size(root)
    scale = fit_scale(wide, high, paper)
    page = paper.width / scale, paper.height / scale
    _page(root, paper, 1, Box((wide - page[0]) / 2, (high - page[1]) / 2, *page))
    _tell(root, title, description, lang)
    graph = next(each for each in xml.children(root) if xml.local_name(each) == "g")
    ids: set[str] = set()
    for each in list(graph):
        if not isinstance(each.tag, str):
            graph.remove(each)
            continue
        element = each.get("id") or ""
        if each.get("class"):
            _name(each, element, sentences.get(element, ""), each.get("class") or "", ids)
    _tidy(graph)
    if embed_font:
        _embed(root)
    return xml.write(tree)


def fit_scale(wide: float, high: float, paper: look.Paper) -> float:
    """How much a drawing of this size may grow or must shrink on the paper; it never grows beyond its design."""
    inner = paper.width - look.MARGIN, paper.height - look.MARGIN
    return min(inner[0] / max(wide, 1.0), inner[1] / max(high, 1.0), 1.3)


def _parsed(raw: bytes) -> xml.Tree:
    """Graphviz's own output; its DOCTYPE names a file on the network and goes."""
    return xml.parse(re.sub(rb"<!DOCTYPE[^>]*>", b"", raw, count=1), "graphviz.svg", _LIMITS)


def _natural_size(root: xml.Element) -> tuple[float, float]:
    numbers = [float(number) for number in (root.get("viewBox") or "0 0 1 1").split()]
    return numbers[2], numbers[3]


def _page(root: xml.Element, paper: look.Paper, pages: int, view: Box) -> None:
    root.set("width", f"{paper.width_mm}mm")
    whole, shown = paper.height_mm * pages, paper.width_mm * view.height / max(view.width, 1.0)
    root.set("height", f"{whole}mm" if shown > whole - 1 else f"{shown:.1f}mm")
    root.set("viewBox", f"{view.x:.2f} {view.y:.2f} {view.width:.2f} {view.height:.2f}")


def _tell(root: xml.Element, title: str, description: str, lang: str) -> None:
    """Title, description, language and role, for screen readers and search."""
    code = {"zh": "zh-CN"}.get(lang, lang)
    for name, value in (
        ("role", "graphics-document document"), ("aria-roledescription", "flowchart"), ("lang", code),
        ("{http://www.w3.org/XML/1998/namespace}lang", code), ("aria-labelledby", "title description"),
    ):
        root.set(name, value)
    for place, (tag, id, text) in enumerate((("title", "title", title), ("desc", "description", description))):
        element = xml.make(f"{{{_SVG}}}{tag}", {"id": id})
        element.text = _clean(text)
        root.insert(place, element)
    style = xml.make(f"{{{_SVG}}}style", {})
    style.text = _STYLE
    root.insert(2, style)
    for comment in [each for each in root if not isinstance(each.tag, str)]:
        root.remove(comment)


def _embed(root: xml.Element) -> None:
    """The letters of the drawing as fonts inside its style sheet, each weight with its own."""
    letters: dict[bool, set[str]] = {False: set(), True: set()}
    for text in root.iter(f"{{{_SVG}}}text"):
        letters[text.get("font-weight") == "700"].update("".join(str(part) for part in text.itertext()))
    style = next(each for each in xml.children(root) if xml.local_name(each) == "style")
    style.text = "".join(font_face(used, bold=bold) for bold, used in letters.items() if used) + (style.text or "")


def _group(index: int, group: Group, nodes: Mapping[str, xml.Element], ids: set[str], shift: Point) -> xml.Element:
    """The shapes of one group, out of Graphviz's single nodes; lines of text stand where the scene has them."""
    element = xml.make(f"{{{_SVG}}}g", {})
    for place in range(len(group.items)):
        node = nodes.get(f"g{index}.{place}")
        if node is not None:
            for child in [each for each in xml.children(node) if xml.local_name(each) != "title"]:
                element.append(child)
                item = group.items[place]
                if isinstance(item, Text) and xml.local_name(child) == "text":
                    stand(child, item, shift)
                elif isinstance(item, Fill) and xml.local_name(child) == "polygon":
                    span(child, item, shift)
    # Groups of later pages carry the page before their kind.
    kind = re.sub(r"\d+$", "", re.sub(r"^page\d+-", "", group.key).split("-")[0])
    _name(element, group.element or group.key, group.sentence, kind, ids, speaks=bool(group.sentence))
    return element


def _name(element: xml.Element, id: str, sentence: str, kind: str, ids: set[str], *, speaks: bool | None = None) -> None:
    for old in [each for each in xml.children(element) if xml.local_name(each) == "title"]:
        element.remove(old)
    element.set("class", kind)
    if id:
        element.set("id", _unique(id, ids))
        element.set("data-element", _clean(id))
    elif "id" in element.attrib:
        del element.attrib["id"]
    if sentence:
        element.set("role", "img")
        element.set("aria-label", _clean(sentence))
        title = xml.make(f"{{{_SVG}}}title", {})
        title.text = _clean(sentence)
        element.insert(0, title)
        if kind in ("figure", "node"):
            element.set("tabindex", "0")
            element.set("focusable", "true")
    elif speaks is None:
        element.set("aria-hidden", "true")


def _unique(id: str, ids: set[str]) -> str:
    """An id that CSS and links can name, and that no other element has."""
    base = "pf-" + re.sub(r"[^\w.-]", "_", id)
    made, count = base, 1
    while made in ids:
        count += 1
        made = f"{base}.{count}"
    ids.add(made)
    return made


def _tidy(graph: xml.Element) -> None:
    """One font for the whole drawing, bold as a weight, and no outlines that cannot be seen."""
    graph.set("font-family", look.FONT_STACK)
    for text in graph.iter(f"{{{_SVG}}}text"):
        if "Bold" in (text.get("font-family") or ""):
            text.set("font-weight", "700")
        text.attrib.pop("font-family", None)
    for shape in _shapes(graph):
        if shape.get("stroke") == "transparent" or shape.get("stroke-width") == "0":
            shape.set("stroke", "none")
            shape.attrib.pop("stroke-width", None)


def _shapes(graph: xml.Element) -> Sequence[xml.Element]:
    return [each for each in graph.iter() if xml.local_name(each) in ("polygon", "path", "ellipse", "polyline")]


def _title_of(element: xml.Element) -> str:
    return next((each.text or "" for each in xml.children(element) if xml.local_name(each) == "title"), "")


def _clean(text: str) -> str:
    """Text without what XML cannot hold."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
