"""Whole stores: copied whole and the same, gone on with after a break, checked, their due dates worked out anew."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from powerflow.cases import (
    Act,
    Copied,
    HistoryStore,
    Registry,
    Warm,
    case_file,
    check,
    commit,
    copy,
    counts,
    note,
    open_store,
    refresh,
    reveal,
    settle,
    tables,
)
from powerflow.cases.sqlite import driver
from powerflow.deadlines import national_calendar
from powerflow.errors import StoreError
from powerflow.model import Draw, Entry, EntryKind, StepNotes
from powerflow.replay import random_draws
from tests.builders import ChartBuilder
from tests.cases.called import desk as calling_desk
from tests.cases.called import licence
from tests.cases.desk import FRIDAY, act, begin, days, decided, drawing, open_names, registry, url
from tests.cases.server import new_database, server


def waiting() -> ChartBuilder:
    drawn = drawing().start().step("收件").step("审查").end()
    return drawn.boundary_timer("t", "收件", days(5)).step("视为受理").end("e2")


def filled(folder: Path) -> None:
    """A store with three cases."""
    folder.mkdir(exist_ok=True)
    desk = registry(folder)
    with desk.store:
        act(desk, begin(desk, decided()), "受理")
        begin(desk, waiting())
        done = act(desk, act(desk, begin(desk, decided(), command="k"), "受理", command="c1"), "审查", 合格="是")
        act(desk, done, "准予")


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[HistoryStore]:
    if request.param == "sqlite":
        with open_store(f"sqlite:///{tmp_path}/to.db", create=True) as store:
            yield store
    else:
        with server() as address, open_store(new_database(address), create=True) as store:
            yield store


def test_a_copy_is_the_same_and_copied_again_adds_nothing(target: HistoryStore, tmp_path: Path) -> None:
    filled(tmp_path / "from")
    with open_store(url(tmp_path / "from")) as source:
        assert copy(source, target) == Copied(cases=3, entries=7, known=0)
        assert [target.read(row.case) for row in target.cases()] == [source.read(row.case) for row in source.cases()]
        assert target.cases() == source.cases()
        assert copy(source, target) == Copied(cases=0, entries=0, known=3)
    assert list(check(target)) == []


class BrokenOffError(Exception):
    """What breaks a copy off."""


def test_a_copy_that_broke_off_is_gone_on_with_and_a_case_that_went_on_is_brought_up(tmp_path: Path) -> None:
    filled(tmp_path / "from")

    def stop(case: str) -> None:
        if case == "T01-2026-0002":
            raise BrokenOffError

    with open_store(url(tmp_path / "from")) as source, open_store(f"sqlite:///{tmp_path}/to.db", create=True) as target:
        with pytest.raises(BrokenOffError):
            copy(source, target, stop)
        assert counts(target) == (2, 3)
        act(registry(tmp_path / "from"), _file(source), "审查", 合格="是")
        assert copy(source, target) == Copied(cases=2, entries=5, known=1)
        assert target.cases() == source.cases()


def _file(store: HistoryStore) -> object:
    from powerflow.cases import case_file

    return case_file(store, "T01-2026-0001")


def test_a_case_that_went_another_way_there_is_not_overwritten(tmp_path: Path) -> None:
    filled(tmp_path / "from")
    with open_store(url(tmp_path / "from")) as source, open_store(f"sqlite:///{tmp_path}/to.db", create=True) as target:
        copy(source, target)
    (tmp_path / "to.db").rename(tmp_path / "cases.db")
    there = registry(tmp_path)
    act(there, _file(there.store), "审查", by="乙", 合格="否")
    here = registry(tmp_path / "from")
    act(here, _file(here.store), "审查", 合格="是")
    with pytest.raises(StoreError, match="另一条路"):
        copy(here.store, there.store)


def _raw(folder: Path, statement: str) -> None:
    connection = driver().connect(folder / "cases.db", isolation_level=None)
    connection.execute(statement)
    connection.close()


def test_an_altered_case_is_not_copied(tmp_path: Path) -> None:
    filled(tmp_path / "from")
    _raw(tmp_path / "from", "UPDATE entries SET body = replace(body, '甲', '乙') WHERE seq = 2 AND case_id = 'T01-2026-0003'")
    with open_store(url(tmp_path / "from")) as source, open_store(f"sqlite:///{tmp_path}/to.db", create=True) as target:
        with pytest.raises(StoreError, match="T01-2026-0003 从第 2 条记录起被改动过"):
            copy(source, target)
        assert counts(target) == (2, 3)


@pytest.mark.parametrize(("statement", "case", "said"), [
    ("UPDATE entries SET body = replace(body, '甲', '乙') WHERE seq = 2 AND case_id = 'T01-2026-0001'", 1, "从第 2 条"),
    ("UPDATE entries SET officer = '乙' WHERE seq = 2 AND case_id = 'T01-2026-0001'", 1, "第 2 条记录的检索栏"),
    ("DELETE FROM entries WHERE seq = 4 AND case_id = 'T01-2026-0003'", 3, "缺漏"),
    ("DELETE FROM open_steps WHERE case_id = 'T01-2026-0002'", 2, "打开环节"),
    ("UPDATE cases SET ended = NULL WHERE case_id = 'T01-2026-0003'", 3, "打开环节"),
])
def test_damage_is_found_and_named(tmp_path: Path, statement: str, case: int, said: str) -> None:
    filled(tmp_path)
    _raw(tmp_path, statement)
    with open_store(url(tmp_path)) as store:
        [(found, error)] = check(store)
    assert found == f"T01-2026-000{case}"
    assert said in error.say()


def test_projections_that_were_lost_are_made_anew(tmp_path: Path) -> None:
    filled(tmp_path)
    with open_store(url(tmp_path)) as store:
        before = store.cases()
        _raw(tmp_path, "DELETE FROM open_steps")
        assert list(refresh(store, national_calendar())) == ["T01-2026-0001", "T01-2026-0002"]
        assert store.cases() == before
        assert list(refresh(store, national_calendar())) == []


def test_what_is_open_tells_when_it_is_due(tmp_path: Path) -> None:
    """Five working days after Friday, 18 September 2026; 20 September is a working day (国庆节调休), the 25th to 27th are off."""
    filled(tmp_path)
    with open_store(url(tmp_path)) as store:
        [timer] = [row for row in store.cases()[1].open if row.is_timer]
    assert timer.due is not None
    assert timer.due - timedelta(days=1) >= FRIDAY
    days_off = {date(2026, 9, 19), date(2026, 9, 25), date(2026, 9, 26), date(2026, 9, 27)}
    day, left = FRIDAY.date(), 5
    while left:
        day += timedelta(days=1)
        left -= day not in days_off
    assert timer.due.date() == day + timedelta(days=1)


def linked(folder: Path) -> Registry:
    """A store with a licence, the fee that it called and an alarm, all simulated, and a random draw that is not revealed."""
    where = replace(calling_desk(folder), rolls=folder / "rolls.toml")
    (folder / "rolls.toml").write_text('schema = "powerflow/rolls/1"\n[[roll]]\nname = "库"\nnames = "一\\n二"\n', encoding="utf-8")
    caller = act(where, begin(where, licence()), "受理", 面积="1").history.case
    settle(where, caller, now=FRIDAY, at=FRIDAY)
    alarm = Entry(seq=0, at=FRIDAY, kind=EntryKind.ALARM, node="缴费", note="T04", to="承办人")
    note(where, caller, lambda *_: [alarm], now=FRIDAY, at=FRIDAY)
    notes = StepNotes(service="random-draw", draw=Draw(roll="库", count=1))
    drawn = begin(where, drawing(code="T02").start().step("抽取", notes=notes).end())
    commit(where, drawn.history.case, "抽取", Act(post="承办人", officers=("甲",)), now=FRIDAY, at=FRIDAY)
    return where


def _all_rows(store: HistoryStore) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of ours, but for what is of one store alone."""
    alone = {"store", "judged"}
    with store.database.reading() as connection:  # type: ignore[attr-defined]
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in tables.metadata.tables.items() if name not in alone
        }


