"""`powerflow check`: what is wrong with flowcharts, for the legal-affairs office."""
from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from powerflow.commands import console
from powerflow.errors import InputError, UsageError

if TYPE_CHECKING:
    from powerflow.checking import Mended, Order, Source
    from powerflow.model import Proposal, Register
    from powerflow.reports import Checked, CheckedFile
    from powerflow.rules import Settings

_FORMATS = ("text", "json", "sarif", "junit", "html", "github")
_SETTINGS = Path("powerflow.toml")
# So many files take over a second.
_WORTH_A_BAR = 300

_HELP = (
    "检查流程图：结构、健全性、岗位、时限、权利、公开、依据。\n\n"
    "PATH 是文件、文件夹、通配符、压缩包（.zip、.tar.gz），或 -（标准输入）。\n\n"
    "有达到 --fail-on 的问题时退出码为 1，有文件无法读取时为 3。"
)


class _Report(click.ParamType):  # type: ignore[type-arg]  # generic in click 8.2 only
    """`FORMAT=FILE`."""

    name = "report"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Path]:
        form, is_given, file = str(value).partition("=")
        if not (is_given and file) or form not in _FORMATS:
            self.fail(console.say("应写成 格式=文件，如 sarif=out.sarif；格式有 {formats}", formats=", ".join(_FORMATS)), param, ctx)
        return form, Path(file)


@dataclass(frozen=True, kw_only=True)
class _Request:
    """What the command line asks for besides the rules."""

    reports: tuple[tuple[str, Path | None], ...]
    fail_on: str
    jobs: int
    fixing: bool
    caching: bool
    settings: Settings
    register: Register | None
    unread: tuple[CheckedFile, ...]
    baseline: Path | None
    writes_baseline: bool


@click.command(cls=console.Command, help=_HELP)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", help="输出格式。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件，不写到标准输出。")
@click.option("--report", "reports", multiple=True, type=_Report(), metavar="FORMAT=FILE", help="另写一份报告（可重复）。")
@click.option("--fail-on", type=click.Choice(["error", "advice", "never"]), default="error", help="何种问题使命令失败。")
@click.option("--only", multiple=True, metavar="RULE", help="只用这些规则（编号、类别或法律条目，可重复）。")
@click.option("--pack", "packs", multiple=True, metavar="NAME", help="另按这个部门或地方的法律条目检查（可重复），如 市监。")
@click.option("--ignore", multiple=True, metavar="RULE", help="不用这些规则（编号、类别或法律条目，可重复）。")
@click.option("--at", "day", type=console.day, metavar="DATE", help="按哪一天的法律检查，默认今天。")
@click.option("--fix", "fixing", is_flag=True, help="就地改正不改变原意的错误，显示差异，原文件另存为 .bak。")
@click.option(
    "--config", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="配置文件，写明哪些问题不再报告；默认当前文件夹的 powerflow.toml。",
)
@click.option("--baseline", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="只报告基线文件中没有的问题。")
@click.option("--write-baseline", is_flag=True, help="把现有问题写入 --baseline 指定的文件。")
@click.option("--jobs", type=click.IntRange(min=0), default=1, metavar="N", help="用几个进程检查，0 为每个处理器一个，默认 1。")
@click.option("--no-cache", is_flag=True, help="不用也不写缓存，每个文件都重新检查。")
def command(
    paths: tuple[str, ...], form: str, output: Path | None, reports: tuple[tuple[str, Path], ...], fail_on: str,
    only: tuple[str, ...], packs: tuple[str, ...], ignore: tuple[str, ...], day: date | None, fixing: bool, config: Path | None,
    baseline: Path | None, write_baseline: bool, jobs: int, no_cache: bool,
) -> None:
    """Checks every file that `paths` name, writes the reports and ends with the exit code that fits."""
    from powerflow.checking import Order, registers
    from powerflow.rules import Settings, pack_named, read_settings

    if write_baseline and baseline is None:
        raise click.UsageError(console.say("--write-baseline 要与 --baseline FILE 一起用"))
    file = config or (_SETTINGS if _SETTINGS.is_file() else None)
    settings = read_settings(file) if file else Settings()
    register, unread = registers(paths)
    request = _Request(
        reports=((form, output), *reports), fail_on=fail_on, jobs=jobs or os.cpu_count() or 1, fixing=fixing,
        caching=not no_cache, settings=settings, register=register, unread=unread, baseline=baseline, writes_baseline=write_baseline,
    )
    order = Order(
        day or console.now().date(), only, ignore, settings.limits, settings.severities,
        tuple(dict.fromkeys((*settings.packs, *map(pack_named, packs)))),
    )
    _run(paths, order, request)


def _run(paths: Sequence[str], order: Order, request: _Request) -> None:
    from powerflow.checking import sources

    order.choice  # noqa: B018  an unknown name is said before anything is read
    found = list(sources(paths, sys.stdin.buffer.read))
    _refuse_outputs(found, request)
    checked = _checked(found, order, request)
    unwritten = 0
    if request.fixing:
        fixed, unwritten = _fix(checked, found, order, shown=request.reports[0] == ("text", None))
        if fixed:
            checked = _with_changes(_checked(found, order, request), fixed)
    unwritten += _write(checked, found, request)
    failing = console.failing((finding.severity for finding in checked.findings), request.fail_on)
    console.finish(4 if checked.crashed else 3 if checked.unreadable or unwritten else 1 if failing else 0)


