"""The search for calmer arrangements: it mends what a hand would mend, keeps lanes and columns, and always finds the same."""
from __future__ import annotations

from powerflow.diagram.rows import Band, Unit
from powerflow.diagram.search import _other_lanes
from powerflow.model import Flowchart
from tests.builders import chart
from tests.diagram.charts import ITEM
from tests.diagram.measure import bends, crossings, figures, flows_through_figures, overlapping_figures
from tests.diagram.pages import poster


def extended() -> Flowchart:
    """A detour from the middle lane to the last lane, to the first, and back: with lanes as they stand one link crosses the main line."""
    return (
        chart("延期答复", ITEM).start().step("检索", "search", post="承办岗").decision("ask", "需要延期？", post="承办岗")
        .via("需延期").step("同意延期", "agree", post="负责人").step("告知延期", "tell", post="窗口").to("answer")
        .at("ask").via("能按期").step("答复", "answer", post="承办岗").end().build()
    )


def zigzag() -> Flowchart:
    """Steps that change between three lanes with a way back from the last to the first."""
    drawn = chart("来回", ITEM).start()
    for number in range(9):
        drawn = drawn.step(f"环节{number}", f"s{number}", post=f"岗位{number * 2 % 3}")
    return drawn.decision("ok", "通过？", post="岗位1").via("退回").to("s0").at("ok").via("通过").end().build()


def test_a_detour_between_the_outer_lanes_crosses_nothing() -> None:
    assert sum(map(crossings, poster(extended()).scenes)) == 0


def test_links_turn_little_and_nothing_is_lost_for_it() -> None:
    for drawn in (extended(), zigzag()):
        scenes = poster(drawn).scenes
        turns = [count for scene in scenes for count in bends(scene)]
        assert sum(turns) <= 0.6 * len(turns)
        assert [overlapping_figures(scene) + flows_through_figures(scene) for scene in scenes] == [[]] * len(scenes)
        assert {id for scene in scenes for id in figures(scene)} >= set(drawn.steps)


def test_the_same_chart_is_laid_out_the_same_way_again() -> None:
    assert poster(zigzag()).scenes == poster(zigzag()).scenes


def test_other_lanes_share_all_columns_and_each_keeps_one() -> None:
    band = Band((Unit("", ("a",)),), {"甲": (0, 1, 2), "乙": (3,), "丙": (4, 5)})
    found = list(_other_lanes(band))
    assert all(sorted(column for columns in lanes.values() for column in columns) == list(range(6)) for lanes in found)
    assert all(set(lanes) == set(band.lanes) and all(lanes.values()) for lanes in found)
    assert ["乙", "甲", "丙"] in [list(lanes) for lanes in found] and {"甲": (0, 1), "乙": (2, 3), "丙": (4, 5)} in found
