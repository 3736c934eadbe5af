"""The contact sheet (总览图): many charts small beside each other with their names, drawn by Graphviz like a chart."""
from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from graphviz import Digraph

from powerflow import xml
from powerflow.diagram import look
from powerflow.diagram.dot import render
from powerflow.diagram.dot_text import escaped
from powerflow.diagram.lines import break_lines
from powerflow.diagram.pdf import About, pages_pdf

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_WIDE, _HIGH, _GAP, _HEAD, _CAPTION = 200.0, 200.0, 16.0, 56.0, 34.0
_LIMITS = xml.Limits(size=64 * 1024 * 1024, elements=200_000, attribute=16 * 1024 * 1024)


@dataclass(frozen=True)
class Tile:
    """One chart of the sheet: the PNG file that shows it, its name and a line under that."""

    picture: Path
    title: str
    line: str


@dataclass(frozen=True)
class ContactSheet:
    """A contact sheet that has been laid out; `dot` is its source, `pictures` the files that it shows."""

    dot: str
    title: str
    lang: str
    pictures: tuple[Path, ...]

    def svg(self) -> bytes:
        """The sheet as SVG with its pictures inside. Raises ToolError if Graphviz or the font is missing."""
        raw = render(self.dot, "neato", "svg")
        start = raw.index(b"<svg")
        tree = xml.parse(raw[start:], "contact-sheet.svg", _LIMITS)
        root = tree.getroot()
        root.set("role", "img")
        root.set("lang", {"zh": "zh-CN"}.get(self.lang, self.lang))
        title = xml.make(f"{{{_SVG}}}title", {})
        title.text = self.title
        root.insert(0, title)
        known = {str(path): path for path in self.pictures}
        for image in list(root.iter(f"{{{_SVG}}}image")):
            data = known[image.get(_XLINK) or ""].read_bytes()
            image.set(_XLINK, f"data:image/png;base64,{base64.b64encode(data).decode()}")
        for text in root.iter(f"{{{_SVG}}}text"):
            if "Bold" in (text.get("font-family") or ""):
                text.set("font-weight", "700")
            text.set("font-family", look.FONT_STACK)
        return xml.write(tree)

    def pdf(self) -> bytes:
        """The sheet as PDF on A3. Raises ToolError if Graphviz or the font is missing."""
        about = About(self.title, self.title, self.lang)
        return pages_pdf([render(self.dot, "neato", "pdf")], about=about, paper=look.PAPERS["a3-landscape"], scale=None)

    def png(self, dpi: int = 96) -> bytes:
        """The sheet as PNG. Raises ToolError if Graphviz or the font is missing."""
        return render(self.dot, "neato", "png", dpi=dpi)


def contact_sheet(tiles: Sequence[Tile], title: str, lang: str, *, columns: int = 0) -> ContactSheet:
    """The tiles in rows, a little wider than high where `columns` is 0."""
    count = columns or max(1, min(len(tiles), ceil((len(tiles) * 1.6) ** 0.5)))
    rows = ceil(len(tiles) / count)
    wide = count * (_WIDE + _GAP) + _GAP
    high = _HEAD + rows * (_HIGH + _CAPTION + _GAP) + _GAP
    graph = Digraph(engine="neato")
    graph.attr("graph", margin="0", pad="0", bgcolor=look.WHITE, fontname=look.FONT, charset="UTF-8", outputorder="nodesfirst")
    graph.attr("node", shape="none", label="", margin="0", fixedsize="true", fontname=look.FONT, penwidth="0")
    graph.node("page.0", shape="point", style="invis", width="0", height="0", pos="0,0")
    graph.node("page.1", shape="point", style="invis", width="0", height="0", pos=f"{wide:.1f},{high:.1f}")
    _words(graph, "title", title, _GAP + 300, high - _HEAD / 2, 600, 18, look.INK, bold=True, left=True)
    for index, tile in enumerate(tiles):
        x = _GAP + (index % count) * (_WIDE + _GAP) + _WIDE / 2
        top = high - _HEAD - (index // count) * (_HIGH + _CAPTION + _GAP)
        _tile(graph, f"t{index}", tile, x, top)
    return ContactSheet(str(graph.source), title, lang, tuple(tile.picture for tile in tiles))


def _tile(graph: Digraph, name: str, tile: Tile, x: float, top: float) -> None:
    graph.node(
        f"{name}.frame", shape="box", style="filled", fillcolor=look.PALE, color=look.GRID, penwidth="0.8",
        pos=f"{x:.1f},{top - _HIGH / 2:.1f}", width=f"{_WIDE / 72:.4f}", height=f"{_HIGH / 72:.4f}",
    )
    graph.node(
        f"{name}.picture", image=str(tile.picture), imagescale="true", pos=f"{x:.1f},{top - _HIGH / 2:.1f}",
        width=f"{(_WIDE - 8) / 72:.4f}", height=f"{(_HIGH - 8) / 72:.4f}",
    )
    _words(graph, f"{name}.title", tile.title, x, top - _HIGH - 9, _WIDE, 11, look.INK, bold=True)
    _words(graph, f"{name}.line", tile.line, x, top - _HIGH - 24, _WIDE, 9, look.FAINT)


def _words(
    graph: Digraph, name: str, text: str, x: float, y: float, wide: float, size: float, colour: str, *, bold: bool = False,
    left: bool = False,
) -> None:
    shown = break_lines(text, wide, size, bold, most=1)
    if shown:
        graph.node(
            name, label=escaped(shown[0]) + ("\\l" if left else ""), fontsize=f"{size:g}", fontcolor=colour, pos=f"{x:.1f},{y:.1f}",
            width=f"{wide / 72:.4f}", height=f"{size * 1.4 / 72:.4f}", fontname=look.FONT_BOLD if bold else look.FONT,
        )
