"""The compiled chart: what can be recorded next, what must still come, and how few states it needs."""
from __future__ import annotations

from powerflow.graph import FlatNet
from powerflow.model import Flowchart
from tests.builders import chart


def _net(drawn: Flowchart) -> FlatNet:
    return FlatNet(drawn, {step.id: step.name for step in drawn.steps.values()})


def _next(net: FlatNet, state: int) -> set[str]:
    return {node for node, _ in net.steps(state)}


def _after(net: FlatNet, *nodes: str) -> int:
    state = net.start
    for node in nodes:
        [state] = {after for each, after in net.steps(state) if each == node}
    return state


def _states(net: FlatNet) -> set[int]:
    seen, waiting = {net.start}, [net.start]
    while waiting:
        for _, after in net.steps(waiting.pop()):
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    return seen


def _optional(branches: int) -> Flowchart:
    """受理, a fork into branches of which each may be skipped, and 决定."""
    drawn = chart().start().step("受理").parallel("fork")
    for number in range(branches):
        drawn.at("fork").decision(f"x{number}").step(f"s{number}").decision(f"m{number}")
        if number == 0:
            drawn.parallel("join")
        else:
            drawn.to("join")
        drawn.at(f"x{number}").to(f"m{number}")
    return drawn.at("join").step("决定").end().build()


def test_after_a_fork_every_branch_may_be_next_and_after_skips_what_follows_the_join() -> None:
    net = _net(_optional(3))
    assert _next(net, net.start) == {"受理"}
    assert _next(net, _after(net, "受理")) == {"s0", "s1", "s2", "决定"}
    assert _next(net, _after(net, "受理", "s1")) == {"s0", "s2", "决定"}
    assert _next(net, _after(net, "受理", "s0", "s1", "s2")) == {"决定"}


def test_what_nobody_records_is_left_open_until_it_matters() -> None:
    """Every set of branches done, before 决定 and not after it: 2^6 states, the start, and the end; not 3^6 and more."""
    assert len(_states(_net(_optional(6)))) == 2**6 + 2


def test_what_must_come_and_what_may() -> None:
    net = _net(_optional(2))
    names = dict(zip(net.names, (1 << number for number in range(len(net.names))), strict=True))
    state = _after(net, "受理")
    assert net.must(net.start) == names["受理"] | names["决定"]
    assert net.must(state) == names["决定"]
    assert net.may(state) == names["s0"] | names["s1"] | names["决定"]
    assert not net.may(_after(net, "受理", "决定"))


def test_a_case_can_end_where_nothing_more_has_to_be_recorded() -> None:
    net = _net(_optional(2))
    assert [net.can_end(_after(net, *done)) for done in ((), ("受理",), ("受理", "决定"))] == [False, False, True]


def test_a_branch_at_the_border_of_a_sub_process_can_begin_before_its_last_step() -> None:
    """The timer does not interrupt: its branch may run beside the sub-process, or not at all."""
    drawn = chart().start().raw(
        '<subProcess id="sub" name="复核"><startEvent id="a"/><userTask id="inner" name="核对"/><endEvent id="b"/>'
        '<sequenceFlow id="s1" sourceRef="a" targetRef="inner"/><sequenceFlow id="s2" sourceRef="inner" targetRef="b"/></subProcess>'
        '<boundaryEvent id="late" attachedToRef="sub" cancelActivity="false"><timerEventDefinition/></boundaryEvent>'
        '<userTask id="warn" name="催办"/><endEvent id="c"/><endEvent id="e"/>'
    ).to("sub").flow("late", "warn").flow("warn", "c").flow("sub", "e").build()
    net = FlatNet(drawn, {"inner": "核对", "warn": "催办"})
    assert _next(net, net.start) == {"inner", "warn"}
    after = {node for each, state in net.steps(net.start) if each == "inner" for node in _next(net, state)}
    assert after == {"warn"}
    assert {net.can_end(state) for each, state in net.steps(net.start) if each == "inner"} == {True, False}
