"""The page of a replay: the same list with and without its script, lamps as they stood, nothing of a stranger as markup."""
from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from powerflow.deadlines import national_calendar
from powerflow.library import Library
from powerflow.model import LimitRole, LimitSense, TimeLimit, Unit
from powerflow.replay import Lamp, Replay, lamp, read_history, replay
from powerflow.reports import ReplayedCase, moments, replay_page
from tests.builders import chart
from tests.replay.histories import conduct, replayed

_HISTORIES = Path(__file__).resolve().parents[2] / "examples" / "histories"


def _case(name: str) -> tuple[ReplayedCase, Replay]:
    history = read_history(_HISTORIES / f"{name}.jsonl")
    document = Library().by_digest(history.chart_digest)
    assert document is not None
    case = replay(history, document.chart, national_calendar())
    return ReplayedCase(path=name, replay=case, findings=tuple(conduct(case))), case


def _data(page: str) -> list[dict[str, object]]:
    found = re.search(r'<script type="application/json" id="moments">(.*?)</script>', page, re.DOTALL)
    assert found
    data: list[dict[str, object]] = json.loads(found[1])
    return data


def test_moments_are_the_entries_and_the_limits_that_ran_out_between() -> None:
    told = moments(*_case("E01-late"), "zh")
    assert [each.row.seq for each in told if each.row] == list(range(1, 13))
    # By hand: the promise of the step and of the item, then the statutory limit, each at midnight after its last day.
    assert [(each.at, each.said) for each in told if not each.row] == [
        ("2026-10-09 00:00", "承诺时限届满：报县政府批准（3个工作日）"),
        ("2026-10-14 00:00", "承诺时限届满：城市道路挖掘许可（12个工作日）"),
        ("2026-10-24 00:00", "法定时限届满：城市道路挖掘许可（20个工作日）"),
    ]
    assert [each.at for each in told] == sorted(each.at for each in told)
    assert [(each.id, len(each.findings)) for each in told if each.findings] == [("t9", 1), ("t10", 2)]


def test_lamps_are_shown_as_they_stood_then() -> None:
    told = {each.id: {(shown.name, shown.lamp) for shown in each.lamps} for each in moments(*_case("E01-late"), "zh")}
    assert ("报县政府批准", "green") in told["t8"] and ("报县政府批准", "yellow") in told["t8.1"]
    assert ("城市道路挖掘许可", "yellow") in told["t8.2"] and ("城市道路挖掘许可", "red") not in told["t9"]
    assert ("城市道路挖掘许可", "red") in told["t9.1"]


def test_states_are_those_of_the_case_after_so_many_entries() -> None:
    case, whole = _case("E01-granted")
    for each in moments(case, whole, "zh"):
        assert each.row is not None
        prefix = whole.after(each.row.seq, whole.acts[each.row.seq - 1].entry.at)
        assert each.states == {mark.element: mark.state.value for mark in prefix.marks}


def test_page_runs_no_script_but_its_own_and_asks_nothing_of_the_network() -> None:
    case, whole = _case("E01-late")
    page = replay_page(case, whole, "zh", svg=b'<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="http://www.w3.org/2000/svg"></svg>')
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 1
    digest = b64encode(sha256(scripts[0].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page and "default-src 'none'" in page
    assert "<?xml" not in page and not re.search(r'(?:src|href)="https?:', page)
    assert len(_data(page)) == len(moments(case, whole, "zh"))
    states: dict[str, object] = {}
    for each in _data(page):
        states.update(each["set"])  # type: ignore[call-overload]
        for gone in each["gone"]:  # type: ignore[attr-defined]
            del states[gone]
    assert states == {mark.element: mark.state.value for mark in whole.marks}


def test_nothing_that_a_stranger_wrote_becomes_markup() -> None:
    evil = '</script><script>alert(1)</script><img src=x onerror="alert(1)">'
    drawn = chart(evil).start().step(evil, id="a</script><b>", days=1).step("决定").end()
    case = replayed(drawn.build(), ("2026-09-18", "start"), ("2026-09-28", "a</script><b>"), ("2026-09-28", "决定"))
    case = replace(case, history=replace(case.history, name=evil, case=evil))
    page = replay_page(ReplayedCase(path=evil, replay=case, findings=tuple(conduct(case))), case, "zh", lacking=evil)
    assert "<img" not in page and "<script>alert" not in page and page.count("</script>") == 2
    assert {name for each in _data(page) for name in each["set"]} >= {"a</script><b>"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_its_script_the_page_tells_everything(lang: str) -> None:
    case, whole = _case("E01-late")
    page = re.sub(r"<script.*?</script>", "", replay_page(case, whole, lang, lacking="—"), flags=re.DOTALL)
    assert page.count('<li class="moment') == 15 and page.count('class="findings"') == 2
    assert all(entry.officer in page for entry in whole.history.entries if entry.officer)
    assert ("城市道路挖掘许可" in page) and (("Lamps as they stood" in page) is (lang == "en"))


def _lamp(at: str, *, role: LimitRole = LimitRole.STATUTORY, amount: int = 5, unit: Unit = Unit.WORKING_DAY) -> Lamp:
    limit = TimeLimit(role=role, amount=amount, unit=unit, sense=LimitSense.WITHIN)
    drawn = chart().start().step("审查", limits=[limit]).end().build()
    case = replayed(drawn, ("2026-09-18", "start")).after(1, datetime.fromisoformat(f"{at}:00+08:00"))
    [reading] = case.readings
    return lamp(reading)


def test_lamp_of_a_limit_turns_with_the_days() -> None:
    """Five working days after Friday 18 September 2026 (the 20th is worked): 20, 21, 22, 23, 24."""
    assert _lamp("2026-09-21T10:00") is Lamp.GREEN
    assert _lamp("2026-09-23T10:00") is Lamp.BLUE  # one working day is left
    assert _lamp("2026-09-24T23:59") is Lamp.BLUE
    assert _lamp("2026-09-25T00:00") is Lamp.RED
    assert _lamp("2026-09-25T00:00", role=LimitRole.PROMISED) is Lamp.YELLOW
