"""Who may act (职权): only the step's post, only officers who hold it on that day, and nobody who is barred or did the counterpart."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from powerflow.cases.course import Run
from powerflow.cases.separation import refuse_one_for_both
from powerflow.errors import UsageError
from powerflow.graph import acting_lane
from powerflow.model import EntryKind, Flowchart, Node
from powerflow.organisation import Organisation
from powerflow.replay import Holding, barred, holding

# Lanes of the party (P) and of third parties (X): their people are not in the authority's table.
_OUTSIDE = frozenset({"P", "X"})


@dataclass(frozen=True)
class Power:
    """By which table, on which day, as which post and by whom something is to be done."""

    organisation: Organisation
    day: date
    post: str
    officers: Sequence[str]


def refuse_for_step(run: Run, node: Node, power: Power) -> None:
    """Raises UsageError unless the officers may record the open step `node`."""
    held = holding(run.chart, run.opening(node.id), run.remarks)
    refuse_stranger(run.chart, node, power, held)
    _refuse_without_hand(node, power, held)
    refuse_barred(run, power.officers)
    refuse_one_for_both(run, node, power.officers, power.day)


def refuse_stranger(chart: Flowchart, node: Node, power: Power, held: Holding | None = None) -> None:
    """Raises UsageError unless the officers, acting as the post, may record `node`.

    The first officer must hold the post, or have had the step delegated; those who act with them, such as a recorder beside
    who presides, any post.
    """
    name = node.name or node.id
    due = held.post if held else chart.post_of(node)
    if power.post != due:
        raise UsageError("“{name}”由岗位“{due}”办理，不能以“{post}”的名义办理", name=name, due=due or "—", post=power.post or "—")
    if is_outside(chart, node) and not any(term.post == power.post for term in power.organisation.terms):
        return
    if not power.officers:
        raise UsageError("办理“{name}”要用 --by 写明经办人", name=name)
    first, *others = power.officers
    if not (held and held.owners and held.officer == first):
        refuse_not_holding(power, name)
    for officer in others:
        if not power.organisation.posts_of(officer, power.day):
            raise UsageError("“{officer}”在 {day} 没有任何岗位，不能参加办理“{name}”", officer=officer, day=power.day, name=name)
    least = node.notes.min_staff or 1
    if len(set(power.officers)) < least:
        raise UsageError(
            "“{name}”应当由 {least} 人以上办理，只写了 {count} 人；用几个 --by 分别写明", name=name, least=least,
            count=len(set(power.officers)),
        )


def refuse_not_holding(power: Power, name: object) -> None:
    """Raises UsageError unless the first officer holds the post on the day; `name` says what for."""
    if not power.officers:
        raise UsageError("办理“{name}”要用 --by 写明经办人", name=name)
    first = power.officers[0]
    if not power.organisation.holds(first, power.post, power.day):
        raise UsageError(
            "“{officer}”在 {day} 不任“{post}”，不能办理“{name}”；当日任此岗位的有：{holders}",
            officer=first, day=power.day, post=power.post, name=name,
            holders=tuple(power.organisation.holders(power.post, power.day)) or "—",
        )


def refuse_other_office(run: Run, power: Power, what: object) -> None:
    """Raises UsageError unless the officer holds one of the authority's posts of this case; `what` says what for."""
    steps = [step for step in run.chart.steps.values() if not is_outside(run.chart, step)]
    posts = {run.chart.post_of(step) for step in steps} | {entry.to for _, entry in run.remarks if entry.kind is EntryKind.TRANSFER}
    if power.post not in posts - {""}:
        raise UsageError(
            "“{what}”要以本事项的岗位办理，“{post}”不是；有：{posts}", what=what, post=power.post or "—", posts=tuple(sorted(posts - {""}))
        )
    refuse_not_holding(power, what)
    refuse_barred(run, power.officers)


def refuse_barred(run: Run, officers: Sequence[str]) -> None:
    """Raises UsageError if one of the officers must stay away from this case (回避)."""
    away = barred(entry for _, entry in run.remarks)
    for officer in officers:
        if officer in away:
            raise UsageError(
                "“{officer}”在本案中应当回避（第 {seq} 条：{note}），不能办理", officer=officer, seq=away[officer].seq,
                note=away[officer].note or "—",
            )


def is_outside(chart: Flowchart, node: Node) -> bool:
    """Whether the party or a third party acts there."""
    lane = acting_lane(chart, node)
    return lane is not None and lane.notes.side in _OUTSIDE


def _refuse_without_hand(node: Node, power: Power, held: Holding) -> None:
    """Raises UsageError if another officer has the step in hand."""
    if held.officer and held.since is not None and power.officers[:1] != (held.officer,) and held.officer not in power.officers[:1]:
        raise UsageError(
            "“{name}”已由“{officer}”于 {at} 领办（第 {seq} 条），由他办理或者交还后才能由别人办理", name=node.name or node.id,
            officer=held.officer, at=f"{held.since.at:%Y-%m-%d %H:%M}", seq=held.since.seq,
        )
