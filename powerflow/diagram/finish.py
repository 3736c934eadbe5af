"""The last touches: the office's colours, font and emblem on what is drawn, and a case that lights up turn by turn."""
from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from powerflow import xml
from powerflow.diagram import code, look
from powerflow.diagram.dot import has_font, wider_than
from powerflow.diagram.font import width
from powerflow.diagram.marks import Mark
from powerflow.diagram.office import Office
from powerflow.model import Flowchart

_SVG = "http://www.w3.org/2000/svg"
_LIMITS = xml.Limits(size=64 * 1024 * 1024, elements=400_000, attribute=16 * 1024 * 1024)
# Values of attributes only: a quotation mark inside a label is written as an entity.
_COLOUR = re.compile(r'(?<=color=")#[0-9a-f]{6}(?=")')
_SAMPLE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_SECONDS_A_TURN = 0.9
_MOTION = (
    ".turn{animation:turn .7s ease-out both;animation-delay:calc(var(--turn)*" + str(_SECONDS_A_TURN) + "s)}"
    "@keyframes turn{from{opacity:.12}to{opacity:1}}"
    "@media (prefers-reduced-motion:reduce),print{.turn{animation:none;opacity:1}}"
)


@dataclass(frozen=True)
class Inlay:
    """A picture that takes the place of the shape of the colour `ground`; `data` is a PNG or SVG, `type` says which.

    `squares`, where there are any, are its dark squares by rows, which an SVG draws as they are.
    """

    ground: str
    type: str
    data: bytes
    squares: tuple[tuple[bool, ...], ...] = ()

    @property
    def address(self) -> str:
        """The picture as a `data:` address."""
        return f"data:{self.type};base64,{base64.b64encode(self.data).decode()}"


def inlays(chart: Flowchart, office: Office, *, printed: bool) -> tuple[Inlay, ...]:
    """The QR code and the emblem of a chart; `printed`: for PDF and PNG, into which only PNG can be drawn."""
    text = code.content(chart, office)
    emblem = office.printed_emblem if printed else office.emblem
    found = [Inlay(look.CODE_GROUND, "image/png", code.picture(text), code.modules(text))] if text else []
    return (*found, *([Inlay(look.EMBLEM_GROUND, emblem.type, emblem.data)] if emblem else []))


def painted(source: str, repainted: Mapping[str, str], family: str) -> str:
    """The DOT source in the office's colours and font."""
    if repainted:
        source = _COLOUR.sub(lambda found: repainted.get(found.group(), found.group()), source)
    if family:
        source = source.replace(f'fontname="{look.FONT}"', f'fontname="{family}"')
        source = source.replace(f'fontname="{look.FONT_BOLD}"', f'fontname="{family} Bold"')
    return source


@contextmanager
def laid_in(source: str, pictures: Iterable[Inlay]) -> Iterator[str]:
    """The DOT source with the pictures in their places, as files of a folder that goes when this is left.

    Graphviz remembers pictures by their path, so each drawing has a folder of its own.
    """
    with TemporaryDirectory(prefix="powerflow-") as folder:
        for number, inlay in enumerate(pictures):
            path = Path(folder) / f"{number}.png"
            path.write_bytes(inlay.data)
            image = f'fillcolor="{look.WHITE}" image="{_quoted(str(path))}" imagescale=true'
            source = source.replace(f'fillcolor="{inlay.ground}"', image)
        yield source


def repainting(office: Office) -> dict[str, str]:
    """The office's colour for each colour of the table of looks that it replaces."""
    return {look.PALETTE[role]: colour for role, colour in office.colours.items()}


def usable_font(family: str) -> tuple[str, str]:
    """The family if charts can be set in it, else ""; and why not, as a template with `{font}` and `{standard}`."""
    if not family or family == look.FONT:
        return "", ""
    if not has_font(family):
        return "", "这台机器没有字体“{font}”，改用 {standard}"
    if wider_than(family, _SAMPLE, width(_SAMPLE, 100.0) * 1.03):
        return "", "字体“{font}”的字母比 {standard} 宽，文字会超出方框，改用 {standard}"
    return family, ""


def finished(svg: bytes, pictures: Sequence[Inlay], family: str, marks: Iterable[Mark]) -> bytes:
    """The SVG with the office's font, with the pictures in their places, and with the marks that have a turn lit one after the other."""
    turns = {mark.element: mark.turn for mark in marks if mark.turn}
    if family:
        known = escape(look.FONT_STACK).encode()
        svg = svg.replace(b'font-family="' + known, b'font-family="' + escape(f"{family}, ").encode() + known)
    if not turns and not pictures:
        return svg
    tree = xml.parse(svg, "chart.svg", _LIMITS)
    for inlay in pictures:
        _show(tree, inlay)
    if turns:
        _move(tree, turns)
    return xml.write(tree)


def _show(tree: xml.Tree, inlay: Inlay) -> None:
    for ground in xml.select(tree, "//*[local-name() = 'polygon'][@fill = $ground]", ground=inlay.ground):
        points = [tuple(map(float, point.split(","))) for point in (ground.get("points") or "").split()]
        left, top = min(x for x, _ in points), min(y for _, y in points)
        wide, high = max(x for x, _ in points) - left, max(y for _, y in points) - top
        around = ground.getparent()
        if inlay.squares:
            ground.set("fill", look.WHITE)
            ground.addnext(_squares(inlay.squares, left, top, wide))
        elif around is not None:
            around.replace(ground, xml.make(f"{{{_SVG}}}image", {
                "x": f"{left:.2f}", "y": f"{top:.2f}", "width": f"{wide:.2f}", "height": f"{high:.2f}", "href": inlay.address,
                "preserveAspectRatio": "xMidYMid meet", "aria-hidden": "true",
            }))


def _squares(squares: tuple[tuple[bool, ...], ...], left: float, top: float, wide: float) -> xml.Element:
    """The dark squares in one path, a rectangle for each run in a row, with the light that belongs around them."""
    size = wide / (len(squares) + 2 * code.QUIET)
    drawn: list[str] = []
    for row, line in enumerate(squares):
        column = 0
        for dark, run in groupby(line):
            length = len(list(run))
            if dark:
                x, y = left + (code.QUIET + column) * size, top + (code.QUIET + row) * size
                drawn.append(f"M{x:.3f},{y:.3f}h{length * size:.3f}v{size:.3f}h{-length * size:.3f}z")
            column += length
    return xml.make(f"{{{_SVG}}}path", {
        "d": "".join(drawn), "fill": look.CODE, "stroke": "none", "shape-rendering": "crispEdges", "aria-hidden": "true",
    })


def _move(tree: xml.Tree, turns: Mapping[str, int]) -> None:
    for element in tree.getroot().iter(f"{{{_SVG}}}g"):
        turn = turns.get((element.get("data-element") or "").removeprefix("mark-"), 0)
        if turn:
            element.set("class", f"{element.get('class') or ''} turn".strip())
            element.set("style", f"--turn:{turn}")
    style = next((each for each in tree.getroot().iter(f"{{{_SVG}}}style")), None)
    if style is not None:
        style.text = (style.text or "") + _MOTION


def _quoted(path: str) -> str:
    return path.replace("\\", "\\\\").replace('"', '\\"')
