"""The page around the chart: head, panels, legend and last line, and the room they leave for the chart."""
from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from powerflow.diagram import look
from powerflow.diagram.blocks import Panel, panel_height, panel_items, panel_weight, side_by_side
from powerflow.diagram.header import header
from powerflow.diagram.legend import colophon, legend
from powerflow.diagram.outline import Outline
from powerflow.diagram.panels import PanelWriter
from powerflow.diagram.scene import Box, Group, moved
from powerflow.diagram.sheets import Part
from powerflow.diagram.timebar import TimePanel, time_height, time_items, time_panel
from powerflow.diagram.wording import Words
from powerflow.model import Flowchart

_GAP = 9.0
# Of the page's width: what the panels at the side of a landscape page may take.
_SIDE_SHARES = (0.15, 0.17, 0.19, 0.21, 0.24, 0.28)


@dataclass(frozen=True)
class Frame:
    """The groups of the page in reading order, those `before` the chart and those `after` it, and the room between."""

    before: tuple[Group, ...]
    after: tuple[Group, ...]
    body: Box


@dataclass(frozen=True)
class FrameStyle:
    """What the frame is made in: language, theme, which legend entries."""

    words: Words
    theme: look.Theme
    marks: tuple[str, ...]
    risks: bool


def frame(chart: Flowchart, whole: Outline, part: Part, style: FrameStyle, wide: float, high: float, *, landscape: bool) -> Frame:
    """The frame of a page of this size; the body may come out with a height below zero if the page is too small.

    The panels ①④ and ⑤⑥⑦ stand on the page where `part` says so, beside the chart on a landscape page.
    """
    page = style.words.say("第{page}页，共{count}页", page=part.number, count=part.count) if part.count > 1 else ""
    head, top = header(chart, style.words, style.theme, wide, page, brief=not part.has_panels)
    plan = part.plan
    inner = wide - 2 * look.MARGIN
    last, last_high = colophon(chart, style.words, inner)
    last_y = high - look.MARGIN * 0.55 - last_high
    end = Group("colophon", moved(last, look.MARGIN, last_y))
    space = Box(look.MARGIN, top, inner, last_y - 6 - top)
    if chart.item is None or not part.has_panels:
        return _with_legend(plan, style, (head,), (end,), space, space.bottom)
    writer = PanelWriter(chart.item, style.words, style.theme)
    times = time_panel(chart.item, whole, (writer.excluded(),), style.words)
    if landscape:
        return _landscape(writer, times, part, style, head, end, space)
    return _portrait(writer, times, part, style, head, end, space)


def _portrait(
    writer: PanelWriter, times: TimePanel, part: Part, style: FrameStyle, head: Group, end: Group, space: Box
) -> Frame:
    before, top = _top(writer, times, style, space) if part.top else ((), space.y)
    # On a sheet of its own, without chart and overview, what stands at the foot else begins at the head.
    foot = replace(space, height=_foot_height(writer, style, space)) if part.bottom and part.is_overview and not part.top else space
    after, bottom = _bottom(writer, style, foot) if part.bottom else ((), space.bottom)
    body = Box(space.x, top, space.width, space.bottom - top if foot is not space else bottom - top)
    return _with_legend(part.plan, style, (head, *before), (*after, end), body, bottom, writer.acts if part.top else ())


def _top(writer: PanelWriter, times: TimePanel, style: FrameStyle, space: Box) -> tuple[tuple[Group, ...], float]:
    """Conditions ① and time ④ side by side, and where the chart may begin."""
    conditions = writer.conditions()
    left = (space.width - _GAP) * 0.62
    high = max(panel_height(conditions, left), time_height(times, style.words, space.width - _GAP - left))
    first = Box(space.x, space.y, left, high)
    second = Box(first.right + _GAP, space.y, space.width - _GAP - left, high)
    groups = (
        Group("panel-conditions", panel_items(conditions, first)),
        Group("panel-time", time_items(times, style.words, style.theme, second)),
    )
    return groups, first.bottom + _GAP


def _bottom(writer: PanelWriter, style: FrameStyle, space: Box) -> tuple[tuple[Group, ...], float]:
    """Supervision ⑤, rights ⑥ and complaints ⑦, what applicants bring below them, and where the chart must end."""
    rows: list[list[Panel]] = [[writer.supervision(), writer.rights(), writer.complaints()]]
    if writer.service().rows:
        rows.append([writer.service()])
    after: list[Group] = []
    y = space.bottom
    for row in reversed(rows):
        laid = side_by_side(row, [panel_weight(panel) for panel in row], Box(space.x, 0, space.width, 0), _GAP)
        tall = laid[0][1].height
        y -= tall
        after[:0] = [
            Group(f"panel-{panel.key}", panel_items(panel, Box(box.x, y, box.width, tall))) for panel, box in laid
        ]
        y -= _GAP
    return tuple(after), y


def _foot_height(writer: PanelWriter, style: FrameStyle, space: Box) -> float:
    """How high the panels ⑤⑥⑦ and what applicants bring are together."""
    return space.bottom - _bottom(writer, style, space)[1] - _GAP


def _landscape(
    writer: PanelWriter, times: TimePanel, part: Part, style: FrameStyle, head: Group, end: Group, space: Box
) -> Frame:
    panels: Sequence[Panel | None] = [
        *([writer.conditions(), None] if part.top else []),
        *([writer.supervision(), writer.rights(), writer.complaints()] if part.bottom else []),
        *([writer.service()] if part.bottom and writer.service().rows else []),
    ]
    for share in _SIDE_SHARES:
        wide = space.width * share
        highs = [panel_height(panel, wide) if panel else time_height(times, style.words, wide) for panel in panels]
        spare = space.height - sum(highs) - _GAP * (len(panels) - 1)
        if spare >= 0:
            break
    x, y = space.right - wide, space.y
    groups = []
    for panel, needed in zip(panels, highs, strict=True):
        high = needed + max(0.0, spare) / len(panels)
        box = Box(x, y, wide, high)
        items = panel_items(panel, box) if panel else time_items(times, style.words, style.theme, box)
        groups.append(Group(f"panel-{panel.key if panel else 'time'}", items))
        y += high + _GAP
    body = Box(space.x, space.y, space.width - wide - _GAP, space.height + min(0.0, spare) * 100)
    return _with_legend(part.plan, style, (head, *groups[:2]), (*groups[2:], end), body, space.bottom, writer.acts if part.top else ())


def _with_legend(
    plan: Outline, style: FrameStyle, before: tuple[Group, ...], after: tuple[Group, ...], body: Box, bottom: float,
    acts: Container[str] = (),
) -> Frame:
    """The legend right under the chart; `acts` are those that the page tells by their full names already."""
    items, high = (
        legend(plan, style.words, style.theme, style.marks, body.width, risks=style.risks, known=acts) if plan.figures else ((), 0.0)
    )
    room = Box(body.x, body.y, body.width, body.height - high - (_GAP if high else 0))
    group = Group("legend", moved(items, body.x, bottom - high))
    return Frame(before, (group, *after) if items else after, room)
