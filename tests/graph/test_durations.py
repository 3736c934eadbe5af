"""How long ways take: by hand, and against an oracle that enumerates every path and every run of generated charts."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from random import Random

import pytest

from powerflow.graph import Amount, Duration, Way, duration
from powerflow.model import Fact, FactType, Flowchart, LimitRole, LimitSense, PowerItem, StepNotes, TimeLimit, Unit
from tests.builders import ChartBuilder, chart
from tests.graph.generated import Sketch, any_chart

WD, CD, M, H = Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH, Unit.HOUR


def _limit(amount: int, unit: Unit = WD, *, wait: bool = False, start: str | None = None) -> TimeLimit:
    sense = LimitSense.WAIT if wait else LimitSense.WITHIN
    return TimeLimit(role=LimitRole.STATUTORY, amount=amount, unit=unit, sense=sense, start=start)


def _longest(found: Duration) -> list[tuple[int, ...]]:
    return [tuple(way.amount) for way in found.longest]


def _shortest(found: Duration) -> list[set[tuple[int, ...]]]:
    return [{tuple(way.amount) for way in run} for run in found.shortest]


def _line() -> ChartBuilder:
    return chart().start().step("受理", "a", days=1).step("审查", "b", days=5).step("决定", "c", days=2)


# -- by hand ----------------------------------------------------------------------------------------------------------


def test_a_limit_counts_from_the_completion_of_its_start() -> None:
    found = duration(_line().end().build(), ["a"], ["c"])
    assert _longest(found) == [(7, 0, 0, 0)]
    assert found.longest[0].nodes == ("a", "b", "c")
    assert [(piece.node, piece.amount) for piece in found.longest[0].pieces] == [("b", 5), ("c", 2)]


def test_from_its_opening_the_step_itself_counts_too() -> None:
    assert _longest(duration(_line().end().build(), ["a"], ["c"], from_opening=True)) == [(8, 0, 0, 0)]


def test_branches_that_exclude_one_another_are_alternatives() -> None:
    drawn = _line().decision("x").step("甲", "p", days=9).to("m")
    drawn.decision("m")
    drawn = drawn.at("x").step("乙", "q", days=3).to("m").at("m").end()
    assert _longest(duration(drawn.build(), ["c"], ["end"])) == [(9, 0, 0, 0)]


def test_units_that_cannot_be_compared_are_both_kept() -> None:
    drawn = chart().start().parallel("f").step("甲", "p", limits=[_limit(10)]).parallel("j")
    drawn.at("f").step("乙", "q", limits=[_limit(12, CD)]).to("j").at("j").end()
    assert sorted(_longest(duration(drawn.build(), ["start"], ["end"]))) == [(0, 12, 0, 0), (10, 0, 0, 0)]


def test_years_are_twelve_months() -> None:
    drawn = chart().start().step("甲", "p", limits=[_limit(2, Unit.YEAR)]).end()
    assert _longest(duration(drawn.build(), ["start"], ["end"])) == [(0, 0, 24, 0)]


def test_a_step_without_a_limit_is_named_and_one_off_the_way_is_not() -> None:
    drawn = chart().start().step("甲", "a", days=1).step("乙", "b").step("丙", "c", days=1).step("丁", "d").end().build()
    assert duration(drawn, ["a"], ["c"]).unknown == ("b",)
    assert duration(drawn, ["b"], ["c"]).unknown == ()


def test_a_machine_needs_no_limit() -> None:
    drawn = chart().start().step("通知", "a", type="serviceTask").end().build()
    found = duration(drawn, ["start"], ["end"])
    assert (found.unknown, _longest(found)) == ((), [(0, 0, 0, 0)])


def test_a_step_taken_out_needs_no_time_and_no_limit() -> None:
    drawn = chart().start().step("甲", "a", days=1).step("检验", "b").step("丙", "c", days=4).end().build()
    found = duration(drawn, ["start"], ["end"], free=["b"])
    assert (found.unknown, _longest(found)) == ((), [(5, 0, 0, 0)])


def test_a_border_timer_counts_instead_of_the_step() -> None:
    drawn = chart().start().step("收件", "a", days=1).step("受理", "b", days=1).end("end")
    drawn = drawn.boundary_timer("t", "a", _limit(5)).step("视为受理", "v", days=0).end("late").build()
    assert _longest(duration(drawn, ["start"], ["late"])) == [(5, 0, 0, 0)]
    assert _shortest(duration(drawn, ["start"], ["late"])) == [{(5, 0, 0, 0)}]
    assert _longest(duration(drawn, ["start"], ["end"])) == [(2, 0, 0, 0)]


def test_a_step_without_a_limit_lasts_until_its_timer_ends_it() -> None:
    drawn = chart().start().step("等材料", "a").end("end")
    drawn = drawn.boundary_timer("t", "a", _limit(15)).end("late").build()
    found = duration(drawn, ["start"], ["end"])
    assert (found.unknown, _longest(found)) == ((), [(15, 0, 0, 0)])


def test_waits_are_lower_bounds_and_working_time_is_not() -> None:
    drawn = chart().start().step("告知", "a", days=1).timer("t", _limit(5)).step("决定", "b", days=3).end().build()
    found = duration(drawn, ["a"], ["b"])
    assert (_longest(found), _shortest(found)) == ([(8, 0, 0, 0)], [{(5, 0, 0, 0)}])


def test_a_wait_counted_from_an_earlier_step_runs_while_other_steps_are_done() -> None:
    drawn = chart().start().step("通知", "a", days=1).step("准备", "b", days=2)
    drawn = drawn.step("听证", "c", limits=[_limit(1), _limit(7, wait=True, start="a")]).end().build()
    found = duration(drawn, ["a"], ["c"])
    assert (_longest(found), _shortest(found)) == ([(7, 0, 0, 0)], [{(7, 0, 0, 0)}])


def test_a_wait_counted_from_a_step_that_a_way_does_not_pass_proves_nothing() -> None:
    drawn = chart().start().step("告知", "s", days=1).decision("x").step("通知", "a", days=1).to("m")
    drawn.decision("m")
    drawn = drawn.at("x").via("不通知").to("m").at("m").step("听证", "c", limits=[_limit(1), _limit(7, wait=True, start="a")]).end()
    assert _shortest(duration(drawn.build(), ["s"], ["c"])) == [{(0, 0, 0, 0)}]


def test_a_parallel_join_waits_for_every_branch_and_a_merge_for_one() -> None:
    def drawn(type: str) -> Flowchart:
        built = chart().start().decision("f", type=type).timer("p", _limit(3)).decision("j", type=type)
        return built.at("f").timer("q", _limit(8)).to("j").at("j").end().build()

    assert _shortest(duration(drawn("parallelGateway"), ["start"], ["end"])) == [{(8, 0, 0, 0)}]
    assert _shortest(duration(drawn("exclusiveGateway"), ["start"], ["end"])) == [{(3, 0, 0, 0)}]


def test_a_way_that_is_left_out_does_not_make_the_wait_shorter() -> None:
    drawn = chart().start().step("告知", "a", days=1).decision("x").timer("t", _limit(5)).to("m")
    drawn.decision("m")
    built = drawn.at("x").step("放弃", "w", days=1).to("m").at("m").step("决定", "d", days=1).end().build()
    assert _shortest(duration(built, ["a"], ["d"])) == [{(0, 0, 0, 0)}]
    assert _shortest(duration(built, ["a"], ["d"], without=["w"])) == [{(5, 0, 0, 0)}]


def _reviewed(condition: str | None) -> Flowchart:
    item = PowerItem(code="X", name="示例", facts=(Fact(name="退回次数", type=FactType.INTEGER),))
    drawn = chart(item=item).start().step("起草", "a", days=3).step("审核", "b", days=5, sets=["退回次数"]).decision("x", "通过？")
    drawn = drawn.via("通过", '结论 == "通过"').end().at("x").via("退回", condition).to("a")
    return drawn.build()


def test_a_return_that_nothing_bounds_is_named_and_taken_as_often_as_is_asked() -> None:
    found = duration(_reviewed('结论 == "退回"'), ["start"], ["end"])
    assert [(turn.source, turn.target, turn.times) for turn in found.unbounded] == [("x", "a", None)]
    assert _longest(found) == [(8, 0, 0, 0)]
    assert _longest(duration(_reviewed('结论 == "退回"'), ["start"], ["end"], turns=2)) == [(24, 0, 0, 0)]


@pytest.mark.parametrize(("bound", "days"), [("退回次数 < 1", 16), ("退回次数 <= 2", 24), ("1 > 退回次数", 8)])
def test_a_return_bounded_by_a_recorded_number_is_taken_that_often(bound: str, days: int) -> None:
    found = duration(_reviewed(f'结论 == "退回" and {bound}'), ["start"], ["end"])
    assert _longest(found) == [(days, 0, 0, 0)]
    assert bool(found.unbounded) is (days == 8)


def test_a_way_that_comes_to_the_start_again_begins_anew() -> None:
    found = duration(_reviewed('结论 == "退回"'), ["a"], ["end"])
    assert (_longest(found), found.returns) == ([(5, 0, 0, 0)], ())


def test_what_lies_behind_the_first_goal_does_not_count() -> None:
    assert _longest(duration(_line().end().build(), ["start"], ["b", "c"])) == [(6, 0, 0, 0)]


def test_no_way_is_no_duration() -> None:
    found = duration(_line().end().build(), ["c"], ["a"])
    assert not found.is_reached and found.shortest == ()


# -- the oracle -------------------------------------------------------------------------------------------------------

_UNITS = (WD, WD, WD, CD, CD, M, H)


def _task(sketch: Sketch, random: Random, units: tuple[Unit, ...]) -> str:
    within = _limit(random.randint(0, 9), random.choice(units))
    waits = [_limit(random.randint(1, 9), random.choice(units), wait=True)] if random.random() < 0.3 else []
    return sketch.node("userTask", notes=StepNotes(time_limits=(within, *waits)))


def _grow(sketch: Sketch, random: Random, units: tuple[Unit, ...], first: str, depth: int) -> str:
    """Some blocks after `first`; the last node."""
    for _ in range(random.randint(1, 3)):
        kind = random.choice(("task", "task", "exclusiveGateway", "parallelGateway")) if depth < 2 else "task"
        if kind == "task":
            task = _task(sketch, random, units)
            sketch.line(first, task)
            first = task
            continue
        split, join = sketch.node(kind), sketch.node(kind)
        sketch.line(first, split)
        for _ in range(2):
            sketch.line(_grow(sketch, random, units, split, depth + 1), join)
        first = join
    return first


def _drawn(seed: int, units: tuple[Unit, ...] = _UNITS) -> Flowchart:
    random, sketch = Random(seed), Sketch()
    start = sketch.node("startEvent")
    end = sketch.node("endEvent")
    sketch.line(_grow(sketch, random, units, start, 0), end)
    return sketch.chart()


def _ends(drawn: Flowchart) -> tuple[str, str]:
    start = next(id for id, node in drawn.nodes.items() if node.type == "startEvent")
    return start, next(id for id, node in drawn.nodes.items() if node.type == "endEvent")


_PLACE = {WD: 0, CD: 1, M: 2, H: 3}


def _adds(drawn: Flowchart, id: str, sense: LimitSense) -> list[tuple[int, ...]]:
    """What a node may add to a path: one vector for each of its limits that count."""
    found = []
    for limit in drawn.nodes[id].notes.time_limits:
        if limit.sense is sense:
            found.append(tuple(limit.amount if place == _PLACE[limit.unit] else 0 for place in range(4)))
    return found or [(0, 0, 0, 0)]


def _paths(drawn: Flowchart, id: str) -> Iterator[list[str]]:
    if not drawn.nodes[id].outgoing:
        yield [id]
    for flow in drawn.nodes[id].outgoing:
        for rest in _paths(drawn, drawn.flows[flow].target):
            yield [id, *rest]


def _plus(left: tuple[int, ...], right: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(left, right, strict=True))


def _covers(left: tuple[int, ...], right: tuple[int, ...]) -> bool:
    return all(a >= b for a, b in zip(left, right, strict=True))


def _maximal(found: set[tuple[int, ...]]) -> set[tuple[int, ...]]:
    return {each for each in found if not any(other != each and _covers(other, each) for other in found)}


def _sums(drawn: Flowchart, path: list[str]) -> set[tuple[int, ...]]:
    """Every sum along one path; a step with a limit and a wait may take either."""
    sums = {(0, 0, 0, 0)}
    for id in path:
        own = {*_adds(drawn, id, LimitSense.WITHIN), *_adds(drawn, id, LimitSense.WAIT)}
        sums = _maximal({_plus(each, added) for each in sums for added in own})
    return sums


@pytest.mark.parametrize("seed", range(80))
def test_the_longest_ways_are_those_of_all_paths(seed: int) -> None:
    drawn = _drawn(seed)
    start, end = _ends(drawn)
    paths = list(_paths(drawn, start))
    every = _maximal({each for path in paths for each in _maximal(_sums(drawn, path))})
    if len(every) > 64:
        pytest.skip("more ways than are followed")
    found = duration(drawn, [start], [end])
    assert {tuple(way.amount) for way in found.longest} == every
    for way in found.longest:
        _is_a_path(drawn, way)


def _is_a_path(drawn: Flowchart, way: Way) -> None:
    follows = {(flow.source, flow.target) for flow in drawn.flows.values()}
    assert all(pair in follows for pair in zip(way.nodes, way.nodes[1:], strict=False))
    assert {piece.node for piece in way.pieces} <= {*way.nodes}


def _runs(drawn: Flowchart) -> Iterator[dict[str, str]]:
    """Every way to choose one exit at each exclusive split."""
    splits = [id for id, node in drawn.nodes.items() if node.type == "exclusiveGateway" and len(node.outgoing) > 1]
    for chosen in product(*(drawn.nodes[id].outgoing for id in splits)):
        yield dict(zip(splits, chosen, strict=True))


def _waited(drawn: Flowchart, id: str, chosen: dict[str, str]) -> set[tuple[int, ...]] | None:
    """The vectors that must all be over when the node is done in one run; None where the run does not come there."""
    node = drawn.nodes[id]
    arrivals = []
    for flow in node.incoming:
        source = drawn.flows[flow].source
        if chosen.get(source, flow) == flow:
            arrivals.append(_waited(drawn, source, chosen))
    come = [each for each in arrivals if each is not None]
    if node.incoming and not come:
        return None
    over = set().union(*come) or {(0, 0, 0, 0)}
    (added, *_) = _adds(drawn, id, LimitSense.WAIT)
    return _maximal({_plus(each, added) for each in over})


def _no_later(run: frozenset[tuple[int, ...]], than: frozenset[tuple[int, ...]]) -> bool:
    return all(any(_covers(other, each) for other in than) for each in run)


@pytest.mark.parametrize("units", [_UNITS, (WD,)], ids=["mixed", "alike"])
@pytest.mark.parametrize("seed", range(80))
def test_the_shortest_ways_are_those_of_all_runs(seed: int, units: tuple[Unit, ...]) -> None:
    """With one unit exactly; where units differ, never later than the runs, as a bound from below must be."""
    drawn = _drawn(seed, units)
    start, end = _ends(drawn)
    choices = 1
    for node in drawn.nodes.values():
        choices *= len(node.outgoing) if node.type == "exclusiveGateway" and len(node.outgoing) > 1 else 1
    if choices > 2_000:
        pytest.skip("too many runs to enumerate")
    every = {frozenset(waited) for chosen in _runs(drawn) if (waited := _waited(drawn, end, chosen)) is not None}
    least = {run for run in every if not any(other != run and _no_later(other, run) for other in every)}
    found = {frozenset(amounts) for amounts in _shortest(duration(drawn, [start], [end]))}
    assert all(any(_no_later(run, true) for run in found) for true in least)
    if units == (WD,):
        assert found == least


def test_a_limit_on_the_whole_of_a_sub_process_counts_unless_an_end_lies_within() -> None:
    inner = (
        '<subProcess id="s" name="审查"><startEvent id="s1"/><userTask id="t" name="核实"/><endEvent id="s2"/>'
        '<sequenceFlow id="i1" sourceRef="s1" targetRef="t"/><sequenceFlow id="i2" sourceRef="t" targetRef="s2"/></subProcess>'
    )
    drawn = chart().start().raw(inner)
    drawn.flow("start", "s")
    built = drawn.at("s").end().build()
    limited = {**built.nodes, "t": replace(built.nodes["t"], notes=StepNotes(time_limits=(_limit(4),)))}
    inside = replace(built, nodes=limited)
    assert _longest(duration(inside, ["start"], ["end"])) == [(4, 0, 0, 0)]
    whole = replace(built, nodes={**limited, "s": replace(built.nodes["s"], notes=StepNotes(time_limits=(_limit(9),)))})
    assert _longest(duration(whole, ["start"], ["end"])) == [(9, 0, 0, 0)]
    assert _longest(duration(whole, ["start"], ["t"])) == [(4, 0, 0, 0)]


def test_an_amount_covers_another_only_in_every_unit() -> None:
    assert Amount(3, 2).covers(Amount(3, 1)) and not Amount(3, 2).covers(Amount(0, 3))


def _dressed(seed: int) -> Flowchart:
    """A tangle of any kind, with limits of any kind strewn over it, counted from anywhere."""
    random, drawn = Random(seed), any_chart(seed)
    ids = list(drawn.nodes)
    nodes = {}
    for id, node in drawn.nodes.items():
        limits = [
            _limit(random.randint(1, 9), random.choice(_UNITS), wait=wait, start=random.choice(ids) if random.random() < 0.3 else None)
            for wait in (False, True) if random.random() < 0.5
        ]
        nodes[id] = replace(node, notes=StepNotes(time_limits=tuple(limits)))
    return replace(drawn, nodes=nodes)


@pytest.mark.parametrize("turns", [0, 1])
@pytest.mark.parametrize("seed", range(60))
def test_in_any_tangle_there_is_a_longest_way_wherever_there_is_a_way_and_no_wait_is_longer(seed: int, turns: int) -> None:
    drawn = _dressed(seed)
    start, end = Random(seed).sample(list(drawn.nodes), 2) if len(drawn.nodes) > 1 else (*drawn.nodes, *drawn.nodes)
    found = duration(drawn, [start], [end], from_opening=True, turns=turns)
    assert bool(found.longest) is found.is_reached
    if found.shortest and turns == 0 and not found.returns:
        least = min(max(way.amount.rough_days for way in run) for run in found.shortest)
        assert least <= max(way.amount.rough_days for way in found.longest)
