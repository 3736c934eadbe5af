"""`powerflow render`: flowcharts as they are published, for the department that draws them."""
from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from powerflow.commands import console
from powerflow.errors import PowerflowError

if TYPE_CHECKING:
    from powerflow.publishing import Job, Published, Record, Wish
    from powerflow.reports import MeasuredChart

_FORMATS = ("svg", "pdf", "png", "txt", "html")
_PAPERS = ("a1", "a2", "a3", "a3-landscape", "a4", "a4-landscape")
_MOST_ON_A_SHEET = 100
# What the head of an index of ours says: another page of that name is not overwritten.
_GENERATOR = b'content="powerflow"'
_HELP = (
    "绘制流程图，供公示和张贴：泳道、时限、权利、公开、监督和投诉渠道都在图上。\n\n"
    "PATH 是文件或文件夹。每张图写成 <文件名>.<纸张>.<格式>；有一张画不出时说明原因，其余照画，退出码为 3。\n\n"
    "画多张时另写目录 index.html 和总览图；没有变化的图不重画。"
)


def _formats(context: click.Context, parameter: click.Parameter, value: str) -> tuple[str, ...]:
    formats = tuple(dict.fromkeys(part.strip().lower() for part in value.split(",") if part.strip()))
    unknown = [part for part in formats if part not in _FORMATS]
    if unknown or not formats:
        raise click.BadParameter(console.say("没有“{format}”这种格式，可选：svg、pdf、png、txt、html", format=value))
    return formats


@click.command(cls=console.Command, help=_HELP)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="写到这个文件夹，没有则新建。")
@click.option("--format", "formats", default="svg,pdf", callback=_formats, metavar="FORMATS",
              help="格式，以逗号分隔：svg、pdf、png，txt 和 html 是文字说明；默认 svg,pdf。")
@click.option("--paper", type=click.Choice(_PAPERS), help="纸张，默认 a3（leaflet 版式默认 a4）。")
@click.option("--profile", type=click.Choice(["public", "internal", "leaflet"]), default="public",
              help="版式：public 公示，internal 内部（带风险点），leaflet 办事折页。")
