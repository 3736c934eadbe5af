"""`powerflow demo`: the whole tour on the shipped items, for everyone."""
from __future__ import annotations

from pathlib import Path

import click

from powerflow.commands import console

_HELP = """演示：检查、绘制、办理、回放随软件提供的三个事项，并把一切写进一个文件夹。

用浏览器打开其中的 index.html。文件夹应当是新的、空的，或以前的演示留下的；别的文件不会动。

少了绘图工具时其余照做，退出码为 3。"""


@click.command(cls=console.Command, help=_HELP)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("demo"), metavar="DIR", help="写到哪个文件夹，默认 demo。"
)
@click.option("--jobs", type=click.IntRange(min=0), default=0, metavar="N", help="用几个进程绘图，默认每个处理器一个。")
def command(out: Path, jobs: int) -> None:
    """Performs the tour, says what it does meanwhile, and what it made and where at the end."""
    from powerflow import tour

    done = tour.perform(tour.Setting(path=out, lang=console.lang(), now=console.now(), tell=console.out, jobs=jobs))
    for surprise in done.surprises:
        console.err(surprise)
    if done.lacking:
        console.err(done.lacking.say(console.lang()))
    console.out(console.say("写了 {count} 个文件。请用浏览器打开 {index}", count=len(done.files), index=done.index.resolve()))
    console.finish(3 if done.lacking else 1 if done.surprises else 0)
