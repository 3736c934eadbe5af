"""Scores: recomputed from alarms, printed with their profile; nothing that is done often or fined much raises one."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerflow import cases
from powerflow.cases import AlarmRaised
from powerflow.deadlines import national_calendar
from powerflow.errors import InputError, UsageError
from powerflow.model import EntryKind
from powerflow.supervision import (
    TRIGGERS,
    AlarmAct,
    Profile,
    Score,
    act_on,
    default_scheme,
    profile,
    profiles,
    scores,
    span,
)
from tests.cases.desk import FRIDAY
from tests.supervision.office import SUPERVISOR, at, begun, desk, raised, received

UNTIL = at("2026-10-01 00:00")


def alarm(code: str, lamp: str = "yellow", *, state: str = "closed", post: str = "甲岗", seq: int = 1) -> AlarmRaised:
    """An alarm of September that is handled."""
    when = "2026-09-10T09:00:00+08:00"
    return AlarmRaised("T01-2026-0001", "T01", False, seq, when, code, lamp, "r", state, when, post, "")


def counted(alarms: list[AlarmRaised], by: Profile, until: datetime = UNTIL) -> Score:
    """The score of the one post."""
    [score] = scores(
        alarms, {"甲岗"}, by, subject_of=lambda each: each.post, scheme=default_scheme(), calendar=national_calendar(), until=until
    )
    return score


def test_the_two_profiles_have_a_hundred_points_as_published() -> None:
    assert profiles() == ("four-aspects", "nine-headings")
    assert [aspect.points for aspect in profile("four-aspects").aspects] == [25, 25, 25, 25]
    assert [aspect.points for aspect in profile("nine-headings").aspects] == [10, 14, 14, 8, 10, 10, 14, 10, 10]


@pytest.mark.parametrize("name", ["four-aspects", "nine-headings"])
def test_every_trigger_costs_points_of_one_aspect(name: str) -> None:
    codes = [code for aspect in profile(name).aspects for code in aspect.triggers]
    assert sorted(codes) == sorted(TRIGGERS)


def test_yellow_costs_five_and_red_ten_of_their_aspect_and_no_more_than_it_has() -> None:
    """Of 25 for time: one yellow and one red leave 10; five reds leave nothing and touch nothing else."""
    assert counted([alarm("T04"), alarm("T06", "red", seq=2)], profile("four-aspects")).total == 85
    many = counted([alarm("T06", "red", seq=number) for number in range(5)], profile("four-aspects"))
    assert (many.total, many.grade, [part.score for part in many.aspects]) == (75, "合格", [25, 0, 25, 25])


def test_an_alarm_that_waits_too_long_costs_three_more() -> None:
    """Raised on Thursday, 10 September; the explanation is due on the 11th."""
    waiting = alarm("T04", state="raised")
    assert counted([waiting], profile("four-aspects"), at("2026-09-11 12:00")).total == 95
    assert counted([waiting], profile("four-aspects"), at("2026-09-12 00:00")).total == 92


def test_a_cancelled_alarm_gives_its_points_back(tmp_path: Path) -> None:
    office = desk(tmp_path)
    begun(office)
    raised(office, at("2026-09-23 09:00"))

    def total() -> int:
        known = cases.alarms_raised(office.store, span("2026-09").since, span("2026-09").until)
        found = scores(
            known, {"承办人"}, profile("four-aspects"), subject_of=lambda each: each.post, scheme=default_scheme(),
            calendar=office.calendar, until=at("2026-09-23 12:00"),
        )
        return found[0].total

    assert total() == 95
    act = AlarmAct(kind=EntryKind.CANCEL, alarm=2, officer=SUPERVISOR, said="系统故障")
    act_on(office, default_scheme(), "T01-2026-0001", act, now=FRIDAY, at=at("2026-09-23 11:00"))
    assert total() == 100


_ALARMS = st.lists(
    st.builds(
        alarm, st.sampled_from(sorted(TRIGGERS)), st.sampled_from(["yellow", "red"]),
        state=st.sampled_from(["raised", "explained", "confirmed", "closed", "cancelled"]), seq=st.integers(1, 99),
    ), max_size=20,
)


@given(_ALARMS, _ALARMS, st.sampled_from(["four-aspects", "nine-headings"]))
def test_no_score_is_ever_raised_by_more_alarms(some: list[AlarmRaised], more: list[AlarmRaised], name: str) -> None:
    fewer, all_of_them = counted(some, profile(name)), counted([*some, *more], profile(name))
    assert 0 <= all_of_them.total <= fewer.total <= 100
    assert all(one.score <= other.score for one, other in zip(all_of_them.aspects, fewer.aspects, strict=True))


def test_more_cases_and_higher_fines_change_no_score(tmp_path: Path) -> None:
    office = desk(tmp_path)
    begun(office)
    raised(office, at("2026-09-23 09:00"))

    def found() -> tuple[Score, ...]:
        known = cases.alarms_raised(office.store, span("2026-09").since, span("2026-09").until)
        return scores(
            known, {"承办人"}, profile("nine-headings"), subject_of=lambda each: each.post, scheme=default_scheme(),
            calendar=office.calendar, until=at("2026-09-23 12:00"),
        )

    before = found()
    for _ in range(5):
        received(office, begun(office))
    assert found() == before


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026-09", "2026-09-01", "2026-10-01"), ("2026-12", "2026-12-01", "2027-01-01"), ("2026Q3", "2026-07-01", "2026-10-01"),
        ("2026q4", "2026-10-01", "2027-01-01"), ("2026H2", "2026-07-01", "2027-01-01"), ("2026", "2026-01-01", "2027-01-01"),
    ],
)
def test_spans(text: str, since: str, until: str) -> None:
    found = span(text)
    assert (str(found.since.date()), str(found.until.date())) == (since, until)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "26-09", "2026Q5", "2026H3", "九月", ""])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="2026Q3"):
        span(text)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('triggers = ["T01"', 'triggers = ["T99"'), "T99"), (('triggers = ["T01"', 'triggers = ["T02"'), "重复"),
        (("least = 0", "least = 10"), "最低的等次"), (("points = 25", "points = 0"), "points"), (("[[grade]]", "[[grades]]"), "grades"),
    ],
)
def test_a_profile_that_is_wrong_is_refused_with_its_file(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    shipped = Path(cases.__file__).parent.parent / "supervision" / "profiles" / "four-aspects.toml"
    path = tmp_path / "own.toml"
    path.write_text(shipped.read_text(encoding="utf-8").replace(change[0], change[1], 1), encoding="utf-8")
    with pytest.raises(InputError, match=told):
        profile(str(path))


def test_an_unknown_profile_is_named() -> None:
    with pytest.raises(UsageError, match="four-aspects"):
        profile("five-aspects")


def test_grades_begin_at_their_least() -> None:
    by = profile("four-aspects")
    assert [by.grade(total) for total in (100, 90, 89, 75, 74, 60, 59, 0)] == [
        "优秀", "优秀", "合格", "合格", "基本合格", "基本合格", "不合格", "不合格",
    ]
    assert replace(by, grades=(("好", 0),)).grade(0) == "好"
