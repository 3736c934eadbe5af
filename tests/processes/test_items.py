"""Every shipped item is whole: drawn, annotated, decidable, and what it cites holds together."""
from __future__ import annotations

import importlib.util
import itertools
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from lxml import etree

from powerflow import bpmn, conditions, organisation
from powerflow.library import Library
from powerflow.model import Decision, Event, Fact, FactType, FactValue, Flowchart, LimitRole, LimitSense, Node, PowerItem, PowerKind, Unit
from tests.conftest import ROOT
from tests.processes.paths import known_facts, reachable, simple_paths

_FILES = sorted((ROOT / "processes").rglob("*.bpmn"))
_LOADED = {path: bpmn.load(path) for path in _FILES}
items = pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)

# Of these attributes only penalties have a value.
_OF_PENALTIES = {"penalty_kinds", "fine_range"}
_KEY_TAGS = {"DECIDE", "FEE", "PUBLISH", "COLLECTIVE"}


def _chart(path: Path) -> Flowchart:
    return _LOADED[path].chart


def _item(path: Path) -> PowerItem:
    item = _chart(path).item
    assert item is not None
    return item


def _events(path: Path, type: str) -> list[Event]:
    return [event for event in _chart(path).events.values() if event.type == type]


def _splits(chart: Flowchart) -> list[Decision]:
    return [each for each in chart.decisions.values() if each.type == "exclusiveGateway" and len(each.outgoing) > 1]


# -- the file --------------------------------------------------------------------------------------------------


@items
def test_nothing_in_the_file_is_misread_or_left_over(path: Path) -> None:
    chart = _chart(path)
    assert chart.misfits == ()
    assert chart.loose_ends == ()
    assert chart.duplicates == ()
    assert _LOADED[path].kept == ()


@items
def test_file_is_valid_bpmn(path: Path) -> None:
    found = importlib.util.find_spec("SpiffWorkflow")
    if found is None or not found.submodule_search_locations:
        pytest.skip("the BPMN schema comes with SpiffWorkflow")
    [schema] = Path(found.submodule_search_locations[0]).glob("bpmn/parser/schema/BPMN20.xsd")
    etree.XMLSchema(etree.parse(str(schema))).assertValid(etree.parse(str(path)))


@items
def test_codes_and_names_are_of_one_item(path: Path) -> None:
    item = _item(path)
    assert [document.path for document in (Library().find(item.code), Library().find(item.name))] == [str(path)] * 2


@items
def test_flow_is_made_of_parts_that_the_engine_runs(path: Path) -> None:
    """User tasks, calls of other items, exclusive and parallel gateways, timers, plain starts and ends; one process in one pool."""
    chart = _chart(path)
    assert {node.type for node in chart.nodes.values()} <= {
        "userTask", "callActivity", "exclusiveGateway", "parallelGateway", "startEvent", "endEvent", "boundaryEvent",
        "intermediateCatchEvent",
    }
    assert {event.trigger for event in chart.events.values()} <= {"none", "timer"}
    assert len(chart.processes) == len(chart.pools) == 1
    assert next(iter(chart.processes.values())).executable


@items
def test_splits_and_joins_are_gateways(path: Path) -> None:
    chart = _chart(path)
    for node in chart.nodes.values():
        if isinstance(node, Decision):
            assert (len(node.incoming) > 1) != (len(node.outgoing) > 1), node.id
        else:
            assert len(node.incoming) <= 1, node.id
            assert len(node.outgoing) <= 1, node.id


@items
def test_every_node_is_reached_and_leads_to_an_end(path: Path) -> None:
    chart = _chart(path)
    [start] = _events(path, "startEvent")
    ends = {end.id for end in _events(path, "endEvent")}
    assert reachable(chart, start.id) == set(chart.nodes)
    assert [id for id in chart.nodes if not reachable(chart, id) & ends] == []


# -- decisions ---------------------------------------------------------------------------------------------------


@items
def test_decisions_ask_a_question_and_name_their_exits(path: Path) -> None:
    chart = _chart(path)
    for decision in _splits(chart):
        assert decision.name.endswith(("?", "？")), decision.id
        names = [flow.name for flow in chart.outgoing(decision)]
        assert all(names), decision.id
        assert len(names) == len(set(names)), decision.id


@items
def test_conditions_stand_only_behind_decisions(path: Path) -> None:
    chart = _chart(path)
    sources = {flow.source for flow in chart.flows.values() if flow.condition is not None}
    assert sources <= {decision.id for decision in _splits(chart)}


@items
def test_facts_are_declared_and_recorded_before_they_are_read(path: Path) -> None:
    chart = _chart(path)
    declared = {fact.name for fact in _item(path).facts}
    recorded = {name for node in chart.nodes.values() for name in node.notes.sets}
    assert recorded == declared
    known = known_facts(chart)
    for flow in chart.flows.values():
        if flow.condition is not None:
            read = set(conditions.parse(flow.condition).names)
            assert read <= known[flow.source], f"{flow.id}: {read - known[flow.source]}"


