"""`powerflow render`: flowcharts as they are published, for the department that draws them."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from powerflow.commands import console
from powerflow.errors import PowerflowError

if TYPE_CHECKING:
    from powerflow.bpmn import Document
    from powerflow.diagram import Drawing

_FORMATS = ("svg", "pdf", "png")
_PAPERS = ("a1", "a2", "a3", "a3-landscape", "a4", "a4-landscape")
_HELP = (
    "绘制流程图，供公示和张贴：泳道、时限、权利、公开、监督和投诉渠道都在图上。\n\n"
    "PATH 是文件或文件夹。每张图写成 <文件名>.<纸张>.<格式>;有一张画不出时说明原因，其余照画，退出码为 3。"
)


@dataclass(frozen=True)
class _Wish:
    """What is wanted of every chart."""

    folder: Path
    formats: tuple[str, ...]
    paper: str
    profile: str
    dpi: int


def _formats(context: click.Context, parameter: click.Parameter, value: str) -> tuple[str, ...]:
    formats = tuple(dict.fromkeys(part.strip().lower() for part in value.split(",") if part.strip()))
    unknown = [part for part in formats if part not in _FORMATS]
    if unknown or not formats:
        raise click.BadParameter(console.say("没有“{format}”这种格式，可选：svg、pdf、png", format=value))
    return formats


@click.command(cls=console.Command, help=_HELP)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="写到这个文件夹，没有则新建。")
@click.option("--format", "formats", default="svg,pdf", callback=_formats, metavar="FORMATS",
              help="格式，以逗号分隔：svg、pdf、png，默认 svg,pdf。")
@click.option("--paper", type=click.Choice(_PAPERS), help="纸张，默认 a3（leaflet 版式默认 a4）。")
@click.option("--profile", type=click.Choice(["public", "internal", "leaflet"]), default="public",
              help="版式：public 公示，internal 内部（带风险点），leaflet 办事折页。")
@click.option("--dpi", type=click.IntRange(36, 600), default=150, help="PNG 每英寸点数，默认 150。")
def command(
    paths: tuple[Path, ...], folder: Path, formats: tuple[str, ...], paper: str | None, profile: str, dpi: int
) -> None:
    """Draws every chart that `paths` name and says what was written."""
    wish = _Wish(folder, formats, paper or ("a4" if profile == "leaflet" else "a3"), profile, dpi)
    failed = False
    names: set[str] = set()
    for path, document in _documents(paths):
        try:
            if isinstance(document, PowerflowError):
                raise document
            _render(document, _name(path, names), wish)
        except PowerflowError as error:
            failed = True
            console.err(console.say("未能绘制 {path}：{reason}", path=path, reason=error.say(console.lang())))
    if failed:
        console.finish(3)


def _documents(paths: tuple[Path, ...]) -> Iterator[tuple[Path, Document | PowerflowError]]:
    """Each file once, with its document or the reason why there is none."""
    from powerflow import bpmn
    from powerflow.library import Library

    seen: set[Path] = set()
    for path in paths:
        try:
            files = Library([path]).files
        except PowerflowError as error:
            yield path, error
            continue
        for file in files:
            if file.resolve() in seen:
                continue
            seen.add(file.resolve())
            try:
                yield file, bpmn.load(file)
            except PowerflowError as error:
                yield file, error


def _name(path: Path, names: set[str]) -> str:
    """The file's name without its ending; a second file of that name gets its folder's name before it, then a number."""
    stem = path.name
    for ending in (".bpmn20.xml", ".bpmn2", ".bpmn", ".xml"):
        stem = stem.removesuffix(ending)
    name, count = stem, 1
    while name.lower() in names:
        name = f"{path.resolve().parent.name}-{stem}" if count == 1 else f"{stem}-{count}"
        count += 1
    names.add(name.lower())
    return name


def _render(document: Document, name: str, wish: _Wish) -> None:
    from powerflow.diagram import draw

    drawing = draw(document.chart, paper=wish.paper, profile=wish.profile, lang=console.lang())
    for format in wish.formats:
        target = wish.folder / f"{name}.{wish.paper}.{format}"
        console.save(target, _picture(drawing, format, wish.dpi))
        console.out(console.say("已写入 {path}", path=target))
    for note in drawing.notes:
        console.out(console.say("  说明：{note}", note=note))


def _picture(drawing: Drawing, format: str, dpi: int) -> bytes:
    if format == "svg":
        return drawing.svg()
    return drawing.pdf() if format == "pdf" else drawing.png(dpi)
