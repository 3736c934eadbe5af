"""What raises an alarm: the recorded histories with their planted breaches, and what only supervision asks."""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from powerflow.bpmn import parse
from powerflow.cases import CaseFile
from powerflow.deadlines import national_calendar
from powerflow.library import Library
from powerflow.model import Entry, EntryKind, Fee, History
from powerflow.replay import Lamp, read_history
from powerflow.supervision import TRIGGERS, Cause, causes, default_scheme
from tests.builders import ChartBuilder
from tests.cases.desk import FRIDAY, drawing

_HISTORIES = Path(__file__).resolve().parents[2] / "examples" / "histories"


def of_example(name: str) -> tuple[Cause, ...]:
    """What a recorded history raises."""
    history = read_history(_HISTORIES / f"{name}.jsonl")
    document = Library().by_digest(history.chart_digest)
    if document is None:
        pytest.skip("the history is of an older version of its item")
    last = max(entry.at for entry in history.entries)
    return causes(CaseFile(history, document), national_calendar(), None, default_scheme(), last)


def codes(found: Sequence[Cause]) -> Counter[str]:
    """How often each trigger."""
    return Counter(cause.code for cause in found)


@pytest.mark.parametrize("name", ["E01-granted", "E02-penalised", "E13-third-party", "E03-in-time", "E08-in-time", "E17-in-time"])
def test_a_case_in_order_raises_nothing(name: str) -> None:
    assert of_example(name) == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("E01-late", {"T04": 1, "T05": 1, "T06": 1}), ("E01-survey-skipped", {"T09": 1}), ("E02-waiver-too-early", {"T14": 1}),
        ("E02-own-review", {"T11": 2}), ("E13-extended-too-late", {"T04": 1, "T05": 1, "T06": 1, "T07": 1}),
    ],
)
def test_planted_breaches_raise_their_triggers(name: str, expected: dict[str, int]) -> None:
    assert codes(of_example(name)) == expected


def test_a_promise_is_yellow_and_a_limit_of_the_law_red() -> None:
    found = {cause.code: cause.lamp for cause in of_example("E01-late")}
    assert (found["T04"], found["T05"], found["T06"]) == (Lamp.YELLOW, Lamp.YELLOW, Lamp.RED)


def test_what_the_law_took_for_done_because_the_authority_was_silent_is_red() -> None:
    chart = Path(__file__).resolve().parents[2] / "processes" / "permit" / "road-excavation.bpmn"
    document = parse(chart.read_bytes(), chart.name)
    at = datetime.fromisoformat("2026-09-23T09:15:00+08:00")
    # Five working days from 23 September 2026: 24, 28, 29, 30 and 8 October; it runs out at the midnight after.
    over = datetime.fromisoformat("2026-10-09T00:00:00+08:00")
    entries = (
        Entry(seq=1, at=at, kind=EntryKind.START, node="start", post="申请人", officer="张三"),
        Entry(seq=2, at=at, kind=EntryKind.STEP, node="apply", post="申请人", officer="张三"),
        Entry(seq=3, at=over, kind=EntryKind.TIMER, node="deemed"),
    )
    history = History(
        case="E01-2026-0001", item="E01", name="示例", chart_path=chart.name, chart_digest=document.digest, entries=entries
    )
    (found,) = causes(CaseFile(history, document), national_calendar(), None, default_scheme(), over)
    assert (found.code, found.lamp, found.node, found.refers, found.post) == ("T01", Lamp.RED, "receive", 2, "市政窗口受理岗")
    before = causes(CaseFile(replace(history, entries=entries[:2]), document), national_calendar(), None, default_scheme(), over)
    assert found.key in {cause.key for cause in before}, "seen over before the timer fired and after it, it is one breach"


def test_every_trigger_has_a_code_a_title_and_a_number() -> None:
    assert list(TRIGGERS) == [f"T{number:02}" for number in range(25)]
    assert len({trigger.title for trigger in TRIGGERS.values()}) == 25


