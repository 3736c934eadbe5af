"""Legal time moves cases: deemed acceptance, waiting periods, clocks that stand still, limits that are extended."""
from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from powerflow.cases import Act, CaseFile, Registry, do, start, tick
from powerflow.deadlines import BEIJING
from powerflow.errors import UsageError
from powerflow.model import EntryKind, ExcludedPeriod, Extension, LimitRole, LimitSense, StepNotes, TimeLimit, Unit
from powerflow.replay import Reading
from tests.builders import ChartBuilder
from tests.cases.desk import FRIDAY, act, begin, days, drawing, open_names, registry


@pytest.fixture
def desk(tmp_path: Path) -> Registry:
    return registry(tmp_path)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00+08:00")


def _of_item(file: CaseFile, desk: Registry, moment: datetime) -> list[Reading]:
    return [clock for clock in file.clocks(desk.calendar, moment) if not clock.owner]


def deemed() -> ChartBuilder:
    """Five working days to answer, then acceptance is deemed (行政许可法第三十二条)."""
    return (
        drawing().start().step("收件").decision("m").step("审查").end()
        .boundary_timer("t", "收件", days(5), name="视为受理").to("m")
    )


# Five working days from Friday, 18 September 2026: Sunday the 20th, worked in exchange for Mid-Autumn, and 21 to 24.
OVER = at("2026-09-25T00:00")


def test_a_timer_fires_when_its_last_day_is_over_and_not_before(desk: Registry) -> None:
    case = begin(desk, deemed()).history.case
    assert tick(desk, now=FRIDAY, at=OVER - timedelta(seconds=1)).fired == ()
    [(fired_case, entry)] = tick(desk, now=FRIDAY, at=OVER).fired
    assert (fired_case, entry.node, entry.kind, entry.at, entry.officer) == (case, "t", EntryKind.TIMER, OVER, "")
    assert tick(desk, now=FRIDAY, at=OVER).fired == ()


def test_an_entry_bears_the_instant_when_time_ran_out_however_late_it_fires(desk: Registry) -> None:
    begin(desk, deemed())
    [(_, entry)] = tick(desk, now=FRIDAY, at=OVER + timedelta(days=9)).fired
    assert entry.at == OVER


def test_a_step_after_its_time_finds_the_timer_fired_first(desk: Registry) -> None:
    file = begin(desk, deemed())
    with pytest.raises(UsageError, match=r"视为受理\(t\) 2026-09-25 00:00"):
        act(desk, file, "收件", at("2026-09-28T09:00"))
    assert desk.store.read(file.history.case) == file.history
    file = act(desk, file, "审查", at("2026-09-28T09:00"))
    assert [(entry.node, entry.at) for entry in file.history.entries[1:]] == [
        ("t", OVER), ("审查", at("2026-09-28T09:00")),
    ]


def test_a_step_in_time_keeps_the_timer_from_firing(desk: Registry) -> None:
    file = act(desk, begin(desk, deemed()), "收件", at("2026-09-24T17:59"))
    assert open_names(file) == ["审查"]
    assert tick(desk, now=FRIDAY, at=OVER).fired == ()


def test_real_cases_tick_by_the_systems_time_and_simulated_ones_by_theirs(desk: Registry) -> None:
    real = start(desk, deemed().data(), "t.bpmn", Act(), now=FRIDAY).history.case
    simulated = begin(desk, deemed()).history.case
    assert [case for case, _ in tick(desk, now=OVER, at=OVER).fired] == [simulated]
    assert [case for case, _ in tick(desk, now=OVER).fired] == [real]


def test_timers_that_follow_each_other_each_fire_at_their_own_time(desk: Registry) -> None:
    file = begin(desk, drawing().start().step("a").timer("t1", days(5)).timer("t2", days(1)).end())
    act(desk, file, "a")
    fired = [(entry.node, entry.at) for _, entry in tick(desk, now=FRIDAY, at=at("2026-10-30T00:00")).fired]
    # t2 begins with 25 September, the first day off; the next working day after it is 28 September.
    assert fired == [("t1", OVER), ("t2", at("2026-09-29T00:00"))]


def test_of_several_cases_the_longest_due_comes_first(desk: Registry) -> None:
    late = begin(desk, deemed(), at=at("2026-09-21T09:00")).history.case
    early = begin(desk, deemed()).history.case
    assert [case for case, _ in tick(desk, now=FRIDAY, at=at("2026-10-30T00:00")).fired] == [early, late]


def test_a_waiting_period_is_left_open_to_its_end(desk: Registry) -> None:
    drawn = drawing().start().step("告知").timer("t", days(5, sense=LimitSense.WAIT)).step("决定").end()
    file = act(desk, begin(desk, drawn), "告知")
    assert tick(desk, now=FRIDAY, at=at("2026-09-24T23:59")).fired == ()
    assert len(tick(desk, now=FRIDAY, at=OVER).fired) == 1
    assert open_names(CaseFile(desk.store.read(file.history.case), file.document)) == ["决定"]


