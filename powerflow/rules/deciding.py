"""Where a chart decides and what its conditions read, as the rules see it."""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.conditions import Condition, ConditionError, parse
from powerflow.model import Decision, Event, Flow, Flowchart

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
