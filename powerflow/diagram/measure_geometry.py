"""Plane geometry for measuring finished pictures: convex outlines, broken lines, how they overlap, cut and cross."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, hypot, pi

Point = tuple[float, float]
_CURVE_STEPS = 8


@dataclass(frozen=True)
class Extent:
    """The upright rectangle around something."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Extent) -> bool:
        """Whether the two have a point in common."""
        return self.left <= other.right and other.left <= self.right and self.top <= other.bottom and other.top <= self.bottom

    def holds(self, point: Point, slack: float = 0.0) -> bool:
        """Whether the point lies inside, or outside by at most `slack`."""
        x, y = point
        return self.left - slack <= x <= self.right + slack and self.top - slack <= y <= self.bottom + slack

    @property
    def centre(self) -> Point:
        """Its middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def corners(self) -> tuple[Point, ...]:
        """The four corners, around."""
        return (self.left, self.top), (self.right, self.top), (self.right, self.bottom), (self.left, self.bottom)


def extent(points: Sequence[Point]) -> Extent:
    """The rectangle around `points`."""
    return Extent(min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points))


class Outline:
    """A convex outline; the order of its corners does not matter to those who ask."""

    def __init__(self, points: Sequence[Point]) -> None:
        corners = [point for point, after in pairwise([*points, points[0]]) if point != after]
        turned = sum(x * y2 - x2 * y for (x, y), (x2, y2) in pairwise([*corners, corners[0]])) if corners else 0.0
        self.corners: tuple[Point, ...] = tuple(corners if turned >= 0 else reversed(corners)) or (points[0],)
        self.area = abs(turned) / 2
        self.extent = extent(self.corners)

    @property
    def is_diamond(self) -> bool:
        """Whether it stands on a corner, as decisions do."""
        left, right = self.extent.left, self.extent.right
        return len(self.corners) == 4 and sum(x in (left, right) for x, _ in self.corners) == 2

    def depth(self, point: Point) -> float:
        """How far inside the point lies, below zero outside."""
        return min((_side(point, one, other) for one, other in self._edges()), default=-1.0)

    def overlap(self, other: Outline) -> float:
        """By how much one of the two would have to move so that they part; 0 or below if they are apart."""
        if not self.extent.meets(other.extent):
            return -1.0
        return min(
            max(_side(point, one, two) for point in theirs.corners)
            for mine, theirs in ((self, other), (other, self)) for one, two in mine._edges()
        ) if len(self.corners) > 2 and len(other.corners) > 2 else -1.0

    def inner_length(self, start: Point, end: Point, slack: float = 0.0) -> float:
        """How much of the straight line from `start` to `end` lies deeper inside than `slack`."""
        begin, stop = 0.0, 1.0
        for one, other in self._edges():
            first, last = _side(start, one, other) - slack, _side(end, one, other) - slack
            if first <= 0 and last <= 0:
                return 0.0
            if first < 0:
                begin = max(begin, first / (first - last))
            elif last < 0:
                stop = min(stop, first / (first - last))
        return max(0.0, stop - begin) * distance(start, end)

    def away(self, point: Point) -> float:
        """How far the point is from the border, on either side."""
        return min((_to_segment(point, one, other) for one, other in self._edges()), default=distance(point, self.corners[0]))

    def _edges(self) -> Iterator[tuple[Point, Point]]:
        return pairwise((*self.corners, self.corners[0]))


def distance(one: Point, other: Point) -> float:
    """How far apart two points are."""
    return hypot(one[0] - other[0], one[1] - other[1])


def _side(point: Point, one: Point, other: Point) -> float:
    """The distance from the line through `one` and `other`, above zero on the inner side of a counter-clockwise outline."""
    along = distance(one, other)
    across = (other[0] - one[0]) * (point[1] - one[1]) - (other[1] - one[1]) * (point[0] - one[0])
    return across / along if along else 0.0


def _to_segment(point: Point, one: Point, other: Point) -> float:
    along = distance(one, other) ** 2
    if not along:
        return distance(point, one)
    share = ((point[0] - one[0]) * (other[0] - one[0]) + (point[1] - one[1]) * (other[1] - one[1])) / along
    share = min(1.0, max(0.0, share))
    return distance(point, (one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share))


def crossings(one: Sequence[Point], other: Sequence[Point]) -> int:
    """How often two broken lines cross. Lines that touch, join or lie on each other do not cross."""
    if not extent(one).meets(extent(other)):
        return 0
    return sum(_cross(a, b, c, d) for a, b in pairwise(one) for c, d in pairwise(other))


def _cross(a: Point, b: Point, c: Point, d: Point, slack: float = 0.3) -> bool:
    if max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0]):
        return False
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return False
    for one, other, far, near in ((a, b, c, d), (c, d, a, b)):
        first, last = _side(far, one, other), _side(near, one, other)
        if min(abs(first), abs(last)) < slack or (first > 0) == (last > 0):
            return False
    return True


def bends(line: Sequence[Point]) -> int:
    """How often a line turns, in right angles: a rounded corner is one, a wide curve as much as it turns."""
    pieces = [(x2 - x, y2 - y) for (x, y), (x2, y2) in pairwise(line) if (x, y) != (x2, y2)]
    turned = 0.0
    for (x, y), (x2, y2) in pairwise(pieces):
        turned += abs(atan2(x * y2 - y * x2, x * x2 + y * y2))
    return round(turned / (pi / 2))


def flattened(start: Point, curves: Sequence[tuple[Point, Point, Point]]) -> tuple[Point, ...]:
    """Bézier curves as a broken line; straight ones stay one piece, and pieces in one direction become one."""
    points = [start]
    for first, second, end in curves:
        begin = points[-1]
        if max(_to_segment(first, begin, end), _to_segment(second, begin, end)) < 0.05:
            points.append(end)
            continue
        for step in range(1, _CURVE_STEPS + 1):
            t = step / _CURVE_STEPS
            points.append(tuple(  # type: ignore[arg-type]
                begin[axis] * (1 - t) ** 3 + 3 * first[axis] * t * (1 - t) ** 2 + 3 * second[axis] * t * t * (1 - t) + end[axis] * t ** 3
                for axis in (0, 1)
            ))
    return _straightened(points)


def _straightened(points: Sequence[Point]) -> tuple[Point, ...]:
    kept: list[Point] = []
    for point in points:
        if kept and distance(kept[-1], point) < 0.01:
            continue
        if len(kept) > 1 and _to_segment(kept[-1], kept[-2], point) < 0.02:
            kept.pop()
        kept.append(point)
    return tuple(kept)
