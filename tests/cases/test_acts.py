"""What people may do to a case and when; a refused act leaves no trace."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from powerflow import bpmn
from powerflow.cases import Act, CaseFile, Registry, Stuck, do, read_case, shape, start
from powerflow.deadlines import BEIJING, OutsideCalendar
from powerflow.errors import PowerflowError, UsageError
from powerflow.model import EntryKind, Fact, StepNotes, dump
from powerflow.organisation import Organisation, Term
from tests.cases.desk import (
    AMOUNT,
    FRIDAY,
    HEARING,
    NEVER_SET,
    YES_NO,
    act,
    begin,
    days,
    decided,
    drawing,
    open_names,
    organisation,
    registry,
    url,
    with_side,
)


@pytest.fixture
def desk(tmp_path: Path) -> Registry:
    return registry(tmp_path)


def refused(desk: Registry, file: CaseFile, refusal: str, attempt: Callable[[], object]) -> None:
    """The attempt fails with those words, and the case is as it was."""
    with pytest.raises(UsageError, match=refusal):
        attempt()
    assert desk.store.read(file.history.case) == file.history


def test_a_case_runs_to_its_end_and_its_history_says_who_did_what_when(desk: Registry) -> None:
    file = begin(desk, decided())
    file = act(desk, file, "受理", FRIDAY + timedelta(hours=1))
    file = act(desk, file, "审查", FRIDAY + timedelta(hours=2), by="乙", 合格="否", 金额="1,200.50")
    file = act(desk, file, "不予", FRIDAY + timedelta(days=3))
    assert file.course.ended
    assert [(e.seq, e.kind.value, e.node, e.post, e.officer) for e in file.history.entries] == [
        (1, "start", "start", "", ""), (2, "step", "受理", "承办人", "甲"), (3, "step", "审查", "承办人", "乙"),
        (4, "step", "不予", "承办人", "甲"),
    ]
    assert file.history.entries[2].facts == {"合格": "否", "金额": Decimal("1200.50")}
    assert file.history.entries[3].at == FRIDAY + timedelta(days=3)
    assert file.history.simulated
    assert file.history.chart_digest == bpmn.parse(decided().data(), "x").digest


def test_a_step_is_called_by_its_name_too(desk: Registry) -> None:
    file = begin(desk, drawing().start().step("受理申请", "s1").end())
    assert act(desk, file, "受理申请").course.ended


def test_of_two_steps_with_one_name_the_open_one_is_meant(desk: Registry) -> None:
    file = begin(desk, drawing().start().step("送达", "s1").step("送达", "s2").end())
    file = act(desk, file, "送达")
    assert open_names(file) == ["s2"]


def test_of_two_open_steps_with_one_name_the_id_is_asked_for(desk: Registry) -> None:
    drawn = drawing().start().parallel("f").step("会签", "s1").end("e1").at("f").step("会签", "s2").end("e2")
    file = begin(desk, drawn)
    refused(desk, file, "s1、s2", lambda: act(desk, file, "会签"))
    assert open_names(act(desk, file, "s2")) == ["s1"]


def test_a_step_that_is_not_open_is_refused_and_the_open_ones_are_named(desk: Registry) -> None:
    file = begin(desk, decided())
    refused(desk, file, "打开的环节：受理", lambda: act(desk, file, "审查", 合格="是"))


def test_an_unknown_step_is_refused_with_those_spelled_alike(desk: Registry) -> None:
    file = begin(desk, decided())
    refused(desk, file, "没有环节“受里”；有：受理", lambda: act(desk, file, "受里"))


def test_a_closed_case_takes_no_further_acts(desk: Registry) -> None:
    file = act(desk, begin(desk, drawing().start().step("a").end()), "a")
    refused(desk, file, "已经办结", lambda: act(desk, file, "a"))


def test_only_the_post_of_the_step_may_act(desk: Registry) -> None:
    file = begin(desk, decided())
    refused(desk, file, "由岗位“承办人”办理，不能以“局长”", lambda: act(desk, file, "受理", post="局长"))
    refused(desk, file, "不能以“—”", lambda: act(desk, file, "受理", post=""))


def test_only_who_holds_the_post_may_act(desk: Registry) -> None:
    file = begin(desk, decided())
    refused(desk, file, "“丙”在 2026-09-18 不任“承办人”.*甲、乙", lambda: act(desk, file, "受理", by="丙"))
    refused(desk, file, "要用 --by", lambda: act(desk, file, "受理", by=""))


def test_a_post_is_held_on_the_day_of_the_act(tmp_path: Path) -> None:
    table = Organisation((), (), (
        Term("甲", "承办人", date(2026, 1, 1), date(2026, 9, 20)),
        Term("乙", "承办人", date(2026, 9, 21), date(2026, 9, 25), deputy_for="甲"),
    ))
    desk = registry(tmp_path, table)
    file = begin(desk, decided())
    refused(desk, file, "乙.*2026-09-18", lambda: act(desk, file, "受理", by="乙"))
    monday = FRIDAY + timedelta(days=3)
    refused(desk, file, "甲.*2026-09-21", lambda: act(desk, file, "受理", monday, by="甲"))
    assert act(desk, file, "受理", monday, by="乙").history.entries[1].officer == "乙"


@pytest.mark.parametrize("side", ["P", "X"])
def test_the_party_and_third_parties_need_no_office(desk: Registry, side: str) -> None:
    drawn = drawing().start().step("补正", post="申请人").end()
    file = begin(desk, with_side(drawn, "申请人", side))
    assert act(desk, file, "补正", post="申请人", by="张三").course.ended


def test_a_third_party_whose_holders_are_named_acts_through_them(tmp_path: Path) -> None:
    desk = registry(tmp_path, organisation(代收银行=("柜员",)))
    file = begin(desk, with_side(drawing().start().step("收款", post="代收银行").end(), "代收银行", "X"))
    refused(desk, file, "不任“代收银行”", lambda: act(desk, file, "收款", post="代收银行", by="张三"))
    assert act(desk, file, "收款", post="代收银行", by="柜员").course.ended


@pytest.mark.parametrize("side", ["A", "L"])
def test_leaders_and_officials_act_only_by_holders(desk: Registry, side: str) -> None:
    file = begin(desk, with_side(drawing().start().step("审批", post="局长").end(), "局长", side))
    refused(desk, file, "不任“局长”", lambda: act(desk, file, "审批", post="局长", by="张三"))


def test_where_two_officers_are_needed_two_must_be_named(desk: Registry) -> None:
    file = begin(desk, drawing().start().step("调查", notes=StepNotes(min_staff=2)).end())
    refused(desk, file, "2 人以上", lambda: act(desk, file, "调查"))
    twice = Act(post="承办人", officers=("甲", "甲"))
    refused(desk, file, "2 人以上", lambda: do(desk, file.history.case, "调查", twice, now=FRIDAY, at=FRIDAY))
    outsider = Act(post="承办人", officers=("甲", "张三"))
    refused(desk, file, "张三.*没有任何岗位", lambda: do(desk, file.history.case, "调查", outsider, now=FRIDAY, at=FRIDAY))
    both = Act(post="承办人", officers=("甲", "乙"))
    done = do(desk, file.history.case, "调查", both, now=FRIDAY, at=FRIDAY)
    assert done.history.entries[1].officer == "甲、乙"


def test_an_official_start_is_made_by_a_holder(desk: Registry) -> None:
    drawn = drawing().start().step("立案").end()
    document = bpmn.annotate(drawn.document(), "start", StepNotes(post="承办人"))
    content = bpmn.write(document)
    with pytest.raises(UsageError, match="--by"):
        begin(desk, content)
    assert begin(desk, content, officers=("乙",)).history.entries[0].post == "承办人"


def test_what_a_step_sets_must_be_given(desk: Registry) -> None:
    file = act(desk, begin(desk, decided()), "受理")
    refused(desk, file, r"要登记：合格\(是\|否\)", lambda: act(desk, file, "审查"))


def test_a_fact_of_the_wrong_kind_is_refused(desk: Registry) -> None:
    file = act(desk, begin(desk, decided()), "受理")
    refused(desk, file, "只能是是、否之一", lambda: act(desk, file, "审查", 合格="也许"))
    refused(desk, file, "应当是金额", lambda: act(desk, file, "审查", 合格="是", 金额="很多"))


def test_an_undeclared_fact_is_refused(desk: Registry) -> None:
    file = begin(desk, decided())
    refused(desk, file, "没有声明事实“合个”；可用的有：合格", lambda: act(desk, file, "受理", 合个="是"))


def test_a_decision_that_lacks_a_fact_refuses_the_step_before_it(desk: Registry) -> None:
    drawn = drawing().start().step("a").decision("g", default="rest").via("", "听证").end("e1")
    file = begin(desk, drawn.flow("g", "e2", "rest").end("e2"))
    refused(desk, file, "要用事实“听证”.*--set 听证", lambda: act(desk, file, "a"))
    assert act(desk, file, "a", 听证="否").course.ends == ("e2",)


def test_a_chart_that_could_not_go_on_refuses_the_step(desk: Registry) -> None:
    drawn = drawing().start().step("a").decision("g").via("", "金额 > 10").end("e1").at("g").via("", "金额 < 5").end("e2")
    file = begin(desk, drawn)
    with pytest.raises(Stuck, match="金额=7"):
        act(desk, file, "a", 金额="7")
    assert desk.store.read(file.history.case) == file.history


def test_time_does_not_run_backwards(desk: Registry) -> None:
    file = act(desk, begin(desk, decided()), "受理", FRIDAY + timedelta(hours=2))
    refused(desk, file, "早于上一条记录", lambda: act(desk, file, "审查", FRIDAY + timedelta(hours=1), 合格="是"))


def test_a_real_case_takes_the_systems_time_and_no_other(desk: Registry) -> None:
    content = decided().data()
    with pytest.raises(UsageError, match="--simulate"):
        start(desk, content, "t.bpmn", Act(), now=FRIDAY, at=FRIDAY + timedelta(days=1))
    file = start(desk, content, "t.bpmn", Act(), now=FRIDAY)
    assert not file.history.simulated
    refused(desk, file, "--simulate", lambda: act(desk, file, "受理", FRIDAY + timedelta(days=1)))
    later = FRIDAY + timedelta(minutes=5, microseconds=7)
    done = do(desk, file.history.case, "受理", Act(post="承办人", officers=("甲",)), now=later)
    assert done.history.entries[1].at == FRIDAY + timedelta(minutes=5)


def test_an_item_out_of_force_is_not_exercised(desk: Registry) -> None:
    for more, words in (
        ({"effective_from": date(2026, 9, 19)}, "不在用"), ({"effective_to": date(2026, 9, 18)}, "不在用"),
        ({"status": "暂停"}, "状态是“暂停”"),
    ):
        with pytest.raises(UsageError, match=words):
            begin(desk, drawing(**more).start().step("a").end())  # type: ignore[arg-type]
    assert desk.store.cases() == ()


def test_one_of_several_ways_in_must_be_chosen(desk: Registry) -> None:
    content = drawing().start("s1", "申请").step("a").end().start("s2", "交办").to("a").data()
    with pytest.raises(UsageError, match=r"申请\(s1\)、交办\(s2\)"):
        begin(desk, content)
    assert start(desk, content, "t", Act(), now=FRIDAY, event="交办").history.entries[0].node == "s2"


def test_the_same_command_sent_twice_is_recorded_once(desk: Registry) -> None:
    content = decided().data()
    file = begin(desk, content, command="k0")
    assert begin(desk, content, command="k0").history == file.history
    once = act(desk, file, "受理", command="k1")
    assert act(desk, once, "受理", command="k1").history == once.history
    assert len(desk.store.cases()) == 1


def test_a_command_id_is_not_used_for_something_else(desk: Registry) -> None:
    file = act(desk, begin(desk, decided(), command="k0"), "受理", command="k1")
    refused(desk, file, "已用于另一项", lambda: act(desk, file, "受理", by="乙", command="k1"))
    refused(desk, file, "已用于另一项", lambda: act(desk, file, "审查", 合格="是", command="k1"))
    with pytest.raises(UsageError, match="已用于另一项"):
        begin(desk, drawing().start().step("b").end(), command="k0")


def test_two_runs_of_the_same_acts_give_the_same_bytes(tmp_path: Path) -> None:
    exported = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        desk = registry(tmp_path / name)
        file = act(desk, begin(desk, decided()), "受理", FRIDAY + timedelta(hours=1))
        file = act(desk, file, "审查", FRIDAY + timedelta(days=1), 合格="是")
        exported.append(dump(file.history))
    assert exported[0] == exported[1]


def test_a_case_can_be_seen_as_it_stood(desk: Registry) -> None:
    file = act(desk, begin(desk, decided()), "受理", FRIDAY + timedelta(hours=2))
    assert open_names(file.at(FRIDAY + timedelta(hours=1))) == ["受理"]
    assert file.at(FRIDAY - timedelta(hours=1)).history.entries == ()


def test_a_case_is_read_with_the_chart_it_began_under(tmp_path: Path) -> None:
    desk = registry(tmp_path)
    file = begin(desk, decided())
    history, document = read_case(url(tmp_path), file.history.case)
    assert history == file.history
    assert document.digest == history.chart_digest
    assert document.chart.item is not None


def test_a_day_beyond_the_calendar_is_said_to_be_beyond_it(desk: Registry) -> None:
    far = datetime(2051, 3, 1, 9, tzinfo=BEIJING)
    with pytest.raises(OutsideCalendar):
        begin(desk, drawing().start().step("a", days=5).end(), at=far)
    assert desk.store.cases() == ()


def test_a_post_without_a_name_never_starts(desk: Registry) -> None:
    with pytest.raises(PowerflowError, match="没有岗位"):
        begin(desk, drawing().start().raw('<userTask id="x"/>').flow("start", "x").at("x").end())


def test_the_kind_of_each_entry_is_kept_apart(desk: Registry) -> None:
    file = begin(desk, drawing().start().step("a").timer("t", days(1)).end())
    file = act(desk, file, "a")
    with pytest.raises(UsageError, match="没有环节"):
        act(desk, file, "t")
    assert replace(file.history.entries[0]).kind is EntryKind.START


@pytest.mark.parametrize(
    ("fact", "shown"),
    [(YES_NO, "是|否"), (AMOUNT, "0.00 元"), (HEARING, "是|否"), (NEVER_SET, "…")], ids=["choice", "amount", "yesno", "text"],
)
def test_what_may_be_written_for_a_fact_is_shown(fact: Fact, shown: str) -> None:
    assert shape(fact) == shown
