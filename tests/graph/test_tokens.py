"""How tokens move over a chart, element by element."""
from __future__ import annotations

import pytest

from powerflow.errors import InputError
from powerflow.graph import Marking, OverBudget, TokenGame, route
from powerflow.model import Flowchart, LimitRole, TimeLimit, Unit
from tests.builders import chart

_FIVE_DAYS = TimeLimit(role=LimitRole.STATUTORY, amount=5, unit=Unit.WORKING_DAY)


def _after(chart: Flowchart, *nodes: str) -> tuple[TokenGame, Marking]:
    """The marking after these acts; what lies between may be chosen freely but no step passed over."""
    game = TokenGame(chart)
    marking = game.settle(game.initial())[0]
    for position, node in enumerate(nodes):
        found = route(game, marking, node, now=position, price=lambda move, _: 0 if move.kind != "act" else None)
        assert found is not None, f"{node} cannot happen"
        marking = found.marking
    return game, marking


def _open(chart: Flowchart, *nodes: str) -> set[str]:
    game, marking = _after(chart, *nodes)
    return set(game.open_nodes(marking))


def _is_complete(chart: Flowchart, *nodes: str) -> bool:
    game, marking = _after(chart, *nodes)
    return game.is_complete(marking)


def _possible(chart: Flowchart, *nodes: str, goal: str) -> bool:
    game, marking = _after(chart, *nodes)
    return route(game, marking, goal, now=9, price=lambda move, _: 0 if move.kind == "choice" else None) is not None


def test_a_case_begins_at_its_start_event_and_ends_when_nothing_is_left() -> None:
    drawn = chart().start().step("a").step("b").end().build()
    assert _open(drawn) == {"start"}
    assert _open(drawn, "start") == {"a"}
    assert _open(drawn, "start", "a") == {"b"}
    assert _is_complete(drawn, "start", "a", "b") and not _is_complete(drawn, "start", "a") and not _is_complete(drawn)


def test_of_several_start_events_one_begins_the_case() -> None:
    drawn = chart().start("on_paper").step("a").end().start("on_line").step("b").end("end2").build()
    assert _open(drawn) == {"on_paper", "on_line"}
    assert _open(drawn, "on_line") == {"b"}


def test_without_start_event_it_begins_where_no_flow_leads() -> None:
    drawn = chart().step("a").step("b").end().build()
    assert _possible(drawn, goal="a") and not _possible(drawn, goal="b")


def test_exclusive_decision_is_a_choice_and_joins_without_waiting() -> None:
    drawn = chart().start().decision("g").step("a").decision("m").step("c").end().at("g").step("b").to("m").build()
    assert _open(drawn, "start") == set()
    assert _open(drawn, "start", "a") == {"c"} == _open(drawn, "start", "b")
    assert not _possible(drawn, "start", "a", goal="b")


def test_parallel_join_waits_for_every_branch() -> None:
    drawn = chart().start().parallel("f").step("a").parallel("j").step("c").end().at("f").step("b").to("j").build()
    assert _open(drawn, "start") == {"a", "b"}
    assert _open(drawn, "start", "a") == {"b"}
    assert _open(drawn, "start", "a", "b") == {"c"}


def test_flows_out_of_a_step_are_taken_together_and_into_a_step_one_by_one() -> None:
    drawn = chart().start().step("a").step("b").step("d").end().at("a").step("c").to("d").build()
    assert _open(drawn, "start", "a") == {"b", "c"}
    assert _open(drawn, "start", "a", "b") == {"c", "d"}


def test_conditional_flows_out_of_a_step_are_a_choice_beside_the_free_ones() -> None:
    drawn = (
        chart().start().step("a").via("", "数 > 1").step("b").end().at("a").step("c").end("end2").build()
    )
    assert _possible(drawn, "start", "a", goal="c") and _possible(drawn, "start", "a", goal="b")
    assert _open(drawn, "start", "a", "b") == {"c"}


def _inclusive() -> Flowchart:
    return (
        chart().start().decision("f", type="inclusiveGateway").step("a").decision("j", type="inclusiveGateway")
        .step("c").end().at("f").step("b").to("j").build()
    )


def test_inclusive_join_waits_only_for_what_may_still_come() -> None:
    drawn = _inclusive()
    game = TokenGame(drawn)
    marking, _ = game.settle(game.initial())
    start = next(game.acts(marking))
    marking, _ = game.settle(game.after(marking, start))
    outcomes = {move.exits: game.settle(game.after(marking, move))[0] for move in game.moves(marking)}
    assert len(outcomes) == 3
    both = next(marking for exits, marking in outcomes.items() if len(exits) == 2)
    one = next(marking for exits, marking in outcomes.items() if len(exits) == 1)
    (only,) = game.acts(one)
    joined, _ = game.settle(game.after(one, only))
    assert set(game.open_nodes(joined)) == {"c"}
    first = next(game.acts(both))
    halfway, _ = game.settle(game.after(both, first))
    assert set(game.open_nodes(halfway)) in ({"a"}, {"b"})


