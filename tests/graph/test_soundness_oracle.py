"""Soundness says of thousands of drawn charts what plain play of their tokens says.

What can be demanded. The verdict is the same, always. Which faults are told is the same, element by element for what
never happens, as long as no token doubles; but in charts with many states the room looks no further once it has a fault,
so there it may leave some untold. Once a token may double, a course is over for the oracle and for the room, and both
stop looking behind it: a deadlock that only comes after it, or a second one elsewhere, may be told or not. Then the room
must tell at least one fault that ends a course, and every course it tells is played by the oracle's rules to its end.
An end that two tokens reach is "repeated" or "unsynchronised", as they meet at the end or just before it.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from powerflow.bpmn import parse
from powerflow.errors import InputError
from powerflow.graph import Fault, Verdict, soundness
from powerflow.model import Flowchart
from tests.corpus import files, needs_corpus
from tests.graph.generated import spoilt, structured, tangled, thrown
from tests.graph.oracle import Sight, judge, verdict
from tests.graph.witness import objection

MOST_STATES = 2_000
FEW_STATES = 30
DOUBLED = {"unsynchronised", "repeated-end"}
CUT_SHORT = DOUBLED | {"deadlock", "livelock"}
NOT_PLAYED = {"no-start", "no-end"}

Draw = Callable[[int, int], Flowchart]


def disagreement(chart: Flowchart) -> str | None:
    """How the two differ: "" if they agree, None if the oracle has too much to look at."""
    sights = judge(chart, MOST_STATES)
    if any(sight.too_large for sight in sights):
        return None
    answer = soundness(chart)
    if answer.verdict.value != verdict(sights):
        return f"{answer.verdict.value}, but the oracle says {verdict(sights)} {[sight.faults for sight in sights]}"
    for sight in sights:
        told = {problem.fault.value for problem in answer.problems if problem.scope == sight.scope}
        dead = {problem.element for problem in answer.problems if problem.scope == sight.scope and problem.fault is Fault.DEAD}
        if difference := _difference(chart, sight, told, dead):
            return f"{sight.scope}: {difference}"
    return ""


def _difference(chart: Flowchart, sight: Sight, told: set[str], dead: set[str]) -> str:
    never = (sight.dead | sight.cut_off) & chart.nodes.keys()
    if sight.faults & NOT_PLAYED:
        return "" if told == sight.faults & NOT_PLAYED else f"{told} instead of {sight.faults}"
    if sight.faults & DOUBLED:
        if not told & CUT_SHORT:
            return f"{told} does not say that {sight.faults}"
        return "" if dead <= never else f"{dead - never} can happen"
    cut_off = sight.cut_off & chart.nodes.keys()
    if sight.states > FEW_STATES and told & CUT_SHORT and told <= sight.faults and cut_off <= dead <= never:
        return ""
    if told != sight.faults:
        return f"{told} instead of {sight.faults}"
    return "" if dead == never else f"{dead} never happen instead of {never}"


def disagreements(draw: Draw, seeds: Iterable[int], size: int) -> tuple[dict[int, str], int]:
    """The seeds on which the two differ, and how many charts were compared."""
    compared, found = 0, {}
    for seed in seeds:
        difference = disagreement(draw(seed, size))
        if difference is not None:
            compared += 1
        if difference:
            found[seed] = difference
    return found, compared


@pytest.mark.parametrize(("draw", "seeds", "size"), [
    pytest.param(spoilt, range(2_500), 7, id="spoilt-blocks"),
    pytest.param(spoilt, range(2_500, 3_000), 14, id="large-spoilt-blocks"),
    pytest.param(tangled, range(2_000), 5, id="tangles"),
    pytest.param(tangled, range(2_000, 2_300), 8, id="large-tangles"),
    pytest.param(structured, range(500), 14, id="blocks"),
    pytest.param(thrown, range(1_500), 12, id="errors"),
])
def test_the_verdict_and_the_faults_are_the_oracles(draw: Draw, seeds: range, size: int) -> None:
    found, compared = disagreements(draw, seeds, size)
    assert found == {}
    assert compared >= 0.9 * len(seeds), "few charts are too large for the oracle"


@pytest.mark.full
@pytest.mark.parametrize("part", range(70))
@pytest.mark.parametrize(("draw", "size"), [(spoilt, 9), (tangled, 6), (structured, 14)], ids=["spoilt", "tangled", "structured"])
def test_the_verdict_and_the_faults_are_the_oracles_on_many_charts(draw: Draw, size: int, part: int) -> None:
    """Some 220,000 charts, in parts that can run side by side."""
    first = 1_000_000 + part * 1_100
    found, compared = disagreements(draw, range(first, first + 1_100), size)
    assert found == {}
    assert compared >= 970


@pytest.mark.parametrize(("draw", "seeds", "size"), [
    pytest.param(spoilt, range(400), 6, id="spoilt-blocks"),
    pytest.param(tangled, range(600), 5, id="tangles"),
    pytest.param(thrown, range(300), 10, id="errors"),
])
def test_each_course_told_is_possible_and_ends_in_its_fault(draw: Draw, seeds: range, size: int) -> None:
    assert objections(draw, seeds, size) == {}


@pytest.mark.full
@pytest.mark.parametrize("part", range(20))
@pytest.mark.parametrize(("draw", "size"), [(spoilt, 8), (tangled, 6)], ids=["spoilt", "tangled"])
def test_each_of_many_courses_told_is_possible_and_ends_in_its_fault(draw: Draw, size: int, part: int) -> None:
    assert objections(draw, range(2_000_000 + part * 500, 2_000_500 + part * 500), size) == {}


def objections(draw: Draw, seeds: Iterable[int], size: int) -> dict[tuple[int, str], str]:
    """What the oracle's rules have against the courses that are told."""
    found = {}
    for seed in seeds:
        chart = draw(seed, size)
        for problem in soundness(chart).problems:
            if problem.fault is Fault.DEAD or problem.fault.value in NOT_PLAYED:
                assert problem.trace == ()
            elif objected := objection(chart, problem):
                found[seed, f"{problem.fault.value} at {problem.element}"] = objected
    return found


@needs_corpus
def test_the_verdict_on_the_processes_of_every_public_file_is_the_oracles() -> None:
    """What goes wrong only between pools is left to the oracle of exchanges; ten files are too large for this one."""
    found, too_large = {}, 0
    for name, data in files():
        try:
            chart = parse(data, name).chart
        except InputError:
            continue
        sights = judge(chart, MOST_STATES)
        if any(sight.too_large for sight in sights):
            too_large += 1
            continue
        answer = soundness(chart)
        own = {problem.scope for problem in answer.problems if not problem.fault.value.startswith("message")}
        if own != {sight.scope for sight in sights if sight.faults}:
            found[name] = f"{own} instead of {[(sight.scope, sight.faults) for sight in sights if sight.faults]}"
    assert found == {}
    assert too_large <= 10


def test_blocks_within_blocks_are_sound() -> None:
    """Nothing can go wrong where each split has its join; some of these have far too many states for the oracle."""
    unsound = [seed for seed in range(10_000, 11_500) if soundness(structured(seed, 25)).verdict is not Verdict.SOUND]
    assert unsound == []


@pytest.mark.parametrize("seed", range(20))
def test_a_chart_drawn_twice_from_one_seed_is_the_same(seed: int) -> None:
    assert spoilt(seed) == spoilt(seed)
    assert tangled(seed) == tangled(seed)
