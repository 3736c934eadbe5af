"""Alarms: raised once, handled in order, only by who is entitled to, each act recorded once; the case itself is not moved."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Barrier

import pytest

from powerflow import cases
from powerflow.cases import AlarmState, Registry, broken_at
from powerflow.errors import UsageError
from powerflow.model import SUPERVISION_KINDS, Entry, EntryKind
from powerflow.replay import replay
from powerflow.rules import judge, select
from powerflow.supervision import AlarmAct, act_on, alarm_views, default_scheme, order_of
from tests.cases.desk import FRIDAY, act
from tests.supervision.office import REVIEWER, SUPERVISOR, at, begun, desk, lamps, raised, received

CASE = "T01-2026-0001"
LATE = at("2026-09-23 09:00")  # the step's last day was the 21st; an explanation is due on the 24th
_K = EntryKind


@pytest.fixture
def office(tmp_path: Path) -> Registry:
    """An office with a late case, and the alarm for it (entry 2)."""
    opened = desk(tmp_path)
    begun(opened)
    [alarm] = raised(opened, LATE)
    assert (alarm.seq, alarm.node, alarm.facts["trigger"], alarm.to, alarm.refers) == (2, "受理", "T04", "承办人", 1)
    return opened


def do(office: Registry, kind: EntryKind, officer: str, moment: datetime, said: str = "…", **more: object) -> Entry:
    """One act on the alarm."""
    given = AlarmAct(kind=kind, alarm=2, officer=officer, said=said, **more)  # type: ignore[arg-type]
    return act_on(office, default_scheme(), CASE, given, now=FRIDAY, at=moment)


def state(office: Registry) -> AlarmState:
    """How far the alarm has come."""
    return cases.alarms(office.store.read(CASE).entries)[0].state


def test_the_same_is_raised_once(office: Registry) -> None:
    assert raised(office, LATE) == []
    assert raised(office, at("2026-09-24 09:00")) == []


def test_another_trigger_is_raised_when_its_time_comes(office: Registry) -> None:
    [promise] = raised(office, at("2026-09-29 09:00"))
    assert (promise.facts["trigger"], promise.facts["lamp"], promise.node) == ("T05", "yellow", "")
    [law] = raised(office, at("2026-10-30 09:00"))
    assert (law.facts["trigger"], law.facts["lamp"]) == ("T06", "red")


def test_a_limit_that_is_met_late_is_not_raised_again(office: Registry) -> None:
    received(office, cases.case_file(office.store, CASE), at("2026-09-24 09:00"))
    assert raised(office, at("2026-09-24 10:00")) == []


def test_the_whole_way_to_the_end(office: Registry) -> None:
    do(office, _K.EXPLAIN, "乙", at("2026-09-23 10:00"), "材料多")
    do(office, _K.CONFIRM, SUPERVISOR, at("2026-09-23 11:00"))
    ordered = do(office, _K.ORDER, SUPERVISOR, at("2026-09-23 12:00"), "三日内受理", term="3WD")
    assert (ordered.document, ordered.limit, ordered.post, ordered.to) == ("DB-T01-2026-0001-1", "3WD", "效能督办岗", "承办人")
    do(office, _K.CORRECTED, "乙", at("2026-09-24 10:00"), "已受理")
    do(office, _K.RECHECK, SUPERVISOR, at("2026-09-24 11:00"), passed=False, term="1WD")
    assert state(office) is AlarmState.ORDERED
    do(office, _K.CORRECTED, "乙", at("2026-09-24 12:00"), "已全部受理")
    do(office, _K.RECHECK, SUPERVISOR, at("2026-09-24 13:00"))
    do(office, _K.CLOSE, SUPERVISOR, at("2026-09-24 14:00"))
    assert state(office) is AlarmState.CLOSED
    history = office.store.read(CASE)
    assert broken_at(history) is None
    order = order_of(cases.case_file(office.store, CASE), "DB-T01-2026-0001-1", office.calendar)
    assert (str(order.due.due), order.step, len(order.acts)) == ("2026-09-29", "受理", 9)


def test_an_objection_is_decided_by_another(office: Registry) -> None:
    do(office, _K.EXPLAIN, "乙", at("2026-09-23 10:00"))
    do(office, _K.CONFIRM, SUPERVISOR, at("2026-09-23 11:00"))
    do(office, _K.OBJECT, "乙", at("2026-09-24 10:00"), "日期不对")
    with pytest.raises(UsageError, match="同一人"):
        do(office, _K.CANCEL, SUPERVISOR, at("2026-09-24 11:00"))
    do(office, _K.CANCEL, REVIEWER, at("2026-09-24 14:00"), "异议成立")
    assert state(office) is AlarmState.CANCELLED
    assert lamps(office, at("2026-09-24 15:00")).cases[0].alarms == ()


def test_an_objection_that_is_rejected_leads_back_and_is_not_made_again(office: Registry) -> None:
    do(office, _K.EXPLAIN, "乙", at("2026-09-23 10:00"))
    do(office, _K.CONFIRM, SUPERVISOR, at("2026-09-23 11:00"))
    do(office, _K.ORDER, SUPERVISOR, at("2026-09-23 12:00"), "三日内受理", term="3WD")
    do(office, _K.OBJECT, "乙", at("2026-09-24 10:00"), "日期不对")
    do(office, _K.CONFIRM, REVIEWER, at("2026-09-24 12:00"))
    [alarm] = cases.alarms(office.store.read(CASE).entries)
    assert (alarm.state, alarm.term) == (AlarmState.ORDERED, "3WD")
    with pytest.raises(UsageError, match="复核过"):
        do(office, _K.OBJECT, "乙", at("2026-09-24 13:00"), "仍有异议")


def test_an_objection_too_late_is_refused(office: Registry) -> None:
    """Ten working days after 23 September: 24, 28, 29, 30, then 8, 9, 10 (worked), 12, 13 and 14 October 2026."""
    do(office, _K.EXPLAIN, "乙", at("2026-09-23 10:00"))
    do(office, _K.CONFIRM, SUPERVISOR, at("2026-09-23 11:00"))
    with pytest.raises(UsageError, match="2026-10-14"):
        do(office, _K.OBJECT, "乙", at("2026-10-15 10:00"))


@pytest.mark.parametrize(
    ("kind", "officer", "said", "told"),
    [
        (_K.EXPLAIN, SUPERVISOR, "…", "承办人"),                   # not the one concerned
        (_K.EXPLAIN, "乙", " ", "--note"),                         # says nothing
        (_K.CONFIRM, "乙", "…", "还可以说明"),                     # before it could be explained
        (_K.CANCEL, "乙", "…", "效能督办岗"),                      # no supervisor
        (_K.CLOSE, SUPERVISOR, "…", "接下来可以"),                 # out of turn
        (_K.ORDER, SUPERVISOR, "…", "接下来可以"),
    ],
)
def test_what_is_not_allowed_is_refused_and_leaves_no_trace(office: Registry, kind: EntryKind, officer: str, said: str, told: str) -> None:
    before = office.store.read(CASE).entries
    with pytest.raises(UsageError, match=told):
        do(office, kind, officer, at("2026-09-23 10:00"), said)
    assert office.store.read(CASE).entries == before


def test_nobody_supervises_himself(office: Registry) -> None:
    """甲 supervises too, but has explained this alarm."""
    do(office, _K.EXPLAIN, "甲", at("2026-09-23 10:00"))
    with pytest.raises(UsageError, match="自己"):
        do(office, _K.CANCEL, "甲", at("2026-09-23 11:00"))


def test_an_alarm_that_nobody_explains_is_confirmed_afterwards(office: Registry) -> None:
    do(office, _K.CONFIRM, SUPERVISOR, at("2026-09-25 00:00"))
    assert state(office) is AlarmState.CONFIRMED


def test_an_act_sent_twice_is_recorded_once(office: Registry) -> None:
    first = do(office, _K.EXPLAIN, "乙", at("2026-09-23 10:00"), "材料多", command="k1")
    again = do(office, _K.EXPLAIN, "乙", at("2026-09-23 10:30"), "材料多", command="k1")
    assert (again, len(office.store.read(CASE).entries)) == (first, 3)
    with pytest.raises(UsageError, match="k1"):
        do(office, _K.EXPLAIN, "乙", at("2026-09-23 10:30"), "别的", command="k1")


def test_an_unknown_alarm_is_named(office: Registry) -> None:
    with pytest.raises(UsageError, match=r"2\(T04\)"):
        act_on(
            office, default_scheme(), CASE, AlarmAct(kind=_K.EXPLAIN, alarm=1, officer="乙", said="…"), now=FRIDAY, at=LATE
        )


def test_supervision_never_moves_the_case(office: Registry) -> None:
    """With and without its entries the case stands alike, and rules of conduct find the same."""
    do(office, _K.EXPLAIN, "乙", at("2026-09-23 10:00"))
    file = received(office, cases.case_file(office.store, CASE), at("2026-09-24 09:00"))
    whole = file.history.entries
    own = tuple(entry for entry in whole if entry.kind not in SUPERVISION_KINDS)
    assert len(own) == 2
    numbered = tuple(replace(entry, seq=number, previous="", digest="") for number, entry in enumerate(own, start=1))
    both = [replay(each, file.chart, office.calendar) for each in (file.history, replace(file.history, entries=numbered))]
    readings = [[(each.owner, each.limit.role, each.is_late, each.deadline.due) for each in case.readings] for case in both]
    assert readings[0] == readings[1]
    found = [{(each.rule, each.place.element) for each in judge(case, select((), ()), FRIDAY.date()).findings} for case in both]
    assert found[0] == found[1]


def test_a_case_that_is_over_keeps_the_instant_of_its_end(office: Registry) -> None:
    file = received(office, cases.case_file(office.store, CASE), at("2026-09-24 09:00"))
    act(office, file, "审查", at("2026-09-24 10:00"))
    act(office, file, "送达", at("2026-09-24 11:00"))
    do(office, _K.EXPLAIN, "乙", at("2026-09-25 10:00"))
    [row] = office.store.cases()
    assert row.ended == at("2026-09-24 11:00")
    assert list(cases.check(office.store)) == []
    assert list(cases.refresh(office.store, office.calendar)) == []


def test_what_is_awaited_and_until_when(office: Registry) -> None:
    [view] = alarm_views(cases.case_file(office.store, CASE), default_scheme(), office.calendar)
    assert view.due == at("2026-09-25 00:00")


def test_two_who_raise_at_once_raise_once(tmp_path: Path) -> None:
    """Each with a connection and a memory of its own, on eight late cases."""
    first, second = desk(tmp_path), desk(tmp_path)
    for _ in range(8):
        begun(first)
    barrier = Barrier(2)

    def look(office: Registry) -> int:
        barrier.wait()
        return len(raised(office, LATE))

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(look, (first, second)))
    held = [cases.alarms(first.store.read(row.case).entries) for row in first.store.cases()]
    assert sum(counts) == 8
    assert [len(each) for each in held] == [1] * 8
