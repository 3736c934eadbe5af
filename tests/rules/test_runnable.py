"""Whatever keeps a chart from being run is told by `check` before anyone starts a case, and is not told twice."""
from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from powerflow import bpmn
from powerflow.cases import obstacles
from powerflow.graph import Hindrance, forks_in_loops, tasks_ahead
from powerflow.graph import obstacles as obstacles_of_graph
from powerflow.model import Fact, FactType, Finding, Flowchart, PowerItem, PowerKind, Severity, StepNotes
from powerflow.rules import judge, select
from tests.builders import ChartBuilder, chart
from tests.cases.desk import days

_ITEM = PowerItem(
    code="X01", name="示例许可", kind=PowerKind.PERMIT, status="在用",
    facts=(Fact(name="合格", type=FactType.YESNO), Fact(name="听证", type=FactType.YESNO)),
)


def _drawing() -> ChartBuilder:
    return chart("示例许可", _ITEM)


def _around(inner: str) -> ChartBuilder:
    return _drawing().start().step("a").raw(inner).to("x").at("x").end()


_CHARTS: dict[str, ChartBuilder] = {
    "script-not-run": _around('<scriptTask id="x" name="x"/>'),
    "gateway-not-run": _around('<complexGateway id="x" name="x"/>'),
    "link-not-run": _around('<intermediateThrowEvent id="x" name="x"><linkEventDefinition name="l"/></intermediateThrowEvent>'),
    "compensation-not-run": _around('<intermediateThrowEvent id="x" name="x"><compensateEventDefinition/></intermediateThrowEvent>'),
    "message-not-run": _around('<intermediateThrowEvent id="x" name="x"><messageEventDefinition/></intermediateThrowEvent>'),
    "event-not-run": _around('<intermediateCatchEvent id="x" name="x"><conditionalEventDefinition/></intermediateCatchEvent>'),
    "repetition-not-run": _around('<userTask id="x" name="x"><standardLoopCharacteristics/></userTask>'),
    "sub-process-not-run": _around('<transaction id="x" name="x"/>'),
    "sub-process-start-unclear": _around('<subProcess id="x" name="x"/>'),
    "element-unknown": _around('<userTask id="x" name="x"/>').raw('<choreographyTask id="odd" name="odd"/>'),
    "timer-without-limit": _around('<intermediateCatchEvent id="x" name="x"><timerEventDefinition/></intermediateCatchEvent>'),
    "timer-counts-backwards": _drawing().start().timer("t", days(-5)).end(),
    "limit-anchor-unknown": _drawing().start().timer("t", days(5, start="nowhere")).end(),
    "start-missing": _drawing().step("a").end(),
    "step-without-lane": _around('<userTask id="x" name="x"/>'),
    "step-without-post": _drawing().start().step("a", post="").end(),
    "step-dead-end": _drawing().start().step("a").end().at("start").step("b"),
    "implicit-split": _drawing().start().step("a").end("e1").at("a").end("e2"),
    "end-continued": _drawing().start().end("e1").at("e1").step("a").end("e2"),
    "start-entered": _drawing().start().step("a").decision("g").end().at("g").to("start"),
    "condition-ignored": _drawing().start().step("a").via("", "听证").end(),
    "exit-condition-missing": _drawing().start().decision("g").end("e1").at("g").via("", "听证").end("e2"),
    "default-conditional": _drawing().start().decision("g", default="f2").via("", "听证").end("e1").at("g").via("", "听证").end("e2"),
    "condition-unreadable": _drawing().start().decision("g", default="f2").end("e1").at("g").via("", "${x > 1}").end("e2"),
    "fact-undeclared": _drawing().start().step("a", sets=["天气"]).end(),
    "reference-dangling": _drawing().start().step("a").end().at("a").to("nowhere"),
    "id-duplicate": _drawing().start().step("a").end().raw('<userTask id="a"/>'),
    "service-not-run": (
        _drawing().start().step("a", notes=StepNotes(service="send-mail")).step("b", notes=StepNotes(service="random-draw")).end()
    ),
    "step-unreachable": _drawing().start().step("a").end().step("b").to("a"),
    "loop-without-exit": _drawing().start().decision("m").step("a").to("m").at("a"),
    "flow-crosses-scope": _around(
        '<subProcess id="x" name="x"><startEvent id="s"/><task id="y" name="y"/>'
        '<sequenceFlow id="i" sourceRef="s" targetRef="y"/></subProcess>'
    ).flow("a", "y"),
}


def _findings(built: Flowchart) -> list[Finding]:
    families = ["structure", "soundness", "runnable", "responsibility", "timing"]
    judgement = judge(built, select(only=families), date(2026, 11, 21))
    assert judgement.crashed == ()
    return list(judgement.findings)


