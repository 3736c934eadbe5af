"""Messages between pools: each sentence at the head of `messages.py` on the smallest collaboration that shows it."""
from __future__ import annotations

from dataclasses import replace

import pytest

from powerflow.graph.messages import Exchange, exchange
from powerflow.graph.soundness import Verdict, soundness
from powerflow.model import Flowchart
from tests.graph.pools import read, talk

MOST_STATES = 2_000


def spoken(chart: Flowchart) -> Exchange:
    """The exchange, all of it seen."""
    found = exchange(chart, MOST_STATES)
    assert found is not None
    assert found.complete
    return found


def stuck(chart: Flowchart) -> set[str]:
    """The nodes that wait for ever in some course."""
    return {id for each in spoken(chart).stuck for id in each.waiting}


def is_fine(chart: Flowchart) -> bool:
    """Whether nothing at all is said of the exchange."""
    return replace(spoken(chart), states=0) == Exchange()


def told(chart: Flowchart) -> list[tuple[str, str]]:
    """Fault and element of each problem."""
    return [(problem.fault.value, problem.element) for problem in soundness(chart).problems]


def test_pools_that_do_not_speak_have_no_exchange() -> None:
    assert exchange(talk("m: outside > r", A="start > receive r > end", B="start > end"), MOST_STATES) is None


def test_a_message_that_is_sent_and_taken_is_fine() -> None:
    assert is_fine(talk("m: s > r", A="start > send s > end", B="start > receive r > end"))


# One case of each pool; how pools begin

def test_each_pool_waiting_first_for_the_other_is_a_deadlock() -> None:
    chart = talk("m: s > r, n: t > q", A="start > receive q > send s > end", B="start > receive r > send t > end")
    (only,) = spoken(chart).stuck
    assert set(only.waiting) == {"q", "r"}
    assert set(only.missing) == {"m", "n"}


def test_three_pools_waiting_in_a_ring() -> None:
    chart = talk(
        "m: s > r, n: t > q, o: u > p", A="start > receive p > send s > end", B="start > receive r > send t > end",
        C="start > receive q > send u > end",
    )
    assert stuck(chart) == {"p", "q", "r"}


def test_a_pool_is_begun_by_a_message_to_its_start() -> None:
    chart = talk("m: s > a, n: b > r", A="start > send s > receive r > end", B="startM a > task > endM b")
    assert spoken(chart).stuck == ()


def test_a_pool_that_is_never_begun_has_a_start_unserved_and_no_deadlock() -> None:
    found = spoken(talk("m: s > a, n: b > c", A="startM c > endM s", B="startM a > endM b"))
    assert found.stuck == ()
    assert set(found.unserved) == {"a", "c"}


def test_a_start_without_a_trigger_to_which_a_message_flow_leads_waits_for_it() -> None:
    assert set(spoken(talk("m: s > a, n: b > c", A="start c > endM s", B="start a > endM b")).unserved) == {"a", "c"}


def test_one_of_two_starts_without_a_message_begins_its_pool() -> None:
    chart = talk("m: s > a, n: b > r", A="start > receive r > send s > end", B="startM a > xor x > endM b; start > x")
    assert spoken(chart).stuck == ()


def test_a_pool_without_a_start_is_begun_by_the_messages_that_its_first_nodes_wait_for() -> None:
    assert is_fine(talk("m: s > a", A="start > xor x > send s > end; x > end", B="receive a > end"))


def test_a_pool_without_a_start_whose_first_node_does_not_wait_begins_by_itself() -> None:
    assert stuck(talk("m: s > r", A="start > xor x > send s > end; x > end", B="task > receive r > end")) == {"r"}


def test_a_pool_that_has_ended_is_begun_anew_by_another_message() -> None:
    chart = talk(
        "m: s > a, n: b > r", A="start > xor x > send s > receive r > xor y > end; y > x", B="startM a > endM b"
    )
    assert spoken(chart).stuck == ()


# Who waits

@pytest.mark.parametrize("kind", ["receive", "catch"])
def test_receive_tasks_and_catch_events_wait(kind: str) -> None:
    assert stuck(talk("m: s > r", A="start > xor x > send s > end; x > end", B=f"start > {kind} r > end")) == {"r"}


