"""Messages from outside (消息): taken by the event or receive task that awaits them, kept for one that does not yet."""
from __future__ import annotations

from datetime import datetime

from powerflow.cases.acts import refuse_suspended
from powerflow.cases.authority import refuse_stranger
from powerflow.cases.casefile import CaseFile
from powerflow.cases.given import given_facts, values_of
from powerflow.cases.registry import Act, Registry
from powerflow.cases.timers import is_for
from powerflow.cases.transaction import Scene, Wish, carry_out
from powerflow.errors import UsageError
from powerflow.graph import receives
from powerflow.model import Entry, EntryKind, Node


def message(registry: Registry, case: str, name: str, act: Act, *, now: datetime, at: datetime | None = None) -> CaseFile:
    """A message came, with the facts of `act`: `name` is the event or receive task that it is for, or the message that they name.

    One that nothing awaits yet is kept, and taken as soon as something does. Who receives it may be anybody where the event
    has no post; else as for a step. Raises UsageError.
    """
    return carry_out(registry, case, Wish(kind=EntryKind.MESSAGE, act=act, to=name), _message, now=now, at=at)


def _message(scene: Scene) -> Entry:
    wish, act, run = scene.wish, scene.wish.act, scene.run
    known = [node for node in scene.chart.nodes.values() if receives(node)]
    meant = [node for node in known if is_for(node, wish.to)]
    if not meant:
        names = tuple(dict.fromkeys(node.name or node.id for node in known))
        raise UsageError("流程图不等候消息“{name}”；它等候的有：{names}", name=wish.to, names=names or "—")
    if run.ended:
        raise UsageError("办件 {case} 已经办结，不再接收消息“{name}”", case=scene.case, name=wish.to)
    refuse_suspended(scene)
    awaiting = next((node for node in meant if run.is_open(node.id)), None)
    _refuse_stranger(scene, awaiting or meant[0])
    if awaiting is None:
        return scene.entry(facts=values_of(scene.chart, act.facts))
    return scene.entry(awaiting.id, given_facts(scene.chart, awaiting, act.facts))


def _refuse_stranger(scene: Scene, node: Node) -> None:
    if node.id in scene.chart.steps or (scene.chart.post_of(node) and scene.power.post):
        refuse_stranger(scene.chart, node, scene.power)
    elif not scene.power.officers:
        raise UsageError("收到消息“{name}”要用 --by 写明由谁登记或者从哪里来", name=node.name or node.id)
