"""Step tags: what a name suggests, and how a confirmed tag is written into a file."""
from __future__ import annotations

from datetime import date
from difflib import unified_diff
from pathlib import Path

import pytest

from powerflow import bpmn
from powerflow.errors import UsageError
from powerflow.library import Library
from tests.builders import chart

_DAY = date(2026, 7, 1)


@pytest.mark.parametrize(("name", "side", "best"), [
    ("提交申请", "P", "APPLY"), ("听证告知", "A", "TELL_HEARING"), ("法制审核", "A", "LEGAL_REVIEW"), ("送达处罚决定书", "A", "DELIVER"),
    ("不予受理", "A", "REFUSE_ACCEPT"), ("作出行政处罚决定", "L", "DECIDE"), ("一次性告知补正", "A", "SUPPLEMENT_NOTICE"),
    ("申请人民法院强制执行", "A", "COURT"), ("催告履行", "A", "DEMAND"), ("随机选派检查人员", "A", "RANDOM_STAFF"),
])
def test_name_suggests_the_step_that_a_lawyer_reads_in_it(name: str, side: str, best: str) -> None:
    assert bpmn.suggested(name, side)[0] == best


def test_words_within_other_words_suggest_nothing() -> None:
    assert "TELL" not in bpmn.suggested("听证告知", "A") and "REVIEW" not in bpmn.suggested("法制审核", "A")


def test_name_without_a_known_word_suggests_nothing() -> None:
    assert bpmn.suggested("喝茶") == ()


def test_suggestions_meet_what_was_confirmed_in_the_shipped_items() -> None:
    """The words were chosen by hand; a tag that a person confirmed is among the suggestions for most steps."""
    steps = [
        (set(step.tags), bpmn.suggested(step.name, chart.lanes[step.lane].notes.side))
        for chart in Library().charts() for step in chart.steps.values() if step.tags and step.lane
    ]
    met = sum(bool(confirmed & set(found)) for confirmed, found in steps)
    assert met >= 0.75 * len(steps)


def test_everything_else_in_the_file_stays(root: Path) -> None:
    path = root / "processes" / "permit" / "road-excavation.bpmn"
    before = path.read_bytes()
    after = bpmn.rewritten(bpmn.confirm_tag(bpmn.load(path), "police", "TELL", by="甲 & 乙", on=_DAY), before)
    changes = [
        line for line in unified_diff(before.decode().splitlines(), after.decode().splitlines(), lineterm="")
        if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]
    assert changes == ['+        <pf:tag name="TELL" confirmedBy="甲 &amp; 乙" confirmedOn="2026-07-01"/>']


def test_tag_that_is_there_gets_the_person_who_stands_for_it() -> None:
    document = bpmn.parse(chart("c").start().step("审查", post="甲岗", tags=["REVIEW"]).end().data(), "x.bpmn")
    step = next(iter(document.chart.steps.values()))
    signed = bpmn.confirm_tag(document, step.id, "REVIEW", by="甲", on=_DAY).chart.steps[step.id]
    assert [(tag.name, tag.confirmed_by, tag.confirmed_on) for tag in signed.notes.tags] == [("REVIEW", "甲", _DAY)]


def test_step_without_annotations_gets_its_first() -> None:
    document = bpmn.parse(chart("c").start().step("审查", post="").end().data(), "x.bpmn")
    step = next(iter(document.chart.steps.values()))
    after = bpmn.confirm_tag(document, step.id, "REVIEW", by="甲", on=_DAY)
    assert after.chart.steps[step.id].tags == {"REVIEW"} and not after.chart.misfits


@pytest.mark.parametrize(("step", "tag"), [("nowhere", "REVIEW"), ("", "NO_SUCH_TAG")])
def test_unknown_step_or_tag_is_refused(step: str, tag: str) -> None:
    document = bpmn.parse(chart("c").start().step("审查", post="甲岗").end().data(), "x.bpmn")
    with pytest.raises(UsageError):
        bpmn.confirm_tag(document, step or next(iter(document.chart.steps)), tag, by="甲", on=_DAY)
