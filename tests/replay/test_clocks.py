"""How long everything took, in legal days, against every limit. Expected dates are counted by hand.

Working days from 18 September 2026: 20 (make-up Sunday), 21–24, 28–30, 8–10 October (make-up Saturday), 12–16, 19 …
"""
from __future__ import annotations

from datetime import date

import pytest

from powerflow.errors import InputError
from powerflow.model import (
    Document,
    ExcludedPeriod,
    Extension,
    Flowchart,
    LimitRole,
    LimitSense,
    PowerItem,
    StepNotes,
    Suspension,
    TimeLimit,
    Unit,
)
from powerflow.replay import Reading, Replay, replay
from tests.builders import chart
from tests.replay.histories import breaches, conduct, history, replayed


def _limit(
    amount: int, unit: Unit = Unit.WORKING_DAY, *, start: str | None = None, end: str | None = None,
    sense: LimitSense = LimitSense.WITHIN, role: LimitRole = LimitRole.STATUTORY,
) -> TimeLimit:
    return TimeLimit(role=role, amount=amount, unit=unit, start=start, end=end, sense=sense, basis="示例法第一条")


def _of(case: Replay, owner: str) -> list[Reading]:
    return [reading for reading in case.readings if reading.owner == owner]


def test_step_is_measured_from_its_opening_over_the_holidays() -> None:
    drawn = chart().start().step("a", limits=[_limit(5)]).end().build()
    (reading,) = replayed(drawn, ("2026-09-18", "start"), ("2026-10-09", "a")).readings
    stands = reading.standing
    assert (stands.used.amount, stands.deadline.due, stands.late, reading.is_late) == (10, date(2026, 9, 24), 5, True)


def test_running_clock_is_read_at_the_moment() -> None:
    drawn = chart().start().step("a", limits=[_limit(5)]).end().build()
    (reading,) = replayed(drawn, ("2026-09-18", "start"), at="2026-09-23").readings
    assert (reading.is_running, reading.standing.used.amount, reading.standing.remaining) == (True, 4, 1)
    late = replayed(drawn, ("2026-09-18", "start"), at="2026-09-28")
    assert [finding[:2] for finding in breaches(late)] == [("limit-passed", "a")]


def _whole(*limits: TimeLimit) -> PowerItem:
    return PowerItem(code="X01", name="示例许可", time_limits=limits)


def test_item_is_measured_between_two_steps_or_from_start_to_end() -> None:
    item = _whole(_limit(20, start="a", end="b"), _limit(30, role=LimitRole.PROMISED))
    drawn = chart(item=item).start().step("a").step("b").step("c").end().build()
    case = replayed(drawn, ("2026-09-18", "start"), ("2026-09-18", "a"), ("2026-10-22", "b"), ("2026-10-26", "c"))
    between, through = sorted(_of(case, ""), key=lambda reading: reading.limit.amount)
    assert (between.standing.used.amount, between.standing.late, between.standing.deadline.due) == (20, 0, date(2026, 10, 22))
    assert (through.standing.used.amount, through.ended) == (22, 3)


def test_item_clock_whose_end_cannot_come_any_more_is_none() -> None:
    drawn = (
        chart(item=_whole(_limit(20, start="a", end="b"))).start().step("a").decision("g").step("b").end()
        .at("g").step("no").step("tell").end("end2").build()
    )
    running = replayed(drawn, ("2026-09-18", "start"), ("2026-09-18", "a"))
    assert [reading.is_running for reading in running.readings] == [True]
    refused = replayed(drawn, ("2026-09-18", "start"), ("2026-09-18", "a"), ("2026-09-18", "no"))
    assert refused.readings == ()


def test_clock_that_names_its_start_begins_anew_when_that_happens_again() -> None:
    drawn = (
        chart(item=_whole(_limit(5, start="receive", end="reply"))).start().decision("m").step("receive").decision("g")
        .step("reply").end().at("g").step("supplement").to("m").build()
    )
    case = replayed(
        drawn, ("2026-09-18", "start"), ("2026-09-18", "receive"), ("2026-10-12", "supplement"), ("2026-10-12", "receive"),
        ("2026-10-14", "reply"),
    )
    (reading,) = case.readings
    assert (reading.start.date(), reading.standing.used.amount) == (date(2026, 10, 12), 2)


