"""Was a step open when it was done, and if not, why not."""
from __future__ import annotations

from powerflow.model import Flowchart, LimitRole, TimeLimit, Unit
from powerflow.replay import Fit, MarkState
from tests.builders import ChartBuilder, chart
from tests.replay.histories import breaches, replayed

_FIVE_DAYS = TimeLimit(role=LimitRole.STATUTORY, amount=5, unit=Unit.WORKING_DAY)


def _line() -> Flowchart:
    return chart().start().step("a").step("b").step("c").end().build()


def _decided() -> ChartBuilder:
    """a → 合格? → b → d, or → c → d."""
    return (
        chart().start().step("a", sets=["结论"]).decision("g", "合格？").via("是", '结论 == "合格"').step("b")
        .decision("m").step("d").end().at("g").via("否", '结论 == "不合格"').step("c").to("m")
    )


def test_every_step_in_order_was_open_since_the_one_before() -> None:
    case = replayed(_line(), ("2026-09-18", "start"), ("2026-09-18", "a"), ("2026-09-18", "b"), ("2026-09-18", "c"))
    assert [(act.fit, act.since) for act in case.acts] == [
        (Fit.OPEN, None), (Fit.OPEN, 0), (Fit.OPEN, 1), (Fit.OPEN, 2)
    ]
    assert case.complete and case.open == ()


def test_steps_passed_over_are_named_in_order() -> None:
    case = replayed(_line(), ("2026-09-18", "start"), ("2026-09-18", "c"))
    assert (case.acts[1].fit, case.acts[1].skipped, case.acts[1].since) == (Fit.JUMPED, ("a", "b"), None)


def test_missing_start_is_passed_over_like_a_step() -> None:
    assert replayed(_line(), ("2026-09-18", "a")).acts[0].skipped == ("start",)


def test_step_made_up_later_is_out_of_order_and_not_missing() -> None:
    case = replayed(_line(), ("2026-09-18", "start"), ("2026-09-18", "a"), ("2026-09-18", "c"), ("2026-09-18", "b"))
    assert case.acts[3].fit is Fit.LATE
    assert breaches(case) == [("step-out-of-order", "b", 4)]


def test_reading_does_not_change_when_the_case_goes_on() -> None:
    lines = (("2026-09-18", "start"), ("2026-09-18", "c"), ("2026-09-21", "a"), ("2026-09-22", "b"), ("2026-09-22", "c"))
    whole = replayed(_line(), *lines)
    for count in range(1, len(lines)):
        assert replayed(_line(), *lines[:count]).acts == whole.acts[:count]


def test_step_done_twice_without_a_way_back_is_repeated() -> None:
    case = replayed(_line(), ("2026-09-18", "start"), ("2026-09-18", "a"), ("2026-09-18", "a"))
    assert case.acts[2].fit is Fit.REPEATED and [opened.node.id for opened in case.open] == ["b"]


def test_way_back_that_the_chart_has_is_no_repetition() -> None:
    drawn = (
        chart().start().decision("m").step("a", sets=["结论"]).decision("g").via("否", '结论 == "退回"').to("m")
        .at("g").via("是", '结论 == "通过"').step("b").end().build()
    )
    back, through = {"结论": "退回"}, {"结论": "通过"}
    case = replayed(drawn, ("2026-09-18", "start"), ("2026-09-18", "a", back), ("2026-09-18", "a", through), ("2026-09-18", "b"))
    assert [act.fit for act in case.acts] == [Fit.OPEN] * 4 and breaches(case) == []


def test_entry_after_the_end_was_not_open() -> None:
    drawn = _decided().build()
    case = replayed(
        drawn, ("2026-09-18", "start"), ("2026-09-18", "a", {"结论": "合格"}), ("2026-09-18", "b"), ("2026-09-18", "d"),
        ("2026-09-21", "c"),
    )
    assert case.acts[4].fit is Fit.CLOSED


def test_what_the_chart_lacks_is_unknown_and_disturbs_nothing() -> None:
    case = replayed(_line(), ("2026-09-18", "start"), ("2026-09-18", "x"), ("2026-09-18", "a"))
    assert [act.fit for act in case.acts] == [Fit.OPEN, Fit.UNKNOWN, Fit.OPEN]


def test_decision_is_held_against_the_facts_of_its_time() -> None:
    case = replayed(_decided().build(), ("2026-09-18", "start"), ("2026-09-18", "a", {"结论": "合格"}), ("2026-09-18", "c"))
    assert case.acts[2].fit is Fit.JUMPED and case.acts[2].skipped == ()
    assert breaches(case) == [("decision-against-facts", "g", 3)]


