"""The legend: only what the chart uses; and the last line of the page."""
from __future__ import annotations

from collections.abc import Container, Iterable

from powerflow.diagram import look
from powerflow.diagram.font import width
from powerflow.diagram.lanes import is_party
from powerflow.diagram.lines import break_lines
from powerflow.diagram.outline import Manner, Outline, Shape
from powerflow.diagram.scene import Align, Box, Fill, Form, Item, Text, moved, text_lines
from powerflow.diagram.short_names import shortened
from powerflow.diagram.wording import Words
from powerflow.model import Flowchart

_HIGH = 16.0
# Words, and the shapes before them.
_Entry = tuple[str, list[Item]]


def legend(
    plan: Outline, words: Words, theme: look.Theme, marks: Iterable[str], wide: float, *, risks: bool, known: Container[str] = ()
) -> tuple[tuple[Item, ...], float]:
    """The legend in lines no wider than `wide`, at the origin, and its height.

    `risks` says whether risks and legal bases stand on the cards; acts that are `known` by their full names need no entry.
    """
    x, y = 0.0, 0.0
    items: list[Item] = []
    for text, shapes in _entries(plan, words, theme, tuple(marks), risks=risks):
        entry, used = _entry(text, shapes)
        if x and x + used > wide:
            x, y = 0.0, y + _HIGH + 4
        items += moved(entry, x, y)
        x += used + 12
    acts = _acts(plan, words, wide, known) if risks else ()
    below = y + _HIGH + 4 if items else 0.0
    items += text_lines(acts, Box(0, below, wide, 0), colour=look.FAINT, leading=1.3)
    return tuple(items), (below + len(acts) * look.BODY_SIZE * 1.3 if acts else y + _HIGH if items else 0.0)


def _acts(plan: Outline, words: Words, wide: float, known: Container[str]) -> tuple[str, ...]:
    """The full names of the acts that the cards call by a short one, in lines."""
    pairs = [(short, full) for short, full in shortened(plan) if full not in known or short not in full]
    said = words.parts(words.say("《{short}》即《{full}》", short=short, full=full) for short, full in pairs)
    return break_lines(words.say("依据简称：{acts}", acts=said), wide, look.BODY_SIZE) if pairs else ()


def _entry(text: str, shapes: list[Item]) -> tuple[list[Item], float]:
    wide = max((item.box.right for item in shapes), default=0.0)
    if not text:
        return shapes, wide
    gap = 5.0 if wide else 0.0
    needed = width(text, look.BODY_SIZE)
    return [*shapes, Text(Box(wide + gap, 0, needed, _HIGH), text)], wide + gap + needed


def _chip(text: str, colour: str, ink: str = look.WHITE, line: str = "") -> list[Item]:
    wide = width(text, look.BODY_SIZE, True) + 10
    box = Box(0, 1, wide, _HIGH - 2)
    return [Fill(box, colour, line), Text(box, text, look.BODY_SIZE, ink, True, Align.MIDDLE)]


def _line(colour: str, thick: float, *, dashed: bool = False) -> list[Item]:
    if not dashed:
        return [Fill(Box(0, _HIGH / 2 - thick / 2, 24, thick), colour)]
    return [Fill(Box(x, _HIGH / 2 - thick / 2, 5, thick), colour) for x in (0.0, 9.0, 18.0)]


def _entries(
    plan: Outline, words: Words, theme: look.Theme, marks: tuple[str, ...], *, risks: bool
) -> Iterable[_Entry]:
    say = words.say
    yield say("图例"), []
    figures = plan.figures.values()
    grades = {risk.grade for figure in figures for risk in figure.node.notes.risks} if risks else set()
    if grades & look.RISKS.keys():
        yield say("廉政风险"), []
        for grade, (symbol, colour) in look.RISKS.items():
            if grade in grades:
                yield "", _chip(symbol + say(grade), colour)
    cards = [figure for figure in figures if figure.shape is Shape.CARD]
    party = {lane.id for lane in plan.lanes if is_party(lane)}
    if any(figure.lane in party for figure in cards):
        yield "", _chip(say("当事人环节"), look.GREEN)
    if any(figure.lane not in party for figure in cards):
        yield "", _chip(say("机关环节"), theme.colour)
    if any(figure.shape is Shape.DECISION for figure in figures):
        yield say("判断"), [Fill(Box(0, 2, 24, _HIGH - 4), look.GROUND_OF_DECISION, look.EDGE_OF_DECISION, 1.0, Form.DIAMOND)]
    if any(figure.shape is Shape.PILL for figure in figures):
        yield "", _chip(say("起止"), look.INK)
    yield from _ways(plan, words)
    for kind in dict.fromkeys(marks):
        seen = look.MARKS[kind]
        yield "", _chip(seen.symbol + say(seen.word), look.WHITE, seen.colour, seen.colour)


def _ways(plan: Outline, words: Words) -> Iterable[_Entry]:
    manners = {link.manner for link in plan.links}
    for manner, text, items in (
        (Manner.MAIN, "主要流程", _line(look.FLOW_MAIN, 2.0)), (Manner.SIDE, "其他流向", _line(look.FLOW_SIDE, 1.0)),
        (Manner.BACK, "退回", _line(look.FLOW_BACK, 1.4, dashed=True)),
        (Manner.TIMER, "期限届满", _line(look.FLOW_SIDE, 1.2, dashed=True)),
        (Manner.MESSAGE, "消息", _line(look.FLOW_SIDE, 0.8, dashed=True)),
    ):
        if manner in manners:
            yield words.say(text), items


def colophon(chart: Flowchart, words: Words, wide: float) -> tuple[tuple[Item, ...], float]:
    """The last line: from which model the chart was made, at the origin, and its height."""
    parts = [
        chart.item.note if chart.item else "",
        words.say("本图由 powerflow 依据流程模型自动生成（模型指纹 sha256:{digest}），以现行法律法规为准。", digest=chart.digest[:16]),
    ]
    text = "".join(part if part.endswith(("。", ".")) or not part else part + words.say("。") for part in parts)
    lines = break_lines(text, wide, look.BODY_SIZE, most=3)
    return text_lines(lines, Box(0, 0, wide, 0), colour=look.FAINT, leading=1.3), len(lines) * look.BODY_SIZE * 1.3
