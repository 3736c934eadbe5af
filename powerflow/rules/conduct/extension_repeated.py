"""A limit was extended more often than it may be.

Why: the law allows one extension; who extends again and again has no limit at all.
Mend: what was granted beyond the allowed number does not count; answer for the delay.
"""
from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from powerflow.model import EntryKind, Unit
from powerflow.replay import extension_of
from powerflow.rules.happening import article, called, day_of, remarks
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="延长次数超过规定",
    why="法律只允许延长规定的次数；一再延长，时限形同虚设。",
    mend="超过次数的延长不影响计算；因此超期的，依法追究责任。",
    basis=("行政许可法 第四十二条（XK-14）", "政府信息公开条例 第三十三条（XX-09）"),
)
def check(replay: Replay) -> Breaches:
    yield from _repeated_entries(replay)
    granted: Counter[str] = Counter()
    for act in replay.acts:
        extension = act.node.notes.extension if act.node else None
        if extension is None:
            continue
        granted[act.entry.node] += 1
        if granted[act.entry.node] > extension.times:
            yield act, "“{name}”（{day}）已是第 {count} 次延长，只能延长 {times} 次{basis}", {
                "name": act.name, "day": day_of(act), "count": granted[act.entry.node], "times": extension.times,
                "basis": article(act.node, extension.basis),
            }


def _repeated_entries(replay: Replay) -> Breaches:
    """Extensions that entries grant, of the limits of one step or of the item, in one unit."""
    granted: Counter[tuple[str, Unit]] = Counter()
    for act in remarks(replay, EntryKind.EXTEND):
        extending = extension_of(replay.chart, act.entry)
        if extending is None or extending.allowed is None:
            continue
        key = act.entry.node, extending.unit
        granted[key] += 1
        if granted[key] > extending.allowed.times:
            yield act, "“{name}”（{day}）已是第 {count} 次延长，只能延长 {times} 次{basis}", {
                "name": called(act), "day": day_of(act), "count": granted[key], "times": extending.allowed.times,
                "basis": article(None, extending.allowed.basis),
            }
