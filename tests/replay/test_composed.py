"""Alignments composed block by block cost what the table of all states and the plain search say, and are runs of the chart."""
from __future__ import annotations

from itertools import product

import pytest

from powerflow.graph import BlockKind, blocks
from powerflow.model import Flowchart
from powerflow.replay import Costs, activities_of, align
from tests.builders import chart
from tests.replay.drafts import Draft, least_cost
from tests.replay.large import Large
from tests.replay.runs import assert_is_alignment, names


def _is_blocks(drawn: Flowchart) -> bool:
    return blocks(drawn, names(drawn)) is not None


@pytest.mark.parametrize(("seed", "bent"), [*product(range(0, 150, 3), (False, True))])
def test_costs_are_those_of_the_table(seed: int, bent: bool) -> None:
    draft = Draft(seed, bent=bent)
    drawn = draft.chart()
    traces = [(), *draft.traces(drawn, 6)]
    tabled, composed = align(drawn, traces, composed=False), align(drawn, traces, tabled=0)
    assert composed.shortest == tabled.shortest
    for trace, one, other in zip(traces, tabled.each, composed.each, strict=True):
        assert other.cost == one.cost, trace
        if other.cost is not None:
            assert_is_alignment(drawn, trace, other)


@pytest.mark.parametrize("seed", range(4))
def test_costs_are_those_of_a_search_over_the_token_game(seed: int) -> None:
    large = Large(seed, 9)
    drawn = large.chart()
    for each in align(drawn, large.variants(6, 3), tabled=0).each:
        expected = least_cost(drawn, names(drawn), each.variant, 20_000)
        assert expected is None or each.cost == expected


def test_costs_may_differ_by_activity() -> None:
    large = Large(5, 12)
    drawn, costs = large.chart(), Costs(added=3, skipped=2, added_by={"环节1": 7}, skipped_by={"环节2": 5, "环节3": 1})
    variants = large.variants(30, 4)
    tabled, composed = align(drawn, variants, costs=costs, composed=False).each, align(drawn, variants, costs=costs, tabled=0).each
    assert [each.cost for each in composed] == [each.cost for each in tabled]


def test_a_thousand_noisy_variants_on_a_chart_of_more_than_a_hundred_nodes_are_all_decided() -> None:
    """Branches at the same time, inclusive joins and loops: too many states for a table. A disturbance costs two at the most."""
    large = Large(3, 80)
    variants = large.variants(1_000, 8)
    found = align(large.chart(), variants)
    assert large.nodes > 100
    assert all(each.is_decided for each in found.each)
    assert 0 < max(each.cost or 0 for each in found.each) <= 2 * 8


def test_what_is_too_large_and_not_built_of_blocks_is_decided_or_named() -> None:
    large = Large(3, 80, bent=True)
    drawn = large.chart()
    assert not _is_blocks(drawn)
    found = align(drawn, large.variants(10, 4), budget=200)
    assert all(each.is_decided or 0 <= each.bound <= each.most for each in found.each)


def _kinds(drawn: Flowchart) -> set[BlockKind]:
    whole = blocks(drawn, {id: name for name, ids in activities_of(drawn).items() for id in ids})
    assert whole is not None
    found, waiting = set(), [whole]
    while waiting:
        block = waiting.pop()
        found.add(block.kind)
        waiting += block.parts
    return found


def test_branches_are_told_from_choices_by_their_gateways() -> None:
    for kind, drawn in ((BlockKind.ALL, chart().start().parallel("fork")), (BlockKind.CHOICE, chart().start().decision("fork"))):
        drawn.step("甲")
        drawn = drawn.parallel("join") if kind is BlockKind.ALL else drawn.decision("join")
        assert kind in _kinds(drawn.end().at("fork").step("乙").to("join").build())


def test_a_way_back_is_a_loop_and_crossing_choices_are_a_web() -> None:
    again = chart().start().step("甲").decision("d").end().at("d").step("补正").to("甲").build()
    assert BlockKind.LOOP in _kinds(again)
    crossing = (
        chart().start().decision("a").step("甲").decision("b").step("乙").decision("c").end()
        .at("a").step("丙").to("乙").at("b").step("丁").to("c").build()
    )
    assert BlockKind.WEB in _kinds(crossing)
    found = align(crossing, [("甲", "乙"), ("丙", "乙"), ("甲", "丁"), ("丙", "丁")], tabled=0).each
    assert [each.cost for each in found] == [0, 0, 0, 2]


def test_the_same_activity_in_branches_at_the_same_time_is_no_block() -> None:
    drawn = chart().start().parallel("fork").step("甲").parallel("join").end().at("fork").step("乙").to("join").build()
    assert blocks(drawn, {"甲": "甲", "乙": "甲"}) is None
    assert blocks(drawn, {"甲": "甲", "乙": "乙"}) is not None
