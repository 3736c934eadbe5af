"""Where the rules about decisions, gateways, names and shapes must speak, and where they must keep silent."""
from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from powerflow import bpmn
from powerflow.errors import UsageError
from powerflow.model import Bounds, Fact, FactType, Flowchart, StepNotes
from powerflow.rules import all_rules
from tests.builders import ChartBuilder, chart
from tests.rules.drawn import ITEM, findings, found

_RESULT = Fact(name="结果", type=FactType.CHOICE, choices=("甲", "乙", "丙"))
_HEARING = Fact(name="听证", type=FactType.YESNO)
_AMOUNT = Fact(name="金额", type=FactType.AMOUNT)
_WITH_FACTS = replace(ITEM, facts=(_RESULT, _HEARING, _AMOUNT))
_DAY = date(2026, 11, 21)
_CHOOSING = ("decision-not-exhaustive", "exits-overlap", "exit-never-taken")


def _decided(*conditions: str | None, type: str = "exclusiveGateway", default: int | None = None) -> Flowchart:
    """One decision with these conditions on its exits."""
    drawn = chart(item=_WITH_FACTS).start().step("a", sets=["结果", "听证", "金额"])
    drawn.decision("g", "怎么办？", type=type, default=f"f{default + 3}" if default is not None else "")
    for number, condition in enumerate(conditions):
        drawn.at("g").via(str(number), condition).end(f"e{number}")
    return drawn.build()


@pytest.mark.parametrize(
    ("conditions", "rules"),
    [
        (('结果 == "甲"', '结果 != "甲"'), []),
        (('结果 == "甲"', '结果 in ("乙", "丙")'), []),
        (('结果 == "甲"', '结果 == "乙"'), ["decision-not-exhaustive"]),
        (("金额 > 5000", "金额 < 5000"), ["decision-not-exhaustive"]),
        (("金额 >= 5000", "金额 <= 5000"), ["exits-overlap"]),
        (("金额 >= 5000", "金额 < 5000", "金额 < 0"), ["exit-never-taken"]),
        (('结果 == "丁"', '结果 != "丁"'), ["exit-never-taken"]),
        (("听证 == true", "听证 == false"), []),
        (("听证", 'not 听证 and 结果 == "甲"', 'not 听证 and 结果 != "甲"'), []),
        (("听证", "金额 + 1 > 3"), []),  # computed: not tried
        (("听证", "天气"), []),  # fact-undeclared says so
        (("听证", "?"), []),  # condition-unreadable says so
        (("听证", None), []),  # exit-condition-missing says so
    ],
)
def test_conditions_are_tried_in_every_situation(conditions: tuple[str | None, ...], rules: list[str]) -> None:
    assert [finding.rule for finding in findings(_decided(*conditions), *_CHOOSING)] == rules


def test_default_exit_takes_the_rest() -> None:
    assert findings(_decided('结果 == "甲"', None, default=1), *_CHOOSING) == []


def test_exits_of_an_inclusive_decision_may_hold_together_but_one_must() -> None:
    built = _decided("金额 > 5000", "金额 > 100", type="inclusiveGateway")
    assert [finding.rule for finding in findings(built, *_CHOOSING)] == ["decision-not-exhaustive"]


def test_message_names_a_situation_that_is_left_out() -> None:
    (finding,) = findings(_decided('结果 == "甲"', '结果 == "乙"'), "decision-not-exhaustive")
    assert finding.values["facts"] == ('结果 == "丙"',) and finding.values["count"] == 1


@pytest.mark.parametrize(
    ("name", "is_question"),
    [("材料是否齐全", True), ("齐全吗", True), ("齐全？", True), ("Complete?", True), ("何种决定", True), ("审核材料", False),
     ("Check", False)],
)
def test_question_is_known_by_its_words(name: str, is_question: bool) -> None:
    drawn = chart().start().decision("g", name).via("是").end("e1").at("g").via("否").end("e2")
    assert bool(found(drawn.build(), "decision-not-a-question")) is not is_question


def test_condition_of_the_wrong_kind_says_which() -> None:
    (finding,) = findings(_decided('金额 == "大"', "金额 > 3"), "condition-mistyped")
    assert "不是同一类" in finding.message.format(**finding.values)


def _two_starts(first: str, second: str) -> Flowchart:
    drawn = chart().start("s1", "甲", first).decision("m").step("a").end().start("s2", "乙", second).to("m")
    return drawn.build()


def test_one_start_for_each_way_in() -> None:
    assert found(_two_starts("application", "application"), "start-doubled") == ["s2"]
    assert found(_two_starts("application", "ex-officio"), "start-doubled") == []


def test_starts_by_different_messages_are_different() -> None:
    drawn = chart().raw('<startEvent id="s1" name="a"><messageEventDefinition messageRef="m1"/></startEvent>')
    drawn.raw('<startEvent id="s2" name="b"><messageEventDefinition messageRef="m2"/></startEvent>').step("t").end()
    drawn.flow("s1", "t").flow("s2", "t")
    assert found(drawn.build(), "start-doubled") == []


def test_two_flows_to_one_target_under_different_conditions_are_two_exits() -> None:
    drawn = chart().start().decision("g", "?").via("甲", "a").end("e").at("g").via("乙", "b").to("e")
    assert found(drawn.build(), "flow-doubled") == []


