"""The shape of a chart, without tokens: what a start can reach, what can reach an end, what hangs together."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from powerflow.graph.once import once
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


@once
def shapes(chart: Flowchart) -> tuple[Shape, ...]:
    """The shape of every process and sub-process that holds nodes; a sub-process is one node of the scope around it."""
    return tuple(_shape(scope) for scope in scopes(chart))


def _shape(scope: Scope) -> Shape:
    entries, exits = scope.entries, scope.exits
    dead_ends = [id for id in scope.nodes if not scope.after[id] and id not in exits]
    reached = _reach(scope.after.__getitem__, entries)
    returning = _reach(scope.before.__getitem__, [*exits, *dead_ends])
    return Shape(
        scope=scope.id, entries=entries, exits=exits, dead_ends=tuple(dead_ends),
        unreachable=tuple(id for id in scope.nodes if id not in reached),
        trapped=tuple(id for id in scope.nodes if id not in returning),
        loops=_in_file_order(scope, _loops(scope)),
        # What one entry reaches hangs together: true of most scopes, and quicker than to look.
        parts=(scope.nodes,) if len(entries) == 1 and len(reached) == len(scope.nodes) else _in_file_order(scope, _parts(scope)),
    )


def _loops(scope: Scope) -> list[set[str]]:
    """The groups of nodes that can come back to themselves."""
    if _has_order(scope):
        return []
    import networkx as nx  # 0.3 s, paid only where there is a loop

    graph: nx.DiGraph[str] = nx.DiGraph([(id, target) for id in scope.nodes for target in scope.after[id]])
    groups: list[set[str]] = list(nx.strongly_connected_components(graph))
    return [group for group in groups if len(group) > 1 or any(id in scope.after[id] for id in group)]


def _has_order(scope: Scope) -> bool:
    """Whether the nodes can be put in an order in which every edge leads on: most charts have no loop."""
    left = {id: len(scope.before[id]) for id in scope.nodes}
    ready = [id for id, count in left.items() if not count]
    ordered = 0
    while ready:
        ordered += 1
        for target in scope.after[ready.pop()]:
            left[target] -= 1
            if not left[target]:
                ready.append(target)
    return ordered == len(left)


def _parts(scope: Scope) -> list[set[str]]:
    """The groups that hang together, whatever the direction of the edges."""
    parts: list[set[str]] = []
    seen: set[str] = set()
    for id in scope.nodes:
        if id not in seen:
            parts.append(_reach(lambda each: (*scope.after[each], *scope.before[each]), [id]))
            seen |= parts[-1]
    return parts


def _reach(neighbours: Callable[[str], Iterable[str]], sources: Iterable[str]) -> set[str]:
    reached: set[str] = set()
    waiting = list(sources)
    while waiting:
        id = waiting.pop()
        if id not in reached:
            reached.add(id)
            waiting += neighbours(id)
    return reached


def _in_file_order(scope: Scope, groups: Sequence[set[str]]) -> tuple[tuple[str, ...], ...]:
    if not groups:
        return ()
    position = {id: index for index, id in enumerate(scope.nodes)}
    ordered = (tuple(sorted(group, key=position.__getitem__)) for group in groups)
    return tuple(sorted(ordered, key=lambda group: position[group[0]]))
