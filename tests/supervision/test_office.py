"""The lamps of an office follow the commands, and are the same whether worked out from the store or from the history."""
from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from powerflow import cases
from powerflow.model import Entry, EntryKind, ExcludedPeriod, LimitRole, StepNotes
from powerflow.organisation import Department, Organisation, Post
from powerflow.replay import Lamp
from powerflow.supervision import Choice, chosen
from tests.cases.desk import FRIDAY, act, begin, drawing
from tests.supervision.office import at, begun, days, desk, lamps, limited, received


def test_each_case_and_step_has_its_lamp(tmp_path: Path) -> None:
    """From Friday, 18 September 2026; Sunday the 20th is worked, 25 to 27 September and 1 to 7 October are days off.

    Two working days end on the 21st, five on the 24th, ten on 9 October.
    """
    office = desk(tmp_path)
    begun(office)
    shown = [
        (case.lit.lamp, [step.lit.lamp for step in case.steps])
        for moment in ("09-18 10:00", "09-20 10:00", "09-22 00:00", "09-23 10:00", "09-25 00:00", "10-10 00:00")
        for case in lamps(office, at(f"2026-{moment}")).cases
    ]
    assert shown == [
        (Lamp.GREEN, [Lamp.GREEN]), (Lamp.GREEN, [Lamp.BLUE]), (Lamp.GREEN, [Lamp.YELLOW]), (Lamp.BLUE, [Lamp.YELLOW]),
        (Lamp.YELLOW, [Lamp.YELLOW]), (Lamp.RED, [Lamp.YELLOW]),
    ]


def test_it_names_the_rule_the_limit_and_the_next_turn(tmp_path: Path) -> None:
    office = desk(tmp_path)
    begun(office)
    [case] = lamps(office, at("2026-09-18 10:00")).cases
    [step] = case.steps
    assert (step.lit.length, step.lit.due, step.lit.turns_at, step.lit.turns_to) == (
        "2WD", "2026-09-22T00:00:00+08:00", "2026-09-20T00:00:00+08:00", Lamp.BLUE,
    )
    [late] = lamps(office, at("2026-09-25 00:00")).cases
    assert (late.lit.code, late.lit.length, late.lit.due) == ("T05", "5WD", "2026-09-25T00:00:00+08:00")


def test_a_step_without_a_limit_is_white_and_never_counted_as_green(tmp_path: Path) -> None:
    office = desk(tmp_path)
    received(office, begun(office))
    shown = lamps(office, at("2026-09-18 10:00"))
    assert (shown.by_step[Lamp.WHITE], shown.by_step[Lamp.GREEN], shown.by_worst[Lamp.WHITE], shown.by_case[Lamp.GREEN]) == (1, 0, 1, 1)


def test_a_case_of_an_item_without_a_limit_is_white(tmp_path: Path) -> None:
    office = desk(tmp_path)
    begin(office, drawing().start().step("受理", days=2).end())
    assert lamps(office, FRIDAY).by_case[Lamp.WHITE] == 1


def test_excluded_time_is_grey(tmp_path: Path) -> None:
    office = desk(tmp_path)
    notes = StepNotes(excluded=ExcludedPeriod(kind="听证"), time_limits=(days(LimitRole.PROMISED, 10),))
    drawn = drawing(time_limits=(days(LimitRole.PROMISED, 5),)).start().step("受理", days=2).step("听证", notes=notes).end()
    received(office, begin(office, drawn))
    [case] = lamps(office, FRIDAY + timedelta(days=5)).cases
    assert (case.lit.lamp, case.lit.why, case.steps[0].lit.lamp) == (Lamp.GREY, "听证", Lamp.GREEN)


def test_a_case_that_is_over_has_no_lamp(tmp_path: Path) -> None:
    office = desk(tmp_path)
    file = received(office, begun(office))
    act(office, file, "审查")
    act(office, file, "送达")
    assert lamps(office, FRIDAY).cases == ()


