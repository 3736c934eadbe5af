"""The shapes of an SVG emblem as polygons: paths, rectangles, circles and lines, their curves in short straight pieces."""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import acos, ceil, cos, hypot, pi, radians, sin, sqrt, tan

Point = tuple[float, float]
# A line through points; whether it is closed.
Ring = tuple[list[Point], bool]
# x' = a x + c y + e, y' = b x + d y + f
Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1, 0, 0, 1, 0, 0)
_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TRANSFORM = re.compile(r"(\w+)\s*\(([^)]*)\)")
_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_PIECES = 14


def numbers(text: str) -> list[float]:
    """All numbers in a text."""
    return [float(found) for found in _NUMBER.findall(text)]


def number(values: Mapping[str, str], name: str, default: float = 0.0) -> float:
    """One number of an element's attributes."""
    return next(iter(numbers(values.get(name, ""))), default)


def rings(name: str, values: Mapping[str, str]) -> list[Ring]:
    """The lines of one element by its name and attributes; none for what is no shape."""
    if name == "path":
        return _Pen().drawn(values.get("d", ""))
    if name == "rect":
        return _rectangle(values)
    if name in ("circle", "ellipse"):
        rx, ry = (number(values, "r"),) * 2 if name == "circle" else (number(values, "rx"), number(values, "ry"))
        return [(list(_around((number(values, "cx"), number(values, "cy")), rx, ry, 0, 2 * pi)), True)] if rx > 0 and ry > 0 else []
    if name == "line":
        return [([(number(values, "x1"), number(values, "y1")), (number(values, "x2"), number(values, "y2"))], False)]
    if name in ("polygon", "polyline"):
        flat = numbers(values.get("points", ""))
        return [(list(zip(flat[::2], flat[1::2], strict=False)), name == "polygon")]
    return []


def _rectangle(values: Mapping[str, str]) -> list[Ring]:
    x, y, wide, high = (number(values, key) for key in ("x", "y", "width", "height"))
    rx = min(number(values, "rx", number(values, "ry")), wide / 2)
    ry = min(number(values, "ry", rx), high / 2)
    if wide <= 0 or high <= 0:
        return []
    if rx <= 0 or ry <= 0:
        return [([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)], True)]
    corners = ((x + wide - rx, y + ry, -90), (x + wide - rx, y + high - ry, 0), (x + rx, y + high - ry, 90), (x + rx, y + ry, 180))
    return [([point for cx, cy, turn in corners for point in _around((cx, cy), rx, ry, radians(turn), radians(turn + 90))], True)]


def _around(middle: Point, rx: float, ry: float, start: float, end: float, tilt: float = 0.0) -> Iterator[Point]:
    """Points on an arc of an ellipse."""
    steps = max(2, ceil(abs(end - start) / (2 * pi) * 4 * _PIECES))
    for step in range(steps + 1):
        angle = start + (end - start) * step / steps
        x, y = rx * cos(angle), ry * sin(angle)
        yield middle[0] + x * cos(tilt) - y * sin(tilt), middle[1] + x * sin(tilt) + y * cos(tilt)


