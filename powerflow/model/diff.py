"""What changed between two versions of a chart: steps, posts, order, limits, rights, disclosure, bases, fees, facts."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import TypeVar

from powerflow.model.chart import Decision, Event, Flow, Flowchart, Lane, Node, Step
from powerflow.model.item import Contact, Question
from powerflow.model.law import Disclosure, LegalBasis, Remedy
from powerflow.model.limits import TimeLimit
from powerflow.model.matching import Matching, match

T = TypeVar("T")


class DiffKind(str, Enum):
    """What happened to an element, or to one thing that it says."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class DiffSubject(str, Enum):
    """What kind of thing an element is."""

    ITEM = "item"
    LANE = "lane"
    STEP = "step"
    DECISION = "decision"
    EVENT = "event"
    FLOW = "flow"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that changed (改动).

    `element` is the element's id in the new chart, `was` its id in the old one; either is "" where it is not there, both are
    for the item. `aspect` names what of it changed by the field of the model (`time_limits`, `post`, `bases`), "" for an
    element that came or went as a whole. `old` and `new` are the values, None where there was or is none.
    """

    kind: DiffKind
    subject: DiffSubject
    element: str
    was: str
    name: str
    aspect: str = ""
    old: object = None
    new: object = None


@dataclass(frozen=True)
class ChartDiff:
    """All that changed from the `old` chart to the `new` one: the item first, then lanes, nodes and flows in their order."""

    old: Flowchart
    new: Flowchart
    differences: tuple[Difference, ...]

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.differences)

    def count(self, kind: DiffKind) -> int:
        """How many elements came, went or stayed with changes."""
        whole = {(_of_element(each), each.subject, each.element, each.was) for each in self.differences}
        return sum(key[0] is kind for key in whole)

    def elements(self, kind: DiffKind) -> tuple[str, ...]:
        """The elements of the new chart (of the old one for REMOVED) that this happened to, each once."""
        found = (each for each in self.differences if _of_element(each) is kind)
        return tuple(dict.fromkeys(id for each in found if (id := each.was if kind is DiffKind.REMOVED else each.element)))


def _of_element(one: Difference) -> DiffKind:
    """What happened to the whole element: one that says something else has changed."""
    return DiffKind.CHANGED if one.aspect else one.kind


def diff(old: Flowchart, new: Flowchart) -> ChartDiff:
    """What changed. Where an element stands in the file or on the drawing, and what its id is, is no change."""
    same = match(old, new)
    return ChartDiff(
        old, new, (*_item(old, new), *_lanes(old, new, same), *_nodes(old, new, same), *_flows(old, new, same))
    )


# -- elements ----------------------------------------------------------------------------------------------------------


def _item(old: Flowchart, new: Flowchart) -> Iterator[Difference]:
    whole = Difference(kind=DiffKind.CHANGED, subject=DiffSubject.ITEM, element="", was="", name=new.name)
    if (old.item is None) != (new.item is None):
        yield replace(whole, kind=DiffKind.ADDED if new.item else DiffKind.REMOVED)
    if old.item is not None and new.item is not None:
        yield from _aspects(whole, _said(old.item), _said(new.item))


def _lanes(old: Flowchart, new: Flowchart, same: Matching) -> Iterator[Difference]:
    yield from _came_and_went(old.lanes, new.lanes, same.lanes, lambda lane: DiffSubject.LANE, lambda lane: lane.name or lane.post)
    for was, now in same.lanes.items():
        whole = _changed(DiffSubject.LANE, now, was, new.lanes[now].name or new.lanes[now].post)
        yield from _aspects(whole, _lane(old.lanes[was]), _lane(new.lanes[now]))


def _nodes(old: Flowchart, new: Flowchart, same: Matching) -> Iterator[Difference]:
    yield from _came_and_went(old.nodes, new.nodes, same.nodes, _subject, lambda node: node.name or node.id)
    for was, now in same.nodes.items():
        node = new.nodes[now]
        whole = _changed(_subject(node), now, was, node.name or node.id)
        yield from _aspects(whole, _node(old, old.nodes[was], same), _node(new, node, None))


def _flows(old: Flowchart, new: Flowchart, same: Matching) -> Iterator[Difference]:
    yield from _came_and_went(old.flows, new.flows, same.flows, lambda flow: DiffSubject.FLOW, lambda flow: _flow_name(
        old if flow is old.flows.get(flow.id) else new, flow
    ))
    for was, now in same.flows.items():
        whole = _changed(DiffSubject.FLOW, now, was, _flow_name(new, new.flows[now]))
        yield from _aspects(whole, _flow(old, old.flows[was], same), _flow(new, new.flows[now], None))


def _came_and_went(
    old: Mapping[str, T], new: Mapping[str, T], same: Mapping[str, str], subject: Callable[[T], DiffSubject], name: Callable[[T], str]
) -> Iterator[Difference]:
    for id, each in old.items():
        if id not in same:
            yield Difference(kind=DiffKind.REMOVED, subject=subject(each), element="", was=id, name=name(each))
    kept = set(same.values())
    for id, each in new.items():
        if id not in kept:
            yield Difference(kind=DiffKind.ADDED, subject=subject(each), element=id, was="", name=name(each))


def _changed(subject: DiffSubject, element: str, was: str, name: str) -> Difference:
    return Difference(kind=DiffKind.CHANGED, subject=subject, element=element, was=was, name=name)


def _subject(node: Node) -> DiffSubject:
    if isinstance(node, Step):
        return DiffSubject.STEP
    return DiffSubject.DECISION if isinstance(node, Decision) else DiffSubject.EVENT


def _flow_name(chart: Flowchart, flow: Flow) -> str:
    ends = (_name_of(chart, id) for id in (flow.source, flow.target))
    return " → ".join(ends)


def _name_of(chart: Flowchart, id: str) -> str:
    node = chart.nodes.get(id)
    return (node.name if node else "") or id


# -- what an element says ----------------------------------------------------------------------------------------------


def _said(thing: object, leave: tuple[str, ...] = ()) -> dict[str, object]:
    """The fields of a dataclass; those that are one dataclass themselves are opened, `organ` becomes `organ.name` and so on."""
    values: dict[str, object] = {}
    for each in fields(thing):  # type: ignore[arg-type]
        value = getattr(thing, each.name)
        if each.name in leave:
            continue
        if is_dataclass(value) and not isinstance(value, type):
            values |= {f"{each.name}.{inner}": said for inner, said in _said(value).items()}
        else:
            values[each.name] = value
    return values


def _lane(lane: Lane) -> dict[str, object]:
    return {"name": lane.name, **_said(replace(lane.notes, post=lane.post))}


def _node(chart: Flowchart, node: Node, same: Matching | None) -> dict[str, object]:
    values = {"name": node.name, "type": node.type, **_said(node.notes, leave=("post", "time_limits")), "post": chart.post_of(node)}
    values["time_limits"] = tuple(_limit(limit, same) for limit in node.notes.time_limits)
    if isinstance(node, Step):
        values |= {"called": node.called, "looped": node.looped}
    if isinstance(node, Event):
        around = same.now(node.attached_to) if same else node.attached_to
        values |= {"trigger": node.trigger, "interrupting": node.interrupting, "attached_to": around}
        values |= {"outcome": (node.outcome,) if node.outcome else (), "way_in": (node.way_in,) if node.way_in else ()}
    default = chart.flows.get(node.default or "")
    target = default.target if default else None
    values["default"] = same.now(target) if same else target
    return values


def _limit(limit: TimeLimit, same: Matching | None) -> TimeLimit:
    return replace(limit, start=same.now(limit.start), end=same.now(limit.end)) if same else limit


def _flow(chart: Flowchart, flow: Flow, same: Matching | None) -> dict[str, object]:
    target = same.now(flow.target) if same else flow.target
    return {"name": flow.name, "condition": flow.condition, "hand_overs": flow.hand_overs, "target": target}


# -- comparing ---------------------------------------------------------------------------------------------------------


def _aspects(whole: Difference, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Difference]:
    for aspect in dict.fromkeys((*new, *old)):
        before, after = old.get(aspect), new.get(aspect)
        if isinstance(before, tuple) or isinstance(after, tuple):
            yield from _entries(replace(whole, aspect=aspect), _tuple(before), _tuple(after))
        elif _value(before) != _value(after):
            yield replace(whole, aspect=aspect, kind=_kind(before, after), old=_value(before), new=_value(after))


def _entries(whole: Difference, old: tuple[object, ...], new: tuple[object, ...]) -> Iterator[Difference]:
    """The entries of a list, each with the one that is about the same thing; their order is no change."""
    before, after = _numbered(old), _numbered(new)
    for key in dict.fromkeys((*before, *after)):
        one, other = before.get(key), after.get(key)
        if one != other:
            yield replace(whole, kind=_kind(one, other), old=one, new=other)


def _numbered(entries: Iterable[object]) -> dict[Hashable, object]:
    seen: Counter[Hashable] = Counter()
    found: dict[Hashable, object] = {}
    for entry in entries:
        key = _key(entry)
        found[key, seen[key]] = entry
        seen[key] += 1
    return found


def _key(entry: object) -> Hashable:
    """What an entry of a list is about."""
    if isinstance(entry, TimeLimit):
        return entry.role, entry.sense, entry.start, entry.end
    if isinstance(entry, LegalBasis):
        return entry.law, entry.article
    if isinstance(entry, (Remedy, Contact)):
        return entry.body, entry.kind if isinstance(entry, Remedy) else entry.form
    if isinstance(entry, Disclosure):
        return entry.content, entry.stage
    if isinstance(entry, Question):
        return entry.ask
    if is_dataclass(entry) and not isinstance(entry, type):
        # Of the others the first field says what they are about: a name, a kind, a post.
        return type(entry).__name__, getattr(entry, fields(entry)[0].name)
    return str(entry)


def _kind(before: object, after: object) -> DiffKind:
    if _value(before) is None:
        return DiffKind.ADDED
    return DiffKind.REMOVED if _value(after) is None else DiffKind.CHANGED


def _value(value: object) -> object:
    """None for what states nothing; a False is a statement."""
    return None if value is None or value == "" else value


def _tuple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()
