"""The ground of the chart: lanes with their heads (②: post and telephone), phases at the left."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from powerflow.diagram import look
from powerflow.diagram.geometry import Columns
from powerflow.diagram.lines import balanced, break_lines
from powerflow.diagram.rows import Head
from powerflow.diagram.scene import Align, Box, Fill, Group, Item, Point, Stroke, Text, text_lines
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
    name = lane.name or lane.notes.unit or lane.notes.post or words.say("流程")
    more = [part for part in (lane.notes.organ, lane.notes.unit, lane.notes.post) if part and part not in name]
    facts = words.facts(dict.fromkeys((*more, lane.notes.telephone)))
    return balanced(name, wide - 6, _NAME, True, most=3), break_lines(facts, wide - 6, look.BODY_SIZE, most=4)


def head_height(lanes: Iterable[Lane], words: Words, wide: float) -> float:
    """How high the heads of these lanes must be where their words are `wide` points wide."""
    highs = [len(names) * _NAME * 1.3 + len(facts) * _STEP for names, facts in (head_texts(lane, words, wide) for lane in lanes)]
    return max([*highs, 25.0]) + 9


def phase_height(phase: str) -> float:
    """How high a phase must be for its name to stand upright."""
    return min(len(phase), 6) * _PHASE_SIZE * 1.22 + 10


@dataclass(frozen=True)
class Strip:
    """One lane in one band: its ground with the head (`high`) at its top, and where the words of the head stand."""

    lane: Lane
    box: Box
    high: float
    words: Box


def strips(
    lanes: Mapping[str, Lane], heads: Sequence[Head], columns: Columns, tops: Sequence[float], highs: Sequence[float], bottom: float,
    lines: Sequence[Sequence[Point]],
) -> tuple[Strip, ...]:
    """The lanes of every band; `tops` are the upper ends of the bands on the page, `bottom` is the end of the last one.

    Words stand in the middle of their lane where none of the `lines` runs through its head, else in one column of it.
    """
    uprights = [(one[0], min(one[1], two[1]), max(one[1], two[1])) for line in lines for one, two in pairwise(line) if one[0] == two[0]]
    laid = []
    last = len(columns.places) - 1
    for head, top, high, end in zip(heads, tops, highs, [*tops[1:], bottom], strict=True):
        for lane, owned in head.lanes.items():
            left = columns.start(0) if owned[0] == 0 else columns.places[2 * owned[0]]
            right = columns.end(last) if 2 * owned[-1] + 2 == last else columns.places[2 * owned[-1] + 2]
            told = 2 * head.told[lane] + 1
            # Links that cross the heads pass between the words, in the channels beside them.
            words = Box(columns.start(told) - 4, top + 2, columns.sizes[told] + 8, high - 4)
            if not any(left < x < right and low < top + high and top < deep for x, low, deep in uprights):
                words = Box(left + 3, top + 2, right - left - 6, high - 4)
            laid.append(Strip(lanes[lane], Box(left, top, right - left, end - top), high, words))
    return tuple(laid)


def ground(laid: Sequence[Strip], words: Words) -> tuple[Group, ...]:
    """The lanes with their heads."""
    groups = []
    for index, strip in enumerate(laid):
        lane, box = strip.lane, strip.box
        party = is_party(lane)
        bar = Box(box.x, box.y, box.width, strip.high)
        items: list[Item] = [
            Fill(box, look.GREEN_PALE if party else (look.PALE if index % 2 else look.WHITE), look.LINE, 0.8),
            Fill(bar, look.GREEN_HEAD if party else look.GREY_HEAD, look.LINE, 0.8),
            Fill(strip.words, look.GREEN if party else look.INK),
        ]
        names, facts = head_texts(lane, words, strip.words.width)
        y = strip.words.y + (strip.words.height - len(names) * _NAME * 1.3 - len(facts) * _STEP) / 2
        room = Box(strip.words.x + 3, y, strip.words.width - 6, 0)
        items += text_lines(names, room, size=_NAME, colour=look.WHITE, bold=True, align=Align.MIDDLE, leading=1.3)
        items += text_lines(
            facts, Box(room.x, y + len(names) * _NAME * 1.3, room.width, 0), colour=look.WHITE, align=Align.MIDDLE, leading=1.3
        )
        sentence = words.say("岗位：{post}", post=words.facts((*names, *facts)))
        groups.append(Group(f"lane{index + 1}", tuple(items), lane.id, sentence))
    return tuple(groups)


def phases(
    names: Sequence[str], bounds: Sequence[float], words: Words, theme: look.Theme, area: Box
) -> tuple[Group | None, tuple[Stroke, ...]]:
    """The phases at the left and the dashed rules between them; nothing where the chart names none.

    `area` is the chart with its phases; `bounds` are the upper ends of the phases on the page.
    """
    if not any(names):
        return None, ()
    items: list[Item] = []
    rules = []
    edges = [area.y, *bounds[1:], area.bottom]
    for index, phase in enumerate(names):
        top = edges[index]
        box = Box(area.x, top, look.PHASE_WIDE, edges[index + 1] - top)
        items.append(Fill(box, theme.soft if index % 2 else theme.colour, look.WHITE, 0.5))
        items += _upright(phase or words.say("阶段"), box)
        if index:
            rules.append(Stroke(((area.x + look.PHASE_WIDE, top), (area.right, top)), look.GRID, 0.9, dashed=True))
    return Group("phases", tuple(items)), tuple(rules)


def _upright(text: str, box: Box) -> list[Text]:
    """Words from top to bottom, in several columns from left to right where they are long."""
    if any(letter.isascii() and letter.isalpha() for letter in text):
        size = look.BODY_SIZE
        lines: Sequence[str] = balanced(text, box.width - 1, size, True, most=max(1, int(box.height // (size * 1.2))))
        top = box.y + (box.height - len(lines) * size * 1.2) / 2
        strip_box = Box(box.x + 0.5, top, box.width - 1, 0)
        return list(text_lines(lines, strip_box, colour=look.WHITE, bold=True, align=Align.MIDDLE, leading=1.2))
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
