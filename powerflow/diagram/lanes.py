"""The ground of the chart: lanes with their heads (②: post and telephone), phases at the left."""
from __future__ import annotations

from collections.abc import Sequence

from powerflow.diagram import look
from powerflow.diagram.geometry import Columns
from powerflow.diagram.lines import balanced, break_lines
from powerflow.diagram.outline import Outline
from powerflow.diagram.rows import Grid
from powerflow.diagram.scene import Align, Box, Fill, Group, Item, Stroke, Text, text_lines
from powerflow.diagram.wording import Words
from powerflow.model import Lane

_NAME = 12.0
_STEP = look.BODY_SIZE * 1.3
_PHASE_SIZE = 12.5


def is_party(lane: Lane) -> bool:
    """The lane of the party itself, which has its own colour."""
    return lane.notes.side == "P"


def head_texts(lane: Lane, words: Words, wide: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines of a lane's head: its name large, then unit, post and telephone where they say more."""
    name = lane.name or lane.notes.unit or lane.notes.post
    more = [part for part in (lane.notes.organ, lane.notes.unit, lane.notes.post) if part and part not in name]
    facts = words.facts(dict.fromkeys((*more, lane.notes.telephone)))
    return balanced(name, wide - 6, _NAME, True, most=3), break_lines(facts, wide - 6, look.BODY_SIZE, most=4)


def head_height(lanes: Sequence[tuple[Lane, float]], words: Words) -> float:
    """How high the heads must be for lanes of these widths."""
    highs = [len(names) * _NAME * 1.3 + len(facts) * _STEP for names, facts in (head_texts(lane, words, wide) for lane, wide in lanes)]
    return max([*highs, 25.0]) + 9


def phase_height(phase: str) -> float:
    """How high a phase must be for its name to stand upright."""
    return min(len(phase), 6) * _PHASE_SIZE * 1.22 + 10


def lane_boxes(plan: Outline, grid: Grid, columns: Columns, top: float, high: float) -> tuple[tuple[Lane, Box], ...]:
    """The area of each lane, from the middle of the channel at its left to that at its right."""
    laid = []
    for lane in plan.lanes:
        owned = grid.lane_columns[lane.id]
        left = columns.start(0) if owned[0] == 0 else columns.places[2 * owned[0]]
        right = columns.end(2 * grid.columns) if owned[-1] == grid.columns - 1 else columns.places[2 * owned[-1] + 2]
        laid.append((lane, Box(left, top, right - left, high)))
    return tuple(laid)


def ground(lanes: Sequence[tuple[Lane, Box]], words: Words, head: float) -> tuple[Group, ...]:
    """The lanes with their heads above them; `head` is the height of the heads."""
    groups = []
    for index, (lane, box) in enumerate(lanes):
        pale = look.GREEN_PALE if is_party(lane) else (look.PALE if index % 2 else look.WHITE)
        top = Box(box.x, box.y - head, box.width, head)
        items: list[Item] = [
            Fill(box, pale, look.LINE, 0.8),
            Fill(top, look.GREEN if is_party(lane) else look.INK, look.WHITE, 0.5),
        ]
        names, facts = head_texts(lane, words, box.width)
        high = len(names) * _NAME * 1.3 + len(facts) * _STEP
        y = top.y + (head - high) / 2
        items += text_lines(names, Box(box.x + 3, y, box.width - 6, 0), size=_NAME, colour=look.WHITE, bold=True,
                            align=Align.MIDDLE, leading=1.3)
        items += text_lines(facts, Box(box.x + 3, y + len(names) * _NAME * 1.3, box.width - 6, 0), colour=look.WHITE,
                            align=Align.MIDDLE, leading=1.3)
        sentence = words.say("岗位：{post}", post=words.facts((*names, *facts)))
        groups.append(Group(f"lane{index + 1}", tuple(items), lane.id, sentence))
    return tuple(groups)


def phases(
    plan: Outline, bounds: Sequence[float], words: Words, theme: look.Theme, area: Box, head: float
) -> tuple[Group | None, tuple[Stroke, ...]]:
    """The phases at the left and the dashed rules between them; nothing where the chart names none.

    `area` is the chart with its phases, without the lanes' heads; `bounds` are the upper ends of the phases on the page.
    """
    if not any(plan.phases):
        return None, ()
    corner = Box(area.x, area.y - head, look.PHASE_WIDE, head)
    items: list[Item] = [Fill(corner, look.INK), *_upright(words.say("阶段"), corner)]
    rules = []
    edges = [area.y, *bounds[1:], area.bottom]
    for index, phase in enumerate(plan.phases):
        top = edges[index]
        box = Box(area.x, top, look.PHASE_WIDE, edges[index + 1] - top)
        items.append(Fill(box, theme.soft if index % 2 else theme.colour, look.WHITE, 0.5))
        items += _upright(phase, box)
        if index:
            rules.append(Stroke(((area.x + look.PHASE_WIDE, top), (area.right, top)), look.GRID, 0.9, dashed=True))
    return Group("phases", tuple(items)), tuple(rules)


def _upright(text: str, box: Box) -> list[Text]:
    """Words from top to bottom, in several columns from left to right where they are long."""
    if any(letter.isascii() and letter.isalpha() for letter in text):
        lines: Sequence[str] = balanced(text, box.width - 2, 8.0, True, most=8)
        top = box.y + (box.height - len(lines) * 10.4) / 2
        strip_box = Box(box.x + 1, top, box.width - 2, 0)
        return list(text_lines(lines, strip_box, size=8.0, colour=look.WHITE, bold=True, align=Align.MIDDLE, leading=1.3))
    fits = max(1, int((box.height - 4) // (_PHASE_SIZE * 1.1)))
    strips = [text[start : start + fits] for start in range(0, len(text), fits)][:2]
    size = _PHASE_SIZE if len(strips) < 2 else 11.0
    texts: list[Text] = []
    for index, strip in enumerate(strips):
        step = min(size * 1.25, (box.height - 4) / max(1, len(strip)))
        x = box.x + box.width * index / len(strips)
        top = box.y + (box.height - step * len(strip)) / 2
        texts += [
            Text(Box(x, top + step * place, box.width / len(strips), step), letter, size, look.WHITE, True, Align.MIDDLE)
            for place, letter in enumerate(strip)
        ]
    return texts
