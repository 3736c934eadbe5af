"""`powerflow case migrate`: running cases go on under the version of their chart that is in the library now."""
from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from powerflow.commands import console
from powerflow.commands.case import act_from, bytes_of, office_options, registry, short_path, store_option

if TYPE_CHECKING:
    from powerflow.bpmn import Document
    from powerflow.cases import CaseRow, DueMoved, Migration, Registry

_HELP = """换版：在办办件改用事项库里现在的流程图。先核对打开的环节和已办的环节；不合的说明原因，不换。

写办件编号，或者用 --item、--all 换全部在办办件；--dry-run 只看不换。"""


@click.command("migrate", cls=console.Command, help=_HELP)
@click.argument("which", metavar="[CASE]...", nargs=-1)
@click.option("--item", default="", metavar="ITEM", help="这个事项的全部在办办件。")
@click.option("--all", "everything", is_flag=True, help="全部在办办件。")
@click.option("--dry-run", is_flag=True, help="只说明会怎样，不写入。")
@click.option("--as", "post", default="", metavar="POST", help="以哪个岗位的名义。")
@click.option("--by", "officers", multiple=True, metavar="OFFICER", help="经办人（可重复）。")
@click.option("--note", default="", help="换版的依据。")
@click.option("--at", type=console.instant, metavar="INSTANT", help="办理时间，只能用于模拟办件。")
@store_option
@office_options
def migrate(
    which: tuple[str, ...], item: str, everything: bool, dry_run: bool, post: str, officers: tuple[str, ...], note: str,
    at: datetime | None, url: str | None, processes: Path | None, organisation: Path | None, calendar: Path | None,
) -> None:
    """Says for each case what changes, or why it cannot; ends with 1 if some case cannot."""
    from powerflow import cases
    from powerflow.errors import PowerflowError
    from powerflow.library import Library, shipped

    folder = processes or shipped()
    refused = changed = 0
    with registry(url, processes, organisation, calendar) as opened:
        for row in _meant(opened, which, item, everything, is_simulated=at is not None):
            document = Library([folder]).find(row.item)
            content, path = bytes_of(document), short_path(folder, document)
            told = cases.migration(opened, row.case, content, path, moment=max(at or console.now(), row.last))
            problem = told.refusal
            if problem is None and not dry_run:
                try:
                    act = act_from(post, officers, (), note, "")
                    cases.migrate(opened, row.case, content, path, act, now=console.now(), at=at)
                except PowerflowError as error:
                    problem = error
            changed, refused = changed + (problem is None), refused + (problem is not None)
            _tell(told, document, problem)
    template = "可以换版 {changed} 件，不能换 {refused} 件" if dry_run else "已换版 {changed} 件，没有换 {refused} 件"
    console.out(console.say(template, changed=changed, refused=refused))
    console.finish(1 if refused else 0)


def _meant(opened: Registry, which: tuple[str, ...], item: str, everything: bool, *, is_simulated: bool) -> list[CaseRow]:
    """The cases that are named, or all that are not over. Raises UsageError where nothing or too much is named."""
    from powerflow.errors import UsageError

    if sum((bool(which), bool(item), everything)) != 1:
        raise UsageError("请写办件编号，或者用 --item、--all 之一")
    rows = {row.case: row for row in opened.store.cases()}
    unknown = [case for case in which if case not in rows]
    if unknown:
        raise UsageError("办件库 {place} 里没有办件“{case}”；用 case list 可看到全部办件", place=opened.store.place, case=unknown[0])
    if which:
        return [rows[case] for case in which]
    running = [row for row in rows.values() if row.ended is None and row.simulated == is_simulated]
    return [row for row in running if everything or item in (row.item, row.name)]


def _tell(told: Migration, document: Document, problem: object) -> None:
    from powerflow.errors import PowerflowError

    if isinstance(problem, PowerflowError):
        console.out(console.say("{case}：不能换版：{why}", case=told.case, why=problem.say(console.lang())))
        return
    count = len(told.changes.differences) if told.changes else 0
    console.out(console.say(
        "{case}：{before} → {after}，图上变化 {count} 处，打开的环节：{open}", case=told.case, before=told.before[:12],
        after=told.after[:12], count=count, open=tuple(told.open) or "—",
    ))
    for moved in told.moved:
        console.out("    " + _moved(moved, document))


def _moved(moved: DueMoved, document: Document) -> str:
    node = document.chart.nodes.get(moved.owner)
    name = (node.name or node.id) if node else moved.owner
    before, after = (str(each) if each else "—" for each in (moved.before, moved.after))
    if not name:
        return console.say("本事项的期限 {before} → {after}", before=before, after=after)
    return console.say("“{name}”的期限 {before} → {after}", name=name, before=before, after=after)
