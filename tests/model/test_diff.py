"""Two versions of a chart: what came, what went, what says something else; each expectation counted by hand."""
from __future__ import annotations

from dataclasses import replace

from powerflow.model import (
    Difference,
    DiffKind,
    DiffSubject,
    Disclosure,
    Fee,
    Flowchart,
    LegalBasis,
    LimitRole,
    PartyRight,
    PowerItem,
    StepNotes,
    StepTag,
    TimeLimit,
    Unit,
    diff,
)
from tests.builders import ChartBuilder, chart


def days(amount: int) -> TimeLimit:
    return TimeLimit(role=LimitRole.PROMISED, amount=amount, unit=Unit.WORKING_DAY)


ITEM = PowerItem(
    code="T01", name="摊位占道许可", time_limits=(days(8),), rights=(PartyRight(name="陈述、申辩"),),
    bases=(LegalBasis(law="城市道路管理条例", article="第三十一条"),), fees=(Fee(name="占道费", standard="每日1元"),),
)


def base(item: PowerItem | None = ITEM) -> ChartBuilder:
    return chart("摊位占道许可", item).start().step("收件", "receive", post="窗口", days=1).step("审查", "review", post="市政科", days=5)


def old() -> Flowchart:
    return base().end("yes", "准予").build("old.bpmn")


def with_item(**changes: object) -> Flowchart:
    return base(replace(ITEM, **changes)).end("yes", "准予").build("new.bpmn")  # type: ignore[arg-type]


def told(before: Flowchart, after: Flowchart) -> list[tuple[str, str, str, str, str]]:
    return [
        (each.kind.value, each.subject.value, each.was, each.element, each.aspect) for each in diff(before, after).differences
    ]


def only(before: Flowchart, after: Flowchart) -> Difference:
    (found,) = diff(before, after).differences
    return found


def test_a_chart_does_not_differ_from_itself() -> None:
    assert not diff(old(), old())


def test_a_shorter_limit_of_a_step() -> None:
    after = chart("摊位占道许可", ITEM).start().step("收件", "receive", post="窗口", days=1).step("审查", "review", post="市政科", days=3)
    found = only(old(), after.end("yes", "准予").build())
    assert (found.kind, found.subject, found.element, found.aspect) == (DiffKind.CHANGED, DiffSubject.STEP, "review", "time_limits")
    assert isinstance(found.old, TimeLimit) and isinstance(found.new, TimeLimit)
    assert (found.old.amount, found.new.amount) == (5, 3)


def test_an_added_step_brings_itself_and_its_flow_and_turns_another() -> None:
    after = base().step("集体讨论", "discuss", post="局长").end("yes", "准予").build()
    found = told(old(), after)
    assert ("added", "step", "", "discuss", "") in found
    assert sorted(each[0] for each in found if each[1] == "flow") == ["added", "changed"]
    assert ("added", "lane") in [each[:2] for each in found]


def test_a_removed_step_is_named_by_its_id_in_the_old_chart() -> None:
    before = base().step("集体讨论", "discuss", post="市政科").end("yes", "准予").build()
    changed = diff(before, old())
    assert changed.elements(DiffKind.REMOVED)[0] == "discuss"
    assert changed.count(DiffKind.ADDED) == 0


def test_a_renamed_step_stays_the_same_by_its_id() -> None:
    after = chart("摊位占道许可", ITEM).start().step("收件", "receive", post="窗口", days=1).step("踏勘", "review", post="市政科", days=5)
    assert told(old(), after.end("yes", "准予").build()) == [("changed", "step", "review", "review", "name")]


def test_a_step_with_a_new_id_stays_the_same_by_its_name() -> None:
    after = chart("摊位占道许可", ITEM).start().step("收件", "a1", post="窗口", days=1).step("审查", "a2", post="市政科", days=5)
    assert told(old(), after.end("yes", "准予").build()) == []


def test_a_step_with_a_new_id_and_name_stays_the_same_by_its_tags() -> None:
    def tagged(id: str, name: str) -> Flowchart:
        notes = StepNotes(tags=(StepTag(name="SITE_CHECK"),))
        return chart("甲").start().step(name, id, post="科", notes=notes).step("决定", "decide", post="科").end().build()

    assert told(tagged("s1", "现场踏勘"), tagged("s9", "实地核查")) == [("changed", "step", "s1", "s9", "name")]


def test_two_steps_of_one_name_are_not_guessed() -> None:
    def twice(one: str, other: str) -> Flowchart:
        return chart("甲").start().step("审核", one, post="科").step("审核", other, post="科").end().build()

    found = told(twice("a", "b"), twice("c", "d"))
    assert [each[0] for each in found if each[1] == "step"] == ["removed", "removed", "added", "added"]


def test_another_post() -> None:
    after = chart("摊位占道许可", ITEM).start().step("收件", "receive", post="窗口", days=1).step("审查", "review", post="法制科", days=5)
    assert ("changed", "step", "review", "review", "post") in told(old(), after.end("yes", "准予").build())


def test_the_condition_of_a_flow() -> None:
    def granting(condition: str) -> Flowchart:
        return (
            chart("甲").start().step("审查", "s", post="科").decision("g", "准予？", post="科")
            .via("准予", condition).end("yes").at("g").via("不予").end("no", "不予", "不予").build()
        )

    found = only(granting("score >= 60"), granting("score >= 70"))
    assert (found.subject, found.aspect, found.old, found.new) == (DiffSubject.FLOW, "condition", "score >= 60", "score >= 70")


def test_the_order_of_two_steps() -> None:
    """A then B, later B then A: three flows lead elsewhere, no step is other."""
    def in_order(*names: str) -> Flowchart:
        made = chart("甲").start()
        for name in names:
            made = made.step(name, {"会签": "sign", "踏勘": "survey"}[name], post="科")
        return made.end().build()

    found = told(in_order("会签", "踏勘"), in_order("踏勘", "会签"))
    assert found and {each[1] for each in found} == {"flow"}


def test_rights_bases_and_fees_of_the_item_come_and_go_one_by_one() -> None:
    after = with_item(
        rights=(PartyRight(name="陈述、申辩"), PartyRight(name="申请听证")), fees=(),
        bases=(LegalBasis(law="城市道路管理条例", article="第三十二条"),),
    )
    assert sorted(told(old(), after)) == [
        ("added", "item", "", "", "bases"), ("added", "item", "", "", "rights"), ("removed", "item", "", "", "bases"),
        ("removed", "item", "", "", "fees"),
    ]


def test_the_order_of_entries_in_a_list_is_no_change() -> None:
    one, other = LegalBasis(law="甲法", article="第一条"), LegalBasis(law="乙法", article="第二条")
    assert told(with_item(bases=(one, other)), with_item(bases=(other, one))) == []


def test_a_disclosure_of_a_step() -> None:
    def disclosed(scope: str) -> Flowchart:
        notes = StepNotes(disclosures=(Disclosure(content="踏勘结果", scope=scope, form="书面"),))
        return chart("甲").start().step("踏勘", "s", post="科", notes=notes).end().build()

    found = only(disclosed("申请人"), disclosed("社会公众"))
    assert (found.kind, found.aspect) == (DiffKind.CHANGED, "disclosures")


def test_a_false_is_a_statement() -> None:
    found = only(with_item(), with_item(charged=False))
    assert (found.kind, found.aspect, found.old, found.new) == (DiffKind.ADDED, "charged", None, False)
