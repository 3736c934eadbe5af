"""What a mapping file states is held against every case of a log, and grouped."""
from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from powerflow.auditing import Accepted, LogRules, audit_log
from powerflow.deadlines import national_calendar
from powerflow.logs import LogMap, Tables, read_map
from powerflow.reports import Audited, Dimension
from tests.auditing.logs import table

_MAP = """schema = "powerflow/mapping/1"
[[limit]]
from = "receive"
to = "decide"
amount = 5
unit = "WD"
required = {required}
[[wait]]
from = "notice"
to = "decide"
amount = 5
unit = "WD"
[[notice]]
activity = "decide"
needs = "notice"
when = "before"
right = "听证权"
[[required]]
activity = "decide"
needs = "deliver"
when = "after"
[[separation]]
first = "receive"
second = "decide"
"""
_LOG = (
    # 18 September 2026 is a Friday; the 20th is worked for the National Day, so five working days end on the 24th.
    "A1: receive 2026-09-18 甲@窗口, notice 2026-09-18 甲@窗口, decide 2026-09-29 乙@局长, deliver 2026-09-30 甲@窗口",
    "A2: receive 2026-09-18 甲@窗口, decide 2026-09-23 甲@局长, notice 2026-09-24 甲@窗口",
    "A3: receive 2026-09-18 丙@窗口, notice 2026-09-21 丙@窗口, decide 2026-09-24 乙@局长, deliver 2026-09-25 丙@窗口",
    "A4: receive 2026-09-01 丙@窗口",
)


def _map(path: Path, *, required: bool = False) -> LogMap:
    file = path / "map.toml"
    file.write_text(_MAP.format(required=str(required).lower()), encoding="utf-8")
    return read_map(file)


def _audit(log_map: LogMap, *accepted: Accepted) -> Audited:
    held = LogRules(log_map=log_map, calendar=national_calendar(), accepted=accepted)
    return audit_log(Tables((table(*_LOG),)), "test", held)


def _cases(found: Audited) -> dict[str, list[str]]:
    return {group.rule: [each.case for each in group.sample] for group in found.groups}


def test_each_statement_finds_the_cases_that_break_it(tmp_path: Path) -> None:
    assert _cases(_audit(_map(tmp_path))) == {
        "stated-limit-passed": ["A1"], "stated-wait-cut": ["A3"], "stated-notice-missing": ["A2"],
        "stated-step-missing": ["A2"], "stated-duties-by-one-person": ["A2"],
    }


def test_lateness_is_in_the_unit_of_the_limit_and_skips_days_of_rest(tmp_path: Path) -> None:
    """From 24 September: the 25th to 27th are the Mid-Autumn holiday, so the 29th is two working days late."""
    group = next(each for each in _audit(_map(tmp_path)).groups if each.rule == "stated-limit-passed")
    assert (group.count, group.of, group.late_most, str(group.sample[0].values["due"])) == (1, 3, 2, "2026-09-24")


def test_a_required_end_that_never_comes_is_a_breach_once_its_time_is_over(tmp_path: Path) -> None:
    assert _cases(_audit(_map(tmp_path, required=True)))["stated-limit-passed"] == ["A1", "A4"]


def test_parts_of_a_log_come_to_the_same_as_the_whole(tmp_path: Path) -> None:
    held = LogRules(log_map=_map(tmp_path, required=True), calendar=national_calendar())
    whole = audit_log(Tables((table(*_LOG),)), "test", held)
    parts = audit_log(Tables((table(*_LOG[:1]), table(*_LOG[1:3]), table(*_LOG[3:]))), "test", held)
    assert parts == whole


def test_what_a_person_accepted_is_not_counted_but_told(tmp_path: Path) -> None:
    one = Accepted(rule="stated-limit-passed", step="", case="A1", reason="系统停机", by="局长", until=date(2027, 1, 1))
    found = {group.rule: (group.count, group.accepted) for group in _audit(_map(tmp_path, required=True), one).groups}
    assert found["stated-limit-passed"] == (1, 1)
    assert found["stated-wait-cut"] == (1, 0)


def test_a_post_that_breaks_a_rule_beyond_chance_is_named(tmp_path: Path) -> None:
    """Forty late of fifty at one window and two of fifty at the other: z is 7.8, so p is far below one in a thousand."""
    lines = [
        f"{window}{n}: receive 2026-09-01 甲, decide 2026-09-{'28' if n < late else '02'} 乙@{window}"
        for window, late in (("东窗口", 40), ("西窗口", 2)) for n in range(50)
    ]
    held = LogRules(log_map=_map(tmp_path), calendar=national_calendar())
    groups = audit_log(Tables((table(*lines),)), "test", held).groups
    hints = next(group for group in groups if group.rule == "stated-limit-passed").hints
    assert [(hint.dimension, hint.name, hint.count, hint.of) for hint in hints] == [(Dimension.POST, "东窗口", 40, 50)]
    assert hints[0].p < 1e-12


def test_without_a_calendar_limits_in_working_days_are_told_as_not_judged(tmp_path: Path) -> None:
    held = LogRules(log_map=_map(tmp_path), calendar=None)
    found = audit_log(Tables((table(*_LOG),)), "test", held)
    assert "stated-limit-passed" not in _cases(found)
    assert any("工作日历" in message for message, _ in found.unheld)


@pytest.mark.parametrize(("due", "done", "names"), [("期限", "", {"期限"}), ("期限", "办结", {"期限", "办结"})])
def test_a_column_of_dates_that_the_log_lacks_is_told(tmp_path: Path, due: str, done: str, names: set[str]) -> None:
    held = LogRules(log_map=_map(tmp_path), calendar=national_calendar(), due=due, done=done)
    found = audit_log(Tables((table("A4: receive 2026-09-01 丙@窗口, decide 2026-09-02 乙@局长"),)), "test", held)
    assert any(names == {*values.values()} for _, values in found.unheld)


@pytest.mark.parametrize("name", ["deliver", "notice"])
def test_an_activity_that_the_log_lacks_is_told(tmp_path: Path, name: str) -> None:
    held = LogRules(log_map=_map(tmp_path), calendar=national_calendar())
    found = audit_log(Tables((table("A4: receive 2026-09-01 丙@窗口, decide 2026-09-02 乙@局长"),)), "test", held)
    assert (name in {values.get("name") for _, values in found.unheld}) == (name == "notice")
