"""What the rules about soundness say: which problem is told by which rule, and the course that proves it, in words."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from powerflow.graph import Fault, Problem, shapes, verdict
from powerflow.model import Decision, Event, Flowchart, Node, Place, Step, word
from powerflow.translation import translate

# A longer course is told by its beginning and its end.
_TOLD = 12
_LONGEST_NAME = 80


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
        said = translate("{kind}“{name}”", lang).format(kind=kind, name=_short(self.name)).strip()
        return translate("{name}（{post}）", lang).format(name=said, post=_short(self.post)) if self.post else said


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME - 1]}…"


@dataclass(frozen=True)
class Gateway:
    """A kind of gateway as a message names it."""

    type: str

    def say(self, lang: str) -> str:
        """`并行网关`; in English with its article."""
        said = word("gateway", self.type, lang)
        return said if lang == "zh" else f"{'an' if said[:1] in 'aeiou' else 'a'} {said}"


@dataclass(frozen=True)
class Course:
    """The way that tokens took, node by node; `aside` are the places of those that do not follow from the one before."""

    passed: tuple[Named, ...]
    aside: frozenset[int] = frozenset()

    def say(self, lang: str) -> str:
        """`“申请” → “受理”(窗口) → 并行网关，同时 “听证”`."""
        said = [(self._sign(place, lang), each.say(lang)) for place, each in enumerate(self.passed)]
        if len(said) > _TOLD:
            said[_TOLD // 2:-_TOLD // 2] = [(" → ", "…")]
            said[_TOLD // 2 + 1] = (" → ", said[_TOLD // 2 + 1][1])
        return "".join(sign + name for sign, name in said)

    def _sign(self, place: int, lang: str) -> str:
        return translate("，同时 ", lang) if place in self.aside else " → " if place else ""


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
    passed = [id for id in problem.trace if id in chart.nodes]
    aside = {place for place in range(1, len(passed)) if not _follows_at_once(chart, passed[place - 1], passed[place])}
    return Course(tuple(named(chart, id) for id in passed), frozenset(aside))


def _follows_at_once(chart: Flowchart, before: str, after: str) -> bool:
    """Whether a flow, a link or a border leads from one node to the next."""
    first, second = chart.nodes[before], chart.nodes[after]
    by_link = isinstance(first, Event) and isinstance(second, Event) and first.trigger == second.trigger == "link"
    at_border = isinstance(second, Event) and second.attached_to == before
    inside = isinstance(first, Step) and after in first.inner
    return by_link or at_border or inside or any(flow.target == after for flow in chart.outgoing(first))


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
