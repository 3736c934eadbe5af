"""What is proposed for the exits of decisions, and for steps after which nothing comes."""
from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from powerflow.model import Fact, FactType, Finding
from powerflow.reports import proposed
from powerflow.rules import judge, mended, select
from tests.builders import ChartBuilder, chart
from tests.rules.drawn import ITEM

_DAY = date(2026, 11, 21)
_RESULT = Fact(name="结果", type=FactType.CHOICE, choices=("准予", "不予", "撤回"))


def _decided(*exits: tuple[str, str | None], type: str = "exclusiveGateway") -> ChartBuilder:
    """A decision with an exit to each of the named ends under a condition, or under none."""
    drawn = chart(item=replace(ITEM, facts=(_RESULT,))).start().step("审查").decision("g", "结果如何？", type=type)
    for name, condition in exits:
        drawn.at("g").via(name, condition).end(name, name)
    return drawn


def _first(drawn: ChartBuilder, rule: str) -> Finding:
    built = drawn.build()
    return next(iter(mended(built, judge(built, select(only=[rule]), _DAY).findings)))


def _kinds(finding: Finding) -> list[tuple[str, bool]]:
    return [(each.kind, each.safe) for each in finding.fixes]


def test_of_two_exits_the_one_without_a_condition_safely_becomes_the_default() -> None:
    found = _first(_decided(("准予", '结果 == "准予"'), ("其他", None)), "exit-condition-missing")
    assert _kinds(found) == [("default", True)]
    assert proposed(found.fixes[0], "zh") == "把到“其他”的出口设为默认出口：其余情形都走这里"


def test_of_three_exits_it_is_only_proposed() -> None:
    found = _first(_decided(("准予", '结果 == "准予"'), ("不予", '结果 == "不予"'), ("其他", None)), "exit-condition-missing")
    assert _kinds(found) == [("default", False)]


def test_of_an_inclusive_gateway_it_is_only_proposed() -> None:
    drawn = _decided(("准予", '结果 == "准予"'), ("其他", None), type="inclusiveGateway")
    assert _kinds(_first(drawn, "exit-condition-missing")) == [("default", False)]


def test_where_nothing_is_left_for_the_default_none_is_proposed() -> None:
    drawn = _decided(
        ("准予", '结果 == "准予"'), ("不予", '结果 == "不予" or 结果 == "撤回"'), ("其他", None)
    )
    assert _first(drawn, "exit-condition-missing").fixes == ()


def test_where_two_exits_have_no_condition_nobody_can_tell_which_is_meant() -> None:
    assert _first(_decided(("准予", '结果 == "准予"'), ("甲", None), ("乙", None)), "exit-condition-missing").fixes == ()


def test_a_decision_that_leaves_something_out_is_only_proposed_an_exit_or_a_default() -> None:
    found = _first(_decided(("准予", '结果 == "准予"'), ("不予", '结果 == "不予"')), "decision-not-exhaustive")
    assert _kinds(found) == [("exit", False), ("default", False), ("default", False)]
    said = [proposed(each, "zh") for each in found.fixes]
    assert said[0] == "为“结果 == \"撤回\"”这样的情形补画一个出口；通向哪里由主管人员定"
    assert "它现在的条件“结果 == \"准予\"”不再起作用；是否如此由主管人员定" in said[1]


def test_a_default_after_which_another_exit_is_never_taken_is_not_proposed() -> None:
    """With the first exit as the default the second would still be taken; an exit that nothing leads through stays wrong."""
    drawn = _decided(("准予", '结果 == "准予"'), ("不予", '结果 == "不予" and 结果 == "准予"'))
    found = _first(drawn, "decision-not-exhaustive")
    assert [(each.kind, each.element) for each in found.fixes if each.kind == "default"] == [("default", found.fixes[-1].element)]
    built = drawn.build()
    assert built.flows[found.fixes[-1].element].target == "不予"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_proposals_are_said_in_both_languages(lang: str) -> None:
    for rule in ("exit-condition-missing", "decision-not-exhaustive"):
        exits = [("准予", '结果 == "准予"'), ("不予", None if rule.startswith("exit") else '结果 == "不予"')]
        for each in _first(_decided(*exits), rule).fixes:
            assert "{" not in proposed(each, lang)


def _dead_end(drawn: ChartBuilder) -> list[tuple[str, str, str, bool]]:
    return [(each.kind, each.element, each.to, each.safe) for each in _first(drawn, "step-dead-end").fixes]


def test_a_step_without_a_way_on_is_connected_to_what_nothing_leads_to() -> None:
    drawn = chart().start().decision("g").step("甲").at("g").end("e1").raw('<userTask id="乙" name="乙"/>').at("乙").end("e2")
    assert _dead_end(drawn) == [("connect", "甲", "乙", False)]


def test_where_everything_is_led_to_an_end_is_proposed_and_never_drawn_unasked() -> None:
    drawn = chart().start().decision("g").step("甲").at("g").end("e1").at("g").end("e2")
    assert _dead_end(drawn) == [("connect", "甲", "e1", False), ("connect", "甲", "e2", False)]


def test_an_end_that_would_be_reached_twice_is_not_proposed() -> None:
    drawn = chart().start().parallel("fork").step("甲").at("fork").step("乙").end("e")
    assert _dead_end(drawn) == []
