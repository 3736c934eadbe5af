"""Who does what as text for a terminal: posts are numbered, and a step's row marks who does it."""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.graph import FUNCTIONS, Function, Responsibility, responsibility
from powerflow.model import Flowchart, Step, word
from powerflow.reports.check_text import finding_lines
from powerflow.reports.columns import cut, padded, width, widths
from powerflow.reports.duties import DONE, FUNCTION_WORDS, SIGNS, ChartDuties, Duties, functions
from powerflow.reports.lines import Line, text_of
from powerflow.reports.wording import say, visible
from powerflow.translation import listed, translate

_WIDEST_STEP = 36


def duties_text(duties: Duties, lang: str, *, colour: bool = False) -> str:
    """The whole report, each line ended by a line feed."""
    return text_of(_lines(duties, lang), colour=colour)


def _lines(duties: Duties, lang: str) -> Iterator[Line]:
    for error in duties.errors:
        yield (("bold red", translate("无法读取", lang)), ("", "  "), ("", visible(error.say(lang))))
    for each in duties.charts:
        yield from _chart(each, lang)
        yield ()
    yield from _summary(duties, lang)


def _chart(each: ChartDuties, lang: str) -> Iterator[Line]:
    chart = each.chart
    work = responsibility(chart)
    item = f" ({chart.item.code})" if chart.item and chart.item.code else ""
    path = "" if chart.name == chart.path else f"  {visible(chart.path)}"
    yield (("bold", visible(chart.name) + visible(item)), ("dim", path))
    yield (("cyan", translate("岗位", lang)),)
    yield from _posts(work, lang)
    if not work.posts and chart.steps:
        yield (("bold red", "  " + say("没有写明任何岗位，{count} 个环节不知由谁办理", lang, count=len(chart.steps))),)
    yield (("cyan", translate("谁做什么", lang)), ("dim", f"  {_legend(lang)}"))
    yield from _matrix(chart, work, lang)
    yield (("cyan", say("交接（{count} 处）", lang, count=len(work.passings))),)
    yield from _passings(work, lang)
    if each.findings:
        yield (("cyan", translate("发现的问题", lang)),)
        yield from finding_lines(each.findings, lang)


def _posts(work: Responsibility, lang: str) -> Iterator[Line]:
    rows = []
    for number, post in enumerate(work.posts.values(), start=1):
        side = word("side", post.side, lang) if post.side else "—"
        told = say("{count} 个环节", lang, count=len(post.steps))
        does = tuple(translate(FUNCTION_WORDS[function], lang) for function in functions(post))
        rows.append((str(number), visible(post.name), side, told, listed(does, lang)))
    places = widths(rows) if rows else []
    for row in rows:
        yield (("", "  " + "  ".join(padded(cell, place) for cell, place in zip(row, places, strict=True))),)


def _legend(lang: str) -> str:
    said = [f"{translate(sign, lang)} {translate(FUNCTION_WORDS[function], lang)}" for function, sign in SIGNS.items()]
    return "  ".join([*said, f"{DONE} {translate('其他', lang)}"])


def _matrix(chart: Flowchart, work: Responsibility, lang: str) -> Iterator[Line]:
    names = {step.id: cut(visible(step.name or step.id), _WIDEST_STEP) for step in chart.steps.values()}
    place = max(map(width, names.values()), default=0)
    posts = list(work.posts)
    heads = [str(number) for number in range(1, len(posts) + 1)]
    if names:
        yield (("dim", "  " + padded("", place) + "".join(padded(f"  {head}", 4) for head in heads)),)
    for step in chart.steps.values():
        post = work.post(step)
        cells = "".join(padded("  " + (_sign(step, lang) if name == post else "·"), 4) for name in posts)
        nobody = () if post else (("bold red", f"  {translate('无人', lang)}"),)
        yield (("", "  " + padded(names[step.id], place)), ("", cells), *nobody)


def _sign(step: Step, lang: str) -> str:
    signs = [translate(SIGNS[function], lang) for function in Function if step.tags & FUNCTIONS[function]]
    return signs[0] if signs else DONE


def _passings(work: Responsibility, lang: str) -> Iterator[Line]:
    for passing in work.passings:
        papers = listed((visible(paper.passes) for paper in passing.papers), lang)
        what = ("", f"  {papers}") if papers else ("yellow", f"  {translate('没有写明移交什么', lang)}")
        yield (("", f"  {visible(passing.giver)} → {visible(passing.taker)}"), what)


def _summary(duties: Duties, lang: str) -> Iterator[Line]:
    found = sum(len(each.findings) for each in duties.charts)
    steps = sum(len(each.chart.steps) for each in duties.charts)
    said = say("{charts} 张流程图，{steps} 个环节，{found} 个问题", lang, charts=len(duties.charts), steps=steps, found=found)
    without = sum(not responsibility(each.chart).post(step) for each in duties.charts for step in each.chart.steps.values())
    said += say("；{count} 个环节无人负责", lang, count=without) if without else ""
    yield (("bold yellow" if found or without else "bold green", said),)
    if duties.errors:
        yield (("bold red", say("另有 {count} 个文件无法读取", lang, count=len(duties.errors))),)
    if duties.crashed:
        yield (("bold red", say("规则自身出错，没有检查完：{rules}", lang, rules=tuple(sorted({*duties.crashed})))),)
