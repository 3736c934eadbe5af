"""The rules over rows of law, on charts drawn for the purpose and rows made for the purpose."""
from __future__ import annotations

from datetime import date

import pytest

from powerflow.law import (
    AnyOf,
    Applies,
    AtMost,
    Bar,
    Between,
    Citation,
    Demand,
    Differ,
    Follow,
    Must,
    Order,
    OutcomeOf,
    RightOf,
    Row,
    Rows,
    Source,
    binding,
)
from powerflow.model import Finding, Flowchart, LimitRole, PartyRight, PowerItem, PowerKind, Severity, StepNotes, TimeLimit, Traits, Unit
from powerflow.rules import all_rules
from tests.builders import ChartBuilder, chart

_DAY = date(2026, 11, 21)
_ACT = Source(key="示例法", name="示例法", version="2020", valid_from=date(2020, 1, 1))
_FIVE_DAYS = TimeLimit(role=LimitRole.STATUTORY, amount=5, unit=Unit.WORKING_DAY)


def _row(*demands: Demand, id: str = "XX-99", **more: object) -> Row:
    known: dict[str, object] = {"severity": "E", **more}
    return Row(
        id=id, section="XX", demand="示例要求", english="a demand", cites=(Citation(_ACT, "第一条"),), grade="A", checked_on=_DAY,
        demands=demands, **known,  # type: ignore[arg-type]
    )


def _item(**more: object) -> PowerItem:
    return PowerItem(code="X01", name="示例", kind=PowerKind.PENALTY, **more)  # type: ignore[arg-type]


def _tags(*names: str) -> AnyOf:
    return AnyOf(names)


def _found(drawn: Flowchart, demand: Demand, rule: str, **row: object) -> list[Finding]:
    return all_rules()[rule].findings(drawn, _DAY, Rows(_DAY, ((_row(demand, **row), demand),)))


def _begun(**item: object) -> ChartBuilder:
    return chart(item=_item(**item)).start()


def _hearing_or_not() -> ChartBuilder:
    """A hearing on one of two ways to the decision."""
    return _begun().step("a", tags=["PRE_NOTICE"]).decision("x").step("h", tags=["HEARING"]).decision("y").step("d", tags=["DECIDE"])


class TestMust:
    def test_step_on_every_way_is_enough(self) -> None:
        drawn = _begun().step("a", tags=["HEAR"]).step("d", tags=["DECIDE"]).end().build()
        assert _found(drawn, Must(tags=_tags("HEAR")), "required-step-missing") == []

    def test_way_round_is_found_with_the_run_that_takes_it(self) -> None:
        drawn = _hearing_or_not().end().at("x").to("y").build()
        [found] = _found(drawn, Must(tags=_tags("HEARING")), "required-step-missing")
        assert found.place.element == "d" and found.witness[-1] == "d" and "h" not in found.witness
        assert (found.row, found.level, found.severity) == ("XX-99", "E", Severity.ERROR)
        assert found.basis == ("示例法 第一条 (2020)",)

    def test_some_way_is_enough_where_only_some_is_demanded(self) -> None:
        drawn = _hearing_or_not().end().at("x").to("y").build()
        assert _found(drawn, Must(tags=_tags("HEARING"), mode="some"), "required-step-missing") == []

    def test_either_of_two_branches_may_hold_an_alternative(self) -> None:
        drawn = _hearing_or_not().end().at("x").step("w", tags=["WAIVER"]).to("y").build()
        assert _found(drawn, Must(tags=_tags("HEARING", "WAIVER")), "required-step-missing") == []

    def test_parallel_branch_is_on_every_way_to_what_follows_the_join(self) -> None:
        drawn = (
            _begun().parallel("x").step("h", tags=["HEAR"]).parallel("y").step("d", tags=["DECIDE"]).end()
            .at("x").step("other").to("y").build()
        )
        assert _found(drawn, Must(tags=_tags("HEAR")), "required-step-missing") == []

    def test_boundary_timer_is_a_way_round_the_step_it_interrupts(self) -> None:
        drawn = (
            _begun().step("h", tags=["HEAR"]).step("d", tags=["DECIDE"]).end()
            .boundary_timer("late", "h", _FIVE_DAYS).to("d").build()
        )
        assert [each.place.element for each in _found(drawn, Must(tags=_tags("HEAR")), "required-step-missing")] == ["d"]

    def test_end_of_the_case_stands_for_every_end(self) -> None:
        drawn = _begun().step("d", tags=["DECIDE"]).decision("x").step("f", tags=["ARCHIVE"]).end().at("x").end("other").build()
        [found] = _found(drawn, Must(tags=_tags("ARCHIVE"), before=_tags("END")), "required-step-missing")
        assert "other" in found.witness

    def test_row_with_a_lower_level_is_advice(self) -> None:
        drawn = _begun().step("d", tags=["DECIDE"]).end().build()
        [found] = _found(drawn, Must(tags=_tags("HEAR")), "required-step-missing", severity="W")
        assert (found.level, found.severity) == ("W", Severity.ADVICE)


