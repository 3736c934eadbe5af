"""`powerflow diff`: what changed between two versions of a chart, in the words of the law."""
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from powerflow.commands import console
from powerflow.errors import ToolError

if TYPE_CHECKING:
    from powerflow.model import ChartDiff, Flowchart

_HELP = """比对一张流程图的两个版本：环节、岗位、流向、时限、权利、公开、依据、收费等有哪些改动。

OLD 是旧版，NEW 是新版。环节按编号对应，编号变了的按名称和标签对应。svg 把新增和改动标在新图上，有删除的另附标出删除的旧图。

有改动时退出码仍为 0，写明 --fail-on any 时为 1。"""


@click.command(cls=console.Command, help=_HELP)
@click.argument("old", metavar="OLD", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("new", metavar="NEW", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json", "html", "svg"]), default="text", help="输出格式。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件，不写到标准输出。")
@click.option("--paper", type=click.Choice(["a1", "a2", "a3", "a3-landscape", "a4", "a4-landscape"]), default="a3",
              help="图用的纸张，默认 a3。")
@click.option("--profile", type=click.Choice(["public", "internal", "leaflet"]), default="internal",
              help="按哪种版式比对和画图，默认 internal；public 和 leaflet 不说依法不公开的内容。")
@click.option("--fail-on", type=click.Choice(["any", "never"]), default="never", help="any：有任何改动就以退出码 1 结束；默认 never。")
def command(old: Path, new: Path, form: str, output: Path | None, paper: str, profile: str, fail_on: str) -> None:
    """Compares two charts and writes what changed."""
    from powerflow.model import diff
    from powerflow.reports import diff_html, diff_json, diff_text

    found = diff(_seen(old, profile), _seen(new, profile))
    lang = console.lang()
    if form == "text":
        console.emit(diff_text(found, lang, colour=output is None and console.is_terminal()), output)
    elif form == "json":
        console.emit(diff_json(found, lang), output)
    elif form == "html":
        console.emit(diff_html(found, lang, _pictures(found, paper, profile)), output)
    else:
        console.emit(_svg(found, paper, profile), output)
    if found and fail_on == "any":
        console.finish(1)


def _seen(path: Path, profile: str) -> Flowchart:
    """The chart as those may see it whom `profile` is for: what is withheld must not be told by the sentences either."""
    from powerflow import bpmn

    chart = bpmn.load(path).chart
    if profile == "internal":
        return chart
    from powerflow.diagram import Profile, published

    return published(chart, Profile(profile), console.lang())


def _drawn(found: ChartDiff, paper: str, profile: str) -> dict[str, bytes]:
    """The new chart with what is new or changed on it, and the old one where something is gone from it."""
    from powerflow.diagram import draw
    from powerflow.model import DiffKind
    from powerflow.publishing import diff_marks

    lang = console.lang()
    marks, old_marks = diff_marks(found, lang)
    drawn = {"new": draw(found.new, paper=paper, profile=profile, marks=marks, lang=lang).svg()}
    if found.elements(DiffKind.REMOVED):
        drawn["old"] = draw(found.old, paper=paper, profile=profile, marks=old_marks, lang=lang).svg()
    return drawn


def _pictures(found: ChartDiff, paper: str, profile: str) -> dict[str, bytes]:
    """The charts for the page; a page without them still says everything."""
    try:
        return _drawn(found, paper, profile)
    except ToolError as error:
        console.err(error.say(console.lang()))
        return {}


def _svg(found: ChartDiff, paper: str, profile: str) -> bytes:
    from powerflow.diagram import one_under_other

    drawn = _drawn(found, paper, profile)
    if "old" not in drawn:
        return drawn["new"]
    titles = {"new": console.say("新版流程图"), "old": console.say("旧版流程图")}
    return one_under_other([(titles[name], drawn[name]) for name in ("new", "old")], console.lang())
