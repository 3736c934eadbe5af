"""Calls of other items: a linked case of its own, begun once, answered once, whatever breaks in between."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from powerflow.cases import Act, CaseFile, Registry, Warm, case_file, do, open_store, refresh, settle, work
from powerflow.cases.calls import begin
from powerflow.cases.links import over
from powerflow.cases.standing import standing
from powerflow.errors import UsageError
from powerflow.model import Call, EntryKind, Passing, Return
from tests.cases.called import PAY_CALL, desk, fee, licence
from tests.cases.desk import FRIDAY, act, open_names, registry, url
from tests.cases.desk import begin as start_case


def _at_fee(where: Registry) -> CaseFile:
    """A licence whose fee step has just opened."""
    file = start_case(where, licence())
    return act(where, file, "受理", 面积="12")


def _settled(where: Registry, case: str, at: object = FRIDAY) -> CaseFile:
    assert settle(where, case, now=FRIDAY, at=at).failed == ()  # type: ignore[arg-type]
    return case_file(where.store, case)


def _called(file: CaseFile) -> str:
    return next(entry.case for entry in file.history.entries if entry.kind is EntryKind.CALL)


def test_the_called_case_runs_by_itself_and_both_name_each_other(tmp_path: Path) -> None:
    where = desk(tmp_path)
    caller = _settled(where, _at_fee(where).history.case)
    call = caller.history.entries[-1]
    called = case_file(where.store, call.case)
    start = called.history.entries[0]
    assert (call.kind, call.node, call.to, call.case) == (EntryKind.CALL, "缴费", "F01", "F01-2026-0001")
    assert (start.case, start.chart, start.facts) == (caller.history.case, called.history.chart_digest, {"面积": 12})
    assert call.chart == called.history.chart_digest
    assert called.history.simulated
    assert open_names(caller) == ["缴费"]
    assert open_names(called) == ["核定"]


def test_the_step_ends_where_the_called_case_hands_back_not_at_its_end(tmp_path: Path) -> None:
    where = desk(tmp_path)
    caller = _settled(where, _at_fee(where).history.case)
    called = case_file(where.store, _called(caller))
    act(where, called, "核定", 应缴="36.50", 免收="否")
    act(where, called, "付款")
    assert open_names(_settled(where, caller.history.case)) == ["缴费"]
    act(where, called, "对账", FRIDAY + timedelta(hours=2))
    after = _settled(where, called.history.case, FRIDAY + timedelta(hours=5))
    assert open_names(after) == ["归档"]
    caller = case_file(where.store, caller.history.case)
    last = caller.history.entries[-1]
    assert (last.kind, last.node, last.case, last.at) == (EntryKind.CALLED, "缴费", called.history.case, FRIDAY + timedelta(hours=2))
    assert last.facts == {"缴费结果": "已缴费", "金额": Decimal("36.50")}
    assert open_names(caller) == ["发证"]


def test_the_outcome_of_the_end_is_handed_back(tmp_path: Path) -> None:
    where = desk(tmp_path)
    caller = _settled(where, _at_fee(where).history.case)
    act(where, case_file(where.store, _called(caller)), "核定", 应缴="0", 免收="是")
    caller = _settled(where, caller.history.case)
    assert caller.history.entries[-1].facts == {"缴费结果": "免收", "金额": Decimal("0")}


def test_time_that_runs_out_in_the_called_case_goes_on_in_the_caller_as_of_its_instant(tmp_path: Path) -> None:
    """The worker was down for weeks: the fee was never paid, and the licence ended when that was sure."""
    where = desk(tmp_path)
    caller = _settled(where, _at_fee(where).history.case)
    act(where, case_file(where.store, _called(caller)), "核定", 应缴="36.50", 免收="否")
    done = work(where, now=FRIDAY, at=FRIDAY + timedelta(days=60))
    [(_, timer)], [(_, answer)] = done.of(EntryKind.TIMER), done.of(EntryKind.CALLED)
    assert answer.at == timer.at < FRIDAY + timedelta(days=20)
    caller = case_file(where.store, caller.history.case)
    assert caller.course.ends == ("no",)
    assert work(where, now=FRIDAY, at=FRIDAY + timedelta(days=61)).done == ()


def test_work_does_what_is_due_without_being_told_of_a_case(tmp_path: Path) -> None:
    where = desk(tmp_path)
    for _ in range(3):
        _at_fee(where)
    assert len(work(where, now=FRIDAY, at=FRIDAY).of(EntryKind.CALL)) == 3
    assert work(where, now=FRIDAY, at=FRIDAY).done == ()
    assert sorted(row.case for row in where.store.cases() if row.item == "F01") == [f"F01-2026-000{number}" for number in (1, 2, 3)]


def test_a_real_case_is_left_alone_in_simulated_time_and_a_simulated_one_in_real_time(tmp_path: Path) -> None:
    where = desk(tmp_path)
    case = _at_fee(where).history.case
    assert settle(where, case, now=FRIDAY).done == ()
    assert work(where, now=FRIDAY + timedelta(days=1)).done == ()


def test_a_crash_between_the_two_cases_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """The called case was begun, and the caller's history does not name it yet; the chart of the item changes meanwhile."""
    where = desk(tmp_path)
    case = _at_fee(where).history.case
    with where.warm.holding(where.store, case) as held:
        [here] = standing(held.run)
        lost = begin(where, held, here, now=FRIDAY, moment=FRIDAY)
    assert [entry.kind for entry in where.store.read(case).entries] == [EntryKind.START, EntryKind.STEP]
    assert where.items is not None
    (where.items / "1.bpmn").write_bytes(fee().at("归档").data().replace("归档".encode(), "存档".encode()))
    again = _settled(desk_again(where), case)
    assert again.history.entries[-1].case == lost.case == "F01-2026-0001"
    assert again.history.entries[-1].chart == lost.chart == where.store.read(lost.case).chart_digest
    assert [row.case for row in where.store.cases() if row.item == "F01"] == [lost.case]