def of(drawn: ChartBuilder, *steps: str, facts: dict[str, object] | None = None, kinds: dict[str, EntryKind] | None = None) -> Counter[str]:
    """The triggers of a case of the chart with these steps, an hour apart."""
    entries = [Entry(seq=1, at=FRIDAY, kind=EntryKind.START, node="start")]
    for number, step in enumerate(steps, start=2):
        kind = (kinds or {}).get(step, EntryKind.STEP)
        entries.append(Entry(
            seq=number, at=FRIDAY + timedelta(hours=number), kind=kind, node=step, post="承办人" if kind is EntryKind.STEP else "",
            officer="甲" if kind is EntryKind.STEP else "", facts=facts or {},  # type: ignore[arg-type]
        ))
    document = parse(drawn.data(), "test.bpmn")
    history = History(
        case="T01-2026-0001", item="T01", name="示例", chart_path="test.bpmn", chart_digest=document.digest, entries=tuple(entries)
    )
    moment: datetime = entries[-1].at
    found = causes(CaseFile(history, document), national_calendar(), None, default_scheme(), moment)
    return Counter({code: count for code, count in codes(found).items() if code in _ASKED})


_ASKED = ("T02", "T03", "T16", "T19")


def test_a_second_notice_of_what_is_missing_is_t02() -> None:
    drawn = (
        drawing().start().step("补正告知", tags=["SUPPLEMENT_NOTICE"]).step("补正").decision("g").via("", '合格 == "是"').end()
        .at("g").via("", '合格 == "否"').to("补正告知")
    )
    once = of(drawn, "补正告知", "补正")
    twice = of(drawn, "补正告知", "补正", "补正告知", "补正", facts={"合格": "否"})
    assert (once["T02"], twice["T02"]) == (0, 1)


def test_a_refusal_that_tells_nobody_is_t03() -> None:
    silent = drawing().start().step("决定").end(outcome="不予许可")
    told = drawing().start().step("决定").step("送达", tags=["DELIVER"]).end(outcome="不予许可")
    granted = drawing().start().step("决定").end(outcome="准予许可")
    assert (of(silent, "决定")["T03"], of(told, "决定", "送达")["T03"], of(granted, "决定")["T03"]) == (1, 0, 0)


@pytest.mark.parametrize(
    ("more", "paid", "raised"),
    [
        ({"charged": False}, "20", 1), ({"charged": False}, "0", 0), ({}, "20", 0),
        ({"fees": (Fee(name="登记费", listed=False),)}, "20", 1), ({"fees": (Fee(name="登记费", listed=True),)}, "20", 0),
    ],
)
def test_money_that_the_item_may_not_take_is_t16(more: dict[str, object], paid: str, raised: int) -> None:
    drawn = drawing(**more).start().step("缴费", tags=["FEE"]).end()
    assert of(drawn, "缴费", facts={"金额": Decimal(paid)})["T16"] == raised


def test_a_draw_without_the_device_is_t19() -> None:
    drawn = drawing().start().step("抽取", tags=["RANDOM_STAFF"]).end()
    by_hand = of(drawn, "抽取")
    document = parse(drawn.data(), "test.bpmn")

    entries = (
        Entry(seq=1, at=FRIDAY, kind=EntryKind.START, node="start"), Entry(seq=2, at=FRIDAY, kind=EntryKind.DRAW, node="抽取"),
        Entry(seq=3, at=FRIDAY, kind=EntryKind.STEP, node="抽取", post="承办人", officer="甲"),
    )
    history = History(case="c", item="T01", name="", chart_path="", chart_digest=document.digest, entries=entries)
    found = causes(CaseFile(history, document), national_calendar(), None, default_scheme(), FRIDAY)
    assert (by_hand["T19"], [cause.rule for cause in found if cause.rule == "drawn-by-hand"]) == (1, [])


def test_every_rule_of_conduct_has_a_trigger_or_says_nothing_of_anybody() -> None:
    """A rule that is added later is at least among the other breaches (T00); those named in the table are rules that exist."""
    from powerflow.rules import all_rules
    from powerflow.supervision.triggers import _BY_RULE, _LEAVE_OUT

    known = set(all_rules())
    assert set(_BY_RULE) | _LEAVE_OUT <= known
    assert set(_BY_RULE.values()) <= set(TRIGGERS)
