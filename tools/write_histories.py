"""Writes examples/histories from the courses below, under the items as they are now, in simulated time.

Run it when a shipped item has changed: a history names its chart by digest. What each course must lead to is written
by hand beside it and lands in examples/histories/expected.json, against which the tests replay.
"""
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from powerflow import cases, organisation
from powerflow.cases.seeds import keep_secret
from powerflow.deadlines import national_calendar
from powerflow.library import Library, shipped
from powerflow.model import Entry, EntryKind, FactValue, Flowchart, History, dump, entry_digest
from tests.cases.walks import in_time, walk

OUT = Path(__file__).resolve().parent.parent / "examples" / "histories"


@dataclass(frozen=True)
class Act:
    """One entry of a course; `post` None is the one that the chart names. `kind` None follows from the node.

    `case` is the number of a case that is called or that hands back.
    """

    at: str
    node: str
    facts: dict[str, FactValue]
    post: str | None = None
    kind: EntryKind | None = None
    case: str = ""


@dataclass(frozen=True)
class Course:
    """A case: the item, what it shows, its acts, and the findings (rule, element, entry number) that it must lead to."""

    item: str
    shows: str
    acts: tuple[Act, ...]
    expected: tuple[tuple[str, str | None, int | None], ...] = ()


def act(at: str, node: str, post: str | None = None, **facts: FactValue) -> Act:
    return Act(at, node, facts, post)


def called(at: str, back: str, node: str, case: str, **facts: FactValue) -> tuple[Act, Act]:
    """The two entries of a step that waits for the case that it calls."""
    return Act(at, node, {}, kind=EntryKind.CALL, case=case), Act(back, node, facts, kind=EntryKind.CALLED, case=case)


_ROAD_START = (
    act("2026-09-18 10:00", "start"), act("2026-09-18 10:05", "apply"),
    act("2026-09-20 10:00", "receive", 收件结果="受理"), act("2026-09-20 10:30", "accept"),
)
_ROAD_CHECKED = (
    act("2026-09-22 15:00", "survey", 道路状况="新建五年内", 挖掘面积=Decimal("36.00")),
    act("2026-09-23 11:00", "police", 会签意见="同意"), act("2026-09-24 09:30", "review"), act("2026-09-28 16:00", "hear"),
)
_ROAD_GRANTED = (
    *called("2026-10-08 11:00", "2026-10-10 10:00", "fee", "E07-2026-9001", 修复费金额=Decimal("1800.00")),
    act("2026-10-12 09:00", "deliver"),
    act("2026-10-13 09:00", "secrecy"), act("2026-10-14 09:00", "publish"), act("2026-10-15 09:00", "archive"),
)
_FOOD_START = (
    act("2026-07-06 09:00", "start"), act("2026-07-10 17:00", "clue"), act("2026-07-13 09:00", "file_case", 立案决定="立案"),
    act("2026-07-14 09:00", "show_id", 需要登记保存=False),
    act("2026-07-24 16:00", "investigate", 当事人类型="自然人", 货值金额=Decimal("320.00")),
    act("2026-07-28 16:00", "report", 情节复杂或者重大=False, 拟罚款金额=Decimal("5000.00")),
    act("2026-08-04 10:00", "review", 案件审核意见="同意"), act("2026-08-05 10:00", "approve_notice"),
    act("2026-08-06 10:00", "pre_notice"),
)
_FOOD_END = (
    act("2026-08-18 10:00", "decide", 决定结果="给予处罚", 罚没款金额=Decimal("5000.00")),
    act("2026-08-20 10:00", "deliver"), act("2026-08-21 10:00", "secrecy"), act("2026-08-24 10:00", "publish"),
    act("2026-08-28 10:00", "pay"), act("2026-09-01 10:00", "close", 执行情况="履行完毕"),
    act("2026-09-08 10:00", "archive"),
)
_ASKED = (
    act("2026-09-18 09:00", "start"), act("2026-09-18 09:05", "apply"),
    act("2026-09-18 09:30", "receive", 申请渠道="互联网", 收到日期=date(2026, 9, 18), 收件类别="首次申请"),
    act("2026-09-20 10:00", "register"), act("2026-09-21 10:00", "check", 申请内容="明确"),
)