def _excluded() -> Flowchart:
    item = _whole(_limit(5, start="a", end="c"))
    notes = StepNotes(excluded=ExcludedPeriod(kind="听证"), time_limits=(_limit(20),))
    return chart(item=item).start().step("a").step("b", notes=notes).step("c").end().build()


def test_excluded_step_stops_the_item_but_not_its_own_clock() -> None:
    """Whole days between 21 September and 9 October do not count: used 20, 21, 9 and 10 October."""
    case = replayed(
        _excluded(), ("2026-09-18", "start"), ("2026-09-20", "a"), ("2026-10-09", "b"), ("2026-10-10", "c")
    )
    (whole,) = _of(case, "")
    assert (whole.standing.used.amount, whole.standing.late, [pause.why for pause in whole.pauses]) == (2, 0, ["听证"])
    (own,) = _of(case, "b")
    assert (own.standing.used.amount, own.pauses) == (9, ())


def test_suspending_step_stops_the_item_as_an_excluded_one_does() -> None:
    item = _whole(_limit(5, start="a", end="c"))
    notes = StepNotes(suspension=Suspension(reason="等待司法结论", document="中止通知书"), time_limits=(_limit(20),))
    drawn = chart(item=item).start().step("a").step("b", notes=notes).step("c").end().build()
    case = replayed(drawn, ("2026-09-18", "start"), ("2026-09-20", "a"), ("2026-10-09", "b"), ("2026-10-10", "c"))
    (whole,) = _of(case, "")
    assert (whole.standing.used.amount, [pause.why for pause in whole.pauses]) == (2, ["等待司法结论"])


def test_excluded_sub_process_stops_the_item_while_it_is_open() -> None:
    from powerflow import bpmn

    document = (
        chart(item=_whole(_limit(5, start="a", end="c"))).start().step("a").raw(
            '<subProcess id="sub"><userTask id="b"/></subProcess>'
        ).to("sub").at("sub").step("c").end().document()
    )
    document = bpmn.annotate(document, "sub", StepNotes(excluded=ExcludedPeriod(kind="听证")))
    drawn = bpmn.parse(bpmn.write(document), "test.bpmn").chart
    begun = (("2026-09-18", "start"), ("2026-09-20", "a"))
    (open_still,) = replayed(drawn, *begun, at="2026-10-09").readings
    (over,) = replayed(drawn, *begun, ("2026-10-09", "b"), ("2026-10-10", "c")).readings
    assert (open_still.standing.used.amount, over.standing.used.amount) == (1, 2)


def _hearing(inner: StepNotes, outer: StepNotes) -> Flowchart:
    """A sub-process of one step, which a timer of five working days ends; the item runs from the step before it to the one after."""
    from powerflow import bpmn

    document = (
        chart(item=_whole(_limit(10, start="a", end="c"))).start().step("a").raw(
            '<subProcess id="sub"><userTask id="b"/></subProcess>'
        ).to("sub").at("sub").decision("m").step("c").end().boundary_timer("t", "sub", _limit(5)).to("m").document()
    )
    for id, notes in (("b", inner), ("sub", outer)):
        document = bpmn.annotate(document, id, notes)
    return bpmn.parse(bpmn.write(document), "test.bpmn").chart


def test_excluded_step_in_a_sub_process_that_was_cut_short_stopped_the_item_until_then() -> None:
    """20 September (worked) is the day of the event, 21 to 24 are excluded; 28 counts."""
    drawn = _hearing(StepNotes(excluded=ExcludedPeriod(kind="听证")), StepNotes())
    case = replayed(drawn, ("2026-09-18", "start"), ("2026-09-20", "a"), ("2026-09-29 00:00", "t"), ("2026-09-29", "c"))
    (whole,) = _of(case, "")
    assert [(pause.start.day, pause.end.day) for pause in whole.pauses] == [(20, 29)]
    assert whole.standing.used.amount == 1


