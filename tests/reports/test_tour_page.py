"""The page of a tour: complete in both languages, and safe whatever a history says."""
from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import powerflow
from powerflow.deadlines import BEIJING, Pause, deadline, national_calendar, read_period
from powerflow.errors import ToolError
from powerflow.model import Entry, EntryKind, History
from powerflow.replay import replay
from powerflow.reports import Checked, ReplayedCase, Tour, TourCase, tour_page
from powerflow.reports.tour_views import joined
from powerflow.translation import translate
from tests.builders import chart

_TEMPLATE = Path(powerflow.__file__).parent / "reports" / "pages" / "tour.html"
_EVIL = '<script>alert(1)</script>"&'


def _at(hour: int) -> datetime:
    return datetime(2026, 9, 18, hour, 0, tzinfo=BEIJING)


def _case() -> TourCase:
    """A case of a chart in which every name that can be given is hostile."""
    drawing = chart(_EVIL).start().step(_EVIL, id="review", post=_EVIL).end().build("evil.bpmn")
    entries = (
        Entry(seq=1, at=_at(9), kind=EntryKind.START, node="start", officer=_EVIL),
        Entry(seq=2, at=_at(10), kind=EntryKind.STEP, node="review", post=_EVIL, officer=_EVIL, facts={_EVIL: _EVIL}),
        Entry(seq=3, at=_at(11), kind=EntryKind.STEP, node=_EVIL),
    )
    history = History(case=_EVIL, item="E", name=_EVIL, chart_path="evil.bpmn", chart_digest="", entries=entries)
    whole = replay(history, drawing, national_calendar(), path="evil.jsonl")
    return TourCase(
        replayed=ReplayedCase(path="evil.jsonl", replay=whole), title=_EVIL, outcomes=(_EVIL,), history="a", text="b", svg="c.svg",
    )


def _tour(*cases: TourCase) -> Tour:
    days = tuple(national_calendar().day(date(2026, 9, 14) + timedelta(days=count)) for count in range(14))
    return Tour(
        day=date(2026, 11, 30), checked=Checked(files=()), items=(), cases=cases, breaches=cases, days=days,
        explained=(_EVIL, (_EVIL,)), files=(_EVIL,), lacking=ToolError("找不到 {what}", what=_EVIL),
    )


def test_every_sentence_of_the_template_has_its_english() -> None:
    keys = re.findall(r'\bt\("([^"]+)"', _TEMPLATE.read_text(encoding="utf-8"))
    assert len(keys) > 40
    assert [key for key in keys if re.search(r"[\u4e00-\u9fff]", key) and translate(key, "en") == key] == []


def test_template_has_no_chinese_outside_of_its_keys() -> None:
    text = re.sub(r"\{#.*?#\}", "", _TEMPLATE.read_text(encoding="utf-8"), flags=re.DOTALL)
    bare = re.sub(r'\bt\("[^"]+"', "", text).replace("--by 许示例", "")
    assert re.findall(r"[\u4e00-\u9fff]+", bare) == []


def test_whatever_a_history_says_stays_text() -> None:
    for lang in ("zh", "en"):
        page = tour_page(_tour(_case()), lang)
        assert "<script" not in page
        assert "&lt;script&gt;" in page


def test_page_without_cases_is_a_page() -> None:
    assert tour_page(_tour(), "zh").rstrip().endswith("</html>")


def test_entry_without_a_place_in_the_chart_is_marked() -> None:
    assert "图中没有" in tour_page(_tour(_case()), "zh")


def test_pauses_that_follow_one_another_for_one_reason_are_said_as_one() -> None:
    first, second = Pause(start=_at(9), end=_at(10), why="听证"), Pause(start=_at(10), end=_at(12), why="听证")
    other, later = Pause(start=_at(12), end=_at(13), why="鉴定"), Pause(start=_at(14), end=_at(15), why="鉴定")
    assert list(joined([later, second, first, other])) == [Pause(start=_at(9), end=_at(12), why="听证"), other, later]
    assert list(joined([])) == []


def test_calendar_shows_make_up_days_and_holidays() -> None:
    page = tour_page(_tour(), "zh")
    assert re.search(r'<td class="make_up"><time datetime="2026-09-20">9/20</time><span>调休上班</span>', page)
    assert re.search(r'<td class="holiday"><time datetime="2026-09-25">9/25</time><span>中秋节</span>', page)
    assert deadline(date(2026, 9, 18), read_period("1WD"), national_calendar()).due == date(2026, 9, 20)
