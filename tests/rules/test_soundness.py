"""What rules say of unsound charts: where, in which words, and nothing twice."""
from __future__ import annotations

from datetime import date

import pytest

from powerflow import bpmn
from powerflow.errors import InputError
from powerflow.graph import Verdict, verdict
from powerflow.model import Finding, Flowchart
from powerflow.reports import proposed, sentence
from powerflow.rules import judge, mended, select
from tests.builders import ChartBuilder, chart
from tests.corpus import files, needs_corpus
from tests.rules.examples import FOLDER

_DAY = date(2026, 11, 21)
_TELLING = select(only=["soundness", "structure"])


def _found(drawn: Flowchart) -> list[Finding]:
    judgement = judge(drawn, _TELLING, _DAY)
    assert judgement.crashed == ()
    return [finding for finding in judgement.findings if finding.severity.value == "error"]


def _split(kind: str, join: str) -> ChartBuilder:
    """Two steps between a split and a join."""
    drawn = chart().start().step("受理", post="窗口").decision("split", "听证？" if kind == "exclusiveGateway" else "", type=kind)
    drawn.via("是" if kind == "exclusiveGateway" else "").step("勘验").decision("join", type=join).step("决定").end()
    return drawn.at("split").via("否" if kind == "exclusiveGateway" else "").step("听证").to("join")


def test_deadlock_names_course_join_branch_and_split() -> None:
    first, *others = mended(drawn := _split("exclusiveGateway", "parallelGateway").build(), _found(drawn))
    assert (first.rule, first.place.element) == ("deadlock", "join")
    assert sentence(first, "zh") == (
        "办件会卡住：“申请” → “受理”（窗口） → 排他网关“听证？” → “勘验”（承办人）；"
        "并行网关还在等“听证”（承办人），该分支不会到达：排他网关“听证？”分出的分支不会都走"
    )
    assert first.witness[0] == "start" and first.witness[-1] != "join"
    assert {(each.rule, each.place.element) for each in others} == {("step-never-reached", "决定"), ("step-never-reached", "end")}


def test_what_follows_a_doubled_token_is_told_once() -> None:
    (only,) = _found(_split("parallelGateway", "exclusiveGateway").build())
    assert (only.rule, only.place.element) == ("tokens-unsynchronised", "join")
    assert "并行网关分出的分支先后到达，没有等齐" in sentence(only, "zh")


def test_end_reached_twice_is_told_at_the_end() -> None:
    drawn = chart().start().parallel("split").step("送达").end("end").at("split").step("公示").to("end")
    assert [(each.rule, each.place.element) for each in _found(drawn.build())] == [("end-repeated", "end")]


def test_english_says_the_same() -> None:
    first = _found(_split("exclusiveGateway", "parallelGateway").build())[0]
    assert "parallel gateway still waits for “听证” (承办人)" in sentence(first, "en")


@pytest.mark.parametrize("rule", ["step-unreachable", "loop-without-exit", "start-missing", "end-missing"])
def test_what_the_drawing_shows_is_not_told_again_by_tokens(rule: str) -> None:
    drawn = bpmn.read(FOLDER / rule / "fail.bpmn")
    assert {finding.rule for finding in _found(drawn)} == {rule}


def test_long_course_is_shortened_in_the_middle() -> None:
    drawn = chart().start()
    for number in range(20):
        drawn.step(f"s{number}")
    drawn.parallel("split").step("a").end("end").at("split").step("b").to("end")
    (finding,) = _found(drawn.build())
    assert "“s4”（承办人） → … → " in sentence(finding, "zh") and "s10" not in sentence(finding, "zh")


@needs_corpus
@pytest.mark.slow
def test_every_unsound_public_chart_has_a_finding_that_says_so() -> None:
    telling = {
        "deadlock", "tokens-unsynchronised", "end-repeated", "step-never-reached", "step-unreachable", "loop-without-exit",
        "start-missing", "end-missing", "message-deadlock", "message-livelock", "receiver-unserved",
    }
    silent = []
    for name, data in files():
        try:
            drawn = bpmn.parse(data, name).chart
        except InputError:
            continue
        if verdict(drawn).verdict is Verdict.UNSOUND and not telling & {each.rule for each in _found(drawn)}:
            silent.append(name)
    assert silent == []


# -- mends -------------------------------------------------------------------------------------------------------


def _mends(drawn: Flowchart) -> list[tuple[str, str, str, bool]]:
    first = mended(drawn, _found(drawn))[0]
    return [(each.kind, each.element, each.to, each.safe) for each in first.fixes]


def test_join_of_the_wrong_kind_is_mended_safely_the_split_only_proposed() -> None:
    drawn = _split("parallelGateway", "exclusiveGateway").build()
    assert _mends(drawn)[0] == ("retype", "join", "parallelGateway", True)
    assert ("retype", "split", "exclusiveGateway", False) in _mends(drawn)


def test_join_after_a_decision_becomes_a_merge() -> None:
    assert _mends(_split("exclusiveGateway", "parallelGateway").build())[0] == ("retype", "join", "exclusiveGateway", True)


def test_parallel_split_with_answers_on_its_exits_is_left_to_a_person() -> None:
    """Nobody can tell whether the gateway or the labels are wrong."""
    drawn = chart().start().decision("split", "听证？", type="parallelGateway").via("是").step("a").decision("join").end()
    mends = _mends(drawn.at("split").via("否").step("b").to("join").build())
    assert mends and not any(safe for *_, safe in mends)


def test_half_a_mend_is_not_certain_where_another_change_mends_all() -> None:
    drawn = chart().start().parallel("split").step("a").decision("x").step("b").decision("y").end()
    drawn.at("split").step("c").to("x").at("split").step("d").to("y")
    mends = _mends(drawn.build())
    assert ("retype", "split", "exclusiveGateway", False) in mends and not any(safe for *_, safe in mends)


def test_branches_that_meet_at_a_step_get_a_gateway() -> None:
    drawn = chart().start().parallel("split").step("a").step("决定").end().at("split").step("b").to("决定")
    assert _mends(drawn.build())[0] == ("join", "决定", "parallelGateway", True)


def test_step_that_nothing_leads_to_is_connected_to_the_one_that_leads_nowhere() -> None:
    drawn = chart().start().step("a").raw('<task id="b" name="b"/>').at("b").end()
    found = mended(built := drawn.build(), [each for each in _found(built) if each.rule == "step-unreachable"])
    assert [(each.kind, each.element, each.to, each.safe) for each in found[0].fixes] == [("connect", "a", "b", False)]
    assert proposed(found[0].fixes[0], "zh") == "从“a”（承办人）引一条流向到“b”"


def test_endless_loop_gets_a_bound_whose_number_a_person_gives() -> None:
    drawn = chart().start().step("a").step("b").flow("b", "a").build()
    (finding,) = [each for each in mended(drawn, _found(drawn)) if each.rule == "loop-without-exit"]
    assert [each.kind for each in finding.fixes] == ["bound"]
    assert "N 是几次，由主管人员按规定填写" in proposed(finding.fixes[0], "zh")


def test_mend_that_leaves_other_faults_says_so() -> None:
    drawn = chart().start().parallel("s1").step("a").decision("j1").parallel("s2").step("c").decision("j2").end()
    drawn.at("s1").step("b").to("j1").at("s2").step("d").to("j2")
    first = mended(built := drawn.build(), _found(built))[0]
    assert first.fixes[0].safe and not first.fixes[0].restores and proposed(first.fixes[0], "zh").endswith("（别处的问题还在）")
