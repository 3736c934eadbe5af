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
from tests.graph.pools import talk
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


def test_pools_that_begin_each_other_for_ever_are_told_in_other_words() -> None:
    drawn = talk("m: s > b, n: t > c, o: u > b", A="start > send s > end", B="startM b > send t > end", C="startM c > send u > end")
    [finding] = judge(drawn, select(only=["message-livelock"]), date(2026, 11, 21)).findings
    assert "一再发起对方" in sentence(finding, "zh") and "begun anew by a message" in sentence(finding, "en")


@pytest.mark.parametrize("rule", ["message-deadlock", "message-livelock", "receiver-unserved", "message-untaken"])
def test_pools_that_do_not_fit_are_told_what_would_mend_them(rule: str) -> None:
    drawn = bpmn.parse((FOLDER / rule / "fail.bpmn").read_bytes(), "fail.bpmn").chart
    found = [each for each in mended(drawn, judge(drawn, select(only=[rule]), date(2026, 11, 21)).findings) if each.fixes]
    assert found
    for fix in found[0].fixes:
        assert fix.kind in ("retype", "swap", "tell", "hush") and not fix.safe
        for lang in ("zh", "en"):
            assert "{" not in proposed(fix, lang)


def _forked(meeting: str = "") -> Flowchart:
    """Two parallel steps that come to one end (or before it to the step `meeting`), beside a choice joined by a parallel gateway."""
    drawn = chart().start().parallel("G").step("甲")
    drawn = (drawn.step(meeting) if meeting else drawn).end("E").at("G").step("乙").to(meeting or "E")
    return drawn.at("G").decision("X").step("丙").parallel("J").step("丁").end("F").at("X").step("戊").to("J").build()


def test_an_end_reached_twice_hides_no_deadlock_elsewhere() -> None:
    found = _found(_forked())
    assert {("end-repeated", "E"), ("deadlock", "J")} <= {(each.rule, each.place.element) for each in found}


def test_work_done_twice_hides_no_deadlock_elsewhere() -> None:
    found = _found(_forked("汇报"))
    assert {("tokens-unsynchronised", "汇报"), ("deadlock", "J")} <= {(each.rule, each.place.element) for each in found}


def _optional(join: str) -> ChartBuilder:
    """Two branches beside a step that may come or not, which meet in a join."""
    events = "".join(
        f"<boundaryEvent id='{id}' attachedToRef='甲' cancelActivity='false'><timerEventDefinition/></boundaryEvent>" for id in ("B1", "B2")
    )
    drawn = chart().start().step("甲").end("E").raw(events).at("B1")
    drawn = drawn.decision("J", type=join) if join else drawn
    return drawn.end("X").at("B2").to("J" if join else "X")


def test_branches_that_may_not_come_are_never_joined_by_a_parallel_gateway() -> None:
    """Two reminders of one step end at one end: an inclusive join is what mends that."""
    drawn = _optional("").build()
    (told,) = [each for each in mended(drawn, _found(drawn)) if each.rule == "end-repeated"]
    assert [(each.kind, each.to) for each in told.fixes if each.safe] == [("join", "inclusiveGateway")]
    assert "parallelGateway" not in {each.to for each in told.fixes}


def test_two_beginnings_that_meet_in_a_parallel_join_are_not_mended_unasked() -> None:
    drawn = chart().start("s1").parallel("J").step("审查").end().start("s2").to("J").build()
    (told,) = [each for each in mended(drawn, _found(drawn)) if each.rule == "deadlock"]
    assert told.fixes and not any(each.safe for each in told.fixes)


def test_a_course_says_what_happens_meanwhile() -> None:
    found = _found(_forked())
    (told,) = [each for each in found if each.rule == "end-repeated"]
    assert "并行网关 → “甲”（承办人），同时 “乙”（承办人）" in sentence(told, "zh")
    assert ", meanwhile “乙”" in sentence(told, "en")


def test_a_huge_name_is_cut_in_a_sentence() -> None:
    drawn = _split("exclusiveGateway", "parallelGateway").step("长" * 500).end("x").at("join").to("长" * 500).build()
    assert all(len(sentence(each, "zh")) < 600 for each in _found(drawn) if each.family == "soundness")


def test_whoever_asks_for_soundness_alone_is_told_why_a_chart_is_unsound() -> None:
    dead = chart().start().step("审查").raw("<task id='alone'/>").end().build()
    endless = chart().start().step("甲").decision("再办？").step("乙").to("甲").build()
    for drawn in (dead, endless):
        assert verdict(drawn).verdict is Verdict.UNSOUND
        assert judge(drawn, select(only=["soundness"]), _DAY).findings


def test_a_file_that_does_not_say_what_is_meant_is_undecided() -> None:
    plain = chart().start().step("审查").end().data().decode()
    loose = plain.replace("</process>", '<sequenceFlow id="x" sourceRef="审查" targetRef="没有"/></process>')
    twice = plain.replace("</process>", '<task id="审查" name="另一个"/></process>')
    found = [verdict(bpmn.parse(text.encode(), "x.bpmn").chart) for text in (plain, loose, twice)]
    assert [each.verdict.value for each in found] == ["sound", "undecided", "undecided"]
    assert [each.reason for each in found] == ["", "references", "duplicates"]
