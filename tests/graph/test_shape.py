"""What a start can reach and what can reach an end, for every kind of node that begins or goes on by other means."""
from __future__ import annotations

from powerflow.graph import Shape, shapes
from tests.builders import ChartBuilder, chart


def _one(drawn: ChartBuilder) -> Shape:
    (shape,) = shapes(drawn.build())
    return shape


def test_straight_chart() -> None:
    shape = _one(chart().start().step("审查", id="review").end())
    assert (shape.entries, shape.exits) == (("start",), ("end",))
    assert (shape.unreachable, shape.dead_ends, shape.trapped, shape.loops) == ((), (), (), ())
    assert shape.parts == (("start", "review", "end"),)


def test_part_that_no_start_leads_to() -> None:
    drawn = chart().start().end().raw('<task id="a" name="a"/>').raw('<task id="b" name="b"/>').flow("a", "b")
    shape = _one(drawn)
    assert shape.unreachable == ("a", "b")
    assert shape.dead_ends == ("b",)
    assert shape.parts == (("start", "end"), ("a", "b"))


def test_without_a_start_event_every_node_that_nothing_leads_to_begins() -> None:
    shape = _one(chart().step("a").end("e1").at("a").step("b").end("e2"))
    assert (shape.entries, shape.unreachable) == (("a",), ())


def test_without_an_end_event_every_node_that_leads_nowhere_ends() -> None:
    shape = _one(chart().start().step("a").step("b"))
    assert (shape.exits, shape.dead_ends) == (("b",), ())


def test_boundary_event_is_reached_from_its_step() -> None:
    drawn = chart().start().step("a").end()
    drawn.raw('<boundaryEvent id="late" attachedToRef="a"><timerEventDefinition/></boundaryEvent>').at("late").step("b").end("e2")
    assert _one(drawn).unreachable == ()


def test_event_sub_process_stands_apart() -> None:
    drawn = chart().start().end().raw(
        '<subProcess id="cancel" triggeredByEvent="true"><startEvent id="asked"/><endEvent id="done"/>'
        '<sequenceFlow id="g1" sourceRef="asked" targetRef="done"/></subProcess>'
    )
    outer, inner = shapes(drawn.build())
    assert (outer.unreachable, outer.dead_ends) == ((), ())
    assert (inner.scope, inner.entries, inner.exits) == ("cancel", ("asked",), ("done",))


def test_compensation_stands_apart() -> None:
    drawn = chart().start().step("a").end().raw('<task id="undo" isForCompensation="true"/>').raw(
        '<boundaryEvent id="c" attachedToRef="a"><compensateEventDefinition/></boundaryEvent>'
    )
    shape = _one(drawn)
    assert (shape.unreachable, shape.dead_ends) == ((), ())


def test_link_leads_from_its_near_to_its_far_side() -> None:
    link = '<{type} id="{id}"><linkEventDefinition name="{name}"/></{type}>'
    drawn = chart().start().raw(link.format(type="intermediateThrowEvent", id="to", name="A")).to("to")
    drawn.raw(link.format(type="intermediateCatchEvent", id="from", name="A")).at("from").end()
    drawn.raw(link.format(type="intermediateCatchEvent", id="lost", name="B")).at("lost").to("end")
    shape = _one(drawn)
    assert (shape.unreachable, shape.dead_ends) == (("lost",), ())


def test_sub_process_is_one_node_of_its_parent_and_a_scope_of_its_own() -> None:
    drawn = chart().start().raw(
        '<subProcess id="sub"><startEvent id="s"/><task id="t"/><task id="alone"/><endEvent id="e"/>'
        '<sequenceFlow id="g1" sourceRef="s" targetRef="t"/><sequenceFlow id="g2" sourceRef="t" targetRef="e"/></subProcess>'
    ).to("sub").at("sub").end()
    outer, inner = shapes(drawn.build())
    assert (outer.unreachable, inner.unreachable, inner.dead_ends) == ((), ("alone",), ("alone",))


def test_loop_with_an_exit_is_a_loop_and_traps_nobody() -> None:
    shape = _one(chart().start().step("a").decision("g", "再来？").to("a").at("g").end())
    assert (shape.loops, shape.trapped) == ((("a", "g"),), ())


def test_loop_without_an_exit_traps_what_leads_into_it() -> None:
    shape = _one(chart().start().step("a").step("b").to("a").raw('<endEvent id="end"/>'))
    assert (shape.loops, shape.trapped) == ((("a", "b"),), ("start", "a", "b"))


def test_node_that_leads_to_itself_is_a_loop() -> None:
    assert _one(chart().start().step("a").to("a")).loops == (("a",),)


def test_flow_out_of_the_scope_leaves_no_false_dead_end() -> None:
    drawn = chart().start().raw('<subProcess id="sub"><task id="inner"/></subProcess>').to("sub").at("sub").step("b").end()
    drawn.flow("inner", "b")
    outer, inner = shapes(drawn.build())
    assert (outer.unreachable, inner.dead_ends) == ((), ())


def test_empty_process_has_no_shape() -> None:
    assert shapes(chart().build()) == ()
