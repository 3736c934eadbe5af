"""Charts that the tests of this room draw."""
from __future__ import annotations

from datetime import date

from powerflow.model import (
    Contact,
    Disclosure,
    Fee,
    Flowchart,
    LegalBasis,
    LimitRole,
    Material,
    Organ,
    PartyRight,
    PowerClass,
    PowerItem,
    PowerKind,
    Remedy,
    RiskPoint,
    StepNotes,
    TimeLimit,
    Unit,
)
from tests.builders import chart


def days(amount: int, role: LimitRole = LimitRole.PROMISED) -> TimeLimit:
    """So many working days."""
    return TimeLimit(role=role, amount=amount, unit=Unit.WORKING_DAY)


ITEM = PowerItem(
    code="T01", name="摊位占道许可", kind=PowerKind.PERMIT, power_class=PowerClass.ENFORCEMENT, way="application",
    version="2.1", effective_from=date(2026, 7, 1), organ=Organ(name="临溪县城市管理局"), charged=True,
    conditions=("摊位不占用消防通道", "经营者持有身份证明"),
    bases=(
        LegalBasis(law="城市道路管理条例", article="第三十一条"), LegalBasis(law="城市道路管理条例", article="第三十七条"),
        LegalBasis(law="中华人民共和国行政许可法", article="第四十二条"),
    ),
    time_limits=(days(8), days(20, LimitRole.STATUTORY)),
    fees=(Fee(name="占道费", standard="每平方米每日1元"),), materials=(Material(name="申请表"), Material(name="平面图", required=False)),
    rights=(PartyRight(name="陈述、申辩", text="决定前均可提出"),),
    remedies=(Remedy(kind="reconsideration", body="临溪县人民政府", time="60日内", telephone="0000-8120160"),),
    supervision=(
        Contact(body="派驻纪检监察组", side="internal", telephone="0000-8120119"),
        Contact(body="县行政效能投诉中心", side="external", telephone="0000-8120345"),
    ),
    complaints=(Contact(body="政务服务便民热线", form="电话", telephone="12345"),),
)


def permit() -> Flowchart:
    """A small licence with everything on its cards: a decision, a way back, two ends."""
    review = StepNotes(
        phase="审查", time_limits=(days(5), days(10, LimitRole.STATUTORY)), min_staff=2,
        rights=(PartyRight(name="在场"),), risks=(RiskPoint(grade="高", text="放宽标准", measure="双人踏勘"),),
        disclosures=(Disclosure(content="踏勘结果", scope="申请人", form="书面", time="当日"),),
        bases=(LegalBasis(law="中华人民共和国行政许可法", article="第三十四条"),),
    )
    return (
        chart("摊位占道许可", ITEM).start("start", "申请")
        .step("提交申请", "submit", post="申请人", notes=StepNotes(phase="受理"))
        .step("收件", "receive", post="窗口", notes=StepNotes(phase="受理", time_limits=(days(1),)))
        .decision("complete", "材料齐全？", post="窗口")
        .via("不齐全", "齐全 == false").step("补正", "mend", post="申请人", notes=StepNotes(phase="受理")).to("receive")
        .at("complete").via("齐全").step("踏勘审查", "review", post="市政科", notes=review)
        .decision("grant", "准予？", post="局长")
        .via("准予").step("颁证", "issue", post="窗口", notes=StepNotes(phase="决定", time_limits=(days(2),))).end("yes", "准予许可")
        .at("grant").via("不予").end("no", "不予许可", "不予")
        .build("stall.bpmn")
    )


def tiny() -> Flowchart:
    """Start, one step, end, in one lane and without an item."""
    return chart("甲").start().step("审查", "review", days=5).end().build("tiny.bpmn")


def named(name: str) -> Flowchart:
    """A chart whose every name is `name`."""
    return (
        chart(name).start(name=name).step(name, "one", post="岗位").decision("gate", name, post="岗位")
        .via(name).step(name, "two", post="另一岗位").end(name=name).at("gate").via(name).end("other", name).build("named.bpmn")
    )
