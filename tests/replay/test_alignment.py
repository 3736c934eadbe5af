"""Alignments cost what a search over the token game finds, are runs of the chart, and name what departs from it."""
from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest

from powerflow.errors import UsageError
from powerflow.graph import Stand, TokenGame
from powerflow.model import Flowchart
from powerflow.replay import Costs, DepartureKind, align
from tests.builders import chart
from tests.replay.drafts import Draft, least_cost
from tests.replay.runs import assert_is_alignment, names


@pytest.mark.parametrize(("seed", "bent"), [*product(range(60), (False, True))])
def test_costs_are_those_of_a_search_over_the_token_game(seed: int, bent: bool) -> None:
    draft = Draft(seed, bent=bent)
    drawn = draft.chart()
    traces = [(), *draft.traces(drawn, 4)]
    called = names(drawn)
    expected = [least_cost(drawn, called, trace, 6_000) for trace in traces]
    for tabled, composed in ((400, False), (0, False), (0, True)):
        found = align(drawn, traces, tabled=tabled, composed=composed, budget=20_000)
        for trace, cost, each in zip(traces, expected, found.each, strict=True):
            assert cost is None or each.cost == cost, (seed, bent, tabled, composed, trace)
            if each.cost is not None:
                assert_is_alignment(drawn, trace, each)


def _office() -> Flowchart:
    """受理, then 审查 and 公示 in any order, then 决定, then 送达."""
    drawn = chart().start().step("受理").parallel("fork").step("审查").parallel("join").step("决定").step("送达").end()
    return drawn.at("fork").step("公示").to("join").build()


def _kinds(trace: Sequence[str]) -> list[tuple[DepartureKind, str, int, str]]:
    [each] = align(_office(), [trace]).each
    return [(one.kind, one.activity, one.position, one.after) for one in each.departures]


@pytest.mark.parametrize("trace", [("受理", "审查", "公示", "决定", "送达"), ("受理", "公示", "审查", "决定", "送达")])
def test_a_run_of_the_chart_fits(trace: tuple[str, ...]) -> None:
    [each] = align(_office(), [trace]).each
    assert (each.fits, each.cost, each.fitness, each.departures) == (True, 0, 1.0, ())
    assert [move.step for move in each.moves] == list(trace)


def test_a_skipped_step_is_named_with_the_step_before_it() -> None:
    assert _kinds(("受理", "审查", "公示", "决定")) == [(DepartureKind.SKIPPED, "送达", -1, "决定")]


def test_a_repeated_step_is_named_where_it_was_done_again() -> None:
    [one] = _kinds(("受理", "审查", "公示", "决定", "决定", "送达"))
    assert (one[0], one[1]) == (DepartureKind.REPEATED, "决定") and one[2] in (3, 4)


def test_a_step_done_too_early_is_misplaced_once_though_it_costs_two() -> None:
    [each] = align(_office(), [("送达", "受理", "审查", "公示", "决定")]).each
    assert each.cost == 2
    assert [(one.kind, one.activity, one.position, one.after) for one in each.departures] == [
        (DepartureKind.MISPLACED, "送达", 0, "决定")
    ]


def test_what_the_chart_does_not_know_is_foreign() -> None:
    assert _kinds(("受理", "喝茶", "审查", "公示", "决定", "送达")) == [(DepartureKind.FOREIGN, "喝茶", 1, "受理")]


def test_fitness_is_worked_out_over_cases() -> None:
    """5 steps; a fitting variant of 3 cases, one of 1 case without 送达: cost 1 of 4 + 5."""
    found = align(_office(), [("受理", "审查", "公示", "决定", "送达"), ("受理", "审查", "公示", "决定")])
    fitness = found.fitness([3, 1])
    assert found.shortest == 5
    assert (fitness.cases, fitness.fitting, fitness.cost, fitness.undecided_variants) == (4, 3, 1, 0)
    assert fitness.mean == pytest.approx((3 + 8 / 9) / 4)
    assert fitness.of_log == pytest.approx(1 - 1 / (3 * 10 + 9))


def test_costs_may_differ_by_activity() -> None:
    costs = Costs(added=2, skipped=3, skipped_by={"送达": 7})
    [skipped, added] = align(
        _office(), [("受理", "审查", "公示", "决定"), ("受理", "审查", "公示", "决定", "送达", "受理")], costs=costs
    ).each
    assert (skipped.cost, added.cost) == (7, 2)


@pytest.mark.parametrize("wrong", [{"added": 0}, {"skipped": -1}, {"added_by": {"受理": 0}}])
def test_a_departure_must_cost_something(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        Costs(**wrong)  # type: ignore[arg-type]


def test_a_step_that_leaves_no_event_costs_nothing() -> None:
    found = align(_office(), [("受理", "审查", "决定", "送达")], unrecorded=frozenset({"公示"}), activities={
        name: (name,) for name in ("受理", "审查", "决定", "送达")
    })
    assert (found.shortest, found.each[0].cost) == (4, 0)


def test_several_activities_may_be_named_for_the_steps_they_stand_for() -> None:
    names = {"收件": ("受理",), "审": ("审查",), "公示": ("公示",), "决定": ("决定",), "送达": ("送达",)}
    assert align(_office(), [("收件", "审", "公示", "决定", "送达")], activities=names).each[0].fits


@pytest.mark.parametrize("tabled", [400, 0])
def test_a_chart_without_an_end_decides_nothing(tabled: int) -> None:
    endless = chart().start().step("甲").decision("m").step("乙").to("m").build()
    found = align(endless, [("甲",), ("甲", "乙")], tabled=tabled, budget=500)
    assert found.shortest is None
    assert [each.is_decided for each in found.each] == [False, False]
    assert found.fitness([1, 1]).mean is None


def _wide(branches: int) -> Flowchart:
    """A fork into many branches of two steps each: 3 to the power of `branches` states."""
    drawn = chart().start().parallel("fork")
    for number in range(branches):
        drawn.at("fork").step(f"甲{number}").step(f"乙{number}")
        if number == 0:
            drawn.parallel("join")
        else:
            drawn.to("join")
    return drawn.at("join").end().build()


def test_a_chart_too_large_for_a_table_is_searched() -> None:
    """3^10 states; two events change places, one is lost."""
    drawn = _wide(10)
    whole = [f"甲{number}" for number in range(10)] + [f"乙{number}" for number in range(10)]
    swapped = ["乙0", *whole[:10], *whole[11:]]
    found = align(drawn, [tuple(whole), tuple(swapped), tuple(whole[:-1])], composed=False)
    assert [each.cost for each in found.each] == [0, 2, 1]
    assert found.shortest == 20


def test_what_the_budget_does_not_reach_is_undecided_with_a_bound() -> None:
    drawn = _wide(10)
    whole = tuple(f"{step}{number}" for number in range(10) for step in "乙甲")
    [each] = align(drawn, [whole], budget=50, composed=False).each
    assert (each.is_decided, each.cost, each.moves, each.fitness) == (False, None, (), None)
    assert 0 <= each.bound <= 20


def test_the_token_game_stands_where_the_oracle_says() -> None:
    """The oracle itself, by hand: without 送达 one step is missing; of an empty trace all five."""
    drawn = _office()
    assert least_cost(drawn, names(drawn), ("受理", "审查", "公示", "决定")) == 1
    assert least_cost(drawn, names(drawn), ()) == 5
    assert Stand.BEGIN in {token.stand for token in TokenGame(drawn).initial()}
