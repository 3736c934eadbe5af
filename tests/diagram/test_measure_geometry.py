"""The plane geometry under the measures, by figures that are worked out on paper."""
from __future__ import annotations

import pytest

from powerflow.diagram.measure_geometry import Outline, Point, bends, crossings, flattened

_SQUARE = Outline([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)])
_DIAMOND = Outline([(10, 0), (20, 10), (10, 20), (0, 10), (10, 0)])


@pytest.mark.parametrize("corners", [[(0, 0), (10, 0), (10, 10), (0, 10)], [(0, 10), (10, 10), (10, 0), (0, 0)]])
def test_depth_is_the_distance_to_the_nearest_side_in_either_turn(corners: list[Point]) -> None:
    outline = Outline(corners)
    assert outline.depth((3, 5)) == 3 and outline.depth((5, 5)) == 5
    assert outline.depth((5, -2)) == -2


def test_squares_overlap_by_the_shorter_way_out() -> None:
    assert _SQUARE.overlap(Outline([(7, 2), (20, 2), (20, 8), (7, 8)])) == pytest.approx(3)


def test_squares_that_touch_do_not_overlap() -> None:
    assert _SQUARE.overlap(Outline([(10, 0), (20, 0), (20, 10), (10, 10)])) <= 0


def test_a_square_in_the_empty_corner_of_a_diamond_is_apart_although_their_rectangles_meet() -> None:
    corner = Outline([(0, 0), (4, 0), (4, 4), (0, 4)])
    assert corner.extent.meets(_DIAMOND.extent)
    assert _DIAMOND.overlap(corner) < 0


def test_only_what_stands_on_a_corner_is_a_diamond() -> None:
    assert _DIAMOND.is_diamond and not _SQUARE.is_diamond


def test_a_line_through_a_square_lies_inside_for_its_width() -> None:
    assert _SQUARE.inner_length((-5, 5), (15, 5)) == pytest.approx(10)
    assert _SQUARE.inner_length((-5, 5), (4, 5)) == pytest.approx(4)


@pytest.mark.parametrize("line", [((-5, 0), (15, 0)), ((0, -5), (0, 15)), ((-5, -1), (15, -1)), ((10, 5), (30, 5))])
def test_a_line_on_the_border_or_outside_lies_not_inside(line: tuple[Point, Point]) -> None:
    assert _SQUARE.inner_length(*line) == pytest.approx(0)


def test_a_line_across_the_corner_of_a_diamond_is_as_long_as_the_cut() -> None:
    """At 5 below the top a diamond of 20 by 20 is 10 wide."""
    assert _DIAMOND.inner_length((-5, 5), (30, 5)) == pytest.approx(10)


def test_the_slack_takes_the_rim_away() -> None:
    assert _SQUARE.inner_length((-5, 5), (15, 5), slack=1) == pytest.approx(8)
    assert _SQUARE.inner_length((-5, 0.5), (15, 0.5), slack=1) == 0


def test_lines_that_cross_are_counted_each_time() -> None:
    zigzag = [(0, 0), (10, 0), (10, 10), (0, 10)]
    assert crossings(zigzag, [(5, -5), (5, 15)]) == 2


@pytest.mark.parametrize("other", [
    [(5, 0), (5, 10)],  # begins on the other
    [(2, 0), (8, 0)],  # lies on it
    [(0, 3), (10, 3)],  # beside it
    [(5, 5), (5, 0), (10, 0)],  # joins it
])
def test_lines_that_touch_join_or_run_side_by_side_do_not_cross(other: list[Point]) -> None:
    assert crossings([(0, 0), (10, 0)], other) == 0


def test_a_rounded_corner_is_one_bend_and_a_straight_curve_none() -> None:
    """As Graphviz writes a line along corners: straight pieces and quarter turns, all as Bézier curves."""
    curves = [((0, 0), (45, 0), (45, 0)), ((50, 0), (50, 0), (50, 5)), ((50, 5), (50, 90), (50, 90))]
    line = flattened((0.0, 0.0), curves)
    assert line[0] == (0, 0) and line[-1] == (50, 90)
    assert bends(line) == 1
    assert flattened((0.0, 0.0), [((0, 0), (5, 0), (5, 0)), ((5, 0), (9, 0), (9, 0))]) == ((0, 0), (9, 0))


def test_bends_count_right_angles() -> None:
    assert bends([(0, 0), (10, 0), (10, 10), (0, 10)]) == 2
    assert bends([(0, 0), (10, 0)]) == 0
