"""The party was not told of a right, or not heard, before the case went on.

Why: a right that nobody told the party of is no right; a decision without notice or hearing does not stand.
Mend: tell or hear the party now and decide again; if it was done, record it with the day of service.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.replay import Fit
from powerflow.rules.happening import Happening, article, day_of
from powerflow.rules.lawful import TagNames
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.model import Node
    from powerflow.replay import Replay

_TELLING = frozenset({
    "TELL", "TELL_HEARING", "PRE_NOTICE", "NOTIFY_FACTS", "NOTIFY_INTERESTED", "HEARING_NOTICE", "HEAR", "HEAR_STATEMENT", "DEMAND",
})


@rule(
    title="没有告知权利或听取意见",
    why="没有告知的权利等于没有；未告知、未听取意见就作出的决定不能成立。",
    mend="补行告知、听取意见并重新决定；确已告知的，补登记录和送达日期。",
    basis=("行政处罚法 第四十四条、第四十五条、第六十二条", "行政许可法 第三十六条"),
)
def check(replay: Replay) -> Breaches:
    done_later = {act.entry.node for act in replay.acts if act.fit is Fit.LATE}
    for act in replay.acts:
        for id in act.skipped:
            node = replay.chart.nodes[id]
            rights = _rights(node)
            if rights and id not in done_later:
                yield (
                    Happening(replay.place_of(id), act.seq),
                    "“{act}”（{day}）之前没有“{name}”的记录，当事人的权利未获保障：{rights}{basis}",
                    {
                        "act": act.name, "day": day_of(act), "name": replay.name_of(id), "rights": rights,
                        "basis": article(node),
                    },
                )


def _rights(node: Node) -> tuple[object, ...]:
    """The rights that the step serves, by name; else what its tags say it does for the party."""
    named = tuple(right.name for right in node.notes.rights if right.name)
    return named or tuple(TagNames((tag.name,)) for tag in node.notes.tags if tag.name in _TELLING)
