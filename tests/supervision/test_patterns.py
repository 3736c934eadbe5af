"""Patterns over many cases, tested against tails computed by hand or by counting."""
from __future__ import annotations

from itertools import combinations, product
from math import isclose

import pytest

from powerflow.supervision.patterns import LEAST, PatternKind, _habits, _pairs, binomial_tail, hypergeometric_tail


@pytest.mark.parametrize(("least", "whole", "marked", "drawn"), [(2, 6, 3, 3), (3, 7, 4, 5), (0, 5, 2, 2), (3, 6, 3, 3)])
def test_hypergeometric_tail_counts_all_draws(least: int, whole: int, marked: int, drawn: int) -> None:
    draws = list(combinations(range(whole), drawn))
    many = sum(sum(each < marked for each in draw) >= least for draw in draws)
    assert isclose(hypergeometric_tail(least, whole, marked, drawn), many / len(draws))


@pytest.mark.parametrize(("least", "trials"), [(0, 4), (2, 4), (4, 4), (3, 5)])
def test_binomial_tail_counts_all_throws(least: int, trials: int) -> None:
    """Dice: one of four sides is a success."""
    throws = list(product(range(4), repeat=trials))
    many = sum(sum(side == 0 for side in throw) >= least for throw in throws)
    assert isclose(binomial_tail(least, trials, 0.25), many / len(throws))


def _deciders(shown: list[tuple[str, str]]) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    return {f"c{number}": (frozenset({officer}), frozenset({party})) for number, (officer, party) in enumerate(shown)}


def test_one_officer_who_decides_all_cases_of_one_bidder_is_found() -> None:
    others = [(f"官{number % 5}", f"商{number}") for number in range(60)]
    [found] = _pairs(_deciders([("甲", "丙公司")] * 8 + others))
    assert (found.kind, found.officer, found.party, found.count, found.of) == (PatternKind.PAIR, "甲", "丙公司", 8, 8)
    assert isclose(found.chance, hypergeometric_tail(8, 68, 8, 8))


def test_a_party_whose_cases_go_to_everybody_is_not() -> None:
    assert list(_pairs(_deciders([(f"官{number % 5}", f"商{number % 4}") for number in range(60)]))) == []


def test_fewer_than_five_cases_say_nothing() -> None:
    others = [(f"官{number}", f"商{number}") for number in range(500)]
    assert list(_pairs(_deciders([("甲", "丙公司")] * (LEAST - 1) + others))) == []


def test_one_who_always_ends_in_the_last_hour_is_found_among_others_who_do_not() -> None:
    done = {f"官{number}": [(f"c{number}-{each}", each == 0) for each in range(20)] for number in range(9)}
    assert list(_habits(PatternKind.LAST_HOUR, done)) == []
    done["甲"] = [(f"d{each}", True) for each in range(12)]
    [found] = _habits(PatternKind.LAST_HOUR, done)
    assert (found.officer, found.count, found.of, found.cases) == ("甲", 12, 12, ("d0", "d1", "d2", "d3", "d4"))
