"""What a page shows of charts beside their findings: unsound ones drawn with their tokens, and who does what."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from powerflow.bpmn import parse
from powerflow.checking.sources import Source
from powerflow.diagram import Mark, draw
from powerflow.errors import PowerflowError, ToolError
from powerflow.graph import Fault, Problem, verdict
from powerflow.model import Flowchart
from powerflow.reports import Checked, Picture, Soundness
from powerflow.translation import translate

_WORDS = {
    Fault.DEADLOCK: "卡在这里", Fault.UNSYNCHRONISED: "会办两次", Fault.REPEATED_END: "会了结两次",
    Fault.LIVELOCK: "出不去", Fault.DEAD: "轮不到", Fault.MESSAGE_DEADLOCK: "等不到消息",
    Fault.MESSAGE_LIVELOCK: "等不到消息", Fault.UNSERVED: "等不到消息",
}
_WAITS, _NEVER, _ANEW = "令牌停在这里", "不会到达", "一再重新开始"


def pictures(checked: Checked, found: Iterable[Source], lang: str) -> Mapping[str, Picture]:
    """A picture of each unsound chart by its path, or why it could not be drawn."""
    by_name = {source.name: source for source in found}
    drawn: dict[str, Picture] = {}
    lacking = ""
    for file in checked.files:
        if file.standing.soundness is Soundness.UNSOUND and file.path in by_name:
            try:
                drawn[file.path] = Picture(lacking=lacking) if lacking else _picture(by_name[file.path], lang)
            except ToolError as error:
                # What the machine lacks for one chart it lacks for all.
                lacking = error.say(lang)
                drawn[file.path] = Picture(lacking=lacking)
            except PowerflowError as error:
                drawn[file.path] = Picture(lacking=error.say(lang))
    return drawn


def charts(checked: Checked, found: Iterable[Source]) -> Mapping[str, Flowchart]:
    """The charts that could be read, by path; those not kept in memory are read again."""
    by_name = {source.name: source for source in found}
    return {
        file.path: file.chart or parse(by_name[file.path].read(), file.path).chart
        for file in checked.files if not file.error and file.path in by_name
    }


def _picture(source: Source, lang: str) -> Picture:
    chart = parse(source.read(), source.name).chart
    marks = dict.fromkeys(mark for problem in verdict(chart).problems for mark in _marks(chart, problem, lang))
    # The report is for those who check, also what is withheld from the public.
    return Picture(svg=draw(chart, profile="internal", marks=marks, lang=lang, trimmed=True).svg())


def _held(chart: Flowchart, problem: Problem) -> Iterator[str]:
    """The flows on which tokens wait before the join that is stuck: the course passed them, and others are missing."""
    node = chart.nodes.get(problem.element)
    if problem.fault is Fault.DEADLOCK and node is not None:
        yield from (id for id in node.incoming if id in problem.trace and id not in problem.missing)


def _marks(chart: Flowchart, problem: Problem, lang: str) -> Iterator[Mark]:
    if problem.element in chart.nodes:
        is_anew = problem.fault is Fault.MESSAGE_LIVELOCK and not problem.missing
        yield Mark(problem.element, "error", translate(_ANEW if is_anew else _WORDS.get(problem.fault, "不健全"), lang))
    for id in problem.waiting:
        if id != problem.element:
            yield Mark(id, "open", translate(_WAITS, lang))
    for id in _held(chart, problem):
        yield Mark(id, "open", translate(_WAITS, lang))
    for id in problem.missing:
        flow = chart.flows.get(id) or chart.message_flows.get(id)
        if flow is not None:
            yield Mark(id, "skipped", translate(_NEVER, lang))
            yield Mark(flow.source, "skipped", translate(_NEVER, lang))
