"""What the rules about soundness say: which problem is told by which rule, and the course that proves it, in words."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from powerflow.graph import Fault, Problem, shapes, verdict
from powerflow.model import Decision, Flowchart, Node, Place, Step, word
from powerflow.translation import translate

# A longer course is told by its beginning and its end.
_TOLD = 12


@dataclass(frozen=True)
class Named:
    """A node as a message names it: a step with its post, a gateway with its kind."""

    name: str
    type: str = ""
    post: str = ""

    def say(self, lang: str) -> str:
        """`“审查”(承办人)`, `并行网关`, `包容网关“汇总”`."""
        kind = word("gateway", self.type, lang) if self.type.endswith("Gateway") else ""
        if kind and not self.name:
            return kind
        said = translate("{kind}“{name}”", lang).format(kind=kind, name=self.name).strip()
        return translate("{name}（{post}）", lang).format(name=said, post=self.post) if self.post else said


@dataclass(frozen=True)
class Gateway:
    """A kind of gateway as a message names it."""

    type: str

    def say(self, lang: str) -> str:
        """`并行网关`."""
        return word("gateway", self.type, lang)


@dataclass(frozen=True)
class Course:
    """The way that tokens took, node by node."""

    passed: tuple[Named, ...]

    def say(self, lang: str) -> str:
        """`“申请” → “受理”(窗口) → 并行网关`."""
        said = [each.say(lang) for each in self.passed]
        if len(said) > _TOLD:
            said[_TOLD // 2:-_TOLD // 2] = ["…"]
        return " → ".join(said)


def named(chart: Flowchart, id: str) -> Named:
    """How a message names the element `id`; processes, pools and flows by their name."""
    node = chart.nodes.get(id)
    if node is None:
        thing = chart.processes.get(id) or chart.pools.get(id) or chart.flows.get(id)
        return Named((thing.name if thing else "") or id)
    if isinstance(node, Decision):
        return Named(node.name, node.type)
    return Named(node.name or node.id, post=chart.post_of(node) if isinstance(node, Step) else "")


def course(chart: Flowchart, problem: Problem) -> Course:
    """The course of a problem's trace."""
    return Course(tuple(named(chart, id) for id in problem.trace if id in chart.nodes))


def place_of(chart: Flowchart, problem: Problem) -> Node | Place:
    """Where the finding about a problem points."""
    if problem.element in chart.nodes:
        return chart.nodes[problem.element]
    thing = chart.processes.get(problem.element) or chart.message_flows.get(problem.element)
    return thing.place if thing else chart.place


def senders(chart: Flowchart, problem: Problem) -> tuple[Named, ...]:
    """Who would have to send the messages that are missing."""
    sources = (chart.message_flows[id].source for id in problem.missing if id in chart.message_flows)
    return tuple(named(chart, id) for id in dict.fromkeys(sources))


def problems(chart: Flowchart, fault: Fault) -> Iterator[Problem]:
    """The problems of one kind that are to be told: none that only follows from another one that is told.

    A token that came twice comes twice to all that follows; what no flow leads to is told by `step-unreachable`.
    """
    found = verdict(chart).problems
    unreachable = {id for shape in shapes(chart) for id in shape.unreachable} if fault is Fault.DEAD else set()
    first = _first_doubled(found) if fault in (Fault.UNSYNCHRONISED, Fault.REPEATED_END) else []
    for problem in found:
        if problem.fault is fault and problem.element not in unreachable and not _follows(problem, first):
            yield problem


def _first_doubled(found: tuple[Problem, ...]) -> list[Problem]:
    """Of the elements that two tokens come to, those where they came together first."""
    first: list[Problem] = []
    doubled = (each for each in found if each.fault is Fault.UNSYNCHRONISED)
    for problem in sorted(doubled, key=lambda each: len(each.trace)):
        if not _follows(problem, first):
            first.append(problem)
    return first


def _follows(problem: Problem, first: list[Problem]) -> bool:
    """Whether two tokens came through another element, where the same was told already."""
    return any(problem.element != each.element and problem.trace.count(each.element) > 1 for each in first)


def split_of(chart: Flowchart, problem: Problem) -> str:
    """The last node of the course whose branches do not fit: where the missing one was left, or where two began; "" for none."""
    passed = set(problem.trace)
    targets = {chart.flows[id].source for id in problem.missing if id in chart.flows} or {problem.element}
    for id in reversed(problem.trace):
        node = chart.nodes.get(id)
        if node is None or len(node.outgoing) < 2 or id == problem.element:
            continue
        if problem.missing:
            left = [flow for flow in node.outgoing if flow not in passed]
            if leads(chart, left, targets):
                return id
        elif sum(leads(chart, (flow,), targets) for flow in node.outgoing if flow in passed) > 1:
            return id
    return ""


def leads(chart: Flowchart, flows: Iterable[str], targets: set[str]) -> bool:
    """Whether one of `flows` leads to one of the elements in `targets`."""
    seen: set[str] = set()
    waiting = [chart.flows[flow].target for flow in flows]
    while waiting:
        id = waiting.pop()
        if id in targets:
            return True
        if id not in seen:
            seen.add(id)
            node = chart.nodes[id]
            waiting += (chart.flows[each].target for each in node.outgoing)
            waiting += node.boundary if isinstance(node, Step) else ()
    return False
