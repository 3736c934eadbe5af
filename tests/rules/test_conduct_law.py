"""Rows of law on what happened, where the time runs on or the chart itself says something."""
from __future__ import annotations

from powerflow.model import LimitRole, PowerItem, PowerKind, TimeLimit, Unit
from tests.builders import ChartBuilder, chart
from tests.replay.histories import breaches, replayed

_ITEM = PowerItem(code="X01", name="示例处罚", kind=PowerKind.PENALTY)


def _preserved(*limits: TimeLimit) -> ChartBuilder:
    """Things are put under preservation; the law gives seven days to deal with them (行政处罚法第五十六条)."""
    return chart("示例处罚", _ITEM).start().step("保存", tags=["PRESERVE"]).step("解除", tags=["RELEASE"], limits=limits).end()


def _found(drawn: ChartBuilder, *lines: tuple[str, str], at: str | None = None) -> list[str]:
    case = replayed(drawn.build(), *lines, at=at)
    return [rule for rule, _, _ in breaches(case) if rule in ("legal-limit-passed", "limit-passed")]


def test_result_that_is_not_there_yet_is_late_once_its_time_is_over() -> None:
    """Seven working days after Tuesday 8 September 2026 end on the 17th."""
    lines = (("2026-09-08", "start"), ("2026-09-08", "保存"))
    assert _found(_preserved(), *lines, at="2026-09-17 23:00") == []
    assert _found(_preserved(), *lines, at="2026-09-18 09:00") == ["legal-limit-passed"]
    assert _found(_preserved(), *lines, ("2026-09-18", "解除")) == ["legal-limit-passed"]
    assert _found(_preserved(), *lines, ("2026-09-17", "解除")) == []


def test_limit_of_the_chart_that_says_so_already_is_not_told_twice() -> None:
    limit = TimeLimit(role=LimitRole.STATUTORY, amount=7, unit=Unit.WORKING_DAY)
    lines = (("2026-09-08", "start"), ("2026-09-08", "保存"))
    assert _found(_preserved(limit), *lines, at="2026-09-18 09:00") == ["limit-passed"]
    assert _found(_preserved(limit), *lines, ("2026-09-18", "解除")) == ["limit-passed"]
