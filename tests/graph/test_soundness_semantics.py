"""What each element does with tokens: one small chart for each sentence, its verdict worked out by hand."""
from __future__ import annotations

import pytest

from powerflow.graph import Problem, Verdict, soundness
from powerflow.model import Flowchart
from tests.builders import ChartBuilder, chart

XOR, AND, OR = "exclusiveGateway", "parallelGateway", "inclusiveGateway"


def told(drawn: Flowchart) -> set[tuple[str, str]]:
    """The faults that are told, with their elements; a fault makes a chart unsound, none leaves it sound."""
    answer = soundness(drawn)
    assert answer.verdict is (Verdict.UNSOUND if answer.problems else Verdict.SOUND)
    return {(problem.fault.value, problem.element) for problem in answer.problems}


def faults(drawn: Flowchart) -> set[str]:
    """The kinds of fault that are told."""
    return {fault for fault, _ in told(drawn)}


def only(drawn: Flowchart, fault: str) -> Problem:
    """The one problem of this kind."""
    problems = [problem for problem in soundness(drawn).problems if problem.fault.value == fault]
    assert len(problems) == 1
    return problems[0]


def split_and_join(split: str, join: str) -> Flowchart:
    """Two branches from one gateway to another."""
    return (
        chart().start().decision("split", type=split).step("甲").decision("join", type=join).end()
        .at("split").step("乙").to("join").build()
    )


@pytest.mark.parametrize(("split", "join", "expected"), [
    (XOR, XOR, set()), (AND, AND, set()), (OR, OR, set()), (XOR, OR, set()), (AND, OR, set()),
    (XOR, AND, {"deadlock", "dead"}), (OR, AND, {"deadlock"}),
    (AND, XOR, {"unsynchronised", "repeated-end"}), (OR, XOR, {"unsynchronised", "repeated-end"}),
])
def test_a_join_fits_its_split(split: str, join: str, expected: set[str]) -> None:
    assert faults(split_and_join(split, join)) == expected


def test_a_deadlock_names_where_tokens_wait_and_the_flow_on_which_none_comes() -> None:
    problem = only(split_and_join(XOR, AND), "deadlock")
    assert (problem.element, problem.waiting) == ("join", ("join",))
    assert problem.missing in {("f3",), ("f6",)}
    assert problem.trace[:3] == ("start", "f1", "split")


def test_several_start_events_are_alternatives() -> None:
    two = chart().start("s1").step("审查").end().start("s2").to("审查").build()
    assert told(two) == set()


def test_alternatives_of_the_beginning_do_not_meet_in_a_parallel_join() -> None:
    two = chart().start("s1").parallel("join").end().start("s2").to("join").build()
    assert faults(two) == {"deadlock", "dead"}


def test_without_a_start_event_every_node_that_nothing_leads_to_begins() -> None:
    assert told(ChartBuilder().step("甲").parallel("join").end().raw("<task id='乙'/>").at("乙").to("join").build()) == set()
    both = ChartBuilder().step("甲").decision("join").end().raw("<task id='乙'/>").at("乙").to("join").build()
    assert "unsynchronised" in faults(both)


def test_where_every_node_is_led_to_nothing_begins() -> None:
    assert told(ChartBuilder().step("甲").step("乙").to("甲").build()) == {("no-start", "process")}


def test_a_node_that_no_flow_leads_to_is_dead_beside_a_start_event() -> None:
    assert told(chart().start().end().raw("<task id='孤立'/>").build()) == {("dead", "孤立")}


def test_a_node_without_a_flow_out_ends() -> None:
    assert told(chart().start().decision("g").step("甲").at("g").step("乙").build()) == set()


def test_without_any_end_there_is_no_end() -> None:
    assert told(chart().start().step("甲").step("乙").to("甲").build()) == {("no-end", "process")}


def test_several_ends_take_their_tokens_each() -> None:
    assert told(chart().start().parallel("fork").step("甲").end("e1").at("fork").step("乙").end("e2").build()) == set()


def test_an_end_that_two_tokens_reach_is_repeated() -> None:
    twice = chart().start().parallel("fork").step("甲").end().at("fork").step("乙").to("end").build()
    assert told(twice) == {("repeated-end", "end")}


def test_an_end_that_either_of_two_branches_reaches_is_not() -> None:
    assert told(chart().start().decision("g").step("甲").end().at("g").step("乙").to("end").build()) == set()


def test_several_flows_out_of_an_activity_are_a_fork() -> None:
    fork = chart().start().step("受理").step("甲").parallel("join").end().at("受理").step("乙").to("join")
    assert told(fork.build()) == set()