@pytest.mark.parametrize("rule", _CHARTS)
def test_what_cannot_be_run_is_an_error_where_it_stands(rule: str) -> None:
    """In an item that is in force; so `check` fails before `case start` does."""
    built = _CHARTS[rule].build()
    assert obstacles(built), "the case refuses it"
    found = [finding for finding in _findings(built) if finding.rule == rule]
    assert found and {finding.severity for finding in found} == {Severity.ERROR}
    assert {finding.place.line for finding in found} & {each.place.line for each in obstacles(built)}


def test_every_kind_of_obstacle_is_told_by_a_rule() -> None:
    """By the charts above; the others speak of the file as a whole."""
    kinds = {each.kind for drawn in _CHARTS.values() for each in obstacles(drawn.build())}
    assert set(Hindrance) - kinds <= {
        Hindrance.PROCESSES_SEVERAL, Hindrance.ITEM_MISSING, Hindrance.EVENT_SUB_PROCESS, Hindrance.COMPENSATING_STEP,
        Hindrance.FACT_UNDECLARED,
    }


@pytest.mark.parametrize("rule", [rule for rule in _CHARTS if rule.endswith("-not-run")])
def test_it_is_told_once(rule: str) -> None:
    """No other rule repeats it as an error of the same element; structure may still advise on it."""
    built = _CHARTS[rule].build()
    lines = {finding.place.line for finding in _findings(built) if finding.rule == rule}
    others = [
        finding.rule for finding in _findings(built)
        if finding.place.line in lines and finding.severity is Severity.ERROR and finding.family in ("structure", "runnable")
    ]
    assert [other for other in others if other not in (rule, "link-unpaired", "ad-hoc-ordered")] == []


@pytest.mark.parametrize("status", ["", "草稿", "暂停"])
def test_what_is_not_in_force_is_advised(status: str) -> None:
    built = _CHARTS["message-not-run"].build()
    assert built.item is not None
    draft = replace(built, item=replace(built.item, status=status))
    assert [finding.severity for finding in _findings(draft) if finding.rule == "message-not-run"] == [Severity.ADVICE]


def test_drawing_of_another_tool_is_advised_not_refused() -> None:
    drawn = chart().start().raw('<serviceTask id="x" name="x"/>').to("x").at("x").end().build()
    assert [(finding.rule, finding.severity) for finding in _findings(drawn) if finding.family == "runnable"] == [
        ("script-not-run", Severity.ADVICE)
    ]


def test_step_in_a_sub_process_is_done_by_its_lane() -> None:
    """The rules and the engine read the post alike."""
    drawn = _drawing().start().raw(
        '<subProcess id="x" name="听证"><startEvent id="s"/><userTask id="y" name="举行听证"/><endEvent id="z"/>'
        '<sequenceFlow id="i" sourceRef="s" targetRef="y"/><sequenceFlow id="j" sourceRef="y" targetRef="z"/></subProcess>'
    ).to("x").at("x").end()
    drawn._lanes["听证主持岗"] = ["x"]
    built = drawn.build()
    assert built.post_of(built.nodes["y"]) == "听证主持岗"
    assert obstacles(built) == ()


def test_obstacles_are_worked_out_once_for_a_chart() -> None:
    built = _CHARTS["script-not-run"].build()
    assert obstacles_of_graph(built) is obstacles_of_graph(built)


def _blocks(count: int, branches: int = 3) -> Flowchart:
    drawn = chart().start()
    for block in range(count):
        drawn.parallel(f"fork{block}").step(f"a{block}0").parallel(f"join{block}")
        for branch in range(1, branches):
            drawn.at(f"fork{block}").step(f"a{block}{branch}").to(f"join{block}").at(f"join{block}")
    return drawn.end().build()


@pytest.mark.parametrize(("count", "expected"), [(1, 1 + 7 + 3), (2, 1 + 7 + 21 + 9)])
def test_tasks_ahead_count_every_way(count: int, expected: int) -> None:
    """By hand: start, then per block fork + 3 steps + 3 joins for each token, and an end for each token that is left."""
    assert tasks_ahead(_blocks(count)) == ("start", expected)


def test_decision_ends_what_is_foreseen() -> None:
    drawn = chart().start().step("a").decision("g").step("b").end("e1").at("g").end("e2").build()
    assert tasks_ahead(drawn) == ("start", 3)


def test_counting_goes_on_in_loops_and_long_rows() -> None:
    looped = chart().start().step("a").step("b").to("a").build()
    assert tasks_ahead(looped)[1] >= 3
    assert tasks_ahead(_blocks(60))[1] == 10**9


def test_fork_outside_a_loop_is_fine() -> None:
    drawn = chart().start().parallel("f").step("a").parallel("j").end().at("f").step("b").to("j").build()
    assert forks_in_loops(drawn) == ()


def test_chart_without_nodes_has_nothing_ahead() -> None:
    empty = bpmn.parse(b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "t.bpmn").chart
    assert tasks_ahead(empty) == ("", 0)
    assert [each.kind for each in obstacles(empty)] == [Hindrance.PROCESSES_SEVERAL, Hindrance.ITEM_MISSING]