def test_the_promise_binds_before_the_statute(desk: Registry) -> None:
    promised = TimeLimit(role=LimitRole.PROMISED, amount=2, unit=Unit.WORKING_DAY)
    drawn = drawing().start().step("收件", limits=[days(5), promised]).end()
    [step] = begin(desk, drawn).open_steps(desk.calendar, FRIDAY)
    assert step.clock is not None
    assert step.clock.limit == promised
    assert len(step.clocks) == 2


def test_hours_run_through_the_night_and_hold_to_their_last_instant(desk: Registry) -> None:
    limit = TimeLimit(role=LimitRole.STATUTORY, amount=24, unit=Unit.HOUR)
    begin(desk, drawing().start().step("查封").end().boundary_timer("t", "查封", limit).step("补办").end("e2"))
    assert tick(desk, now=FRIDAY, at=FRIDAY + timedelta(hours=24)).fired == ()
    [(_, entry)] = tick(desk, now=FRIDAY, at=FRIDAY + timedelta(hours=24, seconds=1)).fired
    assert entry.at == FRIDAY + timedelta(hours=24, seconds=1)


def test_a_timer_that_names_its_start_runs_from_there(desk: Registry) -> None:
    drawn = drawing().start().step("受理").step("审查").timer("t", days(5, start="受理")).end()
    file = act(desk, begin(desk, drawn), "受理")
    act(desk, file, "审查", at("2026-09-24T09:00"))
    [(_, entry)] = tick(desk, now=FRIDAY, at=OVER).fired
    assert entry.at == OVER


def test_a_timer_that_opens_after_its_time_fires_at_once_and_not_in_the_past(desk: Registry) -> None:
    drawn = drawing().start().step("受理").step("审查").timer("t", days(1, start="受理")).end()
    file = act(desk, begin(desk, drawn), "受理")
    opened = at("2026-10-12T09:00")
    act(desk, file, "审查", opened)
    [(_, entry)] = tick(desk, now=FRIDAY, at=opened + timedelta(hours=1)).fired
    assert entry.at == opened


def _heard() -> ChartBuilder:
    """A hearing that does not count, beside a step with a timer."""
    hearing = StepNotes(excluded=ExcludedPeriod(kind="听证"), time_limits=(days(20),))
    return (
        drawing(time_limits=(days(5, start="start", end="决定"),)).start().parallel("f").step("听证", notes=hearing)
        .parallel("j").step("决定", days=5).end().at("f").step("审查").to("j")
        .boundary_timer("t", "审查", days(5), interrupting=False).step("催办").end("e2")
    )


def test_a_step_that_does_not_count_stops_the_other_clocks_but_not_its_own(desk: Registry) -> None:
    file = begin(desk, _heard())
    moment = at("2026-10-30T00:00")
    assert tick(desk, now=FRIDAY, at=moment).fired == ()
    steps = {step.node.id: step for step in file.open_steps(desk.calendar, moment)}
    hearing, timer = steps["听证"].clock, steps["t"].clock
    assert hearing is not None and timer is not None
    assert (hearing.stopped, timer.stopped) == ("", "听证")
    assert hearing.deadline.due == date(2026, 10, 22)
    [whole] = _of_item(file, desk, moment)
    assert whole.stopped == "听证"


def test_a_clock_goes_on_when_the_time_that_does_not_count_is_over(desk: Registry) -> None:
    """Friday's hearing ends on Monday 12 October: four whole weeks less those days still leave five working days."""
    file = act(desk, begin(desk, _heard()), "听证", at("2026-10-12T09:00"))
    timer = {step.node.id: step for step in file.open_steps(desk.calendar, at("2026-10-12T09:00"))}["t"].clock
    assert timer is not None
    # The day of the hearing's beginning is the day of the event; 12 October counts, then 13 to 16.
    assert timer.deadline.due == date(2026, 10, 16)
    [(_, entry)] = tick(desk, now=FRIDAY, at=at("2026-10-17T00:00")).fired
    assert entry.at == at("2026-10-17T00:00")


def test_a_clock_that_is_stopped_on_its_last_day_is_over_when_that_day_is(desk: Registry) -> None:
    """The day on which a pause begins counts; two working days from Friday are Sunday (worked) and Monday."""
    hearing = StepNotes(excluded=ExcludedPeriod(kind="听证"))
    drawn = drawing().start().parallel("f").step("a").step("听证", notes=hearing).parallel("j").end()
    drawn = drawn.at("f").step("b").to("j").boundary_timer("t", "b", days(2)).step("c").end("e2")
    act(desk, begin(desk, drawn), "a", at("2026-09-21T15:00"))
    assert tick(desk, now=FRIDAY, at=at("2026-09-21T23:59")).fired == ()
    [(_, entry)] = tick(desk, now=FRIDAY, at=at("2026-10-30T00:00")).fired
    assert (entry.node, entry.at) == ("t", at("2026-09-22T00:00"))


