"""The published figures of real logs on deadlines, notices and four eyes, exactly."""
from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from powerflow import bpmn
from powerflow.auditing import LegalDays, LogRules, audit_log, measure_due, measure_limit, measure_separation
from powerflow.logs import EventTable, LogMap, StatedLimit, StatedSeparation, Tables, read_log, read_map
from powerflow.model import LimitSense, Unit
from powerflow.reports import Audited, audit_html, audit_json, audit_text
from tests.corpus import DATA

_ROOT = Path(__file__).resolve().parents[2]
_LOGS = DATA / "logs"
pytestmark = pytest.mark.skipif(
    not _LOGS.is_dir(), reason=f"the public event logs are not at {_LOGS} (set POWERFLOW_TEST_DATA)"
)


@pytest.fixture(scope="module")
def fines() -> EventTable:
    """The whole log of road fines."""
    return read_log(_LOGS / "road-fines.xes.gz")


@pytest.fixture(scope="module")
def audited(fines: EventTable) -> Audited:
    """Road fines held to the shipped mapping and the normative chart, every day counted alike."""
    path = DATA / "charts" / "road-fines-normative.bpmn"
    held = LogRules(
        log_map=read_map(_ROOT / "examples" / "mappings" / "road-fines.toml"), calendar=None,
        chart=bpmn.parse(path.read_bytes(), str(path)).chart,
    )
    return audit_log(Tables((fines,)), "road-fines.xes.gz", held)


def test_road_fines_break_their_limits_as_published(audited: Audited) -> None:
    found = {group.name: (group.count, group.of) for group in audited.groups}
    assert found == {
        "Fine sent within 90 days": (49_772, 103_987), "Appeal to the prefecture within 60 days": (582, 4_001),
        "Appeal to the judge within 60 days": (224, 538), "Result of the appeal told to the offender": (103, 999),
        "Appeal forwarded to the prefecture": (47, 4_188), "No collection of what was paid in full": (2, 59_013),
    }


def test_the_two_collections_of_what_was_paid_in_full_are_shown_with_their_amounts(audited: Audited) -> None:
    """N35881 had paid 79.30 of a fine of 65.60 and costs of 13.43, S66168 just the 144.63 that it owed."""
    group = next(each for each in audited.groups if each.rule == "stated-act-forbidden")
    assert [(each.case, each.values["facts"]) for each in group.sample] == [
        ("N35881", ("totalPaymentAmount = 79.3", "amount = 65.6", "expense = 13.43")),
        ("S66168", ("totalPaymentAmount = 144.63", "amount = 131.2", "expense = 13.43")),
    ]


def test_appeals_without_or_before_a_notification_are_counted_as_published(audited: Audited) -> None:
    facts = {group.name: dict(group.facts) for group in audited.groups}
    appeal = facts["Appeal to the prefecture within 60 days"]
    assert (appeal["ends_before_start"], appeal["ends_without_start"]) == (28, 145)
    assert facts["Appeal to the judge within 60 days"]["ends_without_start"] == 17


def test_penalties_are_added_exactly_sixty_days_after_the_notification(fines: EventTable) -> None:
    def measured(amount: int, sense: LimitSense) -> tuple[int, int]:
        limit = StatedLimit(
            name="", start="Insert Fine Notification", end="Add penalty", amount=amount, unit=Unit.CALENDAR_DAY, sense=sense,
            basis="", required=False, line=1,
        )
        found = measure_limit(fines, limit, LegalDays(None), 0)
        return len(found.rows), int(found.breached.sum())

    assert measured(60, LimitSense.WITHIN) == (79_860, 0)
    assert measured(59, LimitSense.WAIT) == (79_860, 0)
    assert measured(60, LimitSense.WAIT) == (79_860, 79_860)


def test_road_fines_conform_as_published(audited: Audited) -> None:
    fitness = audited.fitness
    assert fitness is not None
    assert (audited.cases, audited.events, audited.variants) == (150_370, 561_470, 231)
    assert (fitness.fitting, fitness.cost, fitness.undecided_variants) == (146_773, 3_896, 0)


def test_report_of_a_real_log_keeps_to_its_schema_and_can_be_read_in_both_languages(audited: Audited) -> None:
    schema = json.loads((_ROOT / "powerflow" / "reports" / "schemas" / "audit-1.json").read_text(encoding="utf-8"))
    for lang in ("zh", "en"):
        jsonschema.validate(json.loads(audit_json(audited, lang)), schema)
        assert "{" not in audit_text(audited, lang)
        assert "<script" not in audit_html(audited, lang)


def test_one_person_checks_and_determines_receipts_as_published() -> None:
    receipt = read_log(_LOGS / "environmental-permit-receipt.xes.gz")
    apart = StatedSeparation(
        name="", first="T02 Check confirmation of receipt", second="T04 Determine confirmation of receipt", basis="", line=1
    )
    found = measure_separation(receipt, apart, LogMap())
    assert (int(found.breached.sum()), len(found.rows)) == (1_042, 1_303)


def test_receipts_end_after_their_deadline_as_published() -> None:
    found = measure_due(read_log(_LOGS / "environmental-permit-receipt.xes.gz"), "deadline", "enddate")
    assert found is not None and int(found.breached.sum()) == 377


def test_building_permits_pass_their_due_dates_as_published() -> None:
    permits = read_log(_LOGS / "building-permits-1.xes.gz")
    found = measure_due(permits, "dueDate", "dateFinished")
    assert found is not None
    late = found.rows[found.breached]
    assert (len(found.rows), len(late), len(np.unique(permits.case[late]))) == (3_340, 621, 248)
