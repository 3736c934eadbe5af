"""The system's clock is wrong, jumps, or stood still: a timer is neither lost nor doubled, and both times are kept (F8, R5)."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from powerflow.cases import Act, Registry, do, refresh, start, tick
from powerflow.deadlines import Notice, NoticeKind, calendar_with
from powerflow.errors import UsageError
from powerflow.model import Entry, LimitRole, TimeLimit, Unit
from tests.builders import ChartBuilder
from tests.cases.desk import drawing
from tests.cases.reliability.scenes import desk, times

FRIDAY = datetime.fromisoformat("2026-09-18T09:00:00+08:00")
# Five working days: Sunday the 20th, worked in exchange for Mid-Autumn, and 21 to 24.
OVER = datetime.fromisoformat("2026-09-25T00:00:00+08:00")


def limited(amount: int, unit: Unit) -> ChartBuilder:
    """A step that time ends after so much."""
    drawn = drawing().start().step("收件").step("审查").end()
    return drawn.boundary_timer("t", "收件", TimeLimit(role=LimitRole.STATUTORY, amount=amount, unit=unit)).step("视为受理").end("e2")


@pytest.fixture
def registry(place: str) -> Iterator[Registry]:
    found = desk(place, create=True)
    with found.store:
        yield found


def begun(registry: Registry, now: datetime, amount: int = 5, unit: Unit = Unit.WORKING_DAY) -> str:
    """A real case, so that the system's clock is its own."""
    return start(registry, limited(amount, unit).data(), "t.bpmn", Act(), now=now).history.case


def fired(registry: Registry, now: datetime) -> list[Entry]:
    """What fires when the system's clock says `now`."""
    ticked = tick(registry, now=now)
    assert ticked.failed == ()
    return [entry for _, entry in ticked.fired]


def received(registry: Registry, case: str, now: datetime) -> object:
    """The step done in time."""
    return do(registry, case, "收件", Act(post="承办人", officers=("甲",)), now=now)


def test_a_clock_set_back_an_hour_records_nothing_out_of_order(registry: Registry) -> None:
    case = begun(registry, FRIDAY)
    with pytest.raises(UsageError, match=r"早于上一条记录 2026-09-18T09:00.*校正系统时钟"):
        received(registry, case, FRIDAY - timedelta(hours=1))
    assert len(registry.store.read(case).entries) == 1
    received(registry, case, FRIDAY + timedelta(seconds=1))
    assert len(registry.store.read(case).entries) == 2


def test_a_clock_set_back_after_a_timer_fired_fires_it_no_second_time(registry: Registry) -> None:
    case = begun(registry, FRIDAY)
    assert len(fired(registry, OVER + timedelta(minutes=10))) == 1
    for now in (OVER - timedelta(minutes=50), OVER, OVER + timedelta(days=1)):
        assert fired(registry, now) == []
    assert [entry.node for entry in registry.store.read(case).entries] == ["start", "t"]


@pytest.mark.parametrize("ahead", [timedelta(days=1), timedelta(days=30)])
def test_a_clock_ahead_fires_what_it_believes_due_once_and_keeps_both_times(registry: Registry, ahead: timedelta) -> None:
    """Nobody can tell a wrong clock from a right one; what it did can be told from the two times of the entry."""
    now = OVER - timedelta(hours=12)
    case = begun(registry, FRIDAY)
    assert fired(registry, now) == []
    [entry] = fired(registry, now + ahead)
    assert (entry.at, times(registry, case)[-1]) == (OVER, (OVER, now + ahead))
    with pytest.raises(UsageError, match="早于上一条记录"):
        do(registry, case, "视为受理", Act(post="承办人", officers=("甲",)), now=now)
    assert fired(registry, now) == fired(registry, OVER) == []
    do(registry, case, "视为受理", Act(post="承办人", officers=("甲",)), now=OVER)


@pytest.mark.parametrize(("begin", "amount", "unit", "over"), [
    # 30 and 31 December, Sunday 4 January worked in exchange for New Year, 5 and 6 January.
    ("2025-12-29T09:00", 5, Unit.WORKING_DAY, "2026-01-07"),
    # 27, 28 and 29 February, 1 and 4 March.
    ("2024-02-26T09:00", 5, Unit.WORKING_DAY, "2024-03-05"),
    ("2024-01-31T09:00", 1, Unit.MONTH, "2024-03-01"),
    ("2024-02-29T09:00", 1, Unit.YEAR, "2025-03-01"),
])
def test_a_timer_runs_over_the_turn_of_the_year_and_the_leap_day(
    registry: Registry, begin: str, amount: int, unit: Unit, over: str
) -> None:
    begun(registry, datetime.fromisoformat(f"{begin}:00+08:00"), amount, unit)
    end = datetime.fromisoformat(f"{over}T00:00:00+08:00")
    assert fired(registry, end - timedelta(seconds=1)) == []
    assert [entry.at for entry in fired(registry, end)] == [end]
    assert fired(registry, end + timedelta(days=400)) == []


def test_a_timer_into_a_year_without_a_notice_waits_for_it_and_fires_by_it(registry: Registry) -> None:
    """Wednesday, 30 December 2026; an invented notice gives only the 1st of January off: 31 December, 4 to 7 January."""
    case = begun(registry, datetime.fromisoformat("2026-12-30T09:00:00+08:00"))
    over = datetime.fromisoformat("2027-01-08T00:00:00+08:00")
    assert fired(registry, over) == []
    notice = Notice(kind=NoticeKind.NATIONAL, year=2027, number="试放〔2026〕1号", days_off={date(2027, 1, 1): "元旦"})
    told = replace(registry, calendar=calendar_with([notice]))
    assert list(refresh(registry.store, told.calendar)) == [case]
    assert fired(told, over - timedelta(seconds=1)) == []
    assert [entry.at for entry in fired(told, over)] == [over]


def storm(registry: Registry, cases: int) -> None:
    """A day's timers, all at different instants, run out while nobody looks for three days."""
    over = []
    for number in range(cases):
        # Begun in an order that is not that of their ends.
        now = FRIDAY + timedelta(seconds=(number * 7919) % cases * (86_000 // cases))
        begun(registry, now, 24, Unit.HOUR)
        over.append(now + timedelta(hours=24, seconds=1))
    assert len(set(over)) == cases
    now = FRIDAY + timedelta(days=4)
    entries = fired(registry, now)
    assert [entry.at for entry in entries] == sorted(over)
    assert {entry.node for entry in entries} == {"t"}
    assert fired(registry, now) == []
    for row in registry.store.cases():
        [_, (at, recorded)] = times(registry, row.case)
        assert (at, recorded) == (row.last, now)


def test_after_three_days_down_each_timer_fires_once_in_the_order_in_which_they_ran_out(registry: Registry) -> None:
    storm(registry, 250)


@pytest.mark.full
def test_after_three_days_down_ten_thousand_timers_fire_once_in_order(registry: Registry) -> None:
    storm(registry, 5000)
