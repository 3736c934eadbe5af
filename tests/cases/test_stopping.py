"""The clocks of running cases by command: supplements, suspensions, extensions; days counted by hand on the calendar of 2026.

18 September 2026 is a Friday; Sunday 20 September and Saturday 10 October are working days (国庆调休), 25 to 27 September
and 1 to 7 October days off. The days on which a pause begins and ends count.
"""
from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from powerflow.cases import CaseFile, Registry, extend, resume, supplement, supplemented, suspend, tick
from powerflow.deadlines import BEIJING
from powerflow.errors import UsageError
from powerflow.model import Extension, LimitRole, TimeLimit, Unit
from tests.cases.commanding import agrees, hour, last, order
from tests.cases.desk import FRIDAY, act, begin, days, drawing, open_names, organisation, registry, with_side

_TEN = TimeLimit(role=LimitRole.STATUTORY, amount=10, unit=Unit.WORKING_DAY)
_MORE = Extension(amount=5, unit=Unit.WORKING_DAY, approver="本机关负责人", document="延期告知书")


def _on(month: int, day: int, clock: int = 10) -> datetime:
    return datetime(2026, month, day, clock, tzinfo=BEIJING)


def _chart() -> bytes:
    drawn = drawing(time_limits=(_TEN,), extensions=(_MORE,)).start().step("审").step("批", post="局长").end()
    return with_side(drawn, "局长", "L")


@pytest.fixture
def desk(tmp_path: Path) -> Registry:
    return registry(tmp_path, organisation(承办人=("甲", "乙"), 局长=("丁",)))


def _due(desk: Registry, file: CaseFile, at: datetime) -> date:
    [clock] = file.clocks(desk.calendar, at)
    assert not isinstance(clock.deadline.due, datetime)
    return clock.deadline.due


def test_a_suspension_stops_the_clock_of_the_case_and_every_step(desk: Registry) -> None:
    """Ten working days after 18 September: 20 21 22 23 24 28 29 30, 8 9 October; without the 22nd: 20 21 23 24 28 29 30, 8 9 10."""
    file = begin(desk, _chart())
    assert _due(desk, file, FRIDAY) == date(2026, 10, 9)
    case = file.history.case
    with pytest.raises(UsageError, match="告知文书"):
        suspend(desk, case, order(note="不可抗力"), document="", now=FRIDAY, at=_on(9, 21))
    stopped = suspend(desk, case, order(note="不可抗力"), document="中止通知书1号", now=FRIDAY, at=_on(9, 21))
    [clock] = stopped.clocks(desk.calendar, _on(9, 23))
    assert clock.stopped == "不可抗力"
    with pytest.raises(UsageError, match=r"自 2026-09-21 10:00 起中止（中止通知书1号：不可抗力）"):
        act(desk, stopped, "审", _on(9, 22))
    with pytest.raises(UsageError, match="还没有恢复"):
        suspend(desk, case, order(note="又"), document="2号", now=FRIDAY, at=_on(9, 22))
    going = resume(desk, case, order(), now=FRIDAY, at=_on(9, 23))
    assert last(going).refers == 2
    assert _due(desk, agrees(desk, going), _on(9, 23)) == date(2026, 10, 10)
    with pytest.raises(UsageError, match="没有还未结束的“中止”"):
        resume(desk, case, order(), now=FRIDAY, at=_on(9, 24))
    agrees(desk, act(desk, going, "审", _on(9, 24)))


def test_a_timer_does_not_fire_while_the_case_is_suspended(desk: Registry) -> None:
    """The two days are 20 and 21 October: 20 October is the day on which the suspension ends."""
    drawn = drawing().start().step("审").end("e").boundary_timer("t", "审", days(2)).step("视为同意").end("x")
    file = begin(desk, drawn)
    case = file.history.case
    suspend(desk, case, order(note="鉴定"), document="中止通知书", now=FRIDAY, at=_on(9, 18, 12))
    assert tick(desk, now=FRIDAY, at=_on(10, 20)).fired == ()
    resume(desk, case, order(), now=FRIDAY, at=_on(10, 20, 12))
    [(_, fired)] = tick(desk, now=FRIDAY, at=_on(10, 30)).fired
    assert fired.at.date() == date(2026, 10, 22)


