"""Random draws in cases (随机抽取): committed to first, revealed after; again only with a reason, and never unseen."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from powerflow.cases.acts import do
from powerflow.cases.authority import Power, refuse_for_step
from powerflow.cases.casefile import CaseFile
from powerflow.cases.course import Run
from powerflow.cases.naming import open_step
from powerflow.cases.registry import Act, Registry
from powerflow.cases.rolls import roll
from powerflow.cases.seeds import seed
from powerflow.cases.standing import Standing, standing
from powerflow.cases.transaction import Scene, Wish, carry_out
from powerflow.cases.warm import Held
from powerflow.errors import InputError, UsageError
from powerflow.model import RANDOM_DRAW, Draw, Entry, EntryKind, Node
from powerflow.replay import SEPARATOR, Lot, committed_lot, committing, drawn_names, lot, revealing

_AGAIN = "环节重新打开，重新抽取"


def commit(
    registry: Registry, case: str, step: str, act: Act, *, excluded: Mapping[str, str] | None = None, now: datetime,
    at: datetime | None = None,
) -> CaseFile:
    """Commits to a draw for an open step: who may be drawn, who is left out and why, and a seed that stays secret.

    `excluded` gives reasons by names; officers who are barred from the case are left out too. A draw after an earlier one
    needs `act.note` as the reason. Raises as `do`, and InputError for a list that cannot be read.
    """
    def judge(scene: Scene) -> Entry:
        here, draw = _drawing(scene)
        found = _lot(registry.rolls, draw, {**_barred(scene.run), **(excluded or {})})
        before = _earlier(scene.run, here.node.id)
        if before and not act.note:
            raise UsageError("“{name}”已经抽取过（第 {seq} 条），重新抽取要用 --note 说明理由", name=here.node.name, seq=before)
        entry = scene.entry(here.node.id, post=act.post)
        return replace(entry, refers=before, facts=committing(found, seed(registry.store, case, entry.seq, found.digest)))

    return carry_out(registry, case, Wish(kind=EntryKind.DRAW, act=act, step=step), judge, now=now, at=at)


def reveal(
    registry: Registry, case: str, step: str, act: Act, *, witness: str = "", now: datetime, at: datetime | None = None,
    done: bool = True,
) -> CaseFile:
    """Reveals the draw that was committed to, and does the step with what was drawn; `witness` is any text said only now.

    `done` False only reveals, so that a draw may follow again. Raises as `do`; UsageError where nothing was committed to.
    """
    def judge(scene: Scene) -> Entry:
        here, _ = _drawing(scene)
        if here.committed is None:
            raise UsageError("“{name}”还没有抽取的承诺，请先用 powerflow draw commit", name=here.node.name or here.node.id)
        return _revealed(scene.entry(here.node.id, post=act.post), registry, case, here.committed, witness)

    drawn = _drawn(registry, case, step)
    if drawn is None:
        wish = Wish(kind=EntryKind.DRAW, act=replace(act, facts={}, command=""), step=step)
        file = carry_out(registry, case, wish, judge, now=now, at=at)
        drawn = _drawn(registry, case, step)
        if not done or drawn is None:
            return file
    return do(registry, case, step, replace(act, facts={**act.facts, **drawn}), now=now, at=at)


def _drawn(registry: Registry, case: str, step: str) -> dict[str, str] | None:
    """What an open step is to record of a draw that was revealed; None before."""
    with registry.warm.holding(registry.store, case) as held:
        here = next((each for each in standing(held.run) if step in (each.node.id, each.node.name)), None)
    if here is None or here.committed is not None or here.revealed is None:
        return None
    result = here.node.notes.draw.result if here.node.notes.draw else ""
    return {result: SEPARATOR.join(drawn_names(here.revealed))} if result else {}


def unattended(registry: Registry, held: Held, here: Standing, moment: datetime) -> Entry:
    """What the system does next for a draw that nobody attends: commits, reveals, records. Raises PowerflowError."""
    draw, case = here.node.notes.draw, held.history.case
    if here.node.notes.service != RANDOM_DRAW or draw is None:
        raise InputError("没有登记服务“{service}”", service=here.node.notes.service)
    post, seq = held.chart.post_of(here.node), held.run.entries[-1].seq + 1
    entry = Entry(seq=seq, at=moment, kind=EntryKind.DRAW, node=here.node.id, post=post)
    if here.committed is not None:
        return _revealed(entry, registry, case, here.committed, "")
    if here.revealed is not None:
        facts = {draw.result: SEPARATOR.join(drawn_names(here.revealed))} if draw.result else {}
        return replace(entry, kind=EntryKind.STEP, facts=facts)
    found, before = _lot(registry.rolls, draw, _barred(held.run)), _earlier(held.run, here.node.id)
    return replace(
        entry, facts=committing(found, seed(registry.store, case, seq, found.digest)), refers=before, note=_AGAIN if before else "",
    )


def _drawing(scene: Scene) -> tuple[Standing, Draw]:
    node: Node = open_step(scene.chart, scene.run, scene.case, scene.wish.step, scene.fired)
    here = next((each for each in standing(scene.run) if each.node.id == node.id), None)
    draw = node.notes.draw
    if here is None or draw is None or node.notes.service != RANDOM_DRAW:
        raise UsageError("“{name}”不是随机抽取的环节", name=node.name or node.id)
    refuse_for_step(scene.run, node, Power(scene.registry.organisation, scene.day, scene.wish.act.post, scene.wish.act.officers))
    return here, draw


def _revealed(entry: Entry, registry: Registry, case: str, committed: Entry, witness: str) -> Entry:
    drawn_from = committed_lot(committed)
    said = seed(registry.store, case, committed.seq, drawn_from.digest)
    if committing(drawn_from, said) != dict(committed.facts):
        raise UsageError("第 {seq} 条承诺的种子不在本办件库（可能复制自另一个库），请说明理由后重新抽取", seq=committed.seq)
    return replace(entry, facts=revealing(drawn_from, said, witness.strip()), refers=committed.seq)


def _earlier(run: Run, node: str) -> int:
    """The number of the last entry of an earlier draw for this step, 0 if there was none; one that is not revealed counts."""
    return next((each.seq for each in reversed(run.entries) if each.kind is EntryKind.DRAW and each.node == node), 0)


def _barred(run: Run) -> dict[str, str]:
    return {entry.to: entry.note or "—" for _, entry in run.remarks if entry.kind is EntryKind.BAR}


def _lot(path: Path | None, draw: Draw, excluded: Mapping[str, str]) -> Lot:
    found = lot(roll(path, draw.roll), {}, draw.count)
    left_out = lot((), excluded, draw.count).excluded
    found = replace(found, excluded={name: why for name, why in left_out.items() if name in found.candidates})
    if len(found.candidates) - len(found.excluded) < draw.count or draw.count < 1:
        raise UsageError(
            "名录“{roll}”里可以抽取的只有 {count} 个，要抽 {wanted} 个", roll=draw.roll,
            count=len(found.candidates) - len(found.excluded), wanted=draw.count,
        )
    return found
