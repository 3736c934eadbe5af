"""Panel ④: the promised and the statutory limit, and a bar that shows which step takes which share of them."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from powerflow.diagram import look
from powerflow.diagram.blocks import HEAD, frame
from powerflow.diagram.font import width
from powerflow.diagram.lines import break_lines
from powerflow.diagram.outline import Manner, Outline
from powerflow.diagram.scene import Align, Box, Fill, Item, Text, text_lines
from powerflow.diagram.wording import Words
from powerflow.model import LimitRole, LimitSense, PowerItem, TimeLimit

_PAD = 9.0
_BAR = 17.0
_STEP = look.BODY_SIZE * look.LEADING


@dataclass(frozen=True)
class Share:
    """What one step takes of the total, in the total's unit."""

    number: int
    amount: int


@dataclass(frozen=True)
class TimePanel:
    """The contents of panel ④. `shares` follow the happy path; all amounts are in the unit of the first total."""

    promised: TimeLimit | None
    statutory: TimeLimit | None
    shares: tuple[Share, ...]
    remarks: tuple[str, ...]

    @property
    def leading(self) -> TimeLimit | None:
        """The limit that binds first."""
        return self.promised or self.statutory

    @property
    def whole(self) -> int:
        """What the bar's full width stands for."""
        totals = [each.amount for each in (self.promised, self.statutory)
                  if each and self.leading and each.unit is self.leading.unit]
        return max([sum(share.amount for share in self.shares), *totals])


def time_panel(item: PowerItem, plan: Outline, remarks: Sequence[str], words: Words) -> TimePanel:
    """Panel ④ of an item."""
    promised, statutory = totals(item)
    leading = promised or statutory
    lines = (*further_totals(item, plan, words), *remarks)
    return TimePanel(promised, statutory, _shares(plan, leading) if leading else (), tuple(each for each in lines if each))


def totals(item: PowerItem) -> tuple[TimeLimit | None, TimeLimit | None]:
    """The promised and the statutory total. Only limits that run between the same steps can stand side by side."""
    promised, statutory = item.limit_of(LimitRole.PROMISED), item.limit_of(LimitRole.STATUTORY)
    if promised is None:
        return None, statutory
    spans = (each for each in item.time_limits if each.role is LimitRole.STATUTORY and each.sense is LimitSense.WITHIN)
    return promised, next((each for each in spans if (each.start, each.end) == (promised.start, promised.end)), None)


def further_totals(item: PowerItem, plan: Outline, words: Words) -> tuple[str, ...]:
    """The item's other limits in words, with the steps between which they run."""
    nodes = {id: figure.node for id, figure in plan.figures.items()}
    nodes |= {link.timer.id: link.timer for link in plan.links if link.timer}
    found = []
    for limit in item.time_limits:
        if limit in totals(item):
            continue
        said = words.say("承诺 {span}" if limit.role is LimitRole.PROMISED else "法定 {span}", span=words.limit(limit))
        ends = [words.title_of(nodes[id]) if id in nodes else "" for id in (limit.start, limit.end)]
        between = words.say("自“{start}”至“{end}”", start=ends[0], end=ends[1]) if all(ends) else ""
        found.append(words.say("{label}：{text}", label=between, text=said) if between else said)
    return tuple(found)


def _shares(plan: Outline, total: TimeLimit) -> tuple[Share, ...]:
    """The limits of the steps on the happy path between the total's start and end, where they have its unit."""
    path = {link.source: link.target for link in plan.links if link.manner is Manner.MAIN}
    first = next((id for id in path if id not in path.values()), None)
    order: list[str] = []
    while first is not None and first not in order:
        order.append(first)
        first = path.get(first)
    begin = order.index(total.start) + 1 if total.start in order else 0
    end = order.index(total.end) + 1 if total.end in order else len(order)
    shares = []
    for id in order[begin:end]:
        figure = plan.figures[id]
        limit = figure.node.time_limit
        if figure.number and limit and limit.unit is total.unit and limit.amount and not figure.node.notes.excluded:
            shares.append(Share(figure.number, limit.amount))
    return tuple(shares)


def time_height(panel: TimePanel, words: Words, wide: float) -> float:
    """How high the panel must be at this width."""
    lines = [line for remark in panel.remarks for line in break_lines(remark, wide - 2 * _PAD, look.BODY_SIZE)]
    bar = _BAR + _STEP + 6 if panel.leading and panel.shares else 0.0
    return HEAD + _head_height(panel, words, wide) + bar + len(lines) * _STEP + 6


