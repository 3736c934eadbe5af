"""Draws a chart: the poster where it can be laid out, a plain chart otherwise, as SVG, PDF or PNG."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from powerflow.diagram import look
from powerflow.diagram.argued import excess
from powerflow.diagram.bookmarks import about, bookmarks
from powerflow.diagram.dot import render
from powerflow.diagram.dot_text import dot_text
from powerflow.diagram.figures import Profile
from powerflow.diagram.finish import finished, inlays, laid_in, painted, repainting, usable_font
from powerflow.diagram.levels import CircularOrderError
from powerflow.diagram.marks import KINDS, Mark
from powerflow.diagram.measure import Measures, measure
from powerflow.diagram.measure_words import required_texts
from powerflow.diagram.office import PLAIN_OFFICE, Office
from powerflow.diagram.pdf import pages_pdf
from powerflow.diagram.plain import Plain, PlainMaker, reason_for_plain
from powerflow.diagram.poster import Poster, make_poster
from powerflow.diagram.published import published
from powerflow.diagram.sheet import Order
from powerflow.diagram.svg import plain_svg, poster_svg
from powerflow.diagram.text_alternative import TextAlternative, text_alternative
from powerflow.diagram.text_files import html_page, plain_text
from powerflow.diagram.wording import Words
from powerflow.errors import InputError, UsageError
from powerflow.model import Flowchart

PAPERS = tuple(look.PAPERS)
PROFILES = tuple(profile.value for profile in Profile)


@dataclass(frozen=True)
class Drawing:
    """A chart that has been laid out. `dot` is its DOT source; `notes` say what had to give way and why."""

    dot: str
    notes: tuple[str, ...]
    _work: Poster | Plain
    _order: Order
    _title: str
    _chart: Flowchart
    _family: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether it is a plain chart instead of a poster."""
        return isinstance(self._work, Plain)

    @property
    def pages(self) -> int:
        """How many sheets it takes; SVG and PNG show them one under the other."""
        return 1 if isinstance(self._work, Plain) else len(self._work.scenes)

    def svg(self, *, embed_font: bool = False) -> bytes:
        """The drawing as SVG, with a sentence for every figure; `embed_font` puts the letters it uses into the file.

        Raises ToolError if Graphviz or the font is missing, or what embeds it.
        """
        if isinstance(self._work, Plain):
            svg = plain_svg(
                self._render(self.dot, "dot", "svg"), self._title, self._work.description, self._order.lang, self._order.paper,
                self._work.sentences, embed_font=embed_font,
            )
        else:
            svg = poster_svg(
                self._render(self.dot, "neato", "svg"), self._work.whole, self._order.paper, self.pages, embed_font=embed_font
            )
        return finished(svg, inlays(self._chart, self._order.office, printed=False), self._family, self._order.marks)

    def _render(self, source: str, engine: str, format: str, *, dpi: float | None = None) -> bytes:
        office = self._order.office
        source = painted(source, repainting(office), self._family)
        if format == "svg":
            return render(source, engine, format, dpi=dpi)
        with laid_in(source, inlays(self._chart, office, printed=True)) as whole:
            return render(whole, engine, format, dpi=dpi)

    def pdf(self) -> bytes:
        """The drawing as PDF on the exact paper, fonts embedded, with bookmarks. Raises ToolError if Graphviz or the font is missing."""
        if isinstance(self._work, Plain):
            raw = self._render(self.dot, "dot", "pdf")
            return pages_pdf([raw], about=about(self._chart, self._work.description, self._order.lang), paper=self._order.paper, scale=None)
        scenes = self._work.scenes
        pages = [self._render(dot_text(scene, for_pdf=True), "neato", "pdf") for scene in scenes]
        return pages_pdf(
            pages, about=about(self._chart, scenes[0].description, self._order.lang), paper=self._order.paper, scale=self._work.scale,
            marks=bookmarks(scenes, self._chart, Words(self._order.lang)),
        )

    @property
    def title(self) -> str:
        """What the chart is called."""
        return self._title

    def thumbnail(self, pixels: int, *, showing: str = "") -> bytes:
        """One sheet as a PNG so many pixels wide: that with the element `showing`, else that with the most of the chart.

        Raises ToolError as `png`.
        """
        if isinstance(self._work, Plain):
            return self._render(self.dot, "dot", "png", dpi=24)
        scene = max(self._work.scenes, key=lambda each: (any(group.element == showing != "" for group in each.groups), len(each.strokes)))
        return self._render(dot_text(scene), "neato", "png", dpi=pixels * 72 / scene.width)

    def text(self) -> str:
        """All that the drawing shows, in words, as plain text."""
        return plain_text(self._alternative())

    def html(self) -> str:
        """All that the drawing shows, in words, as a page of HTML without scripts and references."""
        return html_page(self._alternative())

    def _alternative(self) -> TextAlternative:
        return text_alternative(self._chart, profile=self._order.profile.value, marks=self._order.marks, lang=self._order.lang)

    def measures(self, svg: bytes, pdf: bytes, *, cpu_ms: float = 0.0) -> Measures:
        """What can be read, followed and heard on these finished files, against the gates; `cpu_ms` is only passed on."""
        return measure(
            svg, pdf, required_texts(self._chart, self._order.profile, self._order.lang), self._order.paper,
            is_fallback=self.is_plain, pages=self.pages, cpu_ms=cpu_ms,
            excess=excess(self._chart.item, self._order.paper.name, self._order.profile.value),
        )

    def png(self, dpi: int = 150) -> bytes:
        """The drawing as PNG; `dpi` counts pixels an inch of paper. Raises ToolError if Graphviz or the font is missing."""
        if isinstance(self._work, Plain):
            return self._render(self.dot, "dot", "png", dpi=dpi)
        return self._render(self.dot, "neato", "png", dpi=dpi * self._work.scale)


