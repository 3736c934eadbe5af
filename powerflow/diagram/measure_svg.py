"""Reads a finished SVG back: figures, flows, lines of text and coloured grounds, as they stand on the paper."""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from powerflow import xml
from powerflow.diagram.font import width
from powerflow.diagram.measure_geometry import Extent, Outline, Point, flattened

_LIMITS = xml.Limits(size=64 * 1024 * 1024, elements=400_000)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_MM = 72 / 25.4
_COLOURS = {"white": "#ffffff", "black": "#000000", "none": "", "transparent": ""}
# Of the font size: how far Chinese characters reach above and below the line they stand on.
_ABOVE, _BELOW = 0.86, 0.10
FIGURES = ("figure", "node")
FLOWS = ("flow", "edge")
# Text that belongs to a flow: labels of posters, and of flows that `dot` laid out.
LABELS = ("label", *FLOWS)


@dataclass(frozen=True)
class Ground:
    """A filled shape; `order` counts the shapes and texts of the file, later ones lie above. `colour` is #rrggbb."""

    group: int
    order: int
    colour: str
    outline: Outline


@dataclass(frozen=True)
class Line:
    """A line of text: where its ink stands, its size in units of the drawing, its colour."""

    group: int
    order: int
    text: str
    size: float
    colour: str
    extent: Extent


@dataclass(frozen=True)
class Figure:
    """The outline of a figure, its BPMN id, and what it says to those who hear it ("" if it cannot be reached)."""

    group: int
    element: str
    outline: Outline
    sentence: str


@dataclass(frozen=True)
class Way:
    """A flow as a broken line from its source to where its arrow head begins."""

    element: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Group:
    """A group of the drawing: its class and the BPMN id it shows."""

    kind: str
    element: str


@dataclass(frozen=True)
class Picture:
    """A whole SVG. Lengths are units of the drawing; `unit` is the length of one in points of the paper."""

    width_mm: float
    height_mm: float
    unit: float
    page: Extent
    groups: tuple[Group, ...]
    figures: tuple[Figure, ...]
    ways: tuple[Way, ...]
    lines: tuple[Line, ...]
    grounds: tuple[Ground, ...]
    silent: tuple[str, ...]

    def kind(self, line: Line | Ground) -> str:
        """The class of the group that holds it."""
        return self.groups[line.group].kind

    def texts_of(self, element: str) -> str:
        """All words that stand in the groups of a BPMN element, without spaces."""
        return squeezed("".join(line.text for line in self.lines if self.groups[line.group].element == element))

    def texts(self, count: int) -> tuple[str, ...]:
        """The words of each of the `count` pages that stand one under the other, in their order, without spaces."""
        high = (self.page.bottom - self.page.top) / count
        pages: list[list[str]] = [[] for _ in range(count)]
        for line in self.lines:
            page = int((line.extent.centre[1] - self.page.top) / max(high, 1e-9))
            pages[min(max(page, 0), count - 1)].append(line.text)
        return tuple(squeezed("".join(lines)) for lines in pages)


def squeezed(text: str) -> str:
    """Text without white space, which line breaks may add or take."""
    return "".join(text.split())


def read_svg(data: bytes) -> Picture:
    """The picture that `powerflow render` has written as SVG. Raises InputError if it is not XML."""
    root = xml.parse(data, "drawing.svg", _LIMITS).getroot()
    wide, high = (_number(root.get(name) or "0") for name in ("width", "height"))
    left, top, across, down = _numbers(root.get("viewBox") or "0 0 1 1")
    graph = next(each for each in root.iter() if xml.local_name(each) == "g")
    reader = _Reader(*_shift(graph))
    reader.read(graph)
    return Picture(
        wide, high, wide * _MM / max(across, 1e-9), Extent(left, top, left + across, top + down), tuple(reader.groups),
        tuple(reader.figures), tuple(reader.ways), tuple(reader.lines), tuple(reader.grounds), tuple(_silences(root)),
    )


def _silences(root: xml.Element) -> Iterator[str]:
    """What the whole picture owes those who hear it and does not have."""
    told = {xml.local_name(child): (child.text or "").strip() for child in xml.children(root)}
    for name in ("title", "desc"):
        if not told.get(name):
            yield name
    for name in ("role", "lang"):
        if not root.get(name):
            yield name


