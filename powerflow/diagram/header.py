"""The head of the page: what the item is called, of which kind it is, who exercises it, since when."""
from __future__ import annotations

from collections.abc import Sequence

from powerflow.diagram import look
from powerflow.diagram.font import width
from powerflow.diagram.lines import balanced
from powerflow.diagram.scene import Align, Box, Fill, Group, Item, Text, text_lines
from powerflow.diagram.wording import KINDS, WAYS, Words
from powerflow.model import Flowchart

_STRIPE = 8.0
_META_WIDE = 236.0
_BADGE = 22.0


def header(chart: Flowchart, words: Words, theme: look.Theme, wide: float, page: str) -> tuple[Group, float]:
    """The head of a page that is `wide` points wide, and where it ends; `page` says which sheet it is, "" for a single one."""
    inner = wide - 2 * look.MARGIN
    items: list[Item] = [Fill(Box(0, 0, wide, _STRIPE), theme.colour)]
    has_item = chart.item is not None
    meta_wide = _META_WIDE if has_item else 0.0
    kind = words.facts((words.say("行政权力运行流程图"), page))
    items.append(Text(Box(look.MARGIN, 18, inner - meta_wide, 18), kind, 13.0, theme.colour, True))
    room = inner - meta_wide - 16
    title, size = _title(words.title_of_chart(chart), room)
    items += text_lines(title, Box(look.MARGIN, 39, room, size), size=size, colour=look.INK, bold=True, leading=1.22)
    bottom = 39 + len(title) * size * 1.22
    if has_item:
        box = Box(wide - look.MARGIN - meta_wide, 18, meta_wide, _BADGE)
        items += _badges(_kinds(chart, words, theme), box)
        meta, end = _meta(chart, words, Box(box.x, box.bottom + 4, box.width, 0))
        items += meta
        bottom = max(bottom, end)
    return Group("title", tuple(items)), bottom + 8


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
