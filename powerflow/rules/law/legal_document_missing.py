"""A step does not make the document that the law prescribes.

Why: what is told only by word of mouth cannot be proved, nor challenged.
Mend: write `pf:document` at the step, with `delivered` if it goes to the party.
"""
from __future__ import annotations

from powerflow.law import DocumentOf, Rows
from powerflow.model import Document, Flowchart
from powerflow.rules.acting import label
from powerflow.rules.lawful import ROWS_OF_LAW, breach, shown, tagged_steps
from powerflow.rules.rule import Breaches, rule


@rule(
    title="缺少法定文书",
    why="口头办理没有凭据，当事人也没法据以寻求救济。",
    mend="在环节上写 pf:document；要送达当事人的写 delivered=\"true\"。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(DocumentOf):
        steps = tagged_steps(chart, demand.tags)
        without = [node for node in steps if not any(_fits(document, demand) for document in node.notes.documents)]
        if demand.mode == "every" or len(without) == len(steps):
            for node in without if demand.mode == "every" else without[:1]:
                yield breach(
                    node, rows, row, demand, "“{name}”没有写明文书（{words}），而法律要求：{demand}",
                    {"name": label(node), "words": shown(demand.any) or "—"},
                )


def _fits(document: Document, demand: DocumentOf) -> bool:
    named = not demand.any or demand.any.said_in(document.name) or demand.any.said_in(document.type)
    return named and (demand.delivered is None or document.delivered is demand.delivered)