def test_several_flows_into_an_activity_are_a_merge() -> None:
    merge = chart().start().parallel("fork").step("甲").step("决定").end().at("fork").step("乙").to("决定")
    assert ("unsynchronised", "决定") in told(merge.build())


def conditional(join: str, *, default: str = "", second: str | None = "金额 > 1") -> Flowchart:
    """An activity with two flows out, the first one with a condition."""
    attributes = f' default="{default}"' if default else ""
    return (
        chart().start().step("受理", attributes=attributes).via("", "金额 > 0").step("甲").decision("join", type=join).end()
        .at("受理").via("", second).step("乙").to("join").build()
    )


def test_flows_with_conditions_get_a_token_each_or_not() -> None:
    assert faults(conditional(OR)) == set()
    assert faults(conditional(AND)) == {"deadlock"}
    assert "unsynchronised" in faults(conditional(XOR))


def test_a_flow_without_a_condition_always_gets_a_token_beside_one_with_a_condition() -> None:
    """A join of the two that waits for the condition may wait forever; what hangs on the other flow alone does not."""
    assert faults(conditional(OR, second=None)) == set()
    assert faults(conditional(AND, second=None)) == {"deadlock"}
    surely = (
        chart().start().parallel("fork").step("受理").via("", "金额 > 0").step("通知").end("e1")
        .at("受理").step("审查").parallel("join").end("e2").at("fork").to("join").build()
    )
    assert told(surely) == set()


def test_a_default_flow_gets_a_token_only_if_no_condition_holds() -> None:
    assert faults(conditional(XOR, default="f5", second=None)) == set()
    assert faults(conditional(AND, default="f5", second=None)) == {"deadlock", "dead"}


def test_the_default_flow_of_an_inclusive_gateway_excludes_the_others() -> None:
    drawn = (
        chart().start().decision("g", type=OR, default="f5").via("", "金额 > 0").step("甲").decision("join").end()
        .at("g").step("乙").to("join").build()
    )
    assert told(drawn) == set()


def test_two_of_three_flows_of_an_inclusive_gateway_may_come_beside_the_default_one() -> None:
    drawn = (
        chart().start().decision("g", type=OR, default="f5").step("甲").decision("join").end()
        .at("g").step("乙").to("join").at("g").step("丙").to("join").build()
    )
    assert "unsynchronised" in faults(drawn)


@pytest.mark.parametrize("loop", [
    "<multiInstanceLoopCharacteristics/>", "<multiInstanceLoopCharacteristics isSequential='true'/>", "<standardLoopCharacteristics/>",
])
def test_a_repeated_activity_is_one_step(loop: str) -> None:
    assert told(chart().start().raw(f"<userTask id='现场勘验'>{loop}</userTask>").to("现场勘验").at("现场勘验").end().build()) == set()


def event_gateway(join: str) -> Flowchart:
    """Two events that an event-based gateway waits for."""
    return (
        chart().start().decision("wait", type="eventBasedGateway")
        .raw("<intermediateCatchEvent id='答复'><messageEventDefinition/></intermediateCatchEvent>").to("答复")
        .raw("<intermediateCatchEvent id='期满'><timerEventDefinition/></intermediateCatchEvent>").to("期满")
        .at("答复").decision("join", type=join).end().at("期满").to("join").build()
    )


def test_an_event_based_gateway_chooses_one_exit() -> None:
    assert faults(event_gateway(XOR)) == set()
    assert faults(event_gateway(AND)) == {"deadlock", "dead"}


TERMINATE = "<terminateEventDefinition/>"


def test_a_terminate_end_takes_all_tokens() -> None:
    """The parallel join that waits for the branch which ended does not wait forever."""
    cut = (
        chart().start().parallel("fork").step("甲").decision("g").parallel("join").end("e1")
        .at("g").end("停止", inner=TERMINATE).at("fork").step("乙").to("join")
    )
    assert told(cut.build()) == set()


def test_a_plain_end_in_its_place_leaves_the_other_token_waiting() -> None:
    left = chart().start().parallel("fork").step("甲").decision("g").parallel("join").end("e1").at("g").end("停止").at("fork").step("乙")
    assert told(left.to("join").build()) == {("deadlock", "join")}


def test_a_terminate_end_without_other_tokens_is_an_end() -> None:
    assert told(chart().start().step("甲").end("停止", inner=TERMINATE).build()) == set()


