"""A chart that is too large for one sheet goes on over pages, in text that can be read, with nothing left out."""
from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest

from powerflow.diagram import look
from powerflow.diagram.outline import Shape, outline
from powerflow.diagram.poster import Poster
from powerflow.diagram.scene import Scene, Text, extent
from powerflow.diagram.short_names import short_name
from powerflow.diagram.wording import Words
from powerflow.model import Step
from tests.diagram import measure
from tests.diagram.pages import ITEMS, item, item_poster, permit_poster, poster

PAPERS = ("a3", "a3-landscape", "a4")
on_every_paper = pytest.mark.parametrize("paper", PAPERS)
of_every_item = pytest.mark.parametrize("path", ITEMS)


def said(scene: Scene) -> str:
    """The words of a page without spaces."""
    return measure.texts(scene).replace(" ", "")


@of_every_item
@on_every_paper
def test_body_text_is_as_large_as_the_paper_asks_for(path: str, paper: str) -> None:
    drawn = item_poster(path, paper)
    sizes = [text.size * drawn.scale for scene in drawn.scenes for group in scene.groups for text in group.items if isinstance(text, Text)]
    assert min(sizes) >= look.PAPERS[paper].least_text - 0.01


@of_every_item
@on_every_paper
def test_every_step_says_its_bases_documents_rights_and_limits(path: str, paper: str) -> None:
    words = Words("zh")
    chart = item(path)
    everything = "".join(said(scene) for scene in item_poster(path, paper).scenes)
    for step in chart.steps.values():
        wanted = [words.bases(step.notes.bases, short_name), words.limits(step.notes.time_limits)]
        wanted += [*(right.name for right in step.notes.rights), *(each.name for each in step.notes.documents)]
        wanted += [words.disclosure(each) for each in step.notes.disclosures]
        assert [text for text in wanted if text.replace(" ", "") not in everything] == []


@of_every_item
@on_every_paper
def test_the_first_of_several_pages_names_every_step_and_its_page(path: str, paper: str) -> None:
    drawn = item_poster(path, paper)
    plan = outline(item(path), {})
    first = said(drawn.scenes[0])
    for figure in plan.figures.values():
        if figure.shape is Shape.CARD:
            assert f"{figure.number}{figure.node.name}".replace(" ", "") in first
            pages = [number for number, scene in enumerate(drawn.scenes, 1) if figure.id in measure.figures(scene)]
            assert len(pages) == 1 and f"第{pages[0]}页" in first


@of_every_item
@on_every_paper
def test_connectors_name_each_other(path: str, paper: str) -> None:
    """“转第3页 A” on page 2 is met by “接第2页 A” on page 3, and the other way round."""
    leaving, arriving = set(), set()
    for number, scene in enumerate(item_poster(path, paper).scenes, 1):
        text = "\n".join(item.text for group in scene.groups for item in group.items if isinstance(item, Text))
        leaving |= {(number, int(page), letter) for page, letter in re.findall(r"转第(\d+)页 ([A-Z]\d*)", text)}
        for pages, letter in re.findall(r"接第([\d、]+)页 ([A-Z]\d*)", text):
            arriving |= {(int(page), number, letter) for page in pages.split("、")}
    assert leaving == arriving
    assert leaving


@of_every_item
@on_every_paper
def test_a_page_has_only_the_lanes_that_it_uses(path: str, paper: str) -> None:
    chart = item(path)
    for scene in item_poster(path, paper).scenes:
        lanes = [group for group in scene.groups if group.key.startswith("lane")]
        used = {chart.nodes[id].lane for id in measure.figures(scene) if id in chart.nodes}
        assert {group.element for group in lanes} >= used - {None}
        for lane in lanes:
            ground = lane.items[0].box
            assert any(ground.meets(figure.box) for figure in measure.figures(scene).values())


@of_every_item
def test_phases_never_share_a_row(path: str) -> None:
    """On a page the figures of a phase all end above where those of the next one begin."""
    chart = item(path)
    order = list(outline(chart, {}).phases)
    phase_of = {id: figure.phase for id, figure in outline(chart, {}).figures.items()}
    for scene in item_poster(path).scenes:
        spans = {}
        for id, shape in measure.figures(scene).items():
            if id in phase_of:
                low, high = spans.get(phase_of[id], (1e9, 0.0))
                spans[phase_of[id]] = min(low, shape.box.y), max(high, shape.box.bottom)
        present = [phase for phase in order if phase in spans]
        assert all(spans[one][1] < spans[two][0] for one, two in pairwise(present))


@of_every_item
@on_every_paper
def test_exits_of_a_decision_leave_at_points_of_their_own(path: str, paper: str) -> None:
    chart = item(path)
    for scene in item_poster(path, paper).scenes:
        starts = Counter(
            (chart.flows[stroke.element].source, stroke.points[0]) for stroke in scene.strokes
            if stroke.element in chart.flows and chart.flows[stroke.element].source in chart.decisions
        )
        exits = Counter(source for source, _ in starts.elements())
        assert [source for (source, _), count in starts.items() if count > 1 and exits[source] <= 3] == []


@of_every_item
@on_every_paper
def test_few_crossings_and_bends(path: str, paper: str) -> None:
    """At most three crossings for 40 figures on any item, and 0.75 corners a link; the mean of all items is far lower."""
    scenes = item_poster(path, paper).scenes
    figures = sum(len(measure.figures(scene)) for scene in scenes)
    bends = [count for scene in scenes for count in measure.bends(scene)]
    assert sum(map(measure.crossings, scenes)) <= 4.2 * figures / 40
    assert sum(bends) / len(bends) <= 0.8


def test_words_of_heads_are_never_crossed() -> None:
    for path in ITEMS:
        for scene in item_poster(path).scenes:
            heads = [
                extent(text) for group in scene.groups if group.key.startswith("lane") for text in group.items if isinstance(text, Text)
            ]
            segments = [segment for segments in measure.flows(scene).values() for segment in segments]
            assert not [box for box in heads for segment in segments if measure.runs_through(box, segment)]


def test_a_small_chart_stays_on_one_page_with_its_panels() -> None:
    assert len(permit_poster().scenes) == 1 and "⑦投诉举报" in said(permit_poster().scenes[0])


def test_panels_of_a_large_chart_stand_on_its_first_page_or_the_last() -> None:
    drawn: Poster = item_poster("permit/road-excavation")
    assert "④办理时限" in said(drawn.scenes[0])
    assert "⑦投诉举报" in said(drawn.scenes[0]) + said(drawn.scenes[-1])


@pytest.mark.parametrize("profile", ["public", "internal", "leaflet"])
def test_all_profiles_have_all_steps(profile: str) -> None:
    chart = item("other/disclosure-on-request")
    scenes = poster(chart, "a4" if profile == "leaflet" else "a3", profile).scenes
    drawn = {id for scene in scenes for id in measure.figures(scene)}
    assert {node.id for node in chart.nodes.values() if isinstance(node, Step)} <= drawn