def desk_again(where: Registry) -> Registry:
    """The registry of another process."""
    return replace(where, warm=Warm())


def test_workers_that_come_at_once_call_once_and_answer_once(tmp_path: Path) -> None:
    """Three of them, each with a store and a memory of its own, over ten cases, at each turn of the two items."""
    where = desk(tmp_path)
    callers = [_at_fee(where).history.case for _ in range(10)]

    def all_at_once() -> None:
        with ThreadPoolExecutor(3) as pool:
            others = [replace(where, store=open_store(url(tmp_path), wait=30), warm=Warm()) for _ in range(3)]
            for done in [pool.submit(work, other, now=FRIDAY, at=FRIDAY) for other in others]:
                assert done.result().failed == ()
            for other in others:
                other.store.close()

    all_at_once()
    fees = [row.case for row in where.store.cases() if row.item == "F01"]
    assert len(fees) == 10
    for case in fees:
        act(where, case_file(where.store, case), "核定", 应缴="0", 免收="是")
    all_at_once()
    for case in callers:
        kinds = [entry.kind for entry in where.store.read(case).entries]
        assert kinds == [EntryKind.START, EntryKind.STEP, EntryKind.CALL, EntryKind.CALLED]


def test_who_waits_for_whom_is_worked_out_anew_where_it_was_lost(tmp_path: Path) -> None:
    where = desk(tmp_path)
    caller = _settled(where, _at_fee(where).history.case)
    called = _called(caller)
    over(where.store, called)
    assert list(refresh(where.store, where.calendar)) == [caller.history.case]
    assert list(refresh(where.store, where.calendar)) == []
    act(where, case_file(where.store, called), "核定", 应缴="0", 免收="是")
    assert work(where, now=FRIDAY, at=FRIDAY).of(EntryKind.CALLED)


def test_people_cannot_record_a_step_that_waits(tmp_path: Path) -> None:
    where = desk(tmp_path)
    file = _at_fee(where)
    by_hand = Act(post="承办人", officers=("甲",), facts={"缴费结果": "已缴费", "金额": "1"})
    for said in ("要先启动", "在等事项 F01 的办件 F01-2026-0001"):
        with pytest.raises(UsageError, match=said):
            do(where, file.history.case, "缴费", by_hand, now=FRIDAY, at=FRIDAY)
        settle(where, file.history.case, now=FRIDAY, at=FRIDAY)


def test_an_unknown_item_is_an_incident_told_once_and_then_people_decide(tmp_path: Path) -> None:
    where = desk(tmp_path)
    file = act(where, start_case(where, licence(item="F99")), "受理", 面积="1")
    assert [entry.kind for _, entry in work(where, now=FRIDAY, at=FRIDAY).done] == [EntryKind.INCIDENT]
    assert work(where, now=FRIDAY, at=FRIDAY).done == ()
    file = case_file(where.store, file.history.case)
    assert "没有要调用的事项 F99" in file.history.entries[-1].note
    by_hand = Act(post="承办人", officers=("甲",), facts={"缴费结果": "已缴费", "金额": "1"})
    assert open_names(do(where, file.history.case, "缴费", by_hand, now=FRIDAY, at=FRIDAY)) == ["发证"]


