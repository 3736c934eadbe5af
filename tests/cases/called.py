"""Two items for tests, of which one calls the other: a licence that waits for its fee."""
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from powerflow.cases import Registry
from powerflow.model import Call, Fact, FactType, Passing, PowerItem, Return, StepNotes
from tests.builders import ChartBuilder, chart
from tests.cases.desk import days, registry

RESULT = Fact(name="缴费结果", type=FactType.CHOICE, choices=("已缴费", "免收", "未缴费"))
AMOUNT = Fact(name="金额", type=FactType.AMOUNT, unit="元")
AREA = Fact(name="面积", type=FactType.INTEGER)
DUE = Fact(name="应缴", type=FactType.AMOUNT, unit="元")
FREE = Fact(name="免收", type=FactType.YESNO)
PAY_CALL = Call(
    outcome="缴费结果", gives=(Passing(fact="面积", source="面积"),), takes=(Passing(fact="金额", source="应缴"),),
    returns=(Return(node="对账", value="已缴费"), Return(node="free"), Return(node="unpaid")),
)


def licence(call: Call = PAY_CALL, item: str = "F01") -> ChartBuilder:
    """受理, then the fee as a case of its own, then 发证 or an end without."""
    facts = (RESULT, AMOUNT, AREA)
    drawn = chart("许可", PowerItem(code="L01", name="许可", facts=facts)).start().step("受理", sets=["面积"])
    notes = StepNotes(sets=("缴费结果", "金额"), call=call, time_limits=(days(3),))
    drawn.step("缴费", type="callActivity", notes=notes, attributes=f' calledElement="{item}"')
    return (
        drawn.decision("g", "缴费？").via("缴", '缴费结果 == "已缴费" or 缴费结果 == "免收"').step("发证").end("yes", outcome="发证")
        .at("g").via("未缴", '缴费结果 == "未缴费"').end("no", outcome="不发证")
    )


def fee() -> ChartBuilder:
    """核定, then paid within five working days or not; 对账 and 归档 after."""
    drawn = chart("收费", PowerItem(code="F01", name="收费", facts=(AREA, DUE, FREE))).start().step("核定", sets=["应缴", "免收"])
    drawn.decision("g", "免收？").via("免", "免收 == true").end("free", outcome="免收")
    drawn.at("g").via("收", "免收 == false").step("付款").step("对账").step("归档").end("paid", outcome="缴清")
    return drawn.boundary_timer("late", "付款", days(5)).end("unpaid", outcome="未缴费")


def desk(folder: Path, *more: ChartBuilder, url: Registry | None = None) -> Registry:
    """A registry whose items are the licence, the fee and `more`."""
    items = folder / "items"
    items.mkdir(exist_ok=True)
    for number, drawn in enumerate((licence(), fee(), *more)):
        (items / f"{number}.bpmn").write_bytes(drawn.data())
    return replace(url or registry(folder), items=items)