class TestOrder:
    def test_reverse_order_is_found(self) -> None:
        drawn = _begun().step("r", tags=["LEGAL_REVIEW"]).step("h", tags=["HEARING"]).step("d", tags=["DECIDE"]).end().build()
        demand = Order(steps=(_tags("HEARING"), _tags("LEGAL_REVIEW"), _tags("DECIDE")))
        [found] = _found(drawn, demand, "legal-order-broken")
        assert found.values["early"] == "r" and found.values["late"] == "h"

    def test_step_that_may_be_left_out_breaks_no_order(self) -> None:
        drawn = _hearing_or_not().end().at("x").to("y").build()
        assert _found(drawn, Order(steps=(_tags("HEARING"), _tags("DECIDE"))), "legal-order-broken") == []

    def test_absent_step_is_silent(self) -> None:
        drawn = _begun().step("d", tags=["DECIDE"]).end().build()
        assert _found(drawn, Order(steps=(_tags("HEARING"), _tags("DECIDE"))), "legal-order-broken") == []

    def test_parallel_steps_have_no_order(self) -> None:
        drawn = (
            _begun().parallel("x").step("h", tags=["HEARING"]).parallel("y").end().at("x").step("d", tags=["DECIDE"]).to("y").build()
        )
        assert len(_found(drawn, Order(steps=(_tags("HEARING"), _tags("DECIDE"))), "legal-order-broken")) == 1

    def test_loop_back_to_an_earlier_step_keeps_the_order(self) -> None:
        drawn = (
            _begun().step("i", tags=["INVESTIGATE"]).step("r", tags=["REVIEW"]).decision("x").step("d", tags=["DECIDE"]).end()
            .at("x").to("i").build()
        )
        assert _found(drawn, Order(steps=(_tags("INVESTIGATE"), _tags("REVIEW"), _tags("DECIDE"))), "legal-order-broken") == []


class TestBetweenAndFollow:
    def test_only_the_last_notice_counts(self) -> None:
        """After the notice is given again, the party is heard again."""
        drawn = (
            _begun().step("n", tags=["PRE_NOTICE"]).step("h", tags=["HEAR"]).decision("x").step("d", tags=["DECIDE"]).end()
            .at("x").step("n2", tags=["PRE_NOTICE"]).to("d").build()
        )
        demand = Between(after=_tags("PRE_NOTICE"), before=_tags("DECIDE"), tags=_tags("HEAR"))
        assert [each.place.element for each in _found(drawn, demand, "step-between-missing")] == ["n2"]

    def test_named_exit_stands_for_the_step(self) -> None:
        drawn = (
            _begun().step("n", tags=["PRE_NOTICE"]).decision("x").step("h", tags=["HEAR"]).decision("y").step("d", tags=["DECIDE"])
            .end().at("x").via("放弃陈述申辩").to("y").build()
        )
        bare = Between(after=_tags("PRE_NOTICE"), before=_tags("DECIDE"), tags=_tags("HEAR"))
        waived = Between(after=_tags("PRE_NOTICE"), before=_tags("DECIDE"), tags=_tags("HEAR"), exits=AnyOf(("放弃",)))
        assert len(_found(drawn, bare, "step-between-missing")) == 1
        assert _found(drawn, waived, "step-between-missing") == []

    def test_only_the_named_exit_must_lead_to_the_step(self) -> None:
        def drawn(*, published: bool) -> Flowchart:
            begun = _begun().step("d", tags=["DECIDE"]).decision("x").via("准予")
            granted = begun.step("p", tags=["PUBLISH"]) if published else begun.step("p")
            return granted.end().at("x").via("不予批准").end("other").build()

        demand = Follow(after=_tags("DECIDE"), tags=_tags("PUBLISH"), exits=AnyOf(("准予", "批准")))
        assert _found(drawn(published=True), demand, "following-step-missing") == []
        assert len(_found(drawn(published=False), demand, "following-step-missing")) == 1


class TestBar:
    @pytest.mark.parametrize(("target", "faults"), [("d", 1), ("i", 0)])
    def test_refusal_must_come_back_to_the_review(self, target: str, faults: int) -> None:
        drawn = (
            _begun().step("i", tags=["INVESTIGATE"]).step("r", tags=["LEGAL_REVIEW"]).decision("x").step("d", tags=["DECIDE"]).end()
            .at("x").via("审核不通过").to(target).build()
        )
        demand = Bar(tags=_tags("LEGAL_REVIEW"), exits=AnyOf(("不通过",)))
        assert len(_found(drawn, demand, "failed-review-passes")) == faults


