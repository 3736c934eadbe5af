"""A step was done by somebody who did not hold the post on that day.

Why: power hangs on the post, and the post on an appointment; what somebody does before it begins or after it ends is done without power.
Mend: let whoever holds or deputises for the post do the step again, or correct the record of who did it or who held the post.
"""
from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from powerflow.deadlines import local_day
from powerflow.model import EntryKind
from powerflow.rules.acting import is_of_authority
from powerflow.rules.happening import day_of, officers_of
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.organisation import Organisation
    from powerflow.replay import Act, Replay


@rule(
    title="经办人当日不在岗位上",
    why="职权随岗位，岗位随任职：任职之前、离任之后办理的，没有职权。",
    mend="由当日任职或者代理的人重新办理；登记有误的，更正经办人或者任职起止日。",
    basis=("州运行方案 四（三）要素2 (ML-14)", "州运行方案 四（四） (ML-23)"),
)
def check(replay: Replay) -> Breaches:
    table = replay.organisation
    for act in replay.acts if table is not None else ():
        if table is None or act.entry.kind is not EntryKind.STEP or act.node is None or not is_of_authority(replay.chart, act.node):
            continue
        post = act.entry.post or replay.chart.post_of(act.node)
        day = local_day(act.entry.at)
        held = replay.holding(act)
        for officer, is_first in _without_power(act, post, table, held.officer if held.owners else ""):
            message = "“{officer}”在 {day} 没有任何岗位，却参加办理“{name}”"
            if is_first:
                message = "“{officer}”在 {day} 不任“{post}”，却办理了“{name}”；当日任此岗位的有：{holders}"
            yield act, message, {
                "officer": officer, "day": day_of(act), "post": post, "name": act.name,
                "holders": table.holders(post, day) or "—",
            }


def _without_power(act: Act, post: str, table: Organisation, delegate: str) -> Iterator[tuple[str, bool]]:
    """Who acted without power, and whether they act as the post; those beside them, and a delegate, may hold any post.

    Unknown posts say nothing.
    """
    day = local_day(act.entry.at)
    first, *others = officers_of(act) or ("",)
    others += [first] if first and first == delegate else []
    if first and first != delegate and table.has_post(post) and not table.holds(first, post, day):
        yield first, True
    if table.has_post(post):
        yield from ((officer, False) for officer in others if not table.posts_of(officer, day))
