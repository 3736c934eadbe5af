"""Finds room for the words on links: beside their line, off every figure, other words, and other lines."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from powerflow.diagram.font import width
from powerflow.diagram.geometry import Plot
from powerflow.diagram.lines import balanced
from powerflow.diagram.scene import Align, Box, Form, Point, Text, text_lines

SIZE = 10.0
_LEADING = 1.22
_GAP = 3.0


@dataclass(frozen=True)
class Wanted:
    """A label to place: its words, the corners of its link, the part that the link has for itself, its colour."""

    text: str
    points: tuple[Point, ...]
    own: tuple[Point, ...]
    colour: str


def block(text: str, most_wide: float) -> tuple[tuple[str, ...], float, float]:
    """The words of a label in lines with the block's width and height."""
    lines = balanced(text, most_wide, SIZE, True)
    wide = max((width(line, SIZE, True) for line in lines), default=0.0)
    return lines, wide, len(lines) * SIZE * _LEADING


# Price, box, lines and alignment of a place for a label; from `_BAD` on it lies on something.
_Place = tuple[float, Box, tuple[str, ...], Align]
_BAD = 100
# Places tried along each piece of a line: few as a rule, many where none of them is free.
_COARSE, _FINE = 6, 24


class Labeller:
    """Places labels one after the other on a page with these figures and lines."""

    def __init__(self, on: Plot, lines: Sequence[Sequence[Point]], bounds: Box, heads: Sequence[Box] = ()) -> None:
        """`heads` are the places of the words in the lanes' heads."""
        self._figures = (*((box, on.forms[id]) for id, box in on.boxes.items()), *((box, Form.BOX) for box in heads))
        self._segments = [
            (one, other, index) for index, points in enumerate(lines) for one, other in pairwise(points)
        ]
        self._bounds = bounds
        self._placed: list[Box] = []
        self.crowded = 0

    def place(self, wanted: Wanted) -> tuple[Text, ...]:
        """The lines of one label. Where no place is free the least bad one is taken and counted in `crowded`."""
        best = self._best(wanted, _COARSE) if wanted.text.strip() else None
        if best is not None and best[0] >= _BAD:
            best = min(best, self._best(wanted, _FINE) or best, key=lambda each: each[0])
        if best is None:
            return ()
        price, box, lines, align = best
        self.crowded += price >= _BAD
        self._placed.append(box)
        return text_lines(lines, box, size=SIZE, colour=wanted.colour, bold=True, align=align, leading=_LEADING)

    def _best(self, wanted: Wanted, most_steps: int) -> _Place | None:
        """The cheapest place, among so many along each piece of the line."""
        best: _Place | None = None
        seen: set[tuple[str, ...]] = set()
        for most_wide in (120.0, 84.0, 68.0, 56.0, 34.0):
            lines, wide, high = block(wanted.text, most_wide)
            if lines in seen or (seen and len(lines) > (4 if most_steps == _COARSE else 7)):
                continue
            seen.add(lines)
            for shared, points in ((0, wanted.own), (60, wanted.points)):
                for rank, (box, align) in enumerate(self._candidates(points, wide, high, most_steps)):
                    price = shared + rank * 0.3 / most_steps + len(lines) * 0.4
                    if best is None or price < best[0]:
                        price += self._price(box, wanted.points)
                    if best is None or price < best[0]:
                        best = price, box, lines, align
        return best

    def _candidates(self, points: Sequence[Point], wide: float, high: float, most_steps: int) -> Iterable[tuple[Box, Align]]:
        """Places along the line, those near its beginning first."""
        for one, other in pairwise(points):
            length = abs(one[0] - other[0]) + abs(one[1] - other[1])
            steps = max(1, min(most_steps, int(length // (84 / most_steps))))
            for step in range(steps):
                share = step / steps
                x, y = one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share
                yield from _beside(x, y, one, other, wide, high)

    def _price(self, box: Box, own: Sequence[Point]) -> float:
        price = 0.0
        if box.x < self._bounds.x or box.right > self._bounds.right or box.y < self._bounds.y or box.bottom > self._bounds.bottom:
            price += 400
        price += sum(300 for figure, form in self._figures if _covers(figure, form, box))
        price += sum(200 for other in self._placed if box.meets(other, 1.5))
        for one, other, _ in self._segments:
            if _runs_through(one, other, box):
                price += 100
        for one, other in pairwise(own):
            price += 100 * _runs_through(one, other, box)
        return price


def _beside(x: float, y: float, one: Point, other: Point, wide: float, high: float) -> Iterable[tuple[Box, Align]]:
    if abs(one[0] - other[0]) < 0.01:
        forward = 1 if other[1] > one[1] else -1
        top = y + 3 if forward > 0 else y - 3 - high
        yield Box(x + _GAP + 1, top, wide, high), Align.LEFT
        yield Box(x - _GAP - 1 - wide, top, wide, high), Align.RIGHT
        return
    forward = 1 if other[0] > one[0] else -1
    # Beside a decision there may be little room: the words then stand higher, above the slope of the diamond.
    for slide, lift in ((2.0, 0.0), (-4.0, 0.0), (-wide / 3, 0.0), (-wide / 3, 6.0), (-wide * 0.6, 8.0), (-wide, 12.0), (-wide, 18.0)):
        left = x + slide if forward > 0 else x - slide - wide
        yield Box(left, y - _GAP - lift - high, wide, high), Align.MIDDLE
        yield Box(left, y + _GAP + lift + 1, wide, high), Align.MIDDLE


def _covers(figure: Box, form: Form, box: Box) -> bool:
    """Whether `box` lies on the figure; a diamond leaves its corners free."""
    if not figure.meets(box, 1.5):
        return False
    if form is not Form.DIAMOND:
        return True
    x, y = figure.centre
    dx = max(0.0, box.x - x, x - box.right)
    dy = max(0.0, box.y - y, y - box.bottom)
    return dx / (figure.width / 2 + 2) + dy / (figure.height / 2 + 2) < 1


def _runs_through(one: Point, other: Point, box: Box) -> bool:
    left, right = min(one[0], other[0]), max(one[0], other[0])
    top, bottom = min(one[1], other[1]), max(one[1], other[1])
    return left < box.right + 1 and box.x - 1 < right and top < box.bottom + 0.5 and box.y - 0.5 < bottom


def own_part(points: Sequence[Point], others: Iterable[Sequence[Point]]) -> tuple[Point, ...]:
    """The part of a line that it does not share with others that start or end where it does."""
    rest = list(others)
    start = max((_shared(points, other) for other in rest), default=0.0)
    end = max((_shared(points[::-1], other[::-1]) for other in rest), default=0.0)
    if start + end >= _length(points) - 8:
        return tuple(points)
    kept = _from(points, start)
    return _from(kept[::-1], end)[::-1]


def _shared(points: Sequence[Point], other: Sequence[Point]) -> float:
    """How far two lines run together from their beginning."""
    far = 0.0
    for (one, two), (its_one, its_two) in zip(_pairs(points), _pairs(other), strict=False):
        if _apart(one, its_one) > 0.1:
            break
        mine, its = _apart(one, two), _apart(one, its_two)
        same_way = _from((one, two), min(mine, its))[0], _from((its_one, its_two), min(mine, its))[0]
        if _apart(*same_way) > 0.1:
            break
        far += min(mine, its)
        if abs(mine - its) > 0.1:
            break
    return far


def _from(points: Sequence[Point], far: float) -> tuple[Point, ...]:
    """The line without its first `far` points of length."""
    for index, (one, two) in enumerate(_pairs(points)):
        length = _apart(one, two)
        if far < length:
            share = far / length
            return ((one[0] + (two[0] - one[0]) * share, one[1] + (two[1] - one[1]) * share), *points[index + 1 :])
        far -= length
    return (points[-1],)


def _pairs(points: Sequence[Point]) -> Iterable[tuple[Point, Point]]:
    return pairwise(points)


def _apart(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _length(points: Sequence[Point]) -> float:
    return sum(_apart(one, two) for one, two in _pairs(points))
