"""A legal basis is not in force on the day of the check.

Why: what is done under a repealed article has no basis; its repeal starts the 20 working days for revising the
    chart.
Mend: replace it by the article now in force, and publish the revised chart within 20 working days.
"""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from powerflow.model import Flowchart, LegalBasis, Node, PowerItem
from powerflow.rules.rule import Breaches, rule


@rule(
    title="依据不在有效期内",
    why="依据废止的条款办事等于没有依据；废止之日起二十个工作日内应当修订流程图。",
    mend="换成现行有效的条款，并在二十个工作日内公布修订后的流程图。",
    basis=("依据须在核查日有效（T-10）", "州运行方案 四（三）二十个工作日（ML-06）"),
)
def check(chart: Flowchart, *, day: date) -> Breaches:
    if chart.item is None:
        return
    for thing, basis in _all_bases(chart, chart.item):
        values = {"law": basis.law, "article": basis.article}
        if basis.valid_to is not None and basis.valid_to <= day:
            yield thing, "依据《{law}》{article}已于 {since} 失效", {**values, "since": basis.valid_to.isoformat()}
        if basis.valid_from is not None and day < basis.valid_from:
            yield thing, "依据《{law}》{article}自 {since} 起才生效", {**values, "since": basis.valid_from.isoformat()}


def _all_bases(chart: Flowchart, item: PowerItem) -> Iterator[tuple[Flowchart | Node, LegalBasis]]:
    for basis in item.bases:
        yield chart, basis
    for node in chart.nodes.values():
        for basis in node.notes.bases:
            yield node, basis