def test_decision_without_its_fact_is_held_against_nobody() -> None:
    case = replayed(_decided().build(), ("2026-09-18", "start"), ("2026-09-18", "a"), ("2026-09-18", "c"))
    assert breaches(case) == [("fact-missing", "a", 2)]


def test_what_a_skipped_step_would_have_recorded_is_not_guessed() -> None:
    """The conclusion of the first round says nothing about the second, which nobody recorded."""
    drawn = (
        chart().start().decision("m").step("a", sets=["结论"]).decision("g").via("否", '结论 == "退回"').step("mend")
        .to("m").at("g").via("是", '结论 == "通过"').step("b").end().build()
    )
    case = replayed(
        drawn, ("2026-09-18", "start"), ("2026-09-18", "a", {"结论": "退回"}), ("2026-09-18", "mend"), ("2026-09-18", "b")
    )
    assert breaches(case) == [("step-skipped", "a", 4)]


def test_undecided_case_shows_what_may_be_open() -> None:
    case = replayed(_decided().build(), ("2026-09-18", "start"), ("2026-09-18", "a"))
    assert case.open == () and [node.id for node in case.possible] == ["b", "c"] and not case.complete


def test_decided_case_shows_what_is_open_before_anybody_acts() -> None:
    case = replayed(_decided().build(), ("2026-09-18", "start"), ("2026-09-18", "a", {"结论": "不合格"}))
    assert [(opened.node.id, opened.since and opened.since.seq) for opened in case.open] == [("c", 2)]


def test_case_that_may_be_over_is_over() -> None:
    drawn = chart().start().step("a").decision("g").step("b").end().at("g").end("none").build()
    assert replayed(drawn, ("2026-09-18", "start"), ("2026-09-18", "a")).complete


def test_step_after_a_sub_process_is_open_since_its_last_step() -> None:
    drawn = (
        chart().start().raw(
            '<subProcess id="sub"><startEvent id="i"/><userTask id="x"/><userTask id="y"/><endEvent id="o"/>'
            '<sequenceFlow id="s1" sourceRef="i" targetRef="x"/><sequenceFlow id="s2" sourceRef="x" targetRef="y"/>'
            '<sequenceFlow id="s3" sourceRef="y" targetRef="o"/></subProcess>'
        ).to("sub").at("sub").step("b").end().build()
    )
    case = replayed(drawn, ("2026-09-18", "start"), ("2026-09-20", "x"), ("2026-09-21", "y"), ("2026-09-22", "b"))
    assert [act.since for act in case.acts] == [None, 0, 1, 2] and case.complete


def _deemed() -> Flowchart:
    return (
        chart().start().step("a").decision("m").step("b").end().boundary_timer("t", "a", _FIVE_DAYS).to("m").build()
    )


def test_timer_that_ran_out_unrecorded_explains_the_way_on() -> None:
    """Five working days after Friday 18 September (20 is worked) end on the 24th."""
    case = replayed(_deemed(), ("2026-09-18", "start"), ("2026-09-28", "b"))
    assert (case.acts[1].fit, case.acts[1].skipped) == (Fit.OPEN, ())
    assert [timer.node for timer in case.acts[1].timers] == ["t"] and breaches(case) == []


def test_before_the_timer_ran_out_the_step_was_skipped() -> None:
    case = replayed(_deemed(), ("2026-09-18", "start"), ("2026-09-23", "b"))
    assert breaches(case) == [("step-skipped", "a", 2)]


def test_step_done_after_its_time_ran_out_ignored_the_effect() -> None:
    case = replayed(_deemed(), ("2026-09-18", "start"), ("2026-09-25", "a"))
    assert breaches(case) == [("timer-ignored", "t", 2)]
    assert breaches(replayed(_deemed(), ("2026-09-18", "start"), ("2026-09-24 23:59", "a"))) == []


def test_open_timer_that_ran_out_is_overdue_at_the_moment_of_looking() -> None:
    assert replayed(_deemed(), ("2026-09-18", "start"), at="2026-09-24").overdue == ()
    assert [timer.node for timer in replayed(_deemed(), ("2026-09-18", "start"), at="2026-09-25").overdue] == ["t"]


def test_marks_show_what_was_done_skipped_open_and_astray() -> None:
    case = replayed(_line(), ("2026-09-18", "start"), ("2026-09-18", "b"))
    states = {mark.element: mark.state for mark in case.marks}
    assert (states["start"], states["a"], states["b"], states["c"]) == (
        MarkState.DONE, MarkState.SKIPPED, MarkState.ASTRAY, MarkState.OPEN
    )
    assert states["f1"] is MarkState.DONE and "end" not in states
