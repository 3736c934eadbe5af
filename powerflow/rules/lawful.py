"""Words that the rules over rows of law share: the steps a row speaks of, who acts there, and a breach of a row."""
from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from typing import get_args, get_type_hints

from powerflow.bpmn import field_name
from powerflow.bpmn import tags as known_tags
from powerflow.graph import END, acting_lane, duration, once
from powerflow.law import AnyOf, Demand, Row, Rows
from powerflow.model import Flowchart, Node, Place, PowerItem, Severity, Step, StepNotes
from powerflow.rules.rule import Breach, Located

# What the rules over rows rest on in general; each finding names its own articles.
ROWS_OF_LAW = "法律条目表"


@dataclass(frozen=True)
class Demanded:
    """The words of a row, in both languages."""

    row: Row

    def say(self, lang: str) -> str:
        """The demand in `lang`."""
        return self.row.demand if lang == "zh" else self.row.english


@dataclass(frozen=True)
class TagNames:
    """Tags of steps, of which one is meant, by their names in either language."""

    tags: tuple[str, ...]

    def say(self, lang: str) -> str:
        """The names, as `听证` or `HEARING`."""
        return "/".join(known_tags()[tag].zh if lang == "zh" and tag in known_tags() else tag for tag in self.tags)


@dataclass(frozen=True)
class FieldNames:
    """Fields of an item, a step or its traits, of which one is meant, by their names in either language."""

    of: str
    paths: tuple[str, ...]

    def say(self, lang: str) -> str:
        """The names, as `统一社会信用代码` or `unified social credit code`."""
        return "/".join(field_name(self.of, path, lang) for path in self.paths)


def breach(
    thing: Place | Located, rows: Rows, row: Row, demand: Demand, message: str, values: Mapping[str, object],
    witness: tuple[str, ...] = (),
) -> Breach:
    """That `thing` breaks a demand of `row`; `{demand}` in the message is what the row says."""
    level = demand.severity or row.severity
    return Breach(
        thing, message, {**values, "demand": Demanded(row)}, row=row.id, level=level, basis=cited(row, rows),
        witness=tuple(id for id in witness if id), severity=Severity.ERROR if level == "E" else Severity.ADVICE,
    )


def cited(row: Row, rows: Rows) -> tuple[str, ...]:
    """The articles behind a row that are in force on the day, each with the version that was read."""
    return tuple(
        f"{cite.source.name} {cite.articles}".strip() + (f" ({cite.source.version})" if cite.source.version else "")
        for cite in row.cites if cite.source.in_force(rows.day)
    )


def shown(words: AnyOf) -> str:
    """The words for a message: the first of them where they are many."""
    return "/".join(words[:_MOST_WORDS]) + ("…" if len(words) > _MOST_WORDS else "")


_MOST_WORDS = 5


def tagged(chart: Flowchart, wanted: Collection[str]) -> tuple[Node, ...]:
    """The nodes with one of the confirmed tags, in file order."""
    by_tag = _by_tag(chart)
    found = {node.id: node for tag in wanted for node in by_tag.get(tag, ())}
    if len(found) < 2:
        return tuple(found.values())
    return tuple(node for node in chart.nodes.values() if node.id in found)


@once
def _by_tag(chart: Flowchart) -> Mapping[str, tuple[Node, ...]]:
    found: dict[str, list[Node]] = {}
    for node in chart.nodes.values():
        for tag in node.notes.tags:
            found.setdefault(tag.name, []).append(node)
    return {tag: tuple(nodes) for tag, nodes in found.items()}


def tagged_steps(chart: Flowchart, wanted: Collection[str]) -> tuple[Step, ...]:
    """The steps among them: what somebody does, not an event that happens."""
    return tuple(node for node in tagged(chart, wanted) if isinstance(node, Step))


def last_before(chart: Flowchart, nodes: Collection[Node], wanted: Collection[str]) -> tuple[Node, ...]:
    """Those of `nodes` from which a step with one of the tags can come next, without another of `nodes` between; all if no tag."""
    if not wanted:
        return tuple(nodes)
    goals, own = ids(tagged(chart, wanted)), ids(nodes)
    return tuple(node for node in nodes if duration(chart, [node.id], goals, without=own - {node.id}).is_reached)


def ids(nodes: Collection[Node]) -> frozenset[str]:
    """Their ids."""
    return frozenset(node.id for node in nodes)


def bounding_flows(chart: Flowchart, nodes: Collection[Node]) -> frozenset[str]:
    """The flows that ask a fact which one of the nodes sets: they tell how often the step was done already."""
    facts = {fact for node in nodes for fact in node.notes.sets}
    return frozenset(
        flow.id for flow in chart.flows.values() if flow.condition and not facts.isdisjoint(re.findall(r"\w+", flow.condition))
    )


def goal(chart: Flowchart, wanted: AnyOf) -> frozenset[str]:
    """The ids of the nodes with one of the tags; END stands for the end of a run."""
    return ids(tagged(chart, wanted)) | ({END} if END in wanted else set())


def acting(chart: Flowchart, node: Node, by: str) -> str:
    """Who acts at `node`: the post, unit or organ; the item's own unit and organ where the lane names none."""
    lane, item = acting_lane(chart, node), chart.item
    if by == "post":
        return chart.post_of(node)
    if by == "unit":
        return (lane.notes.unit if lane else "") or (item.office.unit if item and item.office else "")
    return (lane.notes.organ if lane else "") or (item.organ.name if item and item.organ else "")


def stated(thing: object, path: str) -> tuple[object, ...]:
    """What is stated at `path` (`fees.basis`) below `thing`: of lists on the way each; None where the way breaks off."""
    name, _, rest = path.partition(".")
    value = getattr(thing, name)
    if not rest:
        return (value,)
    if isinstance(value, tuple):
        return tuple(one for each in value for one in stated(each, rest))
    return (None,) if value is None else stated(value, rest)


def is_stated(thing: object, path: str) -> bool:
    """Whether something stands at `path`: for each thing of the lists on the way, if there are any."""
    return all(value not in (None, "", ()) for value in stated(thing, path))


_OWNERS: Mapping[str, type] = {"item": PowerItem, "step": StepNotes}


@lru_cache(maxsize=512)
def is_field(of: str, path: str) -> bool:
    """Whether there is such a path below an item or a step."""
    kind: object = _OWNERS.get(of)
    for name in path.split("."):
        if not (isinstance(kind, type) and is_dataclass(kind) and name in {each.name for each in fields(kind)}):
            return False
        kind = _held(get_type_hints(kind)[name])
    return True


def _held(hint: object) -> object:
    """The dataclass in `X`, `X | None` or `tuple[X, ...]`."""
    return next((each for each in _parts(hint) if isinstance(each, type) and is_dataclass(each)), None)


def _parts(hint: object) -> Iterator[object]:
    yield hint
    for part in get_args(hint):
        yield from _parts(part)
