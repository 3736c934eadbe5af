"""Panels of the page: a coloured heading over rows of a heading and its text."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from powerflow.diagram import look
from powerflow.diagram.font import width
from powerflow.diagram.lines import break_lines
from powerflow.diagram.scene import Box, Fill, Item, Text, text_lines

HEAD = 22.0
_STEP = look.BODY_SIZE * look.LEADING
_PAD = 9.0
_GUTTER = 16.0
_LEAST_STRIP = 250.0


@dataclass(frozen=True)
class Panel:
    """One of the seven elements: `rows` are pairs of a heading ("" to go on) and its text."""

    key: str
    title: str
    colour: str
    rows: tuple[tuple[str, str], ...]


def frame(panel_title: str, colour: str, box: Box) -> tuple[Item, ...]:
    """The border and the heading of a panel."""
    return (
        Fill(box, look.WHITE, colour, 1.0),
        Fill(Box(box.x, box.y, box.width, HEAD), colour),
        Text(Box(box.x + _PAD, box.y, box.width - 2 * _PAD, HEAD), panel_title, 12.0, look.WHITE, True),
    )


@dataclass(frozen=True)
class _Row:
    """A laid row: `above` when its heading is too long to stand beside the text."""

    label: str
    lines: tuple[str, ...]
    above: bool

    @property
    def height(self) -> float:
        return (len(self.lines) + self.above) * _STEP + 3


@dataclass(frozen=True)
class _Strip:
    """One column of rows in a panel."""

    indent: float
    rows: tuple[_Row, ...]

    @property
    def height(self) -> float:
        return sum(row.height for row in self.rows)


def panel_height(panel: Panel, wide: float) -> float:
    """How high the panel must be at this width."""
    return HEAD + 10 + max((strip.height for strip in _strips(panel, wide)), default=0.0)


def panel_items(panel: Panel, box: Box) -> tuple[Item, ...]:
    """The panel in its place."""
    items: list[Item] = list(frame(panel.title, panel.colour, box))
    strips = _strips(panel, box.width)
    wide = _strip_width(box.width, len(strips))
    for index, strip in enumerate(strips):
        x, y = box.x + _PAD + index * (wide + _GUTTER), box.y + HEAD + 5
        for row in strip.rows:
            items.append(Text(Box(x, y, wide if row.above else strip.indent, _STEP), row.label, look.BODY_SIZE, panel.colour, True))
            top = y + row.above * _STEP
            items += text_lines(row.lines, Box(x + strip.indent, top, wide - strip.indent, _STEP))
            y += row.height
    return tuple(items)


def _strip_width(wide: float, count: int) -> float:
    return (wide - 2 * _PAD - _GUTTER * (count - 1)) / max(1, count)


def _strips(panel: Panel, wide: float) -> tuple[_Strip, ...]:
    """The rows in as many columns as make the panel lowest, none narrower than reads well."""
    best: tuple[_Strip, ...] = ()
    for count in (1, 2, 3):
        room = _strip_width(wide, count)
        if count > 1 and (room < _LEAST_STRIP or len(panel.rows) < 2 * count):
            break
        rows = _laid_rows(panel, room)
        strips = tuple(_Strip(rows[0], part) for part in _shared_out(rows[1], count))
        if not best or max(strip.height for strip in strips) < max(strip.height for strip in best) - 1:
            best = strips
    return best


def _shared_out(rows: Sequence[_Row], count: int) -> list[tuple[_Row, ...]]:
    """The rows in order in `count` columns of about the same height."""
    goal = sum(row.height for row in rows) / count
    parts: list[list[_Row]] = [[]]
    used = 0.0
    for row in rows:
        if used + row.height / 2 > goal * len(parts) and len(parts) < count:
            parts.append([])
        parts[-1].append(row)
        used += row.height
    return [tuple(part) for part in parts]


def _laid_rows(panel: Panel, wide: float) -> tuple[float, tuple[_Row, ...]]:
    """How far the texts are indented, and every row broken into lines."""
    longest = max((width(label, look.BODY_SIZE, True) + 10 for label, _ in panel.rows), default=0.0)
    indent = min(longest, max(wide * 0.3, 54.0))
    return indent, tuple(
        _Row(label, break_lines(text, wide - indent, look.BODY_SIZE) or ("",), width(label, look.BODY_SIZE, True) > indent - 3)
        for label, text in panel.rows
    )


def panel_weight(panel: Panel) -> float:
    """How much of a row's width the panel should get: more for more words, never so little that headings break."""
    return 160.0 + sum(len(text) + 14 for _, text in panel.rows)


def side_by_side(panels: Sequence[Panel], weights: Sequence[float], box: Box, gap: float = 10.0) -> tuple[tuple[Panel, Box], ...]:
    """The panels from left to right in `box`, widths by weight; their height is that of the highest one."""
    room = box.width - gap * (len(panels) - 1)
    x, laid = box.x, []
    for panel, weight in zip(panels, weights, strict=True):
        wide = room * weight / sum(weights)
        laid.append((panel, Box(x, box.y, wide, 0.0)))
        x += wide + gap
    high = max((panel_height(panel, place.width) for panel, place in laid), default=0.0)
    return tuple((panel, Box(place.x, place.y, place.width, high)) for panel, place in laid)
