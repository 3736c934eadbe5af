"""A script, service or rule task, which is not run.

Why: no code of a file is ever executed here; the step would be passed without anything being done.
Mend: draw it as a step of the post that answers for it, and let its result be recorded as a fact.
"""
from __future__ import annotations

from powerflow.graph import Hindrance
from powerflow.model import Flowchart, Severity
from powerflow.rules.rule import Breaches, rule
from powerflow.rules.running import hindered


@rule(
    title="脚本、服务、规则环节无法运行",
    why="这里从不执行文件里的代码，这一步会什么也不做就过去。",
    mend="改画成由负责岗位办理的环节，结果登记为事实。",
    basis="docs/runnable.md",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    yield from hindered(chart, Hindrance.SCRIPT)