def time_items(panel: TimePanel, words: Words, theme: look.Theme, box: Box) -> tuple[Item, ...]:
    """The panel in its place."""
    items: list[Item] = list(frame(words.say("④ 办理时限"), theme.colour, box))
    items += _totals(panel, words, theme, Box(box.x + _PAD, box.y + HEAD + 5, box.width - 2 * _PAD, 22))
    y = box.y + HEAD + _head_height(panel, words, box.width)
    if panel.leading and panel.shares:
        items += _bar(panel, words, theme, Box(box.x + _PAD, y, box.width - 2 * _PAD, _BAR))
        y += _BAR + _STEP + 6
    for remark in panel.remarks:
        lines = break_lines(remark, box.width - 2 * _PAD, look.BODY_SIZE)
        items += text_lines(lines, Box(box.x + _PAD, y, box.width - 2 * _PAD, _STEP), colour=look.FAINT)
        y += len(lines) * _STEP
    return tuple(items)


def _head_height(panel: TimePanel, words: Words, wide: float) -> float:
    """How high the totals are: in a narrow panel the statutory one stands below the promise."""
    needed = sum(width(text, size, size > look.BODY_SIZE) for text, size in _said_totals(panel, words)) + 8
    return 32 + (_STEP if needed > wide - 2 * _PAD else 0.0)


def _said_totals(panel: TimePanel, words: Words) -> list[tuple[str, float]]:
    """The totals with their sizes: the leading one large."""
    if panel.leading is None:
        return [(words.say("未规定办理总时限"), look.BODY_SIZE)]
    template = "承诺 {span}" if panel.promised else "法定 {span}"
    said = [(words.say(template, span=words.span(panel.leading)), 16.0)]
    if panel.promised is not None and panel.statutory is not None:
        said.append((words.say("法定 {span}", span=words.span(panel.statutory)), look.BODY_SIZE))
    return said


def _totals(panel: TimePanel, words: Words, theme: look.Theme, box: Box) -> list[Item]:
    if panel.leading is None:
        return [Text(box, words.say("未规定办理总时限"), look.BODY_SIZE, look.FAINT)]
    (first, size), *more = _said_totals(panel, words)
    items: list[Item] = [Text(box, first, size, theme.colour, True)]
    below = _head_height(panel, words, box.width + 2 * _PAD) - 32
    where = Box(box.x, box.bottom - 3, box.width, below) if below else box
    items += [Text(where, text, small, look.FAINT, False, Align.LEFT if below else Align.RIGHT) for text, small in more]
    return items


def _bar(panel: TimePanel, words: Words, theme: look.Theme, box: Box) -> list[Item]:
    """Steps in two shades, then what is left of the promise, then what the law would still allow."""
    per = box.width / panel.whole
    items: list[Item] = [Fill(box, look.PALE, look.LINE, 0.6)]
    if panel.promised and panel.promised.unit is (panel.leading or panel.promised).unit:
        items.append(Fill(Box(box.x, box.y, panel.promised.amount * per, box.height), look.GRID, look.LINE, 0.6))
    x, last_label = box.x, box.x
    for index, share in enumerate(panel.shares):
        part = Box(x, box.y, share.amount * per, box.height)
        items.append(Fill(part, theme.soft if index % 2 else theme.colour, look.WHITE, 0.6))
        days = words.say("{n}日", n=share.amount) if panel.leading and panel.leading.unit.value != "H" else str(share.amount)
        for text in (days, str(share.amount)):
            if width(text, look.BODY_SIZE, True) + 1 <= part.width:
                items.append(Text(part, text, look.BODY_SIZE, look.WHITE, True, Align.MIDDLE))
                break
        for label in (words.say("步骤{n}", n=share.number), str(share.number)):
            needed = width(label, look.BODY_SIZE)
            left = part.centre[0] - needed / 2
            if needed <= max(part.width, 11.0) and left >= last_label:
                items.append(Text(Box(left, box.bottom + 1, needed, _STEP), label))
                last_label = left + needed + 2
                break
        x += part.width
    rest = box.right - max(x, box.x + (panel.promised.amount * per if panel.promised else 0.0))
    margin = words.say("法定余量")
    if panel.statutory and rest > width(margin, look.BODY_SIZE) + 4:
        part = Box(box.right - rest, box.y, rest, box.height)
        items.append(Text(part, margin, look.BODY_SIZE, look.FAINT, False, Align.MIDDLE))
    return items
