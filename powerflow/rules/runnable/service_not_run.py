"""A step names a service that is not registered, or a draw that does not say what is drawn.

Why: only registered services are run; no code of a file ever is. The step would wait for ever.
Mend: name a registered service (`random-draw`) in `pf:step`, with `pf:draw` beside it; or let a post do the step.
"""
from __future__ import annotations

from powerflow.graph import Hindrance
from powerflow.model import Flowchart, Severity
from powerflow.rules.rule import Breaches, rule
from powerflow.rules.running import hindered


@rule(
    title="环节要用的服务没有登记",
    why="只运行登记过的服务，从不执行文件里的代码；这一步会一直等下去。",
    mend="在 pf:step 中写登记过的服务（random-draw），并用 pf:draw 写明抽什么；或者改由岗位办理。",
    basis="docs/runnable.md",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart) -> Breaches:
    yield from hindered(chart, Hindrance.SERVICE_UNKNOWN, Hindrance.DRAW_UNSAID)
