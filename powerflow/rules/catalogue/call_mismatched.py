"""What a step gives to a called item, or takes back from it, does not exist there or here.

Why: the called case cannot begin, or its result cannot be taken back; the calling case then waits for somebody.
Mend: name facts, steps and ends of the called item as its chart does, and list what comes back in `sets`.
"""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.model import Call, Catalogue, FactType, Flowchart, Step
from powerflow.rules.acting import label
from powerflow.rules.calling import calls
from powerflow.rules.rule import Breaches, rule


@rule(
    title="调用时交接的内容对不上",
    why="被调用的办件会开始不了，或者结果交不回来，调用它的办件就要等人处理。",
    mend="事实、环节和结束事件按被调用事项的流程图填写；交回的事实列入 sets。",
    basis="docs/running.md",
)
def check(catalogue: Catalogue) -> Breaches:
    for chart, step, call in calls(catalogue):
        other = next(iter(catalogue.by_code.get(step.called, ())), None)
        values = {"name": label(step), "item": step.called}
        for name in _not_recorded(step, call):
            yield step, "“{name}”交回的事实“{fact}”没有列入 sets", {**values, "fact": name}
        if other is not None:
            for name in _unknown_there(other, call):
                yield step, "“{name}”提到的“{fact}”在事项 {item} 里没有", {**values, "fact": name}
        for value in _outcomes_not_allowed(chart, other, call):
            yield step, "“{name}”可能交回“{value}”，事实“{fact}”没有这个选项", {**values, "value": value, "fact": call.outcome}


def _not_recorded(step: Step, call: Call) -> Iterator[str]:
    taken = (*(each.fact for each in call.takes), call.outcome)
    yield from (name for name in taken if name and name not in step.notes.sets)


def _unknown_there(other: Flowchart, call: Call) -> Iterator[str]:
    facts = {fact.name for fact in other.item.facts} if other.item else set()
    names = (*(each.fact for each in call.gives), *(each.source for each in call.takes))
    yield from (name for name in names if name not in facts)
    yield from (each.node for each in call.returns if each.node not in other.nodes)


def _outcomes_not_allowed(chart: Flowchart, other: Flowchart | None, call: Call) -> Iterator[str]:
    fact = next((each for each in (chart.item.facts if chart.item else ()) if each.name == call.outcome), None)
    if fact is None or fact.type is not FactType.CHOICE:
        return
    told = [each.value for each in call.returns if each.value]
    if other is not None and not call.returns:
        told = [event.outcome.kind for event in other.events.values() if event.outcome is not None]
    yield from (value for value in dict.fromkeys(told) if value not in fact.choices)