def bordered(*events: tuple[str, bool], merge: str = XOR) -> Flowchart:
    """A step whose border events lead to the same join as the step."""
    drawn = chart().start().step("审查").decision("join", type=merge).end()
    for id, interrupting in events:
        cancel = str(interrupting).lower()
        drawn = drawn.raw(
            f"<boundaryEvent id='{id}' attachedToRef='审查' cancelActivity='{cancel}'><timerEventDefinition/></boundaryEvent>"
        ).at(id).to("join")
    return drawn.build()


def test_an_interrupting_boundary_event_is_another_way_out() -> None:
    assert faults(bordered(("逾期", True))) == set()
    assert faults(bordered(("逾期", True), ("撤回", True))) == set()
    assert faults(bordered(("逾期", True), merge=AND)) == {"deadlock", "dead"}


def test_a_boundary_event_that_does_not_interrupt_may_add_its_branch() -> None:
    assert "unsynchronised" in faults(bordered(("催办", False)))
    assert faults(bordered(("催办", False), merge=AND)) == {"deadlock"}
    assert faults(bordered(("催办", False), merge=OR)) == set()


def test_an_event_may_have_added_its_branch_before_another_one_interrupts() -> None:
    """The step itself ends alone; a reminder and then the interruption are two tokens for one end."""
    drawn = (
        chart().start().step("审查").end("e1")
        .raw("<boundaryEvent id='催办' attachedToRef='审查' cancelActivity='false'><timerEventDefinition/></boundaryEvent>")
        .raw("<boundaryEvent id='逾期' attachedToRef='审查'><timerEventDefinition/></boundaryEvent>")
        .at("催办").end("e2").at("逾期").to("e2").build()
    )
    assert told(drawn) == {("repeated-end", "e2")}


def links(caught: str) -> Flowchart:
    """A step that ends in a link, and another one behind a link of the name `caught`."""
    return (
        chart().start().step("甲")
        .raw("<intermediateThrowEvent id='去'><linkEventDefinition name='转'/></intermediateThrowEvent>").to("去")
        .raw(f"<intermediateCatchEvent id='来'><linkEventDefinition name='{caught}'/></intermediateCatchEvent>")
        .at("来").step("乙").end().build()
    )


def test_a_link_event_is_a_flow() -> None:
    assert told(links("转")) == set()
    assert told(links("别处")) == {("dead", "来"), ("dead", "乙"), ("dead", "end")}

INNER_DEADLOCK = (
    "<startEvent id='is'/><exclusiveGateway id='ix'/><parallelGateway id='ia'/><endEvent id='ie'/>"
    "<sequenceFlow id='i1' sourceRef='is' targetRef='ix'/><sequenceFlow id='i2' sourceRef='ix' targetRef='ia'/>"
    "<sequenceFlow id='i3' sourceRef='ix' targetRef='ia'/><sequenceFlow id='i4' sourceRef='ia' targetRef='ie'/>"
)
INNER_SOUND = "<startEvent id='is'/><endEvent id='ie'/><sequenceFlow id='i1' sourceRef='is' targetRef='ie'/>"


def with_inner(tag: str, inner: str, attributes: str = "", *, joined: bool = True) -> Flowchart:
    """A chart with a sub-process, in its course or beside it."""
    drawn = chart().start().raw(f"<{tag} id='专班' {attributes}>{inner}</{tag}>")
    return (drawn.to("专班").at("专班").end() if joined else drawn.step("甲").end()).build()


def test_a_sub_process_is_one_step_and_a_scope_of_its_own() -> None:
    assert told(with_inner("subProcess", INNER_SOUND)) == set()
    assert told(with_inner("subProcess", INNER_DEADLOCK)) == {("deadlock", "ia"), ("dead", "ia"), ("dead", "ie")}
    assert only(with_inner("subProcess", INNER_DEADLOCK), "deadlock").scope == "专班"


def test_a_terminate_end_in_a_sub_process_ends_only_that() -> None:
    inner = INNER_SOUND.replace("<endEvent id='ie'/>", f"<endEvent id='ie'>{TERMINATE}</endEvent>")
    assert told(with_inner("subProcess", inner)) == set()


def test_an_event_sub_process_is_never_waited_for_and_is_a_scope_of_its_own() -> None:
    attributes = "triggeredByEvent='true'"
    assert told(with_inner("subProcess", INNER_SOUND, attributes, joined=False)) == set()
    assert ("deadlock", "ia") in told(with_inner("subProcess", INNER_DEADLOCK, attributes, joined=False))


def test_an_ad_hoc_sub_process_promises_no_order() -> None:
    assert told(with_inner("adHocSubProcess", "<task id='甲1'/><task id='乙1'/>")) == set()
    assert told(with_inner("adHocSubProcess", INNER_DEADLOCK)) == set()


