"""What keeps a chart from being run as cases: nothing that the engine would skip or misread may start."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from powerflow import conditions
from powerflow.errors import InputError, PowerflowError
from powerflow.graph import shapes
from powerflow.model import Decision, Event, Flow, Flowchart, Node, Place, Step
from powerflow.translation import translate

STEPS = frozenset({"task", "userTask", "manualTask", "sendTask", "receiveTask", "callActivity"})
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway"})
TRIGGERS: Mapping[str, frozenset[str]] = {
    # Whatever sets a case off outside, in the store it begins by a command of an officer.
    "startEvent": frozenset({"none", "message", "signal", "timer", "conditional"}),
    "endEvent": frozenset({"none", "terminate"}),
    "intermediateCatchEvent": frozenset({"timer"}),
    "intermediateThrowEvent": frozenset({"none"}),
    "boundaryEvent": frozenset({"timer"}),
}
_ENDS_OF_FLOWS = frozenset({"sourceRef", "targetRef", "attachedToRef", "default"})


@dataclass(frozen=True)
class Obstacle:
    """One reason why a chart cannot run, and where it stands. `message` is a template, `values` fill it."""

    place: Place
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def say(self, lang: str = "zh") -> str:
        """The reason with its line."""
        values = dict(self.values)
        if isinstance(cause := values.get("cause"), PowerflowError):
            values["cause"] = cause.say(lang)
        said = translate(self.message, lang).format(name=self.place.name or self.place.element, **values)
        return translate("第 {line} 行: {said}", lang).format(line=self.place.line, said=said)


class NotRunnable(InputError):  # noqa: N818  reads as what it says of the chart
    """A chart that cannot run as cases, with every reason."""

    def __init__(self, path: str, found: tuple[Obstacle, ...]) -> None:
        super().__init__("{path}: 这张流程图还不能办件,原因有 {count} 处:", path=path, count=len(found))
        self.obstacles = found

    def say(self, lang: str = "zh") -> str:
        """The sentence, then one line a reason."""
        return "\n  ".join([super().say(lang), *(each.say(lang) for each in self.obstacles)])


def obstacles(chart: Flowchart) -> tuple[Obstacle, ...]:
    """All reasons why `chart` cannot run as cases; empty where it can."""
    return (*_whole(chart), *in_elements(chart)) or tuple(_in_shape(chart))


def in_elements(chart: Flowchart) -> Iterator[Obstacle]:
    """The reasons that one element alone gives; cheap, and so asked again each time a chart is made ready."""
    for node in chart.nodes.values():
        yield from _ways(chart, node)
        if isinstance(node, Step):
            yield from _in_step(chart, node)
        elif isinstance(node, Decision):
            yield from _in_decision(chart, node)
        elif isinstance(node, Event):
            yield from _in_event(chart, node)
        declared = {fact.name for fact in chart.item.facts} if chart.item else set()
        for name in node.notes.sets:
            if name not in declared:
                yield Obstacle(node.place, "“{name}”登记的事实“{fact}”没有在事项中声明", {"fact": name})


def _whole(chart: Flowchart) -> Iterator[Obstacle]:
    for place in chart.duplicates:
        yield Obstacle(place, "标识“{element}”重复", {"element": place.element})
    for loose in chart.loose_ends:
        if loose.attribute in _ENDS_OF_FLOWS and loose.place.element not in chart.message_flows:
            yield Obstacle(loose.place, "“{name}”的 {attribute} 指向不存在的“{target}”",
                           {"attribute": loose.attribute, "target": loose.target})
    filled = [process for process in chart.processes.values() if process.nodes]
    if len(filled) != 1:
        yield Obstacle(chart.place, "一个文件应当只有一个有环节的流程,这里有 {count} 个", {"count": len(filled)})
    if not chart.item or not chart.item.code:
        yield Obstacle(chart.place, "流程没有 pf:item 标注,或其中没有事项编码")
    for process in filled:
        if not any(chart.nodes[id].type == "startEvent" for id in process.nodes):
            yield Obstacle(process.place, "流程“{name}”没有开始事件")


def _in_shape(chart: Flowchart) -> Iterator[Obstacle]:
    for shape in shapes(chart):
        for id in shape.unreachable:
            yield Obstacle(chart.nodes[id].place, "从开始事件走不到“{name}”")
        for id in shape.trapped:
            if id not in shape.unreachable:
                yield Obstacle(chart.nodes[id].place, "从“{name}”走不到任何结束事件")


def _ways(chart: Flowchart, node: Node) -> Iterator[Obstacle]:
    """Flows in and out of any node."""
    out = chart.outgoing(node)
    if node.type == "endEvent":
        if out:
            yield Obstacle(node.place, "结束事件“{name}”不能有流出的流向")
    elif not out:
        yield Obstacle(node.place, "“{name}”没有流出的流向")
    elif len(out) > 1 and not isinstance(node, Decision):
        yield Obstacle(node.place, "“{name}”有 {count} 条流出的流向,分支要用网关画出", {"count": len(out)})
    if node.incoming and node.type in ("startEvent", "boundaryEvent"):
        yield Obstacle(node.place, "“{name}”不能有流入的流向")
    for flow in out:
        if chart.nodes[flow.target].scope != node.scope:
            yield Obstacle(flow.place, "流向“{name}”跨越了子流程的边界")
        if flow.condition is not None and node.type not in ("exclusiveGateway", "inclusiveGateway"):
            yield Obstacle(flow.place, "流向“{name}”的条件不起作用:条件只能写在排他或包容网关之后")


def _in_step(chart: Flowchart, step: Step) -> Iterator[Obstacle]:
    if step.type == "subProcess":
        starts = [id for id in step.inner if chart.nodes[id].type == "startEvent"]
        if step.triggered_by_event:
            yield Obstacle(step.place, "暂不支持事件子流程“{name}”")
        elif len(starts) != 1:
            yield Obstacle(step.place, "子流程“{name}”应当有一个开始事件,这里有 {count} 个", {"count": len(starts)})
    elif step.type not in STEPS:
        yield Obstacle(step.place, "暂不支持 {type}“{name}”:文件里的脚本和服务一律不执行", {"type": step.type})
    elif not chart.post_of(step):
        yield Obstacle(step.place, "环节“{name}”没有岗位,无从判断谁可以办理")
    if step.looped:
        yield Obstacle(step.place, "暂不支持循环或多实例的环节“{name}”")
    if step.for_compensation:
        yield Obstacle(step.place, "暂不支持补偿环节“{name}”")


def _in_decision(chart: Flowchart, decision: Decision) -> Iterator[Obstacle]:
    if decision.type not in GATEWAYS:
        yield Obstacle(decision.place, "暂不支持 {type}“{name}”", {"type": decision.type})
        return
    out = chart.outgoing(decision)
    for flow in out:
        if decision.type == "parallelGateway":
            continue
        if flow.id == decision.default:
            if flow.condition is not None:
                yield Obstacle(flow.place, "默认流向“{name}”不能有条件")
        elif flow.condition is not None:
            yield from _in_condition(chart, flow)
        elif len(out) > 1:
            yield Obstacle(flow.place, "判断之后的流向“{name}”没有条件,也不是默认流向")


def _in_condition(chart: Flowchart, flow: Flow) -> Iterator[Obstacle]:
    try:
        names = conditions.parse(flow.condition or "").names
    except conditions.ConditionError as error:
        yield Obstacle(flow.place, "流向“{name}”的条件读不懂:{cause}", {"cause": error})
        return
    declared = {fact.name for fact in chart.item.facts} if chart.item else set()
    for fact in names:
        if fact not in declared:
            yield Obstacle(flow.place, "流向“{name}”的条件用到的事实“{fact}”没有在事项中声明", {"fact": fact})


def _in_event(chart: Flowchart, event: Event) -> Iterator[Obstacle]:
    inner = event.type == "startEvent" and event.scope not in chart.processes
    allowed = frozenset({"none"}) if inner else TRIGGERS[event.type]
    if event.trigger not in allowed:
        yield Obstacle(event.place, "暂不支持 {trigger} 类型的事件“{name}”", {"trigger": event.trigger})
    elif event.trigger == "timer" and event.type != "startEvent":
        limit = next(iter(event.notes.time_limits), None)
        if limit is None:
            yield Obstacle(event.place, "定时事件“{name}”没有 pf:timeLimit,何时到期只看它")
        elif limit.amount < 0:
            yield Obstacle(event.place, "定时事件“{name}”的期限不能往前数")
        elif limit.start and limit.start not in chart.nodes:
            yield Obstacle(event.place, "定时事件“{name}”的起算点“{start}”不存在", {"start": limit.start})
