"""Where a chart decides and what its conditions read, as the rules see it."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from powerflow.conditions import Condition, ConditionError, parse, worlds
from powerflow.model import Decision, Event, FactValue, Flow, Flowchart

_BY_CONDITION = {"exclusiveGateway", "inclusiveGateway", "complexGateway"}


def splits(chart: Flowchart) -> Iterator[Decision]:
    """The decisions proper: gateways where a condition chooses among several exits."""
    for decision in chart.decisions.values():
        if decision.type in _BY_CONDITION and len(decision.outgoing) > 1:
            yield decision


def conditions(chart: Flowchart) -> Iterator[tuple[Flow, Condition]]:
    """The conditions that are in our language, each with its flow."""
    for flow in chart.flows.values():
        if flow.condition:
            try:
                yield flow, parse(flow.condition)
            except ConditionError:
                continue  # condition-unreadable says so


def top_events(chart: Flowchart, kind: str) -> Iterator[Event]:
    """The events of type `kind` that stand directly in a process, where a case begins or ends."""
    for event in chart.events.values():
        if event.type == kind and event.scope in chart.processes:
            yield event


class Answer(NamedTuple):
    """One kind of situation that a decision may meet: the facts, and the exits whose conditions hold."""

    facts: Mapping[str, FactValue]
    taken: frozenset[str]

    @property
    def said(self) -> tuple[str, ...]:
        """The facts in the language of conditions."""
        return tuple(f"{name} == {_written(value)}" for name, value in self.facts.items())


def answers(chart: Flowchart, decision: Decision) -> tuple[Answer, ...] | None:
    """What `decision` does in each kind of situation; None where that cannot be told.

    So it is if an exit that is not the default has no condition, or one that other rules find wrong.
    """
    exits: dict[str, Condition] = {}
    for flow in chart.outgoing(decision):
        try:
            if flow.id != decision.default:
                exits[flow.id] = parse(flow.condition or "")
        except ConditionError:
            return None
    situations = worlds(chart.item.facts if chart.item else (), tuple(exits.values()))
    if situations is None:
        return None
    try:
        return tuple(
            Answer(facts, frozenset(id for id, condition in exits.items() if condition.evaluate(facts)))
            for facts in situations
        )
    except ConditionError:
        return None


def _written(value: FactValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return f'date("{value}")'
    return f'"{value}"' if isinstance(value, str) else f"{value:f}" if isinstance(value, Decimal) else str(value)
