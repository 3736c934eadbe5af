"""The first page of a poster of several: every phase with its steps by name, and on which page they are drawn."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from powerflow.diagram import look
from powerflow.diagram.font import width
from powerflow.diagram.lanes import is_party
from powerflow.diagram.lines import break_lines
from powerflow.diagram.outline import Figure, Shape
from powerflow.diagram.scene import Align, Box, Fill, Form, Group, Item, Text, moved, text_lines
from powerflow.diagram.sheets import Part
from powerflow.diagram.wording import Words

_STEP = look.BODY_SIZE * 1.3
_WIDEST = 172.0
_SIDE = 92.0
_GAP, _BETWEEN = 6.0, 15.0


@dataclass(frozen=True)
class Row:
    """One phase on one page: its name, the page, and its steps as (words, whether the party does them)."""

    name: str
    page: int
    steps: tuple[tuple[str, bool], ...]


def rows_of(parts: Iterable[Part], words: Words) -> tuple[Row, ...]:
    """The rows for the sheets that show the chart itself."""
    rows = []
    for part in parts:
        party = {lane.id for lane in part.plan.lanes if is_party(lane)}
        for phase in part.plan.phases:
            drawn = [figure for figure in part.plan.figures.values() if figure.phase == phase and figure.shape is Shape.CARD]
            steps = tuple((_named(figure, words), figure.lane in party) for figure in drawn)
            rows.append(Row(phase or words.say("流程"), part.number, steps))
    return tuple(row for row in rows if row.steps)


def _named(figure: Figure, words: Words) -> str:
    return f"{figure.number} {words.title_of(figure.node)}"


class Overview:
    """Lays out some rows, in lines of boxes from left to right."""

    def __init__(self, rows: Sequence[Row], words: Words, theme: look.Theme) -> None:
        self.rows = tuple(rows)
        self._words = words
        self._theme = theme

    def height(self, wide: float) -> float:
        """How high the rows are at this width."""
        return sum(high + _GAP for _, high in (self._laid(row, wide) for row in self.rows))

    def fitting(self, wide: float, room: float) -> int:
        """How many rows fit into `room`, at least one."""
        used, count = 0.0, 0
        for row in self.rows:
            used += self._laid(row, wide)[1] + _GAP
            if used > room and count:
                break
            count += 1
        return count

    def groups(self, box: Box) -> tuple[Group, ...]:
        """The rows in their place; what height is left over is shared out between them."""
        laid = [self._laid(row, box.width) for row in self.rows]
        spare = box.height - sum(high + _GAP for _, high in laid)
        more = max(0.0, min(spare / max(1, len(laid)), 44.0))
        groups, y = [], box.y
        for index, (row, (items, high)) in enumerate(zip(self.rows, laid, strict=True)):
            tall = high + more
            side = Box(box.x, y, _SIDE, tall)
            ground = Fill(Box(box.x, y, box.width, tall), look.PALE, look.LINE, 0.6)
            colour = self._theme.soft if index % 2 else self._theme.colour
            shapes = (ground, Fill(side, colour), *self._side(row, side), *moved(items, box.x + _SIDE + 8, y + more / 2))
            said = self._words.say("{name}（第{page}页）", name=row.name, page=row.page)
            sentence = self._words.say("{label}：{text}", label=said, text=self._words.join(text for text, _ in row.steps))
            groups.append(Group(f"overview-{index + 1}", shapes, sentence=sentence))
            y += tall + _GAP
        return tuple(groups)

    def _side(self, row: Row, box: Box) -> list[Text]:
        """The name of the phase and its page."""
        lines = break_lines(row.name, box.width - 8, look.TITLE_SIZE, True, most=3)
        page = self._words.say("第{page}页", page=row.page)
        y = box.y + (box.height - (len(lines) + 1) * look.TITLE_SIZE * 1.3) / 2
        room = Box(box.x + 4, y, box.width - 8, 0)
        texts = list(text_lines(lines, room, size=look.TITLE_SIZE, colour=look.WHITE, bold=True, align=Align.MIDDLE, leading=1.3))
        below = Box(room.x, y + len(lines) * look.TITLE_SIZE * 1.3, room.width, look.TITLE_SIZE * 1.3)
        return [*texts, Text(below, page, look.BODY_SIZE, look.WHITE, False, Align.MIDDLE)]

    def _laid(self, row: Row, wide: float) -> tuple[list[Item], float]:
        """The boxes of a row at the origin, and the height of the row."""
        room = wide - _SIDE - 16
        items: list[Item] = []
        x, y, tall = 0.0, 5.0, 0.0
        for place, (text, is_partys) in enumerate(row.steps):
            lines = break_lines(text, min(_WIDEST, room) - 12, look.BODY_SIZE, True, most=3)
            needed = max(width(line, look.BODY_SIZE, True) for line in lines) + 12.5
            high = len(lines) * _STEP + 8
            sign = _BETWEEN if place + 1 < len(row.steps) else 0.0
            if x and x + needed + sign > room:
                x, y, tall = 0.0, y + tall + 5, 0.0
            colour = look.GREEN if is_partys else self._theme.colour
            items.append(Fill(Box(x, y, needed, high), look.WHITE, colour, 1.0, Form.BOX))
            items += text_lines(lines, Box(x + 6, y + 4, needed - 12, _STEP), colour=look.INK, bold=True, leading=1.3)
            if sign:
                items.append(Text(Box(x + needed, y, sign, _STEP + 8), "›", 12.0, look.FAINT, True, Align.MIDDLE))
            x += needed + _BETWEEN
            tall = max(tall, high)
        lines_of_name = len(break_lines(row.name, _SIDE - 8, look.TITLE_SIZE, True, most=3)) + 1
        return items, max(y + tall + 5, lines_of_name * look.TITLE_SIZE * 1.3 + 8)
