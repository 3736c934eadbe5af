"""What keeps a chart from being run as cases: what its graph says, and what its conditions ask."""
from __future__ import annotations

from collections.abc import Iterator

from powerflow import conditions, graph
from powerflow.errors import InputError
from powerflow.graph import Hindrance, Obstacle
from powerflow.model import Flow, Flowchart


class NotRunnable(InputError):  # noqa: N818  reads as what it says of the chart
    """A chart that cannot run as cases, with every reason."""

    def __init__(self, path: str, found: tuple[Obstacle, ...]) -> None:
        super().__init__("{path}：这张流程图还不能办件，原因有 {count} 处：", path=path, count=len(found))
        self.obstacles = found

    def say(self, lang: str = "zh") -> str:
        """The sentence, then one line a reason."""
        return "\n  ".join([super().say(lang), *(each.say(lang) for each in self.obstacles)])


def obstacles(chart: Flowchart) -> tuple[Obstacle, ...]:
    """All reasons why `chart` cannot run as cases; empty where it can."""
    return (*graph.obstacles(chart), *_in_conditions(chart))


def in_elements(chart: Flowchart) -> Iterator[Obstacle]:
    """The reasons that one element alone gives; cheap, and so asked again each time a chart is made ready."""
    yield from graph.obstacles_in_elements(chart)
    yield from _in_conditions(chart)


def _in_conditions(chart: Flowchart) -> Iterator[Obstacle]:
    for flow in chart.flows.values():
        source = chart.nodes[flow.source]
        if flow.condition is not None and source.type in graph.DECIDING and flow.id != source.default:
            yield from _in_condition(chart, flow, flow.condition)


def _in_condition(chart: Flowchart, flow: Flow, text: str) -> Iterator[Obstacle]:
    try:
        names = conditions.parse(text).names
    except conditions.ConditionError as error:
        yield Obstacle(Hindrance.CONDITION_UNREADABLE, flow.place, {"cause": error})
        return
    declared = {fact.name for fact in chart.item.facts} if chart.item else set()
    for fact in names:
        if fact not in declared:
            yield Obstacle(Hindrance.FACT_UNDECLARED, flow.place, {"fact": fact})