COURSES = {
    "E01-granted": Course("E01", "准予许可，跨中秋、国庆，一切按时", (
        *_ROAD_START, *_ROAD_CHECKED, act("2026-09-30 15:00", "government", 县政府意见="批准"),
        act("2026-10-08 11:00", "decide", 决定结果="准予"), *_ROAD_GRANTED,
    )),
    "E01-survey-skipped": Course("E01", "没有现场踏勘就审核", (
        *_ROAD_START, _ROAD_CHECKED[1], *_ROAD_CHECKED[2:], act("2026-09-29 11:00", "decide", 决定结果="准予"),
        *called("2026-09-29 11:00", "2026-09-30 10:00", "fee", "E07-2026-9002", 修复费金额=Decimal("1800.00")),
        act("2026-10-08 09:00", "deliver"),
        act("2026-10-09 09:00", "secrecy"), act("2026-10-10 09:00", "publish"), act("2026-10-12 09:00", "archive"),
    ), (("right-not-told", "survey", 6), ("step-skipped", "survey", 6))),
    "E01-late": Course("E01", "县政府批准拖延，跨国庆超过法定二十个工作日", (
        *_ROAD_START, *_ROAD_CHECKED, act("2026-10-23 15:00", "government", 县政府意见="不批准"),
        act("2026-10-26 11:00", "decide", 决定结果="不予"), act("2026-10-27 09:00", "deliver_refusal"),
        act("2026-10-28 09:00", "archive_refusal"),
    ), (("promise-passed", "government", 9), ("promise-passed", None, 10), ("limit-passed", None, 10))),
    "E02-penalised": Course("E02", "当事人五个工作日内未行使权利，视为放弃；处罚并执行完毕", (
        *_FOOD_START, act("2026-08-14 00:00", "silent"), act("2026-08-17 10:00", "legal_review", 法制审核意见="通过"), *_FOOD_END,
    )),
    "E02-waiver-too-early": Course("E02", "告知后第二个工作日就视为放弃", (
        *_FOOD_START, act("2026-08-10 00:00", "silent"), act("2026-08-13 10:00", "legal_review", 法制审核意见="通过"),
        replace(_FOOD_END[0], at="2026-08-14 10:00"), replace(_FOOD_END[1], at="2026-08-18 10:00"),
        replace(_FOOD_END[2], at="2026-08-19 10:00"), replace(_FOOD_END[3], at="2026-08-21 10:00"), *_FOOD_END[4:],
    ), (("wait-cut-short", "silent", 10),)),
    "E02-own-review": Course("E02", "办案人员自己做法制审核", (
        *_FOOD_START, act("2026-08-14 00:00", "silent"),
        act("2026-08-17 10:00", "legal_review", "食品执法办案岗", 法制审核意见="通过"), *_FOOD_END,
    ), (("duties-by-one-person", "legal_review", 11), ("post-mismatch", "legal_review", 11))),
    "E13-third-party": Course("E13", "征求第三方意见的时间不计入，予以公开", (
        *_ASKED, act("2026-09-24 10:00", "search", 涉及第三方=True, 需要延期=False), act("2026-09-28 10:00", "consult"),
        act("2026-10-16 10:00", "third", 第三方意见="同意公开"), act("2026-10-19 10:00", "secrecy"),
        act("2026-10-21 10:00", "draft"), act("2026-10-22 10:00", "reply", 答复类型="予以公开"),
        act("2026-10-23 10:00", "deliver"), act("2026-10-26 10:00", "archive"),
    )),
    "E13-extended-too-late": Course("E13", "二十个工作日届满后才同意延期", (
        *_ASKED, act("2026-10-22 10:00", "search", 涉及第三方=False, 需要延期=True), act("2026-10-23 10:00", "extend"),
        act("2026-10-26 10:00", "tell_extension"), act("2026-10-28 10:00", "secrecy"), act("2026-10-30 10:00", "draft"),
        act("2026-11-02 10:00", "reply", 答复类型="信息不存在"), act("2026-11-03 10:00", "deliver"),
        act("2026-11-04 10:00", "archive"),
    ), (
        ("promise-passed", "search", 6), ("extension-too-late", "extend", 7), ("promise-passed", None, 11),
        ("limit-passed", None, 11),
    )),
}