def _samples(fact: Fact) -> tuple[FactValue, ...]:
    if fact.type is FactType.CHOICE:
        return fact.choices
    return (True, False) if fact.type is FactType.YESNO else (Decimal(0), Decimal(99_999), Decimal(100_000))


@items
def test_exactly_one_exit_is_open_whatever_the_facts(path: Path) -> None:
    chart = _chart(path)
    facts = {fact.name: fact for fact in _item(path).facts}
    for decision in _splits(chart):
        exits = [flow for flow in chart.outgoing(decision) if flow.id != decision.default]
        parsed = [conditions.parse(flow.condition or "") for flow in exits]
        names = sorted({name for each in parsed for name in each.names})
        taken = set()
        for values in itertools.product(*(_samples(facts[name]) for name in names)):
            given = dict(zip(names, values, strict=True))
            is_open = [flow.id for flow, each in zip(exits, parsed, strict=True) if each.evaluate(given)]
            assert len(is_open) == 1 or (not is_open and decision.default), (decision.id, given, is_open)
            taken |= set(is_open) or {decision.default}
        assert taken == set(decision.outgoing), decision.id


# -- annotations -------------------------------------------------------------------------------------------------


@items
def test_every_step_has_post_phase_limit_tag_and_source(path: Path) -> None:
    chart = _chart(path)
    for step in chart.steps.values():
        notes = step.notes
        assert chart.post_of(step), step.id
        assert notes.phase, step.id
        assert step.time_limit is not None, step.id
        assert notes.tags and all(tag.confirmed_by and tag.confirmed_on for tag in notes.tags), step.id
        assert notes.source in ("statutory", "actual"), step.id
        assert notes.documents, step.id
        assert len(step.name) <= 20, step.id


@items
def test_statutory_steps_cite_their_law(path: Path) -> None:
    for node in _timed(path):
        if node.notes.source == "statutory" and node.type == "userTask":
            assert node.notes.bases, node.id


def _timed(path: Path) -> Iterator[Node]:
    for node in _chart(path).nodes.values():
        if (isinstance(node, Event) and node.trigger == "timer") or node.type == "userTask":
            yield node


@items
def test_timers_have_one_limit_and_no_text_of_their_own(path: Path) -> None:
    for event in _chart(path).events.values():
        if event.trigger == "timer":
            assert len(event.notes.time_limits) == 1, event.id
    assert b"<bpmn:timeDuration" not in path.read_bytes()


@items
def test_limits_are_cited_or_marked_as_illustrative(path: Path) -> None:
    limits = [limit for node in _timed(path) for limit in node.notes.time_limits] + list(_item(path).time_limits)
    for limit in limits:
        assert limit.basis or limit.illustrative, limit
        if limit.role is LimitRole.STATUTORY:
            assert limit.basis and not limit.illustrative, limit
        assert (limit.amount == 0) == (limit.unit is Unit.SPOT), limit


@items
def test_limits_begin_and_end_at_elements_of_the_chart(path: Path) -> None:
    limits = [limit for node in _timed(path) for limit in node.notes.time_limits] + list(_item(path).time_limits)
    named = {id for limit in limits for id in (limit.start, limit.end) if id}
    assert named <= set(_chart(path).nodes)


@items
def test_a_promise_is_not_longer_than_the_law_allows(path: Path) -> None:
    for node in _timed(path):
        promised = [each.amount for each in node.notes.time_limits if each.role is LimitRole.PROMISED and each.start is None]
        statutory = [
            each.amount for each in node.notes.time_limits
            if each.role is LimitRole.STATUTORY and each.sense is LimitSense.WITHIN and each.start is None and each.unit is Unit.WORKING_DAY
        ]
        assert not (promised and statutory) or max(promised) <= min(statutory), node.id


# Calendar days in an ordinary week; what is done on the spot or within hours takes none.
_CALENDAR_DAYS = {Unit.WORKING_DAY: Fraction(7, 5), Unit.CALENDAR_DAY: Fraction(1), Unit.MONTH: Fraction(30)}


@items
def test_steps_on_the_longest_way_fit_the_promise(path: Path) -> None:
    """Days of the steps and waits between start and end of the item's clock, excluded ones apart."""
    chart = _chart(path)
    promise = _item(path).limit_of(LimitRole.PROMISED)
    assert promise is not None and promise.start and promise.end
    longest = max(_days(chart, way[1:]) for way in simple_paths(chart, promise.start, promise.end))
    assert (longest > 0) == (promise.unit is not Unit.SPOT)
    assert longest <= promise.amount * _CALENDAR_DAYS.get(promise.unit, Fraction(0))


def _days(chart: Flowchart, way: tuple[str, ...]) -> Fraction:
    limits = [chart.nodes[id].time_limit for id in way if chart.nodes[id].notes.excluded is None]
    return sum((limit.amount * _CALENDAR_DAYS.get(limit.unit, Fraction(0)) for limit in limits if limit is not None), Fraction(0))