def test_first_event_after_an_event_gateway_withdraws_the_others() -> None:
    drawn = (
        chart().start().decision("g", type="eventBasedGateway").timer("t", _FIVE_DAYS).step("late").end()
        .at("g").step("answer", type="receiveTask").step("read").end("end2").build()
    )
    assert _open(drawn, "start") == {"t", "answer"}
    assert _open(drawn, "start", "answer") == {"read"}
    assert _open(drawn, "start", "t") == {"late"}


def test_interrupting_timer_closes_its_step_and_another_goes_on_beside_it_once() -> None:
    def drawn(interrupting: bool) -> Flowchart:
        return (
            chart().start().step("a").step("b").end().boundary_timer("t", "a", _FIVE_DAYS, interrupting=interrupting)
            .step("remind").end("end2").build()
        )

    assert _open(drawn(True), "start") == {"a", "t"}
    assert _open(drawn(True), "start", "t") == {"remind"}
    assert _open(drawn(False), "start", "t") == {"a", "remind"}
    assert _open(drawn(False), "start", "a") == {"b"}


_SUB = """<subProcess id="sub"{more}><startEvent id="in"/><userTask id="x"/>{inner}<endEvent id="out"/>
<sequenceFlow id="s1" sourceRef="in" targetRef="x"/><sequenceFlow id="s2" sourceRef="x" targetRef="out"/></subProcess>"""


def _with_sub(more: str = "", inner: str = "", beside: str = "") -> Flowchart:
    drawn = chart().start().raw(_SUB.format(more=more, inner=inner) + beside).to("sub").at("sub").step("b")
    return drawn.end().build()


def test_sub_process_is_left_when_nothing_is_left_in_it() -> None:
    assert _open(_with_sub(), "start") == {"x"}
    assert _open(_with_sub(), "start", "x") == {"b"}


def test_sub_process_without_content_is_a_step() -> None:
    drawn = chart().start().step("sub", type="subProcess").step("b").end().build()
    assert _open(drawn, "start") == {"sub"} and _open(drawn, "start", "sub") == {"b"}


def test_timer_on_a_sub_process_clears_it() -> None:
    timer = '<boundaryEvent id="t" attachedToRef="sub"><timerEventDefinition/></boundaryEvent>'
    follows = '<userTask id="late"/><sequenceFlow id="tf" sourceRef="t" targetRef="late"/>'
    drawn = _with_sub(beside=timer + follows)
    assert _open(drawn, "start") == {"x", "t"}
    assert _open(drawn, "start", "t") == {"late"}


def test_error_end_goes_to_the_boundary_that_catches_it() -> None:
    drawn = (
        chart().start().raw(
            '<subProcess id="sub"><userTask id="x"/><endEvent id="bad"><errorEventDefinition/></endEvent>'
            '<sequenceFlow id="s2" sourceRef="x" targetRef="bad"/></subProcess>'
            '<boundaryEvent id="caught" attachedToRef="sub"><errorEventDefinition/></boundaryEvent>'
            '<userTask id="mend"/><sequenceFlow id="cf" sourceRef="caught" targetRef="mend"/>'
        ).to("sub").at("sub").step("b").end().build()
    )
    assert _open(drawn, "start", "x") == {"mend"}


def test_event_sub_process_interrupts_the_scope_around_it() -> None:
    drawn = (
        chart().start().step("a").step("b").end().raw(
            '<subProcess id="withdrawn" triggeredByEvent="true"><startEvent id="w"><timerEventDefinition/></startEvent>'
            '<userTask id="close"/><endEvent id="we"/><sequenceFlow id="w1" sourceRef="w" targetRef="close"/>'
            '<sequenceFlow id="w2" sourceRef="close" targetRef="we"/></subProcess>'
        ).build()
    )
    assert _open(drawn, "start") == {"a", "w"}
    assert _open(drawn, "start", "w") >= {"close"} and "a" not in _open(drawn, "start", "w")
    assert _is_complete(drawn, "start", "w", "close")


def test_what_is_in_an_ad_hoc_sub_process_comes_in_any_order_or_not_at_all() -> None:
    drawn = (
        chart().start().raw('<adHocSubProcess id="sub"><userTask id="x"/><userTask id="y"/></adHocSubProcess>')
        .to("sub").at("sub").step("b").end().build()
    )
    assert _open(drawn, "start") == {"x", "y"}
    assert _possible(drawn, "start", goal="b") and _possible(drawn, "start", "y", goal="b")
    assert _open(drawn, "start", "y", "x") == {"b"}


@pytest.mark.parametrize("marker", ["standardLoopCharacteristics", "multiInstanceLoopCharacteristics"])
def test_looped_step_may_be_done_again(marker: str) -> None:
    drawn = chart().start().raw(f'<userTask id="a"><{marker}/></userTask>').to("a").at("a").step("b").end().build()
    assert _possible(drawn, "start", "a", goal="a") and _possible(drawn, "start", "a", goal="b")
    assert _possible(drawn, "start", "a", "a", goal="b")


