"""Each demand of each row finds the smallest chart that breaks it, and is silent on the smallest that keeps it."""
from __future__ import annotations

from dataclasses import replace

import pytest

from powerflow.law import DEMANDS, Demand, FieldOf, Row, all_rows, binding
from powerflow.model import Fee, Finding, Flowchart, Intermediary, Material, Suspension
from powerflow.rules import all_rules
from tests.law.draft import draft, switched_on
from tests.law.minimal import DAY, MAKERS

_RULES = dict(DEMANDS.values())
_ASKED = [(row, number) for row in all_rows().values() for number in range(len(row.demands))]
_MADE = [(row, number) for row, number in _ASKED if type(row.demands[number]) in MAKERS]


def _found(chart: Flowchart, row: Row, demand: Demand) -> list[Finding]:
    """What the demand alone finds in the chart, which its row must bind."""
    rows = binding(chart, DAY, rows=[replace(row, demands=(demand,), since=None, until=None)])
    assert [each.id for each, _ in rows.bound] == [row.id], "the row does not bind its own chart"
    return all_rules()[_RULES[type(demand)]].findings(chart, DAY, rows)


@pytest.mark.parametrize(("row", "number"), _MADE, ids=lambda each: each.id if isinstance(each, Row) else str(each))
def test_demand_finds_the_chart_that_breaks_it_and_no_other(row: Row, number: int) -> None:
    demand = row.demands[number]
    make = MAKERS[type(demand)]
    assert {finding.row for finding in _found(make(row, demand, False), row, demand)} == {row.id}
    assert _found(make(row, demand, True), row, demand) == []


@pytest.mark.parametrize(
    ("row", "number"), [(row, number) for row, number in _ASKED if isinstance(row.demands[number], FieldOf)],
    ids=lambda each: each.id if isinstance(each, Row) else str(each),
)
def test_field_is_missed_where_nothing_is_stated(row: Row, number: int) -> None:
    demand = row.demands[number]
    assert isinstance(demand, FieldOf)
    bare = {"fees": (Fee(name="f"),), "materials": (Material(name="m"),), "intermediaries": (Intermediary(name="i"),),
            "suspensions": (Suspension(reason="s"),)}
    listed = {name: parts for name, parts in bare.items() if any(path.startswith(f"{name}.") for names in demand.names for path in names)}
    made = draft(row, demand, **listed).step(demand.tags[0] if demand.tags else "", id="s")
    own = {path for paths in demand.names for path in paths}
    if demand.of == "item" and own & {"code", "name", "kind", "power_class", "organ", "organ.name", "bases", "bases.law", "bases.level"}:
        pytest.skip("every item states it")
    assert {finding.row for finding in _found(switched_on(made, row, demand), row, demand)} == {row.id}


def test_every_operator_but_those_of_fields_and_units_has_a_maker() -> None:
    asked = {type(row.demands[number]) for row, number in _ASKED}
    assert {kind.__name__ for kind in asked - MAKERS.keys()} <= {"FieldOf", "UnitOf", "Exclude", "Timer"}
