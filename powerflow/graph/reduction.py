"""Makes a net smaller without changing whether it is sound: what is left is where something may be wrong.

Each rule keeps deadlocks, double tokens, repeated ends, endless loops and dead elements as they were. There is no rule
for the way back into an inclusive join: removing it changes when the join may wait.
"""
from __future__ import annotations

from collections.abc import Collection

from powerflow.graph.net import NOWHERE, Kind, Net

_XOR, _AND, _OR, _END = Kind.XOR, Kind.AND, Kind.OR, Kind.END
# Two edges from a node of the first kind to one of the second say no more than one edge does.
_DOUBLED = {(_XOR, _XOR), (_AND, _AND), (_OR, _OR), (_XOR, _OR), (_AND, _OR), (_XOR, _END)}


def reduce(net: Net, keep: Collection[int] = ()) -> None:
    """Applies the rules in place until none fits; the nodes in `keep` stay as they are.

    Edges that are gone have the target NOWHERE.
    """
    kept = set(keep)
    waiting = [node for node in range(len(net.kinds) - 1, -1, -1) if node not in kept]
    queued = {*waiting, *kept}
    while waiting:
        node = waiting.pop()
        queued.discard(node)
        for touched in _rules(net, node, kept):
            if touched not in queued and touched >= 0:
                queued.add(touched)
                waiting.append(touched)


def _rules(net: Net, node: int, kept: set[int]) -> tuple[int, ...]:
    """Applies the first rule that fits `node`; answers the nodes to look at again, none if no rule fits."""
    ins, outs = net.ins[node], net.outs[node]
    if not ins:
        return ()
    if len(ins) == 1 and len(outs) == 1 and node and net.sources[ins[0]] != node:
        return _skip(net, node, ins[0], outs[0])
    kind = net.kinds[node]
    if kind is _XOR and len(outs) > 1:
        for edge in outs:
            if net.targets[edge] == node:
                net.passed[node] += net.covers[edge]
                drop(net, edge)
                return (node,)
    if len(outs) > 1 and kind <= Kind.OPT:
        merged = _merge_doubled(net, node, kind) or _merge_ends(net, node, kind, kept)
        if merged:
            return merged
    return _contract(net, node, kind, kept)


def _skip(net: Net, node: int, before: int, after: int) -> tuple[int, ...]:
    """A node with one way in and one way out: one edge instead."""
    inner = (net.ids[node],) if net.ids[node] else ()
    target = net.targets[after]
    net.labels[before] += inner + net.labels[after]
    net.covers[before] += inner + net.passed[node] + net.covers[after]
    net.ins[node], net.outs[node] = [], []
    net.ins[target][net.ins[target].index(after)] = before
    net.targets[before] = target
    net.targets[after] = net.sources[after] = NOWHERE
    return (target, net.sources[before])


def drop(net: Net, edge: int) -> None:
    """Takes an edge off the net."""
    net.outs[net.sources[edge]].remove(edge)
    net.ins[net.targets[edge]].remove(edge)
    net.targets[edge] = net.sources[edge] = NOWHERE


def _merge_doubled(net: Net, node: int, kind: Kind) -> tuple[int, ...]:
    """Several edges to the same node that come and go together, or of which only one is ever used."""
    seen: dict[int, int] = {}
    for edge in net.outs[node]:
        target = net.targets[edge]
        if target in seen and target != node and (kind, net.kinds[target]) in _DOUBLED:
            _merge(net, seen[target], edge, both=kind is _AND)
            return (node, target)
        seen.setdefault(target, edge)
    return ()


def _merge_ends(net: Net, node: int, kind: Kind, kept: set[int]) -> tuple[int, ...]:
    """Several ends that only this node leads to: which of them is reached makes no difference.

    Of an OPT node only the ends of its optional branches, for the first flow out always has a token.
    """
    if kind is _OR:
        return ()
    first = None
    for edge in net.outs[node][kind is Kind.OPT:]:
        target = net.targets[edge]
        if net.kinds[target] is not _END or len(net.ins[target]) != 1 or target in kept:
            continue
        if first is None:
            first = edge
            continue
        net.covers[first] += (*net.covers[edge], net.ids[target])
        if kind is _AND:
            net.labels[first] += (*net.labels[edge], net.ids[target])
        drop(net, edge)
        return (node,)
    return ()