def _long(steps: int, phases: int = 0) -> ChartBuilder:
    drawn = chart().start()
    for number in range(steps):
        notes = StepNotes(phase=f"p{number * phases // steps}") if phases else None
        drawn.step(f"s{number}", notes=notes)
    return drawn.end()


def test_chart_of_fifty_elements_is_large_enough() -> None:
    assert found(_long(48).build(), "chart-too-large") == []
    assert len(findings(_long(49).build(), "chart-too-large")) == 1


def test_chart_in_phases_is_read_phase_by_phase() -> None:
    assert found(_long(90, phases=2).build(), "chart-too-large") == []
    assert len(findings(_long(110, phases=2).build(), "chart-too-large")) == 2


def test_office_may_set_another_size() -> None:
    rule = all_rules()["chart-too-large"].with_limit("most", 10)
    assert rule.limits == {"most": 10} and all_rules()["chart-too-large"].limits == {"most": 50}
    assert [each.rule for each in rule.findings(_long(9).build(), _DAY)] == ["chart-too-large"]


@pytest.mark.parametrize(("name", "value"), [("least", 10), ("most", 0)])
def test_limit_that_the_rule_has_not_is_refused(name: str, value: int) -> None:
    with pytest.raises(UsageError, match="chart-too-large"):
        all_rules()["chart-too-large"].with_limit(name, value)


def _drawn_at(*places: tuple[float, float]) -> Flowchart:
    """Steps of 100 × 80 at these places, with their flows drawn."""
    drawn = chart().start()
    for number in range(len(places)):
        drawn.step(f"s{number}", post="")
    built = drawn.end().build()
    shapes = {f"s{number}": Bounds(x=x, y=y, width=100, height=80) for number, (x, y) in enumerate(places)}
    return replace(built, shapes=shapes, lines=dict.fromkeys(built.flows, 2))


@pytest.mark.parametrize(
    ("places", "overlapping"),
    [(((0, 0), (50, 40)), ["s1"]), (((0, 0), (100, 0)), []), (((0, 0), (0, 80)), []), (((0, 0), (99.5, 0)), []),
     (((200, 0), (0, 0), (10, 10)), ["s2"]), (((0, 0), (0, 0), (0, 0)), ["s1", "s2", "s2"])],
)
def test_shapes_may_touch_but_not_overlap(places: tuple[tuple[float, float], ...], overlapping: list[str]) -> None:
    assert found(_drawn_at(*places), "shapes-overlap") == overlapping


def test_what_is_not_drawn_is_found_and_its_flows_not_told_again() -> None:
    built = _drawn_at((0, 0), (200, 0))
    assert found(built, "drawing-missing") == ["start", "end"]
    lines = {id: count for id, count in built.lines.items() if built.flows[id].source != "s0"}
    shapes = {**built.shapes, **{id: Bounds(x=0, y=200, width=9, height=9) for id in ("start", "end")}}
    lost = replace(built, shapes=shapes, lines=lines)
    assert found(lost, "drawing-missing") == [flow.id for flow in built.flows.values() if flow.source == "s0"]


def test_file_without_a_drawing_is_laid_out_by_whoever_shows_it() -> None:
    assert found(chart().start().step("a").end().build(), "drawing-missing") == []


def test_folded_sub_process_need_not_be_drawn_inside() -> None:
    drawn = chart().start().raw('<subProcess id="sub" name="听证"><startEvent id="s"/><task id="t" name="t"/></subProcess>')
    built = drawn.to("sub").at("sub").end().build()
    outer = {id: Bounds(x=index * 200, y=0, width=100, height=80) for index, id in enumerate(("start", "sub", "end"))}
    assert found(replace(built, shapes=outer, lines=dict.fromkeys(built.flows, 2)), "drawing-missing") == []


def test_lines_of_the_drawing_are_counted_by_their_points() -> None:
    text = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:i="http://www.omg.org/spec/BPMN/20100524/DI"'
        ' xmlns:d="http://www.omg.org/spec/DD/20100524/DI"><process id="p"/><i:BPMNDiagram><i:BPMNPlane>'
        '<i:BPMNEdge bpmnElement="f"><d:waypoint x="1" y="1"/><d:waypoint x="2" y="1"/><d:waypoint x="2" y="5"/></i:BPMNEdge>'
        '<i:BPMNEdge bpmnElement="g"/></i:BPMNPlane></i:BPMNDiagram></definitions>'
    )
    assert bpmn.parse(text.encode(), "t.bpmn").chart.lines == {"f": 3, "g": 0}


def test_terminate_end_beside_parallel_work_has_a_use() -> None:
    drawn = chart().start().parallel("f").step("a").end("stop", inner="<terminateEventDefinition/>").at("f").step("b").end("e")
    assert found(drawn.build(), "terminate-superfluous") == []
    alone = chart().start().step("a").end("stop", inner="<terminateEventDefinition/>")
    assert found(alone.build(), "terminate-superfluous") == ["stop"]


def test_flows_that_meet_at_an_intermediate_event_need_a_gateway() -> None:
    drawn = chart().start().decision("g", "?").via("甲").step("a").raw('<intermediateThrowEvent id="x" name="x"/>').to("x")
    drawn.at("x").end().at("g").via("乙").to("x")
    assert found(drawn.build(), "implicit-join") == ["x"]