def test_what_is_to_be_supplemented_is_told_once_and_stops_the_clock(desk: Registry) -> None:
    file = begin(desk, _chart())
    case = file.history.case
    told = supplement(desk, case, order(note="缺身份证明"), document="补正通知书", limit="5WD", now=FRIDAY, at=_on(9, 21))
    [clock] = told.clocks(desk.calendar, _on(9, 21))
    assert clock.stopped == "补正"
    there = supplemented(desk, case, order(), now=FRIDAY, at=_on(9, 23))
    assert _due(desk, agrees(desk, there), _on(9, 23)) == date(2026, 10, 10)
    second = supplement(desk, case, order(note="又缺一项"), document="第二份", now=FRIDAY, at=_on(9, 24))
    assert [entry.kind.value for entry in second.history.entries].count("supplement") == 2


def test_nothing_is_to_be_supplemented_after_acceptance(desk: Registry) -> None:
    """行政许可法第三十二条: what is missing is told within five days, before the application is accepted."""
    file = begin(desk, drawing().start().step("受理", tags=["ACCEPT"]).step("审").end("e"))
    accepted = act(desk, file, "受理", _on(9, 21))
    with pytest.raises(UsageError, match="已在 2026-09-21 受理（第 2 项记录）"):
        supplement(desk, file.history.case, order(note="缺图纸"), document="补正通知书", now=FRIDAY, at=_on(9, 22))
    assert len(accepted.history.entries) == 2


def test_an_extension_by_the_right_approver_in_time_once(desk: Registry) -> None:
    file = begin(desk, _chart())
    case = file.history.case

    def ask(limit: str, approver: str, at: datetime, note: str = "案情复杂") -> CaseFile:
        return extend(desk, case, order(note=note), limit=limit, approver=approver, now=FRIDAY, at=at)

    with pytest.raises(UsageError, match="理由"):
        ask("5WD", "丁", _on(9, 21), note="")
    with pytest.raises(UsageError, match=r"“甲”在 2026-09-21 不任有权批准的岗位：局长"):
        ask("5WD", "甲", _on(9, 21))
    with pytest.raises(UsageError, match="可以延长的是：5个工作日"):
        ask("6WD", "丁", _on(9, 21))
    with pytest.raises(UsageError, match="没有规定可以延长5个月"):
        ask("5M", "丁", _on(9, 21))
    longer = ask("5WD", "丁", _on(9, 21))
    assert (last(longer).approver, last(longer).to, last(longer).document) == ("丁", "局长", "延期告知书")
    assert _due(desk, agrees(desk, longer), _on(9, 21)) == date(2026, 10, 15)
    with pytest.raises(UsageError, match="已经延长过 1 次"):
        ask("5WD", "丁", _on(9, 22))


def test_what_has_run_out_is_not_extended(desk: Registry) -> None:
    file = begin(desk, _chart())
    with pytest.raises(UsageError, match=r"时限已在 2026-10-09 届满"):
        extend(desk, file.history.case, order(note="忘了"), limit="5WD", approver="丁", now=FRIDAY, at=_on(10, 10))


def test_only_a_post_of_the_case_stops_its_clock(desk: Registry) -> None:
    case = begin(desk, _chart()).history.case
    with pytest.raises(UsageError, match="要以本事项的岗位办理，“门卫”不是"):
        suspend(desk, case, order(post="门卫", note="x"), document="y", now=FRIDAY, at=hour(1))
    with pytest.raises(UsageError, match="“丁”在 2026-09-18 不任“承办人”"):
        suspend(desk, case, order("丁", note="x"), document="y", now=FRIDAY, at=hour(1))


def test_the_case_is_as_it_was_at_any_instant_before(desk: Registry) -> None:
    file = begin(desk, _chart())
    case = file.history.case
    suspend(desk, case, order(note="不可抗力"), document="1号", now=FRIDAY, at=_on(9, 21))
    now = resume(desk, case, order(), now=FRIDAY, at=_on(9, 23))
    then = now.at(_on(9, 22))
    assert [clock.stopped for clock in then.clocks(desk.calendar, _on(9, 22))] == ["不可抗力"]
    assert open_names(then) == ["审"]
