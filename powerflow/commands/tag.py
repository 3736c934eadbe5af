"""`powerflow tag`: proposes the legal kind of each step from its name, and writes it once a person confirms it."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from powerflow.commands import console
from powerflow.errors import UsageError

if TYPE_CHECKING:
    from powerflow.bpmn import Document
    from powerflow.model import Flowchart

_HELP = (
    "给环节标签：按名称建议，由人确认后才写入文件。\n\n"
    "不带 --confirm 只列出已有和建议的标签。带 --confirm 时，没有标签的环节写入建议的第一个，"
    "已写而无确认人的补上确认人；用 --step 环节=标签 只确认指定的。原文件另存为 .bak。"
)


class _Choice(click.ParamType):  # type: ignore[type-arg]  # generic in click 8.2 only
    """`STEP=TAG`."""

    name = "choice"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        step, is_given, tag = str(value).partition("=")
        if not (step and is_given and tag):
            self.fail(console.say("应写成 环节=标签，如 review=LEGAL_REVIEW"), param, ctx)
        return step, tag


@click.command(cls=console.Command, help=_HELP)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--confirm", is_flag=True, help="写入文件。")
@click.option("--by", default="", metavar="NAME", help="确认人，与 --confirm 一起用。")
@click.option("--step", "choices", multiple=True, type=_Choice(), metavar="STEP=TAG", help="只确认这个环节的这个标签（可重复）。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件，不写到标准输出。")
def command(
    file: Path, confirm: bool, by: str, choices: tuple[tuple[str, str], ...], form: str, output: Path | None
) -> None:
    """Lists the tags of the chart in `file`, after writing those that were confirmed."""
    from powerflow import bpmn
    from powerflow.reports import tags_json, tags_text

    if confirm != bool(by.strip()):
        raise UsageError("确认标签要写明是谁：--confirm --by 姓名，两个都要")
    if choices and not confirm:
        raise UsageError("--step 要与 --confirm --by 姓名 一起用")
    document = bpmn.load(file)
    if confirm:
        chosen = dict.fromkeys(choices or _open(document.chart))
        document = _confirmed(document, file, tuple(chosen), by.strip())
    if form == "json":
        console.emit(tags_json(document.chart, console.lang()), output)
    else:
        console.emit(tags_text(document.chart, console.lang(), colour=output is None and console.is_terminal()), output)


def _open(chart: Flowchart) -> Iterator[tuple[str, str]]:
    """The first suggestion for each step without a tag, and each tag for which nobody stands yet."""
    from powerflow.reports import suggestions

    for step in chart.steps.values():
        yield from ((step.id, tag.name) for tag in step.notes.tags if not tag.confirmed_by)
        if not step.notes.tags:
            yield from ((step.id, tag) for tag in suggestions(chart, step)[:1])


def _confirmed(document: Document, file: Path, choices: tuple[tuple[str, str], ...], by: str) -> Document:
    from powerflow import bpmn

    today: date = console.now().date()
    original = file.read_bytes()
    for step, tag in choices:
        if step not in document.chart.steps:
            raise UsageError("{path}：没有标识为“{step}”的环节", path=file, step=step)
        document = bpmn.confirm_tag(document, step, tag, by=by, on=today)
    if choices:
        kept = console.keep(file, original)
        console.save(file, bpmn.rewritten(document, original))
        console.err(console.say("{path}：写入 {count} 个标签，原文件存为 {kept}", path=file, count=len(choices), kept=kept))
    return document
