"""`powerflow lamps` as people call it, on the shipped example of an office day."""
from __future__ import annotations

import json
import shlex
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest

import powerflow
from powerflow import commands

_ROOT = Path(__file__).resolve().parents[2]
_SCHEMAS = Path(powerflow.__file__).with_name("reports") / "schemas"
AT = "2026-10-14T10:00"


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The store of the example, made by its own commands up to the first look."""
    url = f"sqlite:///{tmp_path_factory.mktemp('day') / 'office.db'}"
    for line in (_ROOT / "examples" / "office-day" / "day.sh").read_text(encoding="utf-8").splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["powerflow"] and words[1] != "lamps":
            assert commands.run([*words[1:], "--store", url]) == 0, line
    return url


def run(capture: pytest.CaptureFixture[str], day: str, *words: str) -> str:
    """What a command says."""
    capture.readouterr()
    assert commands.run([*words, "--store", day]) == 0, capture.readouterr().err
    return capture.readouterr().out


def lamps(capture: pytest.CaptureFixture[str], day: str, *words: str) -> dict[str, object]:
    """The JSON of the lamps, which fits its schema."""
    found: dict[str, object] = json.loads(run(capture, day, "lamps", "--at", AT, "--format", "json", *words))
    jsonschema.validate(found, json.loads((_SCHEMAS / "lamps-1.json").read_text(encoding="utf-8")))
    return found


def test_the_example_shows_every_lamp(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As the comments of the example say, case by case."""
    found = lamps(capsys, day)
    summary = found["summary"]
    assert isinstance(summary, dict)
    assert summary["worst"] == {"green": 1, "blue": 2, "yellow": 1, "red": 2, "grey": 1, "white": 1}
    cases = found["cases"]
    assert isinstance(cases, list)
    assert {each["case"]: each["lamp"] for each in cases if each["item"] == "E13"} == {
        "E13-2026-0001": "red", "E13-2026-0002": "yellow", "E13-2026-0003": "green", "E13-2026-0004": "green",
        "E13-2026-0005": "grey", "E13-2026-0006": "green",
    }
    steps = {each["case"]: each["steps"][0]["lamp"] for each in cases}
    assert (steps["E13-2026-0003"], steps["E13-2026-0006"]) == ("blue", "white")


def test_counts_alone(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "cases" not in lamps(capsys, day, "--counts")


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["--lamp", "红"], 2), (["--lamp", "red", "--lamp", "灰"], 3), (["--item", "E17"], 2), (["--post", "投诉受理岗"], 2),
        (["--department", "临溪县住房和城乡建设局"], 4), (["--case", "E13-2026-0005"], 1), (["--item", "E18"], 0),
    ],
)
def test_filters(day: str, capsys: pytest.CaptureFixture[str], words: list[str], count: int) -> None:
    cases = lamps(capsys, day, *words)["cases"]
    assert isinstance(cases, list)
    assert len(cases) == count


def test_without_a_time_simulated_cases_are_left_out(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(run(capsys, day, "lamps", "--format", "json"))["cases"] == []


def test_who_is_reminded(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The search of 12 October is due on the 15th: blue, and reminded, since the 14th."""
    found = json.loads(run(capsys, day, "supervise", "reminders", "--at", AT, "--format", "json"))
    jsonschema.validate(found, json.loads((_SCHEMAS / "reminders-1.json").read_text(encoding="utf-8")))
    assert [(each["case"], each["step"], each["officers"], each["first"], each["count"]) for each in found["reminders"]] == [
        ("E13-2026-0003", "检索信息", ["杨示甲"], "2026-10-14T00:00:00+08:00", 1),
        ("E17-2026-0001", "确定并告知办理方式", ["花示甲", "花示乙"], "2026-10-14T00:00:00+08:00", 1),
    ]
    assert "提醒 1 次" in run(capsys, day, "supervise", "reminders", "--at", AT)


def test_text_says_word_and_sign_with_each_lamp(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, day, "lamps", "--at", AT)
    assert "■ 红 违规  E13-2026-0001" in out
    assert "T06 办件超过法定时限  法定 20个工作日  到 2026-09-30" in out
    assert "2026-10-16 00:00 转黄" in out
    english = run(capsys, day, "lamps", "--at", AT, "--lang", "en", "--most", "1")
    assert "■ red breach  E13-2026-0001" in english
    assert "7 more cases not listed" in english


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_board_is_one_page_without_scripts_that_loads_nothing(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = run(capsys, day, "lamps", "--at", AT, "--format", "html", "--title", "<b>厅</b>", "--most", "3")
    page = _Page()
    page.feed(text)
    assert {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe"} == set()
    assert [attrs for tag, attrs in page.tags if tag == "meta" and attrs.get("http-equiv") == "refresh"] == []
    assert "<b>厅</b>" not in text
    assert "还有 5 件没有列出" in text


def test_the_board_refreshes_only_if_asked(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = run(capsys, day, "lamps", "--at", AT, "--format", "html", "--refresh", "60")
    assert '<meta http-equiv="refresh" content="60">' in text


def test_an_unknown_post_or_colour_is_refused(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.run(["lamps", "--store", day, "--post", "投诉受理"]) == 2
    assert "投诉受理岗" in capsys.readouterr().err
    assert commands.run(["lamps", "--store", day, "--lamp", "紫"]) == 2


def test_an_unknown_case_or_item_is_refused_and_one_without_cases_is_not(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.run(["lamps", "--store", day, "--case", "E99-2026-0001"]) == 2
    assert "E99-2026-0001" in capsys.readouterr().err
    assert commands.run(["lamps", "--store", day, "--item", "E99"]) == 2
    assert "E99" in capsys.readouterr().err
    assert lamps(capsys, day, "--item", "E18")["cases"] == []


def test_a_missing_store_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.run(["lamps", "--store", f"sqlite:///{tmp_path / 'none.db'}"]) == 3
    assert "没有办件库" in capsys.readouterr().err
