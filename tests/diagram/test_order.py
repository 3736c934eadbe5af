"""The reading order: ways back, the happy path, numbers of steps."""
from __future__ import annotations

from itertools import pairwise

from powerflow.diagram.order import course
from powerflow.diagram.outline import Manner, outline
from powerflow.model import LimitRole, TimeLimit, Unit
from tests.builders import chart
from tests.diagram.charts import permit


def test_way_back_is_found() -> None:
    way = course("abc", [("a", "b"), ("b", "c"), ("c", "b")], set(), {"c": False})
    assert way.back == {("c", "b")}
    assert way.order == ("a", "b", "c")


def test_happy_path_takes_no_detour_and_leads_to_the_kind_end() -> None:
    pairs = [("s", "a"), ("a", "x"), ("x", "b"), ("a", "b"), ("b", "yes"), ("b", "no")]
    way = course(["s", "a", "x", "b", "yes", "no"], pairs, set(), {"yes": False, "no": True})
    assert way.main == {("s", "a"), ("a", "b"), ("b", "yes")}


def test_happy_path_does_not_follow_a_timer() -> None:
    pairs = [("s", "a"), ("a", "late"), ("late", "e"), ("a", "b"), ("b", "c"), ("c", "e")]
    way = course(["s", "a", "b", "c", "late", "e"], pairs, {("a", "late")}, {"e": False})
    assert ("b", "c") in way.main and ("a", "late") not in way.main


def test_a_second_way_in_stands_before_what_it_leads_to() -> None:
    way = course("abxy", [("a", "b"), ("x", "y"), ("y", "b")], set(), {"b": False})
    assert way.order.index("y") < way.order.index("b")


def test_charts_of_any_depth_are_ordered() -> None:
    ids = [str(number) for number in range(5000)]
    pairs = list(pairwise(ids))
    assert course(ids, pairs, set(), {"4999": False}).order == tuple(ids)


def test_steps_are_numbered_in_reading_order() -> None:
    numbers = {figure.number: figure.id for figure in outline(permit(), {}).figures.values() if figure.number}
    assert [numbers[number] for number in sorted(numbers)] == ["submit", "receive", "mend", "review", "issue"]


def test_links_know_their_manner() -> None:
    manners = {(link.source, link.target): link.manner for link in outline(permit(), {}).links}
    assert manners["mend", "receive"] is Manner.BACK
    assert manners["receive", "complete"] is Manner.MAIN
    assert manners["grant", "no"] is Manner.SIDE


def test_timer_on_a_step_becomes_a_link_from_that_step() -> None:
    limit = TimeLimit(role=LimitRole.STATUTORY, amount=5, unit=Unit.WORKING_DAY)
    drawn = chart().start().step("收件", "a").end().boundary_timer("late", "a", limit).step("视为受理", "b").end("e2").build()
    plan = outline(drawn, {"late": "逾期5日"})
    assert "late" not in plan.figures
    assert [(link.target, link.label) for link in plan.links if link.manner is Manner.TIMER] == [("b", "逾期5日")]


def test_node_without_a_phase_takes_its_neighbours() -> None:
    phases = {figure.id: figure.phase for figure in outline(permit(), {}).figures.values()}
    assert phases["start"] == "受理" and phases["complete"] == "受理" and phases["no"] == "审查"


def test_decision_without_a_lane_stands_with_its_neighbour() -> None:
    drawn = chart().start().step("收件", "a", post="甲").decision("g", "好？").via("是").end().build()
    assert outline(drawn, {}).figures["g"].lane == "lane-甲"
