"""The tour as a whole, without pictures: what it plays, what it finds, what it leaves behind."""
from __future__ import annotations

import json
import re
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from powerflow.deadlines import BEIJING
from powerflow.errors import UsageError
from powerflow.replay import read_history
from powerflow.tour import Performed, Setting, perform

_NOW = datetime(2026, 11, 21, 10, 0, tzinfo=BEIJING)
_HOLIDAY = (date(2026, 10, 1), date(2026, 10, 7))
_MADE_BY_CLOCK = {"cases.db", "cases.db-lock", "cases.db-wal", "cases.db-shm"}


def _perform(path: Path, lang: str = "zh") -> tuple[Performed, list[str]]:
    lines: list[str] = []
    done = perform(Setting(path=path, lang=lang, now=_NOW, tell=lines.append, draws=False))
    return done, lines


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a Chinese tour."""
    path = tmp_path_factory.mktemp("tour") / "demo"
    done, _ = _perform(path)
    assert done.surprises == ()
    return path


@pytest.fixture(scope="module")
def replays(tour: Path) -> dict[str, dict[str, object]]:
    """What the replays say, by case."""
    return {case["case"]: case for case in json.loads((tour / "replay.json").read_text(encoding="utf-8"))["cases"]}


def _rules(case: dict[str, object]) -> list[str]:
    found = case["findings"]
    assert isinstance(found, list)
    return [each["rule"] for each in found]


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*") if path.is_file() and path.name not in _MADE_BY_CLOCK
    }


# -- cases -------------------------------------------------------------------------------------------------------


def test_each_item_has_two_cases_that_end_differently(tour: Path) -> None:
    page = (tour / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'<li><a href="#(E[^"]+)">\1 ([^<]+)</a></li>', page) == [
        ("E01-2026-0001", "准予许可"), ("E01-2026-0002", "不予受理"), ("E02-2026-0001", "处罚执行完毕"),
        ("E02-2026-0002", "不予处罚（轻微）"), ("E13-2026-0001", "予以公开"), ("E13-2026-0002", "信息不存在"),
    ]


def test_each_case_crosses_the_holiday_and_says_that_it_is_simulated(tour: Path) -> None:
    for path in (tour / "cases").glob("*.jsonl"):
        history = read_history(path)
        assert history.simulated, path.name
        assert history.entries[0].at.date() < _HOLIDAY[0] < _HOLIDAY[1] < history.entries[-1].at.date(), path.name


def test_make_up_days_are_used(tour: Path) -> None:
    """20 September and 10 October 2026 are a Sunday and a Saturday on which offices work."""
    days = {entry.at.date() for path in (tour / "cases").glob("*.jsonl") for entry in read_history(path).entries}
    assert {date(2026, 9, 20), date(2026, 10, 10)} <= days


def test_played_cases_replay_clean_and_altered_ones_do_not(replays: dict[str, dict[str, object]]) -> None:
    played = {case: _rules(said) for case, said in replays.items() if "-9" not in case}
    assert len(played) == 6
    assert set(map(tuple, played.values())) == {()}
    assert set(_rules(replays["E01-2026-9001"])) == {"right-not-told", "step-skipped", "limit-passed", "promise-passed"}
    assert _rules(replays["E02-2026-9001"]) == ["wait-cut-short", "step-skipped"]
    assert _rules(replays["E13-2026-9001"]) == ["chain-broken"]


def test_overrun_is_counted_across_the_holiday(tour: Path) -> None:
    """From 23 September, 20 working days end on 28 October: 24, 28–30 September; 8–10, 12–16, 19–23, 26–28 October."""
    said = (tour / "breaches" / "E01-2026-9001.txt").read_text(encoding="utf-8")
    assert "用了22个工作日；法定时限20个工作日，2026-10-28 届满，超期2个工作日" in said


def test_engine_refuses_what_the_chart_and_the_posts_forbid(tour: Path) -> None:
    page = (tour / "index.html").read_text(encoding="utf-8")
    refused = re.findall(r'<li><time>([^<]+)</time> <b>([^<]+)</b> ([^<]+)<br>([^<]+)</li>', page)
    assert [(step, officer) for _, step, officer, _ in refused] == [
        ("作出许可决定", "吴示甲"), ("作出许可决定", "王示甲"), ("实施先行登记保存", "钱示甲"),
    ]
    reasons = [reason for _, _, _, reason in refused]
    assert "没有打开" in reasons[0]
    assert "不任" in reasons[1]
    assert "2 人以上" in reasons[2]


# -- the folder --------------------------------------------------------------------------------------------------


def test_two_tours_leave_the_same_bytes(tour: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    _perform(again)
    assert _bytes(again) == _bytes(tour)


def test_tour_may_be_repeated_where_it_was_and_leaves_other_files_alone(tmp_path: Path) -> None:
    _perform(tmp_path / "demo")
    first = _bytes(tmp_path / "demo")
    (tmp_path / "demo" / "cases" / "notes.txt").write_text("mine")
    done, _ = _perform(tmp_path / "demo")
    assert done.surprises == ()
    assert _bytes(tmp_path / "demo") == {**first, "cases/notes.txt": b"mine"}


def test_folder_with_other_things_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="不是以前的演示"):
        _perform(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


# -- the page ----------------------------------------------------------------------------------------------------


class _Links(HTMLParser):
    """What a page refers to, its ids, and the tags it uses."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.found += [value or "" for name, value in attrs if name in ("href", "src")]
        self.ids += [value or "" for name, value in attrs if name == "id"]


def test_page_opens_from_disk_without_network_or_scripts(tour: Path) -> None:
    page = _Links()
    page.feed((tour / "index.html").read_text(encoding="utf-8"))
    assert page.tags.isdisjoint({"script", "link", "iframe", "object", "form"})
    assert len(page.ids) == len(set(page.ids))
    for link in page.found:
        target = (link[1:] in page.ids) if link.startswith("#") else (tour / link).is_file()
        assert target, link


def test_page_says_that_pictures_are_missing(tour: Path) -> None:
    page = (tour / "index.html").read_text(encoding="utf-8")
    assert "没有绘图" in page
    assert "<img" not in page


def test_every_file_is_in_the_manifest(tour: Path) -> None:
    manifest = json.loads((tour / "tour.json").read_text(encoding="utf-8"))
    assert manifest["schema"] == "powerflow/tour/1"
    assert {each["name"] for each in manifest["files"]} - _MADE_BY_CLOCK == set(_bytes(tour)) - {"tour.json"}


def test_tour_in_english(tmp_path: Path) -> None:
    done, lines = _perform(tmp_path / "demo", "en")
    page = done.index.read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    assert "the replay found nothing" in page
    assert "The engine moves each case along its chart" in page
    for chinese in ("回放", "模拟办件", "依据：", "序号", "岗位与"):
        assert chinese not in page, chinese
    assert lines[0] == "Checked 3 flowcharts; findings: 0"
