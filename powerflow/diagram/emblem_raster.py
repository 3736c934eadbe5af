"""Paints an SVG emblem as a PNG, for PDF and PNG charts, into which Graphviz can only put pictures of pixels."""
from __future__ import annotations

import struct
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, hypot, sqrt

from powerflow import xml
from powerflow.diagram.emblem_paths import UNIT, Matrix, Point, Ring, inverse, joined, moved, number, numbers, rings, transform

_PIXELS = 320
_ROWS = 4
# More is a drawing, not an emblem.
_MOST_POINTS = 20_000
_INHERITED = ("fill", "stroke", "stroke-width", "fill-rule", "fill-opacity", "stroke-opacity", "color")
_NAMES = {
    "black": "#000000", "white": "#ffffff", "red": "#ff0000", "green": "#008000", "blue": "#0000ff", "yellow": "#ffff00",
    "gold": "#ffd700", "orange": "#ffa500", "gray": "#808080", "grey": "#808080", "navy": "#000080", "maroon": "#800000",
    "purple": "#800080", "teal": "#008080", "silver": "#c0c0c0", "crimson": "#dc143c", "darkred": "#8b0000",
}
Colour = tuple[float, float, float, float]
Paint = Callable[[Point], Colour]
_Polygon = list[Point]


@dataclass(frozen=True)
class _Style:
    """What an element inherits: its values, its place, how far all of it shows."""

    values: Mapping[str, str]
    matrix: Matrix
    opacity: float


def painted(data: bytes) -> bytes | None:
    """The SVG (looked through before) as a PNG; None where it holds masks, clips or colours that are not understood."""
    root = xml.parse(data, "emblem.svg").getroot()
    box = numbers(root.get("viewBox") or "") or [0.0, 0.0, number(xml.attributes(root), "width"), number(xml.attributes(root), "height")]
    if len(box) != 4 or box[2] <= 0 or box[3] <= 0 or any(xml.local_name(each) in ("clipPath", "mask") for each in root.iter("{*}*")):
        return None
    scale = _PIXELS / max(box[2], box[3])
    canvas = _Canvas(max(1, round(box[2] * scale)), max(1, round(box[3] * scale)))
    painter = _Painter(canvas, {each.get("id") or "": each for each in root.iter("{*}*")})
    try:
        painter.paint(root, _Style({}, (scale, 0, 0, scale, -box[0] * scale, -box[1] * scale), 1.0))
    except ValueError:
        return None
    return canvas.png()


class _Painter:
    """Walks the elements of an SVG and puts their shapes on a canvas."""

    def __init__(self, canvas: _Canvas, known: Mapping[str, xml.Element]) -> None:
        self._canvas = canvas
        self._known = known
        self._points = 0

    def paint(self, element: xml.Element, above: _Style) -> None:
        """An element with all it holds. Raises ValueError for a paint that is not understood."""
        own = dict(xml.attributes(element))
        own |= dict(_declared(own.get("style", "")))
        values = {**above.values, **{key: own[key] for key in _INHERITED if key in own}}
        style = _Style(values, joined(above.matrix, transform(own.get("transform", ""))), above.opacity * number(own, "opacity", 1.0))
        if own.get("display") == "none" or xml.local_name(element) in ("defs", "linearGradient", "radialGradient"):
            return
        self._shape(rings(xml.local_name(element), own), style)
        for child in xml.children(element):
            self.paint(child, style)

    def _shape(self, lines: Sequence[Ring], style: _Style) -> None:
        if not lines:
            return
        self._points += sum(len(points) for points, _ in lines)
        if self._points > _MOST_POINTS:
            raise ValueError("too many points")
        values, scale = style.values, sqrt(abs(style.matrix[0] * style.matrix[3] - style.matrix[1] * style.matrix[2]))
        fill = self._paint(values.get("fill", "black"), lines, style, "fill-opacity")
        if fill is not None:
            polygons = [[moved(style.matrix, point) for point in points] for points, _ in lines]
            self._canvas.fill(polygons, fill, is_even_odd=values.get("fill-rule") == "evenodd")
        stroke, thick = self._paint(values.get("stroke", "none"), lines, style, "stroke-opacity"), number(values, "stroke-width", 1.0)
        if stroke is not None and thick > 0:
            self._canvas.fill(list(_outlines(lines, style.matrix, thick * scale / 2)), stroke, is_even_odd=False)

    def _paint(self, text: str, lines: Sequence[Ring], style: _Style, opacity: str) -> Paint | None:
        """The colour at each pixel; None for nothing."""
        alpha = style.opacity * number(style.values, opacity, 1.0)
        if text in ("none", "transparent") or alpha <= 0:
            return None
        if text.startswith("url("):
            known = self._known.get(text[4:].strip("#\"') "))
            if known is None:
                raise ValueError(text)
            return self._gradient(known, lines, style, alpha)
        colour = _colour(style.values.get("color", "black") if text == "currentColor" else text)
        return lambda point: (*colour, alpha)

    def _gradient(self, element: xml.Element, lines: Sequence[Ring], style: _Style, alpha: float) -> Paint:
        own = xml.attributes(element)
        stops = [_stop(each) for each in xml.children(element) if xml.local_name(each) == "stop"]
        if not stops:
            raise ValueError("no stops")
        within = own.get("gradientUnits") != "userSpaceOnUse"
        place = joined(joined(style.matrix, _box(lines) if within else UNIT), transform(own.get("gradientTransform", "")))
        back, measure = inverse(place), _linear(own) if xml.local_name(element) == "linearGradient" else _radial(own)
        return lambda point: _between(stops, measure(moved(back, point)), alpha)


