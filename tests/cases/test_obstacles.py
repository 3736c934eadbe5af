"""A chart that the engine would skip or misread does not start, and every reason is given; no code of a file is run."""
from __future__ import annotations

from pathlib import Path

import pytest

from powerflow.bpmn.names import OURS
from powerflow.cases import NotRunnable, obstacles, start
from powerflow.cases.acts import Act
from powerflow.errors import PowerflowError, StoreError
from powerflow.model import Flowchart
from tests.builders import ChartBuilder, chart
from tests.cases.desk import FRIDAY, act, begin, days, decided, drawing, item, registry


def said(drawn: ChartBuilder | Flowchart) -> str:
    """All reasons, in one text."""
    built = drawn.build() if isinstance(drawn, ChartBuilder) else drawn
    return "\n".join(each.say() for each in obstacles(built))


def around(inner: str, name: str = "x") -> ChartBuilder:
    """A chart with the hand-written node `name` between start and end."""
    return drawing().start().raw(inner).flow("start", name).at(name).end()


def test_a_sound_chart_has_no_obstacle() -> None:
    assert obstacles(decided().build()) == ()


_NODES = {
    "scriptTask": '<scriptTask id="x"><script>1</script></scriptTask>',
    "serviceTask": '<serviceTask id="x"/>',
    "businessRuleTask": '<businessRuleTask id="x"/>',
    "adHocSubProcess": '<adHocSubProcess id="x"/>',
    "transaction": '<transaction id="x"/>',
    "complexGateway": '<complexGateway id="x"/>',
    "eventBasedGateway": '<eventBasedGateway id="x"/>',
    "link": '<intermediateThrowEvent id="x"><linkEventDefinition name="l"/></intermediateThrowEvent>',
    "compensate": '<intermediateThrowEvent id="x"><compensateEventDefinition/></intermediateThrowEvent>',
    "message": '<intermediateThrowEvent id="x"><messageEventDefinition/></intermediateThrowEvent>',
    "conditional": '<intermediateCatchEvent id="x"><conditionalEventDefinition/></intermediateCatchEvent>',
    "signal": '<intermediateThrowEvent id="x"><signalEventDefinition/></intermediateThrowEvent>',
    "pf:timeLimit": '<intermediateCatchEvent id="x"><timerEventDefinition/></intermediateCatchEvent>',
    "循环": '<userTask id="x"><standardLoopCharacteristics loopMaximum="2"/></userTask>',
    "多实例": '<userTask id="x"><multiInstanceLoopCharacteristics/></userTask>',
    "补偿": '<userTask id="x" isForCompensation="true"/>',
    "没有岗位": '<userTask id="x"/>',
    "0 个": '<subProcess id="x"><userTask id="y"/></subProcess>',
    "事件子流程": '<subProcess id="x" triggeredByEvent="true"><startEvent id="s2"/></subProcess>',
}


@pytest.mark.parametrize("reason", _NODES)
def test_what_the_engine_cannot_run_is_named(reason: str) -> None:
    assert reason in said(around(_NODES[reason]))


def _charts() -> dict[str, ChartBuilder]:
    step = drawing().start().step("a")
    return {
        "没有 pf:item": chart().start().step("a").end(),
        "没有开始事件": drawing().step("a").end(),
        "“a”没有流出的流向": step,
        "条流出的流向": drawing().start().step("a").end("e1").at("a").end("e2"),
        "不能有流出": drawing().start().end("e1").at("e1").step("a").end("e2"),
        "不能有流入": drawing().start().step("a").to("start").end(),
        "条件不起作用": drawing().start().step("a").via("", "听证").end(),
        "没有条件，也不是默认": drawing().start().decision("g").end("e1").at("g").via("", "听证").end("e2"),
        "默认流向": drawing().start().decision("g", default="f2").via("", "听证").end("e1").at("g").via("", "听证").end("e2"),
        "读不懂": drawing().start().decision("g", default="f2").end("e1").at("g").via("", "${x > 1}").end("e2"),
        "事实“天气”没有在事项中声明": drawing().start().decision("g", default="f2").end("e1").at("g").via("", "天气").end("e2"),
        "登记的事实“天气”": drawing().start().step("a", sets=["天气"]).end(),
        "指向不存在的“nowhere”": drawing().start().step("a").end().at("a").to("nowhere"),
        "标识“a”重复": drawing().start().step("a").end().raw('<userTask id="a"/>'),
        "走不到“b”": drawing().start().step("a").end().step("b").to("a"),
        "走不到任何结束": drawing().start().decision("m").step("a").to("m").at("a"),
        "往前数": drawing().start().timer("t", days(-5)).end(),
        "起算点“nowhere”": drawing().start().timer("t", days(5, start="nowhere")).end(),
    }


@pytest.mark.parametrize("reason", _charts())
def test_what_the_chart_lacks_is_named(reason: str) -> None:
    assert reason in said(_charts()[reason])


def test_several_processes_are_refused() -> None:
    data = decided().data().replace(
        b"</process>", b'</process><process id="p2"><startEvent id="s2"/></process>', 1
    )
    from powerflow import bpmn

    assert "这里有 2 个" in said(bpmn.parse(data, "t.bpmn").chart)


def test_every_reason_is_told_at_once_with_its_line_in_both_languages(tmp_path: Path) -> None:
    drawn = around(_NODES["scriptTask"]).raw('<serviceTask id="y"/>').flow("x", "y")
    with pytest.raises(NotRunnable) as caught:
        begin(registry(tmp_path), drawn)
    chinese, english = caught.value.say().splitlines(), caught.value.say("en").splitlines()
    assert len(chinese) == len(english) > 2
    assert "第 7 行" in caught.value.say()
    assert "scriptTask is not supported" in caught.value.say("en")


