"""Measures a finished chart: what a person can read, follow and hear on the SVG and the PDF, against fixed gates."""
from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise

from powerflow.diagram import look
from powerflow.diagram.argued import NO_EXCESS, Excess
from powerflow.diagram.measure_geometry import Extent, Outline, Point, bends, crossings, distance
from powerflow.diagram.measure_pdf import pdf_pages, pdf_texts
from powerflow.diagram.measure_svg import LABELS, Line, Picture, Way, read_svg
from powerflow.diagram.measure_words import Required, missing

LEAST_CONTRAST = 4.5
MOST_BENDS = 0.6
NODES_A_CROSSING = 40
# Points of the drawing that rounding and the thickness of lines may take.
_SLACK = 0.7
_BODY = ("figure", "node", "panel", "lane")
_SAME_PORT = 1.0


@dataclass(frozen=True)
class Reading:
    """One measure: its value, the gate (`least` or `most`, None: no gate) and what broke it.

    `key` is its name in JSON, `title` the one for people; sizes are in points of the paper. `argued` is why the gate is wider than
    the usual one, "" where it is not.
    """

    key: str
    title: str
    value: float
    least: float | None = None
    most: float | None = None
    found: tuple[str, ...] = ()
    argued: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the value is within its gate."""
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)


@dataclass(frozen=True)
class Measures:
    """All readings of one finished chart."""

    readings: tuple[Reading, ...]

    @property
    def broken(self) -> tuple[Reading, ...]:
        """The readings that do not meet their gates."""
        return tuple(reading for reading in self.readings if not reading.is_met)

    def of(self, key: str) -> Reading:
        """The reading of that name. Raises KeyError if there is none."""
        return {reading.key: reading for reading in self.readings}[key]


def measure(
    svg: bytes, pdf: bytes, required: Iterable[Required], paper: look.Paper, *, is_fallback: bool, pages: int, cpu_ms: float,
    excess: Excess = NO_EXCESS,
) -> Measures:
    """The readings of a chart from its finished files; `pages` is the number of sheets that stand one under the other in `svg`.

    `excess` is how many crossings and corners this chart may have above the gates.

    Raises InputError if the SVG is not XML or the PDF is none.
    """
    picture, wanted = read_svg(svg), tuple(required)
    texts = pdf_texts(pdf)
    lost = missing(wanted, picture.texts(pages), picture.texts_of)
    lost_in_pdf = missing(wanted, texts, lambda element: "".join(texts))
    sheet = (paper.width_mm, paper.height_mm * pages)
    size = abs(picture.width_mm - sheet[0]) + abs(picture.height_mm - sheet[1])
    wrong_pages = [page for page in pdf_pages(pdf) if abs(page[0] - paper.width) + abs(page[1] - paper.height) > 0.1]
    return Measures((
        Reading("required", "应有文字（条）", len(wanted)),
        _none("missing_in_svg", "SVG 中缺少的文字", lost),
        _none("missing_in_pdf", "PDF 中缺少的文字", lost_in_pdf),
        # Every node that has words of its own must be found as a figure: a chart without figures would pass every other gate.
        Reading("figures", "图形", len(picture.figures), least=len({each.element for each in wanted if each.element})),
        *_Eye(picture).readings(paper, excess),
        Reading("page_error_mm", "SVG 纸张误差（毫米）", round(size, 3), most=0.01),
        Reading("wrong_pdf_pages", "尺寸不符的 PDF 页", len(wrong_pages), most=0),
        Reading("fallback", "改由 dot 排版", int(is_fallback)),
        Reading("pages", "页数", pages),
        Reading("svg_bytes", "SVG 字节数", len(svg)),
        Reading("pdf_bytes", "PDF 字节数", len(pdf)),
        Reading("cpu_ms", "排版与绘制 SVG 的处理器时间（毫秒）", round(cpu_ms)),
    ))


def _none(key: str, title: str, found: Iterable[str]) -> Reading:
    """A measure that must be nought."""
    every = tuple(found)
    return Reading(key, title, len(every), most=0, found=every)


def _within(key: str, title: str, value: float, usual: float, argued: float, why: str, found: tuple[str, ...] = ()) -> Reading:
    """A measure whose gate is the usual one, or a wider one that is argued."""
    return Reading(key, title, value, most=max(usual, argued), found=found, argued=why if argued > usual else "")


class _Eye:
    """Looks at one picture."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture

    def readings(self, paper: look.Paper, excess: Excess = NO_EXCESS) -> Iterator[Reading]:
        """All measures of what can be seen and heard."""
        count, turns = len(self._picture.figures), [bends(way.points) for way in self._picture.ways]
        body, smallest = self._smallest(_BODY), self._smallest(())
        yield _none("overlaps", "重叠的图形", self._overlaps())
        yield _none("flows_through_figures", "穿过图形的流向", self._through())
        crossed = tuple(self._crossed())
        yield _within("crossings", "流向交叉", len(crossed), count // NODES_A_CROSSING, excess.crossings, excess.why, crossed)
        yield _within("bends", "每条流向的转折", round(sum(turns) / max(1, len(turns)), 3), MOST_BENDS, excess.bends, excess.why)
        yield _none("text_outside", "出框的文字", self._outside())
        yield _none("text_on_text", "相叠的文字", self._texts_on_texts())
        yield _none("labels_on_flows", "压在流向上的标注", self._labels_on_flows())
        yield _none("labels_on_figures", "压在图形上的标注", self._labels_on_figures())
        yield _none("shared_ports", "共用出口的判断", self._shared_ports())
        yield Reading("body_pt", "最小正文字号（磅）", round(body, 2), least=paper.least_text - 0.05)
        yield Reading("text_pt", "最小文字字号（磅）", round(smallest, 2))
        faint = sorted(self._contrasts)
        yield Reading(
            "contrast", "最低对比度", round(faint[0][0], 2) if faint else 21.0, least=LEAST_CONTRAST,
            found=tuple(text for value, text in faint if value < LEAST_CONTRAST),
        )
        mute = [figure.element for figure in self._picture.figures if not figure.sentence]
        yield _none("unspoken", "读屏软件读不到的内容", [*self._picture.silent, *mute])

    # -- figures and flows ---------------------------------------------------------------------------------------------

    def _overlaps(self) -> Iterator[str]:
        for one, other in combinations(self._picture.figures, 2):
            if one.outline.overlap(other.outline) > _SLACK:
                yield f"{one.element} + {other.element}"

    def _through(self) -> Iterator[str]:
        for way in self._picture.ways:
            for figure in self._picture.figures:
                if _length_inside(way, figure.outline) > _SLACK:
                    yield f"{way.element} > {figure.element}"

    def _crossed(self) -> Iterator[str]:
        for one, other in combinations(self._picture.ways, 2):
            for _ in range(crossings(one.points, other.points)):
                yield f"{one.element} x {other.element}"

    def _shared_ports(self) -> Iterator[str]:
        """Decisions of which two exits begin at one point."""
        decisions = [figure for figure in self._picture.figures if figure.outline.is_diamond]
        exits: dict[int, list[Way]] = {}
        for way in self._picture.ways:
            if way.points:
                near = min(decisions, key=lambda each: each.outline.away(way.points[0]), default=None)
                if near is not None and near.outline.away(way.points[0]) < 2:
                    exits.setdefault(near.group, []).append(way)
        names = {figure.group: figure.element for figure in decisions}
        for group, ways in exits.items():
            if any(distance(one.points[0], other.points[0]) < _SAME_PORT for one, other in combinations(ways, 2)):
                yield names[group]

    # -- text ----------------------------------------------------------------------------------------------------------

    @cached_property
    def _lines(self) -> tuple[Line, ...]:
        return tuple(line for line in self._picture.lines if line.text.strip("\xa0 "))

    @cached_property
    def _labels(self) -> tuple[Line, ...]:
        return tuple(line for line in self._lines if self._picture.kind(line) in LABELS)

    def _outside(self) -> Iterator[str]:
        """Lines of text that stick out of the smallest shape of their group around their middle, else of the page."""
        frames: dict[int, list[Outline]] = {}
        for ground in self._picture.grounds:
            frames.setdefault(ground.group, []).append(ground.outline)
        for line in self._lines:
            around = [each for each in frames.get(line.group, ()) if each.depth(line.extent.centre) > 0]
            frame = min(around, key=lambda each: each.area, default=Outline(self._picture.page.corners))
            if any(frame.depth(corner) < -_SLACK for corner in line.extent.corners):
                yield line.text

    def _texts_on_texts(self) -> Iterator[str]:
        ordered = sorted(self._lines, key=lambda line: line.extent.top)
        for index, line in enumerate(ordered):
            for other in ordered[index + 1:]:
                if other.extent.top > line.extent.bottom:
                    break
                if _overlap(line.extent, other.extent) > 1.2:
                    yield f"{line.text} + {other.text}"

    def _labels_on_flows(self) -> Iterator[str]:
        for label in self._labels:
            box = Outline(label.extent.corners)
            if any(_length_inside(way, box) > 0 for way in self._picture.ways):
                yield label.text

    def _labels_on_figures(self) -> Iterator[str]:
        for label in self._labels:
            box = Outline(label.extent.corners)
            if any(figure.outline.overlap(box) > _SLACK for figure in self._picture.figures):
                yield label.text

    def _smallest(self, kinds: tuple[str, ...]) -> float:
        """The smallest size of text in groups of these kinds (of all kinds for none), in points of the paper."""
        sizes = [line.size for line in self._lines if not kinds or self._picture.kind(line) in kinds]
        return min(sizes, default=look.BODY_SIZE) * self._picture.unit

    @cached_property
    def _contrasts(self) -> tuple[tuple[float, str], ...]:
        """The contrast of each line of text with what lies under its beginning, middle and end."""
        found = []
        for line in self._lines:
            x, y = line.extent.centre
            inset = min(1.0, (line.extent.right - line.extent.left) / 4)
            spots = [(line.extent.left + inset, y), (x, y), (line.extent.right - inset, y)]
            colours = {self._colour_below(line, spot) for spot in spots}
            found.append((min(contrast(line.colour, colour) for colour in colours), line.text))
        return tuple(found)

    def _colour_below(self, line: Line, spot: Point) -> str:
        """The colour of the shape painted last before the line at this spot."""
        grounds = self._picture.grounds
        for index in range(bisect_left(grounds, line.order, key=lambda each: each.order) - 1, -1, -1):
            ground = grounds[index]
            if ground.colour and ground.outline.extent.holds(spot) and ground.outline.depth(spot) > 0:
                return ground.colour
        return look.WHITE


def _length_inside(way: Way, outline: Outline) -> float:
    return sum(outline.inner_length(one, other, _SLACK) for one, other in pairwise(way.points))


def _overlap(one: Extent, other: Extent) -> float:
    return min(min(one.right, other.right) - max(one.left, other.left), min(one.bottom, other.bottom) - max(one.top, other.top))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (#rrggbb) between 1 and 21, as WCAG 2 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of a colour (#rrggbb) between 0 and 1, as WCAG 2 defines it."""
    parts = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
