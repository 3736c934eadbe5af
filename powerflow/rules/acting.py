"""Who acts at a node of a chart, as the rules read it."""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.graph import acting_lane
from powerflow.model import Flow, Flowchart, Lane, Node, Step

# What a machine does needs no time of a person, and a call is timed by the item that it calls.
_NOT_TIMED = {"serviceTask", "scriptTask", "businessRuleTask", "callActivity"}


def label(thing: Node | Flow | Lane) -> str:
    """What a message calls it: its name, else its id."""
    return thing.name or thing.id


def is_of_authority(chart: Flowchart, node: Node) -> bool:
    """Whether the authority acts here: in a lane of side A or L, or of no stated side."""
    lane = acting_lane(chart, node)
    return lane is None or lane.notes.side not in ("P", "X")


def timed_steps(chart: Flowchart) -> Iterator[Step]:
    """The steps that people of the authority or a third party do: no machine's work, and nothing in the party's lane.

    A sub-process or a call of another item is timed by what is in it.
    """
    for step in chart.steps.values():
        lane = acting_lane(chart, step)
        is_party = lane is not None and lane.notes.side == "P"
        if not (is_party or step.inner or step.type in _NOT_TIMED or step.type.endswith("Process")):
            yield step