def test_excluded_sub_process_does_not_stop_the_limits_of_what_is_in_it() -> None:
    drawn = _hearing(StepNotes(time_limits=(_limit(3),)), StepNotes(excluded=ExcludedPeriod(kind="听证")))
    case = replayed(drawn, ("2026-09-18", "start"), ("2026-09-20", "a"), at="2026-09-25")
    (own,) = _of(case, "b")
    assert (own.standing.deadline.due, own.stopped, own.is_late) == (date(2026, 9, 23), "", True)
    (whole,) = _of(case, "")
    assert (whole.stopped, whole.is_late) == ("听证", False)


def test_clock_that_was_met_runs_again_while_what_met_it_is_open_anew() -> None:
    drawn = (
        chart(item=_whole(_limit(5, start="a", end="b"))).start().step("a").decision("m").step("b").decision("g").step("c").end()
        .at("g").step("back").to("m").build()
    )
    begun = (("2026-09-18", "start"), ("2026-09-18", "a"), ("2026-09-21", "b"))
    assert [reading.is_running for reading in replayed(drawn, *begun).readings] == [False]
    again = replayed(drawn, *begun, ("2026-09-22", "back")).readings
    assert [(reading.is_running, reading.standing.deadline.due) for reading in again] == [
        (False, date(2026, 9, 24)), (True, date(2026, 9, 24)),
    ]


def test_pause_that_outlasts_a_clock_changes_nothing_of_it() -> None:
    """The limit of "a" is met on Monday; the hearing beside it goes on until October."""
    notes = StepNotes(excluded=ExcludedPeriod(kind="听证"))
    drawn = (
        chart().start().parallel("f").step("a", limits=[_limit(5)]).parallel("j").end().at("f").step("b", notes=notes).to("j").build()
    )
    begun = (("2026-09-18", "start"), ("2026-09-21", "a"))
    (then,), (later,) = replayed(drawn, *begun).readings, replayed(drawn, *begun, ("2026-10-30", "b")).readings
    assert then == later


@pytest.mark.parametrize("recorded", [True, False])
def test_excluded_step_cut_short_by_its_timer_stopped_the_item_until_then(recorded: bool) -> None:
    """Five working days after 20 September end on the 28th; of them 21–24 and 28 are excluded, 29 counts."""
    item = _whole(_limit(5, start="a", end="c"))
    notes = StepNotes(excluded=ExcludedPeriod(kind="征求意见"))
    drawn = (
        chart(item=item).start().step("a").step("b", notes=notes).decision("m").step("c").end()
        .boundary_timer("t", "b", _limit(5)).to("m").build()
    )
    timer = (("2026-09-29 00:00", "t"),) if recorded else ()
    case = replayed(drawn, ("2026-09-18", "start"), ("2026-09-20", "a"), *timer, ("2026-09-29", "c"))
    (whole,) = _of(case, "")
    assert (whole.standing.used.amount, [pause.why for pause in whole.pauses]) == (1, ["征求意见"])


def test_item_stands_still_while_the_excluded_step_is_open() -> None:
    case = replayed(_excluded(), ("2026-09-18", "start"), ("2026-09-20", "a"), at="2026-10-30")
    (whole,) = _of(case, "")
    assert whole.standing.late == 0 and whole.standing.used.amount == 1


def _extended() -> Flowchart:
    notes = StepNotes(extension=Extension(amount=10, unit=Unit.WORKING_DAY, approver="局长"))
    item = _whole(_limit(5, start="a", end="c"))
    return chart(item=item).start().step("a").step("b", notes=notes).step("c").end().build()


def test_extension_granted_in_time_lengthens_the_limit() -> None:
    case = replayed(_extended(), ("2026-09-18", "start"), ("2026-09-18", "a"), ("2026-09-24", "b"), ("2026-10-16", "c"))
    (whole,) = _of(case, "")
    assert (whole.extended, whole.standing.deadline.due, whole.void) == (10, date(2026, 10, 15), ())
    assert whole.standing.late == 1


def test_extension_granted_too_late_does_not() -> None:
    case = replayed(_extended(), ("2026-09-18", "start"), ("2026-09-18", "a"), ("2026-09-25", "b"), ("2026-09-28", "c"))
    (whole,) = _of(case, "")
    assert (whole.extended, whole.void, whole.standing.late) == (0, (2,), 1)
    assert breaches(case) == [("extension-too-late", "b", 3), ("limit-passed", None, 4)]