def _refuse_outputs(found: Sequence[Source], request: _Request) -> None:
    """Raises UsageError, before anything is written, where one file is named for two things."""
    outputs = [file for _, file in request.reports if file is not None and str(file) != "-"]
    if request.baseline and request.writes_baseline:
        outputs.append(request.baseline)
    taken: set[Path] = {source.path.resolve() for source in found if source.path is not None}
    for output in outputs:
        console.refuse_source(output)
        if output.is_file() and output.resolve() in taken:
            raise UsageError("{path}：这个文件正要检查，输出不能覆盖它，请换一个文件名", path=output)
    written = {output.resolve() for output in outputs if not output.exists() or output.is_file()}
    if len(written) < sum(not output.exists() or output.is_file() for output in outputs):
        raise UsageError("两份报告不能写入同一个文件，请换一个文件名")


def _checked(found: Sequence[Source], order: Order, request: _Request) -> Checked:
    from powerflow.checking import check_all, read_baseline, usual_cache, without_known, write_baseline

    known = read_baseline(request.baseline) if request.baseline and not request.writes_baseline else None
    cache = usual_cache(os.environ) if request.caching else None
    with _progress(len(found)) as told:
        checked = check_all(
            found, order, jobs=request.jobs, cache=cache, settings=request.settings.suppressions,
            register=request.register, told=told,
        )
    checked = replace(checked, files=(*checked.files, *request.unread))
    if request.baseline and request.writes_baseline:
        console.save(request.baseline, write_baseline(checked, request.baseline).encode())
        known = read_baseline(request.baseline)
    return checked if known is None or request.baseline is None else without_known(checked, known, request.baseline)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], object]]:
    """A bar on stderr where somebody watches and it takes a while."""
    if total < _WORTH_A_BAR or not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(console.say("检查"), total=total)
        yield lambda done: bar.update(task, completed=done)


def _fix(
    checked: Checked, found: Sequence[Source], order: Order, *, shown: bool
) -> tuple[dict[str, tuple[Proposal, ...]], int]:
    """Mends every file that can be mended safely and tells the difference; the changes by path, how many are not written."""
    from powerflow.checking import mend
    from powerflow.reports import visible

    tell = console.out if shown else console.err
    by_name = {source.name: source for source in found}
    changed: dict[str, tuple[Proposal, ...]] = {}
    unwritten = 0
    for file in checked.files:
        if not any(fix.safe for finding in file.findings for fix in finding.fixes):
            continue
        source = by_name[file.path]
        if source.path is None:
            tell(console.say("{path}：压缩包和标准输入不能就地修改", path=visible(file.path)))
            continue
        mended = mend(source.read(), source.name, order)
        if mended is None:
            continue
        try:
            _replace(source.path, mended, tell)
            changed[file.path] = mended.changes
        except InputError as error:
            console.err(error.say(console.lang()))
            unwritten += 1
    return changed, unwritten


def _replace(path: Path, mended: Mended, tell: Callable[[str], None]) -> None:
    """Writes the mended file, the former one beside it, and tells the difference. Raises InputError if it cannot."""
    from powerflow.reports import harmless, proposed, visible

    meant = path.resolve() if path.is_symlink() else path
    kept = console.keep(meant, mended.before)
    try:
        console.save(meant, mended.after)
    except InputError:
        kept.unlink(missing_ok=True)
        raise
    if meant is not path:
        tell(console.say("{path} 是链接，改的是 {meant}", path=visible(str(path)), meant=visible(str(meant))))
    tell(console.say("{path}：已改，原文件存为 {kept}", path=visible(mended.name), kept=kept))
    for change in mended.changes:
        tell("  " + proposed(change, console.lang()))
    for name in mended.misnamed:
        tell("  " + console.say("名称“{name}”说的是另一种网关，没有改动，请核对", name=visible(name)))
    for line in mended.difference.splitlines():
        tell(harmless(line.expandtabs(4)))


def _with_changes(checked: Checked, changed: dict[str, tuple[Proposal, ...]]) -> Checked:
    return replace(checked, files=tuple(replace(file, fixed=changed.get(file.path, ())) for file in checked.files))


def _write(checked: Checked, found: Sequence[Source], request: _Request) -> int:
    """Writes every report; how many could not be written."""
    unwritten = 0
    for form, output in request.reports:
        text = _text(form, checked, found, request, colour=output is None and console.is_terminal())
        try:
            console.emit(text, output)
        except InputError as error:
            console.err(error.say(console.lang()))
            unwritten += 1
    if request.reports[0][0] != "text":
        for file in checked.files:
            if file.error:
                console.err(file.error.say(console.lang()))
    return unwritten


def _text(form: str, checked: Checked, found: Sequence[Source], request: _Request, *, colour: bool) -> str | bytes:
    from powerflow import reports
    from powerflow.checking import charts, pictures

    lang = console.lang()
    if form == "text":
        return reports.check_text(checked, lang, colour=colour)
    if form == "junit":
        return reports.check_junit(checked, lang, lambda finding: console.failing((finding.severity,), request.fail_on))
    if form == "html":
        return reports.check_html(checked, lang, pictures(checked, found, lang), charts(checked, found))
    plain = {"json": reports.check_json, "sarif": reports.check_sarif, "github": reports.check_github}
    return plain[form](checked, lang)
