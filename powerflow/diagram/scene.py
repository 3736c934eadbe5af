"""What is drawn, as plain shapes at absolute places: rectangles, diamonds, lines of text, strokes, in named groups.

The origin is the top left corner of the page, y grows downwards, all lengths are points of the design.
"""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from powerflow.diagram import look
from powerflow.diagram.font import width

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle of the page: its top left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower side."""
        return self.y + self.height

    @property
    def centre(self) -> Point:
        """Its middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def meets(self, other: Box, gap: float = 0.0) -> bool:
        """Whether the two come nearer to each other than `gap`."""
        return (
            self.x < other.right + gap and other.x < self.right + gap
            and self.y < other.bottom + gap and other.y < self.bottom + gap
        )


class Form(str, Enum):
    """The outline of a filled shape."""

    BOX = "box"
    ROUND = "round"
    DIAMOND = "diamond"
    CIRCLE = "circle"


class Align(str, Enum):
    """Where a line of text stands in its box."""

    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"


@dataclass(frozen=True)
class Fill:
    """A filled shape with an optional outline."""

    box: Box
    colour: str
    line: str = ""
    thick: float = 0.8
    form: Form = Form.BOX
    dashed: bool = False


@dataclass(frozen=True)
class Text:
    """One line of text, in the middle of the height of its box."""

    box: Box
    text: str
    size: float = look.BODY_SIZE
    colour: str = look.BODY
    bold: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Stroke:
    """A line through `points` with right angles; `element` is the flow it draws, "" for rules of the page."""

    points: tuple[Point, ...]
    colour: str
    thick: float = 1.0
    dashed: bool = False
    arrow: bool = False
    dot: bool = False
    element: str = ""
    sentence: str = ""
    lit: str = ""


Item = Fill | Text


@dataclass(frozen=True)
class Group:
    """Shapes that belong together. `element` is the BPMN id they show, `sentence` says it all in words."""

    key: str
    items: tuple[Item, ...]
    element: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Scene:
    """A whole page: its size in points of the design, groups in reading order, strokes over them."""

    width: float
    height: float
    groups: tuple[Group, ...]
    strokes: tuple[Stroke, ...]
    title: str
    description: str
    lang: str


def moved(items: Iterable[Item], dx: float, dy: float) -> tuple[Item, ...]:
    """The items, moved."""
    return tuple(
        replace(item, box=Box(item.box.x + dx, item.box.y + dy, item.box.width, item.box.height)) for item in items
    )


def text_lines(
    lines: Iterable[str], box: Box, *, size: float = look.BODY_SIZE, colour: str = look.BODY, bold: bool = False,
    align: Align = Align.LEFT, leading: float = look.LEADING,
) -> tuple[Text, ...]:
    """Lines of text one under the other from the top of `box`, each as wide as the box."""
    step = size * leading
    return tuple(
        Text(Box(box.x, box.y + index * step, box.width, step), line, size, colour, bold, align)
        for index, line in enumerate(lines)
    )


def extent(text: Text) -> Box:
    """Where the ink of a line of text stands."""
    wide = width(text.text, text.size, text.bold)
    left = {Align.LEFT: 0.0, Align.MIDDLE: (text.box.width - wide) / 2, Align.RIGHT: text.box.width - wide}[text.align]
    _, middle = text.box.centre
    return Box(text.box.x + left, middle - text.size / 2, wide, text.size)


def stacked(scenes: Sequence[Scene]) -> Scene:
    """Several pages of one size as one picture, one under the other."""
    first = scenes[0]
    groups: list[Group] = []
    strokes: list[Stroke] = []
    for index, scene in enumerate(scenes):
        down = index * first.height
        prefix = f"page{index + 1}-" if index else ""
        groups += [replace(group, key=prefix + group.key, items=moved(group.items, 0.0, down)) for group in scene.groups]
        strokes += [replace(stroke, points=tuple((x, y + down) for x, y in stroke.points)) for stroke in scene.strokes]
    return replace(first, height=first.height * len(scenes), groups=tuple(groups), strokes=tuple(strokes))