def test_a_compensation_handler_and_its_event_are_left_out() -> None:
    drawn = (
        chart().start().step("发证").end().raw("<serviceTask id='撤销' isForCompensation='true'/>")
        .raw("<boundaryEvent id='补偿' attachedToRef='发证'><compensateEventDefinition/></boundaryEvent>").build()
    )
    assert told(drawn) == set()


def test_a_flow_that_leaves_its_scope_carries_no_token() -> None:
    """Neither does the step inside pass it on, nor does the join outside wait for it."""
    inner = INNER_SOUND + "<sequenceFlow id='out' sourceRef='is' targetRef='join'/>"
    drawn = (
        chart().start().raw(f"<subProcess id='专班'>{inner}</subProcess>").to("专班").at("专班").parallel("join").end().build()
    )
    assert told(drawn) == set()


def test_a_complex_gateway_is_not_decided() -> None:
    answer = soundness(
        chart().start().parallel("fork").step("甲").decision("投票", type="complexGateway").end()
        .at("fork").step("乙").to("投票").build()
    )
    assert (answer.verdict, answer.reason) == (Verdict.UNDECIDED, "投票")


def test_a_complex_gateway_that_neither_waits_nor_chooses_is_passed() -> None:
    assert told(chart().start().decision("投票", type="complexGateway").end().build()) == set()


def test_an_undecided_chart_is_unsound_if_something_in_it_can_never_happen() -> None:
    answer = soundness(
        chart().start().decision("投票", type="complexGateway").step("甲").end().at("投票").step("乙").to("end")
        .raw("<task id='孤立'/>").build()
    )
    assert answer.verdict is Verdict.UNSOUND
    assert [problem.element for problem in answer.problems] == ["孤立"]


def test_too_many_states_are_undecided_never_sound() -> None:
    """The terminate end keeps the branches from being looked at one by one."""
    drawn = chart().start().parallel("fork")
    for number in range(6):
        drawn = drawn.at("fork").step(f"步骤{number}").decision(f"g{number}").end(f"e{number}", inner=TERMINATE)
        drawn = drawn.at(f"g{number}").step(f"后续{number}").to("join") if number else drawn.at("g0").step("后续0").parallel("join").end()
    assert soundness(drawn.build()).verdict is Verdict.SOUND
    answer = soundness(drawn.build(), most=20)
    assert (answer.verdict, answer.reason) == (Verdict.UNDECIDED, "states")


def test_a_loop_with_an_exit_is_sound() -> None:
    drawn = chart().start().decision("again").step("补正").decision("full").end().at("full").to("again")
    assert told(drawn.build()) == set()


def endless() -> ChartBuilder:
    """A choice between an end and a loop without an exit."""
    return (
        chart().start().decision("g").step("甲").end().at("g").decision("again").step("补正").decision("full").to("again")
    )


def test_a_loop_without_an_exit_is_a_livelock() -> None:
    assert told(endless().build()) == {("livelock", "again")}


def test_a_loop_without_an_exit_is_a_livelock_beside_parallel_work_that_ends() -> None:
    drawn = chart().start().parallel("fork").step("甲").end().at("fork").decision("again").step("补正").to("again")
    assert faults(drawn.build()) == {"livelock"}


def test_a_loop_without_an_exit_that_parallel_work_may_terminate_is_sound() -> None:
    drawn = chart().start().parallel("fork").step("甲").end(inner=TERMINATE).at("fork").decision("again").step("补正").to("again")
    assert told(drawn.build()) == set()


def test_a_parallel_join_at_the_entry_of_a_loop_waits_forever() -> None:
    drawn = chart().start().parallel("again").step("补正").decision("full").end().at("full").to("again")
    assert faults(drawn.build()) == {"deadlock", "dead"}


def test_an_inclusive_join_at_the_entry_of_a_loop_waits_for_nobody() -> None:
    """The only token is the one that stands before it."""
    drawn = chart().start().decision("again", type=OR).step("补正").decision("full").end().at("full").to("again")
    assert told(drawn.build()) == set()


def test_an_inclusive_join_within_a_loop_waits_only_for_what_can_still_come() -> None:
    """13.4.3: a token in the other branch could come round to the empty flow, but as well to the one that has a token."""
    drawn = (
        chart().start().decision("again").decision("split", type=OR).step("甲").decision("join", type=OR).decision("full").end()
        .at("split").step("乙").to("join").at("full").to("again")
    )
    assert told(drawn.build()) == set()