def test_an_extension_granted_in_time_lengthens_the_items_limit_once(desk: Registry) -> None:
    granting = StepNotes(extension=Extension(amount=5, unit=Unit.WORKING_DAY, approver="局长"))
    drawn = drawing(time_limits=(days(5, start="start"),)).start().decision("m").step("延长", notes=granting)
    drawn = drawn.decision("g", default="rest").via("", "听证").step("决定").end().flow("g", "m", "rest")
    file = begin(desk, drawn)
    [before] = _of_item(file, desk, FRIDAY)
    assert before.deadline.due == date(2026, 9, 24)
    file = act(desk, file, "延长", FRIDAY + timedelta(hours=1), 听证="否")
    file = act(desk, file, "延长", FRIDAY + timedelta(hours=2), 听证="是")
    [after] = _of_item(file, desk, FRIDAY + timedelta(hours=2))
    # Ten working days: 20 to 24 September, 28 to 30 September, 8 and 9 October.
    assert after.deadline.due == date(2026, 10, 9)


def test_an_extension_granted_too_late_adds_nothing(desk: Registry) -> None:
    granting = StepNotes(extension=Extension(amount=5, unit=Unit.WORKING_DAY, approver="局长"))
    drawn = drawing(time_limits=(days(5, start="start"),)).start().step("延长", notes=granting).step("决定").end()
    file = act(desk, begin(desk, drawn), "延长", at("2026-09-28T09:00"))
    [after] = _of_item(file, desk, at("2026-09-28T09:00"))
    assert after.deadline.due == date(2026, 9, 24)


def test_an_items_clock_ends_where_it_says(desk: Registry) -> None:
    drawn = drawing(time_limits=(days(5, start="受理", end="决定"),)).start().step("受理").step("决定").step("送达").end()
    file = begin(desk, drawn)
    assert _of_item(file, desk, FRIDAY) == []
    file = act(desk, file, "受理")
    assert len(_of_item(file, desk, FRIDAY)) == 1
    file = act(desk, file, "决定", FRIDAY + timedelta(days=1))
    assert _of_item(file, desk, FRIDAY + timedelta(days=1)) == []


def test_nothing_is_deemed_on_a_date_that_a_coming_notice_may_move(desk: Registry) -> None:
    """2027 has no notice in the calendar yet: the timer waits until its time is over under every notice."""
    december = datetime(2026, 12, 30, 9, tzinfo=BEIJING)
    file = begin(desk, deemed(), at=december)
    clock = {step.node.id: step for step in file.open_steps(desk.calendar, december)}["t"].clock
    assert clock is not None and clock.deadline.provisional
    latest = clock.deadline.latest
    assert isinstance(latest, date)
    sure = datetime.combine(latest + timedelta(days=1), datetime.min.time(), BEIJING)
    assert tick(desk, now=FRIDAY, at=sure - timedelta(seconds=1)).fired == ()
    assert len(tick(desk, now=FRIDAY, at=sure).fired) == 1


def test_a_case_that_cannot_go_on_is_named_and_the_others_go_on(desk: Registry) -> None:
    drawn = drawing().start().step("a").decision("g", default="rest").via("", "听证").end("e1").flow("g", "e2", "rest")
    drawn = drawn.end("e2").boundary_timer("t", "a", days(5)).decision("g2", default="rest2").via("", "听证").end("e3")
    poisoned = begin(desk, drawn.flow("g2", "e4", "rest2").end("e4")).history.case
    other = begin(desk, deemed()).history.case
    ticked = tick(desk, now=FRIDAY, at=OVER)
    assert [case for case, _ in ticked.fired] == [other]
    [(case, error)] = ticked.failed
    assert case == poisoned
    assert "听证" in error.say()


def test_timers_in_an_endless_round_are_stopped(desk: Registry) -> None:
    drawn = drawing().start().step("a").decision("m").timer("t", days(1, start="a")).decision("g", default="rest")
    file = begin(desk, drawn.via("", "听证").end().flow("g", "m", "rest"))
    act(desk, file, "a", 听证="否")
    [(_, error)] = tick(desk, now=FRIDAY, at=OVER).failed
    assert "不停地到期" in error.say() or "太多" in error.say()


def test_the_store_knows_when_to_look_again(desk: Registry) -> None:
    case = begin(desk, deemed()).history.case
    assert desk.store.due(OVER - timedelta(days=2), simulated=True) == ()
    assert desk.store.due(OVER, simulated=True) == (case,)
    do(desk, case, "收件", Act(post="承办人", officers=("甲",)), now=FRIDAY, at=FRIDAY)
    assert desk.store.due(OVER, simulated=True) == ()
