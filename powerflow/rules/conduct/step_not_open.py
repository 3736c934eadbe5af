"""A step was done that was not open and that no other step could have opened any more.

Why: it belongs to a branch that the case did not take, or the case was over.
Mend: correct the record if it names the wrong step; otherwise examine by what power the act was done.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.replay import Fit
from powerflow.rules.happening import day_of
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="办理了没有开启的环节",
    why="它属于本案没有走的分支，或者案件已经办结。",
    mend="记录写错环节的予以更正；否则要查明依据何种职权办理。",
    basis="州运行方案 四（三）要素3 (ML-15)",
)
def check(replay: Replay) -> Breaches:
    for act in replay.acts:
        if act.fit is Fit.CLOSED:
            yield act, "“{name}”{day} 办理时没有开启，此前的记录之后也不再可能开启", {"name": act.name, "day": day_of(act)}