class _Pen:
    """Follows the commands of a path."""

    def __init__(self) -> None:
        self._rings: list[Ring] = []
        self._here: Point = (0.0, 0.0)
        self._handle: Point | None = None

    def drawn(self, text: str) -> list[Ring]:
        """The lines that the commands draw."""
        tokens = _TOKEN.findall(text)
        place, command = 0, ""
        while place < len(tokens):
            if tokens[place].isalpha():
                command, place = tokens[place], place + 1
            takes = _TAKES.get(command.upper())
            if takes is None or len(tokens) - place < takes or (takes == 0 and not tokens[place - 1].isalpha()):
                break
            self._follow(command, [float(token) for token in tokens[place:place + takes] if not token.isalpha()])
            place += takes
            command = {"M": "L", "m": "l"}.get(command, command)
        return [ring for ring in self._rings if len(ring[0]) > 1]

    def _follow(self, command: str, given: Sequence[float]) -> None:
        kind, handle, self._handle = command.upper(), self._handle, None
        x, y = self._here if command.islower() else (0.0, 0.0)
        if kind == "Z":
            self._close()
        elif kind == "A" and len(given) == 7:
            self._arc(given, (x + given[5], y + given[6]))
        elif kind in "HV" and given:
            self._line([(x + given[0], self._here[1]) if kind == "H" else (self._here[0], y + given[0])])
        elif len(given) == _TAKES[kind]:
            points = [(x + given[at], y + given[at + 1]) for at in range(0, len(given), 2)]
            if kind == "M":
                self._rings.append(([points[0]], False))
                self._here = points[0]
            elif kind == "L":
                self._line(points)
            else:
                self._curve(kind, points, handle)

    def _close(self) -> None:
        if self._rings:
            self._rings[-1] = (self._rings[-1][0], True)
            self._here = self._rings[-1][0][0]

    def _line(self, points: Sequence[Point]) -> None:
        if not self._rings or self._rings[-1][1]:
            self._rings.append(([self._here], False))
        self._rings[-1][0].extend(points)
        self._here = points[-1]

    def _curve(self, kind: str, points: list[Point], handle: Point | None) -> None:
        """A Bézier curve, of three points (C, S) or two; S and T mirror the last handle."""
        start = self._here
        mirrored = (2 * start[0] - handle[0], 2 * start[1] - handle[1]) if handle else start
        given = [start, *([mirrored] if kind in "ST" else []), *points]
        self._line([_bezier(given, step / _PIECES) for step in range(1, _PIECES + 1)])
        self._handle = given[-2]

    def _arc(self, given: Sequence[float], end: Point) -> None:
        """An arc of an ellipse between two points (SVG 2, appendix B.2.4)."""
        rx, ry, tilt, is_large, is_sweep = abs(given[0]), abs(given[1]), radians(given[2]), given[3] != 0, given[4] != 0
        start = self._here
        if not rx or not ry or start == end:
            self._line([end])
            return
        dx, dy = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
        x, y = cos(tilt) * dx + sin(tilt) * dy, cos(tilt) * dy - sin(tilt) * dx
        grow = sqrt(max(1.0, (x / rx) ** 2 + (y / ry) ** 2))
        rx, ry = rx * grow, ry * grow
        rest = max(0.0, (rx * ry) ** 2 / ((rx * y) ** 2 + (ry * x) ** 2) - 1)
        share = sqrt(rest) * (-1 if is_large == is_sweep else 1)
        cx, cy = share * rx * y / ry, -share * ry * x / rx
        middle = cos(tilt) * cx - sin(tilt) * cy + (start[0] + end[0]) / 2, sin(tilt) * cx + cos(tilt) * cy + (start[1] + end[1]) / 2
        first, last = _angle((x - cx) / rx, (y - cy) / ry), _angle((-x - cx) / rx, (-y - cy) / ry)
        if is_sweep and last < first:
            last += 2 * pi
        if not is_sweep and last > first:
            last -= 2 * pi
        self._line([*[*_around(middle, rx, ry, first, last, tilt)][1:-1], end])


def _angle(x: float, y: float) -> float:
    return acos(max(-1.0, min(1.0, x / hypot(x, y)))) * (1 if y >= 0 else -1)


def _bezier(points: Sequence[Point], t: float) -> Point:
    while len(points) > 1:
        points = [(one[0] + (two[0] - one[0]) * t, one[1] + (two[1] - one[1]) * t) for one, two in pairwise(points)]
    return points[0]


# -- transformations -----------------------------------------------------------------------------------------------------


def transform(text: str) -> Matrix:
    """The matrix of a `transform` attribute."""
    whole = UNIT
    for name, values in _TRANSFORM.findall(text):
        whole = joined(whole, _single(name, numbers(values)))
    return whole


def _single(name: str, given: Sequence[float]) -> Matrix:
    first, second = (*given, 0.0, 0.0)[:2]
    if name == "matrix" and len(given) == 6:
        return given[0], given[1], given[2], given[3], given[4], given[5]
    if name == "translate":
        return 1, 0, 0, 1, first, second
    if name == "scale":
        return first, 0, 0, second if len(given) > 1 else first, 0, 0
    if name == "rotate":
        turn: Matrix = (cos(radians(first)), sin(radians(first)), -sin(radians(first)), cos(radians(first)), 0, 0)
        x, y = given[1:3] if len(given) == 3 else (0.0, 0.0)
        return joined(joined((1, 0, 0, 1, x, y), turn), (1, 0, 0, 1, -x, -y))
    if name in ("skewX", "skewY"):
        lean = tan(radians(first))
        return (1, 0, lean, 1, 0, 0) if name == "skewX" else (1, lean, 0, 1, 0, 0)
    return UNIT


def joined(outer: Matrix, inner: Matrix) -> Matrix:
    """First the inner, then the outer transformation."""
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f


def moved(matrix: Matrix, point: Point) -> Point:
    """Where a point goes."""
    a, b, c, d, e, f = matrix
    return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f


def inverse(matrix: Matrix) -> Matrix:
    """What undoes a transformation; the unit where nothing can."""
    a, b, c, d, e, f = matrix
    size = a * d - b * c
    if not size:
        return UNIT
    return d / size, -b / size, -c / size, a / size, (c * f - d * e) / size, (b * e - a * f) / size
