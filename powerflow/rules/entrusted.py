"""Whether a step is done by people of another body: on entrustment of the item, or by whom its lane says."""
from __future__ import annotations

from powerflow.graph import acting_lane
from powerflow.law import Forbid
from powerflow.model import Flowchart, Node

_ENTRUSTED = "委托"  # not shown: a word that is looked for


def acts_as_meant(chart: Flowchart, node: Node, demand: Forbid) -> bool:
    """Whether who acts at `node` has one of the words that the row forbids, and the item is entrusted where the row asks that."""
    if demand.entrusted is not None and demand.entrusted is not _is_entrusted(chart):
        return False
    if not demand.actor:
        return True
    lane, item = acting_lane(chart, node), chart.item
    said = [chart.post_of(node), *((lane.name, lane.notes.organ, lane.notes.unit) if lane else ())]
    if not (lane and lane.notes.organ) and item is not None and item.organ is not None:
        said.append(item.organ.name)
    return any(demand.actor.within(text) for text in said)


def _is_entrusted(chart: Flowchart) -> bool:
    """Whether the item says so: as a trait, by its source, or by whom it is entrusted to."""
    item = chart.item
    return item is not None and (item.traits.entrusted is True or item.entrustment is not None or _ENTRUSTED in (item.source or ""))
