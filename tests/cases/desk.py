"""A desk for tests: a store in a folder, officers who hold posts, charts as bytes, and a clock that stands still."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from powerflow import bpmn
from powerflow.cases import Act, CaseFile, Registry, do, open_store, start
from powerflow.deadlines import BEIJING, national_calendar
from powerflow.model import Fact, FactType, LaneNotes, LimitRole, PowerItem, TimeLimit, Unit
from powerflow.organisation import Department, Organisation, Post, Term
from tests.builders import ChartBuilder, chart

FRIDAY = datetime(2026, 9, 18, 9, 0, tzinfo=BEIJING)

YES_NO = Fact(name="合格", type=FactType.CHOICE, choices=("是", "否"))
AMOUNT = Fact(name="金额", type=FactType.AMOUNT, unit="元")
HEARING = Fact(name="听证", type=FactType.YESNO)
NEVER_SET = Fact(name="备案号", type=FactType.TEXT)


def item(code: str = "T01", facts: tuple[Fact, ...] = (YES_NO, AMOUNT, HEARING, NEVER_SET), **more: object) -> PowerItem:
    """An item that declares facts."""
    return PowerItem(code=code, name="示例许可", facts=facts, **more)  # type: ignore[arg-type]


def drawing(**more: object) -> ChartBuilder:
    """An empty chart of such an item."""
    return chart("示例许可", item(**more))  # type: ignore[arg-type]


def decided() -> ChartBuilder:
    """Acceptance, a decision by a fact, two ends."""
    return (
        drawing().start().step("受理").step("审查", sets=["合格"]).decision("g", "合格？")
        .via("是", '合格 == "是"').step("准予").end("yes", outcome="准予")
        .at("g").via("否", '合格 == "否"').step("不予").end("no", outcome="不予")
    )


def days(amount: int, **more: object) -> TimeLimit:
    """A statutory limit of working days."""
    return TimeLimit(role=LimitRole.STATUTORY, amount=amount, unit=Unit.WORKING_DAY, **more)  # type: ignore[arg-type]


def organisation(**terms: tuple[str, ...]) -> Organisation:
    """Officers by post, all since 2020: `organisation(承办人=("甲",))`; without terms 甲 and 乙 are 承办人."""
    terms = terms or {"承办人": ("甲", "乙")}
    return Organisation(
        (Department("局"),), tuple(Post(post, "局") for post in terms),
        tuple(Term(officer, post, date(2020, 1, 1)) for post, officers in terms.items() for officer in officers),
    )


def registry(folder: Path, table: Organisation | None = None) -> Registry:
    """A registry with a new or known store in `folder`."""
    store = open_store(url(folder), create=True, wait=2)
    return Registry(store, table or organisation(), national_calendar())


def url(folder: Path) -> str:
    """The URL of the store in `folder`."""
    return f"sqlite:///{folder / 'cases.db'}"


def begin(
    desk: Registry, drawn: ChartBuilder | bytes, *, at: datetime = FRIDAY, officers: tuple[str, ...] = (),
    facts: Mapping[str, str] | None = None, command: str = "",
) -> CaseFile:
    """A simulated case of the chart."""
    content = drawn if isinstance(drawn, bytes) else drawn.data()
    act = Act(officers=officers, facts=facts or {}, command=command)
    return start(desk, content, "test.bpmn", act, now=FRIDAY, at=at, simulated=True)


def act(
    desk: Registry, file: CaseFile, step: str, at: datetime = FRIDAY, *, by: str = "甲", post: str = "承办人",
    command: str = "", **facts: str,
) -> CaseFile:
    """A step done in a simulated case."""
    given = Act(post=post, officers=(by,) if by else (), facts=facts, command=command)
    return do(desk, file.history.case, step, given, now=FRIDAY, at=at)


def with_side(drawn: ChartBuilder, post: str, side: str) -> bytes:
    """The chart's bytes, with a side for the lane of `post`."""
    document = bpmn.annotate(drawn.document(), f"lane-{post}", LaneNotes(post=post, side=side))
    return bpmn.write(document)


def open_names(file: CaseFile) -> list[str]:
    """The ids of what is open."""
    return [opening.node for opening in file.course.open]
