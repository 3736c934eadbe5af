"""Two shapes lie on top of each other.

Why: a reader sees one of them, or reads their texts as one.
Mend: move one of them aside.
"""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.model import Event, Flowchart, Lane, Node, Severity
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule

# Pixels: modellers let neighbours touch and round to half pixels.
_HAIR = 1.0


@rule(
    title="图形重叠",
    why="读者只看到其中一个，或把两处文字读成一处。",
    mend="把其中一个移开。",
    basis="州运行方案 四（三）绘图原则（ML-22）",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for kind in (chart.nodes, chart.lanes):
        beside: dict[str, list[Node | Lane]] = {}
        for thing in kind.values():
            # A boundary event is drawn on the border of its step.
            if thing.id in chart.shapes and not (isinstance(thing, Event) and thing.attached_to):
                beside.setdefault(_around(thing), []).append(thing)
        for things in beside.values():
            for one, other in _overlapping(chart, things):
                yield other, "“{name}”与“{other}”画得重叠", {"name": label(other), "other": label(one)}


def _around(thing: Node | Lane) -> str:
    return thing.scope if isinstance(thing, Node) else thing.parent or thing.process


def _overlapping(chart: Flowchart, things: list[Node | Lane]) -> Iterator[tuple[Node | Lane, Node | Lane]]:
    """The pairs that overlap by more than a hair, found from left to right."""
    ordered = sorted(things, key=lambda thing: chart.shapes[thing.id].x)
    for index, one in enumerate(ordered):
        shape = chart.shapes[one.id]
        for other in ordered[index + 1:]:
            beside = chart.shapes[other.id]
            if beside.x >= shape.x + shape.width - _HAIR:
                break
            shared = min(shape.y + shape.height, beside.y + beside.height) - max(shape.y, beside.y)
            if shared > _HAIR and beside.width > _HAIR:
                yield one, other
