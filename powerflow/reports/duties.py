"""Who does what in several charts, as tables of text: the matrix of steps and posts, the posts, the hand-overs, the findings."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from powerflow.bpmn import tags
from powerflow.errors import PowerflowError
from powerflow.graph import Function, PostWork, responsibility
from powerflow.model import Finding, Flowchart, Node, Step, word
from powerflow.reports.wording import say, sentence
from powerflow.translation import listed, translate

FUNCTION_WORDS = {
    Function.INVESTIGATE: "调查", Function.REVIEW: "审核", Function.DECIDE: "决定", Function.COLLECT: "收缴",
}
# One place or two in a column of the matrix.
SIGNS = {Function.INVESTIGATE: "查", Function.REVIEW: "审", Function.DECIDE: "定", Function.COLLECT: "收"}
# Done by the post, of no function that matters for the division of power.
DONE = "●"


class Sheet(str, Enum):
    """One of the tables."""

    MATRIX = "matrix"
    POSTS = "posts"
    HAND_OVERS = "hand-overs"
    FINDINGS = "findings"


@dataclass(frozen=True, kw_only=True)
class ChartDuties:
    """One chart and what was found wrong with its division of work."""

    chart: Flowchart
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Duties:
    """All charts of one report; `errors` are the files that could not be read, `crashed` rules that could not finish."""

    charts: tuple[ChartDuties, ...]
    errors: tuple[PowerflowError, ...] = ()
    crashed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: its title, the heads of its columns, and rows with as many cells."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def duty_tables(duties: Duties, lang: str) -> dict[Sheet, Table]:
    """All tables, with words in `lang`; what a file says stands in them as it is."""
    makers = {Sheet.MATRIX: _matrix, Sheet.POSTS: _posts, Sheet.HAND_OVERS: _hand_overs, Sheet.FINDINGS: _findings}
    return {sheet: make(duties, lang) for sheet, make in makers.items()}


def code(chart: Flowchart) -> str:
    """What a row calls the chart: its item's code, else its path."""
    return chart.item.code if chart.item and chart.item.code else chart.path


def functions(post: PostWork) -> tuple[Function, ...]:
    """The functions that a post has in the division of power."""
    return tuple(function for function in Function if post.doing(function))


def doing(step: Step, lang: str) -> str:
    """What is done in a step, by its confirmed tags."""
    meanings = tags()
    named = (
        tag if tag not in meanings else meanings[tag].zh if lang == "zh" else tag.replace("_", " ").lower()
        for tag in sorted(step.tags)
    )
    return listed(named, lang)


def _said(lang: str, *words: str) -> tuple[str, ...]:
    """Headings, each with a capital where the script has them."""
    said = (translate(each, lang) for each in words)
    return tuple(each[:1].upper() + each[1:] for each in said)


def _matrix(duties: Duties, lang: str) -> Table:
    posts = list(dict.fromkeys(name for each in duties.charts for name in responsibility(each.chart).posts))
    rows = []
    for each in duties.charts:
        work = responsibility(each.chart)
        for step in each.chart.steps.values():
            post = work.post(step)
            cells = (doing(step, lang) or DONE if name == post else "" for name in posts)
            rows.append((code(each.chart), step.id, step.name, step.notes.phase, step.notes.authority, post, *cells))
    head = (*_said(lang, "事项", "环节标识", "环节", "阶段", "决定权限", "承办岗位"), *posts)
    return Table(translate("岗位矩阵", lang), head, tuple(rows))


def _posts(duties: Duties, lang: str) -> Table:
    head = _said(
        lang, "事项", "岗位", "一方", "机关", "科室", "环节数", "职能", "责任内容", "责任依据", "范围", "权限", "义务", "标准", "责任人",
    )
    rows = tuple(row for each in duties.charts for row in _post_rows(each.chart, lang))
    return Table(translate("岗位", lang), head, rows)


def _post_rows(chart: Flowchart, lang: str) -> Iterator[tuple[str, ...]]:
    for post in responsibility(chart).posts.values():
        notes = post.lane.notes if post.lane else None
        about = [listed(filter(None, (getattr(duty, name) for duty in post.duties)), lang) for name in _DUTY]
        yield (
            code(chart), post.name, word("side", post.side, lang) if post.side else "", notes.organ if notes else "",
            notes.unit if notes else "", str(len(post.steps)),
            listed((translate(FUNCTION_WORDS[function], lang) for function in functions(post)), lang), *about,
        )


_DUTY = ("content", "basis", "scope", "authority", "obligation", "standard", "accountable")


def _hand_overs(duties: Duties, lang: str) -> Table:
    rows = []
    for each in duties.charts:
        for passing in responsibility(each.chart).passings:
            source, target = (each.chart.nodes[id] for id in (passing.flow.source, passing.flow.target))
            for paper in passing.papers or (None,):
                rows.append((
                    code(each.chart), passing.flow.id, _name(source), passing.giver, _name(target), passing.taker,
                    paper.passes if paper else "", paper.receiver if paper else "",
                ))
    head = _said(lang, "事项", "流向", "从", "交出岗位", "到", "接着办的岗位", "移交什么", "写明的接收人")
    return Table(translate("交接", lang), head, tuple(rows))


def _name(node: Node) -> str:
    return node.name or node.id


def _findings(duties: Duties, lang: str) -> Table:
    rows = tuple(
        (
            code(each.chart), word("severity", finding.severity, lang), finding.rule, finding.place.element or "",
            str(finding.place.line or ""), sentence(finding, lang), say(finding.mend, lang),
        )
        for each in duties.charts for finding in each.findings
    )
    return Table(translate("发现的问题", lang), _said(lang, "事项", "严重程度", "规则", "元素", "行", "问题", "怎么改"), rows)
