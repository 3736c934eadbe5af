"""`powerflow evidence`: everything about one case in one pack, and the check that nobody has changed it."""
from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from powerflow.commands import console
from powerflow.commands.replay import Desk, Source, chart_of, officers_in, replay_one, sources
from powerflow.errors import InputError, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from powerflow.bpmn import Document
    from powerflow.model import History


@click.group(cls=console.Group, help="证据包：把一件办件的流程图、记录、问题、依据和摘要装成一包，任何人都可以离线核验。")
def command() -> None:
    """The group of commands on evidence packs."""


@command.command("pack", help="装一件办件的证据包。CASE 是办件库中的编号，FILE 是导出的运行记录；-o 写文件夹或 .zip。")
@click.argument("name", metavar="CASE|FILE")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="文件夹（新的或空的），或者 .zip 文件。")
@click.option(
    "--store", "url", envvar="POWERFLOW_STORE", metavar="URL",
    help="办件库地址，默认 sqlite:///powerflow.db，也可用环境变量 POWERFLOW_STORE。",
)
@click.option(
    "--chart", "chart_path", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="按这张流程图回放；默认按运行记录所写的摘要查找。",
)
@click.option("--at", "moment", type=console.moment, metavar="INSTANT", help="截至这一时刻；默认到最后一项记录，没有办结的真实办件到现在。")
@click.option("--calendar", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="本地放假安排（日历文件）。")
@click.option(
    "--organisation", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="机构表，用来核对经办人当日的岗位；随附事项默认用随附的机构表。",
)
def pack(
    name: str, output: Path, url: str | None, chart_path: Path | None, moment: datetime | None, calendar: Path | None,
    organisation: Path | None,
) -> None:
    """Writes the pack of one case and says its digest."""
    from powerflow import bpmn, deadlines, evidence, rules

    _refuse_taken(output)
    days = deadlines.read_calendar(calendar) if calendar else deadlines.national_calendar()
    desk = Desk(days, rules.select(["conduct"]), None, moment, console.now(), officers_in(organisation), runs_again=True)
    found = tuple(sources((name,), url))
    if len(found) != 1:
        raise UsageError("证据包一次只装一件办件，这里有 {count} 件", count=len(found))
    history, recorded, document = _read(found[0], bpmn.load(chart_path) if chart_path else None)
    chart = _chart_bytes(document, url)
    case, crashed = replay_one(desk, Source(evidence.PATH, lambda: (history, document)))
    if case.replay is None:
        raise InputError("{path}：无法回放", path=name)
    files = evidence.pack(case, case.replay, chart=chart, history=recorded, lang=console.lang())
    _write(output, files)
    console.out(console.say(
        "{path}：{count} 个文件；清单摘要（SHA-256）{digest}", path=output, count=len(files),
        digest=files[evidence.SEAL][:64].decode(),
    ))
    console.finish(4 if crashed else 0)


def _read(source: Source, given: Document | None) -> tuple[History, bytes, Document]:
    """The history, its bytes as they were recorded, and the chart on which it is replayed."""
    from powerflow.model import dump

    history, kept = source.read()
    path = Path(source.path)
    recorded = path.read_bytes() if kept is None and path.is_file() else dump(history).encode()
    return history, recorded, given or kept or chart_of(history, source.path)


def _chart_bytes(document: Document, url: str | None) -> bytes:
    """The bytes of the chart as they were read: of its file, else as the store keeps them."""
    from powerflow import cases

    path = Path(document.chart.path)
    content = path.read_bytes() if path.is_file() else b""
    if sha256(content).hexdigest() != document.digest:
        with cases.open_store(url or cases.DEFAULT_URL) as store:
            content = store.chart(document.digest)
    return content


def _refuse_taken(output: Path) -> None:
    """A pack is never mixed with what lies there already."""
    if output.is_dir() and any(output.iterdir()):
        raise UsageError("{path}：文件夹不是空的，证据包要放进新的文件夹", path=output)
    if output.suffix.lower() != ".zip" and output.is_file():
        raise UsageError("{path}：已有这个文件，证据包要放进新的文件夹", path=output)


def _write(output: Path, files: dict[str, bytes]) -> None:
    from powerflow import evidence

    if output.suffix.lower() == ".zip" and not output.is_dir():
        console.save(output, evidence.archive(files))
        return
    for name, data in sorted(files.items()):
        console.save(output / name, data)


@command.command("verify", help="核验证据包（文件夹或 .zip）：每个文件的摘要、记录链、数目，并由引擎重新执行一遍；改动过的逐一列出。")
@click.argument("path", metavar="DIR|ZIP", type=click.Path(exists=True, path_type=Path))
def verify(path: Path) -> None:
    """Says what was changed; ends with 1 if anything was, with 3 if it is no pack."""
    from powerflow import evidence

    try:
        files, wrong = evidence.read(str(path))
    except evidence.Unreadable as error:
        raise InputError("{path}：不是证据包，或者无法读取（{cause}）", path=path, cause=error) from error
    if not files:
        raise InputError("{path}：不是证据包，或者无法读取（{cause}）", path=path, cause=evidence.MANIFEST)
    found = [*wrong, *evidence.faults(files)]
    again = None
    if not found:
        found += evidence.foreign_program(files)
        again = evidence.rerun(files)
    for fault in found:
        console.out(fault.say(console.lang()))
    if again is not None and again.differing:
        console.out(console.say("重新执行后，第 {seqs} 项之后的状态与包里所记的不同", seqs=tuple(map(str, again.differing))))
    is_whole = not found and not (again and again.differing)
    if is_whole:
        console.out(console.say(
            "{path}：{count} 个文件都未被改动；清单摘要（SHA-256）{digest}", path=path, count=len(files),
            digest=files[evidence.SEAL][:64].decode(),
        ))
    if again is not None and not again.differing:
        console.out(console.say("重新执行了 {count} 项，每一项之后的状态都与包里所记的一致", count=again.count))
    console.finish(0 if is_whole else 1)
