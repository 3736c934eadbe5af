"""`powerflow lamps`: every open step and case with its lamp, for supervisors and for a screen in the hall."""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from powerflow.commands import console
from powerflow.commands.case import office_options, registry, store_option

if TYPE_CHECKING:
    from powerflow.cases import HistoryStore, Watched
    from powerflow.organisation import Organisation
    from powerflow.supervision import Choice, OfficeLamps, Scheme

_Command = TypeVar("_Command", bound=Callable[..., object])
_COLOURS = {"绿": "green", "蓝": "blue", "黄": "yellow", "红": "red", "灰": "grey", "白": "white"}  # not shown: read
_HELP = """监察灯：每件在办办件和每个打开的环节的灯、原因、规则、时限和下次转灯的时间。

绿 正常，蓝 提醒，黄 预警，红 违规，灰 暂停，白 无法判断。不写 --at 时只看真实办件；写了则按那一刻看全部办件，可以是过去或将来。"""


def _lamp(text: str) -> str:
    known = _COLOURS.get(text.strip(), text.strip())
    if known not in _COLOURS.values():
        raise click.BadParameter(console.say("“{text}”不是灯色；有：{known}", text=text, known=tuple(_COLOURS)))
    return known


def scheme_option(command: _Command) -> _Command:
    """`--scheme FILE`."""
    return click.option(
        "--scheme", "scheme_path", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
        help="监察方案，默认用随软件提供的。",
    )(command)


def scheme_in(path: Path | None) -> Scheme:
    """The scheme in a file, else the one that is shipped."""
    from powerflow.supervision import default_scheme, read_scheme

    return read_scheme(path) if path else default_scheme()


@click.command(cls=console.Command, help=_HELP)
@click.option("--at", type=console.moment, metavar="INSTANT", help="看这一刻的灯；只写日期则是当日结束时。")
@click.option("--item", default="", metavar="ITEM", help="只看这个事项（编码或名称）。")
@click.option("--post", default="", metavar="POST", help="只看这个岗位。")
@click.option("--department", default="", metavar="NAME", help="只看这个部门的岗位。")
@click.option("--lamp", "lamps", type=_lamp, multiple=True, metavar="LAMP", help="只看这种灯（绿、蓝、黄、红、灰、白，可重复）。")
@click.option("--case", "case", default="", metavar="CASE", help="只看这件办件。")
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", help="输出格式；html 是大厅看板。")
@click.option("--counts", is_flag=True, help="json 只写各色的数目。")
@click.option("--most", type=click.IntRange(0), metavar="N", help="最多列出几件，0 为全部；text 默认 50，html 默认 12，json 总是全部。")
@click.option("--title", default="", help="html 的标题。")
@click.option("--refresh", type=click.IntRange(0), default=0, metavar="SECONDS", help="html 每隔几秒自行刷新，默认不刷新。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件，不写到标准输出。")
@scheme_option
@store_option
@office_options
def command(
    at: datetime | None, item: str, post: str, department: str, lamps: tuple[str, ...], case: str, form: str, counts: bool,
    most: int | None, title: str, refresh: int, output: Path | None, scheme_path: Path | None, url: str | None,
    processes: Path | None, organisation: Path | None, calendar: Path | None,
) -> None:
    """Writes the lamps that were asked for."""
    from powerflow import cases
    from powerflow.replay import Lamp
    from powerflow.supervision import Choice, chosen, office_lamps, uncollected

    scheme = scheme_in(scheme_path)
    choice = Choice(item=item, post=post, department=department, lamps=frozenset(map(Lamp, lamps)), case=case)
    with uncollected(), registry(url, processes, organisation, calendar) as opened:
        _refuse_unknown(opened.organisation, choice)
        moment = at or console.now()
        seen = cases.watched_at(opened.store, opened.calendar, moment, simulated=None if at else False, case=case)
        _refuse_unheard(opened.store, seen, choice, processes)
        office = chosen(office_lamps(opened.store, seen, opened.calendar, scheme, at=moment), choice, opened.organisation)
        content = _written(
            office, form, opened.organisation, counts=counts, most=most, title=title, refresh=refresh, to_file=output is not None
        )
    console.emit(content, output)


def _refuse_unknown(table: Organisation, choice: Choice) -> None:
    from difflib import get_close_matches

    from powerflow.errors import UsageError

    for wanted, known in (
        (choice.post, [post.name for post in table.posts]), (choice.department, [each.name for each in table.departments]),
    ):
        if wanted and known and wanted not in known:
            alike = get_close_matches(wanted, known, n=3) or known[:10]
            raise UsageError("机构表里没有“{name}”；有：{known}", name=wanted, known=tuple(alike))


def _refuse_unheard(store: HistoryStore, seen: Watched, choice: Choice, processes: Path | None) -> None:
    """Raises UsageError for a case that the store has not and for an item that neither an open case nor the library has."""
    from powerflow.library import Library, shipped

    if choice.case and not seen.cases:
        store.read(choice.case)
    if choice.item and not choice.case and all(choice.item not in (row.item, row.name) for row in seen.cases):
        Library([processes or shipped()]).find(choice.item)


def _written(
    office: OfficeLamps, form: str, table: Organisation, *, counts: bool, most: int | None, title: str, refresh: int,
    to_file: bool,
) -> str:
    from powerflow.reports import counts_json, lamps_html, lamps_json, lamps_text

    lang = console.lang()
    if form == "json":
        return (counts_json if counts else lamps_json)(office, lang)
    if form == "html":
        shown = 12 if most is None else most
        return lamps_html(office, lang, organisation=table, title=title, most=shown, refresh=refresh)
    colour = not to_file and console.is_terminal()
    return lamps_text(office, lang, most=50 if most is None else most, colour=colour)
