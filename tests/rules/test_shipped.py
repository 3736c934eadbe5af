"""A shipped item that loses one thing gets exactly the findings of that thing."""
from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from powerflow import bpmn
from powerflow.model import Finding, Flowchart, PowerItem, PowerKind, Step
from powerflow.rules import judge, select

_DAY = date(2026, 11, 21)
_FILES = sorted((Path(__file__).resolve().parents[2] / "processes").rglob("*.bpmn"))
_each = pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)


# Kinds for which a total limit is demanded, and kinds whose decisions are open to no remedy of their own.
_LIMITED = {PowerKind.PERMIT, PowerKind.BENEFIT, PowerKind.CONFIRMATION, PowerKind.REWARD, PowerKind.ADJUDICATION, PowerKind.OTHER,
            PowerKind.PUBLIC_SERVICE}
_WITHOUT_REMEDIES = {PowerKind.INTERNAL, PowerKind.DECISION, PowerKind.PUBLIC_SERVICE}


def _item(chart: Flowchart) -> PowerItem:
    assert chart.item is not None
    return chart.item


def _findings(chart: Flowchart) -> list[Finding]:
    judgement = judge(chart, select(), _DAY)
    assert judgement.crashed == ()
    return list(judgement.findings)


def _new(chart: Flowchart, spoilt: Flowchart) -> list[Finding]:
    """What is found in the spoilt chart only."""
    known = {(finding.rule, finding.row, finding.place) for finding in _findings(chart)}
    return [finding for finding in _findings(spoilt) if (finding.rule, finding.row, finding.place) not in known]


@_each
def test_shipped_item_is_clean(path: Path) -> None:
    # The change of a flowchart has 20 working days, which one return uses up: advice that the item must bear.
    borne = ["legal-limit-undecidable"] if path.stem == "catalogue-and-charts" else []
    assert [finding.rule for finding in _findings(bpmn.read(path))] == borne


@_each
@pytest.mark.parametrize(
    ("field", "rule"),
    [("conditions", "conditions-missing"), ("bases", "basis-missing"), ("complaints", "complaint-missing"),
     ("supervision", "supervision-missing"), ("duties", "duty-missing")],
)
def test_item_without_one_of_its_elements(path: Path, field: str, rule: str) -> None:
    chart = bpmn.read(path)
    bare = replace(chart, item=replace(_item(chart), **{field: ()}))
    assert {finding.rule for finding in _new(chart, bare)} == {rule}


@_each
def test_item_without_a_total_limit(path: Path) -> None:
    chart = bpmn.read(path)
    bare = replace(chart, item=replace(_item(chart), time_limits=()))
    needed = _item(chart).kind in _LIMITED and _item(chart).time_limit is not None
    found = [finding.rule for finding in _new(chart, bare) if finding.family != "law"]
    assert found == ["item-limit-missing"] * needed


@_each
def test_item_without_remedies(path: Path) -> None:
    chart = bpmn.read(path)
    bare = replace(chart, item=replace(_item(chart), remedies=()))
    # Permits and penalties also owe the rights to reconsideration, litigation and compensation.
    rights = {"rights-missing"} if _item(chart).kind in (PowerKind.PERMIT, PowerKind.PENALTY) else set()
    owed = set() if _item(chart).kind in _WITHOUT_REMEDIES else {"remedy-missing"}
    assert {finding.rule for finding in _new(chart, bare)} - rights == owed


@_each
def test_step_that_loses_its_limit_is_found_and_nothing_else(path: Path) -> None:
    chart = bpmn.read(path)
    step = next(step for step in chart.steps.values() if step.time_limit and chart.lanes[step.lane or ""].notes.side == "A")
    found = _new(chart, _with(chart, replace(step, notes=replace(step.notes, time_limits=()))))
    missing = [finding.place.element for finding in found if finding.rule == "time-limit-missing"]
    # What can no longer be added up is told too, by rules of its own.
    others = {finding.rule for finding in found} - {"time-limit-missing"}
    assert missing == [step.id] and others <= {"limit-undecidable", "legal-limit-undecidable"}


@_each
def test_promise_beyond_the_statute_is_found(path: Path) -> None:
    chart = bpmn.read(path)
    limits = _item(chart).time_limits
    longer = tuple(replace(limit, amount=1000) if limit.role == "promised" else limit for limit in limits)
    found = _new(chart, replace(chart, item=replace(_item(chart), time_limits=longer)))
    pairs = {(limit.unit, limit.sense, limit.start, limit.end) for limit in longer if limit.role == "promised"}
    compared = any((limit.unit, limit.sense, limit.start, limit.end) in pairs for limit in limits if limit.role == "statutory")
    told = {finding.rule for finding in found if finding.family == "timing"}
    assert told <= {"promise-exceeds-statute"} and (told or not compared)


@_each
def test_flow_that_loses_its_hand_over_is_found(path: Path) -> None:
    chart = bpmn.read(path)
    flow = next(flow for flow in chart.flows.values() if flow.hand_overs)
    bare = replace(chart, flows={**chart.flows, flow.id: replace(flow, hand_overs=())})
    assert [(finding.rule, finding.place.element) for finding in _new(chart, bare)] == [("hand-over-missing", flow.id)]


def _with(chart: Flowchart, step: Step) -> Flowchart:
    return replace(chart, nodes={**chart.nodes, step.id: step})
