"""What a chart says about publication, as the rules read it."""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.model import Disclosure, Flowchart, Node, PowerItem


def disclosures(chart: Flowchart, item: PowerItem) -> Iterator[tuple[Flowchart | Node, Disclosure]]:
    """Every disclosure of the item and of its nodes, with the thing it hangs on."""
    for disclosure in item.disclosures:
        yield chart, disclosure
    for node in chart.nodes.values():
        for disclosure in node.notes.disclosures:
            yield node, disclosure
