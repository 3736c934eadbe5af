"""Changes that mend an exchange between pools; what each leads to is worked out by hand on the smallest pools that show it."""
from __future__ import annotations

import pytest

from powerflow.graph import Fix, Mender, Problem, fixed, soundness
from powerflow.graph.soundness import Verdict
from powerflow.model import Flowchart
from tests.graph.pools import read, talk


def _problem(chart: Flowchart, fault: str) -> Problem:
    return next(each for each in soundness(chart).problems if each.fault.value == fault)


def _fixes(chart: Flowchart, fault: str) -> list[tuple[str, str, str]]:
    """What is offered for the first problem of this kind and makes all pools sound."""
    found = Mender(chart).fixes(_problem(chart, fault), most=20)
    return [(fix.kind, fix.element, fix.to) for fix in found if fix.restores]


def test_of_two_pools_that_each_wait_first_one_has_to_send_first() -> None:
    chart = talk("m: s > r, n: t > q", A="start > receive q > send s > end", B="start > receive r > send t > end")
    found = _fixes(chart, "message-deadlock")
    assert {("swap", "q", "s"), ("swap", "r", "t")} <= {*found}
    assert Mender(chart).safe(_problem(chart, "message-deadlock")) is None, "in which order the law wants it nobody can tell"


def test_on_the_way_that_sends_nothing_its_end_may_tell() -> None:
    chart = talk(
        "m: s > r", A="start > xor x > send s > end; x > end f", B="start > receive r > end"
    )
    assert ("tell", "f", "r") in _fixes(chart, "message-deadlock")


_CHOICE = "start > xor x > receive r > end; x > receive q > end"


def _chosen(choice: str = _CHOICE) -> Flowchart:
    """The first pool sends one of two messages, the second decides by itself which of them it waits for."""
    return talk("m: s > r, n: t > q", A="start > xor y > send s > end; y > send t > end", B=choice)


def test_a_choice_that_can_only_wait_becomes_event_based_and_that_is_safe() -> None:
    chart = _chosen()
    problem = _problem(chart, "message-deadlock")
    assert _fixes(chart, "message-deadlock")[0] == ("retype", "x", "eventBasedGateway")
    assert Mender(chart).safe(problem) == Fix(kind="retype", element="x", to="eventBasedGateway")


def test_a_timer_may_stand_beside_the_messages() -> None:
    chart = talk(
        "m: s > r", A="start > xor y > send s > end; y > end f", B="start > xor x > receive r > end; x > timer t > end"
    )
    assert _fixes(chart, "message-deadlock")[0] == ("retype", "x", "eventBasedGateway")


@pytest.mark.parametrize("spoil", [
    lambda text: text.replace('<exclusiveGateway id="x">', '<exclusiveGateway id="x" name="结果如何？">'),
    lambda text: text.replace('<sequenceFlow id="x-r"', '<sequenceFlow id="x-r" name="准予"'),
], ids=["question", "answer"])
def test_a_choice_that_says_what_it_decides_is_left_alone(spoil: object) -> None:
    sender = (
        '<startEvent id="s0"/><exclusiveGateway id="y"/><sendTask id="s"/><sendTask id="t"/><endEvent id="e1"/><endEvent id="e2"/>'
        '<sequenceFlow id="1" sourceRef="s0" targetRef="y"/><sequenceFlow id="2" sourceRef="y" targetRef="s"/>'
        '<sequenceFlow id="3" sourceRef="y" targetRef="t"/><sequenceFlow id="4" sourceRef="s" targetRef="e1"/>'
        '<sequenceFlow id="5" sourceRef="t" targetRef="e2"/>'
    )
    receiver = (
        '<startEvent id="b"/><exclusiveGateway id="x"></exclusiveGateway><receiveTask id="r"/><receiveTask id="q"/><endEvent id="e3"/>'
        '<sequenceFlow id="6" sourceRef="b" targetRef="x"/><sequenceFlow id="x-r" sourceRef="x" targetRef="r"/>'
        '<sequenceFlow id="x-q" sourceRef="x" targetRef="q"/><sequenceFlow id="7" sourceRef="r" targetRef="e3"/>'
        '<sequenceFlow id="8" sourceRef="q" targetRef="e3"/>'
    )
    messages = {"m": ("s", "r"), "n": ("t", "q")}
    plain = read({"A": sender, "B": receiver}, messages)
    assert Mender(plain).safe(_problem(plain, "message-deadlock")) is not None
    spoilt = read({"A": sender, "B": spoil(receiver)}, messages)  # type: ignore[operator]
    assert Mender(spoilt).safe(_problem(spoilt, "message-deadlock")) is None


def test_a_message_that_nobody_takes_may_be_left_out() -> None:
    """Behind the exit that no message leads to another one is awaited in vain; that exit's own fault is left."""
    chart = talk(
        "m: s > p, n: t > d, o: u > q, k: p > u", A="start > send s > send t > end",
        B="start > first y > catch p > end; y > catch q > catch d > end", C="receive u > receive w > end",
    )
    found = Mender(chart).fixes(_problem(chart, "message-untaken"), most=20)
    assert ("hush", "n", False) in [(fix.kind, fix.element, fix.restores) for fix in found]
    assert Mender(chart).safe(_problem(chart, "message-untaken")) is None


def test_what_a_receiver_waits_for_is_never_taken_away() -> None:
    chart = talk("m: s > r", A="start > xor x > send s > end; x > end f", B="start > receive r > end")
    assert "hush" not in {kind for kind, _, _ in _fixes(chart, "message-deadlock")}


@pytest.mark.parametrize(("fault", "chart"), [
    ("message-deadlock", talk("m: s > r, n: t > q", A="start > receive q > send s > end", B="start > receive r > send t > end")),
    ("message-deadlock", _chosen()),
    ("message-livelock", talk(
        "m: s > r", A="start > xor x > send s > end; x > end", B="start > xor y > first g > catch r > end; g > timer > y"
    )),
    ("receiver-unserved", talk("m: s > r, n: t > q", A="startM r > send t > end", B="startM q > send s > end")),
])
def test_every_change_that_is_offered_does_what_it_says(fault: str, chart: Flowchart) -> None:
    before = {(each.fault, each.element) for each in soundness(chart).problems}
    for problem in [each for each in soundness(chart).problems if each.fault.value == fault]:
        for fix in Mender(chart).fixes(problem, most=20):
            after = soundness(fixed(chart, fix))
            left = {(each.fault, each.element) for each in after.problems}
            assert (after.verdict is Verdict.SOUND and not left) if fix.restores else left < before


def test_steps_that_change_places_keep_what_leads_to_them_and_from_them() -> None:
    chart = talk("m: s > r, n: t > q", A="start a > receive q > send s > end e", B="start > receive r > send t > end")
    after = fixed(chart, Fix(kind="swap", element="q", to="s"))
    order, node = [], after.nodes["a"]
    while node.outgoing:
        node = after.nodes[after.flows[node.outgoing[0]].target]
        order.append(node.id)
    assert order == ["s", "q", "e"]
    for flow in after.flows.values():
        assert flow.id in after.nodes[flow.source].outgoing and flow.id in after.nodes[flow.target].incoming
