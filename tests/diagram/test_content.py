"""Everything that a published chart must state stands on it as text."""
from __future__ import annotations

import pytest

from powerflow.diagram import Mark, look
from powerflow.diagram.poster import Poster
from powerflow.model import Event, Flowchart
from tests.builders import chart
from tests.diagram.charts import permit
from tests.diagram.measure import figures, texts
from tests.diagram.pages import ITEMS, item, item_poster, permit_poster, poster


def words(poster: Poster) -> str:
    """All words on all pages, without spaces."""
    return "".join(texts(scene) for scene in poster.scenes).replace(" ", "")


@pytest.mark.parametrize("wanted", [
    "摊位占道许可", "行政许可", "事权", "依申请", "T01", "临溪县城市管理局", "2.1", "2026年7月1日",  # head
    "①行使条件与依据", "①摊位不占用消防通道；②经营者持有身份证明", "《城市道路管理条例》第三十一条、第三十七条",  # ①
    "申请人", "窗口", "市政科", "局长",  # ② posts
    "提交申请", "材料齐全？", "不齐全", "准予许可", "不予许可",  # ③
    "5个工作日（法定10个工作日）", "承诺8个工作日", "法定20个工作日",  # ④
    "⑤监督方式", "派驻纪检监察组", "0000-8120345",  # ⑤
    "⑥当事人权利", "陈述、申辩", "临溪县人民政府·60日内·☎0000-8120160",  # ⑥
    "⑦投诉举报", "☎12345",  # ⑦
    "踏勘结果·申请人·书面·当日", "▲高", "不少于2人", "《行政许可法》第三十四条", "《中华人民共和国行政许可法》",  # notes at a node
    "申请表", "平面图（可选）", "占道费·每平方米每日1元",  # for applicants
])
def test_public_chart_states(wanted: str) -> None:
    assert wanted in words(permit_poster())


def test_public_chart_is_silent_about_risks_and_the_internal_one_is_not() -> None:
    internal = words(permit_poster(profile="internal"))
    assert "放宽标准" not in words(permit_poster())
    assert "放宽标准" in internal and "双人踏勘" in internal


def test_leaflet_leaves_risk_grades_out() -> None:
    assert "▲高" not in words(permit_poster("a4", "leaflet"))


def test_last_line_gives_the_digest_of_the_model() -> None:
    assert permit().digest[:16] in words(permit_poster())


@pytest.mark.parametrize("path", ITEMS)
@pytest.mark.parametrize("paper", ["a3", "a3-landscape", "a4"])
def test_shipped_item_shows_every_step_decision_end_and_named_exit(path: str, paper: str) -> None:
    drawn = item(path)
    said = words(item_poster(path, paper))
    names = [node.name for node in drawn.nodes.values() if node.name and node.type != "boundaryEvent"]
    joins = {node.name for node in drawn.decisions.values() if len(node.outgoing) == 1}
    names += [flow.name for flow in drawn.flows.values() if flow.name]
    assert [name for name in names if name.replace(" ", "") not in said and name not in joins and name not in _gates(drawn)] == []


def _gates(drawn: Flowchart) -> set[str]:
    """Forks and joins of parallel work are drawn as signs."""
    return {node.name for node in drawn.decisions.values() if node.type == "parallelGateway"}


def test_timer_on_a_step_is_a_flow_with_its_time() -> None:
    drawn = item("permit/road-excavation")
    timers = [event for event in drawn.events.values() if isinstance(event, Event) and event.attached_to]
    assert timers
    said = words(item_poster("permit/road-excavation"))
    assert [event.name for event in timers if event.name.replace(" ", "") not in said] == []


def test_alternatives_meet_without_a_sign_of_their_own() -> None:
    drawn = (
        chart().start().decision("ask", "急？", post="甲").via("是").step("急办", "a", post="甲").decision("meet", post="甲")
        .at("ask").via("否").step("常办", "b", post="甲").to("meet").at("meet").step("归档", "c", post="甲").end().build()
    )
    scene = poster(drawn).scenes[0]
    assert "meet" not in figures(scene)
    arrows = {stroke.element: stroke.points[-1] for stroke in scene.strokes if stroke.element}
    box = figures(scene)["c"].box
    ends = [point for point in arrows.values() if box.x <= point[0] <= box.right and abs(point[1] - box.y) < 0.1]
    assert len(ends) >= 1


def test_marks_are_shown_on_their_figures_and_in_the_legend() -> None:
    said = words(poster(permit(), marks=(Mark("review", "late", "超期2个工作日"), Mark("submit", "done"))))
    assert "▲超期2个工作日" in said and "√已办" in said


def test_marks_on_elements_that_are_not_drawn_are_counted() -> None:
    marked = poster(permit(), marks=(Mark("nowhere", "error"),))
    assert ("有{count}处标记的元素不在图上", {"count": 1}) in marked.remarks


def test_a_lit_path_has_the_colour_of_its_mark() -> None:
    lit = [stroke for stroke in poster(permit(), marks=(Mark("f1", "done"),)).scenes[0].strokes if stroke.lit]
    assert [(stroke.element, stroke.colour) for stroke in lit] == [("f1", look.MARKS["done"].colour)]
