"""Time was left out of the count, and nothing shows that the notice which this needs was made before.

Why: the law lets the clock stop only if the party is told in writing how long it will take.
Mend: record the step that made and delivered the notice; without it the time counts.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.model import EntryKind
from powerflow.rules.happening import called, day_of
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Act, Replay


@rule(
    title="扣除时限却没有告知文书",
    why="只有书面告知当事人所需时间，时限才可以扣除。",
    mend="补登制作并送达告知文书的环节；没有告知的，这段时间应当计入。",
    basis=("行政许可法 第四十五条（XK-17）", "政府信息公开条例 第三十二条（XX-08）"),
)
def check(replay: Replay) -> Breaches:
    for act in replay.acts:
        if act.entry.kind in (EntryKind.SUSPEND, EntryKind.SUPPLEMENT) and not act.entry.document:
            yield act, "“{name}”（{day}）停止计时，却没有写明告知文书", {"name": called(act), "day": day_of(act)}
        kind, document = _stop(act)
        if document and _is_missing(replay, act, document):
            yield act, "“{name}”（{day}）的时间不计入时限（{kind}），此前却没有制作“{document}”的记录", {
                "name": act.name, "day": day_of(act), "kind": kind, "document": document,
            }


def _stop(act: Act) -> tuple[str, str]:
    """Why the step stopped the clock, and the notice that this needs; nothing for one that did not."""
    notes = act.node.notes if act.node else None
    if notes is not None and notes.excluded is not None:
        return notes.excluded.kind, notes.excluded.document
    if notes is not None and notes.suspension is not None:
        return notes.suspension.reason, notes.suspension.document
    return "", ""


def _is_missing(replay: Replay, act: Act, document: str) -> bool:
    """Whether other steps of the chart make the document and none of them was done before; the step may make it itself."""
    makers = {
        node.id for node in replay.chart.nodes.values() if any(each.name == document for each in node.notes.documents)
    }
    done = {each.entry.node for each in replay.acts[: act.position + 1] if each.entry.is_doing}
    return bool(makers) and not makers & done
