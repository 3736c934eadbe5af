"""Each measure finds its fault in a picture drawn by hand, and finds none in the picture without it."""
from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest

from powerflow.diagram import draw, look
from powerflow.diagram.figures import Profile
from powerflow.diagram.measure import Measures, contrast, luminance, measure
from powerflow.diagram.measure_words import Required, required_texts
from tests.diagram.charts import permit, tiny

_A4 = look.PAPERS["a4"]
_CARD = '<polygon fill="#ffffff" points="{0},{1} {2},{1} {2},{3} {0},{3} {0},{1}"/>'
_SAID = 'role="img" aria-label="第1步" tabindex="0"'


@cache
def a_pdf() -> bytes:
    return draw(tiny(), paper="a4").pdf()


def figure(id: str, left: float, top: float, right: float, bottom: float, more: str = "", said: str = _SAID) -> str:
    return f'<g class="figure" data-element="{id}" {said}>{_CARD.format(left, top, right, bottom)}{more}</g>'


def diamond(id: str, x: float, y: float, half: float = 30) -> str:
    points = f"{x},{y - half} {x - half},{y} {x},{y + half} {x + half},{y} {x},{y - half}"
    return f'<g class="node" data-element="{id}" {_SAID}><polygon fill="#fff8e1" points="{points}"/></g>'


def flow(id: str, *points: tuple[float, float]) -> str:
    """A line along `points` as Graphviz writes it."""
    path = f"M{points[0][0]},{points[0][1]}C" + " ".join(
        f"{x},{y} {x2},{y2} {x2},{y2}" for (x, y), (x2, y2) in pairwise(points)
    )
    return f'<g class="flow" data-element="{id}"><path fill="none" stroke="#000000" d="{path}"/></g>'


def text(words: str, x: float, y: float, size: float = 10, fill: str = "#000000") -> str:
    return f'<text text-anchor="start" x="{x}" y="{y}" font-size="{size}" fill="{fill}">{words}</text>'


def label(words: str, x: float, y: float) -> str:
    return f'<g class="label">{text(words, x, y)}</g>'


