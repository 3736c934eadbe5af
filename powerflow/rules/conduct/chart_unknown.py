"""The case began under another chart than the one it is replayed on.

Why: conduct is judged by the chart in force when the case began; another version may demand other steps and limits.
Mend: replay with the file whose SHA-256 the history names.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Replay


@rule(
    title="不是办件开始时的流程图",
    why="办理行为按办件开始时的流程图判断；别的版本可能要求别的环节和时限。",
    mend="用运行记录所写摘要（SHA-256）的那个文件回放。",
    basis="州运行方案 四（二） (ML-11)",
)
def check(replay: Replay) -> Breaches:
    begun, here = replay.history.chart_now, replay.chart.digest
    if begun and begun != here:
        yield replay, "办件 {case} 按摘要为 {begun}… 的流程图开始，回放用的 {path} 摘要为 {here}…", {
            "case": replay.case, "begun": begun[:12], "here": here[:12], "path": replay.chart.path,
        }
