"""Who does what in a chart: posts and their steps, hand-overs between them, and what two of them do alike."""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from powerflow.bpmn import tags
from powerflow.graph.once import once
from powerflow.model import Duty, Flow, Flowchart, HandOver, Lane, Node, Step


class Function(str, Enum):
    """What a step does in the division of power (调查, 审核, 决定, 收缴), by its confirmed tags."""

    INVESTIGATE = "investigate"
    REVIEW = "review"
    DECIDE = "decide"
    COLLECT = "collect"


# A decision on the spot (SPOT_DECIDE) is missing: the law lets those who found the facts make it.
FUNCTIONS: Mapping[Function, frozenset[str]] = {
    Function.INVESTIGATE: frozenset({"INVESTIGATE", "VERIFY", "SITE_CHECK", "INSPECT"}),
    Function.REVIEW: frozenset({"REVIEW", "LEGAL_REVIEW", "LEGALITY", "PRELIM", "EVIDENCE_REVIEW"}),
    Function.DECIDE: frozenset({"DECIDE", "DECIDE_GRANT", "DECIDE_STOP", "EXEC_DECIDE", "UPPER_DECIDE", "APPROVE"}),
    Function.COLLECT: frozenset({"COLLECT", "SPOT_COLLECT"}),
}


@dataclass(frozen=True, kw_only=True)
class PostWork:
    """A post (岗位) in one chart: the lane behind it, the steps it does and the duties it has, in file order."""

    name: str
    lane: Lane | None = None
    steps: tuple[Step, ...] = ()
    duties: tuple[Duty, ...] = ()

    @property
    def side(self) -> str:
        """P party, A authority, L leader, X third party; "" where nobody says."""
        return self.lane.notes.side if self.lane else ""

    def doing(self, function: Function) -> tuple[Step, ...]:
        """Its steps with this function."""
        return tuple(step for step in self.steps if step.tags & FUNCTIONS[function])


@dataclass(frozen=True, kw_only=True)
class Passing:
    """A flow on which a case goes from one post to another; `papers` are what the file says that passes."""

    flow: Flow
    giver: str
    taker: str
    papers: tuple[HandOver, ...]


@dataclass(frozen=True, kw_only=True)
class Responsibility:
    """Who does what in one chart. `nobody` are the steps without a post."""

    posts: Mapping[str, PostWork]
    nobody: tuple[Step, ...]
    passings: tuple[Passing, ...]

    def post(self, step: Step) -> str:
        """The post that does the step; "" for nobody."""
        return next((post.name for post in self.posts.values() if step in post.steps), "")


def acting_lane(chart: Flowchart, node: Node) -> Lane | None:
    """The lane of the post that acts at `node`: the one around it, unless the node names another post; None where no lane is it.

    What stands in a lane is done by that lane's post; a step that names a post of its own is done by that one, even
    if it is drawn in another lane.
    """
    post = chart.post_of(node)
    own = next((lane for each in _around(chart, node) if (lane := chart.lanes.get(each.lane or ""))), None)
    if own is not None and own.post == post:
        return own
    return max((lane for lane in chart.lanes.values() if post and lane.post == post), key=_is_told_side, default=None)


def _is_told_side(lane: Lane) -> bool:
    return bool(lane.notes.side)


def _around(chart: Flowchart, node: Node) -> Iterator[Node]:
    """The node and the sub-processes around it, from the inside."""
    around: Node | None = node
    while around is not None:
        yield around
        around = chart.nodes.get(around.scope)


@once
def responsibility(chart: Flowchart) -> Responsibility:
    """The posts of the chart in the order of its lanes, then of its steps and duties; with what passes between them."""
    lanes: dict[str, Lane] = {}
    for lane in chart.lanes.values():
        if lane.post:
            lanes.setdefault(lane.post, lane)
    steps: defaultdict[str, list[Step]] = defaultdict(list)
    for step in chart.steps.values():
        steps[chart.post_of(step)].append(step)
    duties: defaultdict[str, list[Duty]] = defaultdict(list)
    for duty in chart.item.duties if chart.item else ():
        duties[duty.post].append(duty)
    names = [name for name in dict.fromkeys((*lanes, *steps, *duties)) if name]
    return Responsibility(
        posts={
            name: PostWork(name=name, lane=lanes.get(name), steps=tuple(steps[name]), duties=tuple(duties[name]))
            for name in names
        },
        nobody=tuple(steps[""]), passings=tuple(_passings(chart)),
    )


def _passings(chart: Flowchart) -> Iterator[Passing]:
    for flow in chart.flows.values():
        giver, taker = (chart.post_of(chart.nodes[id]) for id in (flow.source, flow.target))
        if giver and taker and giver != taker:
            yield Passing(flow=flow, giver=giver, taker=taker, papers=flow.hand_overs)


def takers(chart: Flowchart, flow: Flow) -> frozenset[str]:
    """The posts that may act next when a case goes along `flow`: that of its target, and behind gateways the next ones."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [chart.nodes[flow.target]]
    while waiting:
        node = waiting.pop()
        if node.id not in seen:
            seen.add(node.id)
            found.add(chart.post_of(node))
            waiting += _next(chart, node)
    return frozenset(found - {""})


def _next(chart: Flowchart, node: Node) -> list[Node]:
    return [] if isinstance(node, Step) else [chart.nodes[flow.target] for flow in chart.outgoing(node)]


@dataclass(frozen=True, kw_only=True)
class Doubling:
    """Steps of different posts on the same side that do the same (`tag`) to the same thing."""

    tag: str
    steps: tuple[Step, ...]


def doublings(chart: Flowchart) -> tuple[Doubling, ...]:
    """The steps that parallel posts do alike: the same confirmed tag, and the same words left without the verb, if any.

    Posts of different sides are not parallel: a leader may review what an officer has reviewed.
    """
    if not any(step.notes.tags for step in chart.steps.values()):
        return ()
    work = responsibility(chart)
    alike: defaultdict[tuple[str, str, str], dict[str, Step]] = defaultdict(dict)
    for post in work.posts.values():
        for step in post.steps:
            for tag in sorted(step.tags):
                alike[post.side, tag, _object(step.name, tag) or step.name].setdefault(post.name, step)
    return tuple(
        Doubling(tag=tag, steps=tuple(steps.values()))
        for (_, tag, thing), steps in alike.items() if thing and len(steps) > 1
    )


def _object(name: str, tag: str) -> str:
    """What the step is done to: its name without the words of the tag."""
    pattern = _verbs(tag)
    return re.sub(r"[\s,、;和并及]+", "", pattern.sub("", name) if pattern else name)  # not shown: words between


@lru_cache(maxsize=256)
def _verbs(tag: str) -> re.Pattern[str] | None:
    meaning = tags().get(tag)
    return re.compile(meaning.keywords) if meaning and meaning.keywords else None
