"""What comes next after a step: the exits behind it, and the ends that can be reached."""
from __future__ import annotations

from powerflow.graph import ends_after, exits_after
from powerflow.model import LimitRole, TimeLimit, Unit
from tests.builders import chart

_DAY = TimeLimit(role=LimitRole.STATUTORY, amount=1, unit=Unit.WORKING_DAY)


def test_exits_behind_gateways_come_next_and_those_behind_the_next_step_do_not() -> None:
    drawn = (
        chart().start().step("decide").decision("x").via("准予").decision("m").step("deliver").decision("y").via("later").end()
        .at("x").via("不予").end("refused").at("y").via("other").end("third").build()
    )
    named = [flow.name for flow in exits_after(drawn, [drawn.nodes["decide"]]) if flow.name]
    assert named == ["准予", "不予"]


def test_waiting_for_a_timer_ends_what_comes_next() -> None:
    drawn = chart().start().step("a").timer("wait", _DAY).decision("x").via("late").end().at("x").end("other").build()
    assert [flow.name for flow in exits_after(drawn, [drawn.nodes["a"]]) if flow.name] == []


def test_ends_are_reached_through_steps_and_boundary_events() -> None:
    drawn = chart().start().step("a").step("b").end("done").boundary_timer("late", "b", _DAY).end("stopped").build()
    assert {end.id for end in ends_after(drawn, [drawn.nodes["a"]])} == {"done", "stopped"}


def test_end_before_the_step_is_not_after_it() -> None:
    drawn = chart().start().decision("x").step("a").end("done").at("x").end("elsewhere").build()
    assert [end.id for end in ends_after(drawn, [drawn.nodes["a"]])] == ["done"]
