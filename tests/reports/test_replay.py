"""A replay as people read it."""
from __future__ import annotations

from datetime import datetime

from powerflow.errors import InputError
from powerflow.model import Flowchart, LimitRole, LimitSense, TimeLimit, Unit
from powerflow.replay import Replay
from powerflow.reports import Replayed, ReplayedCase, replay_json, replay_text
from tests.builders import chart
from tests.replay.histories import conduct, replayed


def _limit(amount: int, unit: Unit = Unit.WORKING_DAY, sense: LimitSense = LimitSense.WITHIN) -> TimeLimit:
    return TimeLimit(role=LimitRole.STATUTORY, amount=amount, unit=unit, sense=sense)


def _text(case: Replay, lang: str = "zh") -> str:
    return replay_text(Replayed(cases=(ReplayedCase(path="x", replay=case, findings=tuple(conduct(case))),)), lang)


def _waiting() -> Flowchart:
    return (
        chart().start().step("告知", limits=[_limit(0, Unit.SPOT)]).step("决定", limits=[_limit(5, sense=LimitSense.WAIT)])
        .step("送达", limits=[_limit(24, Unit.HOUR)]).end().build()
    )


def test_waits_hours_and_on_the_spot_have_words_of_their_own() -> None:
    kept = _text(replayed(_waiting(), ("2026-09-18", "start"), ("2026-09-18", "告知"), ("2026-09-25", "决定"), ("2026-09-26", "送达")))
    assert "当场办结" in kept and "应留足5个工作日（法定）：2026-09-18 起，2026-09-24 届满" in kept
    assert "用 24 / 24小时，2026-09-25 10:00 起，2026-09-26 10:00 截止" in kept
    broken = _text(replayed(_waiting(), ("2026-09-18", "start"), ("2026-09-20", "告知"), ("2026-09-21", "决定")))
    assert "当场办结，2026-09-18 开启，超 2个自然日" in broken and "没有留足" in broken


def test_entries_that_do_not_fit_are_marked() -> None:
    drawn = chart().start().step("a").step("b").step("c").end().build()
    said = _text(replayed(
        drawn, ("2026-09-18", "start"), ("2026-09-18", "c"), ("2026-09-18", "a"), ("2026-09-18", "c"), ("2026-09-18", "x")
    ))
    assert [line.partition("← ")[2] for line in said.splitlines() if "← " in line] == ["未到此环节", "顺序颠倒", "重复", "图中没有"]


def test_timers_and_what_may_be_open_are_told() -> None:
    drawn = (
        chart().start().step("a", sets=["结论"]).decision("g").via("是", "结论 == true").step("b").end()
        .at("g").via("否", "结论 == false").timer("t", _limit(5), name="等待").end("end2").build()
    )
    assert "可能开启：b、等待" in _text(replayed(drawn, ("2026-09-18", "start"), ("2026-09-18", "a")))
    waiting = replayed(drawn, ("2026-09-18", "start"), ("2026-09-18", "a", {"结论": False}))
    assert "正在计时：等待，2026-09-24 届满" in _text(waiting)
    assert "running: 等待, until the end of 2026-09-24" in _text(waiting, "en")


def test_names_cannot_steer_the_terminal() -> None:
    drawn = chart().start().step("a\u202eb", id="a").end().build()
    assert "\u202e" not in _text(replayed(drawn, ("2026-09-18", "start"), ("2026-09-18", "a")))


def test_provisional_days_are_said_to_be_so() -> None:
    drawn = chart().start().step("a", limits=[_limit(20)]).end().build()
    case = replayed(drawn, ("2026-12-10", "start"), ("2027-02-15", "a"))
    assert "2027-01-08（暂计）" in _text(case) and "2027-01-08 (provisional)" in _text(case, "en")


def test_unreadable_and_crashed_are_counted() -> None:
    whole = Replayed(cases=(ReplayedCase(path="x", error=InputError("{path}：没有这个文件", path="x")),), crashed=("y",))
    said = replay_text(whole, "zh")
    assert "x：没有这个文件" in said and "另有 1 件无法读取" in said and "y" in said
    assert '"reason": "x: there is no such file"' in replay_json(whole, "en")


def test_moment_is_told_in_beijing_time() -> None:
    drawn = chart().start().step("a").end().build()
    case = replayed(drawn, ("2026-09-18", "start")).at(datetime.fromisoformat("2026-09-18T20:00:00+00:00"))
    assert "截至 2026-09-19 04:00" in _text(case)