def test_two_inclusive_joins_that_wait_for_each_other_are_stuck() -> None:
    """Each of the two could still send a token to the other's empty flow."""
    drawn = (
        chart().start().parallel("fork").decision("a", type=OR).step("甲").decision("ga").end("e1")
        .at("fork").decision("b", type=OR).step("乙").decision("gb").end("e2").at("ga").to("b").at("gb").to("a")
    )
    assert "deadlock" in faults(drawn.build())


@pytest.mark.parametrize("branches", [5, 10, 17, 20])
def test_a_ladder_of_parallel_branches_needs_few_states(branches: int) -> None:
    """Played plainly, twenty branches have more than a million states."""
    drawn = chart().start().parallel("fork").step("步骤0").parallel("join").end()
    for number in range(1, branches):
        drawn = drawn.at("fork").step(f"步骤{number}").to("join")
    answer = soundness(drawn.build())
    assert answer.verdict is Verdict.SOUND
    assert answer.states <= 2 * branches + 10


_ERROR = "<errorEventDefinition{}/>"


def _thrower(inside: str, *, catches: str | None = "", joined: bool = False) -> Flowchart:
    """A sub-process P before a step, with an event at its border that catches an error, or none."""
    caught = "" if catches is None else (
        f"<boundaryEvent id='B' attachedToRef='P'>{_ERROR.format(catches)}</boundaryEvent>"
    )
    drawn = chart().start().raw(f"<subProcess id='P'>{inside}</subProcess>{caught}").to("P").at("P")
    drawn = drawn.decision("J", type=AND if joined else XOR).step("审批").end()
    return (drawn.at("B").step("补救").to("J") if catches is not None else drawn).build()


def _ends(definition: str) -> str:
    return (
        f"<startEvent id='s'/><task id='t'/><endEvent id='e'>{definition}</endEvent>"
        "<sequenceFlow id='st' sourceRef='s' targetRef='t'/><sequenceFlow id='te' sourceRef='t' targetRef='e'/>"
    )


_TWO_ENDS = (
    "<startEvent id='s'/><{0} id='g'/><endEvent id='e'><errorEventDefinition/></endEvent><endEvent id='n'/>"
    "<sequenceFlow id='sg' sourceRef='s' targetRef='g'/><sequenceFlow id='ge' sourceRef='g' targetRef='e'/>"
    "<sequenceFlow id='gn' sourceRef='g' targetRef='n'/>"
)


def _never(drawn: Flowchart) -> set[str]:
    return {element for fault, element in told(drawn) if fault == "dead"}


def test_what_follows_a_sub_process_that_only_ends_by_an_error_comes_by_its_border() -> None:
    assert told(_thrower(_ends(_ERROR.format("")))) == set()
    assert faults(_thrower(_ends(_ERROR.format("")), joined=True)) == {"deadlock", "dead"}


def test_an_error_that_nobody_catches_ends_all_and_nothing_follows() -> None:
    assert _never(_thrower(_ends(_ERROR.format("")), catches=None)) == {"J", "审批", "end"}


def test_an_error_with_another_code_is_not_caught() -> None:
    drawn = _thrower(_ends(_ERROR.format(" errorRef='X1'")), catches=" errorRef='X2'")
    assert _never(drawn) == {"B", "补救", "J", "审批", "end"}
    assert told(_thrower(_ends(_ERROR.format(" errorRef='X1'")), catches=" errorRef='X1'")) == set()


def test_an_error_in_parallel_work_always_breaks_it_off_and_after_a_choice_only_sometimes() -> None:
    assert told(_thrower(_TWO_ENDS.format(XOR))) == set()
    assert told(_thrower(_TWO_ENDS.format(AND))) == set()
    assert told(_thrower(_TWO_ENDS.format(XOR), catches=None)) == set()
    assert _never(_thrower(_TWO_ENDS.format(AND), catches=None)) == {"J", "审批", "end"}


def test_an_error_may_always_happen_where_no_end_with_an_error_is_drawn() -> None:
    assert told(_thrower(_ends(""))) == set()


def test_a_cancelled_transaction_is_left_by_its_border() -> None:
    inside = _ends("<cancelEventDefinition/>")
    drawn = chart().start().raw(
        f"<transaction id='P'>{inside}</transaction><boundaryEvent id='B' attachedToRef='P'><cancelEventDefinition/></boundaryEvent>",
    ).to("P").at("P").step("发证").end().at("B").step("退费").end("退").build()
    assert _never(drawn) == {"发证", "end"}
