"""The engine takes the turns that a history says, branch by branch, and says so when it cannot."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from powerflow.bpmn.names import OURS
from powerflow.cases.course import Course, Run, Stuck, follow
from powerflow.conditions import ConditionError, UnknownFact
from powerflow.errors import StoreError
from powerflow.model import Entry, EntryKind, FactValue, Flowchart
from tests.builders import ChartBuilder
from tests.cases.desk import FRIDAY, days, decided, drawing


def entry(seq: int, node: str, kind: EntryKind = EntryKind.STEP, hours: int = 0, **facts: FactValue) -> Entry:
    return Entry(seq=seq, at=FRIDAY + timedelta(hours=hours), kind=kind, node=node, facts=facts)


def after(drawn: ChartBuilder | Flowchart, *turns: Entry | str) -> Course:
    """The course after a start and the turns; a text is a step done."""
    return _run(drawn, turns).course


def _run(drawn: ChartBuilder | Flowchart, turns: Iterable[Entry | str]) -> Run:
    built = drawn.build() if isinstance(drawn, ChartBuilder) else drawn
    start = next(id for id, node in built.nodes.items() if node.type == "startEvent")
    run = follow(built, [entry(1, start, EntryKind.START)])
    for number, turn in enumerate(turns, start=2):
        run.take(turn if isinstance(turn, Entry) else entry(number, turn))
    return run


def names(course: Course) -> list[str]:
    return [opening.node for opening in course.open]


def fired(node: str) -> Entry:
    return entry(99, node, EntryKind.TIMER, hours=5)


@pytest.mark.parametrize(("answer", "step", "end"), [("是", "准予", "yes"), ("否", "不予", "no")])
def test_a_decision_takes_the_branch_that_the_facts_say(answer: str, step: str, end: str) -> None:
    course = after(decided(), "受理", entry(3, "审查", 合格=answer))
    assert names(course) == [step]
    done = after(decided(), "受理", entry(3, "审查", 合格=answer), step)
    assert done.ended
    assert done.ends == (end,)


def test_an_exclusive_decision_takes_the_first_flow_in_the_file_that_holds() -> None:
    drawn = (
        drawing().start().step("a", sets=["金额"]).decision("g", default="rest").via("", "金额 > 10").step("大").end("e1")
        .flow("g", "小", "rest").step("小").end("e2").at("g").via("", "金额 > 5").step("中").end("e3")
    )
    assert names(after(drawn, entry(2, "a", 金额=20))) == ["大"]
    assert names(after(drawn, entry(2, "a", 金额=7))) == ["中"]
    assert names(after(drawn, entry(2, "a", 金额=1))) == ["小"]


def test_a_decision_whose_conditions_all_fail_stops_the_turn_and_names_it() -> None:
    drawn = drawing().start().step("a", sets=["金额"]).decision("g", "多少？").via("", "金额 > 10").end("e1")
    drawn = drawn.at("g").via("", "金额 < 5").end("e2")
    with pytest.raises(Stuck, match=r"多少.*金额=7"):
        after(drawn, entry(2, "a", 金额=7))


def test_an_unknown_fact_is_named_and_nothing_is_guessed() -> None:
    with pytest.raises(UnknownFact, match="合格"):
        after(decided(), "受理", "审查")


def test_values_of_different_kinds_are_an_error_not_a_no() -> None:
    drawn = drawing().start().step("a").decision("g", default="rest").via("", "合格 > 10").end("e1")
    drawn = drawn.flow("g", "e2", "rest").end("e2")
    with pytest.raises(ConditionError):
        after(drawn, entry(2, "a", 合格="是"))


def test_parallel_branches_are_open_together_and_the_join_waits_for_all() -> None:
    drawn = drawing().start().parallel("f").step("a").parallel("j").step("c").end().at("f").step("b").to("j")
    assert names(after(drawn)) == ["a", "b"]
    assert names(after(drawn, "b")) == ["a"]
    assert names(after(drawn, "b", "a")) == ["c"]
    assert after(drawn, "a", "b", "c").ended


def test_an_inclusive_decision_takes_every_branch_that_holds_and_joins_them() -> None:
    drawn = (
        drawing().start().step("s", sets=["金额", "听证"]).decision("g", type="inclusiveGateway", default="rest")
        .via("", "金额 > 10").step("a").decision("j", type="inclusiveGateway").step("z").end()
        .flow("g", "c", "rest").step("c").to("j").at("g").via("", "听证").step("b").to("j")
    )
    assert names(after(drawn, entry(2, "s", 金额=20, 听证=True))) == ["a", "b"]
    assert names(after(drawn, entry(2, "s", 金额=20, 听证=True), "a")) == ["b"]
    assert names(after(drawn, entry(2, "s", 金额=20, 听证=True), "a", "b")) == ["z"]
    assert names(after(drawn, entry(2, "s", 金额=20, 听证=False), "a")) == ["z"]
    assert names(after(drawn, entry(2, "s", 金额=1, 听证=False))) == ["c"]


def test_a_loop_opens_its_step_anew_with_a_new_time() -> None:
    drawn = drawing().start().decision("m").step("审查", sets=["合格"]).decision("g").via("", '合格 == "是"').end()
    drawn = drawn.at("g").via("", '合格 == "否"').step("补正").to("m")
    course = after(drawn, entry(2, "审查", hours=1, 合格="否"), entry(3, "补正", hours=2))
    assert names(course) == ["审查"]
    assert course.open[0].since.at == FRIDAY + timedelta(hours=2)
    assert [(each.node, each.until.at, each.is_done) for each in course.openings[:2] if each.until] == [
        ("审查", FRIDAY + timedelta(hours=1), True), ("补正", FRIDAY + timedelta(hours=2), True),
    ]
    assert after(drawn, entry(2, "审查", 合格="否"), "补正", entry(4, "审查", 合格="是")).ended


def test_a_parallel_block_in_a_loop_waits_for_both_branches_every_time() -> None:
    drawn = (
        drawing().start().decision("m").parallel("f").step("a").parallel("j").step("c", sets=["听证"]).decision("g", default="rest")
        .via("", "听证").end().at("f").step("b").to("j").flow("g", "m", "rest")
    )
    again = entry(4, "c", 听证=False)
    assert names(after(drawn, "a", "b", again)) == ["a", "b"]
    assert names(after(drawn, "a", "b", again, "b")) == ["a"]
    assert names(after(drawn, "a", "b", again, "b", "a", again, "a")) == ["b"]
    assert after(drawn, "a", "b", again, "b", "a", entry(7, "c", 听证=True)).ended


def test_an_inclusive_block_in_a_loop_waits_every_time() -> None:
    drawn = (
        drawing().start().decision("m").decision("f", type="inclusiveGateway").via("", "金额 > 1").step("a")
        .decision("j", type="inclusiveGateway").step("c", sets=["听证"]).decision("g", default="rest").via("", "听证").end()
        .at("f").via("", "金额 > 2").step("b").to("j").flow("g", "m", "rest")
    ).build()
    start = Entry(seq=1, at=FRIDAY, kind=EntryKind.START, node="start", facts={"金额": 9})
    run = follow(drawn, [start])
    for _ in range(3):
        assert names(run.course) == ["a", "b"]
        run.take(entry(2, "b"))
        assert names(run.course) == ["a"]
        run.take(entry(2, "a"))
        assert names(run.course) == ["c"]
        run.take(entry(2, "c", 听证=False))


def test_an_inclusive_join_waits_for_a_token_behind_further_steps() -> None:
    drawn = (
        drawing().start().decision("f", type="inclusiveGateway").via("", "金额 > 1").step("a")
        .decision("j", type="inclusiveGateway").step("z").end().at("f").via("", "金额 > 2").step("b1").step("b2")
        .decision("x").via("", "听证").to("j").via("", "not 听证").step("作罢").end("e2")
    ).build()
    start = Entry(seq=1, at=FRIDAY, kind=EntryKind.START, node="start", facts={"金额": 9, "听证": False})
    run = follow(drawn, [start])
    run.take(entry(2, "a"))
    assert names(run.course) == ["b1"]
    run.take(entry(3, "b1"))
    assert names(run.course) == ["b2"]
    run.take(entry(4, "b2"))
    assert sorted(names(run.course)) == ["z", "作罢"]


def test_a_boundary_timer_that_fires_closes_its_step_and_takes_its_own_path() -> None:
    drawn = drawing().start().step("收件").step("审查").end().boundary_timer("t", "收件", days(5)).step("视为受理").end("e2")
    assert names(after(drawn)) == ["收件", "t"]
    assert names(after(drawn, "收件")) == ["审查"]
    assert names(after(drawn, fired("t"))) == ["视为受理"]


def test_a_boundary_timer_that_does_not_interrupt_leaves_its_step_open() -> None:
    drawn = drawing().start().step("收件").step("审查").end()
    drawn = drawn.boundary_timer("t", "收件", days(5), interrupting=False).step("催办").end("e2")
    assert names(after(drawn, fired("t"))) == ["收件", "催办"]
    assert names(after(drawn, fired("t"), "收件")) == ["催办", "审查"]
    assert after(drawn, fired("t"), "收件", "催办", "审查").ended


def test_an_intermediate_timer_waits_until_it_is_fired() -> None:
    drawn = drawing().start().step("a").timer("t", days(5)).step("b").end()
    assert names(after(drawn, "a")) == ["t"]
    assert names(after(drawn, "a", fired("t"))) == ["b"]


def test_a_timer_is_not_a_step_and_a_step_is_not_a_timer() -> None:
    drawn = drawing().start().step("a").timer("t", days(5)).end()
    with pytest.raises(LookupError):
        after(drawn, fired("a"))
    with pytest.raises(LookupError):
        after(drawn, "a", "t")


_POST = f'<extensionElements><pf:step xmlns:pf="{OURS}" post="承办人"/></extensionElements>'
_INNER = f"""<subProcess id="听证" name="听证"><startEvent id="s1"/><userTask id="通知">{_POST}</userTask>
<userTask id="举行">{_POST}</userTask><endEvent id="e1"/>
<sequenceFlow id="i1" sourceRef="s1" targetRef="通知"/><sequenceFlow id="i2" sourceRef="通知" targetRef="举行"/>
<sequenceFlow id="i3" sourceRef="举行" targetRef="e1"/></subProcess>"""


def test_a_sub_process_is_run_inside_and_goes_on_when_it_ends() -> None:
    drawn = drawing().start().raw(_INNER).flow("start", "听证").at("听证").step("决定").end()
    assert names(after(drawn)) == ["听证", "通知"]
    assert names(after(drawn, "通知")) == ["听证", "举行"]
    assert names(after(drawn, "通知", "举行")) == ["决定"]


def test_a_timer_on_a_sub_process_closes_all_that_is_open_inside() -> None:
    drawn = drawing().start().raw(_INNER).flow("start", "听证").at("听证").step("决定").end()
    drawn = drawn.boundary_timer("t", "听证", days(5)).step("视为放弃").end("e9")
    assert names(after(drawn, "通知", fired("t"))) == ["视为放弃"]


def test_a_terminate_end_closes_everything() -> None:
    drawn = (
        drawing().start().parallel("f").step("a").end("e1").at("f").step("撤回")
        .end("e2", inner="<terminateEventDefinition/>")
    )
    course = after(drawn, "撤回")
    assert course.ended
    assert course.ends == ("e2",)
    assert all(opening.until for opening in course.openings)


def test_a_plain_end_leaves_the_other_branch_open() -> None:
    drawn = drawing().start().parallel("f").step("a").end("e1").at("f").step("b").end("e2")
    assert names(after(drawn, "a")) == ["b"]
    assert not after(drawn, "a").ended
    assert after(drawn, "a", "b").ends == ("e1", "e2")


def test_a_chart_may_use_the_engines_own_names_as_ids() -> None:
    drawn = drawing().start("Start").step("End", "End").step("x", "Root").end("p.EndJoin")
    course = after(drawn, "End", "Root")
    assert course.ends == ("p.EndJoin",)


def test_a_join_that_can_never_be_complete_is_said_to_be_stuck() -> None:
    drawn = drawing().start().step("s").decision("g", default="rest").via("", "听证").step("a").parallel("j").end()
    drawn = drawn.flow("g", "b", "rest").step("b").to("j")
    with pytest.raises(Stuck, match="卡住"):
        after(drawn, entry(2, "s", 听证=False), "b")


def test_a_circle_without_a_step_is_noticed() -> None:
    drawn = drawing().start().step("a", sets=["听证"]).decision("m").decision("g", default="rest").via("", "听证").end()
    drawn = drawn.at("g").flow("g", "m", "rest")
    assert after(drawn, entry(2, "a", 听证=True)).ended
    with pytest.raises(Stuck, match="打转"):
        after(drawn, entry(2, "a", 听证=False))


def test_a_loop_of_2000_turns_is_run_to_its_true_end() -> None:
    """Past depth 1000 plain SpiffWorkflow loses open tasks and calls the case complete."""
    drawn = drawing().start().decision("m").step("审查").decision("g", default="rest").via("", "听证").end()
    run = _run(drawn.at("g").flow("g", "m", "rest"), [])
    for number in range(2, 2001):
        run.take(entry(number, "审查", 听证=False))
        assert [each.node for each in run.open] == ["审查"]
    assert not run.ended
    run.take(entry(2001, "审查", 听证=True))
    assert run.ended
    assert [each.node for each in run.course.done].count("审查") == 2000
    assert run.course.ends == ("end",)


def test_a_token_that_comes_twice_before_the_other_is_kept_for_the_next_round() -> None:
    """BPMN 2.0.2, table 13.1: excess tokens stay on their flow."""
    drawn = drawing().start().parallel("f").step("a").parallel("j").step("z").end().at("f").step("b").to("j")
    drawn = drawn.boundary_timer("t", "a", days(5), interrupting=False).step("c").decision("m").to("j").at("f").step("d").to("m")
    course = after(drawn, fired("t"), "c", "d", "a", "b")
    assert names(course) == ["z"]


def test_many_parallel_blocks_in_a_row_are_not_foretold() -> None:
    """Predicted, ten forks of three in a row are 383,817 tasks before the first step is done."""
    drawn = drawing().start()
    for block in range(10):
        fork, join = f"fork{block}", f"join{block}"
        drawn = drawn.parallel(fork).step(f"a{block}").parallel(join)
        for branch in "bc":
            drawn = drawn.at(fork).step(f"{branch}{block}").to(join)
        drawn = drawn.at(join)
    built = drawn.end().build()
    turns = [f"{branch}{block}" for block in range(10) for branch in "cab"]
    assert after(built, *turns).ended


def test_a_very_long_chart_runs() -> None:
    drawn = drawing().start()
    for number in range(300):
        drawn = drawn.step(f"s{number}")
    built = drawn.end().build()
    assert after(built, *(f"s{number}" for number in range(300))).ended


def test_entries_that_do_not_fit_the_chart_are_named() -> None:
    built = decided().build()
    with pytest.raises(StoreError, match=r"第 2 条.*准予"):
        follow(built, [entry(1, "start", EntryKind.START), entry(2, "准予")])
    with pytest.raises(StoreError, match="开始事件"):
        follow(built, [entry(1, "受理")])
    with pytest.raises(StoreError, match="开始事件"):
        follow(built, [])


def test_two_cases_of_one_chart_do_not_touch_each_other() -> None:
    built = decided().build()
    first, second = _run(built, ["受理"]), _run(built, [])
    first.take(entry(3, "审查", 合格="否"))
    second.take(entry(2, "受理"))
    assert (names(first.course), names(second.course)) == (["不予"], ["审查"])
    with pytest.raises(UnknownFact):
        second.take(entry(3, "审查"))


def test_when_each_node_was_done_is_known_and_by_which_entry() -> None:
    course = after(decided(), entry(2, "受理", hours=1), entry(3, "审查", hours=2, 合格="是"))
    assert course.done[:1] == (("start", (0, FRIDAY)),)
    assert ("受理", (1, FRIDAY + timedelta(hours=1))) in course.done
    assert ("g", (2, datetime.fromisoformat("2026-09-18T11:00:00+08:00"))) in course.done


def test_what_a_timer_cut_short_is_not_done() -> None:
    drawn = drawing().start().step("收件").step("审查").end().boundary_timer("t", "收件", days(5)).step("视为受理").end("e2")
    closed = [(each.node, each.is_done) for each in after(drawn, fired("t")).openings if each.until]
    assert closed == [("收件", False), ("t", True)]
