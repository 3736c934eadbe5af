"""After a step a case can end without the step that the law wants to follow.

Why: a decision that is not delivered binds nobody; one that is not published is not supervised.
Mend: draw the step on every way from there to an end, and confirm its tag.
"""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.graph import END, Leg, exits_after, runs
from powerflow.law import AnyOf, Follow, Rows
from powerflow.model import Flowchart, Node
from powerflow.rules.acting import label
from powerflow.rules.lawful import ROWS_OF_LAW, TagNames, breach, ids, tagged
from powerflow.rules.rule import Breaches, rule


@rule(
    title="后续法定环节缺失",
    why="决定不送达就不生效，不公示就没有监督。",
    mend="使其后通向办结的每条路都经过该环节，并确认环节标签。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Follow):
        wanted = ids(tagged(chart, demand.tags))
        after = [node for node in tagged(chart, demand.after) if node.id not in wanted]
        every = runs(chart) if after else None
        begins = ids(after)
        if demand.exits:
            begins = frozenset(id for node in after for id in _begins(chart, node, demand.exits))
        witness = every.run(Leg(begins), Leg({END}, wanted)) if every and begins else None
        if witness is not None:
            start = next((node for id in reversed(witness) for node in after if node.id == id), after[0])
            yield breach(
                start, rows, row, demand, "“{name}”之后可以不经过“{tags}”就办结，而法律要求：{demand}",
                {"name": label(start), "tags": TagNames(demand.tags)}, witness,
            )


def _begins(chart: Flowchart, node: Node, words: AnyOf) -> Iterator[str]:
    """The exits behind `node` with one of the words; where no exit has a name, the node itself."""
    exits = [flow for flow in exits_after(chart, [node]) if flow.name]
    yield from (flow.id for flow in exits if words.said_in(flow.name))
    if not exits:
        yield node.id
