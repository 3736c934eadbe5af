"""A link event without its other side, or with several.

Why: a link is a flow cut in two: with one half missing the case vanishes, with two catching halves nobody knows where
    it goes on.
Mend: give both halves the same link name; one catching event for each name.
"""
from __future__ import annotations

from collections import Counter

from powerflow.model import Event, Flowchart
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule

_OTHER = {"intermediateThrowEvent": "intermediateCatchEvent", "intermediateCatchEvent": "intermediateThrowEvent"}


@rule(
    title="链接事件不成对",
    why="链接是一条流向剪成的两半：缺一半，办件就断了；接收端有两个，不知从哪里接着走。",
    mend="两半写同一个链接名，每个名称只画一个接收端。",
    basis="BPMN 2.0.2",
)
def check(chart: Flowchart) -> Breaches:
    links = [event for event in chart.events.values() if event.trigger == "link"]
    sides = Counter((event.type, _name(event)) for event in links)
    for event in links:
        other = _OTHER.get(event.type, "")
        count = sides[other, _name(event)]
        if not count or (event.type == "intermediateThrowEvent" and count > 1):
            yield event, "链接事件“{name}”的另一端有 {count} 个，应当恰好一个", {"name": label(event), "count": count}


def _name(event: Event) -> tuple[str, str]:
    return event.scope, event.reference or event.name
