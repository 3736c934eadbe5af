"""The entries do not hang together: one is missing, was changed, or was put in afterwards.

Why: each entry carries the digest of the one before, so that nobody can change the past unseen.
Mend: compare the history with the store and with earlier exports; find out who changed it.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.rules.happening import Happening
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay

_MESSAGES = {
    "number": "这里应当是第 {expected} 项，写的却是第 {found} 项",
    "missing": "第 {seq} 项没有摘要，其他项却有",
    "previous": "第 {seq} 项所写的前项摘要 {found}… 与前一项的摘要 {expected}… 不符",
    "digest": "第 {seq} 项的摘要 {found}… 与内容不符，应当是 {expected}…：内容或摘要被改动过",
}


@rule(
    title="记录链断裂",
    why="每一项都带有前一项的摘要，谁也不能悄悄改动过去。",
    mend="与办件库和以前的导出文件核对，查明由谁改动。",
    basis="州运行方案 四（六） (ML-29)",
)
def check(replay: Replay) -> Breaches:
    for each in replay.breaks:
        values = {"seq": each.entry.seq, "expected": each.expected[:12], "found": each.found[:12]}
        yield Happening(replay.place_of(each.entry.node), each.entry.seq), _MESSAGES[each.kind.value], values
