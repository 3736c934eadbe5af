"""An event-based gateway does not lead to two or more things that can be waited for.

Why: it chooses by what happens first; a step or a decision behind it never happens by itself.
Mend: lead each exit to a message, signal, timer or conditional event or a receive task that nothing else leads to.
"""
from __future__ import annotations

from powerflow.model import Event, Flowchart, Node, Step
from powerflow.rules.acting import label
from powerflow.rules.rule import Breaches, rule

_WAITED = frozenset({"message", "signal", "timer", "conditional", "multiple"})


@rule(
    title="事件网关后面等的不是事件",
    why="事件网关看哪件事先发生；后面画成普通环节或判断，就永远等不到。",
    mend="每个出口都引到消息、信号、定时、条件事件或接收任务，且不与别的流向共用，至少两个。",
    basis="BPMN 2.0.2",
)
def check(chart: Flowchart) -> Breaches:
    for decision in chart.decisions.values():
        if decision.type != "eventBasedGateway":
            continue
        if len(decision.outgoing) == 1:
            yield decision, "事件网关“{name}”只有一个出口，没有可选的", {"name": label(decision)}
        for flow in chart.outgoing(decision):
            target = chart.nodes[flow.target]
            if not _can_be_waited_for(target) or len(target.incoming) > 1:
                yield flow, "事件网关“{name}”的出口“{target}”不是它独自等候的事件", {"name": label(decision), "target": label(target)}


def _can_be_waited_for(node: Node) -> bool:
    is_event = isinstance(node, Event) and node.type == "intermediateCatchEvent" and node.trigger in _WAITED
    return is_event or (node.type == "receiveTask" and isinstance(node, Step) and not node.boundary)
