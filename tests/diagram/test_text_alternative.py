"""The text alternative says all that the chart shows, in the order of the process."""
from __future__ import annotations

from html.parser import HTMLParser

import pytest

from powerflow.diagram import Mark, draw
from powerflow.diagram.figures import Profile
from powerflow.diagram.measure_svg import squeezed
from powerflow.diagram.measure_words import required_texts
from powerflow.diagram.text_alternative import text_alternative
from powerflow.diagram.text_files import html_page, plain_text
from tests.builders import chart
from tests.diagram.charts import named, permit
from tests.diagram.pages import ITEMS, item


class _Page(HTMLParser):
    """What a browser would show and do."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_steps_stand_in_process_order_each_with_where_it_leads() -> None:
    lines = plain_text(text_alternative(permit())).splitlines()
    start = lines.index("③ 办理流程")
    told = [line for line in lines[start + 1:lines.index("④ 办理时限")] if line and not line.startswith("【")]
    assert [line.split("；")[0] for line in told] == [
        "开始：申请", "    → 转至第1步“提交申请”", "第1步 提交申请", "    → 转至第2步“收件”", "第2步 收件", "    → 转至判断“材料齐全？”",
        "判断：材料齐全？", "    → 不齐全：转至第3步“补正”", "    → 齐全：转至第4步“踏勘审查”", "第3步 补正", "    → 退回第2步“收件”",
        "第4步 踏勘审查", "    → 转至判断“准予？”", "判断：准予？", "    → 准予：转至第5步“颁证”", "    → 不予：转至“不予许可”",
        "结束：不予许可", "第5步 颁证", "    → 转至“准予许可”", "结束：准予许可，办结",
    ]
    sentence = next(line for line in told if line.startswith("第4步"))
    for wanted in (
        "岗位：市政科", "时限：5个工作日（法定10个工作日）", "人数：不少于2人", "权利：在场", "公开：踏勘结果 · 申请人 · 书面 · 当日",
        "依据：《中华人民共和国行政许可法》第三十四条", "廉政风险等级：高",
    ):
        assert wanted in sentence


def test_the_seven_elements_stand_in_their_order() -> None:
    titles = [section.title for section in text_alternative(permit()).sections]
    assert titles == [
        "① 行使条件与依据", "② 岗位与职责", "③ 办理流程", "④ 办理时限", "⑤ 监督方式", "⑥ 当事人权利", "⑦ 投诉举报", "办事须知",
    ]


@pytest.mark.parametrize("path", ITEMS)
@pytest.mark.parametrize("profile", list(Profile))
def test_every_annotation_that_the_chart_must_show_is_in_the_text(path: str, profile: Profile) -> None:
    """Written by other code than the list of what is required; signs stand for grades only on the picture."""
    drawn = item(path)
    text = squeezed(plain_text(text_alternative(drawn, profile=profile.value)))
    lost = [each.text for each in required_texts(drawn, profile, "zh") if each.text.strip("▲◆●") not in text]
    assert lost == []


def test_the_public_text_is_silent_about_risk_notes() -> None:
    assert "放宽标准" not in plain_text(text_alternative(permit()))
    assert "放宽标准" in plain_text(text_alternative(permit(), profile="internal"))


def test_marks_are_said_with_their_step() -> None:
    assert "超期 · 超期2个工作日" in plain_text(text_alternative(permit(), marks=[Mark("review", "late", "超期2个工作日")]))


def test_the_page_says_the_same_as_the_text_and_names_its_language() -> None:
    told = text_alternative(permit())
    page = html_page(told)
    seen = _Page(page)
    assert '<html lang="zh-CN">' in page
    for line in plain_text(told).splitlines():
        for part in line.replace("    → ", "").strip("【】").split("："):
            assert part in seen.words


@pytest.mark.parametrize("name", ['"><script>alert(1)</script>', "a & b < c", "行一\n行二", "反\u202e转", "𠮷﷽🙂"])
def test_hostile_names_stay_text(name: str) -> None:
    told = text_alternative(named(name))
    seen = _Page(html_page(told))
    assert seen.tags <= {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "section", "dl", "dt", "dd", "ul", "li", "footer", "p",
    }
    assert not any(attribute.startswith("on") or attribute in ("href", "src") for attribute in seen.attributes)
    assert "\u202e" not in plain_text(told) and "\u202e" not in html_page(told)
    assert name.split("\n")[0].replace("\u202e", " ") in seen.words


def test_english_text_has_no_chinese_of_ours() -> None:
    drawn = chart("Permit").start(name="Apply").step("Review", post="Clerk", days=5).end(name="Done").build()
    # The kind of outcome is the chart's own word.
    text = plain_text(text_alternative(drawn, lang="en")).replace("办结", "")
    assert not [letter for letter in text if "\u4e00" <= letter <= "\u9fff"]


@pytest.mark.exe
def test_a_drawing_tells_itself() -> None:
    drawing = draw(permit(), profile="leaflet", paper="a4")
    assert "第4步 踏勘审查" in drawing.text() and "廉政风险等级" not in drawing.text()
    assert drawing.html().startswith("<!DOCTYPE html>")