@pytest.mark.parametrize("kind", ["task", "user", "service", "send"])
def test_no_other_step_waits(kind: str) -> None:
    assert stuck(talk("m: s > r", A="start > xor x > send s > end; x > end", B=f"start > {kind} r > end")) == set()


def test_one_of_two_messages_is_enough() -> None:
    chart = talk("m: s > r, n: t > r", A="start > xor x > send s > end; x > send t > end", B="start > receive r > end")
    assert spoken(chart).stuck == ()


def test_a_choice_made_without_the_message_may_wait_for_the_wrong_one() -> None:
    chart = talk(
        "m: s > p, n: t > q", A="start > xor x > send s > end; x > send t > end",
        B="start > xor y > receive p > end; y > receive q > end",
    )
    assert stuck(chart) == {"p", "q"}


# Who sends, and when

@pytest.mark.parametrize("kind", ["send s >", "throw s >", "user s >", "task s >", "service s >"])
def test_whatever_has_a_message_flow_out_sends(kind: str) -> None:
    assert spoken(talk("m: s > r", A=f"start > {kind} end", B="start > receive r > end")).stuck == ()


@pytest.mark.parametrize("kind", ["end", "endM", "terminate"])
def test_ends_send(kind: str) -> None:
    assert spoken(talk("m: s > r", A=f"start > {kind} s", B="start > receive r > end")).stuck == ()


def test_a_node_sends_on_all_its_message_flows() -> None:
    chart = talk("m: s > r, n: s > q", A="start > send s > end", B="start > receive r > end", C="start > receive q > end")
    assert spoken(chart).stuck == ()


def test_a_receiver_sends_only_when_it_has_received() -> None:
    assert stuck(talk("m: s > r, n: r > s", A="start > receive s > end", B="start > receive r > end")) == {"r", "s"}


def test_a_step_that_is_interrupted_sends_nothing() -> None:
    assert stuck(talk("m: s > r", A="start > send s > end; T!t@s > end", B="start > receive r > end")) == {"r"}


# What comes first

def test_an_event_based_gateway_takes_what_comes() -> None:
    chart = talk(
        "m: s > p, n: t > q", A="start > xor x > send s > end; x > send t > end",
        B="start > first y > catch p > end; y > catch q > end",
    )
    assert is_fine(chart)


def test_an_event_based_gateway_without_any_message_waits() -> None:
    chart = talk(
        "m: s > p, n: t > q", A="start > xor x > send s > end; x > send t > end; x > end",
        B="start > first y > catch p > end; y > receive q > end",
    )
    assert stuck(chart) == {"y"}


def test_a_timer_may_come_before_every_message() -> None:
    chart = talk("m: s > p", A="start > xor x > send s > end; x > end", B="start > first y > catch p > end; y > timer > end")
    assert spoken(chart).stuck == ()


def test_an_exit_of_an_event_based_gateway_that_no_message_comes_to_is_unserved() -> None:
    chart = talk(
        "m: s > p, n: t > q, o: u > t", A="start > send s > catch t > end",
        B="start > first y > catch p > send u > end; y > catch q > end",
    )
    assert spoken(chart).unserved == ("q",)
    assert soundness(chart).verdict is Verdict.UNSOUND, "what follows the exit never happens"


def test_a_step_that_waits_may_be_interrupted() -> None:
    chart = talk("m: s > r", A="start > xor x > send s > end; x > end", B="start > receive r > end; T!t@r > end")
    assert spoken(chart).stuck == ()


def test_a_message_interrupts_a_step() -> None:
    chart = talk("m: s > b, n: q > r", A="start > xor x > send s > receive r > end; x > end",
                 B="start > task t > end; M!b@t > send q > end")
    assert stuck(chart) == {"r"}, "the task may be done before the message comes"


def test_an_event_that_does_not_interrupt_may_happen_while_the_step_waits() -> None:
    asked = "start > receive r > end; T?t@r > send q > end"
    assert spoken(talk("m: s > r, n: q > p", A="start > receive p > send s > end", B=asked.replace("T?", "T!"))).stuck == ()
    assert stuck(talk("m: s > r, n: q > p", A="start > receive p > send s > end", B=asked)) == set()


# Sub-processes

