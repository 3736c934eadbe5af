"""Nothing lies on anything it should not lie on, whatever is drawn on whatever paper."""
from __future__ import annotations

import random

import pytest

from powerflow.diagram.outline import is_join
from powerflow.diagram.scene import Scene
from powerflow.model import Flowchart
from tests.builders import chart
from tests.diagram import measure
from tests.diagram.charts import tiny
from tests.diagram.pages import ITEMS, item_poster, permit_poster, poster


def _wide() -> Flowchart:
    """A decision with seven exits in one lane, and flows that jump over others."""
    drawn = chart("七种答复").start().step("登记", "log", post="甲").decision("which", "哪种？", post="甲")
    for number in range(7):
        post = "乙" if number % 2 else "甲"
        drawn = drawn.at("which").via(f"第{number}种情形").step(f"答复{number}", f"reply{number}", post=post).to("log")
    return drawn.at("which").via("其他").end().build()


def _pages() -> list[tuple[str, Scene]]:
    papers = ("a3", "a3-landscape", "a4")
    posters = {f"{name} {paper}": poster(drawn, paper) for name, drawn in (("tiny", tiny()), ("wide", _wide())) for paper in papers}
    posters |= {f"permit {paper}": permit_poster(paper) for paper in papers}
    posters |= {f"{path} {paper}": item_poster(path, paper) for path in ITEMS for paper in papers}
    return [(f"{name} {page + 1}", scene) for name, made in posters.items() for page, scene in enumerate(made.scenes)]


_PAGES = _pages()
on_every_page = pytest.mark.parametrize("scene", [scene for _, scene in _PAGES], ids=[name for name, _ in _PAGES])


@on_every_page
def test_figures_keep_apart(scene: Scene) -> None:
    assert measure.overlapping_figures(scene) == []


@on_every_page
def test_no_flow_runs_through_a_figure(scene: Scene) -> None:
    assert measure.flows_through_figures(scene) == []


@on_every_page
def test_flows_are_level_or_upright(scene: Scene) -> None:
    assert measure.slanted(scene) == []


@on_every_page
def test_flows_that_have_nothing_in_common_never_lie_on_each_other(scene: Scene) -> None:
    assert measure.shared_lines(scene) == []


@on_every_page
def test_names_of_flows_keep_off_figures(scene: Scene) -> None:
    assert measure.labels_on_figures(scene) == []


@on_every_page
def test_text_stays_in_its_box_and_on_the_page(scene: Scene) -> None:
    assert measure.running_out(scene) == []


def test_names_of_flows_keep_off_lines_on_the_shipped_items() -> None:
    crowded = {name: found for name, scene in _PAGES if (found := measure.labels_on_flows(scene))}
    assert crowded == {}


def test_a_small_chart_is_drawn_large() -> None:
    """Up to twenty nodes the body text has 10 pt on A3 and 7 pt on A4."""
    assert permit_poster().scale >= 1.0
    assert permit_poster("a4").scale >= 0.7


def test_the_page_has_the_proportions_of_the_paper() -> None:
    scene = permit_poster("a3-landscape").scenes[0]
    assert scene.width / scene.height == pytest.approx(420 / 297)


def test_english_fits_as_well() -> None:
    scene = permit_poster(lang="en").scenes[0]
    assert measure.running_out(scene) == []
    assert "working day" in measure.texts(scene)


def _random(seed: int) -> Flowchart:
    """A chart as nobody would draw it: flows between any two nodes, back to themselves too."""
    chance = random.Random(seed)
    count = chance.randint(3, 20)
    drawn = chart(f"随机{seed}").start()
    for index in range(count):
        post = f"岗{chance.randrange(5)}"
        if chance.random() < 0.3:
            drawn = drawn.decision(f"n{index}", chance.choice(["好？", "是否符合法定条件且材料齐全？", ""]), post=post)
        else:
            drawn = drawn.step(f"环节{index}" * chance.randint(1, 4), f"n{index}", post=post)
    drawn = drawn.end()
    for _ in range(count // 2):
        drawn = drawn.at(f"n{chance.randrange(count)}").via(chance.choice(["", "是", "不符合条件的"])).to(f"n{chance.randrange(count)}")
    return drawn.build()


@pytest.mark.parametrize("seed", range(12))
def test_any_chart_is_drawn_whole_and_nothing_lies_on_a_figure(seed: int) -> None:
    drawn = _random(seed)
    scene = poster(drawn).whole
    assert measure.overlapping_figures(scene) == []
    assert measure.flows_through_figures(scene) == []
    assert measure.running_out(scene) == []
    sources = {drawn.flows[flow].source for flow in measure.flows(scene)}
    assert sources == {flow.source for flow in drawn.flows.values() if not is_join(drawn.nodes[flow.source])}


def test_a_flow_back_to_its_own_figure_is_drawn() -> None:
    scene = poster(chart().start().step("等待", "wait").via("再等").to("wait").at("wait").end().build()).whole
    own = next(stroke for stroke in scene.strokes if "从“等待”到“等待”" in stroke.sentence)
    assert len(own.points) >= 4