class TestAtMost:
    @pytest.mark.parametrize(("condition", "faults"), [("not full", 1), ("not full and not told", 0)])
    def test_loop_is_bounded_by_a_fact_that_the_step_sets(self, condition: str, faults: int) -> None:
        drawn = (
            _begun().step("r", tags=["RECEIVE"], sets=["full"]).decision("x").via("", condition)
            .step("s", tags=["SUPPLEMENT_NOTICE"], sets=["told"]).to("r").at("x").end().build()
        )
        assert len(_found(drawn, AtMost(tags=_tags("SUPPLEMENT_NOTICE")), "step-too-often")) == faults


class TestOutcomesAndRights:
    def test_denied_word_is_not_the_outcome(self) -> None:
        drawn = _begun().step("d", tags=["DECIDE"]).decision("x").via("不予批准").end().at("x").via("驳回").end("other").build()
        [found] = _found(drawn, OutcomeOf(tags=_tags("DECIDE"), all=(AnyOf(("批准", "准予")), AnyOf(("不予",)))), "legal-outcome-missing")
        assert found.values["missing"] == ("批准/准予",)

    def test_right_stands_at_the_step(self) -> None:
        notes = StepNotes(rights=(PartyRight(name="陈述、申辩"),))
        drawn = _begun(rights=(PartyRight(name="陈述、申辩"),)).step("n", notes=notes).end().build()
        own, elsewhere = RightOf(all=(AnyOf(("申辩",)),)), RightOf(all=(AnyOf(("听证",)),))
        assert _found(drawn, own, "legal-right-missing") == [] and len(_found(drawn, elsewhere, "legal-right-missing")) == 1


class TestDiffer:
    @pytest.mark.parametrize(("post", "faults"), [("办案岗", 1), ("主持人", 0)])
    def test_one_post_may_not_do_both(self, post: str, faults: int) -> None:
        drawn = _begun().step("i", tags=["INVESTIGATE"], post="办案岗").step("h", tags=["HEARING"], post=post).end().build()
        assert len(_found(drawn, Differ(tags=(_tags("HEARING"), _tags("INVESTIGATE"))), "duties-not-separated")) == faults


class TestBinding:
    _CHART = _begun(traits=Traits(discretion=True)).step("d", tags=["DECIDE"]).end().build()

    def _bound(self, *rows: Row, packs: tuple[str, ...] = (), day: date = _DAY) -> list[str]:
        return [row.id for row, _ in binding(self._CHART, day, packs, rows).bound]

    def test_row_binds_its_kind_and_no_other(self) -> None:
        own = _row(Must(tags=_tags("HEAR")), id="A-1", applies=Applies(kind=("02",)))
        other = _row(Must(tags=_tags("HEAR")), id="A-2", applies=Applies(kind=("01",)))
        assert self._bound(own, other) == ["A-1"]

    @pytest.mark.parametrize(("wanted", "bound", "unstated"), [
        ({"discretion": True}, ["A-1"], []), ({"discretion": False}, [], []), ({"emergency": True}, [], ["A-1"]),
        ({"discretion": False, "emergency": True}, [], []),
    ])
    def test_trait_is_three_valued(self, wanted: dict[str, object], bound: list[str], unstated: list[str]) -> None:
        rows = binding(self._CHART, _DAY, (), [_row(Must(tags=_tags("HEAR")), id="A-1", applies=Applies(trait=wanted))])
        assert [row.id for row, _ in rows.bound] == bound and [each.row.id for each in rows.unstated] == unstated

    def test_pack_binds_only_where_it_is_asked_for(self) -> None:
        row = _row(Must(tags=_tags("HEAR")), id="A-1", pack="市监")
        assert self._bound(row) == [] and self._bound(row, packs=("市监",)) == ["A-1"]

    def test_special_row_goes_before_the_general_one(self) -> None:
        general = _row(Must(tags=_tags("HEAR")), id="A-1")
        special = _row(Must(tags=_tags("HEARING")), id="A-2", pack="公安", overrides=("A-1",))
        assert self._bound(general, special) == ["A-1"]
        assert self._bound(general, special, packs=("公安",)) == ["A-2"]

    def test_row_binds_on_the_days_of_its_source(self) -> None:
        row = _row(Must(tags=_tags("HEAR")), id="A-1")
        assert self._bound(row, day=date(2019, 12, 31)) == [] and self._bound(row, day=date(2020, 1, 1)) == ["A-1"]

    def test_row_binds_on_its_own_days(self) -> None:
        row = _row(Must(tags=_tags("HEAR")), id="A-1", since=date(2024, 1, 1), until=date(2025, 1, 1))
        days = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]
        assert [self._bound(row, day=day) != [] for day in days] == [False, True, True, False]

    def test_chart_without_an_item_is_bound_by_nothing(self) -> None:
        drawn = chart().start().end().build()
        assert binding(drawn, _DAY).bound == ()
