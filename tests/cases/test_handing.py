"""Who does an open step: claims, delegations, hand-overs, officers who must stay away, duties that nobody may join."""
from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from powerflow.cases import CaseFile, Registry, bar, claim, delegate, do, give_back, hand_over, open_store
from powerflow.deadlines import national_calendar
from powerflow.errors import UsageError
from powerflow.model import EntryKind, PowerKind
from powerflow.organisation import Department, Organisation, Post, Term
from tests.cases.commanding import agrees, hour, last, order
from tests.cases.desk import FRIDAY, begin, decided, drawing, open_names, organisation, registry, url


@pytest.fixture
def desk(tmp_path: Path) -> Registry:
    return registry(tmp_path, organisation(承办人=("甲", "乙", "戊"), 复核岗=("丙",), 审批岗=("丁",)))


@pytest.fixture
def begun(desk: Registry) -> CaseFile:
    return begin(desk, decided())


def _case(file: CaseFile) -> str:
    return file.history.case


def test_who_claims_a_step_does_it_and_nobody_else(desk: Registry, begun: CaseFile) -> None:
    claimed = claim(desk, _case(begun), "受理", order(), now=FRIDAY, at=hour(1))
    assert (last(claimed).kind, last(claimed).node, last(claimed).officer) == (EntryKind.CLAIM, "受理", "甲")
    assert open_names(claimed) == ["受理"]
    with pytest.raises(UsageError, match=r"“甲”于 2026-09-18 10:00 领办（第 2 条）"):
        do(desk, _case(begun), "受理", order("乙"), now=FRIDAY, at=hour(2))
    with pytest.raises(UsageError, match="“甲”于 2026-09-18 10:00 领办"):
        claim(desk, _case(begun), "受理", order("乙"), now=FRIDAY, at=hour(2))
    agrees(desk, do(desk, _case(begun), "受理", order(), now=FRIDAY, at=hour(2)))


def test_who_comes_late_is_told_who_did_the_step_and_when(desk: Registry, begun: CaseFile) -> None:
    do(desk, _case(begun), "受理", order(), now=FRIDAY, at=hour(1))
    with pytest.raises(UsageError, match=r"甲 已于 2026-09-18 10:00 办理（第 2 条）"):
        do(desk, _case(begun), "受理", order("乙"), now=FRIDAY, at=hour(2))
    with pytest.raises(UsageError, match=r"甲 已于 2026-09-18 10:00 办理（第 2 条）"):
        claim(desk, _case(begun), "受理", order("乙"), now=FRIDAY, at=hour(2))


def test_a_claim_given_back_is_free_again(desk: Registry, begun: CaseFile) -> None:
    claim(desk, _case(begun), "受理", order(), now=FRIDAY, at=hour(1))
    with pytest.raises(UsageError, match="“甲”于"):
        give_back(desk, _case(begun), "受理", order("乙"), now=FRIDAY, at=hour(2))
    give_back(desk, _case(begun), "受理", order(), now=FRIDAY, at=hour(2))
    with pytest.raises(UsageError, match="没有人领办"):
        give_back(desk, _case(begun), "受理", order(), now=FRIDAY, at=hour(2))
    agrees(desk, do(desk, _case(begun), "受理", order("乙"), now=FRIDAY, at=hour(3)))


def test_a_delegate_acts_for_the_post_and_returns_to_who_delegated(desk: Registry, begun: CaseFile) -> None:
    """丙 holds another post of the same department; the step stays the post's."""
    claim(desk, _case(begun), "受理", order(), now=FRIDAY, at=hour(1))
    with pytest.raises(UsageError, match="“甲”于"):
        delegate(desk, _case(begun), "受理", "丙", order("乙"), now=FRIDAY, at=hour(2))
    with pytest.raises(UsageError, match="不在“承办人”所在的部门任职"):
        delegate(desk, _case(begun), "受理", "路人", order(), now=FRIDAY, at=hour(2))
    delegate(desk, _case(begun), "受理", "丙", order(), now=FRIDAY, at=hour(2))
    with pytest.raises(UsageError, match="“丙”于"):
        do(desk, _case(begun), "受理", order(), now=FRIDAY, at=hour(3))
    give_back(desk, _case(begun), "受理", order("丙"), now=FRIDAY, at=hour(3))
    with pytest.raises(UsageError, match="“甲”于"):
        do(desk, _case(begun), "受理", order("乙"), now=FRIDAY, at=hour(4))
    delegate(desk, _case(begun), "受理", "丙", order(), now=FRIDAY, at=hour(4))
    done = do(desk, _case(begun), "受理", order("丙"), now=FRIDAY, at=hour(5))
    assert (last(done).officer, last(done).post) == ("丙", "承办人")
    agrees(desk, done)


def test_a_step_handed_to_another_post_is_done_by_that_post(desk: Registry, begun: CaseFile) -> None:
    with pytest.raises(UsageError, match="没有岗位“门卫”"):
        hand_over(desk, _case(begun), "受理", "门卫", order(), now=FRIDAY, at=hour(1))
    hand_over(desk, _case(begun), "受理", "复核岗", order(), now=FRIDAY, at=hour(1))
    with pytest.raises(UsageError, match="由岗位“复核岗”办理"):
        do(desk, _case(begun), "受理", order(), now=FRIDAY, at=hour(2))
    done = do(desk, _case(begun), "受理", order("丙", "复核岗"), now=FRIDAY, at=hour(2))
    assert last(done).post == "复核岗"
    agrees(desk, done)
    with pytest.raises(UsageError, match="由岗位“承办人”办理"):
        do(desk, _case(begun), "审查", order("丙", "复核岗", 合格="是"), now=FRIDAY, at=hour(3))


