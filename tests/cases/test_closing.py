"""Facts put right, cases ended before their end, files closed; timers that wait for a fact nobody has recorded."""
from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from powerflow.cases import Registry, archive, case_file, correct, terminate, tick
from powerflow.errors import UsageError
from powerflow.model import EntryKind
from tests.builders import ChartBuilder
from tests.cases.commanding import agrees, hour, last, order
from tests.cases.desk import FRIDAY, act, begin, days, decided, drawing, open_names, registry


@pytest.fixture
def desk(tmp_path: Path) -> Registry:
    return registry(tmp_path)


def test_a_fact_put_right_counts_from_then_on_and_the_old_one_stays(desk: Registry) -> None:
    drawn = (
        drawing().start().step("登记", sets=["金额"]).step("审查").decision("g").via("大", "金额 > 100").step("集体讨论").end("a")
        .at("g").via("小", "金额 <= 100").step("直接决定").end("b")
    )
    file = act(desk, begin(desk, drawn), "登记", hour(1), 金额="5000")
    right = correct(desk, file.history.case, order(note="多写了两个零", 金额="50"), now=FRIDAY, at=hour(2))
    assert last(right).refers == 2 and str(right.history.entries[1].facts["金额"]) == "5000"
    assert open_names(agrees(desk, act(desk, right, "审查", hour(3)))) == ["直接决定"]


@pytest.mark.parametrize(
    ("facts", "note", "says"),
    [({}, "x", "用 --set"), ({"金额": "7"}, "", "理由"), ({"金额": "5"}, "x", "本来就是“5”"), ({"全额": "7"}, "x", "没有声明事实“全额”"),
     ({"金额": "五"}, "x", "金额")],
)
def test_a_correction_says_what_and_why(desk: Registry, facts: dict[str, str], note: str, says: str) -> None:
    file = act(desk, begin(desk, decided()), "受理", hour(1), 金额="5")
    with pytest.raises(UsageError, match=says):
        correct(desk, file.history.case, order(note=note, **facts), now=FRIDAY, at=hour(2))


def test_a_closed_file_takes_nothing_more(desk: Registry) -> None:
    file = begin(desk, decided())
    case = file.history.case
    with pytest.raises(UsageError, match="还没有办结"):
        archive(desk, case, order(), document="档2026-1", now=FRIDAY, at=hour(1))
    terminate(desk, case, order(note="申请人撤回申请"), document="终止决定书", now=FRIDAY, at=hour(1))
    closed = agrees(desk, archive(desk, case, order(), document="档2026-1", now=FRIDAY, at=hour(2)))
    assert last(closed).kind is EntryKind.ARCHIVE
    with pytest.raises(UsageError, match=r"已于 2026-09-18 11:00 归档（档2026-1）"):
        correct(desk, case, order(note="x", 金额="5"), now=FRIDAY, at=hour(3))


def _waits_for_a_fact() -> ChartBuilder:
    """What follows the timer depends on a fact that no step before must record."""
    return (
        drawing().start().step("审").end("e").boundary_timer("t", "审", days(1)).decision("g").via("大", "金额 > 100").step("催办").end("a")
        .at("g").via("小", "金额 <= 100").step("结案").end("b")
    )


def test_a_timer_that_cannot_go_on_leaves_one_incident_and_the_case_waits(desk: Registry) -> None:
    poison = begin(desk, _waits_for_a_fact()).history.case
    other = begin(desk, drawing().start().step("审").end("e").boundary_timer("t", "审", days(1)).step("催").end("x")).history.case
    later = FRIDAY + timedelta(days=5)
    ticked = tick(desk, now=FRIDAY, at=later)
    assert [case for case, _ in ticked.fired] == [other] and [case for case, _ in ticked.failed] == [poison]
    assert "金额" in ticked.failed[0][1].say()
    again = tick(desk, now=FRIDAY, at=later + timedelta(days=1))
    assert [case for case, _ in again.failed] == [poison]
    history = desk.store.read(poison)
    assert [entry.kind for entry in history.entries] == [EntryKind.START, EntryKind.INCIDENT]
    with pytest.raises(UsageError, match=r"定时事件“逾期”已经到期.*金额.*case correct"):
        act(desk, begin(desk, _waits_for_a_fact(), at=FRIDAY), "审", later)
    with pytest.raises(UsageError, match="已经到期"):
        act(desk, case_file(desk.store, poison), "审", later + timedelta(days=2))
    going = correct(desk, poison, order(note="补记", 金额="500"), now=FRIDAY, at=later + timedelta(days=2))
    assert [entry.kind for entry in going.history.entries[2:]] == [EntryKind.CORRECT, EntryKind.TIMER]
    assert open_names(agrees(desk, going)) == ["催办"]

