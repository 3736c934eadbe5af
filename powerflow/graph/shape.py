"""The shape of a chart, without tokens: what a start can reach, what can reach an end, what hangs together."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from powerflow.graph.scope import Scope, scopes
from powerflow.model import Flowchart


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What is so of one scope; all ids in file order.

    `unreachable`: no entry leads there. `dead_ends`: nothing follows, yet it is no exit. `trapped`: neither an exit
    nor a dead end can be reached from there, so a token goes round for ever. `loops`: the groups of nodes that can
    come back to themselves. `parts`: the groups that hang together, whatever the direction of the flows.
    """

    scope: str
    entries: tuple[str, ...]
    exits: tuple[str, ...]
    unreachable: tuple[str, ...]
    dead_ends: tuple[str, ...]
    trapped: tuple[str, ...]
    loops: tuple[tuple[str, ...], ...]
    parts: tuple[tuple[str, ...], ...]


def shapes(chart: Flowchart) -> tuple[Shape, ...]:
    """The shape of every process and sub-process that holds nodes; a sub-process is one node of the scope around it."""
    return tuple(_shape(scope) for scope in scopes(chart))


def _shape(scope: Scope) -> Shape:
    import networkx as nx

    entries, exits = scope.entries, scope.exits
    dead_ends = [id for id in scope.nodes if not scope.graph.out_degree(id) and id not in exits]
    reached = _reach(scope.graph.successors, entries)
    returning = _reach(scope.graph.predecessors, [*exits, *dead_ends])
    loops = [
        group for group in nx.strongly_connected_components(scope.graph)
        if len(group) > 1 or any(scope.graph.has_edge(id, id) for id in group)
    ]
    return Shape(
        scope=scope.id, entries=entries, exits=exits, dead_ends=tuple(dead_ends),
        unreachable=tuple(id for id in scope.nodes if id not in reached),
        trapped=tuple(id for id in scope.nodes if id not in returning),
        loops=_in_file_order(scope, loops), parts=_in_file_order(scope, nx.weakly_connected_components(scope.graph)),
    )


def _reach(neighbours: Callable[[str], Iterable[str]], sources: Iterable[str]) -> set[str]:
    reached: set[str] = set()
    waiting = list(sources)
    while waiting:
        id = waiting.pop()
        if id not in reached:
            reached.add(id)
            waiting += neighbours(id)
    return reached


def _in_file_order(scope: Scope, groups: Iterable[set[str]]) -> tuple[tuple[str, ...], ...]:
    position = {id: index for index, id in enumerate(scope.nodes)}
    ordered = (tuple(sorted(group, key=position.__getitem__)) for group in groups)
    return tuple(sorted(ordered, key=lambda group: position[group[0]]))
