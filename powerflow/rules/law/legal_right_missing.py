"""A right that the law gives the party is not stated where it can be used.

Why: a right that nobody is told of is not used.
Mend: write `pf:right` in the item, or at the step where the right can be used.
"""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.law import RightOf, Rows
from powerflow.model import Flowchart
from powerflow.rules.lawful import ROWS_OF_LAW, breach, shown, tagged
from powerflow.rules.rule import Breaches, rule


@rule(
    title="没有写明法定权利",
    why="没有告知的权利等于没有。",
    mend="在事项里，或者在可以行使该权利的环节上写 pf:right。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(RightOf):
        nodes = tagged(chart, demand.tags)
        if demand.tags and not nodes:
            continue
        said = tuple(_said(chart, demand))
        missing = tuple(shown(words) for words in demand.all if not any(words.within(text) for text in said))
        if missing:
            thing = nodes[0] if nodes else chart
            yield breach(
                thing, rows, row, demand, "“{name}”没有写明相对人的权利：{missing}；法律要求：{demand}",
                {"name": thing.name, "missing": missing},
            )


def _said(chart: Flowchart, demand: RightOf) -> Iterator[str]:
    """The rights as stated; of an item its remedies are rights too."""
    for node in tagged(chart, demand.tags):
        yield from (f"{right.name} {right.text}" for right in node.notes.rights)
    if chart.item is not None and not demand.tags:
        yield from (f"{right.name} {right.text}" for right in chart.item.rights)
        yield from (_REMEDIES.get(remedy.kind, "") for remedy in chart.item.remedies)


# not shown: words that the rows use
_REMEDIES = {"reconsideration": "行政复议", "litigation": "行政诉讼", "compensation": "国家赔偿"}  # not shown: words of the rows
