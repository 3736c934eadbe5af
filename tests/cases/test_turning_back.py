"""Cases that go back: sent back from an open step, taken back by who has just done it."""
from __future__ import annotations

from pathlib import Path

import pytest

from powerflow.bpmn.names import OURS
from powerflow.cases import CaseFile, Registry, claim, correct, do, send_back, terminate, withdraw
from powerflow.errors import UsageError
from powerflow.model import EntryKind, LimitRole, TimeLimit, Unit
from tests.builders import ChartBuilder
from tests.cases.commanding import agrees, hour, last, order
from tests.cases.desk import FRIDAY, act, begin, days, decided, drawing, open_names, registry


@pytest.fixture
def desk(tmp_path: Path) -> Registry:
    return registry(tmp_path)


_POST = f'<extensionElements><pf:step xmlns:pf="{OURS}" post="承办人"/></extensionElements>'
_INNER = f"""<subProcess id="核查" name="核查"><startEvent id="s1"/><userTask id="里一">{_POST}</userTask>
<userTask id="里二">{_POST}</userTask><endEvent id="e1"/>
<sequenceFlow id="i1" sourceRef="s1" targetRef="里一"/><sequenceFlow id="i2" sourceRef="里一" targetRef="里二"/>
<sequenceFlow id="i3" sourceRef="里二" targetRef="e1"/></subProcess>"""


def _back(desk: Registry, file: CaseFile, step: str, to: str, at: float, by: str = "甲") -> CaseFile:
    return agrees(desk, send_back(desk, file.history.case, step, to, order(by, note="材料不清"), now=FRIDAY, at=hour(at)))


def _withdraw(desk: Registry, file: CaseFile, step: str, at: float, by: str = "甲", command: str = "") -> CaseFile:
    return agrees(desk, withdraw(desk, file.history.case, step, order(by, command=command), now=FRIDAY, at=hour(at)))


def _blocks() -> ChartBuilder:
    """One step, a parallel block of two branches of two steps, another step."""
    return (
        drawing().start().step("前").parallel("f").step("左一").step("左二").parallel("j")
        .at("f").step("右一").step("右二").to("j").at("j").step("后").end()
    )


def test_sent_back_the_earlier_step_opens_anew(desk: Registry) -> None:
    file = act(desk, begin(desk, decided()), "受理", hour(1))
    sent = _back(desk, file, "审查", "受理", 2)
    assert open_names(sent) == ["受理"]
    assert (last(sent).kind, last(sent).node, last(sent).to) == (EntryKind.SEND_BACK, "审查", "受理")
    again = act(desk, act(desk, sent, "受理", hour(3)), "审查", hour(4), 合格="是")
    assert open_names(agrees(desk, again)) == ["准予"]


def test_a_reason_is_needed_and_a_step_that_was_done(desk: Registry) -> None:
    file = act(desk, begin(desk, decided()), "受理", hour(1))
    with pytest.raises(UsageError, match="理由"):
        send_back(desk, file.history.case, "审查", "受理", order(), now=FRIDAY, at=hour(2))
    with pytest.raises(UsageError, match="还没有办理过"):
        send_back(desk, file.history.case, "审查", "准予", order(note="x"), now=FRIDAY, at=hour(2))


def test_within_a_branch_and_over_a_whole_block_but_not_across_its_border(desk: Registry) -> None:
    file = act(desk, act(desk, begin(desk, _blocks()), "前", hour(1)), "左一", hour(2))
    sent = _back(desk, file, "左二", "左一", 3)
    assert sorted(open_names(sent)) == ["右一", "左一"]
    with pytest.raises(UsageError, match="跨过并行分支的边界"):
        send_back(desk, file.history.case, "左一", "前", order(note="x"), now=FRIDAY, at=hour(4))
    for number, step in enumerate(("左一", "左二", "右一", "右二"), start=5):
        sent = act(desk, sent, step, hour(number))
    with pytest.raises(UsageError, match="跨过并行分支的边界"):
        send_back(desk, file.history.case, "后", "左二", order(note="x"), now=FRIDAY, at=hour(9))
    whole = _back(desk, sent, "后", "前", 10)
    for number, step in enumerate(("前", "右一", "右二", "左一", "左二", "后"), start=11):
        whole = act(desk, whole, step, hour(number))
    assert agrees(desk, whole).course.ended