class _Reader:
    """Walks the groups of a drawing whose origin is shifted by (dx, dy)."""

    def __init__(self, dx: float, dy: float) -> None:
        self._dx, self._dy = dx, dy
        self._order = 0
        self.groups: list[Group] = []
        self.figures: list[Figure] = []
        self.ways: list[Way] = []
        self.lines: list[Line] = []
        self.grounds: list[Ground] = []

    def read(self, group: xml.Element) -> None:
        """One group with all it holds."""
        kind = (group.get("class") or "").split(" ")[0]
        index = len(self.groups)
        self.groups.append(Group(kind, group.get("data-element") or ""))
        first = len(self.grounds)
        for child in xml.children(group):
            self._order += 1
            tag = xml.local_name(child)
            if tag == "text":
                self._text(child, index)
            elif tag == "path" and kind in FLOWS and child.get("fill") == "none":
                self.ways.append(Way(self.groups[index].element, self._path(child)))
            elif tag in ("polygon", "path", "ellipse") and not _is_picture(child):
                self._ground(child, tag, index)
            elif tag in ("g", "a"):
                self.read(child)
        outlines = [ground.outline for ground in self.grounds[first:] if ground.group == index]
        if kind in FIGURES and outlines:
            said = group.get("aria-label") or ""
            outline = max(outlines, key=lambda each: each.area)
            self.figures.append(Figure(index, self.groups[index].element, outline, said if group.get("tabindex") == "0" else ""))

    def _text(self, element: xml.Element, group: int) -> None:
        text, size = "".join(str(part) for part in element.itertext()), _number(element.get("font-size") or "10")
        wide = width(text, size, element.get("font-weight") == "700")
        x, y = _number(element.get("x") or "0") + self._dx, _number(element.get("y") or "0") + self._dy
        left = x - wide * {"middle": 0.5, "end": 1.0}.get(element.get("text-anchor") or "", 0.0)
        box = Extent(left, y - size * _ABOVE, left + wide, y + size * _BELOW)
        self.lines.append(Line(group, self._order, text, size, _colour(element, "#000000"), box))

    def _ground(self, element: xml.Element, tag: str, group: int) -> None:
        if tag == "ellipse":
            x, y, rx, ry = (_number(element.get(name) or "0") for name in ("cx", "cy", "rx", "ry"))
            points: Sequence[Point] = self._moved([(x - rx, y), (x, y - ry), (x + rx, y), (x, y + ry)])
        elif tag == "path":
            points = self._path(element)
        else:
            points = self._moved(_pairs(element.get("points") or ""))
        if points:
            self.grounds.append(Ground(group, self._order, _colour(element, "#000000"), Outline(points)))

    def _path(self, element: xml.Element) -> tuple[Point, ...]:
        points = self._moved(_pairs(element.get("d") or ""))
        curves = [(points[at], points[at + 1], points[at + 2]) for at in range(1, len(points) - 2, 3)]
        return flattened(points[0], curves) if points else ()

    def _moved(self, points: Sequence[Point]) -> list[Point]:
        return [(x + self._dx, y + self._dy) for x, y in points]


def _is_picture(element: xml.Element) -> bool:
    """Whether it is a picture of its own, as the QR code: Graphviz writes no steps relative to the point before."""
    return any(sign in "hmv" for sign in element.get("d") or "")


def _shift(graph: xml.Element) -> tuple[float, float]:
    found = re.search(r"translate\(([^)]*)\)", graph.get("transform") or "")
    numbers = _numbers(found[1]) if found else []
    return (numbers[0], numbers[1]) if len(numbers) > 1 else (0.0, 0.0)


def _colour(element: xml.Element, default: str) -> str:
    colour = (element.get("fill") or default).lower()
    return _COLOURS.get(colour, colour[:7])


def _pairs(text: str) -> list[Point]:
    numbers = _numbers(text)
    return list(zip(numbers[::2], numbers[1::2], strict=False))


def _numbers(text: str) -> list[float]:
    return [float(number) for number in _NUMBER.findall(text)]


def _number(text: str) -> float:
    return next(iter(_numbers(text)), 0.0)

