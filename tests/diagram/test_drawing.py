"""The finished files: SVG that can be heard, PDF on exact paper, the same bytes each time."""
from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from powerflow import bpmn, xml
from powerflow.diagram import Drawing, Mark, draw
from powerflow.errors import InputError, UsageError
from tests.builders import chart
from tests.diagram.charts import named, permit, tiny

_ROOT = Path(__file__).resolve().parents[2]
_SVG = "{http://www.w3.org/2000/svg}"
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed (apt-get install poppler-utils)")


def tree(drawing: Drawing) -> xml.Tree:
    return xml.parse(drawing.svg(), "drawing.svg")


def python(script: str, *arguments: str, **environment: str) -> str:
    """What a script prints in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=_ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    return done.stdout


def places(of: xml.Tree) -> list[tuple[str, int, int]]:
    """Every line of text and where it stands, to the point."""
    return [
        ("".join(text.itertext()), round(float(str(text.get("x")))), round(float(str(text.get("y"))))) for text in of.iter(f"{_SVG}text")
    ]


def words(of: xml.Tree) -> str:
    return "".join("".join(text.itertext()) for text in of.iter(f"{_SVG}text"))


@pytest.mark.exe
def test_svg_has_the_exact_paper() -> None:
    root = tree(draw(permit(), paper="a3-landscape")).getroot()
    assert (root.get("width"), root.get("height")) == ("420mm", "297mm")


@pytest.mark.exe
def test_svg_tells_its_title_description_language_and_role() -> None:
    root = tree(draw(permit())).getroot()
    told = {xml.local_name(child): child.text for child in root}
    assert told["title"] == "摊位占道许可"
    assert "5个环节" in str(told["desc"]) and "申请人" in str(told["desc"])
    assert root.get("lang") == "zh-CN" and "document" in str(root.get("role"))


@pytest.mark.exe
def test_every_figure_can_be_reached_and_says_a_whole_sentence() -> None:
    drawn = permit()
    groups = tree(draw(drawn)).iter(f"{_SVG}g")
    said = {each.get("data-element"): each.get("aria-label") or "" for each in groups if each.get("tabindex") == "0"}
    assert said.keys() == drawn.nodes.keys()
    for wanted in ("第4步 踏勘审查", "岗位：市政科", "时限：5个工作日（法定10个工作日）", "权利：在场", "廉政风险等级：高"):
        assert wanted in said["review"]


@pytest.mark.exe
def test_source_order_is_reading_order() -> None:
    found = [each.get("data-element") for each in tree(draw(permit())).iter(f"{_SVG}g") if each.get("data-element")]
    wanted = ["title", "panel-conditions", "lane-申请人", "start", "submit", "receive", "review", "panel-rights", "colophon"]
    assert [each for each in found if each in wanted] == wanted


@pytest.mark.exe
def test_ids_are_unique_and_flows_are_named() -> None:
    svg = tree(draw(permit()))
    ids = [str(each.get("id")) for each in svg.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert any("从“收件”到“材料齐全？”" in str(each.get("aria-label")) for each in svg.iter(f"{_SVG}g"))


@pytest.mark.exe
def test_svg_loads_nothing_and_runs_nothing() -> None:
    svg = draw(permit()).svg()
    assert b"<!DOCTYPE" not in svg and b"<script" not in svg and b"href" not in svg and b"url(" not in svg


@pytest.mark.exe
@pytest.mark.parametrize("name", ['"];b[URL="javascript:alert(1)"]', "<script>alert(1)</script>", "a & b < c \\N \\", "x" * 2500, "𠮷﷽🙂"])
@pytest.mark.parametrize("lanes", ["lanes", "none"])
def test_hostile_names_stay_names(name: str, lanes: str) -> None:
    drawn = named(name) if lanes == "lanes" else chart(name).start(name=name).decision("g", name).via(name).end(name=name).build()
    svg = tree(draw(drawn))
    assert {xml.local_name(each) for each in svg.iter() if isinstance(each.tag, str)} <= {
        "svg", "title", "desc", "style", "g", "polygon", "path", "text", "ellipse", "polyline"
    }
    assert name.replace(" ", "")[:12] in words(svg).replace(" ", "").replace("\xa0", "")


@pytest.mark.exe
def test_marks_light_a_path_without_a_script() -> None:
    svg = draw(permit(), marks=[Mark("f1", "done"), Mark("review", "late", "超期2个工作日")]).svg().decode()
    assert 'class="flow lit"' in svg and "prefers-reduced-motion" in svg
    assert "超期 · 超期2个工作日" in svg


@pytest.mark.exe
@pytest.mark.parametrize("paper", ["a3", "a4"])
def test_same_bytes_in_every_process_and_hash_seed(paper: str) -> None:
    script = (
        "import hashlib, sys; from powerflow.diagram import draw; from tests.diagram.charts import permit\n"
        f"d = draw(permit(), paper={paper!r}); print([hashlib.sha256(x).hexdigest() for x in (d.svg(), d.pdf(), d.png(50))])"
    )
    assert len({python(script, PYTHONHASHSEED=seed) for seed in ("0", "7")}) == 1


@pytest.mark.exe
@needs_poppler
def test_pdf_has_exact_paper_embedded_fonts_and_its_words(tmp_path: Path) -> None:
    target = tmp_path / "permit.pdf"
    target.write_bytes(draw(permit()).pdf())
    about = subprocess.run(["pdfinfo", target], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Page size: +841.89 x 1190.55 pts \(A3\)", about) and re.search(r"Title: +摊位占道许可", about)
    assert "CreationDate" not in about
    fonts = subprocess.run(["pdffonts", target], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts and all("NotoSansCJKsc" in font and " yes yes " in font for font in fonts)
    text = subprocess.run(["pdftotext", "-raw", target, "-"], capture_output=True, text=True, check=True).stdout
    flat = "".join(text.split())
    for wanted in ("踏勘审查", "承诺8个工作日", "⑤监督方式", "0000-8120345", "《行政许可法》第三十四条", "《中华人民共和国行政许可法》"):
        assert wanted in flat


@pytest.mark.exe
@needs_poppler
def test_pdf_shows_the_character_that_cairo_loses(tmp_path: Path) -> None:
    """“如” alone on a page must leave ink: cairo 1.16 embeds it without an outline."""
    target = tmp_path / "lost.pdf"
    drawn = chart("甲").start(name="问").step("甲", "a", post="岗").decision("g", "如如如如如", post="岗").via("是").end("e", "答").build()
    target.write_bytes(draw(drawn).pdf())
    fonts = subprocess.run(["pdffonts", target], capture_output=True, text=True, check=True).stdout
    assert "NotoSansCJKtc" in fonts


@pytest.mark.exe
def test_large_item_has_several_pdf_pages_and_one_tall_svg() -> None:
    from pypdf import PdfReader

    drawing = draw(bpmn.read(_ROOT / "processes/permit/road-excavation.bpmn"), paper="a4")
    assert drawing.pages > 1
    import io

    reader = PdfReader(io.BytesIO(drawing.pdf()))
    assert [round(float(page.mediabox.width)) for page in reader.pages] == [595] * drawing.pages
    assert tree(drawing).getroot().get("height") == f"{297 * drawing.pages}mm"


@pytest.mark.exe
def test_png_has_the_size_of_the_paper() -> None:
    png = draw(tiny(), paper="a4").png(100)
    wide, high = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
    assert abs(wide - 827) <= 3 and abs(high - 1169) <= 3


@pytest.mark.exe
@pytest.mark.slow
def test_without_graphviz_and_font_the_wheels_draw(tmp_path: Path) -> None:
    pytest.importorskip("pygraphviz", reason="the drawing wheels are not installed (pip install 'powerflow-bpmn[draw]')")
    script = (
        "import sys; from powerflow.diagram import draw; from tests.diagram.charts import permit\n"
        "d = draw(permit()); open(sys.argv[1] + '/a.svg', 'wb').write(d.svg()); open(sys.argv[1] + '/a.pdf', 'wb').write(d.pdf())"
    )
    python(script, str(tmp_path), PATH=str(tmp_path), XDG_CACHE_HOME=str(tmp_path))
    made = xml.parse((tmp_path / "a.svg").read_bytes(), "a.svg")
    for (text, x, y), (same, x2, y2) in zip(places(made), places(tree(draw(permit()))), strict=True):
        assert text == same and abs(x - x2) <= 2 and abs(y - y2) <= 2
    assert (tmp_path / "a.pdf").read_bytes()[:5] == b"%PDF-"


def test_without_graphviz_and_wheels_one_line_says_what_to_do() -> None:
    """An interpreter that sees neither `dot` on its path nor the wheels among its packages."""
    script = (
        "import sys; sys.modules['pygraphviz'] = None; from powerflow.diagram import draw; from powerflow.errors import ToolError\n"
        "from tests.diagram.charts import tiny\n"
        "try:\n    draw(tiny()).svg()\nexcept ToolError as error:\n    print(error.say('en'))"
    )
    assert python(script, PATH="").startswith("Graphviz's neato was not found. Install it: apt-get install graphviz")


def test_chart_without_nodes_is_refused() -> None:
    with pytest.raises(InputError, match="没有任何环节"):
        draw(chart().build("empty.bpmn"))


def test_unknown_paper_profile_and_mark_are_refused() -> None:
    for wrong in ({"paper": "a9"}, {"profile": "secret"}, {"marks": [Mark("a", "pink")]}):
        with pytest.raises(UsageError):
            draw(tiny(), **wrong)  # type: ignore[arg-type]