_CANARY = "__import__('pathlib').Path(CANARY).touch()"
_PF = f'<extensionElements><pf:step xmlns:pf="{OURS}" post="承办人"/></extensionElements>'
# Places in a BPMN file from which SpiffWorkflow would run Python, with the node that carries them.
PAYLOADS = {
    "script": '<scriptTask id="x"><script>{code}</script></scriptTask>',
    "timer duration": '<intermediateCatchEvent id="x">{limit}<timerEventDefinition><timeDuration>{code}</timeDuration>'
    "</timerEventDefinition></intermediateCatchEvent>",
    "timer date": '<intermediateCatchEvent id="x">{limit}<timerEventDefinition><timeDate>{code}</timeDate>'
    "</timerEventDefinition></intermediateCatchEvent>",
    "timer cycle": '<intermediateCatchEvent id="x">{limit}<timerEventDefinition><timeCycle>{code}</timeCycle>'
    "</timerEventDefinition></intermediateCatchEvent>",
    "cardinality": '<userTask id="x">{pf}<multiInstanceLoopCharacteristics><loopCardinality>{code}</loopCardinality>'
    "</multiInstanceLoopCharacteristics></userTask>",
    "completion": '<userTask id="x">{pf}<multiInstanceLoopCharacteristics><loopCardinality>1</loopCardinality>'
    "<completionCondition>{code}</completionCondition></multiInstanceLoopCharacteristics></userTask>",
    "loop condition": '<userTask id="x">{pf}<standardLoopCharacteristics loopMaximum="2"><loopCondition>{code}'
    "</loopCondition></standardLoopCharacteristics></userTask>",
    "conditional event": '<intermediateCatchEvent id="x"><conditionalEventDefinition><condition>{code}</condition>'
    "</conditionalEventDefinition></intermediateCatchEvent>",
    "message payload": '<intermediateThrowEvent id="x"><messageEventDefinition messageRef="m">{code}'
    "</messageEventDefinition></intermediateThrowEvent>",
    "correlation": '<userTask id="x">{pf}</userTask><correlationProperty id="c"><correlationPropertyRetrievalExpression '
    'messageRef="m"><formalExpression>{code}</formalExpression></correlationPropertyRetrievalExpression></correlationProperty>',
    "pre script": '<userTask id="x"><extensionElements><spiff:preScript xmlns:spiff="http://spiffworkflow.org/bpmn/schema/1.0/core">'
    '{code}</spiff:preScript><pf:step xmlns:pf="urn:powerflow:bpmn:1" post="承办人"/></extensionElements></userTask>',
    "service": '<serviceTask id="x"><extensionElements><spiff:serviceTaskOperator '
    'xmlns:spiff="http://spiffworkflow.org/bpmn/schema/1.0/core" id="{code}"/></extensionElements></serviceTask>',
    "ad hoc": '<adHocSubProcess id="x"><completionCondition>{code}</completionCondition><userTask id="y"/></adHocSubProcess>',
    "name": '<userTask id="x" name="{code}">{pf}</userTask>',
    "data input": '<userTask id="x">{pf}<ioSpecification><dataInput id="i" name="{code}"/></ioSpecification></userTask>',
}
_LIMIT = (
    f'<extensionElements><pf:timeLimit xmlns:pf="{OURS}" role="statutory" amount="1" unit="WD"/></extensionElements>'
)


@pytest.mark.parametrize("place", PAYLOADS)
def test_code_in_a_file_is_never_run(place: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    code = _CANARY.replace("CANARY", f"&quot;{canary}&quot;")
    desk = registry(tmp_path)
    drawn = around(PAYLOADS[place].format(code=code, pf=_PF, limit=_LIMIT))
    try:
        file = begin(desk, drawn.data())
        while not file.course.ended:
            file = act(desk, file, file.course.open[0].node)
    except PowerflowError:
        pass
    assert not canary.exists()


@pytest.mark.parametrize(
    "code",
    [
        "{canary}", "({canary}) or 听证", "听证 and {canary}", "[{canary} for _ in (1,)]", "(lambda: {canary})()",
        "f'{{{canary}}}'", "''.__class__.__mro__[1].__subclasses__()", "exec(\"{canary}\")", "(x := {canary})",
        "听证 if {canary} else 听证", "{{**{canary}}}", "eval(compile(\"{canary}\", '', 'eval'))",
    ],
)
def test_code_in_a_condition_is_never_run(code: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    text = code.format(canary=_CANARY.replace("CANARY", f"'{canary}'"))
    drawn = drawing().start().step("a", sets=["听证"]).decision("g", default="rest").via("", text).end("e1")
    content = drawn.flow("g", "e2", "rest").end("e2").data()
    with pytest.raises(NotRunnable):
        start(registry(tmp_path), content, "t.bpmn", Act(), now=FRIDAY)
    assert not canary.exists()


def test_an_item_without_a_code_cannot_be_counted() -> None:
    assert "没有事项编码" in said(chart("x", item(code="")).start().step("a").end())


@pytest.mark.parametrize("method", ["evaluate", "execute", "call_service"])
def test_the_engine_itself_has_nothing_to_run_code_with(method: str) -> None:
    """Should a later SpiffWorkflow find one more place to evaluate Python, it meets this."""
    from powerflow.cases.course import CodeRefused

    with pytest.raises(StoreError, match="已拒绝"):
        getattr(CodeRefused(), method)("1 + 1", {})
