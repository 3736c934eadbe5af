"""The poster: one chart with everything that a published chart must state, on one sheet or, where it is too large, several."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from powerflow.diagram import look
from powerflow.diagram.figures import Profile
from powerflow.diagram.marks import Marks
from powerflow.diagram.outline import Outline, Shape, outline
from powerflow.diagram.scene import Scene, stacked
from powerflow.diagram.sheet import Order, Setting, SheetMaker
from powerflow.diagram.sheets import Part, smallest_split, split
from powerflow.diagram.wording import Words
from powerflow.model import Flowchart

_MOST_SHEETS = 6
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
    """The poster of `chart`."""
    setting = _setting(chart, order)
    setting, makers = _sheets(setting)
    scale = min(maker.scale for maker in makers)
    scenes = tuple(maker.scene(scale) for maker in makers)
    return Poster(scenes, scale, tuple(_remarks(setting, makers, scale)))


def _setting(chart: Flowchart, order: Order) -> Setting:
    words = Words(order.lang)
    power = chart.item.power_class if chart.item else None
    theme = look.THEMES.get(power, look.AFFAIRS) if power else look.AFFAIRS
    timers = {event.id: words.timer(event) for event in chart.events.values() if event.type == "boundaryEvent"}
    whole = outline(chart, timers)
    return Setting(chart, order, words, theme, Marks(order.marks, words), whole, _description(chart, whole, words))


def _sheets(setting: Setting) -> tuple[Setting, list[SheetMaker]]:
    """Where the text would get too small, first the panel for applicants goes, then bases and papers, then sheets are added."""
    paper = setting.order.paper
    wanted = paper.least_text / look.BODY_SIZE
    makers = _makers(setting, 1)
    for leaner in _leaner(setting):
        if min(maker.scale for maker in makers) >= wanted:
            break
        slim = [maker.in_setting(leaner) for maker in makers]
        if slim[0].scale > makers[0].scale * 1.02:
            setting, makers = leaner, slim
    if makers[0].scale < paper.split_below / look.BODY_SIZE:
        found: dict[int, list[SheetMaker]] = {1: makers}

        def attempt(count: int) -> float:
            found[count] = _makers(setting, count)
            return min(maker.scale for maker in found[count])

        count = smallest_split(attempt, paper.split_goal / look.BODY_SIZE, _MOST_SHEETS)
        makers = found[count]
    return setting, makers


def _leaner(setting: Setting) -> tuple[Setting, ...]:
    short = (replace(setting, service=False),) if setting.chart.item else ()
    return short if setting.order.profile is Profile.LEAFLET else (*short, replace(setting, service=False, lean=True))


def _makers(setting: Setting, count: int) -> list[SheetMaker]:
    parts = split(setting.whole, count, setting.words) if count > 1 else (Part(setting.whole),)
    return [SheetMaker(setting, part) for part in parts]


def _remarks(setting: Setting, makers: list[SheetMaker], scale: float) -> list[Remark]:
    size, paper = scale * look.BODY_SIZE, setting.order.paper
    remarks: list[Remark] = []
    if setting.lean:
        remarks.append(("版面不足，环节卡片上省去依据和文书", {}))
    if len(makers) > 1:
        remarks.append(("一张纸放不下，分为{count}页", {"count": len(makers)}))
    if size < paper.least_text - 0.05:
        remarks.append(("正文字号为{size}磅，小于{least}磅，可改用更大的纸张", {"size": f"{size:.1f}", "least": f"{paper.least_text:g}"}))
    for template, count in (
        ("有{count}条连线未能画出", sum(maker.lost_links for maker in makers)),
        ("有{count}处流向名称压在线上", sum(maker.crowded for maker in makers)),
        ("有{count}处标记的元素不在图上", len(setting.marks.unknown(_known(setting.whole)))),
    ):
        if count:
            remarks.append((template, {"count": count}))
    return remarks


def _known(plan: Outline) -> frozenset[str]:
    flows = {flow for link in plan.links for flow in link.flows}
    timers = {link.timer.id for link in plan.links if link.timer}
    return frozenset(plan.figures) | flows | timers | {lane.id for lane in plan.lanes}


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
