"""One sheet of a poster at one scale: its part of the chart, the words on the links, and the page around them."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from powerflow.diagram import look
from powerflow.diagram.figures import Draughtsman, Profile
from powerflow.diagram.frame import Frame, FrameStyle, frame
from powerflow.diagram.labels import Labeller, Wanted, own_part
from powerflow.diagram.lanes import Strip, ground, is_party, phases, strips
from powerflow.diagram.layout import Layout, LayoutMaker
from powerflow.diagram.marks import Mark, Marks
from powerflow.diagram.office import PLAIN_OFFICE, Office
from powerflow.diagram.outline import Link, Manner, Outline
from powerflow.diagram.overview import Overview
from powerflow.diagram.scene import Box, Fill, Group, Point, Scene, Stroke, moved
from powerflow.diagram.search import Search
from powerflow.diagram.sheets import Part
from powerflow.diagram.wording import Words
from powerflow.model import Flowchart

# How often, and by how much, a page is drawn out where words on links find no room.
_MOST_DRAWN_OUT, _MORE_ROOM = 2, 22.0
# What stays free below the chart of a trimmed picture.
_FOOT = 10.0
_MOST_FIGURES = 100
_STROKES = {
    Manner.MAIN: (look.FLOW_MAIN, 1.9, False), Manner.SIDE: (look.FLOW_SIDE, 1.0, False),
    Manner.BACK: (look.FLOW_BACK, 1.5, True), Manner.TIMER: (look.FLOW_SIDE, 1.1, True),
    Manner.MESSAGE: (look.FLOW_SIDE, 0.8, True),
}


@dataclass(frozen=True)
class Order:
    """What is asked for: the sheet, for whom, in which language, with which marks; `trimmed`: a picture without the empty rest of it."""

    paper: look.Paper
    profile: Profile
    lang: str
    marks: tuple[Mark, ...]
    office: Office = PLAIN_OFFICE
    trimmed: bool = False


@dataclass(frozen=True)
class Setting:
    """What all sheets of a poster share: the chart itself, the `inner` outlines of its sub-processes by id, who draws the figures."""

    chart: Flowchart
    order: Order
    words: Words
    theme: look.Theme
    marks: Marks
    whole: Outline
    inner: Mapping[str, Outline]
    description: str
    artist: Draughtsman

    @property
    def is_published(self) -> bool:
        """Whether an authority publishes it: only such a chart is worth seconds of searching for the best arrangement."""
        return self.chart.item is not None and len(self.whole.figures) <= _MOST_FIGURES

    @property
    def frame_style(self) -> FrameStyle:
        """How the frame is made."""
        return FrameStyle(self.words, self.theme, self.marks.kinds, self.order.profile is not Profile.LEAFLET)


def draughtsman(plans: Iterable[Outline], words: Words, theme: look.Theme, profile: Profile) -> Draughtsman:
    """Who draws the figures of these plans."""
    return Draughtsman(words, theme, profile, party_lanes=frozenset(lane.id for plan in plans for lane in plan.lanes if is_party(lane)))


class Sheet:
    """One sheet at one scale."""

    def __init__(self, setting: Setting, part: Part, scale: float, overview: Overview | None = None) -> None:
        """`overview` is what stands on a sheet that has no figures of its own."""
        self._setting = setting
        self._part = part
        self._plan = part.plan
        self._overview = overview
        self.scale = scale

    @property
    def part(self) -> Part:
        """What stands on it."""
        return self._part

    def showing(self, part: Part) -> Sheet:
        """This sheet with the same frame around another arrangement of the same figures."""
        other = Sheet(self._setting, part, self.scale, self._overview)
        other.__dict__["frame"] = self.frame
        return other

    def counted(self, number: int, count: int) -> Sheet:
        """The same sheet as one of `count`."""
        other = Sheet(self._setting, replace(self._part, number=number, count=count), self.scale, self._overview)
        if self._plan.figures and other.frame.body == self.frame.body:
            other.__dict__.update({key: self.__dict__[key] for key in ("_plain", "_lay", "_worded") if key in self.__dict__})
        return other

    @cached_property
    def frame(self) -> Frame:
        """What stands around the chart, and the room for it."""
        setting, paper = self._setting, self._setting.order.paper
        return frame(
            setting.chart, setting.whole, self._part, setting.frame_style, paper.width / self.scale, paper.height / self.scale,
            landscape=paper.is_landscape and not self._part.is_overview,
        )

    @property
    def chart_width(self) -> float:
        """How wide the chart is without the phases at its left."""
        return self.frame.body.width - (look.PHASE_WIDE if any(self._plan.phases) else 0.0)

    @property
    def slack(self) -> float:
        """The height left over, negative if the chart does not fit."""
        if self._part.is_overview:
            return self.frame.body.height - (self._overview.height(self.frame.body.width) if self._overview else 0.0)
        return self.frame.body.height - self._plain.levels.length

    @property
    def crowded(self) -> int:
        """How many links have words that found no free place."""
        return self._worded[2] if self._plan.figures else 0

    @property
    def unrest(self) -> tuple[int, int, int, int]:
        """How many figures and links it has, how often these cross, how often they turn."""
        if not self._plan.figures:
            return 0, 0, 0, 0
        lay = self._worded[0]
        return len(self._plan.figures), len(lay.lines), len(lay.crossed), lay.bends

    @property
    def lost_links(self) -> int:
        """How many links found no way."""
        return len(self._plan.links) - len(self._lay.routes) if self._plan.figures else 0

    # -- laying out ----------------------------------------------------------------------------------------------------

    @cached_property
    def _maker(self) -> LayoutMaker:
        setting = self._setting
        return LayoutMaker(
            self._plan, self._part.bands, self._part.columns, setting.artist, setting.words, self.frame.body, self.chart_width
        )

    @cached_property
    def _plain(self) -> Layout:
        """The layout by which is planned what stands on which sheet."""
        return self._maker.make(self._maker.way)

    @cached_property
    def _search(self) -> Search:
        return Search(self._maker, self._plan.figures, is_hasty=not self._setting.is_published)

    @cached_property
    def _lay(self) -> Layout:
        return self._search.settled(self._plain)

    def search(self) -> None:
        """Looks harder for an arrangement with fewer crossings and corners."""
        self.__dict__["_lay"] = self._search.searched(self._lay)
        self.__dict__.pop("_worded", None)

    @cached_property
    def _worded(self) -> tuple[Layout, list[Group], int]:
        """The layout with the words on its links; where they find no room, drawn out a little if the page has room for that.

        The number tells for how many there is no free place even so.
        """
        lay = self._lay
        groups, tight = self._labels(lay)
        more: dict[str, float] = {}
        for _ in range(_MOST_DRAWN_OUT if tight else 0):
            more |= {id: more.get(id, 0.0) + _MORE_ROOM for id in tight}
            other = self._maker.make(lay.way, lay.grid, more)
            if not tight or other.levels.length > self.frame.body.height + 0.01:
                break
            attempt, still_tight = self._labels(other)
            if len(still_tight) < len(tight):
                lay, groups, tight = other, attempt, still_tight
        return lay, groups, len(tight)

    # -- the page ------------------------------------------------------------------------------------------------------

    def scene(self) -> Scene:
        """The page; it must fit."""
        setting, paper = self._setting, self._setting.order.paper
        groups, strokes = self._overview_page() if self._part.is_overview else self._chart_page()
        rest = self._trimmable
        after = (replace(group, items=moved(group.items, 0.0, -rest)) for group in self.frame.after)
        return Scene(
            paper.width / self.scale, paper.height / self.scale - rest, (*self.frame.before, *groups, *after), strokes,
            setting.words.title_of_chart(setting.chart), setting.description, setting.order.lang,
        )

    @property
    def _trimmable(self) -> float:
        """How much of the height below the chart can go: nothing where several sheets are of one size or panels stand beside it."""
        setting = self._setting
        beside = setting.order.paper.is_landscape and setting.chart.item is not None
        if not setting.order.trimmed or beside or self._part.count > 1 or not self._plan.figures:
            return 0.0
        return max(0.0, self.frame.body.height - self._worded[0].levels.length - _FOOT)

    def _overview_page(self) -> tuple[tuple[Group, ...], tuple[Stroke, ...]]:
        return (self._overview.groups(self.frame.body) if self._overview else ()), ()

    def _chart_page(self) -> tuple[tuple[Group, ...], tuple[Stroke, ...]]:
        setting, body = self._setting, self.frame.body
        lay, labels, _ = self._worded
        on, levels = lay.plot, lay.levels
        area = Box(body.x, on.top, body.width, levels.length)
        names = [phase for phase, _, _ in lay.grid.phase_rows]
        strip, rules = phases(names, [on.top + bound for bound in levels.phases], setting.words, setting.theme, area)
        groups = (
            *ground(self._strips(lay), setting.words), *((strip,) if strip else ()), *self._figures(lay), *labels,
            *setting.marks.chips(on.boxes),
        )
        flows = (self._stroke(route.link, line) for route, line in zip(lay.routes, lay.lines, strict=True))
        return groups, (*rules, *flows)

    def _strips(self, lay: Layout) -> tuple[Strip, ...]:
        lanes = {lane.id: lane for lane in self._plan.lanes}
        tops = [lay.plot.top + top for top in lay.levels.heads]
        return strips(lanes, lay.grid.heads, lay.columns, tops, lay.heads, lay.plot.top + lay.levels.length, lay.lines)

    def _figures(self, lay: Layout) -> Iterable[Group]:
        setting = self._setting
        for id, figure in self._plan.figures.items():
            box = lay.plot.boxes[id]
            # The card of a sub-process names its page, which was not known when it was measured.
            made = setting.artist.draw(figure, box.width) if id in setting.artist.inner_pages else lay.drawn[id]
            first, *rest = moved(made.items, box.x, box.y)
            colour = setting.marks.colour(id)
            if colour and isinstance(first, Fill):
                first = replace(first, line=colour, thick=2.6)
            post = setting.chart.post_of(figure.node)
            sentence = setting.words.parts((setting.artist.sentence(figure, post), *setting.marks.said(id)))
            yield Group(f"figure{figure.number}" if figure.number else f"node-{id}", (first, *rest), id, sentence)

    def _labels(self, lay: Layout) -> tuple[list[Group], list[str]]:
        """The words on the links, and the links whose words found no free place."""
        routes, lines = lay.routes, lay.lines
        area = Box(self.frame.body.right - self.chart_width, lay.plot.top, self.chart_width, lay.levels.length)
        labeller = Labeller(lay.plot, lines, area, [each.words for each in self._strips(lay)])
        groups, tight = [], []
        wanted = [
            (route, line) for route, line in zip(routes, lines, strict=True) if route.link.label and not self._is_said(route.link)
        ]
        for route, line in sorted(wanted, key=lambda each: _length(each[1])):
            colour = look.FLOW_SIDE if route.link.manner is Manner.TIMER else look.EXIT
            alone = own_part(line, [
                other for each, other in zip(routes, lines, strict=True)
                if each is not route and (each.link.source == route.link.source or each.link.target == route.link.target)
            ])
            before = labeller.crowded
            groups.append(Group(f"label-{route.link.id}", labeller.place(Wanted(route.link.label, line, alone, colour))))
            tight += [route.link.id] * (labeller.crowded - before)
        return groups, tight

    def _is_said(self, link: Link) -> bool:
        """Whether the figure at the end of one exit among many says the same words: then they stand there only."""
        exits = sum(other.source == link.source for other in self._plan.links)
        return exits > 3 and link.label in self._title(link.target)

    def _title(self, id: str) -> str:
        return self._setting.words.title_of(self._plan.figures[id].node)

    def _stroke(self, link: Link, line: tuple[Point, ...]) -> Stroke:
        words, marks = self._setting.words, self._setting.marks
        colour, thick, dashed = _STROKES[link.manner]
        elements = (*link.flows, *((link.timer.id,) if link.timer else ()))
        # Flows beyond a join belong to every arrow that runs into it: the first one says whether this way was taken.
        lit = next((mark for mark in map(marks.colour, (elements[0], *elements[len(link.flows):])) if mark), "")
        said = words.say(
            "{label}：从“{source}”到“{target}”", label=link.label or words.say("流向"),
            source=self._title(link.source), target=self._title(link.target),
        )
        sentence = words.parts((said, *(text for each in elements for text in marks.said(each))))
        return Stroke(
            line, lit or colour, max(thick, 2.4) if lit else thick, dashed, arrow=True, dot=link.timer is not None,
            element=link.flows[0], sentence=sentence, lit=lit,
        )


def _length(points: Sequence[Point]) -> float:
    return sum(abs(one[0] - other[0]) + abs(one[1] - other[1]) for one, other in pairwise(points))