def test_a_node_in_a_sub_process_takes_part() -> None:
    inside = "start > sub x { start > receive r > end } > end"
    assert spoken(talk("m: s > r", A="start > send s > end", B=inside)).stuck == ()
    assert stuck(talk("m: s > r", A="start > xor y > send s > end; y > end", B=inside)) == {"r"}


def test_a_sub_process_is_done_when_its_tokens_are_gone() -> None:
    chart = talk(
        "m: s > r, n: t > q", A="start > receive q > send s > end",
        B="start > sub x { start > and a > receive r > end; a > end } > send t > end",
    )
    assert stuck(chart) == {"q", "r"}


def test_a_boundary_event_clears_a_sub_process() -> None:
    inside = "start > sub x { start > receive r > end } > end; T!t@x > end"
    assert spoken(talk("m: s > r", A="start > xor y > send s > end; y > end", B=inside)).stuck == ()


def test_a_message_clears_a_sub_process_that_has_no_end() -> None:
    chart = talk(
        "m: s > r, n: t > b", A="start > xor y > send s > y; y > send t > end",
        B="startM a > sub x { start > xor z > receive r > z } > end; M!b@x > end",
    )
    assert spoken(chart).stuck == ()


def test_pools_that_begin_each_other_anew_never_come_to_an_end() -> None:
    """Each case ends, but begins one of the other pool: a ball that is thrown to and fro for ever."""
    thrown = "m: s > b, n: t > c, o: u > b"
    pools = {"A": "start > send s > end", "B": "startM b > send t > end"}
    (endless,) = spoken(talk(thrown, **pools, C="startM c > send u > end")).endless
    assert (endless.waiting, endless.missing) == (("b",), ())
    assert "s" in endless.course
    assert spoken(talk(thrown, **pools, C="startM c > xor x > send u > end; x > end")).endless == ()
    assert is_fine(talk("m: s > b, n: t > c", **pools, C="startM c > end"))


def test_a_terminate_end_clears_its_own_sub_process_only() -> None:
    ended = "start > sub x {{ start > and a > receive r > end; a > {} }} > send t > end"
    assert spoken(talk("m: s > r, n: t > q", A="start > receive q > send s > end", B=ended.format("terminate"))).stuck == ()
    assert stuck(talk("m: s > r, n: t > q", A="start > receive q > send s > end", B=ended.format("end"))) == {"q", "r"}


def test_an_end_with_an_error_leads_to_the_event_that_catches_it() -> None:
    ended = "start > sub x {{ start > send s > {} }} > end; E!b@x > send t > end"
    chart = talk("m: s > p, n: t > q", A="start > catch p > catch q > end", B=ended.format("error"))
    assert is_fine(chart)
    assert stuck(talk("m: s > p, n: t > q", A="start > catch p > catch q > end", B=ended.format("end"))) == {"p", "q"}


def test_a_repeated_step_speaks_once() -> None:
    sender = (
        '<startEvent id="a"/><sequenceFlow id="f" sourceRef="a" targetRef="s"/>'
        '<sendTask id="s"><multiInstanceLoopCharacteristics/></sendTask>'
    )
    receiver = '<receiveTask id="r"/>'
    receiver = '<startEvent id="b"/><sequenceFlow id="g" sourceRef="b" targetRef="r"/><receiveTask id="r"/>'
    assert is_fine(read({"A": sender, "B": receiver}, {"m": ("s", "r")}))


def test_a_start_with_a_message_in_a_sub_process_waits_there() -> None:
    chart = talk("m: s > a", A="start > xor y > send s > end; y > end", B="start > sub x { startM a > end } > end")
    assert stuck(chart) == {"a"}


# Messages that wait

def test_a_message_waits_until_it_is_taken() -> None:
    assert spoken(talk("m: s > r", A="start > send s > end", B="start > timer > task > receive r > end")).stuck == ()


def test_as_many_messages_as_anyone_likes_begin_as_many_cases() -> None:
    assert is_fine(talk("m: s > r", A="start > xor x > send s > xor y > end; y > x", B="startM r > task > end"))


