"""What lamps need of a chart: the names of its steps, who acts at them, and which of them bear limits."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from powerflow import bpmn
from powerflow.cases import HistoryStore, case_file
from powerflow.graph import acting_lane
from powerflow.model import Flowchart, LimitRole, LimitSense, Step
from powerflow.supervision.triggers import code_of_clock

# Lanes of the party: what it takes too long for is no breach of the authority's.
_OUTSIDE = frozenset({"P"})


@dataclass(frozen=True, kw_only=True, eq=False)
class ChartSeen:
    """One chart. `limited` are the steps, and "" for the item, with a limit; `outside` the steps that the party
    does; `codes` the triggers of exceeded limits by owner and role.
    """

    names: Mapping[str, str]
    posts: Mapping[str, str]
    limited: frozenset[str]
    outside: frozenset[str]
    codes: Mapping[tuple[str, str], str]


@dataclass(frozen=True, eq=False)
class Charts:
    """The charts of a store, each read once."""

    store: HistoryStore
    _known: dict[str, ChartSeen] = field(default_factory=dict)

    def __getitem__(self, digest: str) -> ChartSeen:
        """The chart with that digest. Raises StoreError if the store lacks it."""
        if digest not in self._known:
            self._known[digest] = seen(bpmn.parse(self.store.chart(digest), digest).chart)
        return self._known[digest]

    def of_case(self, case: str) -> ChartSeen:
        """The chart that a case runs on now, which is not that of its start if it has changed the version."""
        return seen(case_file(self.store, case).chart)


def seen(chart: Flowchart) -> ChartSeen:
    """What lamps need of `chart`."""
    steps = {step.id: step for step in chart.steps.values()}
    limits = {id: step.notes.time_limits for id, step in steps.items()} | {"": chart.item.time_limits if chart.item else ()}
    return ChartSeen(
        names={node.id: node.name or node.id for node in chart.nodes.values()},
        posts={step.id: chart.post_of(step) for step in steps.values()},
        limited=frozenset(id for id, own in limits.items() if any(each.sense is LimitSense.WITHIN for each in own)),
        outside=frozenset(id for id, step in steps.items() if _is_outside(chart, step)),
        codes={(owner, role.value): code_of_clock(chart, owner, role) for owner in limits for role in LimitRole},
    )


def _is_outside(chart: Flowchart, step: Step) -> bool:
    lane = acting_lane(chart, step)
    return lane is not None and lane.notes.side in _OUTSIDE
