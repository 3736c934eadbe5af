"""Each case of a foreign log is judged by the chart that was in force on the day on which it began."""
from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from powerflow import bpmn
from powerflow.auditing import Conducted, ConductRules, audit_conduct, conformance
from powerflow.deadlines import national_calendar
from powerflow.errors import InputError
from powerflow.logs import LogMap, Tables
from powerflow.model import PowerItem
from tests.auditing.logs import table
from tests.builders import ChartBuilder, chart

_ITEM = PowerItem(code="X01", name="示例事项")
# 18 September 2026 is a Friday, the 20th is worked, the 25th to 27th are days off.
_LOG = (
    # Began under the first version: five working days from Friday 28 August end on 4 September.
    "A1: receive 2026-08-28 甲@承办人, check 2026-09-04 甲@承办人, decide 2026-09-04 丙@局长",
    # The same under the second version, of three working days: due on 2 September, late by two.
    "A2: receive 2026-09-01 甲@承办人, check 2026-09-08 甲@承办人, decide 2026-09-08 丙@局长",
    # Began under the first version and ended under the second: judged by the first, without a hearing.
    "A3: receive 2026-08-28 甲@承办人, check 2026-09-04 甲@承办人, decide 2026-09-04 丙@局长",
    # The post of the decision is another one.
    "A4: receive 2026-09-18 甲@承办人, check 2026-09-20 甲@承办人, decide 2026-09-20 甲@承办人",
    # No version was in force yet.
    "A5: receive 2026-01-05 甲@承办人, check 2026-01-06 甲@承办人, decide 2026-01-06 丙@局长",
)


def _drawn(days: int, since: date, until: date | None = None) -> ChartBuilder:
    item = replace(_ITEM, effective_from=since, effective_to=until)
    return (
        chart("示例事项", item).start().step("receive").step("check", days=days).step("decide", post="局长").end()
    )


_FIRST, _SECOND = _drawn(5, date(2026, 2, 1)), _drawn(3, date(2026, 9, 1))


def _rules(*drawn: ChartBuilder) -> ConductRules:
    charts = tuple((f"v{number}.bpmn", each.data()) for number, each in enumerate(drawn, start=1))
    return ConductRules(charts=charts, log_map=LogMap(), calendar=national_calendar())


def _audit(*drawn: ChartBuilder) -> Conducted:
    return audit_conduct(Tables((table(*_LOG),)), _rules(*drawn))


def _found(done: Conducted) -> dict[str, list[str]]:
    return {group.rule: [each.case for each in group.sample] for group in done.groups()}


def test_version_in_force_when_the_case_began_decides() -> None:
    done = _audit(_FIRST, _SECOND)
    assert _found(done) == {"promise-passed": ["A2"], "post-mismatch": ["A4"]}
    [late] = [group for group in done.groups() if group.rule == "promise-passed"]
    assert (late.late_most, late.name) == (2, "check")


def test_case_without_a_version_is_named_and_not_judged() -> None:
    done = _audit(_FIRST, _SECOND)
    said = [(message, values["count"], str(values.get("reason", ""))) for message, values in done.unheld()]
    assert ("{count} 件没有按流程图判断：{reason}", 1) in [each[:2] for each in said]
    assert any("没有有效的版本" in reason for _, _, reason in said)


def test_case_that_saw_a_change_is_judged_by_its_first_version_and_counted() -> None:
    done = _audit(_FIRST, _SECOND)
    assert done.spanning == 2  # A1 and A3 began before 1 September and ended after it


def test_two_versions_that_took_effect_on_one_day_decide_nothing() -> None:
    done = _audit(_FIRST, _drawn(3, date(2026, 2, 1)))
    assert _found(done) == {}
    assert sum(done.unjudged.values()) == len(_LOG)


def test_version_that_has_ended_is_none() -> None:
    done = _audit(_drawn(5, date(2026, 2, 1), date(2026, 9, 1)))
    assert "chart-not-in-force" in _found(done)  # the one chart there is judges all, and says so itself
    done = _audit(_drawn(5, date(2025, 2, 1), date(2025, 9, 1)), _drawn(5, date(2026, 2, 1), date(2026, 9, 1)))
    assert sum(done.unjudged.values()) == 3


def test_each_case_is_laid_over_its_own_version() -> None:
    third = chart("示例事项", replace(_ITEM, effective_from=date(2026, 9, 10))).start().step("receive").step("check").end()
    rules = _rules(_FIRST, third)
    fitness, deviations = conformance(audit_conduct(Tables((table(*_LOG),)), rules), rules)
    assert fitness is not None and (fitness.cases, fitness.fitting, fitness.cost) == (4, 3, 1)
    assert [(each.name, each.count) for each in deviations] == [("decide", 1)]


def test_pieces_of_a_log_come_to_what_the_whole_comes_to() -> None:
    whole = _audit(_FIRST, _SECOND)
    parts = audit_conduct(Tables(tuple(table(line) for line in _LOG)), _rules(_FIRST, _SECOND))
    assert sorted(map(str, parts.groups())) == sorted(map(str, whole.groups()))
    assert (parts.spanning, parts.unjudged) == (whole.spanning, whole.unjudged)


def test_charts_of_two_items_are_refused() -> None:
    other = chart("另一事项", replace(_ITEM, code="X02")).start().step("receive").end()
    with pytest.raises(InputError, match="同一个事项"):
        _audit(_FIRST, other)


def test_chart_of_the_test_is_read_back() -> None:
    content = _FIRST.data()
    item = bpmn.parse(content, "v1.bpmn").chart.item
    assert item is not None and item.effective_from == date(2026, 2, 1)
