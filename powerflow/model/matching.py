"""Which elements of two versions of a chart are the same: those of one id, else those of one name and kind, or of the same tags."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from powerflow.model.chart import Decision, Event, Flow, Flowchart, Lane, Node, Step

_KINDS = (Step, Decision, Event)
T = TypeVar("T")


@dataclass(frozen=True)
class Matching:
    """Ids of the old chart with their ids in the new one; what is in neither mapping was removed or added."""

    nodes: Mapping[str, str]
    flows: Mapping[str, str]
    lanes: Mapping[str, str]

    def now(self, id: str | None) -> str | None:
        """The id that an element of the old chart has in the new one; its own where it is gone."""
        return self.nodes.get(id, id) if id is not None else None


def match(old: Flowchart, new: Flowchart) -> Matching:
    """The matching of two versions."""
    nodes = _matched(old.nodes, new.nodes, _node_kind, (_called, _tagged))
    lanes = _matched(old.lanes, new.lanes, lambda lane: "", (_lane_name,))
    return Matching(nodes, _matched_flows(old, new, nodes), lanes)


def _node_kind(node: Node) -> str:
    return next((kind.__name__ for kind in _KINDS if isinstance(node, kind)), node.type)


def _called(node: Node) -> Hashable | None:
    """Two nodes of one name are the same where no others have that name; tags tell those apart that do."""
    return (" ".join(node.name.split()), node.tags) if node.name.strip() else None


def _tagged(node: Node) -> Hashable | None:
    return node.tags or None


def _lane_name(lane: Lane) -> Hashable | None:
    return " ".join(lane.name.split()) or None


def _matched_flows(old: Flowchart, new: Flowchart, nodes: Mapping[str, str]) -> dict[str, str]:
    def ends(flow: Flow, known: Mapping[str, str]) -> tuple[str, str]:
        return known.get(flow.source, flow.source), known.get(flow.target, flow.target)

    matched = {id: id for id, flow in old.flows.items() if id in new.flows and ends(flow, nodes)[0] == new.flows[id].source}
    taken = set(matched.values())
    free: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for id, flow in new.flows.items():
        if id not in taken:
            free[ends(flow, {})].append(id)
    for id, flow in old.flows.items():
        there = free[ends(flow, nodes)]
        if id not in matched and there:
            matched[id] = there.pop(0)
    return matched


def _matched(
    old: Mapping[str, T], new: Mapping[str, T], kind: Callable[[T], str], keys: Iterable[Callable[[T], Hashable | None]]
) -> dict[str, str]:
    """By id, then by each key in turn where only one element of either chart has it."""
    matched = {id: id for id, each in old.items() if id in new and kind(each) == kind(new[id])}
    for key in keys:
        left, right = _unique(old, set(matched), kind, key), _unique(new, set(matched.values()), kind, key)
        matched |= {left[found]: right[found] for found in left.keys() & right.keys()}
    return {id: matched[id] for id in old if id in matched}


def _unique(
    elements: Mapping[str, T], taken: set[str], kind: Callable[[T], str], key: Callable[[T], Hashable | None]
) -> dict[Hashable, str]:
    found: defaultdict[Hashable, list[str]] = defaultdict(list)
    for id, each in elements.items():
        value = key(each)
        if id not in taken and value is not None:
            found[kind(each), value].append(id)
    return {value: ids[0] for value, ids in found.items() if len(ids) == 1}
