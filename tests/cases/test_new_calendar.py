"""A notice of days off arrives while cases run: their due days move, their histories do not."""
from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from powerflow.cases import Registry, case_file, refresh, resume, suspend, tick
from powerflow.deadlines import BEIJING, read_calendar
from tests.builders import ChartBuilder
from tests.cases.commanding import order
from tests.cases.desk import FRIDAY, begin, days, drawing, registry

_BEGUN = datetime(2026, 12, 28, 9, tzinfo=BEIJING)
_NOTICE = {
    "kind": "national", "year": 2027, "number": "示例〔2026〕1号", "issued": "2026-12-30", "source": "示例", "status": "published",
    "holidays": [{"name": "元旦", "from": "2027-01-01", "to": "2027-01-05"}], "workdays": [{"date": "2027-01-09", "for": "元旦"}],
}


def _drawn() -> ChartBuilder:
    """Six working days to examine; else the case goes on by itself."""
    return drawing().start().step("审", limits=[days(6)]).end("e").boundary_timer("t", "审", days(6)).step("视为同意").end("x")


def _with_notice(desk: Registry, folder: Path) -> Registry:
    path = folder / "days.json"
    path.write_text(json.dumps({"schema": "powerflow/calendar/1", "notices": [_NOTICE]}), encoding="utf-8")
    return replace(desk, calendar=read_calendar(path))


def _due(desk: Registry, case: str, at: datetime = _BEGUN) -> date | datetime:
    [clock] = case_file(desk.store, case).clocks(desk.calendar, at)
    return clock.deadline.due


def test_due_days_of_open_cases_move_when_the_notice_comes(tmp_path: Path) -> None:
    """29 30 31 December, then 6 7 8 January (without the notice 4 5 6: only the first is surely a day off)."""
    desk = registry(tmp_path)
    case = begin(desk, _drawn(), at=_BEGUN).history.case
    before = desk.store.read(case)
    assert _due(desk, case) == date(2027, 1, 6)
    told = _with_notice(desk, tmp_path)
    assert list(refresh(told.store, told.calendar)) == [case]
    assert _due(told, case) == date(2027, 1, 8)
    [row] = told.store.cases()
    assert {each.due for each in row.open} == {datetime(2027, 1, 9, tzinfo=BEIJING)}
    assert desk.store.read(case) == before
    assert tick(told, now=FRIDAY, at=datetime(2027, 1, 8, 23, tzinfo=BEIJING)).fired == ()
    [(_, fired)] = tick(told, now=FRIDAY, at=datetime(2027, 1, 9, 1, tzinfo=BEIJING)).fired
    assert fired.at == datetime(2027, 1, 9, tzinfo=BEIJING)


def test_also_where_the_case_was_suspended_over_the_turn_of_the_year(tmp_path: Path) -> None:
    """30 and 31 December do not count: 29, then 6 7 8 9 10 January with the notice; the 9th is made up, the 10th a Sunday: 11."""
    desk = _with_notice(registry(tmp_path), tmp_path)
    case = begin(desk, _drawn(), at=_BEGUN).history.case
    suspend(desk, case, order(note="鉴定"), document="中止通知书", now=FRIDAY, at=datetime(2026, 12, 29, 10, tzinfo=BEIJING))
    resume(desk, case, order(), now=FRIDAY, at=datetime(2027, 1, 1, 10, tzinfo=BEIJING))
    assert _due(desk, case, datetime(2027, 1, 1, 10, tzinfo=BEIJING)) == date(2027, 1, 11)
