"""The DOT source decides the picture: it is compared whole, and no name can get out of its quotes."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

from powerflow.diagram import draw
from powerflow.diagram.dot_text import dot_text, escaped
from powerflow.diagram.scene import Align, Box, Fill, Form, Group, Scene, Stroke, Text
from tests.diagram.charts import named, permit, tiny

_GOLD = Path(__file__).with_name("tiny.dot")
_HOSTILE = [
    '"];b[URL="javascript:alert(1)"];c[label="', "<b>&amp;</b>", "\\", "\\N\\G\\L", "a\\", "</title><script>", "' onload='x",
    "\u202e\x85\u200b", "]]>", "${x}", "𠮷﷽🙂", "字" * 300, "x" * 3000, "%s{name}", "图\n名",
]


def test_small_chart_is_written_as_before() -> None:
    """Gold file; after a wanted change: `python -m tests.diagram.test_dot_text`."""
    assert draw(tiny()).dot == _GOLD.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", _HOSTILE)
def test_no_name_gets_out_of_its_quotes(name: str) -> None:
    """Without its strings the source holds only what we write ourselves."""
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "S", draw(named(name)).dot, flags=re.DOTALL)
    assert '"' not in bare
    assert set(re.findall(r"[\w.]+(?==)", bare)) <= {
        "margin", "pad", "bgcolor", "outputorder", "splines", "fontname", "charset", "shape", "label", "fixedsize", "penwidth",
        "arrowhead", "arrowsize", "style", "width", "height", "pos", "fillcolor", "color", "fontsize", "fontcolor", "id",
        "dir", "arrowtail",
    }


def test_escaped_text_has_no_escape_sequence_entity_or_control_character() -> None:
    assert escaped('a\\N&lt;<b>"\x07') == "a\\\\N&amp;lt;&lt;b&gt;&quot; "


def test_shapes_become_nodes_at_fixed_places() -> None:
    items = Fill(Box(10, 20, 72, 36), "#ffffff", "#000000", 1.5, Form.ROUND), Text(Box(0, 0, 72, 20), "字", align=Align.RIGHT)
    strokes = (Stroke(((10, 10), (10, 50), (60, 50)), "#000000", arrow=True),)
    source = dot_text(Scene(100, 200, (Group("a", items),), strokes, "t", "d", "zh"))
    shape = next(line for line in source.splitlines() if '"g0.0"' in line or " g0.0" in line or "\tg0.0" in line)
    assert all(part in shape for part in ("height=0.5 ", "width=1]", 'pos="46,162"', "penwidth=1.5", 'style="filled,rounded"'))
    assert 'label="字\\r"' in source
    assert 'pos="e,60,150 10,190' in source


def test_character_that_pdf_would_lose_is_set_in_the_sister_font() -> None:
    scene = Scene(100, 100, (Group("a", (Text(Box(0, 0, 90, 20), "请如实答"),)),), (), "t", "d", "zh")
    source = dot_text(scene, for_pdf=True)
    assert re.findall(r'label="(\w+)\\l"', source) == ["请", "如", "实答"]
    assert source.count('"Noto Sans CJK TC"') == 1


def test_layout_is_the_same_each_time() -> None:
    assert draw(permit()).dot == draw(permit()).dot


if __name__ == "__main__":
    _GOLD.write_text(draw(tiny()).dot, encoding="utf-8")
