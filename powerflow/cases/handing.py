"""Who does an open step (经手): claimed, delegated to a colleague, given back, handed to another post; who must stay away."""
from __future__ import annotations

from datetime import datetime

from powerflow.cases.authority import is_outside, refuse_barred, refuse_not_holding, refuse_other_office
from powerflow.cases.casefile import CaseFile
from powerflow.cases.naming import open_step
from powerflow.cases.registry import Act, Registry
from powerflow.cases.separation import refuse_one_for_both
from powerflow.cases.transaction import Scene, Wish, carry_out
from powerflow.errors import UsageError
from powerflow.model import Entry, EntryKind, Node
from powerflow.replay import Holding, holding


def claim(registry: Registry, case: str, step: str, act: Act, *, now: datetime, at: datetime | None = None) -> CaseFile:
    """An officer takes an open step in hand (领办). Raises UsageError, also where somebody else has it: who, and since when."""
    return carry_out(registry, case, Wish(kind=EntryKind.CLAIM, act=act, step=step), _claim, now=now, at=at)


def delegate(
    registry: Registry, case: str, step: str, to: str, act: Act, *, now: datetime, at: datetime | None = None
) -> CaseFile:
    """Who may do a step lets the officer `to` of the same department do it (委托办理). Raises UsageError."""
    return carry_out(registry, case, Wish(kind=EntryKind.DELEGATE, act=act, step=step, to=to), _delegate, now=now, at=at)


def give_back(registry: Registry, case: str, step: str, act: Act, *, now: datetime, at: datetime | None = None) -> CaseFile:
    """Who has a step in hand gives it back (交还): to who delegated it, else to the post. Raises UsageError."""
    return carry_out(registry, case, Wish(kind=EntryKind.RETURN, act=act, step=step), _give_back, now=now, at=at)


def hand_over(
    registry: Registry, case: str, step: str, to: str, act: Act, *, now: datetime, at: datetime | None = None
) -> CaseFile:
    """An open step passes to the post `to` of the table (移交). Raises UsageError."""
    return carry_out(registry, case, Wish(kind=EntryKind.TRANSFER, act=act, step=step, to=to), _transfer, now=now, at=at)


def bar(
    registry: Registry, case: str, officer: str, act: Act, *, approver: str = "", now: datetime, at: datetime | None = None
) -> CaseFile:
    """The officer may not act in this case from now on (回避); `act.note` says why, `approver` who decided. Raises UsageError."""
    wish = Wish(kind=EntryKind.BAR, act=act, to=officer, approver=approver)
    return carry_out(registry, case, wish, _bar, now=now, at=at)


def _claim(scene: Scene) -> Entry:
    node, held = _step(scene)
    _refuse_other_post(scene, node, held)
    if held.officer:
        raise _taken(node, held)
    return scene.entry(node.id)


def _delegate(scene: Scene) -> Entry:
    node, held = _step(scene)
    power, to = scene.power, scene.wish.to
    if held.officer and held.officer not in power.officers[:1]:
        raise _taken(node, held)
    if not held.owners:
        _refuse_other_post(scene, node, held)
    table = scene.registry.organisation
    departments = {post.name: post.department for post in table.posts}
    own = {departments.get(post) for post in table.posts_of(to, scene.day)}
    if not own or (departments.get(held.post) is not None and departments[held.post] not in own):
        raise UsageError(
            "“{officer}”在 {day} 不在“{post}”所在的部门任职，不能受托办理“{name}”", officer=to, day=scene.day, post=held.post,
            name=node.name or node.id,
        )
    if to in power.officers:
        raise UsageError("“{officer}”不能委托给自己", officer=to)
    refuse_barred(scene.run, [to])
    refuse_one_for_both(scene.run, node, [to], scene.day)
    return scene.entry(node.id, post=held.post)


def _give_back(scene: Scene) -> Entry:
    node, held = _step(scene)
    if not held.officer:
        raise UsageError("“{name}”没有人领办，无须交还", name=node.name or node.id)
    if scene.power.officers[:1] != (held.officer,):
        raise _taken(node, held)
    return scene.entry(node.id, post=held.post)


def _transfer(scene: Scene) -> Entry:
    node, held = _step(scene)
    to, table = scene.wish.to, scene.registry.organisation
    _refuse_other_post(scene, node, held)
    if held.officer and held.officer not in scene.power.officers[:1]:
        raise _taken(node, held)
    if not table.has_post(to):
        raise UsageError("机构表里没有岗位“{post}”，不能移交", post=to)
    if to == held.post:
        raise UsageError("“{name}”本来就由“{post}”办理", name=node.name or node.id, post=to)
    return scene.entry(node.id)


def _bar(scene: Scene) -> Entry:
    refuse_other_office(scene.run, scene.power, scene.what)
    if not scene.wish.act.note:
        raise UsageError("回避要用 --note 写明事由")
    if not scene.registry.organisation.posts_of(scene.wish.to, scene.day):
        raise UsageError("“{officer}”在 {day} 没有任何岗位", officer=scene.wish.to, day=scene.day)
    refuse_barred(scene.run, [scene.wish.to])
    return scene.entry()


def _step(scene: Scene) -> tuple[Node, Holding]:
    """The open step that is meant, which is the authority's, and who has it in hand."""
    node = open_step(scene.chart, scene.run, scene.case, scene.wish.step, scene.fired)
    if is_outside(scene.chart, node):
        raise UsageError("“{name}”由当事人或者第三方办理，不能领办、委托或者移交", name=node.name or node.id)
    return node, holding(scene.chart, scene.run.opening(node.id), scene.run.remarks)


def _refuse_other_post(scene: Scene, node: Node, held: Holding) -> None:
    name, power = node.name or node.id, scene.power
    if power.post != held.post:
        raise UsageError("“{name}”由岗位“{due}”办理，不能以“{post}”的名义办理", name=name, due=held.post or "—", post=power.post or "—")
    refuse_not_holding(power, name)
    refuse_barred(scene.run, power.officers)
    if scene.wish.kind is EntryKind.CLAIM:
        refuse_one_for_both(scene.run, node, power.officers, scene.day)


def _taken(node: Node, held: Holding) -> UsageError:
    assert held.since is not None
    return UsageError(
        "“{name}”已由“{officer}”于 {at} 领办（第 {seq} 条），由他办理或者交还后才能由别人办理", name=node.name or node.id,
        officer=held.officer, at=f"{held.since.at:%Y-%m-%d %H:%M}", seq=held.since.seq,
    )