def test_terminate_ends_everything() -> None:
    drawn = (
        chart().start().parallel("f").step("a").end("stop", inner="<terminateEventDefinition/>").at("f").step("b").end()
        .build()
    )
    assert _is_complete(drawn, "start", "a") and not _is_complete(drawn, "start", "b")


def test_links_join_throw_and_catch_of_one_name() -> None:
    drawn = (
        chart().start().step("a").raw(
            '<intermediateThrowEvent id="to" name="甲"><linkEventDefinition name="甲"/></intermediateThrowEvent>'
            '<intermediateCatchEvent id="from" name="甲"><linkEventDefinition name="甲"/></intermediateCatchEvent>'
        ).to("to").at("from").step("b").end().build()
    )
    assert _open(drawn, "start", "a") == {"b"}


def test_escalation_goes_to_its_boundary_and_the_thrower_goes_on() -> None:
    drawn = (
        chart().start().raw(
            '<subProcess id="sub"><intermediateThrowEvent id="e"><escalationEventDefinition/></intermediateThrowEvent>'
            '<userTask id="x"/><sequenceFlow id="s2" sourceRef="e" targetRef="x"/></subProcess>'
            '<boundaryEvent id="told" attachedToRef="sub" cancelActivity="false"><escalationEventDefinition/></boundaryEvent>'
            '<userTask id="note"/><sequenceFlow id="cf" sourceRef="told" targetRef="note"/>'
        ).to("sub").at("sub").step("b").end().build()
    )
    assert _open(drawn, "start") == {"x", "note"}


def test_error_that_nothing_catches_ends_the_process() -> None:
    drawn = (
        chart().start().parallel("f").step("a").end("bad", inner="<errorEventDefinition/>").at("f").step("b").end().build()
    )
    assert _is_complete(drawn, "start", "a")


def test_sub_process_with_several_starts_begins_at_one_of_them() -> None:
    drawn = (
        chart().start().raw(
            '<subProcess id="sub"><startEvent id="i1"/><startEvent id="i2"/><userTask id="x"/><userTask id="y"/>'
            '<sequenceFlow id="s1" sourceRef="i1" targetRef="x"/><sequenceFlow id="s2" sourceRef="i2" targetRef="y"/></subProcess>'
        ).to("sub").at("sub").step("b").end().build()
    )
    assert _possible(drawn, "start", goal="x") and _open(drawn, "start", "y") == {"b"}


def test_very_many_inclusive_exits_are_tried_one_by_one_and_together() -> None:
    drawn = chart().start().decision("f", type="inclusiveGateway").step("b0").end()
    for number in range(1, 14):
        drawn = drawn.at("f").step(f"b{number}").end(f"end{number}")
    assert _open(drawn.build(), "start", "b5") == set()
    assert _possible(drawn.build(), "start", "b5", goal="b6") is False


def test_message_may_come_without_an_entry() -> None:
    drawn = (
        chart().start().raw('<intermediateCatchEvent id="m"><messageEventDefinition/></intermediateCatchEvent>')
        .to("m").at("m").step("b").end().build()
    )
    assert _open(drawn, "start") == set() and _possible(drawn, "start", goal="b") and _possible(drawn, "start", goal="m")


def test_loop_of_gateways_alone_does_not_hang() -> None:
    drawn = chart().start().decision("m").decision("n").to("m").build()
    assert _open(drawn, "start") == set()


def test_tokens_that_multiply_for_ever_are_refused() -> None:
    drawn = chart().start().decision("m").parallel("f").to("m").at("f").step("a").end().build()
    with pytest.raises(InputError, match="不断增多"):
        _open(drawn, "start")


def test_route_is_the_cheapest_then_the_shortest() -> None:
    drawn = (
        chart().start().decision("g").step("a").step("b").decision("m").step("c").end()
        .at("g").step("short").to("m").build()
    )
    game, marking = _after(drawn, "start")
    found = route(game, marking, "c", now=1, price=lambda move, _: 1 if move.kind == "act" else 0)
    assert found is not None and found.cost == 1
    assert [move.node for move in found.moves if move.kind == "act"] == ["short", "c"]


def test_route_through_many_parallel_branches_is_found() -> None:
    drawn = chart().start().parallel("f").step("b0").parallel("j").step("c").end()
    for number in range(1, 16):
        drawn = drawn.at("f").step(f"b{number}").to("j")
    game, marking = _after(drawn.build(), "start")
    found = route(game, marking, "c", now=1, price=lambda move, _: 1)
    assert found is not None and found.cost == 16


def test_search_that_finds_no_end_says_so() -> None:
    drawn = chart().start().parallel("f").step("b0").parallel("j").decision("x").step("l").parallel("stuck").step("c").end()
    drawn = drawn.at("x").step("r").to("stuck")
    for number in range(1, 13):
        drawn = drawn.at("f").step(f"b{number}").to("j")
    game, marking = _after(drawn.build(), "start")
    with pytest.raises(OverBudget):
        route(game, marking, "c", now=1, price=lambda move, _: 1)
