"""Small steps before a figure are taken out where its side reaches that far and nothing is in the way."""
from __future__ import annotations

from powerflow.diagram.scene import Box, Form, Point
from powerflow.diagram.straighten import straightened

# Two cards side by side, the right one 10 points lower: a link leaves at 50 and steps down to 60.
BOXES = {"a": Box(0, 0, 100, 100), "b": Box(200, 10, 100, 100)}
FORMS = {"a": Form.BOX, "b": Form.BOX}
STEP: tuple[Point, ...] = ((100, 50), (150, 50), (150, 60), (200, 60))


def made(boxes: dict[str, Box] = BOXES, forms: dict[str, Form] = FORMS, *others: tuple[Point, ...]) -> tuple[Point, ...]:
    """The line with the step after all, beside `others` that join two figures far away."""
    away = {"x": Box(900, 900, 9, 9), "y": Box(950, 950, 9, 9)}
    ends = [("a", "b"), *[("x", "y")] * len(others)]
    return straightened([STEP, *others], ends, {**boxes, **away}, {**forms, **dict.fromkeys(away, Form.BOX)})[0]


def test_a_step_before_a_card_goes() -> None:
    assert made() == ((100, 50), (200, 50))


def test_a_step_before_a_diamond_goes_only_at_the_other_end() -> None:
    assert made(forms={"a": Form.BOX, "b": Form.DIAMOND}) == ((100, 60), (200, 60))
    assert made(forms={"a": Form.DIAMOND, "b": Form.DIAMOND}) == STEP


def test_it_stays_where_a_figure_is_in_the_way() -> None:
    assert made({**BOXES, "c": Box(160, 40, 20, 15)}, {**FORMS, "c": Form.BOX}) != ((100, 50), (200, 50))


def test_it_stays_where_another_line_runs_there() -> None:
    assert made(BOXES, FORMS, ((120, 48), (190, 48)), ((120, 62), (190, 62))) == STEP


def test_it_stays_where_the_side_does_not_reach_so_far() -> None:
    assert made({"a": Box(0, 0, 100, 52), "b": Box(200, 48, 100, 20)}) == STEP