def test_what_could_not_go_on_is_tried_again_when_somebody_asks(tmp_path: Path) -> None:
    where = replace(desk(tmp_path), items=None)
    case = _at_fee(where).history.case
    assert work(where, now=FRIDAY, at=FRIDAY).done[-1][1].kind is EntryKind.INCIDENT
    mended = desk(tmp_path, url=where)
    assert settle(mended, case, now=FRIDAY, at=FRIDAY).done == ()
    assert settle(mended, case, now=FRIDAY, at=FRIDAY, again=True).done[-1][1].kind is EntryKind.CALL


def test_an_end_that_was_not_agreed_halts_the_step_until_a_new_case_is_called(tmp_path: Path) -> None:
    """Unpaid: the licence waits; called again, the fee is a new case and ends as it should."""
    where = desk(tmp_path)
    call = replace(PAY_CALL, returns=(Return(node="对账", value="已缴费"),))
    file = act(where, start_case(where, licence(call)), "受理", 面积="1")
    first = _called(_settled(where, file.history.case))
    act(where, case_file(where.store, first), "核定", 应缴="9", 免收="否")
    later = FRIDAY + timedelta(days=30)
    assert work(where, now=FRIDAY, at=later).done[-1][1].note == f"办件 {first} 以“未缴费”办结，没有交回约定的结果"
    [(_, call_again), *_] = settle(where, file.history.case, now=FRIDAY, at=later, again=True).done
    assert (call_again.kind, call_again.case) == (EntryKind.CALL, "F01-2026-0002")
    second = case_file(where.store, call_again.case)
    for step, facts in (("核定", {"应缴": "9", "免收": "否"}), ("付款", {}), ("对账", {})):
        act(where, second, step, later, **facts)
    settle(where, second.history.case, now=FRIDAY, at=later)
    assert open_names(case_file(where.store, file.history.case)) == ["发证"]


def test_a_fact_that_does_not_come_back_is_an_incident(tmp_path: Path) -> None:
    """The called case ended without having recorded it."""
    where = desk(tmp_path)
    call = Call(outcome="缴费结果", takes=(Passing(fact="金额", source="面积"),))
    file = act(where, start_case(where, licence(call)), "受理", 面积="1")
    file = _settled(where, file.history.case)
    act(where, case_file(where.store, _called(file)), "核定", 应缴="0", 免收="是")
    file = _settled(where, file.history.case)
    assert file.history.entries[-1].kind is EntryKind.INCIDENT
    assert "没有登记要交回的事实：面积" in file.history.entries[-1].note
    assert open_names(file) == ["缴费"]


def test_a_call_that_is_not_waited_for_is_done_by_its_officer(tmp_path: Path) -> None:
    where = desk(tmp_path)
    file = act(where, start_case(where, licence(Call(awaits="start"))), "受理", 面积="1")
    case = _called(_settled(where, file.history.case))
    file = act(where, file, "缴费", 缴费结果="已缴费", 金额="1")
    assert open_names(file) == ["发证"]
    act(where, case_file(where.store, case), "核定", 应缴="0", 免收="是")
    assert settle(where, case, now=FRIDAY, at=FRIDAY).done == ()
    assert work(where, now=FRIDAY, at=FRIDAY).done == ()


def test_items_that_call_each_other_in_a_circle_do_not_begin(tmp_path: Path) -> None:
    where = desk(tmp_path, licence(item="L01"))
    with pytest.raises(UsageError, match="绕成了圈：L01、L01"):
        start_case(where, licence(item="L01"))


def test_a_chart_that_was_changed_into_a_circle_later_is_an_incident(tmp_path: Path) -> None:
    """The fee now calls the licence: a licence that is under way must not call it."""
    where = desk(tmp_path)
    case = _at_fee(where).history.case
    assert where.items is not None
    circular = licence(item="L01").data().replace(b'code="L01"', b'code="F01"')
    (where.items / "1.bpmn").write_bytes(circular)
    assert work(where, now=FRIDAY, at=FRIDAY).done[-1][1].kind is EntryKind.INCIDENT
    assert "绕成了圈" in where.store.read(case).entries[-1].note


def test_without_the_annotation_a_call_activity_is_a_step_like_any_other(tmp_path: Path) -> None:
    where = registry(tmp_path)
    content = licence().data()
    plain = content[: content.index(b"<pf:call")] + content[content.index(b"</pf:call>") + len(b"</pf:call>"):]
    file = act(where, start_case(where, plain), "受理", 面积="1")
    assert open_names(act(where, file, "缴费", 缴费结果="已缴费", 金额="1")) == ["发证"]
