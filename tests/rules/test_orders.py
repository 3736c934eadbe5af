"""What the rules of conduct say of orders on a case: extensions, suspensions, hand-overs, what was taken back."""
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from powerflow import bpmn
from powerflow.cases import CaseFile, delegate, do, hand_over, resume, send_back, suspend, terminate, withdraw
from powerflow.deadlines import national_calendar
from powerflow.model import Entry, EntryKind, Extension, Flowchart, History, LaneNotes, LimitRole, PowerKind, TimeLimit, Unit
from powerflow.organisation import Organisation
from powerflow.replay import replay
from tests.cases.commanding import hour, order
from tests.cases.desk import FRIDAY, act, begin, drawing, organisation, registry
from tests.replay.histories import breaches, instant

_TEN = TimeLimit(role=LimitRole.STATUTORY, amount=10, unit=Unit.WORKING_DAY)
_MORE = Extension(amount=5, unit=Unit.WORKING_DAY, approver="本机关负责人")


def _chart() -> Flowchart:
    document = drawing(time_limits=(_TEN,), extensions=(_MORE,)).start().step("审").step("批", post="局长").end().document()
    return bpmn.annotate(document, "lane-局长", LaneNotes(post="局长", side="L")).chart


def _told(*entries: Entry, table: Organisation | None = None) -> list[tuple[str, str | None, int | None]]:
    drawn = _chart()
    history = History(
        case="T-1", item="T01", name="示例", chart_path="", chart_digest=drawn.digest,
        entries=tuple(replace(entry, seq=seq) for seq, entry in enumerate(entries, start=1)),
    )
    return breaches(replay(history, drawn, national_calendar(), organisation=table))


def _entry(day: str, kind: EntryKind, node: str = "", **more: str) -> Entry:
    return Entry(seq=0, at=instant(day), kind=kind, node=node, officer="甲", **more)  # type: ignore[arg-type]


_START = _entry("2026-09-18", EntryKind.START, "start")


def _extend(day: str, **more: str) -> Entry:
    said: dict[str, str] = {"post": "承办人", "limit": "5WD", "approver": "丁", "to": "局长", "document": "延期告知书", **more}
    return _entry(day, EntryKind.EXTEND, **said)


def _done(day: str) -> tuple[Entry, ...]:
    return (
        _entry(day, EntryKind.STEP, "审", post="承办人"),
        replace(_entry(day, EntryKind.STEP, "批", post="局长"), officer="丁"),
    )


def test_an_extension_in_time_by_who_may_is_no_fault() -> None:
    """Ten working days are over on 9 October, fifteen on 15 October."""
    assert _told(_START, _extend("2026-09-21"), *_done("2026-10-15"), table=organisation(承办人=("甲",), 局长=("丁",))) == []
    assert [rule for rule, *_ in _told(_START, _extend("2026-09-21"), *_done("2026-10-16"))] == ["limit-passed"]


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ((_extend("2026-09-21", to="承办人"),), ("extension-unapproved", None, 2)),
        ((_extend("2026-09-21", approver="乙"),), ("extension-unapproved", None, 2)),
        ((_extend("2026-09-21", limit="5CD"),), ("extension-unapproved", None, 2)),
        ((_extend("2026-09-21", limit="6WD"),), ("extension-unapproved", None, 2)),
        ((_extend("2026-09-21"), _extend("2026-09-22")), ("extension-repeated", None, 3)),
        (
            (_entry("2026-09-21", EntryKind.SUSPEND, note="x"), _entry("2026-09-22", EntryKind.RESUME)),
            ("clock-stopped-without-notice", None, 2),
        ),
    ],
)
def test_what_is_wrong_with_an_order_is_found_at_its_entry(entries: tuple[Entry, ...], found: tuple[str, str | None, int]) -> None:
    table = organisation(承办人=("甲", "乙"), 局长=("丁",))
    assert _told(_START, *entries, *_done("2026-09-28"), table=table) == [found]


def test_an_extension_by_who_may_not_lengthens_nothing() -> None:
    found = [rule for rule, *_ in _told(_START, _extend("2026-09-21", to="承办人"), *_done("2026-10-12"))]
    assert found == ["extension-unapproved", "limit-passed"]


def test_an_extension_after_the_limit_has_run_out_is_none() -> None:
    found = _told(_START, _extend("2026-10-10"), *_done("2026-10-12"))
    assert ("extension-too-late", None, 2) in found and ("limit-passed", None, 4) in found


def test_cases_made_through_orders_are_found_without_fault(tmp_path: Path) -> None:
    """Handed over, delegated, sent back, taken back, suspended: the rules know of it."""
    table = organisation(承办人=("甲", "乙"), 复核岗=("丙",))
    desk = registry(tmp_path, table)
    file = begin(desk, drawing().start().step("受理").step("审查").step("决定").end())
    case = file.history.case
    delegate(desk, case, "受理", "丙", order(), now=FRIDAY, at=hour(1))
    do(desk, case, "受理", order("丙"), now=FRIDAY, at=hour(2))
    send_back(desk, case, "审查", "受理", order(note="材料不清"), now=FRIDAY, at=hour(3))
    act(desk, file, "受理", hour(4))
    withdraw(desk, case, "受理", order(), now=FRIDAY, at=hour(5))
    act(desk, file, "受理", hour(6))
    hand_over(desk, case, "审查", "复核岗", order(), now=FRIDAY, at=hour(7))
    do(desk, case, "审查", order("丙", "复核岗"), now=FRIDAY, at=hour(8))
    suspend(desk, case, order(note="不可抗力"), document="中止通知书", now=FRIDAY, at=hour(9))
    resume(desk, case, order(), now=FRIDAY, at=hour(30))
    done = act(desk, file, "决定", hour(31))
    assert breaches(replay(done.history, done.chart, desk.calendar, organisation=table)) == []


def test_what_was_taken_back_is_not_done_and_an_early_end_leaves_duties_open(tmp_path: Path) -> None:
    """What was decided is put on file; here that was taken back, and the case ended."""
    desk = registry(tmp_path)
    drawn = drawing(kind=PowerKind.PENALTY).start().step("决定", tags=["DECIDE"]).step("归档", tags=["ARCHIVE"]).step("后").end()
    kept, lost = (act(desk, act(desk, begin(desk, drawn), "决定", hour(1)), "归档", hour(2), by="乙") for _ in range(2))
    withdraw(desk, lost.history.case, "归档", order("乙"), now=FRIDAY, at=hour(3))
    ends = [
        terminate(desk, file.history.case, order(note="撤销"), document="撤销决定", now=FRIDAY, at=hour(4)) for file in (kept, lost)
    ]
    assert [_left_open(file) for file in ends] == [[], [("obligation-left-open", "决定", 2)]]


def _left_open(file: CaseFile) -> list[tuple[str, str | None, int | None]]:
    found = breaches(replay(file.history, file.chart, national_calendar()))
    return [breach for breach in found if breach[0] == "obligation-left-open"]
