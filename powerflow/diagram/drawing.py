"""Draws a chart: the poster where it can be laid out, a plain chart otherwise, as SVG, PDF or PNG."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from powerflow.diagram import look
from powerflow.diagram.dot import render
from powerflow.diagram.dot_text import dot_text
from powerflow.diagram.figures import Profile
from powerflow.diagram.levels import CircularOrderError
from powerflow.diagram.marks import KINDS, Mark
from powerflow.diagram.pdf import pages_pdf
from powerflow.diagram.plain import Plain, PlainMaker, reason_for_plain
from powerflow.diagram.poster import Poster, make_poster
from powerflow.diagram.sheet import Order
from powerflow.diagram.svg import plain_svg, poster_svg
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

    @property
    def is_plain(self) -> bool:
        """Whether it is a plain chart instead of a poster."""
        return isinstance(self._work, Plain)

    @property
    def pages(self) -> int:
        """How many sheets it takes; SVG and PNG show them one under the other."""
        return 1 if isinstance(self._work, Plain) else len(self._work.scenes)

    def svg(self) -> bytes:
        """The drawing as SVG, with a sentence for every figure. Raises ToolError if Graphviz or the font is missing."""
        if isinstance(self._work, Plain):
            return plain_svg(
                render(self.dot, "dot", "svg"), self._title, self._work.description, self._order.lang, self._order.paper,
                self._work.sentences,
            )
        return poster_svg(render(self.dot, "neato", "svg"), self._work.whole, self._order.paper, self.pages)

    def pdf(self) -> bytes:
        """The drawing as PDF on the exact paper, fonts embedded. Raises ToolError if Graphviz or the font is missing."""
        if isinstance(self._work, Plain):
            pages, subject, scale = [render(self.dot, "dot", "pdf")], self._work.description, None
        else:
            pages = [render(dot_text(scene, for_pdf=True), "neato", "pdf") for scene in self._work.scenes]
            subject, scale = self._work.scenes[0].description, self._work.scale
        return pages_pdf(pages, title=self._title, subject=subject, lang=self._order.lang, paper=self._order.paper, scale=scale)

    def png(self, dpi: int = 150) -> bytes:
        """The drawing as PNG; `dpi` counts pixels an inch of paper. Raises ToolError if Graphviz or the font is missing."""
        if isinstance(self._work, Plain):
            return render(self.dot, "dot", "png", dpi=dpi)
        return render(self.dot, "neato", "png", dpi=dpi * self._work.scale)


def draw(
    chart: Flowchart, *, paper: str = "a3", profile: str = "public", marks: Iterable[Mark] = (), lang: str = "zh"
) -> Drawing:
    """Lays `chart` out on `paper` for `profile`; charts of any tool are drawn, those without lanes as plain charts.

    Raises UsageError for a paper, profile or kind of mark that does not exist, InputError for a chart without nodes.
    """
    order = _order(paper, profile, tuple(marks), lang)
    if not chart.nodes:
        raise InputError("{path}：流程图里没有任何环节，无法绘制", path=chart.path)
    words = Words(lang)
    why = reason_for_plain(chart)
    if why is None:
        try:
            poster = make_poster(chart, order)
            return Drawing(dot_text(poster.whole), _said(words, poster.remarks), poster, order, words.title_of_chart(chart))
        except CircularOrderError:
            why = "版面无法排定，按普通图绘制"
    plain = PlainMaker(chart, order).make()
    return Drawing(plain.dot, _said(words, ((why, {}), *plain.remarks)), plain, order, words.title_of_chart(chart))


def _order(paper: str, profile: str, marks: tuple[Mark, ...], lang: str) -> Order:
    if paper not in look.PAPERS:
        raise UsageError("没有“{paper}”这种纸张，可选：{papers}", paper=paper, papers="、".join(PAPERS))
    if profile not in PROFILES:
        raise UsageError("没有“{profile}”这种版式，可选：{profiles}", profile=profile, profiles="、".join(PROFILES))
    for mark in marks:
        if mark.kind not in KINDS:
            raise UsageError("没有“{kind}”这种标记，可选：{kinds}", kind=mark.kind, kinds="、".join(KINDS))
    return Order(look.PAPERS[paper], Profile(profile), lang, marks)


def _said(words: Words, remarks: Iterable[tuple[str, Mapping[str, object]]]) -> tuple[str, ...]:
    return tuple(words.say(template, **values) for template, values in remarks)