@pytest.mark.parametrize("moment", ["2026-09-18 09:00", "2026-09-21 10:00", "2026-09-23 10:00", "2026-09-30 10:00"])
def test_the_past_shows_what_was_shown_then(tmp_path: Path, moment: str) -> None:
    """Read from the store before the case went on, and from its history afterwards."""
    office = desk(tmp_path)
    file = begun(office)
    other = begun(office)
    then = lamps(office, at(moment)).cases
    received(office, file, at("2026-10-08 10:00"))
    done = received(office, other, at("2026-10-08 10:00"))
    act(office, done, "审查", at("2026-10-09 10:00"))
    act(office, done, "送达", at("2026-10-09 11:00"))
    assert [(each.seen.case, each.lit, each.steps) for each in lamps(office, at(moment)).cases] == [
        (each.seen.case, each.lit, each.steps) for each in then
    ]


def test_a_case_begun_later_was_not_there(tmp_path: Path) -> None:
    office = desk(tmp_path)
    begun(office)
    assert lamps(office, FRIDAY - timedelta(minutes=1)).cases == ()


def test_a_notice_of_days_off_moves_the_lamps_of_open_cases(tmp_path: Path) -> None:
    from powerflow.deadlines import Notice, NoticeKind, calendar_with

    office = desk(tmp_path)
    begun(office)
    monday = at("2026-09-21 00:00").date()
    local = calendar_with([Notice(kind=NoticeKind.LOCAL, year=2026, area="临溪县", days_off={monday: "节日"})])
    assert list(cases.refresh(office.store, local)) == ["T01-2026-0001"]
    [case] = lamps(office, at("2026-09-22 10:00")).cases
    assert case.steps[0].lit.due == "2026-09-23T00:00:00+08:00"


def test_lamps_are_chosen_by_post_department_colour_and_case(tmp_path: Path) -> None:
    office = desk(tmp_path)
    first, _ = begun(office), begun(office)
    received(office, first, at("2026-09-18 10:00"))
    table = Organisation((Department("局"), Department("他局")), (Post("承办人", "局"),), ())
    shown = lamps(office, at("2026-09-21 10:00"))

    def count(**asked: object) -> int:
        return len(chosen(shown, Choice(**asked), table).cases)  # type: ignore[arg-type]

    assert (count(), count(post="承办人"), count(department="局"), count(department="他局"), count(post="别人")) == (2, 2, 2, 0, 0)
    assert (count(lamps=frozenset({Lamp.WHITE})), count(lamps=frozenset({Lamp.BLUE})), count(lamps=frozenset({Lamp.RED}))) == (1, 1, 0)
    assert (count(case="T01-2026-0001"), count(item="T01"), count(item="示例许可"), count(item="T02")) == (1, 2, 2, 0)


def test_what_the_store_keeps_is_what_the_history_says(tmp_path: Path) -> None:
    """Worked out anew for the whole store, nothing changes: the projections were written with each command."""
    office = desk(tmp_path)
    file = begun(office)
    assert list(cases.refresh(office.store, office.calendar)) == []
    received(office, file, at("2026-09-21 10:00"))
    act(office, file, "审查", at("2026-09-22 10:00"))
    assert list(cases.refresh(office.store, office.calendar)) == []
    assert limited().data() == office.store.chart(file.head.chart_digest)


def test_a_suspended_case_is_grey(tmp_path: Path) -> None:
    office = desk(tmp_path)
    file = begun(office)
    notice = cases.Act(post="承办人", officers=("甲",), note="等待结论")
    cases.suspend(office, file.head.case, notice, document="中止通知 1 号", now=FRIDAY, at=at("2026-09-18 10:00"))
    [case] = lamps(office, at("2026-09-30 10:00")).cases
    assert (case.lit.lamp, [step.lit.lamp for step in case.steps]) == (Lamp.GREY, [Lamp.GREY])


def test_what_could_not_go_on_by_itself_is_white(tmp_path: Path) -> None:
    """An incident at a timer: nobody can say how such a case stands until it is settled."""
    office = desk(tmp_path)
    file = begun(office)
    incident = Entry(seq=0, at=FRIDAY, kind=EntryKind.INCIDENT, node="受理", note="缺少事实")
    cases.note(office, file.head.case, lambda file, moment: [incident], now=FRIDAY, at=at("2026-09-18 10:00"))
    [case] = lamps(office, at("2026-09-18 11:00")).cases
    assert (case.steps[0].lit.lamp, case.steps[0].lit.why, case.worst.lamp) == (Lamp.WHITE, "缺少事实", Lamp.WHITE)
    received(office, file, at("2026-09-18 12:00"))
    assert lamps(office, at("2026-09-18 13:00")).cases[0].lit.lamp is Lamp.GREEN
