"""Acts are called by short names on cards; the page tells the full ones, and those who hear the chart hear them."""
from __future__ import annotations

from dataclasses import replace

import pytest

from powerflow.diagram import draw
from powerflow.diagram.measure_words import Required, missing
from powerflow.diagram.short_names import bare, short_name, told
from powerflow.law import sources
from powerflow.model import LegalBasis, StepNotes
from tests.builders import chart
from tests.diagram.charts import ITEM, permit
from tests.diagram.pages import permit_poster

_LONG = "国务院办公厅关于全面推行行政执法公示制度执法全过程记录制度重大执法决定法制审核制度的指导意见"


@pytest.mark.parametrize(("law", "short"), [
    ("中华人民共和国行政许可法", "行政许可法"), ("《中华人民共和国食品安全法》", "食品安全法"), ("城市道路管理条例", "城市道路管理条例"),
    (_LONG, "行政执法三项制度意见"),
    ("自治州《行政权力公开透明运行工作方案》", "权力公开运行方案"), ("中华人民共和国", "中华人民共和国"), ("", ""),
])
def test_short_names(law: str, short: str) -> None:
    assert short_name(law) == short


def test_declared_short_names_are_shorter_and_no_two_acts_share_one() -> None:
    named = [short_name(source.name) for source in sources().values() if source.short]
    assert all(len(source.short) < len(source.name.removeprefix("中华人民共和国")) for source in sources().values() if source.short)
    assert len(set(named)) == len(named) and not {*named} & {bare(source.name) for source in sources().values()}


def test_only_acts_that_are_shortened_are_told() -> None:
    full = "中华人民共和国行政许可法"
    assert told(["城市道路管理条例", full, full]) == (("行政许可法", full),)


def test_the_card_says_the_short_name_and_the_sentence_the_full_one() -> None:
    (card,) = [group for scene in permit_poster().scenes for group in scene.groups if group.element == "review"]
    drawn = "".join(item.text for item in card.items if hasattr(item, "text"))
    assert "《行政许可法》" in drawn and "中华人民共和国" not in drawn
    assert "《中华人民共和国行政许可法》第三十四条" in card.sentence


@pytest.mark.exe
def test_a_page_that_does_not_name_the_act_elsewhere_lists_it_under_the_legend() -> None:
    notes = StepNotes(bases=(LegalBasis(law=_LONG, article="二"),))
    drawn = chart("甲", replace(ITEM, bases=())).start().step("公示", "show", post="窗口", notes=notes).end().build()
    drawing = draw(drawn)
    svg = drawing.svg().decode()
    assert "依据简称：《行政执法三项制度意见》即《" in svg
    assert drawing.measures(svg.encode(), drawing.pdf()).of("missing_in_svg").found == ()


def test_a_short_name_counts_only_where_its_page_tells_the_full_one() -> None:
    wanted = [Required("中华人民共和国行政许可法", "a", "行政许可法")]
    card, listed = "依据《行政许可法》第一条", "《行政许可法》即《中华人民共和国行政许可法》"
    assert missing(wanted, [card + listed], lambda element: card) == ()
    assert missing(wanted, [card, listed], lambda element: card) == ("中华人民共和国行政许可法",)
    assert missing(wanted, [card + listed], lambda element: "") == ("中华人民共和国行政许可法",)


def test_the_leaflet_has_no_such_list() -> None:
    assert "依据简称" not in draw(permit(), paper="a4", profile="leaflet").dot
