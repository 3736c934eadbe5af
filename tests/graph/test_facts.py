"""Which facts are surely recorded before a node, whichever way a case came."""
from __future__ import annotations

from powerflow.graph import facts_known
from powerflow.model import LimitRole, TimeLimit, Unit
from tests.builders import ChartBuilder, chart

_LIMIT = TimeLimit(role=LimitRole.STATUTORY, amount=5, unit=Unit.WORKING_DAY)


def _before(drawn: ChartBuilder, node: str) -> set[str]:
    return set(facts_known(drawn.build())[node])


def test_a_fact_is_known_after_its_step_and_not_before() -> None:
    drawn = chart().start().step("a", sets=["甲"]).step("b", sets=["乙"]).end()
    assert [_before(drawn, node) for node in ("a", "b", "end")] == [set(), {"甲"}, {"甲", "乙"}]


def test_after_alternatives_only_what_both_recorded_is_known() -> None:
    drawn = chart().start().decision("g", "哪边？").step("a", sets=["甲", "丙"]).decision("m").end()
    drawn.at("g").step("b", sets=["乙", "丙"]).to("m")
    assert _before(drawn, "end") == {"丙"}


def test_after_a_parallel_join_all_branches_are_known() -> None:
    drawn = chart().start().parallel("f").step("a", sets=["甲"]).parallel("j").end().at("f").step("b", sets=["乙"]).to("j")
    assert _before(drawn, "end") == {"甲", "乙"}


def test_after_an_inclusive_join_only_what_all_branches_recorded_is_known() -> None:
    drawn = chart().start().decision("f", "哪些？", type="inclusiveGateway").step("a", sets=["甲"])
    drawn.decision("j", type="inclusiveGateway").end().at("f").step("b", sets=["乙"]).to("j")
    assert _before(drawn, "end") == set()


def test_what_a_step_records_is_not_known_where_it_timed_out() -> None:
    drawn = chart().start().step("a", sets=["甲"]).end().boundary_timer("late", "a", _LIMIT).end("e2")
    assert (_before(drawn, "end"), _before(drawn, "e2")) == ({"甲"}, set())


def test_a_loop_does_not_forget_what_was_known_before_it() -> None:
    drawn = chart().start().step("a", sets=["甲"]).decision("m").step("b", sets=["乙"]).decision("g", "再来？").to("m").at("g").end()
    assert (_before(drawn, "b"), _before(drawn, "end")) == ({"甲"}, {"甲", "乙"})


def test_what_a_sub_process_records_is_known_after_it() -> None:
    drawn = chart().start().step("a", sets=["甲"]).raw(
        '<subProcess id="sub"><task id="t"><extensionElements xmlns:pf="urn:powerflow:bpmn:1"><pf:step sets="乙"/>'
        '</extensionElements></task><endEvent id="e"/><sequenceFlow id="g" sourceRef="t" targetRef="e"/></subProcess>'
    ).to("sub").at("sub").end()
    assert (_before(drawn, "t"), _before(drawn, "end")) == ({"甲"}, {"甲", "乙"})