def draw(
    chart: Flowchart, *, paper: str = "a3", profile: str = "public", marks: Iterable[Mark] = (), lang: str = "zh",
    office: Office = PLAIN_OFFICE, trimmed: bool = False,
) -> Drawing:
    """Lays `chart` out on `paper` for `profile`; charts of any tool are drawn, those without lanes as plain charts.

    `trimmed` leaves away what is empty below the chart of one sheet: for pages on the screen.

    What is not public is left out of all but the internal profile (see `published`). Raises UsageError for a paper, profile or
    kind of mark that does not exist, InputError for a chart without nodes or an item withheld as a whole.
    """
    order = replace(_order(paper, profile, tuple(marks), lang), office=office, trimmed=trimmed)
    family, lacking = usable_font(office.family)
    chart = published(chart, order.profile, lang)
    if not chart.nodes:
        raise InputError("{path}：流程图里没有任何环节，无法绘制", path=chart.path)
    words = Words(lang)
    laid = _laid_out(chart, order, words)
    remarks: list[tuple[str, Mapping[str, object]]] = []
    if lacking:
        remarks.append((lacking, {"font": office.family, "standard": look.FONT}))
    if office.emblem and not office.printed_emblem:
        remarks.append(("徽标是 SVG，只画在 SVG 图上；PDF 和 PNG 请另给 emblem_png", {}))
    return replace(laid, notes=(*laid.notes, *_said(words, remarks)), _family=family)


def _laid_out(chart: Flowchart, order: Order, words: Words) -> Drawing:
    why = reason_for_plain(chart)
    if why is None:
        try:
            poster = make_poster(chart, order)
            return Drawing(dot_text(poster.whole), _said(words, poster.remarks), poster, order, words.title_of_chart(chart), chart)
        except CircularOrderError:
            why = "版面无法排定，按普通图绘制"
    plain = PlainMaker(chart, order).make()
    return Drawing(plain.dot, _said(words, ((why, {}), *plain.remarks)), plain, order, words.title_of_chart(chart), chart)


def _order(paper: str, profile: str, marks: tuple[Mark, ...], lang: str) -> Order:
    if paper not in look.PAPERS:
        raise UsageError("没有“{paper}”这种纸张，可选：{papers}", paper=paper, papers=tuple(PAPERS))
    if profile not in PROFILES:
        raise UsageError("没有“{profile}”这种版式，可选：{profiles}", profile=profile, profiles=tuple(PROFILES))
    for mark in marks:
        if mark.kind not in KINDS:
            raise UsageError("没有“{kind}”这种标记，可选：{kinds}", kind=mark.kind, kinds=tuple(KINDS))
    return Order(look.PAPERS[paper], Profile(profile), lang, marks)


def _said(words: Words, remarks: Iterable[tuple[str, Mapping[str, object]]]) -> tuple[str, ...]:
    return tuple(words.say(template, **values) for template, values in remarks)
