"""The head of the page: what the item is called, of which kind it is, who exercises it, since when."""
from __future__ import annotations

from collections.abc import Sequence

from powerflow.diagram import code, look
from powerflow.diagram.font import width
from powerflow.diagram.lines import balanced
from powerflow.diagram.scene import Align, Box, Fill, Group, Item, Text, text_lines
from powerflow.diagram.wording import KINDS, WAYS, Words
from powerflow.model import Flowchart

_STRIPE = 8.0
_META_WIDE = 236.0
_BADGE = 22.0
_EMBLEM = 54.0
_GAP = 12.0


def header(chart: Flowchart, words: Words, theme: look.Theme, wide: float, page: str, *, brief: bool = False) -> tuple[Group, float]:
    """The head of a page that is `wide` points wide, and where it ends.

    `page` says which sheet it is, "" for a single one; a `brief` head, for a sheet after the first, has only the title.
    """
    inner = wide - 2 * look.MARGIN
    items: list[Item] = [Fill(Box(0, 0, wide, _STRIPE), theme.colour)]
    if brief and page:
        return _brief(items, words.title_of_chart(chart), page, theme, inner)
    has_item = chart.item is not None
    square = code.content(chart, theme.office)
    meta_wide = _META_WIDE + code.side(square) + _GAP if has_item else 0.0
    left = look.MARGIN + (_EMBLEM + _GAP if theme.office.emblem else 0.0)
    if theme.office.emblem:
        items.append(Fill(Box(look.MARGIN, 18, _EMBLEM, _EMBLEM), look.EMBLEM_GROUND))
    kind = words.facts((theme.office.name, words.say("行政权力运行流程图"), page))
    room = look.MARGIN + inner - left - meta_wide - 16
    said = balanced(kind, room, 13.0, True, most=2)
    items += text_lines(said, Box(left, 18, room, 18), size=13.0, colour=theme.colour, bold=True, leading=18 / 13)
    title, size = _title(words.title_of_chart(chart), room)
    below = 21 + 18 * len(said)
    items += text_lines(title, Box(left, below, room, size), size=size, colour=look.INK, bold=True, leading=1.22)
    bottom = below + len(title) * size * 1.22
    if has_item:
        box = Box(wide - look.MARGIN - _META_WIDE, 18, _META_WIDE, _BADGE)
        items += _badges(_kinds(chart, words, theme), box)
        meta, end = _meta(chart, words, Box(box.x, box.bottom + 4, box.width, 0))
        items += meta
        items += code.code_items(square, words, wide - look.MARGIN - meta_wide, 14)
        bottom = max(bottom, end, 14 + code.height(square))
    return Group("title", tuple(items)), bottom + 8


def _brief(items: list[Item], name: str, page: str, theme: look.Theme, inner: float) -> tuple[Group, float]:
    title = balanced(name, inner - width(page, 12.0, True) - 24, 17.0, True, most=2)
    items += text_lines(title, Box(look.MARGIN, 16, inner, 17.0), size=17.0, colour=look.INK, bold=True, leading=1.22)
    items.append(Text(Box(look.MARGIN, 18, inner, 18), page, 12.0, theme.colour, True, Align.RIGHT))
    return Group("title", tuple(items)), 16 + len(title) * 17.0 * 1.22 + 9


def _title(name: str, room: float) -> tuple[tuple[str, ...], float]:
    """The title as large as it fits on one line, else on two or three."""
    for size in (30.0, 27.0, 24.0, 21.0):
        if width(name, size, True) <= room:
            return (name,), size
    return balanced(name, room, 21.0, True, most=3), 21.0


def _kinds(chart: Flowchart, words: Words, theme: look.Theme) -> list[tuple[str, str]]:
    item = chart.item
    if item is None:
        return []
    found = [(words.say(KINDS[item.kind]), look.INK)] if item.kind else []
    if item.power_class:
        found.append((words.say(theme.word), theme.colour))
    if item.way in WAYS:
        found.append((words.say(WAYS[item.way]), look.GREEN))
    return found


def _badges(badges: Sequence[tuple[str, str]], box: Box) -> list[Item]:
    items: list[Item] = []
    for index, (text, colour) in enumerate(badges):
        part = Box(box.x + box.width * index / len(badges), box.y, box.width / len(badges), box.height)
        items.append(Fill(part, colour))
        size = min(12.0, 11.5 * (part.width - 4) / max(1.0, width(text, 11.5, True)))
        items.append(Text(part, text, size, look.WHITE, True, Align.MIDDLE))
    return items


def _meta(chart: Flowchart, words: Words, box: Box) -> tuple[list[Item], float]:
    item = chart.item
    if item is None:
        return [], box.y
    say = words.say
    rows = [
        (say("事项编码"), words.facts((item.code, item.implementation_code))),
        (say("实施机关"), words.join([item.organ.name if item.organ else "", *(each.name for each in item.joint_organs)])),
        (say("承办机构"), words.facts((item.office.unit, item.office.telephone)) if item.office else ""),
        (say("版本"), words.facts((item.version, say(item.status) if item.status not in ("", "在用") else ""))),
        (say("生效日期"), words.day(item.effective_from) if item.effective_from else ""),
    ]
    items: list[Item] = []
    y = box.y
    step = look.BODY_SIZE * 1.34
    indent = max((width(label, look.BODY_SIZE) for label, _ in rows), default=0.0) + 9
    for label, text in rows:
        if text:
            lines = balanced(text, box.width - indent, look.BODY_SIZE, True, most=3)
            items.append(Text(Box(box.x, y, indent, step), label, look.BODY_SIZE, look.FAINT))
            items += text_lines(lines, Box(box.x + indent, y, box.width - indent, step), bold=True, leading=1.34)
            y += len(lines) * step
    return items, y
