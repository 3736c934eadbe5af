"""The soundness of a chart for all who ask: rules, reports and drawings share one answer."""
from __future__ import annotations

from dataclasses import replace

from powerflow.graph.once import once
from powerflow.graph.soundness import Soundness, Verdict, soundness
from powerflow.model import Flowchart


@once
def verdict(chart: Flowchart) -> Soundness:
    """`soundness(chart)` within the usual budget, worked out once for a chart.

    What seems sound is undecided where the file does not say what is meant: a flow or border without its element, an id
    that two elements have.
    """
    found = soundness(chart)
    if found.verdict is not Verdict.SOUND:
        return found
    reason = "duplicates" if chart.duplicates else "references" if any(_matters(each.attribute) for each in chart.loose_ends) else ""
    return replace(found, verdict=Verdict.UNDECIDED, reason=reason) if reason else found


def _matters(attribute: str) -> bool:
    """Whether a reference says where tokens go; lanes and associations do not."""
    return attribute in ("sourceRef", "targetRef", "attachedToRef", "default")
