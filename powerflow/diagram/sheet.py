"""One sheet of a poster: packs and routes its part of the chart, finds the scale that fits, and sets the page."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from powerflow.diagram import look
from powerflow.diagram.figures import Draughtsman, Drawn, Profile
from powerflow.diagram.frame import Frame, FrameStyle, frame
from powerflow.diagram.geometry import Columns, Plot, columns_of, plot, polyline
from powerflow.diagram.labels import Labeller, Wanted, block, own_part
from powerflow.diagram.lanes import ground, head_height, is_party, lane_boxes, phase_height, phases
from powerflow.diagram.lattice import NORTH, SOUTH, Lattice, Route
from powerflow.diagram.levels import Levels, Packer, scaled
from powerflow.diagram.marks import Mark, Marks
from powerflow.diagram.outline import Link, Manner, Outline, Shape
from powerflow.diagram.rows import Grid, pack
from powerflow.diagram.scene import Box, Fill, Group, Point, Scene, Stroke, moved
from powerflow.diagram.sheets import Part
from powerflow.diagram.tracks import Tracks, assign
from powerflow.diagram.wording import Words
from powerflow.model import Flowchart

_LARGEST, _SMALLEST = 1.3, 0.2
_MOST_COLUMN_TRIALS = 3
_STROKES = {
    Manner.MAIN: (look.FLOW_MAIN, 1.9, False), Manner.SIDE: (look.FLOW_SIDE, 1.0, False),
    Manner.BACK: (look.FLOW_BACK, 1.5, True), Manner.TIMER: (look.FLOW_SIDE, 1.1, True),
    Manner.MESSAGE: (look.FLOW_SIDE, 0.8, True),
}


@dataclass(frozen=True)
class Order:
    """What is asked for: the sheet, for whom, in which language, with which marks."""

    paper: look.Paper
    profile: Profile
    lang: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Setting:
    """What all sheets of a poster share. `lean` cards leave out bases and papers, `service` adds the panel for applicants."""

    chart: Flowchart
    order: Order
    words: Words
    theme: look.Theme
    marks: Marks
    whole: Outline
    description: str
    lean: bool = False
    service: bool = True

    @property
    def artist(self) -> Draughtsman:
        """Who draws the figures."""
        party = frozenset(lane.id for lane in self.whole.lanes if is_party(lane))
        return Draughtsman(self.words, self.theme, self.order.profile, lean=self.lean, party_lanes=party)

    @property
    def frame_style(self) -> FrameStyle:
        """How the frame is made."""
        return FrameStyle(self.words, self.theme, self.marks.kinds, self.order.profile is not Profile.LEAFLET, self.service)


@dataclass(frozen=True)
class Way:
    """A grid with its routes."""

    grid: Grid
    routes: tuple[Route, ...] = ()
    tracks: Tracks = field(default_factory=lambda: Tracks((), {}))


@dataclass(frozen=True)
class _Lay:
    """One trial: the page at one scale; `slack` is the height left over, negative if it does not fit."""

    frame: Frame
    columns: Columns
    levels: Levels
    head: float
    drawn: Mapping[str, Drawn]
    slack: float


class SheetMaker:
    """Makes one sheet."""

    def __init__(self, setting: Setting, part: Part, way: Way | None = None) -> None:
        """`way` is that of another maker of the same part, if there is one."""
        self._setting = setting
        self._part = part
        self._plan = part.plan
        self._given = way
        self.crowded = 0

    def in_setting(self, setting: Setting) -> SheetMaker:
        """The same sheet with the same ways in another setting."""
        return SheetMaker(setting, self._part, self._way)

    @cached_property
    def _way(self) -> Way:
        if self._given is not None:
            return self._given
        grid = self._best_grid()
        lattice = Lattice(self._plan, grid)
        routes = lattice.routes()
        return Way(grid, routes, assign(routes, self._plan.figures, lattice.buses))

    @property
    def lost_links(self) -> int:
        """How many links found no way."""
        return len(self._plan.links) - len(self._way.routes)

    # -- fitting -------------------------------------------------------------------------------------------------------

    def _best_grid(self) -> Grid:
        """One column a lane, then two for the fullest lane and so on, as long as the page gains by it."""
        widths = {lane.id: 1 for lane in self._plan.lanes}
        best = pack(self._plan, widths)
        scale = self._largest_scale(Way(best), 1.05)
        for _ in range(_MOST_COLUMN_TRIALS):
            fullest = self._fullest(widths)
            if fullest is None or scale >= 1.0:
                break
            widths = {**widths, fullest: widths[fullest] + 1}
            grid = pack(self._plan, widths)
            attempt = self._largest_scale(Way(grid), 1.05)
            if attempt > scale * 1.04:
                best, scale = grid, attempt
        return best

    def _fullest(self, widths: Mapping[str, int]) -> str | None:
        """The lane with the most figures a column, if that is more than a few."""
        load = {
            lane.id: sum(figure.lane == lane.id for figure in self._plan.figures.values()) / widths[lane.id]
            for lane in self._plan.lanes
        }
        fullest = max(load, key=lambda lane: load[lane], default=None)
        return fullest if fullest is not None and load[fullest] > 3 else None

    @cached_property
    def scale(self) -> float:
        """The largest scale at which everything has room, within one percent."""
        return self._largest_scale(self._way, 1.012)

    def _largest_scale(self, way: Way, precision: float) -> float:
        low, high = _SMALLEST, _LARGEST * min(1.0, self._setting.order.paper.least_text / look.BODY_SIZE * 1.15)
        if self._lay(way, high).slack >= 0:
            return high
        while high / low > precision:
            middle = (low * high) ** 0.5
            if self._lay(way, middle).slack >= 0:
                low = middle
            else:
                high = middle
        return low

    def _lay(self, way: Way, scale: float) -> _Lay:
        setting, grid = self._setting, way.grid
        paper = setting.order.paper
        around = frame(
            setting.chart, setting.whole, self._part, setting.frame_style, paper.width / scale, paper.height / scale,
            landscape=paper.is_landscape,
        )
        left = around.body.x + (look.PHASE_WIDE if any(self._plan.phases) else 0.0)
        columns = columns_of(grid, way.tracks, self._weights(grid), left, around.body.right - left)
        artist = setting.artist
        drawn = {id: artist.draw(self._plan.figures[id], columns.sizes[2 * column + 1]) for id, (_, column) in grid.cells.items()}
        lanes = lane_boxes(self._plan, grid, columns, 0, 0)
        head = head_height([(lane, box.width) for lane, box in lanes], setting.words)
        packer = Packer(grid, way.tracks, way.routes, drawn, *_label_rooms(way.routes))
        levels = packer.levels([phase_height(phase) for phase, _, _ in grid.phase_rows])
        return _Lay(around, columns, levels, head, drawn, around.body.height - head - levels.length)

    def _weights(self, grid: Grid) -> list[float]:
        """Columns with much to say are wider: by the root of their longest card and a part of the others."""
        most, sums = [0.0] * grid.columns, [0.0] * grid.columns
        for id, (_, column) in grid.cells.items():
            said = self._said_by[id]
            most[column] = max(most[column], said)
            sums[column] += said
        needs = [40.0 + longest + 0.2 * every for longest, every in zip(most, sums, strict=True)]
        mean = sum(needs) / len(needs)
        return [min(1.3, max(0.74, (need / mean) ** 0.5)) for need in needs]

    @cached_property
    def _said_by(self) -> dict[str, int]:
        """How many characters each figure holds."""
        artist = self._setting.artist
        return {
            id: sum(len(row.text) for row in artist.rows(figure)) if figure.shape is Shape.CARD else len(figure.node.name)
            for id, figure in self._plan.figures.items()
        }

    # -- the page ------------------------------------------------------------------------------------------------------

    def scene(self, scale: float) -> Scene:
        """The page at `scale`, which must fit; what height is left over is shared out."""
        setting, way = self._setting, self._way
        lay = self._lay(way, scale)
        levels = scaled(lay.levels, max(1.0, 1 + lay.slack / lay.levels.length))
        on = plot(way.grid, lay.drawn, lay.columns, levels, lay.frame.body.y + lay.head)
        lanes = lane_boxes(self._plan, way.grid, lay.columns, on.top, levels.length)
        right = lanes[-1][1].right
        area = Box(lay.frame.body.x, on.top, right - lay.frame.body.x, levels.length)
        strip, rules = phases(self._plan, [on.top + bound for bound in levels.phases], setting.words, setting.theme, area, lay.head)
        lines = [polyline(route, runs, on) for route, runs in zip(way.routes, way.tracks.runs, strict=True)]
        lane_area = Box(lanes[0][1].x, on.top, right - lanes[0][1].x, levels.length)
        groups = (
            *lay.frame.before, *ground(lanes, setting.words, lay.head), *((strip,) if strip else ()), *self._figures(lay, on),
            *self._labels(lines, on, lane_area), *setting.marks.chips(on.boxes), *lay.frame.after,
        )
        paper = setting.order.paper
        return Scene(
            paper.width / scale, paper.height / scale, groups,
            (*rules, *(self._stroke(route.link, line) for route, line in zip(way.routes, lines, strict=True))),
            setting.words.title_of_chart(setting.chart), setting.description, setting.order.lang,
        )

    def _figures(self, lay: _Lay, on: Plot) -> Iterable[Group]:
        setting = self._setting
        artist = setting.artist
        for id, figure in self._plan.figures.items():
            first, *rest = moved(lay.drawn[id].items, on.boxes[id].x, on.boxes[id].y)
            colour = setting.marks.colour(id)
            if colour and isinstance(first, Fill):
                first = replace(first, line=colour, thick=2.6)
            post = setting.chart.post_of(figure.node)
            sentence = setting.words.parts((artist.sentence(figure, post), *setting.marks.said(id)))
            yield Group(f"figure{figure.number}" if figure.number else f"node-{id}", (first, *rest), id, sentence)

    def _labels(self, lines: Sequence[tuple[Point, ...]], on: Plot, area: Box) -> list[Group]:
        routes = self._way.routes
        labeller = Labeller({id: (box, on.forms[id]) for id, box in on.boxes.items()}, lines, area)
        groups = []
        wanted = [
            (route, line) for route, line in zip(routes, lines, strict=True) if route.link.label and not self._is_said(route.link)
        ]
        for route, line in sorted(wanted, key=lambda each: _length(each[1])):
            colour = look.FLOW_SIDE if route.link.manner is Manner.TIMER else look.EXIT
            alone = own_part(line, [
                other for each, other in zip(routes, lines, strict=True)
                if each is not route and (each.link.source == route.link.source or each.link.target == route.link.target)
            ])
            groups.append(Group(f"label-{route.link.id}", labeller.place(Wanted(route.link.label, line, alone, colour))))
        self.crowded = labeller.crowded
        return groups

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


def _label_rooms(routes: Sequence[Route]) -> tuple[dict[str, float], dict[str, float]]:
    """The room that the words on links need under some figures and above others.

    Under a decision for its exit downwards; above the target where several exits leave together and part later.
    """
    under: dict[str, float] = {}
    above: dict[str, float] = {}
    sides = Counter((route.link.source, route.exit_side) for route in routes)
    for route in routes:
        link, needed = route.link, min(block(route.link.label, 84.0)[2], 40.0) + 9
        if link.label and sides[link.source, route.exit_side] > 1 and route.entry_side == NORTH:
            above[link.target] = max(above.get(link.target, 0.0), needed)
        elif link.label and route.exit_side == SOUTH:
            under[link.source] = max(under.get(link.source, 0.0), needed)
    return under, above


def _length(points: Sequence[Point]) -> float:
    return sum(abs(one[0] - other[0]) + abs(one[1] - other[1]) for one, other in pairwise(points))