def _declared(style: str) -> Iterator[tuple[str, str]]:
    for part in style.split(";"):
        key, colon, value = part.partition(":")
        if colon:
            yield key.strip(), value.strip()


def _colour(text: str) -> tuple[float, float, float]:
    """Red, green and blue from 0 to 255. Raises ValueError for what is no colour known here."""
    name = _NAMES.get(text.strip().lower(), text.strip())
    if name.startswith("rgb("):
        red, green, blue = numbers(name)[:3]
        return red, green, blue
    if name.startswith("#") and len(name) in (4, 7):
        digits = name[1:] if len(name) == 7 else "".join(letter * 2 for letter in name[1:])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    raise ValueError(text)


def _stop(element: xml.Element) -> tuple[float, Colour]:
    own = dict(xml.attributes(element))
    own |= dict(_declared(own.get("style", "")))
    offset = number(own, "offset") / (100 if own.get("offset", "").endswith("%") else 1)
    return offset, (*_colour(own.get("stop-color", "black")), number(own, "stop-opacity", 1.0))


def _between(stops: Sequence[tuple[float, Colour]], share: float, alpha: float) -> Colour:
    for (first, one), (last, two) in pairwise(stops):
        if first <= share <= last and last > first:
            part = (share - first) / (last - first)
            red, green, blue, shown = (each + (other - each) * part for each, other in zip(one, two, strict=True))
            return red, green, blue, shown * alpha
    red, green, blue, shown = stops[0][1] if share < stops[0][0] else stops[-1][1]
    return red, green, blue, shown * alpha


def _share(values: Mapping[str, str], name: str, default: float) -> float:
    return number(values, name, default) / (100 if values.get(name, "").endswith("%") else 1)


def _linear(values: Mapping[str, str]) -> Callable[[Point], float]:
    x, y, x2, y2 = (_share(values, key, default) for key, default in (("x1", 0.0), ("y1", 0.0), ("x2", 1.0), ("y2", 0.0)))
    long = (x2 - x) ** 2 + (y2 - y) ** 2 or 1.0
    return lambda point: ((point[0] - x) * (x2 - x) + (point[1] - y) * (y2 - y)) / long


def _radial(values: Mapping[str, str]) -> Callable[[Point], float]:
    x, y, radius = (_share(values, key, 0.5) for key in ("cx", "cy", "r"))
    return lambda point: hypot(point[0] - x, point[1] - y) / (radius or 1.0)