def test_a_deadlock_is_certain_while_few_messages_wait() -> None:
    """Who sends as often as he likes may have sent more than are counted; told is what happens after one or two."""
    chart = talk(
        "m: s > r, n: t > q, o: u > p", A="start > receive p > xor x > send s > xor y > send t > end; y > x",
        B="start > send u > receive q > xor v > receive r > xor w > end; w > v",
    )
    found = exchange(chart, MOST_STATES)
    assert found is not None
    assert [each.waiting for each in found.stuck] == [("r",)]
    assert found.stuck[0].course.count("s") <= 2


def test_a_message_that_nobody_ever_takes_is_told() -> None:
    """Nobody sends what leads to the exit behind which the other message is awaited."""
    chart = talk(
        "m: s > p, n: t > d, o: u > q, k: p > u", A="start > send s > send t > end",
        B="start > first y > catch p > end; y > catch q > catch d > end", C="receive u > receive w > end",
    )
    assert spoken(chart).untaken == ("n",)
    assert ("message-untaken", "n") in told(chart)


# Who is not played

def test_of_what_a_black_box_sends_there_is_always_enough() -> None:
    chart = talk("m: outside > r, n: s > r", A="start > xor x > send s > end; x > end", B="start > receive r > end")
    assert stuck(chart) == set()


def test_message_flows_within_one_process_are_none() -> None:
    chart = talk("m: s > r, n: t > q", A="start > receive r > send s > send t > end", B="start > receive q > end")
    assert stuck(chart) == set()


def test_a_complex_gateway_leaves_the_exchange_undecided() -> None:
    chart = talk("m: s > r", A="start > complex x > send s > end; x > end", B="start > receive r > end")
    found = exchange(chart, MOST_STATES)
    assert found is not None
    assert not found.complete


def test_too_many_states_are_not_sound() -> None:
    chart = talk("m: s > r", A="start > send s > end", B="start > receive r > end")
    found = exchange(chart, 2)
    assert found is not None
    assert not found.complete
    assert soundness(chart, most=2).verdict is Verdict.UNDECIDED
    assert soundness(chart, most=2).reason == "messages"


def test_a_receive_task_that_begins_a_case_begins_its_pool_like_a_start() -> None:
    """Beside a start event a receive task with `instantiate` is another beginning, not a step that nothing leads to."""
    pool = (
        '<startEvent id="paper"/><receiveTask id="mail" instantiate="true"/><task id="work"/><endEvent id="e"/>'
        '<sequenceFlow id="1" sourceRef="paper" targetRef="work"/><sequenceFlow id="2" sourceRef="mail" targetRef="work"/>'
        '<sequenceFlow id="3" sourceRef="work" targetRef="e"/>'
    )
    sender = '<startEvent id="s"/><endEvent id="t"/><sequenceFlow id="4" sourceRef="s" targetRef="t"/>'
    chart = read({"A": sender, "B": pool}, {"m": ("t", "mail")})
    assert soundness(chart).verdict is Verdict.SOUND and is_fine(chart)
    plain = read({"A": sender, "B": pool.replace(' instantiate="true"', "")}, {"m": ("t", "mail")})
    assert ("dead", "mail") in {(each.fault.value, each.element) for each in soundness(plain).problems}


def test_a_pool_that_only_such_receive_tasks_begin_is_never_begun_without_a_message() -> None:
    pool = (
        '<receiveTask id="x" instantiate="true"/><receiveTask id="y" instantiate="true"/><task id="work"/>'
        '<sequenceFlow id="1" sourceRef="x" targetRef="work"/><sequenceFlow id="2" sourceRef="y" targetRef="work"/>'
    )
    sender = (
        '<startEvent id="s"/><exclusiveGateway id="g"/><sendTask id="t"/><endEvent id="e"/>'
        '<sequenceFlow id="3" sourceRef="s" targetRef="g"/><sequenceFlow id="4" sourceRef="g" targetRef="t"/>'
        '<sequenceFlow id="5" sourceRef="t" targetRef="e"/><sequenceFlow id="6" sourceRef="g" targetRef="e"/>'
    )
    chart = read({"A": sender, "B": pool}, {"m": ("t", "x")})
    found = spoken(chart)
    assert not found.stuck and not found.untaken
    # Either message begins a case, so the work is done once: without `instantiate` both would begin together.
    assert {each.fault for each in soundness(chart).problems} == set()
