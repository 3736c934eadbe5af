"""The poster: one chart with everything that a published chart must state, on one sheet or, where it is too large, several.

The text never gets smaller than the paper asks for: what does not fit goes on over the page.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from powerflow.diagram import look
from powerflow.diagram.bands import Planner
from powerflow.diagram.lanes import phase_height
from powerflow.diagram.layout import CROSSING, cell_width
from powerflow.diagram.levels import CircularOrderError
from powerflow.diagram.marks import Marks
from powerflow.diagram.measure import MOST_BENDS, NODES_A_CROSSING
from powerflow.diagram.outline import Outline, Shape, outline
from powerflow.diagram.overview import Overview, rows_of
from powerflow.diagram.rows import Band, Unit
from powerflow.diagram.scene import Scene, stacked
from powerflow.diagram.sheet import Order, Setting, Sheet, draughtsman
from powerflow.diagram.sheets import EMPTY, Part, split
from powerflow.diagram.wording import Words
from powerflow.model import Flowchart

_LARGEST = 1.3
# Columns are as many as leave figures at least so wide; on one of several pages at most so wide.
_NARROWEST, _WIDEST = 104.0, 190.0
# An estimate this much above the room may still fit: columns are packed tighter than estimated.
_HOPE = 1.2
_MOST_TRIALS, _MOST_FITTING, _MOST_TRIALS_OF_ONE = 7, 2, 3
# How much larger the text may get where the sheets have room for it.
_LARGER = (1.25, 1.15, 1.07)
_MOST_SEARCHED = 3
Remark = tuple[str, Mapping[str, object]]


@dataclass(frozen=True)
class Poster:
    """The finished pages, their scale (1: body text of 10 pt), and remarks on what had to give way, as templates with values."""

    scenes: tuple[Scene, ...]
    scale: float
    remarks: tuple[Remark, ...]

    @property
    def whole(self) -> Scene:
        """All pages as one picture, one under the other."""
        return stacked(self.scenes)


def make_poster(chart: Flowchart, order: Order) -> Poster:
    """The poster of `chart`; raises CircularOrderError where it cannot be laid out."""
    setting = _setting(chart, order)
    sheets = _best(setting)
    if any(sheet.lost_links for sheet in sheets):
        raise CircularOrderError
    scenes = tuple(sheet.scene() for sheet in sheets)
    return Poster(scenes, sheets[0].scale, tuple(_remarks(setting, sheets)))


def _best(setting: Setting) -> list[Sheet]:
    """The chart on one sheet or several; with smaller text and other columns where links cross or turn too often on the whole."""
    sheets = _single(setting) or _several(setting)
    if not setting.is_published or _calmed(sheets) or len(sheets) < 2:
        return sheets
    for choice in range(3):
        others = _all_sheets(setting, _least_scale(setting.order.paper), choice)
        if len(others) <= len(sheets) and _calmed(others):
            return others
        sheets = others if len(others) <= len(sheets) and _excess(others) < _excess(sheets) else sheets
    return sheets


def _calmed(sheets: Sequence[Sheet]) -> bool:
    """Looks harder for arrangements of the worst sheets while links cross or turn too often on the whole; whether they do not."""
    for sheet in sorted(sheets, key=lambda each: -(each.unrest[2] * CROSSING + each.unrest[3]))[:_MOST_SEARCHED]:
        if _excess(sheets) <= 0:
            return True
        sheet.search()
    return _excess(sheets) <= 0


def _excess(sheets: Iterable[Sheet]) -> float:
    """By how much crossings and corners are too many, in corners; 0 where they are not."""
    unrest = [each.unrest for each in sheets]
    figures, links, crossed, bends = (sum(each[place] for each in unrest) for place in range(4))
    return CROSSING * max(0, crossed - figures // NODES_A_CROSSING) + max(0.0, bends - MOST_BENDS * links)


def _setting(chart: Flowchart, order: Order) -> Setting:
    words = Words(order.lang)
    power = chart.item.power_class if chart.item else None
    theme = replace(look.THEMES.get(power, look.AFFAIRS) if power else look.AFFAIRS, office=order.office)
    timers = {event.id: words.timer(event) for event in chart.events.values() if event.type == "boundaryEvent"}
    whole = outline(chart, timers)
    inner: dict[str, Outline] = {}
    for id in _sub_processes(chart):
        inner[id] = outline(chart, timers, id, _last_number([whole, *inner.values()]))
    artist = draughtsman([whole, *inner.values()], words, theme, order.profile)
    return Setting(chart, order, words, theme, Marks(order.marks, words), whole, inner, _description(chart, whole, words), artist)


def _sub_processes(chart: Flowchart) -> Iterator[str]:
    """The sub-processes that have an inside, in file order."""
    scopes = {node.scope for node in chart.nodes.values() if node.type != "boundaryEvent"}
    return (step.id for step in chart.steps.values() if step.inner and step.id in scopes)


def _last_number(plans: Iterable[Outline]) -> int:
    return max((figure.number for plan in plans for figure in plan.figures.values()), default=0)


def _least_scale(paper: look.Paper) -> float:
    return paper.least_text / look.BODY_SIZE


# -- one sheet ---------------------------------------------------------------------------------------------------------


def _single(setting: Setting) -> list[Sheet]:
    """The whole chart on one sheet, as large as it fits and its links are calm; none if the text would get too small."""
    if setting.inner:
        return []
    least = _least_scale(setting.order.paper)
    blank = Sheet(setting, Part(setting.whole), least)
    spare = max((blank.frame.body.height / max(1.0, planner.height(units)) for planner, units in _planned(setting, blank)), default=0.0)
    if spare * _HOPE < 1:
        return []
    largest = _LARGEST * min(1.0, least * 1.15)
    fitting: list[list[Sheet]] = []
    for scale in dict.fromkeys((max(least, min(largest, least * spare ** 0.5)), least)):
        start = blank if scale == least else Sheet(setting, Part(setting.whole), scale)
        room = start.frame.body.height
        hopeful = [(planner, units) for planner, units in _planned(setting, start) if planner.height(units) <= room * _HOPE]
        # Few columns first: figures are wide and the page looks calm; but not where they would hardly fit.
        for planner, units in sorted(hopeful, key=lambda each: each[0].height(each[1]) > room)[:_MOST_TRIALS_OF_ONE]:
            sheet = start.showing(Part(setting.whole, planner.bands(units), planner.columns))
            if sheet.slack >= 0:
                fitting.append([sheet])
                if not setting.is_published or _calmed([sheet]):
                    return [sheet]
    return min(fitting, key=_excess, default=[])


def _planned(setting: Setting, sheet: Sheet) -> Iterator[tuple[Planner, tuple[Unit, ...]]]:
    for columns in _choices(setting.whole, sheet.chart_width, 400.0):
        planner = _planner(setting, setting.whole, columns, sheet)
        yield planner, planner.units(1e9)


def _choices(plan: Outline, wide: float, widest: float) -> list[int]:
    """How many columns a sheet may have, few first; never fewer than a phase has lanes, if there is a choice."""
    lanes = max(len({figure.lane for figure in plan.figures.values() if figure.phase == phase}) for phase in plan.phases)
    fit = [count for count in range(1, 40) if _NARROWEST <= cell_width(wide, count) <= widest] or [1]
    return [count for count in fit if count >= min(lanes, 4)] or fit[-1:]


def _planner(setting: Setting, plan: Outline, columns: int, sheet: Sheet) -> Planner:
    wide = cell_width(sheet.chart_width, columns)
    return Planner(plan, columns, lambda figure: setting.artist.draw(plan.figures[figure], wide).height, phase_height)


# -- several sheets ----------------------------------------------------------------------------------------------------


def _several(setting: Setting) -> list[Sheet]:
    """An overview, then the chart over as many sheets as it needs, the text larger than the least where that takes no more of them."""
    least = _least_scale(setting.order.paper)
    if not setting.is_published:
        return _all_sheets(setting, least)
    wanted = len(_plan(setting, setting.whole, 2, least, 0)[1])
    for factor in _LARGER:
        if len(_plan(setting, setting.whole, 2, least * factor, 0)[1]) > wanted:
            continue
        sheets = _all_sheets(setting, least * factor)
        if len(sheets) == wanted + 1 and all(sheet.slack >= 0 and not sheet.crowded for sheet in sheets):
            return sheets
    return _all_sheets(setting, least)


def _all_sheets(setting: Setting, scale: float, choice: int = 0) -> list[Sheet]:
    """The sheets at this scale, in the columns of this choice (0: the best)."""
    first = 2
    while True:
        sheets = _chart_sheets(setting, setting.whole, first, scale, choice)
        sheets += _inner_sheets(setting, first + len(sheets), scale)
        front, back = _panel_sheets(setting, [sheet.part for sheet in sheets], scale)
        if len(front) == first - 1:
            break
        first = len(front) + 1
    every = [*front, *sheets, *back]
    return [sheet.counted(number, len(every)) for number, sheet in enumerate(every, 1)]


def _inner_sheets(setting: Setting, first: int, scale: float) -> list[Sheet]:
    """The sheets of the sub-processes, small ones together on one; the cards that stand for them learn their pages."""
    if not setting.inner:
        return []
    sheets = _chart_sheets(setting, _together(setting.inner.values()), first, scale)
    for id, plan in setting.inner.items():
        head = next(iter(plan.figures))
        setting.artist.inner_pages[id] = next(sheet.part.number for sheet in sheets if head in sheet.part.plan.figures)
    return sheets


def _together(plans: Iterable[Outline]) -> Outline:
    """Several outlines as one, each of them a phase."""
    every = tuple(plans)
    figures = {id: figure for plan in every for id, figure in plan.figures.items()}
    used = {lane.id: lane for plan in every for lane in plan.lanes}
    return Outline(
        figures, tuple(link for plan in every for link in plan.links), tuple(used.values()),
        tuple(dict.fromkeys(figure.phase for figure in figures.values())),
    )


def _plan(setting: Setting, plan: Outline, first: int, scale: float, choice: int) -> tuple[Planner, tuple[tuple[Band, ...], ...], float]:
    """Who plans the pages of one outline, the fewest, as wide as can be; these pages by estimated heights; the height of a page."""
    blank = Sheet(setting, Part(plan, number=first, count=99, top=False, bottom=False), scale)
    planners = [_planner(setting, plan, columns, blank) for columns in _choices(plan, blank.chart_width, _WIDEST)]
    room = blank.frame.body.height
    planner = sorted(planners, key=lambda each: (len(each.pages(room)), each.columns))[min(choice, len(planners) - 1)]
    return planner, planner.pages(room), room


def _chart_sheets(setting: Setting, plan: Outline, first: int, scale: float, choice: int = 0) -> list[Sheet]:
    """The sheets of one outline at this scale, numbered from `first`."""
    planner, _, room = _plan(setting, plan, first, scale, choice)
    sheets: list[Sheet] = []
    fitting: list[list[Sheet]] = []
    for trial in range(_MOST_TRIALS):
        pages = planner.pages(room)
        sheets = _drawn(setting, plan, pages, planner.columns, first, scale, sheets)
        if all(sheet.slack >= 0 for sheet in sheets):
            fitting.append(sheets)
        # A page on which words find no place is too full as well, though nothing runs over.
        full = [sheet.slack < 0 or (len(fitting) > 0 and sheet.crowded > 0) for sheet in sheets]
        if not any(full) or len(fitting) >= _MOST_FITTING:
            break
        for sheet, bands, is_full in zip(sheets, pages, full, strict=True):
            planner.learn(bands, room + 1 if is_full and sheet.slack >= 0 else room - sheet.slack)
        room *= 1.0 if trial < 2 or fitting else 0.94
    return min(fitting, key=lambda each: sum(sheet.crowded for sheet in each), default=sheets)


def _drawn(
    setting: Setting, plan: Outline, pages: Sequence[tuple[Band, ...]], columns: int, first: int, scale: float,
    before: Iterable[Sheet],
) -> list[Sheet]:
    """The sheets for these pages; those that are the same as in the trial `before` are not laid out again."""
    known = {tuple(sheet.part.plan.figures): sheet for sheet in before}
    sheets = []
    for part in split(plan, pages, columns, first, 99, setting.words):
        old = known.get(tuple(part.plan.figures))
        sheets.append(old if old is not None and old.part == part else Sheet(setting, part, scale))
    return sheets


def _panel_sheets(setting: Setting, parts: Iterable[Part], scale: float) -> tuple[list[Sheet], list[Sheet]]:
    """The overview with the panels; what does not fit beside it goes to more sheets, the panels ⑤⑥⑦ to a last one."""
    overview = Overview(rows_of(parts, setting.words), setting.words, setting.theme)
    whole = Sheet(setting, Part(EMPTY), scale, overview)
    if whole.slack >= 0:
        return [whole], []
    front, part = [], Part(EMPTY, bottom=False)
    while True:
        sheet = Sheet(setting, part, scale, overview)
        body = sheet.frame.body
        count = overview.fitting(body.width, body.height)
        front.append(Sheet(setting, part, scale, Overview(overview.rows[:count], setting.words, setting.theme)))
        overview = Overview(overview.rows[count:], setting.words, setting.theme)
        if not overview.rows:
            break
        part = replace(part, top=False, number=part.number + 1)
    back = [Sheet(setting, Part(EMPTY, top=False), scale)] if setting.chart.item else []
    return front, back


# -- remarks -----------------------------------------------------------------------------------------------------------


def _remarks(setting: Setting, sheets: Sequence[Sheet]) -> Iterator[Remark]:
    if len(sheets) > 1:
        yield "一张纸放不下，分为{count}页，第1页是总览", {"count": len(sheets)}
    for template, count in (
        ("有{count}页的内容超出纸张，可改用更大的纸张", sum(sheet.slack < -0.5 for sheet in sheets)),
        ("有{count}处流向名称压在线上", sum(sheet.crowded for sheet in sheets)),
        ("有{count}处标记的元素不在图上", len(setting.marks.unknown(_known([setting.whole, *setting.inner.values()])))),
    ):
        if count:
            yield template, {"count": count}


def _known(plans: Iterable[Outline]) -> frozenset[str]:
    known: set[str] = set()
    for plan in plans:
        known.update(flow for link in plan.links for flow in link.flows)
        known.update(link.timer.id for link in plan.links if link.timer)
        known.update(event.id for figure in plan.figures.values() for event in figure.events)
        known.update((*plan.figures, *(lane.id for lane in plan.lanes)))
    return frozenset(known)


def _description(chart: Flowchart, plan: Outline, words: Words) -> str:
    shapes = [figure.shape for figure in plan.figures.values()]
    ends = [figure.node for figure in plan.figures.values() if figure.node.type == "endEvent"]
    parts = [
        words.say(
            "{name}的运行流程图，共{steps}个环节、{decisions}处判断", name=words.title_of_chart(chart),
            steps=shapes.count(Shape.CARD), decisions=shapes.count(Shape.DECISION),
        ),
        words.say("岗位：{post}", post=words.join(lane.name or lane.post for lane in plan.lanes)),
        words.say("结果：{ends}", ends=words.join(dict.fromkeys(words.title_of(node) for node in ends))) if ends else "",
    ]
    return words.parts(parts) + words.say("。")