def _box(lines: Sequence[Ring]) -> Matrix:
    xs, ys = [x for points, _ in lines for x, _ in points], [y for points, _ in lines for _, y in points]
    return max(xs) - min(xs), 0, 0, max(ys) - min(ys), min(xs), min(ys)


def _outlines(lines: Sequence[Ring], matrix: Matrix, half: float) -> Iterator[_Polygon]:
    """The ground that a line covers: a rectangle for each piece and a round joint at each point, all turned the same way."""
    joint = rings("circle", {"r": str(half)})
    for points, is_closed in lines:
        placed = [moved(matrix, point) for point in (*points, points[0])] if is_closed else [moved(matrix, point) for point in points]
        for (x, y), (x2, y2) in pairwise(placed):
            long = hypot(x2 - x, y2 - y)
            if long:
                dx, dy = (x2 - x) / long * half, (y2 - y) / long * half
                yield [(x + dy, y - dx), (x2 + dy, y2 - dx), (x2 - dy, y2 + dx), (x - dy, y + dx)]
        for x, y in placed[1:] if is_closed else placed[1:-1]:
            for circle, _ in joint:
                yield [(x + dx, y + dy) for dx, dy in circle]


class _Canvas:
    """Pixels with red, green, blue (each times alpha) and alpha."""

    def __init__(self, wide: int, high: int) -> None:
        self._wide, self._high = wide, high
        self._pixels = [[(0.0, 0.0, 0.0, 0.0)] * wide for _ in range(high)]

    def fill(self, polygons: Sequence[_Polygon], paint: Paint, *, is_even_odd: bool) -> None:
        """Covers the inside of all polygons together."""
        edges = [
            (one, two) for polygon in polygons for one, two in pairwise([*polygon, polygon[0]]) if one[1] != two[1]
        ]
        near_row: defaultdict[int, list[tuple[Point, Point]]] = defaultdict(list)
        for one, two in edges:
            for row in range(max(0, floor(min(one[1], two[1]))), min(self._high, ceil(max(one[1], two[1])))):
                near_row[row].append((one, two))
        for row, near in near_row.items():
            covered = [0.0] * self._wide
            for part in range(_ROWS):
                for left, right in _spans(near, row + (part + 0.5) / _ROWS, is_even_odd=is_even_odd):
                    self._cover(covered, left, right)
            self._lay(row, covered, paint)

    def _cover(self, covered: list[float], left: float, right: float) -> None:
        for column in range(max(0, floor(left)), min(self._wide, ceil(right))):
            covered[column] += max(0.0, min(right, column + 1) - max(left, column)) / _ROWS

    def _lay(self, row: int, covered: Sequence[float], paint: Paint) -> None:
        line = self._pixels[row]
        for column, share in enumerate(covered):
            if share > 0:
                red, green, blue, alpha = paint((column + 0.5, row + 0.5))
                shown = alpha * min(1.0, share)
                under = line[column]
                line[column] = (
                    red * shown + under[0] * (1 - shown), green * shown + under[1] * (1 - shown), blue * shown + under[2] * (1 - shown),
                    shown + under[3] * (1 - shown),
                )

    def png(self) -> bytes:
        """The pixels as a PNG with transparency."""
        rows = b"".join(
            b"\0" + bytes(
                min(255, max(0, round(value)))
                for red, green, blue, alpha in line
                for value in (red / (alpha or 1), green / (alpha or 1), blue / (alpha or 1), alpha * 255)
            ) for line in self._pixels
        )
        head = struct.pack(">IIBBBBB", self._wide, self._high, 8, 6, 0, 0, 0)
        return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")


def _spans(edges: Sequence[tuple[Point, Point]], y: float, *, is_even_odd: bool) -> Iterator[tuple[float, float]]:
    """Where a level line runs inside."""
    cuts = sorted(
        (one[0] + (two[0] - one[0]) * (y - one[1]) / (two[1] - one[1]), 1 if two[1] > one[1] else -1)
        for one, two in edges if min(one[1], two[1]) <= y < max(one[1], two[1])
    )
    winding = 0
    for (left, turn), (right, _) in pairwise(cuts):
        winding += turn
        if winding % 2 if is_even_odd else winding:
            yield left, right


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