@click.option("--dpi", type=click.IntRange(36, 600), default=150, help="PNG 每英寸点数，默认 150。")
@click.option("--embed-font", is_flag=True, help="把用到的字嵌入 SVG，没有中文字体的电脑也能照样显示。")
@click.option("--measure", is_flag=True, help="量成品的质量，列表并写成 DIR/measures.json；有一项未达标，退出码为 1。")
@click.option("--office", "office_file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="机关的名称、徽标、颜色和字体（office.toml）。")
@click.option("--findings", is_flag=True, help="先检查，把发现的问题标在图上。")
@click.option("--jobs", type=click.IntRange(min=0), default=1, metavar="N", help="用几个进程绘制，0 为每个处理器一个，默认 1。")
@click.option("--contact-sheet/--no-contact-sheet", "sheet", default=None,
              help="写不写总览图（contact-sheet），默认 2 至 100 张图时写。")
@click.option("--force", is_flag=True, help="没有变化的图也重画。")
def command(
    paths: tuple[Path, ...], folder: Path, formats: tuple[str, ...], paper: str | None, profile: str, dpi: int, embed_font: bool,
    measure: bool, office_file: Path | None, findings: bool, jobs: int, sheet: bool | None, force: bool,
) -> None:
    """Draws every chart that `paths` name and says what was written."""
    from powerflow.diagram import Office, read_office
    from powerflow.publishing import Wish

    found, failed = _found(paths)
    wish = Wish(
        formats=formats, paper=paper or ("a4" if profile == "leaflet" else "a3"), profile=profile, dpi=dpi, lang=console.lang(),
        embed_font=embed_font, office=read_office(office_file) if office_file else Office(),
        judged_on=console.now().date() if findings else None,
        thumbnails=sheet if sheet is not None else 1 < len(found) <= _MOST_ON_A_SHEET,
    )
    drawn, missed = _publish(found, wish, folder, jobs or os.cpu_count() or 1, force=force)
    is_broken = measure and _tell_measures([_measured(job, wish) for job in drawn], folder)
    if failed or missed or is_broken:
        console.finish(3 if failed or missed else 1)


def _publish(found: list[Job], wish: Wish, folder: Path, jobs: int, *, force: bool) -> tuple[list[Job], bool]:
    """Draws and writes; the charts that are there now, and whether one is missing."""
    from powerflow.publishing import RECORD, Record, publish, read_record

    record = read_record(folder)
    drawn: list[Job] = []
    same = 0
    lacking: set[str] = set()
    with console.progress(len(found), "绘制") as told:
        every = publish(found, wish, folder, Record() if force else record, jobs=jobs, told=told)
        for job, done in zip(found, every, strict=True):
            if done.entry is None:
                record.drop(job.stem, wish.paper)
                _tell_reason(done, lacking)
                continue
            drawn.append(job)
            same += not done.is_fresh
            _write(done, folder)
            record.put(done.entry)
    if same:
        console.out(console.say("{count} 张图没有变化，没有重画", count=same))
    if len(found) > 1 and (same < len(found) or not (folder / "index.html").is_file()):
        _overview(record, wish, folder)
    if drawn:
        console.save(folder / RECORD, record.data())
    return drawn, len(drawn) < len(found)


def _tell_reason(done: Published, lacking: set[str]) -> None:
    """Why a chart is missing; what the machine lacks is said once for all."""
    if done.is_lacking and done.reason in lacking:
        return
    if done.is_lacking:
        lacking.add(done.reason)
    console.err(console.say("未能绘制 {path}：{reason}", path=done.path, reason=done.reason))


def _write(done: Published, folder: Path) -> None:
    for name, data in done.pictures.items():
        console.save(folder / name, data)
        if not name.startswith("."):
            console.out(console.say("已写入 {path}", path=folder / name))
    for note in done.entry.notes if done.entry and done.is_fresh else ():
        console.out(console.say("  说明：{note}", note=note))


def _overview(record: Record, wish: Wish, folder: Path) -> None:
    """The index page and the contact sheet of what lies in the folder."""
    from powerflow.publishing import contact_sheet_of, index_page

    entries = record.listed(folder, wish.profile)
    if not entries:
        return
    sheets: dict[str, bytes] = {}
    if wish.thumbnails and any(entry.thumbnail for entry in entries):
        whole = contact_sheet_of(entries, folder, wish.lang)
        makers = {"svg": whole.svg, "pdf": whole.pdf, "png": whole.png}
        sheets = {f"contact-sheet.{format}": makers[format]() for format in wish.formats if format in makers}
    index = folder / "index.html"
    if index.is_file() and _GENERATOR not in index.read_bytes()[:4096]:
        console.err(console.say("{path}：已有别的页面，没有写目录", path=index))
    else:
        sheets["index.html"] = index_page(entries, wish.lang, sheet=next(iter(sheets), "")).encode(errors="backslashreplace")
    for name, data in sheets.items():
        console.save(folder / name, data)
        console.out(console.say("已写入 {path}", path=folder / name))


def _found(paths: tuple[Path, ...]) -> tuple[list[Job], bool]:
    """Each file once with the name of its pictures, and whether one could not be read: that is told."""
    from powerflow.library import Library
    from powerflow.publishing import Job

    seen: set[Path] = set()
    names: set[str] = set()
    found: list[Job] = []
    failed = False
    for path in paths:
        try:
            for file in Library([path]).files:
                if file.resolve() not in seen:
                    seen.add(file.resolve())
                    found.append(Job(str(file), file.read_bytes(), _name(file, names)))
        except (PowerflowError, OSError) as error:
            failed = True
            reason = error.say(console.lang()) if isinstance(error, PowerflowError) else error.strerror or str(error)
            console.err(console.say("未能绘制 {path}：{reason}", path=path, reason=reason))
    return found, failed


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


def _measured(job: Job, wish: Wish) -> MeasuredChart:
    """The readings of the finished chart, laid out and drawn once more for the time it takes: every run gives the same bytes."""
    from powerflow import bpmn
    from powerflow.diagram import draw
    from powerflow.reports import MeasuredChart

    chart = bpmn.parse(job.content, job.path).chart
    before = _cpu_seconds()
    drawing = draw(chart, paper=wish.paper, profile=wish.profile, lang=wish.lang, office=wish.office)
    svg = drawing.svg()
    spent = 1000 * (_cpu_seconds() - before)
    measures = drawing.measures(svg, drawing.pdf(), cpu_ms=spent)
    return MeasuredChart(path=job.path, paper=wish.paper, profile=wish.profile, measures=measures)


def _tell_measures(measured: list[MeasuredChart], folder: Path) -> bool:
    """Prints and writes the readings; whether a gate is broken."""
    from powerflow.reports import measures_json, measures_text

    console.save(folder / "measures.json", measures_json(measured, console.lang()).encode(errors="backslashreplace"))
    console.out(measures_text(measured, console.lang(), colour=console.is_terminal()).rstrip("\n"))
    return any(each.measures.broken for each in measured)


def _cpu_seconds() -> float:
    """What this process and the programs it ran have worked."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
