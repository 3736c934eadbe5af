"""The soundness of a chart for all who ask: rules, reports and drawings share one answer."""
from __future__ import annotations

from powerflow.graph.once import once
from powerflow.graph.soundness import Soundness, soundness
from powerflow.model import Flowchart


@once
def verdict(chart: Flowchart) -> Soundness:
    """`soundness(chart)` within the usual budget, worked out once for a chart."""
    return soundness(chart)