def test_wait_is_kept_only_when_its_last_day_is_over() -> None:
    wait = _limit(5, start="a", sense=LimitSense.WAIT)
    drawn = chart().start().step("a").step("b", limits=[wait]).end().build()
    for day, cut in (("2026-09-24", True), ("2026-09-25", False)):
        (reading,) = replayed(drawn, ("2026-09-18", "start"), ("2026-09-18", "a"), (day, "b")).readings
        assert reading.is_cut is cut


def test_timer_before_its_time_cuts_the_wait_short() -> None:
    drawn = chart().start().step("a").timer("t", _limit(5, sense=LimitSense.WAIT)).step("b").end().build()
    begun = (("2026-09-18", "start"), ("2026-09-18", "a"))
    assert breaches(replayed(drawn, *begun, ("2026-09-23 00:00", "t"))) == [("wait-cut-short", "t", 3)]
    assert breaches(replayed(drawn, *begun, ("2026-09-25 00:00", "t"))) == []
    assert breaches(replayed(drawn, *begun, ("2026-09-23", "b"))) == [("wait-cut-short", "b", 3)]


def test_on_the_spot_after_a_timer_is_the_next_working_day() -> None:
    """The five days end on 24 September; 25 to 27 is a holiday."""
    drawn = (
        chart().start().step("a").end().boundary_timer("t", "a", _limit(5))
        .step("b", limits=[_limit(0, Unit.SPOT)]).end("end2").build()
    )
    begun = (("2026-09-18", "start"), ("2026-09-25 00:00", "t"))
    assert breaches(replayed(drawn, *begun, ("2026-09-28", "b"))) == []
    assert breaches(replayed(drawn, *begun, ("2026-09-29", "b"))) == [("limit-passed", "b", 3)]


def test_step_opened_by_skipping_has_no_known_clock() -> None:
    drawn = chart().start().step("a").step("b", limits=[_limit(1)]).end().build()
    assert replayed(drawn, ("2026-09-18", "start"), ("2026-10-30", "b")).readings == ()


def test_what_the_party_takes_too_long_for_is_no_breach_of_the_authority() -> None:
    from powerflow import bpmn
    from powerflow.model import LaneNotes

    document = chart().start().step("pay", post="当事人", limits=[_limit(1)]).end().document()
    document = bpmn.annotate(document, "lane-当事人", LaneNotes(post="当事人", side="P"))
    drawn = bpmn.parse(bpmn.write(document), "test.bpmn").chart
    assert breaches(replayed(drawn, ("2026-09-18", "start"), ("2026-10-30", "pay"))) == []


def test_case_as_it_stood_then() -> None:
    drawn = chart().start().step("a", limits=[_limit(5)]).step("b").end().build()
    case = replayed(drawn, ("2026-09-18", "start"), ("2026-09-23", "a"), ("2026-10-08", "b"))
    then = case.at(case.acts[1].entry.at.replace(day=22))
    assert [act.entry.node for act in then.acts] == ["start"] and [opened.node.id for opened in then.open] == ["a"]
    assert then.readings[0].is_running and case.complete and not then.complete


def test_empty_history_has_no_moment_of_its_own() -> None:
    from powerflow.deadlines import national_calendar

    drawn = chart().start().end().build()
    with pytest.raises(InputError):
        replay(history(drawn), drawn, national_calendar())


def test_suspending_step_needs_the_notice_that_the_chart_names() -> None:
    told = StepNotes(documents=(Document(name="中止通知书"),))
    notes = StepNotes(suspension=Suspension(reason="等待司法结论", document="中止通知书"))
    drawn = chart(item=_whole(_limit(20, start="a", end="c"))).start().decision("x").step("n", notes=told).to("m")
    drawn.decision("m")
    drawn = drawn.at("x").to("m").at("m").step("a").step("b", notes=notes).step("c").end()
    built = drawn.build()

    def found(*steps: str) -> list[str]:
        lines = [("2026-09-18", "start"), *(("2026-09-18", step) for step in steps)]
        return [finding.rule for finding in conduct(replayed(built, *lines))]

    assert "clock-stopped-without-notice" not in found("n", "a", "b", "c")
    assert "clock-stopped-without-notice" in found("a", "b", "c")
