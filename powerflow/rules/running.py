"""What keeps a chart from being run, as the rules say it."""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.graph import Hindrance, obstacles
from powerflow.model import Flowchart, Severity
from powerflow.rules.rule import Breach

_IN_FORCE = "在用"  # not shown: a status as files write it


def grave(chart: Flowchart) -> Severity:
    """How much it weighs that `chart` cannot be run: an error where its item is in force, else advice.

    A drawing of another tool or a draft is not meant to be run yet; whoever puts an item into force means it.
    """
    return Severity.ERROR if chart.item is not None and chart.item.status == _IN_FORCE else Severity.ADVICE


def hindered(chart: Flowchart, *kinds: Hindrance) -> Iterator[Breach]:
    """A breach for every obstacle of these kinds."""
    for each in obstacles(chart):
        if each.kind in kinds:
            yield Breach(each.place, each.kind.value, each.named, severity=grave(chart))
