"""Where the rules about the drawing must speak and where they must keep silent."""
from __future__ import annotations

from dataclasses import replace

from powerflow.model import Fact, FactType
from tests.builders import ChartBuilder, chart
from tests.rules.drawn import ITEM, findings, found


def test_chart_without_an_item_is_not_judged_by_what_annotations_lack() -> None:
    drawn = chart().start().step("收件").decision("g", "受理？").via("是", "${ok}").end("e1").at("g").via("否").end("e2")
    rules = {finding.rule for finding in findings(drawn.build())}
    assert rules == {"item-missing"}


def test_default_exit_needs_no_condition() -> None:
    drawn = chart(item=ITEM).start().decision("g", "受理？", default="no").via("是", "true").end("e1")
    drawn.at("g").via("否").raw('<endEvent id="e2" name="不予受理"/>').flow("g", "e2", id="no")
    assert found(drawn.build(), "exit-condition-missing") == []


def test_merging_gateway_needs_neither_question_nor_conditions() -> None:
    drawn = chart(item=ITEM).start().decision("g", "哪边？").via("甲", "true").step("a").decision("m").end()
    drawn.at("g").via("乙", "false").step("b").to("m")
    assert found(drawn.build(), "decision-unlabelled", "exit-unlabelled", "exit-condition-missing") == []


def test_parallel_gateway_decides_nothing() -> None:
    drawn = chart(item=ITEM).start().parallel("f").step("a").parallel("j").end().at("f").step("b").to("j")
    assert found(drawn.build(), "decision-unlabelled", "exit-unlabelled", "exit-condition-missing") == []


def test_unreadable_condition_says_why() -> None:
    drawn = chart(item=ITEM).start().decision("g", "受理？").via("是", "=ok").end("e1").at("g").via("否", "true").end("e2")
    (finding,) = findings(drawn.build(), "condition-unreadable")
    assert "=ok" in finding.message.format(**finding.values)


def test_declared_and_recorded_fact_is_fine() -> None:
    item = replace(ITEM, facts=(Fact(name="甲", type=FactType.YESNO),))
    drawn = chart(item=item).start().step("a", sets=["甲"]).decision("g", "甲？")
    drawn.via("是", "甲").end("e1").at("g").via("否", "not 甲").end("e2")
    assert found(drawn.build(), "fact-undeclared", "fact-never-set", "fact-perhaps-unset") == []


def test_every_dangling_end_of_a_flow_is_named() -> None:
    drawn = chart().start().end().raw('<sequenceFlow id="f9" sourceRef="start" targetRef=""/>').flow("ghost", "spook", id="f8")
    said = [finding.message.format(**finding.values) for finding in findings(drawn.build(), "reference-dangling")]
    assert said == ["缺少 targetRef，不知指向哪个元素", "sourceRef 指向不存在的元素“ghost”", "targetRef 指向不存在的元素“spook”"]


def test_elements_of_other_tools_are_no_finding() -> None:
    drawn = chart().start().raw('<task id="t" name="t"><extensionElements><x:y xmlns:x="urn:x"/></extensionElements></task>')
    drawn.to("t").at("t").end()
    assert found(drawn.build(), "element-unknown") == []
    assert [kept.name for kept in drawn.document().kept] == ["y"]


def _round_in_a_sub_process(event: str) -> ChartBuilder:
    """A sub-process whose steps follow each other in a ring, with `event` at its border."""
    inside = (
        '<startEvent id="i" name="开始"/><userTask id="a" name="催办"/><userTask id="b" name="再催办"/>'
        '<sequenceFlow id="i1" sourceRef="i" targetRef="a"/><sequenceFlow id="i2" sourceRef="a" targetRef="b"/>'
        '<sequenceFlow id="i3" sourceRef="b" targetRef="a"/>'
    )
    drawn = chart().start().raw(f'<subProcess id="sub" name="催办">{inside}</subProcess>').to("sub").at("sub").end()
    return drawn.raw(f'<boundaryEvent id="x" attachedToRef="sub" name="到期">{event}</boundaryEvent>').at("x").end("late")


def test_a_loop_that_an_event_at_the_border_breaks_off_has_an_exit() -> None:
    assert found(_round_in_a_sub_process("<timerEventDefinition/>").build(), "loop-without-exit") == []
    assert found(_round_in_a_sub_process("<errorEventDefinition/>").build(), "loop-without-exit") != []


def test_a_receive_task_that_begins_a_case_is_a_start() -> None:
    begun = ChartBuilder().raw('<receiveTask id="mail" name="收到来信" instantiate="true"/>').at("mail").step("办理").end()
    assert found(begun.build(), "start-missing") == []
    plain = ChartBuilder().raw('<receiveTask id="mail" name="收到来信"/>').at("mail").step("办理").end()
    assert found(plain.build(), "start-missing") != []
