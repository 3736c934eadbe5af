"""Which items call which, as the rules over a catalogue read it."""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.model import Call, Catalogue, Flowchart, Step


def calls(catalogue: Catalogue) -> Iterator[tuple[Flowchart, Step, Call]]:
    """Every step of a chart that calls an item by its code."""
    for chart in catalogue.charts:
        for step in chart.steps.values():
            if step.type == "callActivity" and step.called and step.notes.call is not None:
                yield chart, step, step.notes.call