def picture(*inside: str, size: str = 'width="210mm" height="297mm"', root: str = 'role="document" lang="zh-CN"') -> Measures:
    """The readings of a drawing on A4 whose units are points of the paper."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {_A4.width:.4f} {_A4.height:.4f}" {root}>'
        f"<title>甲</title><desc>乙</desc><g class='graph' transform='translate(0 0)'>{''.join(inside)}</g></svg>"
    )
    return measure(svg.encode(), a_pdf(), (), _A4, is_fallback=False, pages=1, cpu_ms=12.4)


_GOOD = (
    figure("a", 50, 50, 150, 100, text("审查", 60, 70)), figure("b", 50, 200, 150, 250), diamond("g", 300, 225),
    flow("f1", (100, 100), (100, 200)), flow("f2", (150, 225), (270, 225)), label("同意", 105, 150),
)


@pytest.mark.exe
def test_a_faultless_picture_breaks_no_gate() -> None:
    measures = picture(*_GOOD)
    assert measures.broken == ()
    assert measures.of("figures").value == 3
    assert measures.of("bends").value == 0
    assert measures.of("body_pt").value == pytest.approx(10, abs=0.01)
    assert measures.of("cpu_ms").value == 12


@pytest.mark.exe
@pytest.mark.parametrize(("key", "fault", "found"), [
    ("overlaps", figure("c", 140, 60, 200, 90), ("a + c",)),
    ("flows_through_figures", flow("f3", (20, 75), (180, 75)), ("f3 > a",)),
    ("crossings", flow("f3", (60, 180), (140, 180)), ("f1 x f3",)),
    ("text_outside", figure("c", 400, 50, 440, 90, text("一行太长的字", 405, 70)), ("一行太长的字",)),
    ("text_outside", label("纸外", _A4.width - 5, 400), ("纸外",)),
    ("text_on_text", label("两行字", 410, 400) + label("相叠了", 420, 404), ("两行字 + 相叠了",)),
    ("labels_on_flows", label("压线", 95, 180), ("压线",)),
    ("labels_on_figures", label("压图", 120, 95), ("压图",)),
    ("shared_ports", flow("f3", (330, 225), (400, 225)) + flow("f4", (330, 225), (330, 400)), ("g",)),
    ("contrast", figure("c", 400, 50, 500, 90, text("浅", 410, 70, fill="#999999")), ("浅",)),
    ("unspoken", figure("c", 400, 50, 500, 90, said=""), ("c",)),
])
def test_each_fault_breaks_its_gate_and_is_named(key: str, fault: str, found: tuple[str, ...]) -> None:
    reading = picture(*_GOOD, fault).of(key)
    assert not reading.is_met
    assert reading.found == found


@pytest.mark.exe
def test_a_crossing_for_every_forty_figures_is_allowed() -> None:
    cards = [figure(f"c{index}", 200 + 9 * (index % 40), 600, 206 + 9 * (index % 40), 610) for index in range(37)]
    assert picture(*_GOOD, flow("f3", (60, 180), (140, 180)), *cards).of("crossings").is_met


@pytest.mark.exe
def test_small_text_misses_the_size_of_its_paper() -> None:
    assert picture(figure("c", 400, 50, 500, 90, text("小", 410, 70, size=6.9))).of("body_pt").is_met is False
    assert picture(figure("c", 400, 50, 500, 90, text("小", 410, 70, size=7))).of("body_pt").is_met


@pytest.mark.exe
def test_wrong_paper_is_seen_in_svg_and_pdf() -> None:
    assert not picture(*_GOOD, size='width="210mm" height="296mm"').of("page_error_mm").is_met
    a3 = look.PAPERS["a3"]
    svg = draw(tiny(), paper="a3").svg()
    wrong = measure(svg, a_pdf(), (), a3, is_fallback=True, pages=1, cpu_ms=0)
    assert wrong.of("page_error_mm").is_met and wrong.of("wrong_pdf_pages").value == 1
    assert wrong.of("fallback").value == 1 and wrong.of("fallback").is_met


@pytest.mark.exe
def test_what_the_whole_picture_owes_listeners_is_named() -> None:
    assert picture(*_GOOD, root="").of("unspoken").found == ("role", "lang")


@pytest.mark.exe
def test_text_that_is_not_there_is_named_and_a_step_needs_its_own() -> None:
    drawing = draw(tiny(), paper="a4")
    wanted = (Required("没有的字"), Required("甲"), Required("甲", "step1"))
    measures = measure(drawing.svg(), drawing.pdf(), wanted, _A4, is_fallback=False, pages=1, cpu_ms=0)
    assert measures.of("missing_in_svg").found == ("没有的字", "甲")
    assert measures.of("missing_in_pdf").found == ("没有的字",)


@pytest.mark.parametrize(("profile", "wanted", "silent"), [
    (Profile.PUBLIC, {"▲高", "第三十四条", "踏勘结果", "陈述、申辩", "12345"}, {"放宽标准", "双人踏勘"}),
    (Profile.INTERNAL, {"▲高", "放宽标准", "双人踏勘"}, set()),
    (Profile.LEAFLET, {"踏勘结果", "在场"}, {"▲高", "第三十四条", "放宽标准"}),
])
def test_what_a_profile_must_show(profile: Profile, wanted: set[str], silent: set[str]) -> None:
    texts = {each.text for each in required_texts(permit(), profile, "zh")}
    assert wanted <= texts and not silent & texts


def test_contrast_by_the_figures_of_wcag() -> None:
    """Black on white is 21; #767676 is the lightest grey that passes 4.5 on white."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)
    assert luminance("#ff0000") == pytest.approx(0.2126)


def test_grades_of_risk_are_told_apart_on_a_copy_without_colour() -> None:
    """Each has its own sign and word; the graver, the darker by a quarter at least; white reads on every one."""
    assert [(symbol, grade) for grade, (symbol, _) in look.RISKS.items()] == [("▲", "高"), ("◆", "中"), ("●", "低")]
    high, middle, low = (luminance(colour) + 0.05 for _, colour in look.RISKS.values())
    assert middle / high > 1.25 and low / middle > 1.25
    assert all(contrast("#ffffff", colour) >= 4.5 for _, colour in look.RISKS.values())
