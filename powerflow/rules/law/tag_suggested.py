"""A step has no confirmed tag, though its name says what it is to the law.

Why: the rows of law are checked on confirmed tags only, so this step counts for none of them.
Mend: confirm the tag with `pf:tag` (confirmedBy, confirmedOn) if it fits, else another one.
"""
from __future__ import annotations

from powerflow.bpmn import suggested
from powerflow.graph import acting_lane
from powerflow.law import Rows, tags_named
from powerflow.model import Flowchart, Severity, Step
from powerflow.rules.acting import label
from powerflow.rules.lawful import ROWS_OF_LAW
from powerflow.rules.rule import Breaches, rule


@rule(
    title="环节标签有待确认",
    why="法律条目只按确认过的标签检查，这个环节现在不算数。",
    mend="标签合适的，用 pf:tag 写明并注明确认人和日期；不合适的，写合适的标签。",
    basis=ROWS_OF_LAW,
    severity=Severity.ADVICE,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    wanted = {tag for row, demand in rows.bound for tag in tags_named(row, demand)}
    for step in chart.steps.values() if wanted else ():
        if not step.notes.tags and not step.inner:
            found = tuple(tag for tag in _suggested(chart, step) if tag in wanted)
            if found:
                yield step, "“{name}”没有确认标签，看名称像是 {tags}", {"name": label(step), "tags": found}


def _suggested(chart: Flowchart, step: Step) -> tuple[str, ...]:
    lane = acting_lane(chart, step)
    return suggested(step.name, lane.notes.side if lane else "")