def main() -> None:
    """Writes every history and the file of what they must lead to."""
    library = Library()
    staff = organisation.read(shipped() / "organisation.toml")
    OUT.mkdir(parents=True, exist_ok=True)
    for number, (name, course) in enumerate(COURSES.items(), start=1):
        document = library.find(course.item)
        previous, entries = "", list[Entry]()
        for seq, step in enumerate(course.acts, start=1):
            entry = _entry(library, document.chart, staff, seq, step)
            previous = entry_digest(previous, entry)
            entries.append(replace(entry, previous=entries[-1].digest if entries else "", digest=previous))
        history = History(
            case=f"{course.item}-2026-9{number:03}", item=course.item, name=document.chart.name,
            chart_path=f"processes/{Path(document.path).parent.name}/{Path(document.path).name}",
            chart_digest=document.digest, simulated=True, source=course.shows, entries=tuple(entries),
        )
        (OUT / f"{name}.jsonl").write_text(dump(history), encoding="utf-8")
    expected = {name: [list(finding) for finding in course.expected] for name, course in COURSES.items()}
    expected |= {name: [] for name in _walked(library, staff, {course.item for course in COURSES.values()})}
    (OUT / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _walked(library: Library, staff: organisation.Organisation, told: set[str]) -> Iterator[str]:
    """Writes for every other item the case in which the engine was walked through it in time, and names the files."""
    for document in library.documents:
        item = document.chart.item
        if item is None or item.code in told:
            continue
        with TemporaryDirectory() as folder, cases.open_store(f"sqlite:///{folder}/cases.db", create=True) as store:
            desk = cases.Registry(store, staff, national_calendar())
            keep_secret(store, "00" * 32)  # so that what is drawn by lot is drawn the same the next time
            history = walk(desk, Path(document.path), Random(0), in_time).history
        path = f"processes/{Path(document.path).parent.name}/{Path(document.path).name}"
        history = replace(history, chart_path=path, source="各环节当天办理，按时办结")
        (OUT / f"{item.code}-in-time.jsonl").write_text(dump(history), encoding="utf-8")
        yield f"{item.code}-in-time"


def _entry(library: Library, chart: Flowchart, staff: organisation.Organisation, seq: int, step: Act) -> Entry:
    node = chart.nodes[step.node]
    at = datetime.fromisoformat(f"{step.at}:00+08:00")
    if step.kind is not None:
        code = chart.steps[node.id].called
        calls = {"to": code, "chart": library.find(code).digest} if step.kind is EntryKind.CALL else {}
        return Entry(
            seq=seq, at=at, kind=step.kind, node=node.id, post=chart.post_of(node), facts=step.facts, case=step.case, **calls,
        )
    kind = EntryKind.STEP
    if node in chart.events.values():
        kind = EntryKind.START if node.type == "startEvent" else EntryKind.TIMER
    post = "" if kind is EntryKind.TIMER else step.post or chart.post_of(node)
    holders = staff.holders(post, at.date()) if post and staff.has_post(post) else ()
    officers = holders[: node.notes.min_staff or 1] if kind is EntryKind.STEP else ()
    return Entry(seq=seq, at=at, kind=kind, node=step.node, post=post, officer="、".join(officers), facts=step.facts)


if __name__ == "__main__":
    main()
