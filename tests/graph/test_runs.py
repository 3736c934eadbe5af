"""What a run can pass before and after what: by hand, and against every run played out move by move."""
from __future__ import annotations

from collections.abc import Callable, Collection
from random import Random

import pytest

from powerflow.errors import InputError
from powerflow.graph import END, Leg, Marking, Stand, TokenGame, runs
from powerflow.graph.runs import Runs
from powerflow.model import Flowchart, LimitRole, TimeLimit, Unit
from tests.builders import chart
from tests.graph.generated import structured, tangled

_MOST = 200
_DAY = TimeLimit(role=LimitRole.PROMISED, amount=1, unit=Unit.WORKING_DAY)


def _runs(drawn: Flowchart) -> Runs:
    found = runs(drawn)
    assert found is not None
    return found


def _reaches(drawn: Flowchart, goal: str, *, without: str) -> bool:
    return _runs(drawn).can(Leg({goal}, {without}))


def test_step_in_a_row_is_always_passed_before_the_next() -> None:
    drawn = chart().start().step("a").step("b").end().build()
    assert not _reaches(drawn, "b", without="a") and _reaches(drawn, "a", without="b")


def test_exclusive_branch_goes_round_a_step() -> None:
    drawn = chart().start().decision("x").step("a").decision("y").step("b").end().at("x").to("y").build()
    assert _runs(drawn).run(Leg({"b"}, {"a"})) == ("start", "f1", "x", "f6", "y", "f4", "b")


def test_parallel_join_needs_every_branch() -> None:
    drawn = chart().start().parallel("x").step("a").parallel("y").step("b").end().at("x").step("c").to("y").build()
    assert not _reaches(drawn, "b", without="a") and not _reaches(drawn, "b", without="c")
    assert _reaches(drawn, "c", without="a") and _reaches(drawn, "a", without="c")


def test_boundary_event_leaves_a_step_that_is_not_done() -> None:
    drawn = (
        chart().start().step("a").step("b").end().boundary_timer("late", "a", _DAY).to("b").build()
    )
    assert _reaches(drawn, "b", without="a") and not _reaches(drawn, "late", without="start")


def test_loop_comes_back_to_a_step() -> None:
    drawn = chart().start().step("a").decision("x").step("b").end().at("x").to("a").build()
    again = _runs(drawn)
    assert again.can(Leg({"a"}), Leg({"a"}), Leg({"b"}))
    assert not again.can(Leg({"b"}), Leg({"a"}))


def test_several_starts_are_alternatives() -> None:
    drawn = chart().start("one").step("a").step("b").end().start("two").to("b").build()
    assert _reaches(drawn, "b", without="a") and not _runs(drawn).can(Leg({"one"}), Leg({"two"}))


def test_end_of_a_run_is_asked_like_a_step() -> None:
    drawn = chart().start().decision("x").step("a").end().at("x").step("b").end("other").build()
    assert _runs(drawn).can(Leg({"b"}), Leg({END}, {"a"})) and not _runs(drawn).can(Leg({"a"}), Leg({END}, {"end"}))


def test_same_condition_is_answered_the_same_way_until_its_fact_is_set() -> None:
    def twice(*, sets: tuple[str, ...]) -> Flowchart:
        return (
            chart().start().decision("x", default="no1").via("", "heard").step("hearing").decision("m")
            .step("work", sets=sets).decision("y", default="no2").via("", "heard").step("review").step("decide").end()
            .at("x").flow("x", "m", "no1").flow("y", "decide", "no2").build()
        )

    round_ = (Leg({"hearing"}), Leg({"decide"}, {"review"}))
    assert not _runs(twice(sets=())).can(*round_)
    assert _runs(twice(sets=("heard",))).can(*round_)


def test_chart_in_which_tokens_multiply_has_no_runs_or_few_states() -> None:
    drawn = chart().start().parallel("x").step("a").to("x").at("x").step("b").end().build()
    found = runs(drawn)
    assert found is None or not found.can(Leg({"b"}, {"x"}))


@pytest.mark.parametrize("drawing", [structured, tangled])
@pytest.mark.parametrize("seed", range(25))
def test_every_run_played_by_hand_is_known_and_every_witness_can_be_played(drawing: Callable[[int], Flowchart], seed: int) -> None:
    """The other way to know: draw runs at random to their end, and look at what they passed in which order."""
    drawn = drawing(seed)
    found = runs(drawn)
    steps = [id for id, step in drawn.steps.items() if not step.inner]
    if found is None or not steps:
        pytest.skip("more states than are looked at, or no step")
    random = Random(seed)
    courses = [_course(drawn, random) for _ in range(30)]
    for _ in range(25):
        goal, without, after = (random.choice(steps) for _ in range(3))
        legs = (Leg({after}), Leg({goal}, {without}))
        played = any(_makes(course, legs) for course in courses)
        witness = found.run(*legs)
        if played:
            assert witness is not None, (after, goal, without)
        if witness is not None:
            assert _makes([id for id in witness if id in drawn.nodes or id in drawn.flows], legs)
            assert _is_playable(drawn, [id for id in witness if id in steps], set(steps))


def _course(drawn: Flowchart, random: Random) -> list[str]:
    game = TokenGame(drawn)
    passed: list[str] = []
    try:
        marking, silent = game.settle(game.initial())
        for _ in range(40):
            passed += [move.node for move in silent if (Stand.OPEN, move.node) not in move.put]
            moves = list(game.moves(marking))
            if not moves:
                break
            move = random.choice(moves)
            passed.append(move.node)
            marking, silent = game.settle(game.after(marking, move, 0))
    except InputError:
        return passed
    return passed


def _makes(course: Collection[str], legs: tuple[Leg, ...]) -> bool:
    """Whether the course makes the legs, tried from every place by recursion."""
    def made(ids: list[str], left: tuple[Leg, ...]) -> bool:
        if not left:
            return True
        for number, id in enumerate(ids):
            if id in left[0].goal and made(ids[number + 1:], left[1:]):
                return True
            if id in left[0].without:
                return False
        return False

    return made(list(course), legs)


def _is_playable(drawn: Flowchart, wanted: list[str], steps: set[str]) -> bool:
    """Whether the token game can do exactly these steps in this order."""
    game = TokenGame(drawn)
    here = {game.settle(game.initial())[0]}
    for id in wanted:
        here = _silently(game, here, steps)
        if len(here) > _MOST:
            return True  # too many to tell
        here = {
            game.settle(game.after(marking, move, 0))[0] for marking in here for move in game.moves(marking) if move.node == id
        }
        if not here:
            return False
    return True


def _silently(game: TokenGame, here: set[Marking], steps: set[str]) -> set[Marking]:
    """With all markings that moves without steps lead to."""
    waiting, seen = list(here), set(here)
    while waiting and len(seen) <= _MOST:
        marking = waiting.pop()
        for move in game.moves(marking):
            if move.node not in steps:
                after = game.settle(game.after(marking, move, 0))[0]
                if after not in seen:
                    seen.add(after)
                    waiting.append(after)
    return seen