@items
def test_what_crosses_from_lane_to_lane_is_named(path: Path) -> None:
    chart = _chart(path)
    for flow in chart.flows.values():
        ends = [chart.nodes[id] for id in (flow.source, flow.target)]
        assert bool(flow.hand_overs) == (ends[0].lane != ends[1].lane), flow.id
        assert all(each.passes and each.receiver for each in flow.hand_overs), flow.id


@items
def test_starts_say_how_and_ends_say_what(path: Path) -> None:
    item = _item(path)
    for start in _events(path, "startEvent"):
        assert start.way_in is not None and start.way_in.kind == item.way and start.way_in.basis
    kinds = [end.outcome.kind for end in _events(path, "endEvent") if end.outcome]
    assert len(kinds) == len(set(kinds)) == len(_events(path, "endEvent"))
    assert set(kinds) == {outcome.kind for outcome in item.outcomes}


@items
def test_key_steps_say_what_is_made_public(path: Path) -> None:
    for step in _chart(path).steps.values():
        if step.tags & _KEY_TAGS:
            assert step.notes.disclosures, step.id
            assert all(each.scope and each.form and each.time and each.stage for each in step.notes.disclosures), step.id


@items
def test_risk_points_have_a_measure_and_somebody_who_answers(path: Path) -> None:
    risks = [risk for step in _chart(path).steps.values() for risk in step.notes.risks]
    assert {"高", "中"} <= {risk.grade for risk in risks}
    assert all(risk.text and risk.measure and risk.accountable for risk in risks)


@items
def test_seven_elements_and_ten_columns_are_filled(path: Path) -> None:
    item = _item(path)
    assert item.conditions and item.bases and item.way  # 1 条件与依据
    assert item.office and item.office.unit and item.office.telephone  # 2 承办岗位, 联系方式
    assert item.interfaces  # 3 程序及接口
    promise = item.limit_of(LimitRole.PROMISED)
    assert promise and (item.limit_of(LimitRole.STATUTORY) or "法律未规定办结期限" in promise.note)  # 4 办理时限
    assert {channel.side for channel in item.supervision} == {"internal", "external"}  # 5 监督方式
    assert item.rights and {remedy.kind for remedy in item.remedies} == {"reconsideration", "litigation", "compensation"}  # 6
    assert item.complaints and all(each.telephone for each in (*item.supervision, *item.complaints))  # 7 投诉
    assert item.disclosures and all(each.content and each.scope and each.form and each.time for each in item.disclosures)
    assert item.charged == bool(item.fees)
    assert item.organ and item.organ.credit_code
    assert item.service and item.questions and item.obligations and item.results and item.changes
    assert item.status == "在用" and item.version and item.published_on and item.published_at and item.effective_from
    assert item.kind and item.power_class and item.source and item.case_type and item.own_or_shared and item.content and item.served


@items
def test_every_attribute_that_switches_a_rule_is_stated(path: Path) -> None:
    item = _item(path)
    unstated = {name for name, value in vars(item.traits).items() if value is None or value == ()}
    assert unstated == (set() if item.kind is PowerKind.PENALTY else _OF_PENALTIES)


@items
def test_every_post_of_an_authority_has_its_duties(path: Path) -> None:
    item = _item(path)
    duties = {duty.post: duty for duty in item.duties}
    for lane in _chart(path).lanes.values():
        if lane.notes.side in ("A", "L"):
            duty = duties[lane.post]
            assert duty.basis and duty.content and duty.scope and duty.authority and duty.obligation and duty.standard
            assert duty.accountable and duty.liability and duty.supervisor
            assert lane.notes.organ and lane.notes.unit and lane.notes.telephone
    assert set(duties) <= {lane.post for lane in _chart(path).lanes.values()}


@items
def test_bases_name_law_article_rank_and_version(path: Path) -> None:
    bases = [*_item(path).bases, *(basis for step in _chart(path).nodes.values() for basis in step.notes.bases)]
    for basis in bases:
        assert basis.level and basis.version and basis.url and basis.published, basis
        assert basis.article or basis.level == "国务院文件", basis
        assert basis.valid_from is None or basis.valid_from <= date(2026, 7, 1), basis


@items
def test_place_people_and_telephones_are_visibly_invented(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "虚构" in _item(path).note
    telephones = set(re.findall(r"\d{4}-\d{7}|\b1\d{10}\b", text))
    assert telephones and all(re.fullmatch(r"0000-8120\d{3}", number) for number in telephones)
    outside = set(re.findall(r"https?://([\w.]+)", text)) - {"www.omg.org", "www.w3.org", "flk.npc.gov.cn", "www.gov.cn", "www.samr.gov.cn"}
    assert outside == {"www.linxi.example"}


@items
def test_officers_are_named_for_every_post_of_an_authority(path: Path) -> None:
    office = organisation.read(ROOT / "processes" / "organisation.toml")
    chart = _chart(path)
    for step in chart.steps.values():
        if step.lane and chart.lanes[step.lane].notes.side in ("A", "L"):
            holders = office.holders(chart.post_of(step), date(2026, 9, 18))
            assert len(holders) >= (step.notes.min_staff or 1), step.id
