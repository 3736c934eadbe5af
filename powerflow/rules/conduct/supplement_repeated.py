"""The party was told a second time what is missing.

Why: what must be supplemented is told at once and completely; piece by piece the party is sent home again and again.
Mend: decide by what is there; answer for the second notice, and tell everything at once the next time.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.model import EntryKind
from powerflow.rules.happening import called, day_of, remarks
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="再次通知补正",
    why="需要补正的全部内容应当一次告知；分次告知，当事人就要来回跑。",
    mend="按已有材料作出处理；对第二次通知说明原因，以后一次告知全部内容。",
    basis="行政许可法 第三十二条第一款第四项",
)
def check(replay: Replay) -> Breaches:
    first, *others = remarks(replay, EntryKind.SUPPLEMENT) or (None,)
    for number, act in enumerate(others, start=2):
        if first is not None:
            yield act, "“{name}”（{day}，{document}）已是第 {count} 次，第一次在 {first}", {
                "name": called(act), "day": day_of(act), "document": act.entry.document or "—", "count": number,
                "first": day_of(first),
            }