def test_a_sub_process_is_not_left_that_way(desk: Registry) -> None:
    drawn = drawing().start().step("前").raw(_INNER).flow("前", "核查").at("核查").step("后").end()
    file = act(desk, act(desk, begin(desk, drawn), "前", hour(1)), "里一", hour(2))
    with pytest.raises(UsageError, match="子流程"):
        send_back(desk, file.history.case, "里二", "前", order(note="x"), now=FRIDAY, at=hour(3))
    sent = _back(desk, file, "里二", "里一", 3)
    for number, step in enumerate(("里一", "里二", "后"), start=4):
        sent = act(desk, sent, step, hour(number))
    assert agrees(desk, sent).course.ended


def test_timers_on_the_border_go_and_come_with_their_step(desk: Registry) -> None:
    drawn = drawing().start().step("前").step("审").end("e").boundary_timer("t", "审", days(5)).step("催").end("x")
    drawn = drawn.boundary_timer("n", "前", days(2), interrupting=False).step("提醒").end("y")
    file = act(desk, begin(desk, drawn), "前", hour(1))
    assert sorted(open_names(file)) == ["t", "审"]
    sent = _back(desk, file, "审", "前", 2)
    assert sorted(open_names(sent)) == ["n", "前"]
    assert sorted(open_names(agrees(desk, act(desk, sent, "前", hour(3))))) == ["t", "审"]


def test_what_was_just_done_is_taken_back_as_if_it_never_was(desk: Registry) -> None:
    file = act(desk, begin(desk, decided()), "受理", hour(1))
    before = file.course
    done = act(desk, file, "审查", hour(2), 合格="是")
    back = _withdraw(desk, done, "审查", 3)
    assert last(back).refers == 3 and last(back).kind is EntryKind.WITHDRAW
    assert back.course.openings == before.openings and back.course.done == before.done
    other = act(desk, back, "审查", hour(4), 合格="否")
    assert open_names(agrees(desk, other)) == ["不予"]


def test_its_clock_has_run_all_the_time(desk: Registry) -> None:
    limit = TimeLimit(role=LimitRole.STATUTORY, amount=10, unit=Unit.WORKING_DAY)
    file = begin(desk, drawing().start().step("审", limits=[limit]).step("后").end())
    back = _withdraw(desk, act(desk, file, "审", hour(24)), "审", 30)
    [clock] = back.clocks(desk.calendar, hour(30))
    assert clock.start == FRIDAY


def test_taking_back_again_and_again(desk: Registry) -> None:
    file = begin(desk, _blocks())
    for number in range(3):
        file = act(desk, file, "前", hour(1 + 4 * number))
        file = act(desk, file, "左一", hour(2 + 4 * number))
        file = _withdraw(desk, file, "左一", 3 + 4 * number)
        file = _withdraw(desk, file, "前", 4 + 4 * number)
    assert open_names(file) == ["前"] and len(file.history.entries) == 13


def test_nobody_else_takes_it_back_and_nobody_after_the_next_has_begun(desk: Registry) -> None:
    file = act(desk, begin(desk, decided()), "受理", hour(1))
    with pytest.raises(UsageError, match="只有本人"):
        withdraw(desk, file.history.case, "受理", order("乙"), now=FRIDAY, at=hour(2))
    claim(desk, file.history.case, "审查", order("乙"), now=FRIDAY, at=hour(2))
    with pytest.raises(UsageError, match=r"“乙”于 2026-09-18 11:00 着手（第 3 条）"):
        withdraw(desk, file.history.case, "受理", order(), now=FRIDAY, at=hour(3))
    file = do(desk, file.history.case, "审查", order("乙", 合格="是"), now=FRIDAY, at=hour(3))
    with pytest.raises(UsageError, match="不能撤回"):
        withdraw(desk, file.history.case, "受理", order(), now=FRIDAY, at=hour(4))


def test_facts_go_with_it_but_corrections_stay(desk: Registry) -> None:
    file = act(desk, begin(desk, decided()), "受理", hour(1))
    done = act(desk, file, "审查", hour(2), 合格="是", 金额="5")
    correct(desk, done.history.case, order(note="笔误", 金额="50"), now=FRIDAY, at=hour(3))
    back = _withdraw(desk, done, "审查", 4)
    assert {name: str(value) for name, value in back.facts.items()} == {"金额": "50"}


def test_after_an_end_before_the_end_nothing_is_open(desk: Registry) -> None:
    file = act(desk, begin(desk, _blocks()), "前", hour(1))
    ended = terminate(desk, file.history.case, order(note="申请人撤回申请"), document="终止决定书", now=FRIDAY, at=hour(2))
    assert agrees(desk, ended).course.ended and open_names(ended) == []
    with pytest.raises(UsageError, match="已经办结"):
        act(desk, ended, "左一", hour(3))
    with pytest.raises(UsageError, match="不能撤回"):
        withdraw(desk, file.history.case, "前", order(), now=FRIDAY, at=hour(3))
