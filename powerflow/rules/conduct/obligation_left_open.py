"""A case was closed although something that must follow was not done.

Why: a decision that is not delivered, published or filed does not reach those whom it concerns; a closed case is forgotten.
Mend: do what is missing and record it; close the case only then.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from powerflow.law import Follow, Rows
from powerflow.model import Step
from powerflow.rules.acting import is_of_authority
from powerflow.rules.happening import day_of, done_with
from powerflow.rules.lawful import ROWS_OF_LAW, TagNames, breach
from powerflow.rules.rule import Breaches, rule

if TYPE_CHECKING:
    from powerflow.replay import Act, Replay

_CLOSING = frozenset({"ARCHIVE"})


@rule(
    title="结案时还有应办事项",
    why="决定没有送达、公开、备案，就到不了该知道的人手里；案件一结，再无人过问。",
    mend="补办并登记所缺的事项，然后才能结案归档。",
    basis=ROWS_OF_LAW,
)
def check(replay: Replay, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Follow) if replay.complete else ():
        act = next(reversed(done_with(replay, demand.after)), None)
        if act is None or (demand.exits and not _left_by(replay, act, demand)):
            continue
        if not any(later.position >= act.position for later in done_with(replay, demand.tags)):
            yield breach(
                act, rows, row, demand, "办件已经办结，“{name}”（{day}）之后却没有{tags}的记录。法律要求：{demand}",
                {"name": act.name, "day": day_of(act), "tags": TagNames(demand.tags)},
            )
    yield from _open_when_closed(replay)


def _left_by(replay: Replay, act: Act, demand: Follow) -> bool:
    """Whether the flows taken right after the step say one of the words."""
    after = replay.acts[act.position + 1 : act.position + 2]
    flows = [replay.chart.flows[id] for each in after for id in each.flows if id in replay.chart.flows]
    return any(demand.exits.said_in(flow.name) for flow in flows)


def _open_when_closed(replay: Replay) -> Breaches:
    """Steps of the authority that are still open although the case was put into the archive."""
    closed = next(reversed(done_with(replay, _CLOSING)), None)
    for opened in replay.open if closed is not None else ():
        if closed is not None and isinstance(opened.node, Step) and is_of_authority(replay.chart, opened.node):
            yield closed, "“{name}”（{day}）时还有没办的环节“{open}”", {
                "name": closed.name, "day": day_of(closed), "open": replay.name_of(opened.node.id),
            }