def _merge(net: Net, kept: int, gone: int, *, both: bool) -> None:
    """One edge for two: with `both` a token passes what both passed, else the shorter of the two."""
    if both:
        net.labels[kept] += net.labels[gone]
    elif len(net.labels[gone]) < len(net.labels[kept]):
        net.labels[kept] = net.labels[gone]
    net.covers[kept] += net.covers[gone]
    drop(net, gone)


def _contract(net: Net, node: int, kind: Kind, kept: set[int]) -> tuple[int, ...]:
    """Two nodes of one kind of which one only leads to the other: one node. A merge before an end is the end's."""
    if kind > _OR:
        return ()
    for edge in net.outs[node]:
        target = net.targets[edge]
        if target == node:
            continue
        alone = len(net.outs[node]) == 1
        if target in kept:
            continue
        if net.kinds[target] is kind and ((alone and kind is not _OR) or len(net.ins[target]) == 1):
            if alone or kind is _XOR or not _has_inclusive_join(net):
                return _unite(net, node, target, edge)
            continue
        if alone and kind is _XOR and net.kinds[target] is _END and node:
            return _lead_to_end(net, node, target, edge)
    return ()


def _has_inclusive_join(net: Net) -> bool:
    """Whether some node looks at tokens elsewhere: it may act between a fork and the next one, while one token is for both."""
    return any(kind is _OR and len(ins) > 1 for kind, ins in zip(net.kinds, net.ins, strict=True))


def _unite(net: Net, node: int, target: int, edge: int) -> tuple[int, ...]:
    """`target` becomes part of `node`. What lay on the edge between them is passed whenever the target's exits are."""
    between = net.labels[edge] + ((net.ids[target],) if net.ids[target] else ())
    covered = net.covers[edge] + net.passed[target]
    alone = len(net.outs[node]) == 1
    drop(net, edge)
    if alone:
        # The merge comes first: whoever came to `node` passes on to `target`.
        mine = (net.ids[node],) if net.ids[node] else ()
        step = mine + net.labels[edge]
        for each in net.ins[node]:
            net.labels[each] += step
            net.covers[each] += mine
            net.targets[each] = target
            step = () if net.kinds[node] is _AND else step
        net.ins[target] += net.ins[node]
        net.passed[target] += net.passed[node] + net.covers[edge]
        net.ins[node] = []
        if not node:
            _move_first(net, target)
            return (0, *_around(net, 0))
        return (target, *_around(net, target))
    for each in net.outs[target]:
        net.labels[each] = between + net.labels[each]
        net.covers[each] = (*((net.ids[target],) if net.ids[target] else ()), *net.covers[each])
        net.sources[each] = node
        between = () if net.kinds[node] is _AND else between
    net.passed[node] += covered
    net.outs[node] += net.outs[target]
    net.ins[target], net.outs[target] = [], []
    return (node, *_around(net, node))


def _lead_to_end(net: Net, node: int, end: int, edge: int) -> tuple[int, ...]:
    mine = (net.ids[node],) if net.ids[node] else ()
    drop(net, edge)
    for each in net.ins[node]:
        net.labels[each] += mine + net.labels[edge]
        net.covers[each] += mine + net.passed[node] + net.covers[edge]
        net.targets[each] = end
    net.ins[end] += net.ins[node]
    sources = tuple(net.sources[each] for each in net.ins[node])
    net.ins[node] = []
    return (end, *sources)


def _around(net: Net, node: int) -> tuple[int, ...]:
    return (*(net.sources[edge] for edge in net.ins[node]), *(net.targets[edge] for edge in net.outs[node]))


def _move_first(net: Net, target: int) -> None:
    """Node 0 stays the first one: what was united into `target` takes its number."""
    net.kinds[0], net.ids[0], net.passed[0] = net.kinds[target], net.ids[target], net.passed[target]
    net.ins[0], net.outs[0] = net.ins[target], net.outs[target]
    for edge in net.ins[0]:
        net.targets[edge] = 0
    for edge in net.outs[0]:
        net.sources[edge] = 0
    net.ins[target], net.outs[target] = [], []
