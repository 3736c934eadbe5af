"""A pool has no name.

Why: a reader sees that somebody takes part, but not who.
Mend: name the pool after the authority or party.
"""
from __future__ import annotations

from powerflow.model import Flowchart, Severity
from powerflow.rules.rule import Breaches, rule


@rule(
    title="池没有名称",
    why="看得出有一方参与，却不知道是谁。",
    mend="用机关或当事人的名称给池命名。",
    basis="州运行方案 四（三）要素2 (ML-14)",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    for pool in chart.pools.values():
        # The pool around the only process is a frame; its process carries the name.
        process = chart.processes.get(pool.process or "")
        if not pool.name and not (process and process.name):
            yield pool, "池“{id}”没有名称", {"id": pool.id}