def test_calls_alarms_and_draws_go_along_over_a_break_and_back_again(target: HistoryStore, tmp_path: Path) -> None:
    """And work goes on in the copy where it stood: the caller is answered, the draw revealed."""
    (tmp_path / "from").mkdir()
    where = linked(tmp_path / "from")

    def stop(case: str) -> None:
        if case.startswith("F01"):
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        copy(where.store, target, stop)
    assert 0 < counts(target)[0] < 3
    copy(where.store, target)
    assert _all_rows(target) == _all_rows(where.store)
    with open_store(f"sqlite:///{tmp_path}/back.db", create=True) as back:
        copy(target, back)
        assert _all_rows(back) == _all_rows(where.store)
        for store in (target, back):
            assert list(check(store)) == []
            there = replace(where, store=store, warm=Warm())
            act(there, case_file(store, "F01-2026-0001"), "核定", 应缴="0", 免收="是")
            settle(there, "F01-2026-0001", now=FRIDAY, at=FRIDAY)
            assert open_names(case_file(store, "L01-2026-0001")) == ["发证"]
            revealed = reveal(there, "T02-2026-0001", "抽取", Act(post="承办人", officers=("甲",)), now=FRIDAY, at=FRIDAY)
            assert revealed.course.ended
            assert [draw.faults for draw in random_draws(revealed.history.entries)] == [()]
