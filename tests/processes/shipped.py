"""The shipped items by their code, as the tests of their law look at them."""
from __future__ import annotations

from collections.abc import Iterable

from powerflow.library import Library
from powerflow.model import Flowchart, LimitRole, LimitSense, Node, PowerItem, Unit
from tests.processes.paths import simple_paths

LIBRARY = Library()


def chart_of(code: str) -> Flowchart:
    return LIBRARY.find(code).chart


def item_of(code: str) -> PowerItem:
    item = chart_of(code).item
    assert item is not None
    return item


def tagged(code: str, tag: str) -> list[Node]:
    return [node for node in chart_of(code).nodes.values() if tag in node.tags]


def ways(code: str, end: str) -> list[tuple[str, ...]]:
    """Every way from the one start to `end` that visits no node twice."""
    chart = chart_of(code)
    [start] = (event.id for event in chart.events.values() if event.type == "startEvent")
    return list(simple_paths(chart, start, end))


def in_order(code: str, way: Iterable[str], *tags: str, apart: bool = False) -> bool:
    """Whether nodes with these tags stand on the way, none before the other; `apart`: no node serves for two of them."""
    place, nodes = 0, [chart_of(code).nodes[id] for id in way]
    for tag in tags:
        found = [at for at, node in enumerate(nodes) if at >= place and tag in node.tags]
        if not found:
            return False
        place = found[0] + apart
    return True


def always_in_order(code: str, end: str, *tags: str, apart: bool = False) -> bool:
    """Whether that is so on every way to `end`."""
    return all(in_order(code, way, *tags, apart=apart) for way in ways(code, end))


def statutory(code: str, id: str) -> set[tuple[int, Unit, LimitSense, str | None]]:
    limits = chart_of(code).nodes[id].notes.time_limits
    return {(each.amount, each.unit, each.sense, each.start) for each in limits if each.role is LimitRole.STATUTORY}


def organ(code: str, id: str) -> str:
    chart = chart_of(code)
    return chart.lanes[chart.nodes[id].lane or ""].notes.organ


def exits(code: str, gateway: str) -> set[str]:
    chart = chart_of(code)
    return {flow.name for flow in chart.outgoing(chart.nodes[gateway])}
