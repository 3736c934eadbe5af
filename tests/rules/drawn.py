"""Short ways to judge a chart drawn in a test."""
from __future__ import annotations

from datetime import date

from powerflow.model import Finding, Flowchart, PowerItem, PowerKind
from powerflow.rules import judge, select

ITEM = PowerItem(code="X01", name="示例许可", kind=PowerKind.PERMIT)


def findings(chart: Flowchart, *rules: str, day: date = date(2026, 11, 21)) -> list[Finding]:
    """What these rules find in the chart."""
    judgement = judge(chart, select(only=rules), day)
    assert judgement.crashed == ()
    return list(judgement.findings)


def found(chart: Flowchart, *rules: str) -> list[str | None]:
    """The elements in which these rules find something."""
    return [finding.place.element for finding in findings(chart, *rules)]