def test_who_must_stay_away_does_nothing_in_this_case(desk: Registry, begun: CaseFile) -> None:
    with pytest.raises(UsageError, match="事由"):
        bar(desk, _case(begun), "乙", order(), now=FRIDAY, at=hour(1))
    bar(desk, _case(begun), "乙", order(note="与申请人有近亲属关系"), approver="丁", now=FRIDAY, at=hour(1))
    with pytest.raises(UsageError, match=r"“乙”在本案中应当回避（第 2 条：与申请人有近亲属关系）"):
        do(desk, _case(begun), "受理", order("乙"), now=FRIDAY, at=hour(2))
    with pytest.raises(UsageError, match="应当回避"):
        claim(desk, _case(begun), "受理", order("乙"), now=FRIDAY, at=hour(2))
    with pytest.raises(UsageError, match="应当回避"):
        delegate(desk, _case(begun), "受理", "乙", order(), now=FRIDAY, at=hour(2))
    agrees(desk, do(desk, _case(begun), "受理", order(), now=FRIDAY, at=hour(2)))
    other = begin(desk, decided())
    do(desk, _case(other), "受理", order("乙"), now=FRIDAY, at=hour(2))


def test_officers_and_deputies_by_the_day(tmp_path: Path) -> None:
    """己 deputises from Monday: on Friday the step is not theirs to claim."""
    table = Organisation(
        (Department("局"),), (Post("承办人", "局"),),
        (Term("甲", "承办人", date(2020, 1, 1), date(2026, 9, 20)), Term("己", "承办人", date(2026, 9, 21), date(2026, 9, 25), "甲")),
    )
    desk = Registry(open_store(url(tmp_path), create=True), table, national_calendar())
    case = _case(begin(desk, decided()))
    with pytest.raises(UsageError, match="“己”在 2026-09-18 不任“承办人”"):
        claim(desk, case, "受理", order("己"), now=FRIDAY, at=hour(1))
    claim(desk, case, "受理", order("己"), now=FRIDAY, at=hour(72))


def test_two_duties_that_the_law_parts_are_not_done_by_one_officer(desk: Registry) -> None:
    """行政处罚法第五十七、五十八条: who investigated does not review the case."""
    drawn = (
        drawing(kind=PowerKind.PENALTY, packs=("市监",)).start().step("调查", tags=["INVESTIGATE"])
        .step("法制审核", tags=["LEGAL_REVIEW"]).end()
    )
    case = _case(begin(desk, drawn))
    do(desk, case, "调查", order(), now=FRIDAY, at=hour(1))
    with pytest.raises(UsageError, match=r"办理过“调查”（第 2 条），不能再办理“法制审核”"):
        do(desk, case, "法制审核", order(), now=FRIDAY, at=hour(2))
    with pytest.raises(UsageError, match="办理过“调查”"):
        claim(desk, case, "法制审核", order(), now=FRIDAY, at=hour(2))
    agrees(desk, do(desk, case, "法制审核", order("乙"), now=FRIDAY, at=hour(2)))


def test_a_command_sent_twice_is_recorded_once(desk: Registry, begun: CaseFile) -> None:
    first = claim(desk, _case(begun), "受理", order(command="c1"), now=FRIDAY, at=hour(1))
    again = claim(desk, _case(begun), "受理", order(command="c1"), now=FRIDAY, at=hour(9))
    assert again.history == first.history
    with pytest.raises(UsageError, match="c1"):
        claim(desk, _case(begun), "受理", order("乙", command="c1"), now=FRIDAY, at=hour(9))
    with pytest.raises(UsageError, match="c1"):
        give_back(desk, _case(begun), "受理", order(command="c1"), now=FRIDAY, at=hour(9))


def test_of_two_workers_who_want_one_step_the_second_is_told_who_has_it(desk: Registry, begun: CaseFile, tmp_path: Path) -> None:
    """The second worker still has the case in memory as it was before."""
    with open_store(url(tmp_path)) as same:
        other = Registry(same, desk.organisation, desk.calendar)
        with pytest.raises(UsageError, match="没有人领办"):
            give_back(other, _case(begun), "受理", order("乙"), now=FRIDAY, at=hour(1))
        claim(desk, _case(begun), "受理", order(), now=FRIDAY, at=hour(2))
        with pytest.raises(UsageError, match=r"“甲”于 2026-09-18 11:00 领办（第 2 条）"):
            claim(other, _case(begun), "受理", order("乙"), now=FRIDAY, at=hour(2))
        do(desk, _case(begun), "受理", order(), now=FRIDAY, at=hour(3))
        with pytest.raises(UsageError, match=r"甲 已于 2026-09-18 12:00 办理（第 3 条）"):
            do(other, _case(begun), "受理", order("乙"), now=FRIDAY, at=hour(3))
