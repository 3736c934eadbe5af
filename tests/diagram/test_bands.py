"""Pages, bands and columns: what stands together, and how the columns of a page are shared out."""
from __future__ import annotations

from powerflow.diagram.bands import Planner
from powerflow.diagram.outline import outline
from powerflow.diagram.rows import Band, Ties, pack
from powerflow.model import Flowchart, StepNotes
from tests.builders import ChartBuilder, chart


def step(drawn: ChartBuilder, name: str, post: str, phase: str) -> ChartBuilder:
    """One more step of a phase, by a post."""
    return drawn.step(name, name, post=post, notes=StepNotes(phase=phase))


def course() -> Flowchart:
    """Two steps of two posts, then six of a third one: 受理 needs few columns, 审查 many."""
    drawn = chart().start()
    drawn = step(step(drawn, "递交", "申请人", "受理"), "收件", "窗口", "受理")
    for number in range(6):
        drawn = step(drawn, f"审{number}", "科室", "审查")
    return drawn.end().build()


def planner(drawn: Flowchart, columns: int, high: float = 100.0) -> Planner:
    """A planner for figures that are all of one height."""
    return Planner(outline(drawn, {}), columns, lambda _: high, lambda _: 40.0)


def lanes(band: Band) -> dict[str, int]:
    """How many columns each lane has, without the prefix of its id."""
    return {lane.removeprefix("lane-"): len(columns) for lane, columns in band.lanes.items()}


def test_a_phase_of_one_post_gets_all_columns() -> None:
    [bands] = planner(course(), 3).pages(2000)
    assert [lanes(band) for band in bands][-1] == {"科室": 3}
    assert [unit.phase for band in bands for unit in band.units] == ["受理", "审查"]


def test_columns_of_a_band_are_all_shared_out_in_the_order_of_the_lanes() -> None:
    [bands] = planner(course(), 4).pages(2000)
    for band in bands:
        assert [column for columns in band.lanes.values() for column in columns] == [0, 1, 2, 3]


def test_pages_break_between_phases_where_they_can() -> None:
    pages = planner(course(), 2).pages(600)
    assert [[unit.phase for band in bands for unit in band.units] for bands in pages] == [["受理"], ["审查"]]


def test_a_phase_that_is_too_high_is_cut() -> None:
    pages = planner(course(), 1).pages(500)
    assert len(pages) > 2
    ids = [id for bands in pages for band in bands for unit in band.units for id in unit.ids]
    assert ids == list(outline(course(), {}).figures)


def test_a_phase_with_more_posts_than_columns_is_cut() -> None:
    drawn = chart().start()
    for number in range(5):
        drawn = step(drawn, f"会签{number}", f"部门{number}", "会签")
    for bands in planner(drawn.end().build(), 2).pages(5000):
        assert all(len(band.lanes) <= 2 for band in bands)


def test_what_is_learnt_of_a_page_changes_the_plan() -> None:
    plans = planner(course(), 3)
    [bands] = plans.pages(1000)
    plans.learn(bands, 1200.0)
    assert len(plans.pages(1000)) == 2


def test_figures_of_a_phase_stand_below_those_of_the_one_before() -> None:
    drawn = course()
    plan = outline(drawn, {})
    [bands] = planner(drawn, 3).pages(2000)
    grid = pack(Ties(plan), bands, 3)
    rows = {phase: [grid.cells[id][0] for id, figure in plan.figures.items() if figure.phase == phase] for phase in plan.phases}
    assert max(rows["受理"]) < min(rows["审查"])
    assert len(set(grid.cells.values())) == len(plan.figures)


def test_words_of_a_head_keep_out_of_the_way_of_a_link_from_above() -> None:
    plan = outline(course(), {})
    bands = planner(course(), 3).bands(planner(course(), 3).units(2000))
    grid = pack(Ties(plan), bands, 3)
    for head in grid.heads[1:]:
        entered = {
            grid.cells[link.target][1] for link in plan.links
            if grid.cells[link.source][0] < head.row < grid.cells[link.target][0] <= head.last
        }
        assert all(column not in entered or set(columns) <= entered for columns, column in
                   ((head.lanes[lane], told) for lane, told in head.told.items()))
